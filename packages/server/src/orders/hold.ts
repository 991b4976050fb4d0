import { record, type Tx } from '../platform/index.ts';
import type { HoldKind } from './capture.ts';
import { settle } from './follow.ts';
import { insertHolds } from './insert.ts';
import { lockOrders, lockStockAndOrders } from './lock.ts';
import { promiseAgain, unopened } from './repromise.ts';

/** Puts orders on hold that are not yet released to a node. Answers which were held. */
export async function placeHolds(
  tx: Tx,
  orderIds: readonly string[],
  kind: HoldKind,
  note: string | null,
): Promise<string[]> {
  await lockOrders(tx, orderIds);
  const rows = await tx.query<{ order_id: string }>(
    `update orders.sales_order
        set hold_kinds = case when $3 = any(hold_kinds) then hold_kinds else hold_kinds || $3::text end
      where tenant_id = $1 and order_id = any($2) and state in ('held', 'backordered', 'promised')
    returning order_id`,
    [tx.tenantId, orderIds, kind],
  );
  const held = rows.map((row) => row.order_id);
  await insertHolds(
    tx,
    held.map((orderId) => ({ orderId, kind, note })),
  );
  await settle(tx, held);
  await record(
    tx,
    held.map((orderId) => ({
      subjectKind: 'order',
      subjectId: orderId,
      kind: 'hold_placed',
      facts: { hold: kind, note },
    })),
  );
  return held;
}

/**
 * Clears holds (of one kind, or all but `unmapped_sku`, which only a mapping clears), promises what the
 * orders still lack, and opens the fulfilment orders of those that are then free. Answers which orders
 * had such a hold.
 */
export async function clearHolds(
  tx: Tx,
  orderIds: readonly string[],
  kind: HoldKind | null,
): Promise<string[]> {
  await lockStockAndOrders(tx, orderIds);
  const cleared = await tx.query<{ order_id: string; kind: string }>(
    `update orders.hold set cleared_at = clock_timestamp(), cleared_by = $3
      where tenant_id = $1 and order_id = any($2) and cleared_at is null
        and (kind = $4 or ($4 is null and kind <> 'unmapped_sku'))
    returning order_id, kind`,
    [tx.tenantId, orderIds, tx.actor.name, kind],
  );
  const ids = [...new Set(cleared.map((row) => row.order_id))];
  if (ids.length === 0) return [];
  await tx.execute(
    `update orders.sales_order o
        set hold_kinds = array(select h.kind from orders.hold h
                                where h.tenant_id = $1 and h.order_id = o.order_id and h.cleared_at is null
                                order by h.hold_id)
      where o.tenant_id = $1 and o.order_id = any($2)`,
    [tx.tenantId, ids],
  );
  await record(
    tx,
    cleared.map((row) => ({
      subjectKind: 'order',
      subjectId: row.order_id,
      kind: 'hold_cleared',
      facts: { hold: row.kind },
    })),
  );
  const free = await tx.query<{ order_id: string }>(
    `select order_id from orders.sales_order
      where tenant_id = $1 and order_id = any($2) and cardinality(hold_kinds) = 0
        and state = 'held'`,
    [tx.tenantId, ids],
  );
  const freeIds = free.map((row) => row.order_id);
  await promiseAgain(tx, ids, { freeIds, units: await unopened(tx, freeIds) });
  await settle(tx, ids);
  return ids;
}
