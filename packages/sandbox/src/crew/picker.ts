import {
  catalogueRoutes,
  warehouseRoutes as floor,
  type Tour,
  type TourStop,
} from '@quayside/contract';
import { type Handheld, Refused } from './client.ts';
import type { Shift } from './shift.ts';

/** Finds a free tote: a worker takes the next one off the stack and tries it. */
export interface ToteStack {
  next(): string;
}

/** Totes of the node, handed out in turn, so that workers do not reach for the same one. */
export async function toteStack(handheld: Handheld, nodeId: string): Promise<ToteStack> {
  const { rows } = await handheld.call(catalogueRoutes.listLocations, {
    params: { id: nodeId },
    query: { type: 'tote', limit: 200 },
  });
  const totes = rows.map((row) => row.barcode);
  if (totes.length === 0) throw new Error('this node has no totes');
  let taken = 0;
  return {
    next: () => totes[taken++ % totes.length] as string,
  };
}

/** Walks tours until the shift ends: the same calls, in the same order, as the handheld page. */
export async function pick(
  handheld: Handheld,
  nodeId: string,
  totes: ToteStack,
  shift: Shift,
): Promise<void> {
  while (!shift.isOver()) {
    const { tour } = await handheld.call(floor.claimTour, { body: { nodeId } });
    if (tour === null) {
      await shift.spend('idle');
      continue;
    }
    await walk(handheld, tour, totes, shift);
  }
}

async function walk(
  handheld: Handheld,
  claimed: Tour,
  totes: ToteStack,
  shift: Shift,
): Promise<void> {
  let tour = claimed;
  while (!shift.isOver()) {
    const stop = tour.stops.find((s) => s.state === 'open');
    if (stop === undefined) {
      shift.count('tours');
      return;
    }
    try {
      tour = await visit(handheld, tour, stop, totes, shift);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      shift.count(`refused: ${error.problem.code}`);
      shift.note(`${handheld.name} at ${stop.locationCode}: ${error.problem.detail}`);
      await shift.spend('idle');
      // A stop that the floor's truth refuses again and again must not hold up the walk.
      tour = await handheld.call(floor.getTour, { params: { id: tour.tourId } });
      const same = tour.stops.find((s) => s.pickTaskId === stop.pickTaskId);
      if (same?.state === 'open' && error.problem.code === 'stock_below_zero') {
        tour = await short(handheld, same, shift);
      }
    }
    if (tour.state !== 'claimed') return;
  }
}

async function visit(
  handheld: Handheld,
  tour: Tour,
  stop: TourStop,
  totes: ToteStack,
  shift: Shift,
): Promise<Tour> {
  const slot = tour.slots.find((s) => s.slot === stop.toteSlot);
  if (slot?.toteBarcode == null) return bindFreeTote(handheld, tour, stop.toteSlot, totes, shift);
  const qty = stop.qty - stop.pickedQty;
  await shift.spend('stop');
  await shift.spend('unit', Math.min(qty, 10));
  const each = stop.skuBarcodes.find((b) => b.unitsPer === 1);
  const after = await handheld.call(floor.confirmPick, {
    params: { id: stop.pickTaskId },
    body: {
      locationScan: stop.locationBarcode,
      skuScan: each?.barcode ?? stop.skuCode,
      toteScan: slot.toteBarcode,
      qty,
    },
  });
  shift.count('picks');
  shift.count('unitsPicked', qty);
  return after;
}

/** Tries totes until one is free; when all are full, waits for the packers. */
async function bindFreeTote(
  handheld: Handheld,
  tour: Tour,
  slot: number,
  totes: ToteStack,
  shift: Shift,
): Promise<Tour> {
  for (let tries = 0; !shift.isOver(); tries += 1) {
    try {
      return await handheld.call(floor.bindTote, {
        params: { id: tour.tourId },
        body: { slot, toteScan: totes.next() },
      });
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.code !== 'tote_in_use') throw error;
      if (tries % 20 === 19) await shift.spend('idle');
    }
  }
  return tour;
}

async function short(handheld: Handheld, stop: TourStop, shift: Shift): Promise<Tour> {
  const { tour } = await handheld.call(floor.reportShort, {
    params: { id: stop.pickTaskId },
    body: { locationScan: stop.locationBarcode, foundQty: 0 },
  });
  shift.count('shorts');
  return tour;
}
