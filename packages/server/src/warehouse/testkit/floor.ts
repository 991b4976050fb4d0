import type { PackJob, Tour, TourStop } from '@quayside/contract';
import {
  bindTote,
  claimTour,
  closeCarton,
  confirmPick,
  openPack,
  releaseWave,
  verifyItem,
} from '../index.ts';
import type { GivenOrder, World } from './world.ts';

/** Releases a wave over everything that waits at the directed node. */
export function wave(world: World, more: { ordersPerTour?: number; ordersMax?: number } = {}) {
  return world.as('Planner', (tx) => releaseWave(tx, { nodeId: world.nodeId, ...more }));
}

export async function claim(world: World, who: string, tourId?: string): Promise<Tour> {
  const tour = await world.as(who, (tx) =>
    claimTour(tx, { nodeId: world.nodeId, ...(tourId === undefined ? {} : { tourId }) }),
  );
  if (tour === null) throw new Error('no tour is open');
  return tour;
}

/** Puts totes into the slots of a tour: T-1 into slot 1 and so on, counted from `firstTote`. */
export async function bindTotes(
  world: World,
  who: string,
  tour: Tour,
  firstTote = 1,
): Promise<Tour> {
  let bound = tour;
  for (const { slot } of tour.slots) {
    const toteScan = `T-${firstTote + slot - 1}`;
    bound = await world.as(who, (tx) => bindTote(tx, tour.tourId, { slot, toteScan }));
  }
  return bound;
}

/** Scans a stop as a careful picker does: the label of the bin, the item's own barcode, the slot's tote. */
export function pick(
  world: World,
  who: string,
  stop: TourStop,
  more: { qty?: number; toteScan?: string } = {},
): Promise<Tour> {
  return world.as(who, (tx) =>
    confirmPick(tx, stop.pickTaskId, {
      locationScan: stop.locationBarcode,
      skuScan: stop.skuBarcodes[0]?.barcode ?? stop.skuCode,
      toteScan: more.toteScan ?? stop.toteBarcode ?? '',
      qty: more.qty ?? stop.qty - stop.pickedQty,
    }),
  );
}

export function stopOf(
  tour: Tour,
  at: { order?: GivenOrder; bin?: string; sku?: string },
): TourStop {
  const stop = tour.stops.find(
    (s) =>
      (at.order === undefined || s.orderNumber === at.order.orderNumber) &&
      (at.bin === undefined || s.locationCode === at.bin) &&
      (at.sku === undefined || s.skuCode === at.sku),
  );
  if (stop === undefined) throw new Error(`the tour has no such stop: ${JSON.stringify(at)}`);
  return stop;
}

/** Claims the next tour, binds totes and picks every stop in walking order. */
export async function pickTour(world: World, who: string, firstTote = 1): Promise<Tour> {
  let tour = await bindTotes(world, who, await claim(world, who), firstTote);
  for (const stop of tour.stops) tour = await pick(world, who, stop);
  return tour;
}

/** Opens an order at the pack station, scans all its items in, and closes the carton. */
export async function pack(
  world: World,
  who: string,
  order: GivenOrder,
  more: { weightG?: number } = {},
): Promise<PackJob> {
  const job = await world.as(who, (tx) => openPack(tx, world.nodeId, order.orderNumber));
  for (const line of job.lines) {
    await world.as(who, (tx) =>
      verifyItem(tx, job.outboundOrderId, { scan: line.skuCode, qty: line.qty }),
    );
  }
  return world.as(who, (tx) =>
    closeCarton(tx, job.outboundOrderId, {
      cartonCode: job.suggestedCartonCode ?? 'L',
      weightG: more.weightG ?? job.expectedWeightG ?? 1000,
    }),
  );
}
