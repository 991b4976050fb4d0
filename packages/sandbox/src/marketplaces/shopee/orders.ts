import { seconds } from '../../clock.ts';
import type { World } from '../../world.ts';
import { type Answer, answer, type Call } from './call.ts';
import { refuse, ShopeeError } from './errors.ts';
import { isOrderStatus } from './life-cycle.ts';
import { maskedAddress, readRecipient } from './masking.ts';
import { buyerCancels, DAYS_TO_SHIP, moveOrder } from './order-life.ts';
import {
  contentsOf,
  feedHorizon,
  findOrder,
  type LineRow,
  linesOf,
  type OrderRow,
  orderOf,
  packagesOf,
} from './order-rows.ts';
import { major } from './products.ts';
import { SHOP } from './shop.ts';

const WINDOW_SECONDS_MAX = 15 * 86_400;

/** Cursor: where the last page ended, newest first. Opaque to callers. */
function readCursor(text: string): { at: number; seq: number } | null {
  if (text === '') return null;
  const [at, seq] = Buffer.from(text, 'base64url').toString('utf8').split('/').map(Number);
  if (at === undefined || seq === undefined || !Number.isSafeInteger(at + seq)) {
    throw refuse.param('cursor is invalid');
  }
  return { at, seq };
}

const writeCursor = (at: number, seq: number): string =>
  Buffer.from(`${at}/${seq}`).toString('base64url');

/** order/get_order_list: a window of at most 15 days over create_time or update_time, newest first. */
export function getOrderList({ world, shopId, query }: Call): Answer {
  const field = query.text('time_range_field');
  if (field !== 'create_time' && field !== 'update_time') {
    throw refuse.param('time_range_field should be create_time or update_time');
  }
  const from = query.int('time_from');
  const to = query.int('time_to');
  const pageSize = query.int('page_size', { min: 1, max: 100 });
  if (from >= to || to - from > WINDOW_SECONDS_MAX) {
    throw new ShopeeError(
      'order.order_list_invalid_time',
      'Start time must be earlier than end time and diff in 15days.',
    );
  }
  const status = query.text('order_status', '');
  if (status !== '' && !isOrderStatus(status) && status !== 'INVOICE_PENDING') {
    throw refuse.param(`order_status ${status} is invalid`);
  }
  const cursor = readCursor(query.text('cursor', ''));
  const column = field === 'create_time' ? 'placed_at' : 'updated_at';
  const found = world.database.rows<{ seq: number; order_sn: string; status: string; at: number }>(
    `select seq, order_sn, status, ${column} as at from shop_order
      where shop_id = ? and ${column} between ? and ? and placed_at <= ?
        and (? = '' or status = ?) and (${column} < ? or (${column} = ? and seq < ?))
      order by ${column} desc, seq desc limit ?`,
    shopId,
    from * 1000,
    to * 1000 + 999,
    feedHorizon(world),
    status,
    status,
    cursor?.at ?? Number.MAX_SAFE_INTEGER,
    cursor?.at ?? Number.MAX_SAFE_INTEGER,
    cursor?.seq ?? Number.MAX_SAFE_INTEGER,
    pageSize + 1,
  );
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  const more = found.length > pageSize;
  const withStatus = query.list('response_optional_fields').includes('order_status');
  return answer({
    more,
    next_cursor: more && last !== undefined ? writeCursor(last.at, last.seq) : '',
    order_list: page.map((order) =>
      withStatus
        ? { order_sn: order.order_sn, order_status: order.status }
        : { order_sn: order.order_sn },
    ),
  });
}

/** order/get_order_detail: 1 to 50 orders; nearly every field only when asked for. */
export function getOrderDetail({ world, shopId, query }: Call): Answer {
  const wanted = query.list('order_sn_list');
  if (wanted.length === 0 || wanted.length > 50) {
    throw refuse.param('the length of order_sn_list should be between 1 and 50');
  }
  const fields = new Set(query.list('response_optional_fields'));
  const horizon = feedHorizon(world);
  const orders = wanted
    .map((orderSn) => findOrder(world, orderSn))
    .filter((order) => order?.shop_id === shopId && order.placed_at <= horizon)
    .filter((order) => order !== undefined);
  if (orders.length === 0) throw refuse.notFound('the order is not found');
  const known = new Set(orders.map((order) => order.order_sn));
  const unknown = wanted.filter((orderSn) => !known.has(orderSn));
  return {
    response: { order_list: orders.map((order) => wireOrder(world, order, fields)) },
    ...(unknown.length === 0
      ? {}
      : { warning: unknown.map((orderSn) => `the order ${orderSn} is not found`) }),
  };
}

/** Fields that come unasked. Source: CM v2.order.get_order_detail, "Return by default". */
function defaultFields(order: OrderRow): Record<string, unknown> {
  return {
    order_sn: order.order_sn,
    region: SHOP.region,
    currency: SHOP.currency,
    cod: false,
    order_status: order.status,
    message_to_seller: order.message_to_seller,
    create_time: seconds(order.placed_at),
    update_time: seconds(order.updated_at),
    days_to_ship: DAYS_TO_SHIP,
    ship_by_date: seconds(order.ship_by_at ?? 0),
    can_full_cancel_order: ['UNPAID', 'READY_TO_SHIP', 'PROCESSED'].includes(order.status),
    can_partial_cancel_order: false,
    reverse_shipping_fee: 0,
  };
}

function wireOrder(world: World, order: OrderRow, asked: Set<string>): Record<string, unknown> {
  const lines = linesOf(world, order.order_sn);
  const weightG = lines.reduce((sum, line) => sum + line.qty * line.weight_g, 0);
  const optional: Record<string, () => unknown> = {
    total_amount: () => major(order.goods_minor + order.shipping_minor),
    buyer_user_id: () => order.buyer_user_id,
    buyer_username: () => order.buyer_username,
    estimated_shipping_fee: () => major(order.shipping_minor),
    actual_shipping_fee: () => major(order.shipping_minor),
    actual_shipping_fee_confirmed: () => order.pickup_done_at !== null,
    recipient_address: () => maskedAddress(readRecipient(order.recipient)),
    goods_to_declare: () => false,
    note: () => '',
    note_update_time: () => 0,
    item_list: () => lines.map((line) => wireLine(order, line)),
    pay_time: () => (order.paid_at === null ? null : seconds(order.paid_at)),
    dropshipper: () => null,
    dropshipper_phone: () => null,
    split_up: () => order.split_up === 1,
    buyer_cancel_reason: () => order.buyer_cancel_reason,
    cancel_by: () => order.cancel_by,
    cancel_reason: () => order.cancel_reason,
    buyer_cpf_id: () => null,
    fulfillment_flag: () => 'fulfilled_by_local_seller',
    pickup_done_time: () => seconds(order.pickup_done_at ?? 0),
    package_list: () => wirePackages(world, order, lines),
    shipping_carrier: () => SHOP.carrier,
    checkout_shipping_carrier: () => SHOP.carrier,
    payment_method: () => 'Credit Card/Debit Card',
    invoice_data: () => null,
    order_chargeable_weight_gram: () => weightG,
    return_request_due_date: () => 0,
    payment_info: () => [],
  };
  const wire = defaultFields(order);
  for (const [name, read] of Object.entries(optional)) {
    if (asked.has(name)) wire[name] = read();
  }
  // edt and shipping_carrier bring a companion field with them.
  if (asked.has('edt')) Object.assign(wire, { edt_from: 0, edt_to: 0 });
  if (asked.has('shipping_carrier')) wire.checkout_shipping_carrier = SHOP.carrier;
  return wire;
}

function wireLine(order: OrderRow, line: LineRow): Record<string, unknown> {
  const isCancelled = order.status === 'CANCELLED';
  const isAsked = order.status === 'IN_CANCEL';
  return {
    item_id: line.item_id,
    item_name: line.item_name,
    item_sku: line.model_id === 0 ? line.sku_code : '',
    model_id: line.model_id,
    model_name: line.model_id === 0 ? '' : line.model_name,
    model_sku: line.model_id === 0 ? '' : line.sku_code,
    model_quantity_purchased: line.qty,
    model_original_price: major(line.original_price_minor),
    model_discounted_price: major(line.paid_price_minor),
    wholesale: false,
    weight: line.weight_g / 1000,
    add_on_deal: false,
    add_on_deal_id: 0,
    main_item: false,
    promotion_type: line.promotion_qty > 0 ? 'flash_sale' : '',
    promotion_id: line.promotion_qty > 0 ? line.item_id : 0,
    order_item_id: line.order_item_id,
    promotion_group_id: 0,
    image_info: { image_url: '' },
    product_location_id: [SHOP.locationId],
    is_prescription_item: false,
    is_b2c_owned_item: false,
    active_qty: isCancelled ? 0 : line.qty,
    cancel_requested_qty: isAsked ? line.qty : 0,
    cancelled_qty: isCancelled ? line.qty : 0,
    return_requested_qty: 0,
    returned_qty: 0,
  };
}

function wirePackages(world: World, order: OrderRow, lines: LineRow[]): Record<string, unknown>[] {
  const lineById = new Map(lines.map((line) => [line.order_item_id, line]));
  return packagesOf(world, order.order_sn).map((parcel) => {
    const contents = contentsOf(world, parcel.package_number);
    return {
      package_number: parcel.package_number,
      group_shipment_id: null,
      logistics_status: parcel.logistics_status,
      logistics_channel_id: SHOP.channelId,
      shipping_carrier: SHOP.carrier,
      allow_self_design_awb: true,
      parcel_chargeable_weight_gram: contents.reduce(
        (sum, content) => sum + content.qty * (lineById.get(content.order_item_id)?.weight_g ?? 0),
        0,
      ),
      item_list: contents.map((content) => {
        const line = lineById.get(content.order_item_id);
        return {
          item_id: line?.item_id,
          model_id: line?.model_id,
          model_quantity: content.qty,
          order_item_id: content.order_item_id,
          promotion_group_id: 0,
          product_location_id: SHOP.locationId,
        };
      }),
    };
  });
}

const CANCEL_REASONS = [
  'OUT_OF_STOCK',
  'CUSTOMER_REQUEST',
  'UNDELIVERABLE_AREA',
  'COD_NOT_SUPPORTED',
];
const CANCEL_WORDS: Record<string, string> = {
  OUT_OF_STOCK: 'Out of Stock',
  CUSTOMER_REQUEST: 'Buyer Request to Cancel',
  UNDELIVERABLE_AREA: 'Undeliverable Area',
  COD_NOT_SUPPORTED: 'COD Unsupported',
};

/** order/cancel_order: the seller cancels, whole orders only, before the carrier has the parcel. */
export function cancelOrder({ world, shopId, body }: Call): Answer {
  const order = orderOf(world, shopId, body.text('order_sn'), () =>
    refuse.notFound('the order is not found'),
  );
  const reason = body.text('cancel_reason');
  if (!CANCEL_REASONS.includes(reason)) throw refuse.param('cancel_reason is invalid');
  if (reason === 'UNDELIVERABLE_AREA' || reason === 'COD_NOT_SUPPORTED') {
    throw refuse.param(`cancel_reason ${reason} is not supported for this region`);
  }
  if (body.children('partial_cancel_item_list', { min: 0, max: 50 }).length > 0) {
    throw new ShopeeError('order.error_limit', 'Can not cancel this order');
  }
  if (reason === 'OUT_OF_STOCK') {
    const lines = linesOf(world, order.order_sn);
    for (const item of body.children('item_list', { min: 1, max: 100 })) {
      const itemId = item.int('item_id');
      const modelId = item.int('model_id', { fallback: 0 });
      if (!lines.some((line) => line.item_id === itemId && line.model_id === modelId)) {
        throw refuse.param('item_list holds an item that is not in the order');
      }
    }
  }
  const moved = moveOrder(world, order.order_sn, 'seller_cancel', {
    by: 'seller',
    reason: CANCEL_WORDS[reason] ?? 'Other',
  });
  if (moved === null) throw new ShopeeError('order.error_limit', 'Can not cancel this order');
  return answer({ update_time: updatedAt(world, order.order_sn) });
}

/** order/handle_buyer_cancellation: the seller answers a buyer's wish. */
export function handleBuyerCancellation({ world, shopId, body }: Call): Answer {
  const order = orderOf(world, shopId, body.text('order_sn'), () =>
    refuse.notFound('the order is not found'),
  );
  const operation = body.text('operation');
  if (operation !== 'ACCEPT' && operation !== 'REJECT') {
    throw refuse.param('operation should be ACCEPT or REJECT');
  }
  const event = operation === 'ACCEPT' ? 'accept_cancel' : 'reject_cancel';
  if (moveOrder(world, order.order_sn, event) === null) {
    throw new ShopeeError(
      'order.cancel_order_invalid_status',
      'Invalid order_status.The order status should be IN_CANCEL.',
    );
  }
  return answer({ update_time: updatedAt(world, order.order_sn) });
}

function updatedAt(world: World, orderSn: string): number {
  return seconds(findOrder(world, orderSn)?.updated_at ?? 0);
}

/** The buyer's own button; the reason given depends on the order alone. */
export function buyerCancelsNow(world: World, orderSn: string): ReturnType<typeof buyerCancels> {
  return buyerCancels(world, orderSn, findOrder(world, orderSn)?.seq ?? 0);
}
