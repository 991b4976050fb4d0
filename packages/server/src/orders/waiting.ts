import { kitsContaining } from '../catalogue/index.ts';
import type { Tx } from '../platform/index.ts';
import { startRehearsal } from '../stock/index.ts';
import { toRequest, wantingOrders } from './open-order.ts';

/** Orders looked at in one round trip. */
const PAGE = 500;

/**
 * Orders that wait for these SKUs (or for a kit of them) and that the stock there is now would serve, in
 * promise order, at most `limit`. Whoever lacks something else too is passed over, so that nobody
 * behind them starves; a part-shipping order is served while its other parts are under way.
 */
export async function waitingFor(
  tx: Tx,
  skuIds: readonly string[],
  limit: number,
): Promise<string[]> {
  const wanted = [...skuIds, ...(await kitsContaining(tx, skuIds))];
  const rehearsal = await startRehearsal(tx);
  const chosen: string[] = [];
  let after: string | null = null;
  while (chosen.length < limit && (await rehearsal.isAnyLeft(skuIds))) {
    const page: string[] = await waitingPage(tx, wanted, after);
    const orders = await wantingOrders(tx, page);
    const served = new Set(await rehearsal.serve(orders.map(toRequest)));
    chosen.push(...page.filter((orderId) => served.has(orderId)));
    after = page.at(-1) ?? null;
    if (page.length < PAGE) break;
  }
  return chosen.slice(0, limit);
}

async function waitingPage(
  tx: Tx,
  skuIds: readonly string[],
  afterOrderId: string | null,
): Promise<string[]> {
  const rows = await tx.query<{ order_id: string }>(
    `select o.order_id
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
  return rows.map((row) => row.order_id);
}
