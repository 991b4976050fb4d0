import type { Tx } from '../platform/index.ts';
import { lockStockOf } from '../stock/index.ts';

/**
 * Locks orders by id: whoever changes an order or its parts does it under its row's lock. Of the one
 * lock order (stock/lock.ts) orders come after stock; a verb that goes on to promise or give back
 * stock takes `lockStockAndOrders` instead. Answers those that exist, in order.
 */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx.query<{ order_id: string }>(
    `select order_id from orders.sales_order
      where tenant_id = $1 and order_id = any($2) order by order_id for update`,
    [tx.tenantId, [...new Set(orderIds)]],
  );
  return rows.map((row) => row.order_id);
}

/** Locks the availability of everything that these orders' lines name, then the orders. */
export async function lockStockAndOrders(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx.query<{ sku_id: string }>(
    `select distinct sku_id from orders.order_line
      where tenant_id = $1 and order_id = any($2) and sku_id is not null`,
    [tx.tenantId, [...new Set(orderIds)]],
  );
  await lockStockOf(
    tx,
    rows.map((row) => row.sku_id),
  );
  return lockOrders(tx, orderIds);
}

/** The orders that fulfilment orders belong to. */
export async function ordersOf(tx: Tx, fulfilmentOrderIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ order_id: string }>(
    `select distinct order_id from orders.fulfilment_order
      where tenant_id = $1 and fulfilment_order_id = any($2) order by order_id`,
    [tx.tenantId, fulfilmentOrderIds],
  );
  return rows.map((row) => row.order_id);
}
