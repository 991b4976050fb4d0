import type { StateTable } from './table.ts';

/**
 * The life of an order at the order desk. `held`: a named hold stands. `backordered`: nothing (or not
 * everything, when it ships complete) is promised yet. `promised`: every open unit is reserved and
 * waits for release. From `released` on it follows its least advanced fulfilment order.
 */
export const orderStates = [
  'held',
  'backordered',
  'promised',
  'released',
  'picking',
  'picked',
  'packed',
  'shipped',
  'delivered',
  'cancelled',
] as const;
export type OrderState = (typeof orderStates)[number];

export const orderEvents = [
  'place_hold',
  'promise',
  'fall_short',
  'release',
  'start_pick',
  'finish_pick',
  'pack',
  'ship',
  'deliver',
  'cancel',
] as const;
export type OrderEvent = (typeof orderEvents)[number];

const none = {
  place_hold: null,
  promise: null,
  fall_short: null,
  release: null,
  start_pick: null,
  finish_pick: null,
  pack: null,
  ship: null,
  deliver: null,
  cancel: null,
} as const;

/** The events each state takes; every pair not named here is refused. */
export const orderTable: StateTable<OrderState, OrderEvent> = {
  held: {
    ...none,
    place_hold: 'held',
    promise: 'promised',
    fall_short: 'backordered',
    cancel: 'cancelled',
  },
  backordered: {
    ...none,
    place_hold: 'held',
    promise: 'promised',
    fall_short: 'backordered',
    cancel: 'cancelled',
  },
  promised: {
    ...none,
    place_hold: 'held',
    promise: 'promised',
    fall_short: 'backordered',
    release: 'released',
    ship: 'shipped',
    cancel: 'cancelled',
  },
  released: {
    ...none,
    fall_short: 'backordered',
    start_pick: 'picking',
    ship: 'shipped',
    cancel: 'cancelled',
  },
  picking: {
    ...none,
    fall_short: 'backordered',
    start_pick: 'picking',
    finish_pick: 'picked',
    cancel: 'cancelled',
  },
  picked: {
    ...none,
    fall_short: 'backordered',
    start_pick: 'picking',
    pack: 'packed',
    cancel: 'cancelled',
  },
  packed: { ...none, ship: 'shipped', cancel: 'cancelled' },
  shipped: { ...none, deliver: 'delivered' },
  delivered: { ...none },
  cancelled: { ...none },
};
