import { seconds } from '../../clock.ts';
import type { World } from '../../world.ts';
import { type Answer, answer, type Call } from './call.ts';
import { refuse, ShopeeError } from './errors.ts';
import {
  feedHorizon,
  findOrder,
  findPackage,
  type OrderRow,
  orderOf,
  type PackageRow,
  packagesOf,
} from './order-rows.ts';
import { visibleTracking } from './packages.ts';
import type { Params } from './params.ts';
import { arrangeParcel, trackingEvents } from './parcels.ts';
import { SHOP } from './shop.ts';

const DAY_MS = 86_400_000;
/** Singapore is UTC+8 all year. */
const ZONE_MS = 8 * 3_600_000;

/** Collections of the next three days, at midnight Singapore time as the documents' samples are. */
function pickupSlots(world: World): { date: number; pickup_time_id: string; flags: string[] }[] {
  const today = Math.floor((world.clock.now() + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS;
  return [0, 1, 2].map((day) => {
    const date = seconds(today + day * DAY_MS);
    return { date, pickup_time_id: String(date), flags: day === 0 ? ['recommended'] : [] };
  });
}

/**
 * The parcel a logistics call is about. An unsplit order is named without package_number, a split
 * one with it; `strict` is the ship_order spelling of that rule.
 */
function parcelOf(call: Call, params: Params): { order: OrderRow; parcel: PackageRow } {
  const { world, shopId } = call;
  const order = orderOf(
    world,
    shopId,
    params.text('order_sn'),
    () => new ShopeeError('logistics.invalid_error', 'The order is not exist.'),
  );
  const parcels = packagesOf(world, order.order_sn);
  if (!params.has('package_number')) {
    const only = parcels.length === 1 ? parcels[0] : undefined;
    if (only !== undefined) return { order, parcel: only };
    throw new ShopeeError(
      'logistics.package_number_not_exist',
      'Please request with package_number for this split order.',
    );
  }
  const number = params.text('package_number');
  const parcel = parcels.find((known) => known.package_number === number);
  if (parcel === undefined) {
    throw new ShopeeError('logistics.package_not_exist', 'The package is not exist.');
  }
  return { order, parcel };
}

export function getShippingParameter(call: Call): Answer {
  const { order, parcel } = parcelOf(call, call.query);
  if (order.status === 'CANCELLED') {
    throw new ShopeeError('error_status', 'The order has been cancelled.');
  }
  if (parcel.logistics_status !== 'LOGISTICS_READY' || parcel.arranged_at !== null) {
    throw new ShopeeError(
      'error_param',
      'Shipping parameters can only be obtained when package is ready to be shipped',
    );
  }
  return answer({
    info_needed: { dropoff: [], pickup: ['address_id', 'pickup_time_id'] },
    dropoff: { branch_list: null, slug_list: null },
    pickup: {
      address_list: [
        {
          address_id: SHOP.pickupAddressId,
          ...SHOP.pickupAddress,
          address_flag: ['default_address', 'pickup_address', 'return_address'],
          time_slot_list: pickupSlots(call.world),
        },
      ],
    },
  });
}

/** Exactly one of pickup, dropoff, non_integrated, each with what its channel needs. */
function checkMethod(world: World, body: Params): void {
  const pickup = body.child('pickup');
  const dropoff = body.child('dropoff');
  const nonIntegrated = body.child('non_integrated');
  const chosen = [pickup, dropoff, nonIntegrated].filter((method) => method !== undefined);
  if (chosen.length !== 1) {
    throw new ShopeeError(
      'logistics.ship_order_only_support_one_type',
      'Please select just one way to ship order: pickup or dropoff or non_integrated.',
    );
  }
  if (nonIntegrated !== undefined) {
    throw new ShopeeError(
      'logistics.ship_order_unsupport_non_integrated',
      'This order does not support ship with non_integrated.',
    );
  }
  if (pickup === undefined) return;
  if (!pickup.has('address_id') || !pickup.has('pickup_time_id')) {
    throw new ShopeeError(
      'logistics.ship_order_need_address_pickup_time',
      'Parameter address_id and pickup_time_id are required.',
    );
  }
  if (pickup.int('address_id') !== SHOP.pickupAddressId) {
    throw new ShopeeError('logistics.address_not_found', 'Address is not found.');
  }
  const slot = pickup.text('pickup_time_id');
  if (!pickupSlots(world).some((known) => known.pickup_time_id === slot)) {
    throw new ShopeeError(
      'logistics.ship_order_pickup_time_invalid',
      'Invalid pickup time id. Please check the pick up time id.',
    );
  }
}

/** Refuses what cannot be arranged now, in Shopee's words. */
function checkArrangeable(order: OrderRow, parcel: PackageRow): void {
  if (parcel.arranged_at !== null) {
    throw new ShopeeError(
      'logistics.package_already_shipped',
      "This package has already been arranged shipment and you can't call this API again.",
    );
  }
  if (order.status !== 'READY_TO_SHIP' || parcel.logistics_status !== 'LOGISTICS_READY') {
    throw new ShopeeError(
      'logistics.ship_order_not_ready_to_ship',
      'The order is not ready to ship.',
    );
  }
}

/** logistics/ship_order: arranges one parcel; package_number only for split orders (names sic). */
export function shipOrder(call: Call): Answer {
  const { world, shopId, body } = call;
  const order = orderOf(world, shopId, body.text('order_sn'), () =>
    refuse.notFound('the order is not found'),
  );
  if (order.split_up === 0 && body.has('package_number')) {
    throw new ShopeeError(
      'logistics.ship_order_not_need_pacakge_number',
      'Please don’t request with package_number for this unsplit order.',
    );
  }
  if (order.split_up === 1 && !body.has('package_number')) {
    throw new ShopeeError(
      'logistics.ship_order_need_pacakge_number',
      'Please request with package_number for this split order.',
    );
  }
  const { parcel } = parcelOf(call, body);
  checkMethod(world, body);
  checkArrangeable(order, parcel);
  arrangeParcel(world, parcel);
  return { top: {} };
}

/** logistics/mass_ship_order: up to 50 parcels, each with its own outcome. */
export function massShipOrder(call: Call): Answer {
  const { world, body } = call;
  const rows = body.children('package_list', { min: 1, max: 50 });
  checkMethod(world, body);
  const seen = new Set<string>();
  const succeeded: { package_number: string }[] = [];
  const failed: { package_number: string; fail_reason: string }[] = [];
  for (const row of rows) {
    const number = row.text('package_number');
    try {
      if (seen.has(number))
        throw new ShopeeError('logistics.error_param', 'Duplicate package number');
      seen.add(number);
      arrangeMassRow(call, number);
      succeeded.push({ package_number: number });
    } catch (error) {
      if (!(error instanceof ShopeeError)) throw error;
      failed.push({ package_number: number, fail_reason: error.message });
    }
  }
  // The field list puts these at the top level, the sample under `response`: callers find both.
  const outcome = { success_list: succeeded, fail_list: failed };
  return { response: outcome, top: outcome };
}

function arrangeMassRow({ world, shopId, body }: Call, number: string): void {
  const parcel = findPackage(world, number);
  const order = parcel === undefined ? undefined : findOrder(world, parcel.order_sn);
  const isShown = order?.shop_id === shopId && order.placed_at <= feedHorizon(world);
  if (parcel === undefined || order === undefined || !isShown) {
    throw new ShopeeError('logistics.package_not_exist', 'The package is not exist.');
  }
  if (body.int('logistics_channel_id', { fallback: SHOP.channelId }) !== SHOP.channelId) {
    throw new ShopeeError('error_param', 'Package is not under the specified fulfilment channel');
  }
  if (body.text('product_location_id', SHOP.locationId) !== SHOP.locationId) {
    throw new ShopeeError('logistics.error_param', 'Package is not under the specified warehouse');
  }
  checkArrangeable(order, parcel);
  arrangeParcel(world, parcel);
}

/** logistics/get_tracking_number: an empty string until the carrier has given one out. */
export function getTrackingNumber(call: Call): Answer {
  const { parcel } = parcelOf(call, call.query);
  const number = visibleTracking(call.world, parcel);
  const asked = call.query.list('response_optional_fields');
  return answer({
    tracking_number: number,
    hint: number === '' ? 'The tracking number is being generated, please try again later.' : '',
    ...(asked.includes('first_mile_tracking_number') ? { first_mile_tracking_number: '' } : {}),
    ...(asked.includes('last_mile_tracking_number') ? { last_mile_tracking_number: '' } : {}),
  });
}

export function getTrackingInfo(call: Call): Answer {
  const { order, parcel } = parcelOf(call, call.query);
  if (parcel.arranged_at === null) {
    throw new ShopeeError(
      'logistics.error_status_limit',
      'The order status is invalid. Please check the order status.',
    );
  }
  return answer({
    order_sn: order.order_sn,
    package_number: parcel.package_number,
    logistics_status: parcel.logistics_status,
    tracking_info: trackingEvents(call.world, parcel.package_number),
  });
}
