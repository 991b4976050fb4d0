import type { Tour, TourStop } from '@quayside/contract';
import { openTour } from './moves.ts';
import { step } from './screen.ts';
import type { PickEffect, PickEvent, PickScreen } from './state.ts';
import type { PickCommand } from './tour.ts';

/** Codes of the tour below, named as a picker would name them. */
export const codes = {
  binOne: 'A-01-1-38',
  binTwo: 'A-02-3-11',
  globe: '2000000000015',
  globeInner: '12000000000012',
  cactus: '2000000000022',
  toteRed: 'T-0001',
  toteBlue: 'T-0002',
};

export function aStop(change: Partial<TourStop> = {}): TourStop {
  return {
    pickTaskId: '101',
    stopSequence: 1,
    state: 'open',
    locationCode: 'A-01-1',
    locationBarcode: codes.binOne,
    skuId: '7',
    skuCode: '10002',
    skuName: 'Inflatable Political Globe',
    skuBarcodes: [
      { barcode: codes.globe, unitsPer: 1 },
      { barcode: codes.globeInner, unitsPer: 12 },
    ],
    lotCode: null,
    qty: 3,
    pickedQty: 0,
    toteSlot: 1,
    toteBarcode: codes.toteRed,
    orderNumber: 'QS-1001',
    isOrderCancelled: false,
    ...change,
  };
}

export const cactusStop = aStop({
  pickTaskId: '102',
  stopSequence: 2,
  locationCode: 'A-02-3',
  locationBarcode: codes.binTwo,
  skuId: '8',
  skuCode: '10080',
  skuName: 'Groovy Cactus Inflatable',
  skuBarcodes: [{ barcode: codes.cactus, unitsPer: 1 }],
  qty: 1,
  toteSlot: 2,
  toteBarcode: codes.toteBlue,
  orderNumber: 'QS-1002',
});

/** Two orders, two stops, two bound totes. */
export function aTour(change: Partial<Tour> = {}): Tour {
  return {
    tourId: '50',
    tourNumber: 'T-50',
    waveNumber: 'W-9',
    nodeId: '1',
    state: 'claimed',
    pickerName: 'Mai',
    walkM: 120,
    slots: [
      { slot: 1, orderNumber: 'QS-1001', toteBarcode: codes.toteRed, units: 3, pickedUnits: 0 },
      { slot: 2, orderNumber: 'QS-1002', toteBarcode: codes.toteBlue, units: 1, pickedUnits: 0 },
    ],
    stops: [aStop(), cactusStop],
    ...change,
  };
}

export interface Walk {
  screen: PickScreen;
  sent: readonly PickCommand[];
  effects: readonly PickEffect[];
}

/** Plays events from an opened tour and keeps what was sent. */
export function play(tour: Tour, events: readonly PickEvent[], from = openTour(tour)): Walk {
  let screen = from;
  const effects: PickEffect[] = [];
  for (const event of events) {
    const next = step(screen, event);
    screen = next.screen;
    effects.push(...next.effects);
  }
  const sent = effects.flatMap((effect) => (effect.do === 'send' ? [effect.command] : []));
  return { screen, sent, effects };
}

export const scan = (text: string): PickEvent => ({ type: 'scanned', text });
export const scans = (...texts: string[]): PickEvent[] => texts.map(scan);
