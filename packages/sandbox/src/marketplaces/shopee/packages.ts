import { seconds } from '../../clock.ts';
import type { World } from '../../world.ts';
import { type Answer, answer, type Call } from './call.ts';
import { refuse } from './errors.ts';
import { maskedAddress, readRecipient } from './masking.ts';
import { DAYS_TO_SHIP } from './order-life.ts';
import {
  contentsOf,
  feedHorizon,
  findOrder,
  findPackage,
  linesOf,
  type PackageRow,
} from './order-rows.ts';
import { Params } from './params.ts';
import { SHOP } from './shop.ts';

/** package_status filter. Source: guide "Order management" 10, Package Status. */
const FILTER: Record<number, string[]> = {
  0: ['LOGISTICS_NOT_START', 'LOGISTICS_READY', 'LOGISTICS_REQUEST_CREATED'],
  1: ['LOGISTICS_NOT_START'],
  2: ['LOGISTICS_READY'],
  3: ['LOGISTICS_REQUEST_CREATED'],
};

/** sort_type: 1 ship by date, 2 create time, 3 confirmed (paid) time. */
const SORT: Record<number, string> = { 1: 'o.ship_by_at', 2: 'o.placed_at', 3: 'o.paid_at' };

interface ToShipRow {
  order_sn: string;
  package_number: string;
  arranged_at: number | null;
  at: number;
  seq: number;
}

function readPageCursor(text: string): { at: number; seq: number } | null {
  if (text === '') return null;
  const [at, seq] = text.split(',').map(Number);
  if (at === undefined || seq === undefined || !Number.isSafeInteger(at + seq)) {
    throw refuse.param('cursor is invalid');
  }
  return { at, seq };
}

/** order/search_package_list: parcels not yet with the carrier. */
export function searchPackageList({ world, shopId, body }: Call): Answer {
  const filter = body.child('filter') ?? new Params({});
  const pagination = body.child('pagination') ?? new Params({});
  const sort = body.child('sort') ?? new Params({});
  const statuses = FILTER[filter.int('package_status', { max: 3, fallback: 2 })] ?? [];
  const pageSize = pagination.int('page_size', { min: 1, max: 100 });
  const cursor = readPageCursor(pagination.text('cursor', ''));
  const sortType = sort.int('sort_type', { min: 1, max: 3, fallback: 1 });
  const isAscending = sort.flag('ascending', false);
  const column = `coalesce(${SORT[sortType] ?? 'o.ship_by_at'}, o.placed_at)`;
  const after = isAscending ? '>' : '<';
  const edge = isAscending ? -1 : Number.MAX_SAFE_INTEGER;
  const from = `from package p join shop_order o on o.order_sn = p.order_sn
      where o.shop_id = ? and o.placed_at <= ? and o.status not in ('CANCELLED', 'IN_CANCEL')
        and p.logistics_status in (${statuses.map((status) => `'${status}'`).join(', ')})`;
  const base = [shopId, feedHorizon(world)];
  const found = world.database.rows<ToShipRow>(
    `select p.order_sn, p.package_number, p.arranged_at, ${column} as at, p.rowid as seq ${from}
        and (${column} ${after} ? or (${column} = ? and p.rowid ${after} ?))
      order by at ${isAscending ? 'asc' : 'desc'}, seq ${isAscending ? 'asc' : 'desc'} limit ?`,
    ...base,
    cursor?.at ?? edge,
    cursor?.at ?? edge,
    cursor?.seq ?? edge,
    pageSize + 1,
  );
  const total = world.database.row<{ count: number }>(`select count(*) as count ${from}`, ...base);
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  const more = found.length > pageSize;
  return answer({
    packages_list: page.map((parcel) => ({
      order_sn: parcel.order_sn,
      package_number: parcel.package_number,
      logistics_channel_id: SHOP.channelId,
      product_location_id: SHOP.locationId,
      is_shipment_arranged: parcel.arranged_at !== null,
    })),
    pagination: {
      total_count: total?.count ?? 0,
      next_cursor: more && last !== undefined ? `${last.at},${last.seq}` : '',
      more,
    },
    sort: { sort_type: sortType, is_asc: isAscending },
  });
}

/** order/get_shipment_list: the older way to ask for what is ready to ship. */
export function getShipmentList({ world, shopId, query }: Call): Answer {
  const pageSize = query.int('page_size', { min: 1, max: 100 });
  const after = Number(query.text('cursor', '0'));
  if (!Number.isSafeInteger(after)) throw refuse.param('cursor is invalid');
  const found = world.database.rows<{ order_sn: string; package_number: string; seq: number }>(
    `select p.order_sn, p.package_number, p.rowid as seq from package p
       join shop_order o on o.order_sn = p.order_sn
      where o.shop_id = ? and o.placed_at <= ? and o.status = 'READY_TO_SHIP'
        and p.logistics_status = 'LOGISTICS_READY' and p.rowid > ? order by p.rowid limit ?`,
    shopId,
    feedHorizon(world),
    after,
    pageSize + 1,
  );
  const page = found.slice(0, pageSize);
  const more = found.length > pageSize;
  return answer({
    order_list: page.map(({ order_sn, package_number }) => ({ order_sn, package_number })),
    more,
    next_cursor: more ? String(page.at(-1)?.seq ?? '') : '',
  });
}

/** order/get_package_detail: up to 50 parcels; unknown ones are absent unless all are. */
export function getPackageDetail({ world, shopId, query }: Call): Answer {
  const wanted = query.list('package_number_list');
  if (wanted.length === 0 || wanted.length > 50) {
    throw refuse.param('the length of package_number_list should be between 1 and 50');
  }
  const horizon = feedHorizon(world);
  const found = wanted.flatMap((number) => {
    const parcel = findPackage(world, number);
    const order = parcel === undefined ? undefined : findOrder(world, parcel.order_sn);
    if (parcel === undefined || order === undefined) return [];
    return order.shop_id === shopId && order.placed_at <= horizon ? [{ parcel, order }] : [];
  });
  if (found.length === 0) throw refuse.notFound('the package is not found');
  return answer({
    package_list: found.map(({ parcel, order }) => {
      const lines = new Map(
        linesOf(world, order.order_sn).map((line) => [line.order_item_id, line]),
      );
      return {
        order_sn: order.order_sn,
        package_number: parcel.package_number,
        fulfillment_status: parcel.logistics_status,
        update_time: seconds(parcel.updated_at),
        logistics_channel_id: SHOP.channelId,
        shipping_carrier: SHOP.carrier,
        allow_self_design_awb: true,
        days_to_ship: DAYS_TO_SHIP,
        ship_by_date: seconds(order.ship_by_at ?? 0),
        pending_terms: [],
        pending_description: [],
        tracking_number: visibleTracking(world, parcel),
        tracking_number_expiration_date: 0,
        pickup_done_time: seconds(parcel.pickup_done_at ?? 0),
        is_split_up: order.split_up === 1,
        item_list: contentsOf(world, parcel.package_number).map((content) => {
          const line = lines.get(content.order_item_id);
          return {
            item_id: line?.item_id,
            model_id: line?.model_id,
            item_sku: line?.model_id === 0 ? line.sku_code : '',
            model_sku: line?.model_id === 0 ? '' : line?.sku_code,
            model_quantity: content.qty,
            order_item_id: content.order_item_id,
            promotion_group_id: 0,
            product_location_id: SHOP.locationId,
          };
        }),
        recipient_address: maskedAddress(readRecipient(order.recipient)),
        is_shipment_arranged: parcel.arranged_at !== null,
        can_split_order: order.status === 'READY_TO_SHIP' && order.split_up === 0,
        can_unsplit_order: false,
        is_pre_order: false,
        can_full_cancel_order: ['UNPAID', 'READY_TO_SHIP', 'PROCESSED'].includes(order.status),
        can_partial_cancel_order: false,
      };
    }),
  });
}

/** The tracking number as the seller sees it: empty until the carrier has given it out. */
export function visibleTracking(world: World, parcel: PackageRow): string {
  const visibleAt = parcel.tracking_visible_at;
  return visibleAt !== null && visibleAt <= world.clock.now() ? parcel.tracking_number : '';
}
