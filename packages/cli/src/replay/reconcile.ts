import { json } from './outside.ts';
import { withDatabase } from './standing.ts';

/** One basket of the file and what the sandbox's shopper did with it. */
export interface Outcome {
  invoiceNumber: string;
  orderSn: string | null;
  outcome: string;
  isCancelled: boolean;
  cancellation: string;
  orderedQty: number;
  soldOutLines: number;
  soldOutQty: number;
}

export interface Reconciliation {
  invoicesInFile: number;
  ordersBought: number;
  ordersCaptured: number;
  ordersShipped: number;
  ordersCancelled: number;
  ordersBackordered: number;
  unitsByFile: number;
  unitsByLedger: number;
  listingsTold: number;
  mailsOwed: number;
  mailsInMailbox: number;
}

interface CapturedOrder {
  external_order_number: string;
  state: string;
  unit_qty: number;
}

/** Everything since the marks, counted on both sides; each difference is named. */
export async function reconcile(facts: {
  databaseUrl: string;
  sandboxUrl: string;
  tenantId: number;
  orderMark: string;
  mailsBefore: number;
  outcomes: readonly Outcome[];
}): Promise<{ figures: Reconciliation; differences: string[] }> {
  const differences: string[] = [];
  const bought = facts.outcomes.filter((o) => o.orderSn !== null);
  const captured = await capturedOrders(facts);
  const byNumber = new Map(captured.map((o) => [o.external_order_number, o]));
  for (const outcome of bought)
    nameOrder(outcome, byNumber.get(outcome.orderSn ?? ''), differences);
  const known = new Set(bought.map((o) => o.orderSn));
  for (const order of captured) {
    if (!known.has(order.external_order_number)) {
      differences.push(
        `order ${order.external_order_number} was captured, but no shopper bought it`,
      );
    }
  }
  const shipped = captured.filter((o) => o.state === 'shipped' || o.state === 'delivered');
  const unitsByFile = bought
    .filter((o) => ['shipped', 'delivered'].includes(byNumber.get(o.orderSn ?? '')?.state ?? ''))
    .reduce((sum, o) => sum + o.orderedQty, 0);
  const unitsByLedger = await shippedUnits(facts);
  if (unitsByFile !== unitsByLedger) {
    differences.push(`units shipped: ${unitsByFile} by the file, ${unitsByLedger} by the ledger`);
  }
  const listingsTold = await compareOffers(facts, differences);
  const mails = await compareMails(facts, differences);
  return {
    figures: {
      invoicesInFile: facts.outcomes.length,
      ordersBought: bought.length,
      ordersCaptured: captured.length,
      ordersShipped: shipped.length,
      ordersCancelled: captured.filter((o) => o.state === 'cancelled').length,
      ordersBackordered: captured.filter((o) => o.state === 'backordered').length,
      unitsByFile,
      unitsByLedger,
      listingsTold,
      ...mails,
    },
    differences,
  };
}

function nameOrder(
  outcome: Outcome,
  order: CapturedOrder | undefined,
  differences: string[],
): void {
  const name = `invoice ${outcome.invoiceNumber}, order ${outcome.orderSn}`;
  if (order === undefined) {
    differences.push(`${name} was bought and never captured`);
    return;
  }
  if (order.unit_qty !== outcome.orderedQty) {
    differences.push(`${name}: ${outcome.orderedQty} units bought, ${order.unit_qty} captured`);
  }
  const isGone = outcome.cancellation === 'cancelled';
  if (isGone && order.state !== 'cancelled') {
    differences.push(`${name} was cancelled by its buyer and stands as ${order.state}`);
  }
  if (!isGone && !['shipped', 'delivered', 'backordered'].includes(order.state)) {
    const isAsked = outcome.cancellation === 'asked' && order.state === 'cancelled';
    if (!isAsked) differences.push(`${name} ended as ${order.state}`);
  }
}

interface Place {
  databaseUrl: string;
  tenantId: number;
  orderMark: string;
}

async function capturedOrders(at: Place): Promise<CapturedOrder[]> {
  return withDatabase(at.databaseUrl, async (client) => {
    const { rows } = await client.query<CapturedOrder>(
      `select external_order_number, state, unit_qty::int as unit_qty from orders.sales_order
        where tenant_id = $1 and order_id > $2 and channel_id <> 0`,
      [at.tenantId, at.orderMark],
    );
    return rows;
  });
}

/** What the ledger says went to customers for these orders. */
async function shippedUnits(at: Place): Promise<number> {
  return withDatabase(at.databaseUrl, async (client) => {
    const { rows } = await client.query<{ units: number }>(
      `select coalesce(sum(r.qty), 0)::int as units from stock.reservation r
        where r.tenant_id = $1 and r.order_id > $2 and r.state = 'consumed'
          and r.order_id in (select order_id from orders.sales_order where tenant_id = $1 and channel_id <> 0)`,
      [at.tenantId, at.orderMark],
    );
    const moved = await client.query<{ units: number }>(
      `select coalesce(sum(m.qty), 0)::int as units
         from stock.move m
         join catalogue.location c
           on c.tenant_id = $1 and c.location_id = m.to_location_id
          and c.type = 'virtual' and c.location_code = 'customer'
        where m.tenant_id = $1
          and m.moved_at >= (select coalesce(min(captured_at), now()) from orders.sales_order
                              where tenant_id = $1 and order_id > $2)`,
      [at.tenantId, at.orderMark],
    );
    const consumed = rows[0]?.units ?? 0;
    const left = moved.rows[0]?.units ?? 0;
    // The promise that was kept and the goods that left must be the same units.
    return consumed === left ? left : -1;
  });
}

/** Every listing: what the shop shows, what it accepted, what may be promised. */
async function compareOffers(
  facts: Place & { sandboxUrl: string },
  differences: string[],
): Promise<number> {
  const { stock } = await json<{
    stock: { skuCode: string; itemId: number; modelId: number; shownQty: number }[];
  }>(`${facts.sandboxUrl}/_sandbox/stock`);
  const shown = new Map(stock.map((s) => [`${s.itemId}/${s.modelId || ''}`, s]));
  const offers = await withDatabase(facts.databaseUrl, async (client) => {
    const { rows } = await client.query<{
      item: string;
      model: string;
      accepted_qty: number | null;
      atp_qty: number;
      sku_code: string;
    }>(
      `select l.external_item_id as item, l.external_model_id as model, f.accepted_qty::int as accepted_qty,
              k.sku_code,
              floor(coalesce((select sum(greatest(0, a.sellable_qty + a.preorder_qty - a.reserved_qty - a.safety_qty))
                  from stock.availability a
                  join channels.channel_node n
                    on n.tenant_id = $1 and n.channel_id = l.channel_id and n.node_id = a.node_id
                 where a.tenant_id = $1 and a.sku_id = l.sku_id), 0) / l.multiple)::int as atp_qty
         from channels.listing l
         join channels.listing_offer f on f.tenant_id = $1 and f.listing_id = l.listing_id
         join catalogue.sku k on k.tenant_id = $1 and k.sku_id = l.sku_id
        where l.tenant_id = $1 and l.is_active and not k.is_kit`,
      [facts.tenantId],
    );
    return rows;
  });
  for (const offer of offers) {
    const key = `${offer.item}/${offer.model === '0' ? '' : offer.model}`;
    const shelf = shown.get(key);
    if (shelf === undefined) {
      differences.push(`listing ${key} (${offer.sku_code}) is not in the shop`);
    } else if (shelf.shownQty !== offer.atp_qty || offer.accepted_qty !== offer.atp_qty) {
      differences.push(
        `${offer.sku_code}: the shop shows ${shelf.shownQty}, accepted ${offer.accepted_qty ?? 'nothing'}, ATP is ${offer.atp_qty}`,
      );
    }
  }
  return offers.length;
}

async function compareMails(
  facts: Place & { sandboxUrl: string; mailsBefore: number },
  differences: string[],
): Promise<{ mailsOwed: number; mailsInMailbox: number }> {
  const mailsOwed = await withDatabase(facts.databaseUrl, async (client) => {
    const { rows } = await client.query<{ mails: number; unsaid: number }>(
      `select
         (select count(*)::int from notifications.message m
           where m.tenant_id = $1 and m.order_id > $2 and m.state = 'sent') as mails,
         (select count(*)::int from orders.sales_order o
           where o.tenant_id = $1 and o.order_id > $2 and o.channel_id <> 0
             and o.state in ('shipped', 'delivered')
             and not exists (select 1 from notifications.message m
                              where m.tenant_id = $1 and m.order_id = o.order_id and m.kind = 'order_shipped'
                                and m.state = 'sent')) as unsaid`,
      [facts.tenantId, facts.orderMark],
    );
    const unsaid = rows[0]?.unsaid ?? 0;
    if (unsaid > 0) differences.push(`${unsaid} shipped orders whose customer got no mail`);
    return rows[0]?.mails ?? 0;
  });
  const state = await json<{ mails: number }>(`${facts.sandboxUrl}/_sandbox/state`);
  const mailsInMailbox = state.mails - facts.mailsBefore;
  if (mailsInMailbox !== mailsOwed) {
    differences.push(`mails: ${mailsOwed} sent by our books, ${mailsInMailbox} in the mailbox`);
  }
  return { mailsOwed, mailsInMailbox };
}
