import type { Tx } from '../platform/index.ts';
import { keyOf } from './lock.ts';

/** ATP of SKUs per node now; soft holds past their time are left out. Rows that do not exist are zero and absent. */
export async function atpByNode(
  tx: Tx,
  skuIds: readonly string[],
): Promise<{ skuId: string; nodeId: string; atpQty: number }[]> {
  const rows = await tx.query<{ sku_id: string; node_id: string; atp_qty: number }>(
    `select a.sku_id, a.node_id,
            greatest(0, a.sellable_qty + a.preorder_qty - a.safety_qty - a.reserved_qty
              + coalesce((select sum(r.qty) from stock.reservation r
                           where r.tenant_id = $1 and r.sku_id = a.sku_id and r.node_id = a.node_id
                             and r.state = 'held' and r.expires_at <= clock_timestamp()), 0))::int as atp_qty
       from stock.availability a
      where a.tenant_id = $1 and a.sku_id = any($2)`,
    [tx.tenantId, [...new Set(skuIds)]],
  );
  return rows.map((row) => ({ skuId: row.sku_id, nodeId: row.node_id, atpQty: row.atp_qty }));
}

/** Sets safety stock; answers how many rows changed, and ATP with them. The caller announces it. */
export async function setSafetyStock(
  tx: Tx,
  rows: readonly { skuId: string; nodeId: string; safetyQty: number }[],
): Promise<number> {
  // A row named twice counts as named last.
  const once = [...new Map(rows.map((row) => [keyOf(row), row])).values()];
  return tx.execute(
    `insert into stock.availability as a (tenant_id, sku_id, node_id, safety_qty)
     select $1, s.sku_id, s.node_id, s.safety_qty
       from unnest($2::bigint[], $3::bigint[], $4::int[]) s (sku_id, node_id, safety_qty)
      order by s.sku_id, s.node_id
     on conflict (tenant_id, sku_id, node_id) do update set safety_qty = excluded.safety_qty
      where a.safety_qty <> excluded.safety_qty`,
    [
      tx.tenantId,
      once.map((r) => r.skuId),
      once.map((r) => r.nodeId),
      once.map((r) => r.safetyQty),
    ],
  );
}

/** A promise that stands: qty of a SKU at a node for an order line. */
export interface OpenPromise {
  reservationId: string;
  orderId: string;
  orderLineId: string;
  skuId: string;
  nodeId: string;
  qty: number;
}

/** What leaves with a shipment: the open promises of order lines at a node. */
export async function openPromises(tx: Tx, orderIds: readonly string[]): Promise<OpenPromise[]> {
  const rows = await tx.query<{
    reservation_id: string;
    order_id: string;
    order_line_id: string;
    sku_id: string;
    node_id: string;
    qty: number;
  }>(
    `select reservation_id, order_id, order_line_id, sku_id, node_id, qty from stock.reservation
      where tenant_id = $1 and state = 'held' and order_id = any($2)
      order by reservation_id`,
    [tx.tenantId, orderIds],
  );
  return rows.map((row) => ({
    reservationId: row.reservation_id,
    orderId: row.order_id,
    orderLineId: row.order_line_id,
    skuId: row.sku_id,
    nodeId: row.node_id,
    qty: row.qty,
  }));
}
