import { seconds } from '../../clock.ts';
import { schedule } from '../../state/due-actions.ts';
import type { World } from '../../world.ts';
import type { LogisticsStatus } from './life-cycle.ts';
import { moveOrder } from './order-life.ts';
import { findOrder, findPackage, type PackageRow, packagesOf } from './order-rows.ts';
import { PUSH, queuePush } from './push.ts';

/**
 * What happens to a parcel after the seller arranged it: processed, numbered, labelled, collected,
 * delivered. An order follows the slowest of its parcels.
 */

/** The seller arranged the parcel: the platform works on it, and the order turns PROCESSED. */
export function arrangeParcel(world: World, parcel: PackageRow): void {
  const { arrangeLagMs, trackingLagMs } = world.options.pace;
  const nowMs = world.clock.now();
  world.database.transaction(() => {
    world.database.run(
      'update package set arranged_at = ?, updated_at = ?, tracking_visible_at = ? where package_number = ?',
      nowMs,
      nowMs,
      nowMs + trackingLagMs,
      parcel.package_number,
    );
    if (arrangeLagMs === 0) processParcel(world, parcel.package_number);
    else schedule(world, 'process', parcel.package_number, nowMs + arrangeLagMs);
    if (trackingLagMs === 0) revealTracking(world, parcel.package_number);
    else schedule(world, 'reveal_tracking', parcel.package_number, nowMs + trackingLagMs);
  });
}

export function processParcel(world: World, packageNumber: string): void {
  const parcel = findPackage(world, packageNumber);
  if (parcel?.logistics_status !== 'LOGISTICS_READY') return;
  setStatus(world, parcel, 'LOGISTICS_REQUEST_CREATED', 'Shipment has been arranged by the seller');
  const waiting = packagesOf(world, parcel.order_sn).some(
    (other) => other.logistics_status === 'LOGISTICS_READY',
  );
  if (!waiting) moveOrder(world, parcel.order_sn, 'arrange');
  considerPickUp(world, packageNumber);
}

/** Push 4: the carrier has given out the tracking number. */
export function revealTracking(world: World, packageNumber: string): void {
  const parcel = findPackage(world, packageNumber);
  const order = parcel === undefined ? undefined : findOrder(world, parcel.order_sn);
  if (parcel === undefined || order === undefined || order.status === 'CANCELLED') return;
  queuePush(world, {
    shopId: order.shop_id,
    code: PUSH.trackingNumber,
    subject: order.order_sn,
    data: {
      ordersn: order.order_sn,
      forder_id: packageNumber,
      package_number: packageNumber,
      tracking_no: parcel.tracking_number,
    },
  });
}

/** Push 15: the air waybill can be fetched. */
export function finishDocument(world: World, packageNumber: string): void {
  const parcel = findPackage(world, packageNumber);
  const order = parcel === undefined ? undefined : findOrder(world, parcel.order_sn);
  if (parcel === undefined || order === undefined) return;
  queuePush(world, {
    shopId: order.shop_id,
    code: PUSH.shippingDocument,
    subject: order.order_sn,
    data: { ordersn: order.order_sn, package_number: packageNumber, status: 'READY' },
  });
}

/**
 * The automatic courier comes a while after a parcel is both arranged and labelled: without its air
 * waybill there is nothing to collect. The platform cannot see Quayside's hand-over.
 */
export function considerPickUp(world: World, packageNumber: string): void {
  const { pickupAfterMs } = world.options.pace;
  const parcel = findPackage(world, packageNumber);
  if (pickupAfterMs === null || parcel === undefined || parcel.document_fetched_at === null) return;
  if (parcel.logistics_status !== 'LOGISTICS_REQUEST_CREATED') return;
  schedule(world, 'pick_up', packageNumber, world.clock.now() + pickupAfterMs);
}

/** The carrier scans the parcel in; false when this parcel cannot be collected now. */
export function pickUpParcel(world: World, packageNumber: string): boolean {
  return world.database.transaction(() => {
    const parcel = findPackage(world, packageNumber);
    const order = parcel === undefined ? undefined : findOrder(world, parcel.order_sn);
    if (parcel?.logistics_status !== 'LOGISTICS_REQUEST_CREATED') return false;
    if (order?.status !== 'PROCESSED' && order?.status !== 'SHIPPED') return false;
    const nowMs = world.clock.now();
    world.database.run(
      'update package set pickup_done_at = ? where package_number = ?',
      nowMs,
      packageNumber,
    );
    setStatus(world, parcel, 'LOGISTICS_PICKUP_DONE', 'Parcel has been picked up by SPX Express');
    const waiting = packagesOf(world, parcel.order_sn).some(
      (other) => other.logistics_status === 'LOGISTICS_REQUEST_CREATED',
    );
    if (!waiting) moveOrder(world, parcel.order_sn, 'pick_up');
    const { deliverAfterMs } = world.options.pace;
    if (deliverAfterMs !== null) schedule(world, 'deliver', packageNumber, nowMs + deliverAfterMs);
    return true;
  });
}

/** The parcel reaches its door; false when it is not on its way. */
export function deliverParcel(world: World, packageNumber: string): boolean {
  return world.database.transaction(() => {
    const parcel = findPackage(world, packageNumber);
    if (parcel?.logistics_status !== 'LOGISTICS_PICKUP_DONE') return false;
    world.database.run(
      'update package set delivered_at = ? where package_number = ?',
      world.clock.now(),
      packageNumber,
    );
    setStatus(world, parcel, 'LOGISTICS_DELIVERY_DONE', 'Parcel has been delivered');
    const waiting = packagesOf(world, parcel.order_sn).some(
      (other) => other.logistics_status !== 'LOGISTICS_DELIVERY_DONE',
    );
    if (!waiting) moveOrder(world, parcel.order_sn, 'deliver');
    return true;
  });
}

function setStatus(
  world: World,
  parcel: PackageRow,
  status: LogisticsStatus,
  description: string,
): void {
  const nowMs = world.clock.now();
  world.database.run(
    'update package set logistics_status = ?, updated_at = ? where package_number = ?',
    status,
    nowMs,
    parcel.package_number,
  );
  world.database.run(
    `insert into tracking_event (package_number, happened_at, description, logistics_status)
     values (?, ?, ?, ?)`,
    parcel.package_number,
    nowMs,
    description,
    status,
  );
}

/** The events a buyer would read, oldest first. */
export function trackingEvents(
  world: World,
  packageNumber: string,
): { update_time: number; description: string; logistics_status: string }[] {
  return world.database
    .rows<{ happened_at: number; description: string; logistics_status: string }>(
      `select happened_at, description, logistics_status from tracking_event
        where package_number = ? order by id`,
      packageNumber,
    )
    .map((event) => ({
      update_time: seconds(event.happened_at),
      description: event.description,
      logistics_status: event.logistics_status,
    }));
}
