/** Shopee's words to Quayside's. Pure functions, no clock, no I/O. */
import type {
  ChannelAddress,
  ChannelCancel,
  ChannelListing,
  ChannelOrder,
  ChannelOrderLine,
  ChannelOrderState,
  ChannelPackage,
  ShopProfile,
} from '../channel.ts';
import { toMinor } from '../money.ts';
import {
  flagOf,
  idOf,
  instantOf,
  type Parsed,
  parse,
  textOf,
  type WireAddress,
  WireItem,
  WireModel,
  type WireModelList,
  WireOrder,
  type WireOrderItem,
  type WirePackage,
  WireShop,
} from './wire.ts';

/** Source: Open Platform guide "v2.0 Data Definition", order status (read 2026-11-23). */
const stateByOrderStatus: ReadonlyMap<string, ChannelOrderState> = new Map([
  ['UNPAID', 'unpaid'],
  ['PENDING', 'on_hold'],
  ['INVOICE_PENDING', 'on_hold'],
  ['READY_TO_SHIP', 'ready'],
  // The carrier failed to collect; it must be arranged anew.
  ['RETRY_SHIP', 'ready'],
  ['PROCESSED', 'arranged'],
  ['SHIPPED', 'shipped'],
  ['TO_CONFIRM_RECEIVE', 'delivered'],
  ['COMPLETED', 'completed'],
  ['IN_CANCEL', 'cancel_requested'],
  ['CANCELLED', 'cancelled'],
  ['TO_RETURN', 'returning'],
]);

const stateByLogisticsStatus: ReadonlyMap<string, ChannelPackage['state']> = new Map([
  ['LOGISTICS_NOT_START', 'waiting'],
  ['LOGISTICS_READY', 'waiting'],
  ['LOGISTICS_PENDING_ARRANGE', 'waiting'],
  ['LOGISTICS_REQUEST_CREATED', 'arranged'],
  ['LOGISTICS_PICKUP_RETRY', 'arranged'],
  ['LOGISTICS_PICKUP_DONE', 'picked_up'],
  ['LOGISTICS_DELIVERY_DONE', 'delivered'],
  ['LOGISTICS_PICKUP_FAILED', 'failed'],
  ['LOGISTICS_DELIVERY_FAILED', 'failed'],
  ['LOGISTICS_LOST', 'failed'],
  ['LOGISTICS_COD_REJECTED', 'failed'],
  ['LOGISTICS_REQUEST_CANCELED', 'cancelled'],
  ['LOGISTICS_INVALID', 'cancelled'],
]);

const statusByItemStatus: ReadonlyMap<string, ChannelListing['status']> = new Map([
  ['NORMAL', 'live'],
  ['MODEL_NORMAL', 'live'],
  ['UNLIST', 'unlisted'],
  ['MODEL_UNAVAILABLE', 'unlisted'],
  ['REVIEWING', 'reviewing'],
  ['BANNED', 'banned'],
  ['SELLER_DELETE', 'deleted'],
  ['SHOPEE_DELETE', 'deleted'],
]);

const currencyByRegion: ReadonlyMap<string, string> = new Map([
  ['SG', 'SGD'],
  ['MY', 'MYR'],
  ['TH', 'THB'],
  ['PH', 'PHP'],
  ['ID', 'IDR'],
  ['VN', 'VND'],
  ['TW', 'TWD'],
  ['BR', 'BRL'],
  ['MX', 'MXN'],
  ['CO', 'COP'],
  ['CL', 'CLP'],
]);

export function orderState(externalState: string): ChannelOrderState {
  return stateByOrderStatus.get(externalState) ?? 'unknown';
}

/** One row of get_order_detail. */
export function toChannelOrder(raw: unknown): Parsed<ChannelOrder> {
  const parsed = parse(WireOrder, raw);
  if (!parsed.ok) return parsed;
  const order = parsed.value;
  const placedAt = instantOf(order.create_time);
  const updatedAt = instantOf(order.update_time);
  if (placedAt === null) return unreadable('/create_time must be Unix seconds');
  if (updatedAt === null) return unreadable('/update_time must be Unix seconds');
  const lines = toLines(order.item_list, order.currency);
  if (!lines.ok) return lines;

  const goodsMinor = sum(lines.value.map((line) => line.unitPriceMinor * line.qty));
  if (!Number.isSafeInteger(goodsMinor)) return unreadable('/item_list is worth too much');

  const amount = (value: number | string | null | undefined) =>
    value === null || value === undefined ? null : toMinor(value, order.currency);
  const state = orderState(order.order_status);
  return {
    ok: true,
    value: {
      externalOrderNumber: order.order_sn,
      state,
      externalState: order.order_status,
      placedAt,
      updatedAt,
      paidAt: instantOf(order.pay_time),
      shipBy: instantOf(order.ship_by_date),
      currency: order.currency,
      totals: {
        goodsMinor,
        discountMinor: sum(lines.value.map((line) => line.discountMinor)),
        shippingMinor: amount(order.estimated_shipping_fee),
        totalMinor: amount(order.total_amount),
      },
      buyer: {
        externalBuyerId: idOf(order.buyer_user_id),
        username: textOf(order.buyer_username),
        name: null,
        phone: null,
        email: null,
      },
      address: toAddress(order.recipient_address),
      payment: { method: textOf(order.payment_method), isCod: flagOf(order.cod) },
      note: textOf(order.message_to_seller),
      cancel: toCancel(order, state),
      lines: lines.value,
      packages: (order.package_list ?? []).flatMap(toPackage),
      isSplit: flagOf(order.split_up) || (order.package_list ?? []).length > 1,
      carrier: textOf(order.checkout_shipping_carrier) ?? textOf(order.shipping_carrier),
      isShippedBySeller:
        textOf(order.fulfillment_flag) !== 'fulfilled_by_shopee' && !flagOf(order.advance_package),
      raw,
    },
  };
}

/**
 * Shopee names a line by item, model, order item and promotion group together: bundle lines share the order item id,
 * and the same model may be bought in and out of a bundle in one order.
 */
export function lineId(item: {
  item_id: number | string;
  model_id?: number | string | null;
  order_item_id?: number | string | null;
  promotion_group_id?: number | string | null;
}): string {
  const { item_id, model_id, order_item_id, promotion_group_id } = item;
  return [item_id, model_id ?? 0, order_item_id ?? item_id, promotion_group_id ?? 0].join('.');
}

/** The way back, for cancelling lines. */
export function fromLineId(
  externalLineId: string,
): { orderItemId: string; promotionGroupId: string } | null {
  const match = /^[^.]+\.[^.]+\.([^.]+)\.([^.~]+)(?:~\d+)?$/.exec(externalLineId);
  if (match === null) return null;
  const [, orderItemId = '', promotionGroupId = ''] = match;
  return { orderItemId, promotionGroupId };
}

function toLines(items: readonly WireOrderItem[], currency: string): Parsed<ChannelOrderLine[]> {
  const lines: ChannelOrderLine[] = [];
  const countByLineId = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const unitPriceMinor = toMinor(item.model_original_price, currency);
    if (unitPriceMinor === null || unitPriceMinor < 0) {
      return unreadable(`/item_list/${index}/model_original_price must be an amount`);
    }
    const paidMinor = discountedPrice(item, unitPriceMinor, currency);
    if (paidMinor === null || paidMinor < 0) {
      return unreadable(`/item_list/${index}/model_discounted_price must be an amount`);
    }
    const id = lineId(item);
    const count = (countByLineId.get(id) ?? 0) + 1;
    countByLineId.set(id, count);
    const qty = item.model_quantity_purchased;
    const modelName = textOf(item.model_name);
    const itemName = textOf(item.item_name) ?? String(item.item_id);
    lines.push({
      externalLineId: count === 1 ? id : `${id}~${count}`,
      externalItemId: String(item.item_id),
      externalModelId: idOf(item.model_id),
      sellerSku: textOf(item.model_sku) ?? textOf(item.item_sku),
      name: modelName === null ? itemName : `${itemName} (${modelName})`,
      qty,
      cancelledQty: Math.min(qty, item.cancelled_qty ?? 0),
      unitPriceMinor,
      discountMinor: Math.max(0, unitPriceMinor - paidMinor) * qty,
    });
  }
  return { ok: true, value: lines };
}

/**
 * Bundle lines carry 0 as discounted price because Shopee does not break a bundle's discount down to items
 * (get_order_detail, model_discounted_price, read 2026-11-23): the line then has no discount of its own.
 */
function discountedPrice(
  item: WireOrderItem,
  unitPriceMinor: number,
  currency: string,
): number | null {
  const { model_discounted_price: price } = item;
  if (price === null || price === undefined) return unitPriceMinor;
  const minor = toMinor(price, currency);
  return minor === 0 && textOf(item.promotion_type) === 'bundle_deal' ? unitPriceMinor : minor;
}

function toAddress(address: WireAddress | null | undefined): ChannelAddress | null {
  if (address === null || address === undefined) return null;
  const name = textOf(address.name);
  const phone = textOf(address.phone);
  const full = textOf(address.full_address);
  return {
    name,
    phone,
    // Shopee gives the street only inside the full text.
    line1: full,
    line2: null,
    town: textOf(address.town),
    district: textOf(address.district),
    city: textOf(address.city),
    state: textOf(address.state),
    postcode: textOf(address.zipcode),
    country: textOf(address.region),
    full,
    isMasked: [name, phone, full].some((text) => text !== null && text.includes('**')),
  };
}

function toCancel(order: WireOrder, state: ChannelOrderState): ChannelCancel | null {
  if (state !== 'cancelled' && state !== 'cancel_requested') return null;
  const externalBy = textOf(order.cancel_by);
  const reason = textOf(order.cancel_reason) ?? textOf(order.buyer_cancel_reason);
  return { by: cancelledBy(externalBy, state), externalBy, reason };
}

/** Shopee: "one of buyer, seller, system or Ops". A request is the buyer's even before the field is set. */
function cancelledBy(externalBy: string | null, state: ChannelOrderState): ChannelCancel['by'] {
  switch (externalBy?.toLowerCase()) {
    case 'buyer':
      return 'buyer';
    case 'seller':
      return 'seller';
    case 'system':
    case 'ops':
      return 'platform';
    default:
      return state === 'cancel_requested' ? 'buyer' : 'unknown';
  }
}

function toPackage(parcel: WirePackage): ChannelPackage[] {
  const externalPackageNumber = textOf(parcel.package_number);
  if (externalPackageNumber === null) return [];
  const externalState = textOf(parcel.logistics_status);
  return [
    {
      externalPackageNumber,
      carrier: textOf(parcel.shipping_carrier),
      trackingNumber: textOf(parcel.tracking_number),
      state: stateByLogisticsStatus.get(externalState ?? '') ?? 'unknown',
      externalState,
      lines: (parcel.item_list ?? []).map((item) => ({
        externalLineId: lineId(item),
        qty: item.model_quantity ?? 0,
      })),
    },
  ];
}

/** An item without variations: one listing. */
export function itemToListing(raw: unknown): Parsed<ChannelListing> {
  const parsed = parse(WireItem, raw);
  if (!parsed.ok) return parsed;
  return toListing(parsed.value, null, raw);
}

/** One variation of an item; `tiers` names what its `tier_index` points to ("Red", "XL"). */
export function modelToListing(
  item: WireItem,
  raw: unknown,
  tiers: WireModelList['tier_variation'] = [],
): Parsed<ChannelListing> {
  const parsed = parse(WireModel, raw);
  if (!parsed.ok) return parsed;
  const options = (parsed.value.tier_index ?? []).flatMap(
    (optionIndex, tier) => textOf(tiers?.[tier]?.option_list?.[optionIndex]?.option) ?? [],
  );
  const named = textOf(parsed.value.model_name) ?? textOf(options.join(', '));
  return toListing(item, { ...parsed.value, model_name: named }, raw);
}

function toListing(item: WireItem, model: WireModel | null, raw: unknown): Parsed<ChannelListing> {
  const own = model ?? item;
  const price = own.price_info?.[0];
  const currency = textOf(price?.currency) ?? textOf(item.price_info?.[0]?.currency);
  const amount = price?.current_price ?? price?.original_price;
  if (currency === null || amount === null || amount === undefined) {
    return unreadable('/price_info must hold a price and its currency');
  }
  const priceMinor = toMinor(amount, currency);
  if (priceMinor === null) return unreadable('/price_info/0 must be an amount');
  const externalStatus = textOf(item.item_status) ?? '';
  const modelStatus = model === null ? null : textOf(model.model_status);
  const itemStatus = statusByItemStatus.get(externalStatus) ?? 'unknown';
  const modelName = model === null ? null : textOf(model.model_name);
  const itemName = textOf(item.item_name) ?? String(item.item_id);
  return {
    ok: true,
    value: {
      externalItemId: String(item.item_id),
      externalModelId: model === null ? null : idOf(model.model_id),
      sellerSku: (model === null ? null : textOf(model.model_sku)) ?? textOf(item.item_sku),
      name: modelName === null ? itemName : `${itemName} (${modelName})`,
      priceMinor,
      currency,
      stockQty: sellerStock(own),
      reservedQty: own.stock_info_v2?.summary_info?.total_reserved_stock ?? 0,
      status:
        itemStatus === 'live' && modelStatus !== null
          ? (statusByItemStatus.get(modelStatus) ?? 'unknown')
          : itemStatus,
      externalStatus: modelStatus === null ? externalStatus : `${externalStatus}/${modelStatus}`,
      barcode: textOf(own.gtin_code),
      raw,
    },
  };
}

/** What update_stock sets: the seller's own stock over all locations; the total only where that is not told. */
function sellerStock(own: WireItem | WireModel): number {
  const stock = own.stock_info_v2;
  if (stock?.seller_stock) return sum(stock.seller_stock.map((row) => row.stock ?? 0));
  return stock?.summary_info?.total_available_stock ?? 0;
}

export function toShopProfile(raw: unknown, externalShopId: string): Parsed<ShopProfile> {
  const parsed = parse(WireShop, raw);
  if (!parsed.ok) return parsed;
  const shop = parsed.value;
  const region = textOf(shop.region);
  const externalState = textOf(shop.status);
  return {
    ok: true,
    value: {
      externalShopId,
      name: textOf(shop.shop_name) ?? externalShopId,
      region,
      currency: currencyByRegion.get(region ?? '') ?? null,
      state: shopState(externalState),
      externalState,
      authorisedAt: instantOf(shop.auth_time),
      authorisationExpiresAt: instantOf(shop.expire_time),
      raw,
    },
  };
}

function shopState(externalState: string | null): ShopProfile['state'] {
  switch (externalState) {
    case 'NORMAL':
      return 'normal';
    case 'FROZEN':
      return 'frozen';
    case 'BANNED':
      return 'banned';
    default:
      return 'unknown';
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function unreadable(reason: string): { ok: false; reason: string } {
  return { ok: false, reason };
}
