import { listOrders, listPushes, ordersByStatus, shownStock } from '../control/reports.ts';
import { type Html, html } from '../html.ts';
import { isLinked } from '../marketplaces/shopee/is-linked.ts';
import type { OrderStatus } from '../marketplaces/shopee/life-cycle.ts';
import { linesOf, type OrderRow, packagesOf } from '../marketplaces/shopee/order-rows.ts';
import { SHOP } from '../marketplaces/shopee/shop.ts';
import type { Shoppers } from '../traffic/shoppers.ts';
import type { World } from '../world.ts';
import { button, moment, money, page } from './layout.ts';
import { pushRows } from './pushes-page.ts';

/** Colour says the same as the words beside it. */
const MOOD: Record<OrderStatus, 'ok' | 'wait' | 'stop' | 'soft'> = {
  UNPAID: 'wait',
  READY_TO_SHIP: 'wait',
  PROCESSED: 'wait',
  SHIPPED: 'ok',
  TO_CONFIRM_RECEIVE: 'ok',
  COMPLETED: 'ok',
  IN_CANCEL: 'stop',
  CANCELLED: 'soft',
};
const ROWS = 25;

/** The first page: the shop, its orders by status, an order by hand, and what was pushed last. */
export function shopPage(
  world: World,
  shoppers: Shoppers,
  view: { status: string; search: string; note: string; before: number },
): string {
  const orders = listOrders(world, { status: view.status, before: view.before, limit: ROWS });
  const oldest = orders.at(-1);
  return page(
    'Outside world: the shop',
    '/',
    html`<h1>${SHOP.name}</h1>
<p class="soft">Shopee shop ${SHOP.shopId}, Singapore. ${connection(world)} ${traffic(shoppers)}</p>
${view.note === '' ? null : html`<p class="note" role="status">${view.note}</p>`}
${tiles(world, view.status)}
${view.search === '' ? null : shelf(world, view.search)}
<section class="card wide"><h2>Orders${view.status === '' ? null : html`: ${view.status}`}</h2>
${orders.length === 0 ? html`<p class="soft">No orders here yet. They appear as shoppers buy, or when you place one below.</p>` : orderTable(world, orders)}
${
  orders.length === ROWS && oldest !== undefined
    ? html`<p><a href="/?status=${view.status}&amp;before=${oldest.seq}">Older orders</a></p>`
    : null
}</section>
<div class="grid">${view.search === '' ? shelf(world, view.search) : null}
<section class="card"><h2>Last pushes</h2>${pushRows(listPushes(world, { state: '', before: Number.MAX_SAFE_INTEGER, limit: 8 }))}
<p class="small"><a href="/console/pushes">All pushes</a></p></section></div>`,
    // A half-typed order would be lost by a refresh, so a page with a search stands still.
    view.search === '' && view.before === Number.MAX_SAFE_INTEGER ? { refreshSeconds: 5 } : {},
  );
}

function connection(world: World): Html {
  return isLinked(world, SHOP.shopId)
    ? html`<span class="state ok">● Connected to Quayside.</span>`
    : html`<span class="state wait">○ Not connected: authorise it from Quayside's channel page.</span>`;
}

function traffic(shoppers: Shoppers): Html {
  const { speed, left } = shoppers.plan();
  if (speed === 0) return html`<span>Shoppers are at home.</span>`;
  if (shoppers.isWaitingForShop()) {
    return html`<span>Shoppers wait until the shop is connected and has stock.</span>`;
  }
  const pace = speed === 'max' ? 'as fast as they can' : `${speed} orders a minute`;
  return html`<span>Shoppers buy ${pace}${left === null ? '' : `, ${left} more baskets`}.</span>`;
}

function tiles(world: World, current: string): Html {
  const counts = Object.entries(ordersByStatus(world));
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  const tile = (status: string, word: string, count: number): Html =>
    html`<a href="/${status === '' ? '' : `?status=${status}`}"${status === current ? html` aria-current="true"` : null}><b>${count}</b>${word}</a>`;
  return html`<div class="tiles">${tile('', 'ALL', all)}${counts.map(([status, count]) => tile(status, status.replaceAll('_', ' '), count))}</div>`;
}

function orderTable(world: World, orders: OrderRow[]): Html {
  return html`<table><thead><tr><th>Order</th><th>Placed</th><th>Buyer</th><th>Goods</th>
<th class="num">Paid</th><th>Status</th><th>Now you may</th></tr></thead><tbody>
${orders.map((order) => orderRow(world, order))}</tbody></table>`;
}

function orderRow(world: World, order: OrderRow): Html {
  const lines = linesOf(world, order.order_sn);
  const units = lines.reduce((sum, line) => sum + line.qty, 0);
  const parcels = packagesOf(world, order.order_sn);
  const tracking = parcels
    .filter((parcel) => parcel.arranged_at !== null)
    .map((parcel) => parcel.tracking_number)
    .join(', ');
  return html`<tr><td><code>${order.order_sn}</code></td><td class="time">${moment(order.placed_at)}</td>
<td>${order.buyer_username}</td>
<td>${units} pieces in ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}<br>
<span class="soft small time">${lines
    .slice(0, 2)
    .map((line) => `${line.qty} × ${line.sku_code}`)
    .join(', ')}${lines.length > 2 ? ', …' : ''}</span></td>
<td class="num">${money(order.goods_minor + order.shipping_minor)}</td>
<td><span class="state ${MOOD[order.status]}">${order.status}</span>
${tracking === '' ? null : html`<br><span class="soft small">${tracking}</span>`}
${order.cancel_by === '' ? null : html`<br><span class="soft small">by ${order.cancel_by}</span>`}</td>
<td><div class="actions">${actions(order)}</div></td></tr>`;
}

/** Only what the order's state allows; the rest has no button. */
function actions(order: OrderRow): Html[] {
  const act = (verb: string, word: string): Html =>
    button('/console/order', word, { orderSn: order.order_sn, verb });
  switch (order.status) {
    case 'UNPAID':
      return [act('pay', 'Buyer pays'), act('cancel', 'Buyer cancels')];
    case 'READY_TO_SHIP':
      return [act('cancel', 'Buyer cancels')];
    case 'PROCESSED':
      return [act('pickup', 'Carrier picks up'), act('cancel', 'Buyer asks to cancel')];
    case 'SHIPPED':
      return [act('deliver', 'Carrier delivers')];
    case 'TO_CONFIRM_RECEIVE':
      return [act('complete', 'Buyer confirms')];
    case 'IN_CANCEL':
      return [html`<span class="soft small">the seller must answer</span>`];
    case 'COMPLETED':
    case 'CANCELLED':
      return [];
    default:
      return order.status satisfies never;
  }
}

function shelf(world: World, search: string): Html {
  return html`<section class="card"><h2>Buy something by hand</h2>${offers(world, search)}</section>`;
}

function offers(world: World, search: string): Html {
  const form = html`<form class="row" method="get" action="/"><div style="flex:1">
<label for="search">Item name or SKU</label><input id="search" name="search" value="${search}" placeholder="lantern, 85123A"></div>
<button>Search</button></form>`;
  if (search === '')
    return html`${form}<p class="soft small">Search, choose a quantity, buy: one order, paid at once.</p>`;
  const found = shownStock(world, { search, limit: 8, after: '' });
  if (found.length === 0) return html`${form}<p class="soft">Nothing is called that.</p>`;
  return html`${form}<table><tbody>${found.map(
    (
      offer,
    ) => html`<tr><td>${offer.name}<br><span class="soft small">${offer.skuCode}, ${money(offer.priceMinor)}</span></td>
<td class="num">${offer.shownQty} shown</td><td><form class="row" method="post" action="/console/buy">
<input type="hidden" name="skuCode" value="${offer.skuCode}">
<input aria-label="Quantity of ${offer.skuCode}" type="number" name="qty" min="1" max="${Math.max(1, offer.shownQty)}" value="1" style="width:76px">
<button class="small first"${offer.shownQty === 0 ? html` disabled` : null}>Buy</button></form></td></tr>`,
  )}</tbody></table>`;
}
