import { kitsContaining, kitsOf } from '../catalogue/index.ts';
import type { Tx } from '../platform/index.ts';
import { atpByNode } from '../stock/index.ts';

interface WaitingOrder {
  order_id: string;
  ship_complete: boolean;
  lines: { skuId: string; openQty: number }[];
}

/** Orders looked at in one round trip. */
const PAGE = 500;

/**
 * Orders that wait for these SKUs (or for a kit of them) and that the stock there is now can serve, in
 * promise order, at most `limit`. Whoever lacks something else too is passed over, so that nobody
 * behind them starves; a part-shipping order is served while its other parts are under way.
 */
export async function waitingFor(
  tx: Tx,
  skuIds: readonly string[],
  limit: number,
): Promise<string[]> {
  const wanted = [...skuIds, ...(await kitsContaining(tx, skuIds))];
  const left = new Map<string, number>();
  await addAtp(tx, left, skuIds);
  const chosen: string[] = [];
  let after: string | null = null;
  while (chosen.length < limit && skuIds.some((id) => (left.get(id) ?? 0) > 0)) {
    const page: WaitingOrder[] = await waitingPage(tx, wanted, after);
    const needs = await needsByOrder(tx, page);
    await addAtp(
      tx,
      left,
      [...needs.values()].flatMap((need) => [...need.keys()]),
    );
    for (const order of page) {
      if (chosen.length === limit) break;
      const need = needs.get(order.order_id) ?? new Map<string, number>();
      if (takeIfServed(need, left, order.ship_complete)) chosen.push(order.order_id);
    }
    after = page.at(-1)?.order_id ?? null;
    if (page.length < PAGE) break;
  }
  return chosen;
}

/** Takes what an order needs off what is left; false where it would get nothing. Pure but for `left`. */
export function takeIfServed(
  need: ReadonlyMap<string, number>,
  left: Map<string, number>,
  isShipComplete: boolean,
): boolean {
  const takes = [...need].map(([skuId, qty]) => ({
    skuId,
    qty,
    takeQty: Math.min(qty, left.get(skuId) ?? 0),
  }));
  if (isShipComplete ? takes.some((t) => t.takeQty < t.qty) : takes.every((t) => t.takeQty === 0)) {
    return false;
  }
  for (const { skuId, takeQty } of takes) left.set(skuId, (left.get(skuId) ?? 0) - takeQty);
  return true;
}

async function addAtp(tx: Tx, left: Map<string, number>, skuIds: readonly string[]): Promise<void> {
  const missing = [...new Set(skuIds)].filter((id) => !left.has(id));
  if (missing.length === 0) return;
  for (const skuId of missing) left.set(skuId, 0);
  for (const row of await atpByNode(tx, missing)) {
    left.set(row.skuId, (left.get(row.skuId) ?? 0) + row.atpQty);
  }
}

async function needsByOrder(
  tx: Tx,
  orders: readonly WaitingOrder[],
): Promise<Map<string, Map<string, number>>> {
  const kits = await kitsOf(
    tx,
    orders.flatMap((o) => o.lines.map((line) => line.skuId)),
  );
  return new Map(
    orders.map((order) => {
      const need = new Map<string, number>();
      for (const line of order.lines) {
        for (const part of kits.get(line.skuId) ?? [{ skuId: line.skuId, qty: 1 }]) {
          need.set(part.skuId, (need.get(part.skuId) ?? 0) + part.qty * line.openQty);
        }
      }
      return [order.order_id, need];
    }),
  );
}

async function waitingPage(
  tx: Tx,
  skuIds: readonly string[],
  afterOrderId: string | null,
): Promise<WaitingOrder[]> {
  return tx.query<WaitingOrder>(
    `select o.order_id, o.ship_complete,
            (select json_agg(json_build_object('skuId', l.sku_id::text,
                      'openQty', l.qty - l.promised_qty - l.shipped_qty - l.cancelled_qty))
               from orders.order_line l
              where l.tenant_id = $1 and l.order_id = o.order_id
                and l.qty > l.promised_qty + l.shipped_qty + l.cancelled_qty) as lines
       from orders.sales_order o
      where o.tenant_id = $1 and o.state not in ('shipped', 'delivered', 'cancelled')
        and exists (select 1 from orders.order_line l
                     where l.tenant_id = $1 and l.order_id = o.order_id and l.sku_id = any($2)
                       and l.qty > l.promised_qty + l.shipped_qty + l.cancelled_qty)
        and not exists (select 1 from orders.order_line l
                         where l.tenant_id = $1 and l.order_id = o.order_id and l.sku_id is null)
        and ($3::bigint is null or (-o.priority, o.placed_at, o.order_id) >
             (select -a.priority, a.placed_at, a.order_id from orders.sales_order a
               where a.tenant_id = $1 and a.order_id = $3))
      order by -o.priority, o.placed_at, o.order_id
      limit ${PAGE}`,
    [tx.tenantId, skuIds, afterOrderId],
  );
}
