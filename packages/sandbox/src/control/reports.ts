import { isLinked } from '../marketplaces/shopee/is-linked.ts';
import { ORDER_STATUSES } from '../marketplaces/shopee/life-cycle.ts';
import { linesOf, type OrderRow, packagesOf } from '../marketplaces/shopee/order-rows.ts';
import { pushConfig } from '../marketplaces/shopee/push.ts';
import { SHOP } from '../marketplaces/shopee/shop.ts';
import type { World } from '../world.ts';

/** How many orders stand where; every status is named, also with 0. */
export function ordersByStatus(world: World): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const status of ORDER_STATUSES) counts[status] = 0;
  for (const row of world.database.rows<{ status: string; count: number }>(
    'select status, count(*) as count from shop_order group by status',
  )) {
    counts[row.status] = row.count;
  }
  return counts;
}

export function pushesByState(world: World): Record<string, number> {
  const counts: Record<string, number> = { waiting: 0, delivered: 0, lost: 0 };
  for (const row of world.database.rows<{ state: string; count: number }>(
    'select state, count(*) as count from push group by state',
  )) {
    counts[row.state] = row.count;
  }
  return counts;
}

/** One look at everything: what a replay waits on and a dashboard shows. */
export function stateReport(world: World): Record<string, unknown> {
  const due = world.database.row<{ count: number; next: number | null }>(
    'select count(*) as count, min(due_at) as next from due_action',
  );
  return {
    shop: { shopId: SHOP.shopId, name: SHOP.name, isConnected: isLinked(world, SHOP.shopId) },
    callbackUrl: pushConfig(world).callbackUrl,
    orders: ordersByStatus(world),
    pushes: pushesByState(world),
    dueActions: { count: due?.count ?? 0, next: due?.next ?? null },
    faults: { settings: world.faults.settings(), strikes: world.faults.strikes() },
  };
}

/** An order as the outside knows it, with its lines and parcels (unmasked: this is the buyer's side). */
export function orderReport(world: World, order: OrderRow): Record<string, unknown> {
  return {
    orderSn: order.order_sn,
    status: order.status,
    placedAt: new Date(order.placed_at).toISOString(),
    updatedAt: new Date(order.updated_at).toISOString(),
    paidAt: order.paid_at === null ? null : new Date(order.paid_at).toISOString(),
    buyerUsername: order.buyer_username,
    invoiceNumber: order.invoice_number,
    totalMinor: order.goods_minor + order.shipping_minor,
    currency: SHOP.currency,
    cancelBy: order.cancel_by,
    cancelReason: order.cancel_reason,
    lines: linesOf(world, order.order_sn).map((line) => ({
      skuCode: line.sku_code,
      itemId: line.item_id,
      modelId: line.model_id,
      qty: line.qty,
      unitPriceMinor: line.paid_price_minor,
    })),
    parcels: packagesOf(world, order.order_sn).map((parcel) => ({
      packageNumber: parcel.package_number,
      trackingNumber: parcel.tracking_number,
      logisticsStatus: parcel.logistics_status,
      isLabelled: parcel.document_fetched_at !== null,
    })),
  };
}

export function listOrders(
  world: World,
  filter: { status: string; before: number; limit: number },
): OrderRow[] {
  return world.database.rows<OrderRow>(
    `select * from shop_order where shop_id = ? and (? = '' or status = ?) and seq < ?
      order by seq desc limit ?`,
    SHOP.shopId,
    filter.status,
    filter.status,
    filter.before,
    filter.limit,
  );
}

export interface ShownStock {
  skuCode: string;
  name: string;
  itemId: number;
  modelId: number;
  priceMinor: number;
  /** What a buyer can buy now. */
  shownQty: number;
  /** Part of it that a promotion has reserved. */
  promotionQty: number;
  /** Bought and not cancelled, since the shop opened. */
  soldQty: number;
}

/** What the shop shows for each SKU. `search` matches the code or the name. */
export function shownStock(
  world: World,
  filter: { search: string; limit: number; after: string },
): ShownStock[] {
  return world.database
    .rows<ShownStock>(
      `select sku_code as skuCode, model_name as name, item_id as itemId, model_id as modelId,
         price_minor as priceMinor, stock_qty as shownQty, promotion_qty as promotionQty,
         sold_qty as soldQty from offer
        where (instr(lower(sku_code), ?1) > 0 or instr(lower(model_name), ?1) > 0) and sku_code > ?2
        order by sku_code limit ?3`,
      filter.search.toLowerCase(),
      filter.after,
      filter.limit,
    )
    .map((row) => ({ ...row }));
}

export interface PushLine {
  id: number;
  msg_id: string;
  code: number;
  subject: string;
  body: string;
  created_at: number;
  state: string;
  attempts: number;
  answer: string;
  note: string;
}

export function listPushes(
  world: World,
  filter: { state: string; before: number; limit: number },
): PushLine[] {
  return world.database
    .rows<PushLine>(
      `select id, msg_id, code, subject, body, created_at, state, attempts, answer, note from push
        where (? = '' or state = ?) and id < ? order by id desc limit ?`,
      filter.state,
      filter.state,
      filter.before,
      filter.limit,
    )
    .map((row) => ({ ...row }));
}
