/** Reading, cancelling and answering for orders. */
import type {
  CancelReason,
  CancelRequest,
  ChannelOrderBatch,
  OrderRefPage,
  OrderWindow,
  ShopSession,
} from '../channel.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { wireId } from './account.ts';
import type { ShopeeCall, ShopeeClient } from './client.ts';
import { fromLineId, toChannelOrder } from './map.ts';
import { instantOf, textOf, WireOrderDetails, WireOrderPage, WireUpdateTime } from './wire.ts';

/** get_order_list refuses wider ranges with order.order_list_invalid_time. */
const WINDOW_SECONDS_MAX = 15 * 86_400;
const PAGE_SIZE = 100;
/** get_order_detail, limit of order_sn_list. */
export const ORDER_DETAIL_BATCH_MAX = 50;

/** Almost nothing comes unasked. */
const DETAIL_FIELDS = [
  'buyer_user_id',
  'buyer_username',
  'estimated_shipping_fee',
  'recipient_address',
  'note',
  'item_list',
  'pay_time',
  'split_up',
  'buyer_cancel_reason',
  'cancel_by',
  'cancel_reason',
  'fulfillment_flag',
  'pickup_done_time',
  'package_list',
  'shipping_carrier',
  'payment_method',
  'total_amount',
].join(',');

/** Where reading stands: the slice of the window being read, and Shopee's cursor within it. */
interface Place {
  from: number;
  inner: string;
}

export async function listOrderRefs(
  client: ShopeeClient,
  session: ShopSession,
  window: OrderWindow,
): Promise<Outcome<OrderRefPage>> {
  // Outwards, so that no instant of the window is lost to whole seconds.
  const windowFrom = Math.floor(window.updatedFrom.getTime() / 1000);
  const windowTo = Math.ceil(window.updatedTo.getTime() / 1000);
  const place = readPlace(window.cursor, windowFrom);
  if (place === null || place.from < windowFrom || windowTo < windowFrom) {
    return failure('final', 'bad_cursor', 'The cursor does not belong to this window of orders');
  }
  const to = Math.min(windowTo, place.from + WINDOW_SECONDS_MAX);
  const page = await client.read(
    {
      method: 'GET',
      path: 'order/get_order_list',
      effect: 'read',
      session,
      query: [
        ['time_range_field', 'update_time'],
        ['time_from', String(place.from)],
        ['time_to', String(to)],
        ['page_size', String(PAGE_SIZE)],
        ['cursor', place.inner],
        ['response_optional_fields', 'order_status'],
        ['request_order_status_pending', 'true'],
      ],
    },
    WireOrderPage,
  );
  if (!page.ok) return page;
  const { more, next_cursor, order_list } = page.value;
  const inner = textOf(next_cursor);
  if (more && inner === null) {
    return failure('retryable', 'cursor_missing', 'Shopee says there is more, but not where');
  }
  return success({
    refs: order_list.map((row) => ({
      externalOrderNumber: row.order_sn,
      externalState: textOf(row.order_status),
    })),
    nextCursor: nextPlace(more, inner, place, to, windowTo),
  });
}

/** The slices touch at one second, which is read twice: better than never. */
function nextPlace(
  more: boolean,
  inner: string | null,
  place: Place,
  to: number,
  windowTo: number,
): string | null {
  if (more && inner !== null) return `${place.from}:${inner}`;
  return to < windowTo ? `${to}:` : null;
}

function readPlace(cursor: string | null, windowFrom: number): Place | null {
  if (cursor === null) return { from: windowFrom, inner: '' };
  const match = /^(\d{1,11}):(.*)$/s.exec(cursor);
  return match === null ? null : { from: Number(match[1]), inner: match[2] ?? '' };
}

export async function getOrders(
  client: ShopeeClient,
  session: ShopSession,
  externalOrderNumbers: readonly string[],
): Promise<Outcome<ChannelOrderBatch>> {
  const wanted = [...new Set(externalOrderNumbers)];
  if (wanted.length > ORDER_DETAIL_BATCH_MAX) {
    throw new RangeError(`getOrders takes at most ${ORDER_DETAIL_BATCH_MAX} order numbers`);
  }
  if (wanted.length === 0) return success({ orders: [], missing: [], unreadable: [] });
  const details = await client.read(
    {
      method: 'GET',
      path: 'order/get_order_detail',
      effect: 'read',
      session,
      query: [
        ['order_sn_list', wanted.join(',')],
        ['request_order_status_pending', 'true'],
        ['response_optional_fields', DETAIL_FIELDS],
      ],
    },
    WireOrderDetails,
  );
  if (details.ok) return success(sorted(wanted, details.value.order_list ?? []));
  if (!isNotFound(details.code, details.message)) return details;
  if (wanted.length === 1) return success({ orders: [], missing: wanted, unreadable: [] });
  return inHalves(client, session, wanted);
}

/** One number Shopee does not know can refuse the whole batch: halving finds it in a few calls. */
async function inHalves(
  client: ShopeeClient,
  session: ShopSession,
  wanted: readonly string[],
): Promise<Outcome<ChannelOrderBatch>> {
  const middle = Math.ceil(wanted.length / 2);
  const first = await getOrders(client, session, wanted.slice(0, middle));
  if (!first.ok) return first;
  const second = await getOrders(client, session, wanted.slice(middle));
  if (!second.ok) return second;
  return success({
    orders: [...first.value.orders, ...second.value.orders],
    missing: [...first.value.missing, ...second.value.missing],
    unreadable: [...first.value.unreadable, ...second.value.unreadable],
  });
}

function isNotFound(code: string, message: string): boolean {
  if (code === 'error_not_found' || code === 'order.error_not_found') return true;
  return code === 'error_param' && /you queried is not found/i.test(message);
}

function sorted(wanted: readonly string[], rows: readonly unknown[]): ChannelOrderBatch {
  const batch: ChannelOrderBatch = { orders: [], missing: [], unreadable: [] };
  const seen = new Set<string>();
  for (const row of rows) {
    const order = toChannelOrder(row);
    const externalOrderNumber = order.ok ? order.value.externalOrderNumber : orderNumberOf(row);
    if (externalOrderNumber !== null) seen.add(externalOrderNumber);
    if (order.ok) batch.orders.push(order.value);
    else batch.unreadable.push({ externalOrderNumber, reason: order.reason, raw: row });
  }
  batch.missing.push(...wanted.filter((number) => !seen.has(number)));
  return batch;
}

function orderNumberOf(row: unknown): string | null {
  if (typeof row !== 'object' || row === null || !('order_sn' in row)) return null;
  return typeof row.order_sn === 'string' ? textOf(row.order_sn) : null;
}

const wireReason: Record<CancelReason, string> = {
  out_of_stock: 'OUT_OF_STOCK',
  customer_request: 'CUSTOMER_REQUEST',
  undeliverable_area: 'UNDELIVERABLE_AREA',
  cod_not_supported: 'COD_NOT_SUPPORTED',
};

export async function cancelOrder(
  client: ShopeeClient,
  session: ShopSession,
  request: CancelRequest,
): Promise<Outcome<{ updatedAt: Date | null }>> {
  const { externalOrderNumber, reason, scope, lines } = request;
  if (lines.length === 0 && (scope === 'lines' || reason === 'out_of_stock')) {
    return failure('final', 'lines_missing', 'Name the lines to cancel or that are out of stock');
  }
  const items = lines.map((line) => ({
    item_id: wireId(line.externalItemId),
    model_id: wireId(line.externalModelId ?? '0'),
  }));
  const partial = lines.map((line, index) => {
    const id = fromLineId(line.externalLineId);
    return {
      ...items[index],
      ...(id === null
        ? {}
        : {
            order_item_id: wireId(id.orderItemId),
            promotion_group_id: wireId(id.promotionGroupId),
          }),
      model_quantity: line.qty,
    };
  });
  return updated(client, {
    method: 'POST',
    path: 'order/cancel_order',
    effect: 'once',
    session,
    body: {
      order_sn: externalOrderNumber,
      cancel_reason: wireReason[reason],
      ...(reason === 'out_of_stock' ? { item_list: items } : {}),
      ...(scope === 'lines' ? { partial_cancel_item_list: partial } : {}),
    },
  });
}

export async function answerBuyerCancellation(
  client: ShopeeClient,
  session: ShopSession,
  externalOrderNumber: string,
  answer: 'accept' | 'reject',
): Promise<Outcome<{ updatedAt: Date | null }>> {
  return updated(client, {
    method: 'POST',
    path: 'order/handle_buyer_cancellation',
    effect: 'once',
    session,
    body: {
      order_sn: externalOrderNumber,
      operation: answer === 'accept' ? 'ACCEPT' : 'REJECT',
    },
  });
}

async function updated(
  client: ShopeeClient,
  call: ShopeeCall,
): Promise<Outcome<{ updatedAt: Date | null }>> {
  const answered = await client.call(call);
  if (!answered.ok) return answered;
  // Success is what counts here; the time of it is only nice to have.
  const read = client.readAs(call, WireUpdateTime, answered.value.response ?? {});
  return success({ updatedAt: read.ok ? instantOf(read.value.update_time) : null });
}
