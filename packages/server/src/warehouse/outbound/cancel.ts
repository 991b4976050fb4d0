import { type FulfilmentEvent, fulfilmentTable, nextState } from '@quayside/contract';
import { record, type Tx } from '../../platform/index.ts';
import { changeAllocations } from '../../stock/index.ts';
import {
  advance,
  cancelParcels,
  cancelTasks,
  endFinishedTours,
  freeEmptyTotes,
  goodsOf,
  lockOutboundsOfFulfilments,
  lockOutboundsOfOrders,
  lockToursOf,
  type Outbound,
} from './queries.ts';

/**
 * Stops the floor's work on orders: open picks are cancelled and their bins given back, an unshipped
 * parcel is cancelled. Goods that left their bins stay in their tote or carton until `putBack`; the
 * next scan of the order at pick, pack or hand-over is refused with `order_cancelled`.
 *
 * Answers outbound ids: `stopped` (also those stopped before: calling it again changes nothing) and
 * `tooLate` (shipped). Locks outbound orders, their tours, then balances.
 */
export async function cancelOutbound(
  tx: Tx,
  orderIds: readonly string[],
): Promise<{ stopped: string[]; tooLate: string[] }> {
  const orders = await lockOutboundsOfOrders(tx, orderIds);
  await stop(tx, orders, 'cancel');
  const tooLate = orders.filter((o) => o.state === 'shipped').map((o) => o.outboundOrderId);
  return {
    stopped: orders.filter((o) => o.state !== 'shipped').map((o) => o.outboundOrderId),
    tooLate,
  };
}

/**
 * Stops the floor's work on fulfilment orders whose promise was taken back (a count found less): what
 * is in a tote waits for put-back. Parts that are packed, shipped, or that the floor itself has given
 * up are left as they are. Locks as `cancelOutbound`.
 */
export async function withdrawFulfilments(
  tx: Tx,
  fulfilmentOrderIds: readonly string[],
): Promise<void> {
  await stop(tx, await lockOutboundsOfFulfilments(tx, fulfilmentOrderIds), 'report_short');
}

async function stop(
  tx: Tx,
  orders: readonly Outbound[],
  event: FulfilmentEvent & ('cancel' | 'report_short'),
): Promise<void> {
  const live = orders.filter((o) => nextState(fulfilmentTable, o.state, event) !== null);
  const liveIds = live.map((o) => o.outboundOrderId);
  if (liveIds.length > 0) {
    const tourIds = await lockToursOf(tx, liveIds);
    await changeAllocations(tx, await cancelTasks(tx, liveIds));
    await cancelParcels(tx, liveIds);
    await advance(tx, liveIds, event);
    await freeEmptyTotes(tx, liveIds);
    await endFinishedTours(tx, tourIds);
    const outside = new Set((await goodsOf(tx, liveIds)).map((g) => g.outboundOrderId));
    await record(
      tx,
      live.map((o) => ({
        subjectKind: 'order',
        subjectId: o.orderId,
        kind: 'floor_stopped',
        facts: {
          nodeId: o.nodeId,
          before: o.state,
          after: event === 'cancel' ? 'cancelled' : 'short',
          mustPutBack: o.putBackAt === null && outside.has(o.outboundOrderId),
        },
      })),
    );
    tx.touch('warehouse');
  }
}
