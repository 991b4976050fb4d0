import type { World } from '../../world.ts';
import { ShopeeError } from './errors.ts';
import type { LogisticsStatus, OrderStatus } from './life-cycle.ts';

export interface OrderRow {
  seq: number;
  order_sn: string;
  shop_id: number;
  status: OrderStatus;
  status_before_cancel: OrderStatus | null;
  placed_at: number;
  updated_at: number;
  paid_at: number | null;
  ship_by_at: number | null;
  pickup_done_at: number | null;
  buyer_user_id: number;
  buyer_username: string;
  recipient: string;
  goods_minor: number;
  shipping_minor: number;
  message_to_seller: string;
  cancel_by: string;
  cancel_reason: string;
  buyer_cancel_reason: string;
  split_up: number;
  invoice_number: string | null;
}

export interface LineRow {
  order_sn: string;
  order_item_id: number;
  item_id: number;
  model_id: number;
  sku_code: string;
  qty: number;
  original_price_minor: number;
  paid_price_minor: number;
  promotion_qty: number;
  item_name: string;
  model_name: string;
  weight_g: number;
}

export interface PackageRow {
  package_number: string;
  order_sn: string;
  logistics_status: LogisticsStatus;
  updated_at: number;
  arranged_at: number | null;
  tracking_number: string;
  tracking_visible_at: number | null;
  document_type: string | null;
  document_ready_at: number | null;
  document_fetched_at: number | null;
  pickup_done_at: number | null;
  delivered_at: number | null;
}

export function findOrder(world: World, orderSn: string): OrderRow | undefined {
  return world.database.row<OrderRow>('select * from shop_order where order_sn = ?', orderSn);
}

/** The order of this shop, once the feed shows it; else the refusal the calling module uses. */
export function orderOf(
  world: World,
  shopId: number,
  orderSn: string,
  refusal: () => ShopeeError,
): OrderRow {
  const order = findOrder(world, orderSn);
  if (order === undefined || order.shop_id !== shopId || order.placed_at > feedHorizon(world)) {
    throw refusal();
  }
  return order;
}

/** Orders placed after this instant do not show yet: "now", unless the feed lags on purpose. */
export function feedHorizon(world: World): number {
  return world.clock.now() - world.faults.settings().feedLagMs;
}

export function linesOf(world: World, orderSn: string): LineRow[] {
  return world.database.rows<LineRow>(
    `select l.*, i.name as item_name, o.model_name, i.weight_g from order_line l
       join item i on i.item_id = l.item_id
       join offer o on o.item_id = l.item_id and o.model_id = l.model_id
      where l.order_sn = ? order by l.order_item_id`,
    orderSn,
  );
}

export function packagesOf(world: World, orderSn: string): PackageRow[] {
  return world.database.rows<PackageRow>(
    'select * from package where order_sn = ? order by package_number',
    orderSn,
  );
}

export function findPackage(world: World, packageNumber: string): PackageRow | undefined {
  return world.database.row<PackageRow>(
    'select * from package where package_number = ?',
    packageNumber,
  );
}

/** What is in a parcel: order_item_id and how many. */
export function contentsOf(
  world: World,
  packageNumber: string,
): { order_item_id: number; qty: number }[] {
  return world.database.rows<{ order_item_id: number; qty: number }>(
    `select order_item_id, qty from package_line where package_number = ? order by order_item_id`,
    packageNumber,
  );
}
