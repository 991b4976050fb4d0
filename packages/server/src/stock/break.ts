import type { Tx } from '../platform/index.ts';
import type { StockKey } from './lock.ts';

/** A promise that stock could not keep: the orders domain opens its shortage. */
export interface BrokenPromise extends StockKey {
  reservationId: string;
  orderId: string | null;
  orderLineId: string | null;
  qty: number;
}

/**
 * Packed goods lie in their carton, whatever a count of the bins says: their promises are taken back
 * last. Called when a node reports the parts as packed.
 */
export async function keepToTheLast(
  tx: Tx,
  parts: readonly { orderId: string; nodeId: string }[],
): Promise<void> {
  if (parts.length === 0) return;
  await tx.execute(
    `update stock.reservation r set rank_at = '-infinity'
       from unnest($2::bigint[], $3::bigint[]) p (order_id, node_id)
      where r.tenant_id = $1 and r.order_id = p.order_id and r.node_id = p.node_id
        and r.state = 'held'`,
    [tx.tenantId, parts.map((p) => p.orderId), parts.map((p) => p.nodeId)],
  );
}

/**
 * Takes back promises of one locked (SKU, node) until `lackingQty` units are free: soft holds first,
 * then orders by latest ship-by. A promise is taken back whole: half of one serves nobody who ships
 * complete, and what is taken too much is promised again at once, in promise order.
 */
export async function breakPromises(
  tx: Tx,
  key: StockKey,
  lackingQty: number,
): Promise<BrokenPromise[]> {
  const rows = await tx.query<{
    reservation_id: string;
    order_id: string | null;
    order_line_id: string | null;
    qty: number;
  }>(
    `with ranked as (
       select r.reservation_id, r.qty,
              sum(r.qty) over (order by (r.hold_ref is null), r.rank_at desc, r.reservation_id desc) - r.qty as before_qty
         from stock.reservation r
        where r.tenant_id = $1 and r.sku_id = $2 and r.node_id = $3 and r.state = 'held')
     update stock.reservation r
        set state = 'released', closed_at = clock_timestamp()
       from ranked
      where r.tenant_id = $1 and r.reservation_id = ranked.reservation_id
        and ranked.before_qty < $4
    returning r.reservation_id, r.order_id, r.order_line_id, r.qty`,
    [tx.tenantId, key.skuId, key.nodeId, lackingQty],
  );
  const freed = rows.reduce((sum, row) => sum + row.qty, 0);
  if (freed < lackingQty) {
    throw new Error(
      `promises of SKU ${key.skuId} add up to ${freed}, ${lackingQty} were to be freed`,
    );
  }
  return rows.map((row) => ({
    ...key,
    reservationId: row.reservation_id,
    orderId: row.order_id,
    orderLineId: row.order_line_id,
    qty: row.qty,
  }));
}
