import { emit, LostRace, record, type Tx } from '../platform/index.ts';
import { openPromises, releasePromises } from '../stock/index.ts';
import { lockStockAndOrders } from './lock.ts';
import { partsUnderWay, uncovered } from './parts.ts';

export type CancelOutcome =
  | { orderId: string; ok: true; wasCancelledBefore: boolean }
  | { orderId: string; ok: false; reason: 'too_late' | 'not_found' };

/**
 * Cancels whole orders that have not been packed: promises return in the same transaction, nodes are
 * told by `orders.cancelled`. An order that is packed or has left is refused, a cancelled one is done.
 * Goods whose promise is consumed have left, though the news of it may still be on its way.
 */
export async function cancelOrders(
  tx: Tx,
  orderIds: readonly string[],
  cancel: { reason: string; byChannel: boolean },
): Promise<CancelOutcome[]> {
  await lockStockAndOrders(tx, orderIds);
  const rows = await tx.query<{ order_id: string; state: string }>(
    `select order_id, state from orders.sales_order
      where tenant_id = $1 and order_id = any($2) order by order_id`,
    [tx.tenantId, orderIds],
  );
  const stateById = new Map(rows.map((row) => [row.order_id, row.state]));
  const open = rows
    .filter((row) => !['packed', 'shipped', 'delivered', 'cancelled'].includes(row.state))
    .map((row) => row.order_id);
  const promises = await openPromises(tx, open);
  const gone = uncovered(await partsUnderWay(tx, open), promises);
  const goneIds = new Set(gone.map((part) => part.orderId));
  const ids = open.filter((orderId) => !goneIds.has(orderId));
  if (ids.length > 0) {
    const released = await releasePromises(tx, ids);
    if (released !== promises.filter((p) => !goneIds.has(p.orderId)).length) {
      throw new LostRace('goods of an order that is being cancelled left at the same moment');
    }
    await tx.execute(
      `update orders.order_line
          set cancelled_qty = qty - shipped_qty, promised_qty = 0
        where tenant_id = $1 and order_id = any($2)`,
      [tx.tenantId, ids],
    );
    await tx.execute(
      `update orders.fulfilment_order set state = 'cancelled'
        where tenant_id = $1 and order_id = any($2) and state not in ('shipped', 'cancelled')`,
      [tx.tenantId, ids],
    );
    await tx.execute(
      `update orders.sales_order
          set state = 'cancelled', cancelled_at = clock_timestamp(), cancel_reason = $3,
              is_cancel_requested = false
        where tenant_id = $1 and order_id = any($2)`,
      [tx.tenantId, ids, cancel.reason],
    );
    await tx.execute(
      `update orders.shortage set resolved_at = clock_timestamp(), resolution = 'order cancelled'
        where tenant_id = $1 and order_id = any($2) and resolved_at is null`,
      [tx.tenantId, ids],
    );
    await record(
      tx,
      ids.map((orderId) => ({
        subjectKind: 'order',
        subjectId: orderId,
        kind: 'cancelled',
        facts: {
          reason: cancel.reason,
          byChannel: cancel.byChannel,
          before: stateById.get(orderId),
        },
      })),
    );
    await emit(tx, 'orders.cancelled', { orderIds: ids, ...cancel });
    tx.touch('orders');
  }
  return orderIds.map((orderId) => {
    const state = stateById.get(orderId);
    if (state === undefined) return { orderId, ok: false, reason: 'not_found' };
    if (state === 'cancelled') return { orderId, ok: true, wasCancelledBefore: true };
    if (ids.includes(orderId)) return { orderId, ok: true, wasCancelledBefore: false };
    return { orderId, ok: false, reason: 'too_late' };
  });
}
