import type { Tour, TourStop } from '@quayside/contract';
import { asPrinted, type Code, isSameCode, isSameItem, readCode } from '../scan/read-code.ts';

/** What a picker did, as it is sent to the server: in order, each under its own idempotency key. */
export type PickCommand =
  | { kind: 'bind_tote'; tourId: string; slot: number; toteScan: string }
  | {
      kind: 'confirm_pick';
      tourId: string;
      pickTaskId: string;
      locationScan: string;
      skuScan: string;
      toteScan: string;
      qty: number;
    }
  | {
      kind: 'report_short';
      tourId: string;
      pickTaskId: string;
      locationScan: string;
      foundQty: number;
      toteScan: string | null;
    }
  | { kind: 'undo_pick'; tourId: string; pickTaskId: string };

/** What a scanned code is, as far as this tour knows. */
export type Came =
  | { kind: 'location'; locationCode: string }
  | { kind: 'item'; skuName: string; skuCode: string }
  | { kind: 'tote'; slot: number; toteBarcode: string }
  | { kind: 'unknown'; code: string };

/** The next stop to walk to: the first open one in walking order, or null when none is left. */
export function nextStop(tour: Tour): TourStop | null {
  let next: TourStop | null = null;
  for (const stop of tour.stops) {
    if (stop.state !== 'open' || stop.isOrderCancelled) continue;
    if (next === null || stop.stopSequence < next.stopSequence) next = stop;
  }
  return next;
}

/** The first slot of the cart that has work and no tote yet, or null. */
export function unboundSlot(tour: Tour): number | null {
  for (const slot of tour.slots) {
    if (slot.toteBarcode === null && hasOpenWork(tour, slot.slot)) return slot.slot;
  }
  return null;
}

function hasOpenWork(tour: Tour, slot: number): boolean {
  return tour.stops.some(
    (stop) => stop.toteSlot === slot && stop.state === 'open' && !stop.isOrderCancelled,
  );
}

/** Whether the code is this stop's location, by its label or by the code a person reads out. */
export function isLocationOf(stop: TourStop, code: Code): boolean {
  return isSameCode(code, stop.locationBarcode) || isSameCode(code, stop.locationCode);
}

/** The location scan as the server takes it. */
export function locationScanOf(stop: TourStop, code: Code): string {
  return isSameCode(code, stop.locationBarcode)
    ? asPrinted(code, stop.locationBarcode)
    : asPrinted(code, stop.locationCode);
}

/** How many base units one scan of this code is worth at this stop; null where it is another item. */
export function unitsOf(stop: TourStop, code: Code): number | null {
  const known = stop.skuBarcodes.find(({ barcode }) => isSameItem(code, barcode));
  if (known !== undefined) return known.unitsPer;
  // A torn barcode: the SKU's code typed by hand is one unit.
  return isSameCode(code, stop.skuCode) ? 1 : null;
}

/** The tote barcode bound to the stop's slot, or null while none is. */
export function toteOf(tour: Tour, stop: TourStop): string | null {
  const slot = tour.slots.find((candidate) => candidate.slot === stop.toteSlot);
  return slot?.toteBarcode ?? stop.toteBarcode;
}

/** Names a code by what this tour knows of it, so that a wrong scan can say what came. */
export function identify(tour: Tour, code: Code): Came {
  for (const stop of tour.stops) {
    if (isLocationOf(stop, code)) return { kind: 'location', locationCode: stop.locationCode };
  }
  for (const stop of tour.stops) {
    if (unitsOf(stop, code) !== null) {
      return { kind: 'item', skuName: stop.skuName, skuCode: stop.skuCode };
    }
  }
  for (const slot of tour.slots) {
    if (slot.toteBarcode !== null && isSameCode(code, slot.toteBarcode)) {
      return { kind: 'tote', slot: slot.slot, toteBarcode: slot.toteBarcode };
    }
  }
  return { kind: 'unknown', code: code.text };
}

export interface TourProgress {
  units: number;
  pickedUnits: number;
  stopsLeft: number;
}

/** What the head of the screen counts: "12 of 40, 3 stops left". Cancelled orders drop out. */
export function progressOf(tour: Tour): TourProgress {
  let units = 0;
  let pickedUnits = 0;
  let stopsLeft = 0;
  for (const stop of tour.stops) {
    if (stop.state === 'cancelled' || stop.isOrderCancelled) continue;
    // A short stop is finished with what was found; the missing units are another stop or nowhere.
    units += stop.state === 'short' ? stop.pickedQty : stop.qty;
    pickedUnits += stop.pickedQty;
    if (stop.state === 'open') stopsLeft += 1;
  }
  return { units, pickedUnits, stopsLeft };
}

/** Orders that became cancelled between two readings of a tour, with their slot. */
export function newlyCancelled(
  before: Tour,
  after: Tour,
): { orderNumber: string; toteSlot: number } | null {
  const known = new Set(
    before.stops.filter((stop) => stop.isOrderCancelled).map((stop) => stop.orderNumber),
  );
  const seen = new Set(before.stops.map((stop) => stop.orderNumber));
  const found = after.stops.find(
    (stop) => stop.isOrderCancelled && seen.has(stop.orderNumber) && !known.has(stop.orderNumber),
  );
  return found === undefined ? null : { orderNumber: found.orderNumber, toteSlot: found.toteSlot };
}

/** The tour as it stands once the server has taken the command: what the picker sees meanwhile. */
export function project(tour: Tour, command: PickCommand): Tour {
  switch (command.kind) {
    case 'bind_tote': {
      const toteBarcode = readCode(command.toteScan).text;
      return {
        ...tour,
        slots: tour.slots.map((slot) =>
          slot.slot === command.slot ? { ...slot, toteBarcode } : slot,
        ),
        stops: tour.stops.map((stop) =>
          stop.toteSlot === command.slot ? { ...stop, toteBarcode } : stop,
        ),
      };
    }
    case 'confirm_pick':
      return settleStop(tour, command.pickTaskId, 'picked', command.qty);
    case 'report_short':
      return settleStop(tour, command.pickTaskId, 'short', command.foundQty);
    case 'undo_pick':
      return settleStop(tour, command.pickTaskId, 'open', 0);
    default:
      return command satisfies never;
  }
}

function settleStop(
  tour: Tour,
  pickTaskId: string,
  state: TourStop['state'],
  pickedQty: number,
): Tour {
  const before = tour.stops.find((stop) => stop.pickTaskId === pickTaskId);
  if (before === undefined) return tour;
  const change = pickedQty - before.pickedQty;
  return {
    ...tour,
    stops: tour.stops.map((stop) =>
      stop.pickTaskId === pickTaskId ? { ...stop, state, pickedQty } : stop,
    ),
    slots: tour.slots.map((slot) =>
      slot.slot === before.toteSlot ? { ...slot, pickedUnits: slot.pickedUnits + change } : slot,
    ),
  };
}
