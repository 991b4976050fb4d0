import { orderRoutes, warehouseRoutes } from '@quayside/contract';
import { type Handheld, Refused } from './client.ts';
import type { Shift } from './shift.ts';

/** Orders in one bulk action at most. */
const BULK_MAX = 1000;

/** Releases what is promised and starts waves, as the order desk and the wave planner do. */
export async function runDesk(
  desk: Handheld,
  nodes: readonly { nodeId: string; mode: string }[],
  shift: Shift,
): Promise<void> {
  while (!shift.isOver()) {
    try {
      await release(desk, shift);
      for (const node of nodes) {
        if (node.mode === 'directed') await startWave(desk, node.nodeId, shift);
        if (node.mode === 'simple') await shipFromShop(desk, node.nodeId, shift);
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      shift.count(`refused: ${error.problem.code}`);
      shift.note(`${desk.name}: ${error.problem.detail}`);
    }
    await shift.spend('desk');
  }
}

async function release(desk: Handheld, shift: Shift): Promise<void> {
  const { orderIds } = await desk.call(orderRoutes.listOrderIds, { query: { state: 'promised' } });
  for (let first = 0; first < orderIds.length; first += BULK_MAX) {
    const reply = await desk.call(orderRoutes.releaseOrders, {
      body: { orderIds: orderIds.slice(first, first + BULK_MAX) },
    });
    shift.count('released', reply.done);
  }
}

async function startWave(desk: Handheld, nodeId: string, shift: Shift): Promise<void> {
  const preview = await desk.call(warehouseRoutes.previewWave, { body: { nodeId } });
  if (preview.orders === 0) return;
  const wave = await desk.call(warehouseRoutes.releaseWave, { body: { nodeId } });
  shift.count('waves');
  shift.count('ordersWaved', wave.orders);
}

async function shipFromShop(desk: Handheld, nodeId: string, shift: Shift): Promise<void> {
  for (const state of ['promised', 'released'] as const) {
    const { orderIds } = await desk.call(orderRoutes.listOrderIds, { query: { state, nodeId } });
    if (orderIds.length === 0) continue;
    const reply = await desk.call(orderRoutes.shipSimple, {
      body: { orderIds: orderIds.slice(0, BULK_MAX) },
    });
    shift.count('shippedFromShop', reply.done);
  }
}
