import { shownStock } from '../control/reports.ts';
import { html } from '../html.ts';
import { listOutcomes, shopperTotals } from '../traffic/outcomes.ts';
import type { Shoppers } from '../traffic/shoppers.ts';
import type { World } from '../world.ts';
import { money, page } from './layout.ts';

const ROWS = 50;

/** Speed control, totals, and what became of each real basket. */
export function shoppersPage(
  world: World,
  shoppers: Shoppers,
  view: { after: number; note: string },
): string {
  const plan = shoppers.plan();
  const totals = shopperTotals(world);
  const { outcomes, next } = listOutcomes(world, view.after, ROWS);
  const facts: [string, number][] = [
    ['Baskets read', totals.invoicesRead],
    ['Orders placed', totals.ordersPlaced],
    ['Pieces ordered', totals.unitsOrdered],
    ['Baskets sold out', totals.invoicesSoldOut],
    ['Lines sold out', totals.linesSoldOut],
    ['Paid a little later', totals.ordersPaidLate],
    ['Cancelled by buyers', totals.cancelsDone],
    ['Cancellation asked', totals.cancelsAsked],
    ['Too late to cancel', totals.cancelsRefused],
  ];
  return page(
    'Outside world: shoppers',
    '/console/shoppers',
    html`<h1>Shoppers</h1>
<p class="soft">They buy the baskets of a real shop, in the order they were bought, and cancel the ones that were cancelled.</p>
${view.note === '' ? null : html`<p class="note" role="status">${view.note}</p>`}
<div class="grid"><section class="card"><h2>Speed</h2>
<p>${plan.speed === 0 ? 'Nobody is buying.' : plan.speed === 'max' ? `Buying as fast as they can${plan.left === null ? '' : `, ${plan.left} baskets to go`}.` : `${plan.speed} orders a minute.`}
${shoppers.isWaitingForShop() ? ' They wait for a connected shop with stock.' : ''}${plan.isExhausted ? ' The file has no more baskets.' : ''}</p>
<form class="row" method="post" action="/console/shoppers"><div><label for="pace">Orders a minute</label>
<input id="pace" type="number" name="ordersPerMinute" min="0" max="60000" value="${plan.speed === 'max' ? 60 : plan.speed}"></div><button class="first">Set pace</button></form>
<form class="row" method="post" action="/console/shoppers" style="margin-top:12px"><input type="hidden" name="speed" value="max">
<div><label for="limit">Baskets at full speed</label><input id="limit" type="number" name="limit" min="1" value="100"></div><button>Rush</button></form>
<form method="post" action="/console/shoppers" style="margin-top:12px"><input type="hidden" name="ordersPerMinute" value="0"><button>Send them home</button></form></section>
<section class="card"><h2>So far</h2><dl>${facts.map(([word, count]) => html`<dt>${word}</dt><dd>${count}</dd>`)}</dl></section></div>
<section class="card wide"><h2>Baskets</h2>${
      outcomes.length === 0
        ? html`<p class="soft">No basket has been read yet.</p>`
        : html`<table><thead><tr><th>Invoice</th><th>Order</th><th>Outcome</th><th class="num">Pieces</th><th class="num">Lines sold out</th><th>Cancellation</th></tr></thead><tbody>
${outcomes.map(
  (
    outcome,
  ) => html`<tr><td>${outcome.invoiceNumber}</td><td><code>${outcome.orderSn ?? '–'}</code></td>
<td>${outcome.outcome.replaceAll('_', ' ')}</td><td class="num">${outcome.orderedQty}</td><td class="num">${outcome.soldOutLines}</td><td>${outcome.cancellation}</td></tr>`,
)}</tbody></table>`
    }${next === null ? null : html`<p><a href="/console/shoppers?after=${next}">Next baskets</a></p>`}</section>`,
  );
}

/** What a buyer sees on the shelf. */
export function stockPage(world: World, view: { search: string; after: string }): string {
  const shown = shownStock(world, { search: view.search, after: view.after, limit: ROWS });
  const last = shown.at(-1);
  return page(
    'Outside world: stock',
    '/console/stock',
    html`<h1>Stock the shop shows</h1>
<p class="soft">Falls when someone orders, rises when an order is cancelled, and otherwise changes only by update_stock.</p>
<section class="card wide"><form class="row" method="get" action="/console/stock"><div style="flex:1"><label for="search">Item name or SKU</label>
<input id="search" name="search" value="${view.search}"></div><button>Search</button></form></section>
<section class="card wide">${
      shown.length === 0
        ? html`<p class="soft">Nothing is called that.</p>`
        : html`<table><thead><tr><th>SKU</th><th>Name</th><th>Item and model</th><th class="num">Price</th><th class="num">Shown</th><th class="num">In a promotion</th><th class="num">Sold</th></tr></thead><tbody>
${shown.map(
  (
    offer,
  ) => html`<tr><td><code>${offer.skuCode}</code></td><td>${offer.name}</td><td><code>${offer.itemId}${offer.modelId === 0 ? '' : ` / ${offer.modelId}`}</code></td>
<td class="num">${money(offer.priceMinor)}</td><td class="num">${offer.shownQty}</td><td class="num">${offer.promotionQty}</td><td class="num">${offer.soldQty}</td></tr>`,
)}</tbody></table>`
    }${shown.length === ROWS && last !== undefined ? html`<p><a href="/console/stock?search=${view.search}&amp;after=${last.skuCode}">Next</a></p>` : null}</section>`,
  );
}
