import type { StateTable } from './table.ts';

/** The life of a fulfilment order: the instruction to one node, and the WMS's own outbound order. */
export const fulfilmentStates = [
  'promised',
  'released',
  'picking',
  'picked',
  'packed',
  'shipped',
  'short',
  'cancelled',
] as const;
export type FulfilmentState = (typeof fulfilmentStates)[number];

export const fulfilmentEvents = [
  'release',
  'start_pick',
  'finish_pick',
  'undo_pick',
  'pack',
  'ship',
  'report_short',
  'cancel',
] as const;
export type FulfilmentEvent = (typeof fulfilmentEvents)[number];

const none = {
  release: null,
  start_pick: null,
  finish_pick: null,
  undo_pick: null,
  pack: null,
  ship: null,
  report_short: null,
  cancel: null,
} as const;

/**
 * `ship` from `promised` and `released` serves nodes in simple mode (one click, no bins). Cancelling
 * is legal until the carton is packed; after the first pick it leaves put-back work behind.
 */
export const fulfilmentTable: StateTable<FulfilmentState, FulfilmentEvent> = {
  promised: {
    ...none,
    release: 'released',
    ship: 'shipped',
    report_short: 'short',
    cancel: 'cancelled',
  },
  released: {
    ...none,
    start_pick: 'picking',
    ship: 'shipped',
    report_short: 'short',
    cancel: 'cancelled',
  },
  picking: {
    ...none,
    start_pick: 'picking',
    finish_pick: 'picked',
    undo_pick: 'picking',
    report_short: 'short',
    cancel: 'cancelled',
  },
  picked: {
    ...none,
    undo_pick: 'picking',
    pack: 'packed',
    report_short: 'short',
    cancel: 'cancelled',
  },
  packed: { ...none, ship: 'shipped', cancel: 'cancelled' },
  short: { ...none, cancel: 'cancelled' },
  shipped: { ...none },
  cancelled: { ...none },
};
