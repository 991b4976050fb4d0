import { fulfilmentTable, nextState } from '@quayside/contract';
import { locationsOfType, nodeById, skusById, virtualLocationIds } from '../../catalogue/index.ts';
import { Refusal, record, type Tx } from '../../platform/index.ts';
import { lockFreeStock, type MoveInput, postMoves } from '../../stock/index.ts';
import {
  advance,
  linesOf,
  lockOutboundsOfFulfilments,
  type Outbound,
  type OutboundLine,
} from '../outbound/queries.ts';
import { emitShipped } from '../progress.ts';
import { claimBins } from '../wave/claim-bins.ts';
import { type ConsumptionsOf, promisesBehind } from './promises.ts';
import { markLinesPicked } from './queries.ts';

/**
 * One click at a node in simple mode: the goods leave its stock for the customer, no bins, no tote, all
 * orders in one transaction. Those shipped before are left as they are. Refuses `order_cancelled`,
 * `state_refused` (a directed node, or work has begun), `insufficient`, `not_found`.
 *
 * Locks orders, balances, then availability. Emits `warehouse.shipment_confirmed`.
 */
export async function shipSimple(
  tx: Tx,
  fulfilmentOrderIds: readonly string[],
  wiring: { consumptionsOf: ConsumptionsOf },
): Promise<void> {
  const orders = await lockOutboundsOfFulfilments(tx, fulfilmentOrderIds);
  if (orders.length !== new Set(fulfilmentOrderIds).size) {
    throw new Refusal('not_found', 'A fulfilment order is not with the warehouse.', {
      facts: { expected: fulfilmentOrderIds, got: orders.map((o) => o.fulfilmentOrderId) },
    });
  }
  const due = orders.filter((order) => order.state !== 'shipped');
  if (due.length === 0) return;
  for (const order of due) refuseUnfit(order);
  for (const nodeId of new Set(due.map((order) => order.nodeId))) await refuseDirected(tx, nodeId);
  const dueIds = due.map((order) => order.outboundOrderId);
  const lines = await linesOf(tx, dueIds);
  const wanted = lines.map((line) => ({ ...line, lotCode: '' }));
  const consume = await promisesBehind(tx, due, wanted, wiring.consumptionsOf);
  const moves = await movesOf(tx, due, lines);
  await postMoves(tx, moves, consume);
  await markLinesPicked(tx, dueIds);
  await advance(tx, dueIds, 'ship');
  await record(
    tx,
    due.map((order) => ({
      subjectKind: 'order',
      subjectId: order.orderId,
      kind: 'shipped',
      facts: {
        nodeId: order.nodeId,
        carrier: order.carrier,
        trackingNumber: order.trackingNumber,
        oneClick: true,
      },
    })),
  );
  await emitShipped(tx, due);
  tx.touch('warehouse');
}

function refuseUnfit(order: Outbound): void {
  const facts = { orderNumber: order.orderNumber, state: order.state };
  if (order.state === 'cancelled') {
    throw new Refusal('order_cancelled', `Order ${order.orderNumber} was cancelled.`, { facts });
  }
  if (nextState(fulfilmentTable, order.state, 'ship') === null || order.waveId !== null) {
    throw new Refusal('state_refused', `Order ${order.orderNumber} is ${order.state}.`, { facts });
  }
}

async function refuseDirected(tx: Tx, nodeId: string): Promise<void> {
  const node = await nodeById(tx, nodeId);
  if (node.mode === 'simple') return;
  throw new Refusal(
    'state_refused',
    `${node.name} picks and packs; it doesn't ship with one click.`,
    {
      facts: { nodeCode: node.nodeCode, mode: node.mode },
      remedy: 'Release a wave and let the floor pick it.',
    },
  );
}

/** From the stock places of each node, earliest lot first. */
async function movesOf(
  tx: Tx,
  orders: readonly Outbound[],
  lines: readonly OutboundLine[],
): Promise<MoveInput[]> {
  const { customer } = await virtualLocationIds(tx);
  const moves: MoveInput[] = [];
  for (const [nodeId, ofNode] of Map.groupBy(orders, (order) => order.nodeId)) {
    const places = (await locationsOfType(tx, nodeId, ['stock'])).filter((l) => !l.isBlocked);
    const free = await lockFreeStock(
      tx,
      places.map((l) => l.locationId),
      lines.map((line) => line.skuId),
    );
    const { claims, lacking } = claimBins(
      ofNode.map((order) => ({
        id: order.outboundOrderId,
        lines: lines.filter((line) => line.outboundOrderId === order.outboundOrderId),
      })),
      free.map((f) => ({ ...f, isPickFace: true, distanceMm: 0 })),
    );
    const [short] = lacking;
    if (short !== undefined) throw await insufficient(tx, ofNode, lines, short);
    for (const order of ofNode) {
      for (const claim of claims.get(order.outboundOrderId) ?? []) {
        moves.push({
          skuId: claim.skuId,
          lotCode: claim.lotCode,
          qty: claim.qty,
          fromLocationId: claim.locationId,
          toLocationId: customer,
          reason: 'ship',
          referenceKind: 'order',
          referenceId: order.orderId,
        });
      }
    }
  }
  return moves;
}

async function insufficient(
  tx: Tx,
  orders: readonly Outbound[],
  lines: readonly OutboundLine[],
  outboundOrderId: string,
): Promise<Refusal> {
  const order = orders.find((o) => o.outboundOrderId === outboundOrderId);
  const wanted = lines.filter((line) => line.outboundOrderId === outboundOrderId);
  const skus = await skusById(
    tx,
    wanted.map((line) => line.skuId),
  );
  return new Refusal(
    'insufficient',
    `The node's stock does not cover order ${order?.orderNumber}; nothing was shipped.`,
    {
      facts: {
        orderNumber: order?.orderNumber,
        wanted: wanted.map((line) => ({ skuCode: skus.get(line.skuId)?.skuCode, qty: line.qty })),
      },
      remedy: 'Count the stock, or let another node ship it.',
    },
  );
}
