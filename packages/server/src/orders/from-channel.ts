import { Refusal, record, type Tx } from '../platform/index.ts';
import { lockStockOf } from '../stock/index.ts';
import { cancelOrders } from './cancel.ts';
import { type CaptureInput, capture } from './capture.ts';
import { clearHolds } from './hold.ts';
import { lockOrders } from './lock.ts';

/** What a channel says of one order now, in our words. */
export interface ChannelNews {
  /** Everything needed to capture it, were it new. */
  input: CaptureInput;
  updatedAt: Date;
  phase:
    | 'unpaid'
    | 'ready'
    | 'shipped'
    | 'delivered'
    | 'cancel_requested'
    | 'cancelled'
    | 'unknown';
  /** Set with `cancelled` and `cancel_requested`. */
  cancelReason: string | null;
}

/** What the caller owes the channel for an order after the news. */
export interface ChannelReaction {
  orderId: string;
  orderNumber: string;
  externalOrderNumber: string;
  owe: 'accept_cancel' | 'reject_cancel';
}

interface KnownOrder {
  order_id: string;
  order_number: string;
  external_order_number: string;
  external_updated_at: Date | null;
  state: string;
  is_unpaid: boolean;
}

/**
 * Brings our orders to what the channel says: captures new ones, and for known ones takes payment,
 * cancellation and delivery. News older than what we know change nothing, so the order of arrival does
 * not matter. An order that had left before we first heard of it is not ours to ship: it is not
 * captured. Returns what is owed to the channel in answer.
 */
export async function applyNews(
  tx: Tx,
  channelId: string,
  news: readonly ChannelNews[],
): Promise<ChannelReaction[]> {
  const newest = newestOfEach(news);
  const known = await knownOrders(tx, channelId, newest);
  const fresh = newest.filter((n) => !known.has(n.input.externalOrderNumber) && !hasLeft(n.phase));
  // Stock before orders: what is captured and what is given back or promised, in one go.
  const changingIds = newest.flatMap((n) => {
    const order = known.get(n.input.externalOrderNumber);
    return order !== undefined && isNews(order, n) && changesStock(order, n)
      ? [order.order_id]
      : [];
  });
  await lockStockOf(tx, [
    ...fresh.flatMap((n) => n.input.lines.flatMap((line) => line.skuId ?? [])),
    ...(await skusOfOrders(tx, changingIds)),
  ]);
  await capture(
    tx,
    fresh.map((n) => n.input),
  );
  const reactions: ChannelReaction[] = [];
  const rows = await lockKnown(tx, channelId, newest);
  for (const item of newest) {
    const order = rows.get(item.input.externalOrderNumber);
    if (order === undefined || !isNews(order, item)) continue;
    const owe = await applyPhase(tx, order, item);
    if (owe !== null) {
      reactions.push({
        orderId: order.order_id,
        orderNumber: order.order_number,
        externalOrderNumber: order.external_order_number,
        owe,
      });
    }
  }
  return reactions;
}

/** Each piece of news says all of an order as it stands then: only the newest of each counts. Pure. */
export function newestOfEach(news: readonly ChannelNews[]): ChannelNews[] {
  const byNumber = new Map<string, ChannelNews>();
  for (const item of news) {
    const before = byNumber.get(item.input.externalOrderNumber);
    if (before === undefined || before.updatedAt <= item.updatedAt) {
      byNumber.set(item.input.externalOrderNumber, item);
    }
  }
  return [...byNumber.values()];
}

const hasLeft = (phase: ChannelNews['phase']) => phase === 'shipped' || phase === 'delivered';

/** Not older than what we know. Channels say the time to the second: equal is news. */
function isNews(order: KnownOrder, item: ChannelNews): boolean {
  return order.external_updated_at === null || order.external_updated_at <= item.updatedAt;
}

function changesStock(order: KnownOrder, item: ChannelNews): boolean {
  return item.phase === 'cancelled' || (item.phase === 'ready' && order.is_unpaid);
}

/** Locks the orders that there is news of, captured just now or before, and reads them under the locks. */
async function lockKnown(
  tx: Tx,
  channelId: string,
  news: readonly ChannelNews[],
): Promise<Map<string, KnownOrder>> {
  const seen = await knownOrders(tx, channelId, news);
  const ids = news.flatMap((n) => {
    const order = seen.get(n.input.externalOrderNumber);
    return order !== undefined && isNews(order, n) ? [order.order_id] : [];
  });
  await lockOrders(tx, ids);
  return knownOrders(tx, channelId, news);
}

async function knownOrders(
  tx: Tx,
  channelId: string,
  news: readonly ChannelNews[],
): Promise<Map<string, KnownOrder>> {
  const rows = await tx.query<KnownOrder>(
    `select order_id, order_number, external_order_number, external_updated_at, state,
            'payment' = any(hold_kinds) as is_unpaid
       from orders.sales_order
      where tenant_id = $1 and channel_id = $2 and external_order_number = any($3)`,
    [tx.tenantId, channelId, news.map((n) => n.input.externalOrderNumber)],
  );
  return new Map(rows.map((row) => [row.external_order_number, row]));
}

async function skusOfOrders(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ sku_id: string }>(
    `select distinct sku_id from orders.order_line
      where tenant_id = $1 and order_id = any($2) and sku_id is not null`,
    [tx.tenantId, orderIds],
  );
  return rows.map((row) => row.sku_id);
}

async function noteExternal(tx: Tx, order: KnownOrder, item: ChannelNews): Promise<void> {
  await tx.execute(
    `update orders.sales_order
        set external_state = $3, external_updated_at = $4, paid_at = coalesce(paid_at, $5),
            carrier = coalesce(carrier, $6)
      where tenant_id = $1 and order_id = $2
        and (external_state is distinct from $3 or external_updated_at is distinct from $4
             or (paid_at is null and $5::timestamptz is not null)
             or (carrier is null and $6::text is not null))`,
    [
      tx.tenantId,
      order.order_id,
      item.input.externalState,
      item.updatedAt,
      item.input.paidAt,
      item.input.carrier,
    ],
  );
}

async function applyPhase(
  tx: Tx,
  order: KnownOrder,
  item: ChannelNews,
): Promise<ChannelReaction['owe'] | null> {
  // Delivered, and our own node's word that it left is still on its way: the next reading settles it.
  if (item.phase === 'delivered' && isUnderWay(order.state)) return null;
  await noteExternal(tx, order, item);
  switch (item.phase) {
    case 'ready':
      if (order.is_unpaid) await clearHolds(tx, [order.order_id], 'payment');
      await withdrawCancelRequest(tx, order.order_id);
      return null;
    case 'cancelled': {
      if (order.state === 'cancelled') return null;
      const reason = item.cancelReason ?? 'cancelled at the channel';
      const [outcome] = await cancelOrders(tx, [order.order_id], { reason, byChannel: true });
      if (outcome !== undefined && !outcome.ok) await flagCancelRequest(tx, order.order_id, reason);
      return null;
    }
    case 'cancel_requested': {
      await flagCancelRequest(tx, order.order_id, item.cancelReason ?? 'asked by the buyer');
      const isTooLate = ['packed', 'shipped', 'delivered'].includes(order.state);
      return isTooLate ? 'reject_cancel' : 'accept_cancel';
    }
    case 'delivered':
      await markDelivered(tx, order.order_id);
      return null;
    case 'unpaid':
    case 'shipped':
    case 'unknown':
      return null;
    default:
      return item.phase satisfies never;
  }
}

const isUnderWay = (state: string) => !['shipped', 'delivered', 'cancelled'].includes(state);

/** From the request until its answer no node is told to go on with the order. */
async function flagCancelRequest(tx: Tx, orderId: string, reason: string): Promise<void> {
  const changed = await tx.execute(
    `update orders.sales_order set is_cancel_requested = true
      where tenant_id = $1 and order_id = $2 and not is_cancel_requested
        and state not in ('cancelled', 'delivered')`,
    [tx.tenantId, orderId],
  );
  if (changed === 0) return;
  await record(tx, [
    { subjectKind: 'order', subjectId: orderId, kind: 'cancel_requested', facts: { reason } },
  ]);
  tx.touch('orders');
}

async function withdrawCancelRequest(tx: Tx, orderId: string): Promise<void> {
  await tx.execute(
    `update orders.sales_order set is_cancel_requested = false
      where tenant_id = $1 and order_id = $2 and is_cancel_requested`,
    [tx.tenantId, orderId],
  );
}

async function markDelivered(tx: Tx, orderId: string): Promise<void> {
  const changed = await tx.execute(
    `update orders.sales_order set state = 'delivered'
      where tenant_id = $1 and order_id = $2 and state = 'shipped'`,
    [tx.tenantId, orderId],
  );
  if (changed === 0) return;
  await record(tx, [{ subjectKind: 'order', subjectId: orderId, kind: 'delivered' }]);
  tx.touch('orders');
}

/** Carrier and tracking number as the channel gave them. */
export async function noteShipment(
  tx: Tx,
  orderId: string,
  shipment: { carrier: string; trackingNumber: string },
): Promise<void> {
  const changed = await tx.execute(
    `update orders.sales_order
        set carrier = $3,
            tracking_numbers = case when $4 = any(tracking_numbers) then tracking_numbers
                                    else tracking_numbers || $4::text end
      where tenant_id = $1 and order_id = $2
        and (carrier is distinct from $3 or not $4 = any(tracking_numbers))`,
    [tx.tenantId, orderId, shipment.carrier, shipment.trackingNumber],
  );
  if (changed > 0) {
    await record(tx, [
      {
        subjectKind: 'order',
        subjectId: orderId,
        kind: 'shipment_arranged',
        facts: { ...shipment },
      },
    ]);
    tx.touch('orders');
  }
}

/** Gives lines of a listing its SKU where they had none; orders that wait for nothing else lose the hold. */
export async function mapLines(
  tx: Tx,
  listing: {
    channelId: string;
    externalItemId: string;
    externalModelId: string | null;
    skuId: string;
    isKit: boolean;
    multiple: number;
  },
): Promise<string[]> {
  const waitingIds = await unmappedOrders(tx, listing);
  await lockStockOf(tx, [listing.skuId, ...(await skusOfOrders(tx, waitingIds))]);
  await lockOrders(tx, waitingIds);
  const rows = await tx.query<{ order_id: string }>(
    `update orders.order_line l
        set sku_id = $5, is_kit = $6, qty = l.qty * $7,
            unit_price_minor = round(l.unit_price_minor::numeric / $7)
       from orders.sales_order o
      where l.tenant_id = $1 and o.tenant_id = $1 and o.order_id = l.order_id
        and o.channel_id = $2 and o.state = 'held' and l.sku_id is null
        and l.external_item_id = $3 and coalesce(l.external_model_id, '') = coalesce($4, '')
    returning l.order_id`,
    [
      tx.tenantId,
      listing.channelId,
      listing.externalItemId,
      listing.externalModelId,
      listing.skuId,
      listing.isKit,
      listing.multiple,
    ],
  );
  const touched = [...new Set(rows.map((row) => row.order_id))];
  if (touched.length === 0) return [];
  const done = await tx.query<{ order_id: string }>(
    `update orders.sales_order o
        set unit_qty = (select sum(l.qty) from orders.order_line l
                         where l.tenant_id = $1 and l.order_id = o.order_id)
      where o.tenant_id = $1 and o.order_id = any($2)
        and not exists (select 1 from orders.order_line l
                         where l.tenant_id = $1 and l.order_id = o.order_id and l.sku_id is null)
    returning o.order_id`,
    [tx.tenantId, touched],
  );
  return clearHolds(
    tx,
    done.map((row) => row.order_id),
    'unmapped_sku',
  );
}

async function unmappedOrders(
  tx: Tx,
  listing: { channelId: string; externalItemId: string; externalModelId: string | null },
): Promise<string[]> {
  const rows = await tx.query<{ order_id: string }>(
    `select distinct l.order_id from orders.order_line l
       join orders.sales_order o on o.tenant_id = $1 and o.order_id = l.order_id
      where l.tenant_id = $1 and o.channel_id = $2 and o.state = 'held' and l.sku_id is null
        and l.external_item_id = $3 and coalesce(l.external_model_id, '') = coalesce($4, '')`,
    [tx.tenantId, listing.channelId, listing.externalItemId, listing.externalModelId],
  );
  return rows.map((row) => row.order_id);
}

/** Orders as the customer's mail names them. */
export async function ordersForMail(
  tx: Tx,
  orderIds: readonly string[],
): Promise<
  {
    orderId: string;
    orderNumber: string;
    externalOrderNumber: string;
    channelId: string;
    buyerName: string | null;
    buyerEmail: string | null;
    carrier: string | null;
    trackingNumbers: string[];
    lines: { name: string; qty: number }[];
  }[]
> {
  const rows = await tx.query<{
    order_id: string;
    order_number: string;
    external_order_number: string;
    channel_id: string;
    buyer_name: string | null;
    buyer_email: string | null;
    carrier: string | null;
    tracking_numbers: string[];
    lines: { name: string; qty: number }[];
  }>(
    `select order_id, order_number, external_order_number, channel_id, buyer_name, buyer_email,
            carrier, tracking_numbers,
            (select json_agg(json_build_object('name', l.name, 'qty', l.qty) order by l.line_number)
               from orders.order_line l
              where l.tenant_id = $1 and l.order_id = o.order_id) as lines
       from orders.sales_order o where o.tenant_id = $1 and o.order_id = any($2)
      order by o.order_id`,
    [tx.tenantId, orderIds],
  );
  return rows.map((row) => ({
    orderId: row.order_id,
    orderNumber: row.order_number,
    externalOrderNumber: row.external_order_number,
    channelId: row.channel_id,
    buyerName: row.buyer_name,
    buyerEmail: row.buyer_email,
    carrier: row.carrier,
    trackingNumbers: row.tracking_numbers,
    lines: row.lines,
  }));
}

/**
 * What leaves with fulfilment orders, per order line: the OMS side of ship confirm. Refuses
 * `order_cancelled` where one was given up: its goods stay. One that has left already leaves nothing.
 */
export async function consumptionsOf(
  tx: Tx,
  fulfilmentOrderIds: readonly string[],
): Promise<{ orderLineId: string; skuId: string; nodeId: string; qty: number }[]> {
  const rows = await tx.query<{
    order_number: string;
    state: string;
    order_line_id: string;
    sku_id: string;
    node_id: string;
    qty: number;
  }>(
    `select o.order_number, f.state, l.order_line_id, l.sku_id, f.node_id, l.qty
       from orders.fulfilment_line l
       join orders.fulfilment_order f
         on f.tenant_id = $1 and f.fulfilment_order_id = l.fulfilment_order_id
       join orders.sales_order o on o.tenant_id = $1 and o.order_id = f.order_id
      where l.tenant_id = $1 and l.fulfilment_order_id = any($2) and f.state <> 'shipped'
      order by l.order_line_id, l.sku_id`,
    [tx.tenantId, fulfilmentOrderIds],
  );
  const stopped = rows.filter((row) => row.state === 'cancelled' || row.state === 'short');
  if (stopped.length > 0) {
    const orderNumbers = [...new Set(stopped.map((row) => row.order_number))];
    throw new Refusal('order_cancelled', `Order ${orderNumbers.join(', ')} is promised no more.`, {
      facts: { orderNumbers },
      remedy: 'Keep these parcels back and put their goods back.',
    });
  }
  return rows.map((row) => ({
    orderLineId: row.order_line_id,
    skuId: row.sku_id,
    nodeId: row.node_id,
    qty: row.qty,
  }));
}

/** The channel order behind a fulfilment order; orders that came by the API have none. */
export interface ChannelOrderRef {
  fulfilmentOrderId: string;
  orderId: string;
  orderNumber: string;
  externalOrderNumber: string;
  channelId: string;
  nodeId: string;
}

export async function channelOrdersOf(
  tx: Tx,
  fulfilmentOrderIds: readonly string[],
): Promise<ChannelOrderRef[]> {
  const rows = await tx.query<{
    fulfilment_order_id: string;
    order_id: string;
    order_number: string;
    external_order_number: string;
    channel_id: string;
    node_id: string;
  }>(
    `select f.fulfilment_order_id, f.order_id, o.order_number, o.external_order_number, o.channel_id, f.node_id
       from orders.fulfilment_order f
       join orders.sales_order o on o.tenant_id = $1 and o.order_id = f.order_id
      where f.tenant_id = $1 and f.fulfilment_order_id = any($2) and o.channel_id <> 0
        and o.state <> 'cancelled'
      order by f.fulfilment_order_id`,
    [tx.tenantId, fulfilmentOrderIds],
  );
  return rows.map((row) => ({
    fulfilmentOrderId: row.fulfilment_order_id,
    orderId: row.order_id,
    orderNumber: row.order_number,
    externalOrderNumber: row.external_order_number,
    channelId: row.channel_id,
    nodeId: row.node_id,
  }));
}

/** Parts of an order that have not left, with their nodes. */
export async function openFulfilmentsOf(
  tx: Tx,
  orderId: string,
): Promise<{ fulfilmentOrderId: string; nodeId: string }[]> {
  const rows = await tx.query<{ fulfilment_order_id: string; node_id: string }>(
    `select fulfilment_order_id, node_id from orders.fulfilment_order
      where tenant_id = $1 and order_id = $2 and state in ('promised', 'released')
      order by fulfilment_order_id for update`,
    [tx.tenantId, orderId],
  );
  return rows.map((row) => ({ fulfilmentOrderId: row.fulfilment_order_id, nodeId: row.node_id }));
}
