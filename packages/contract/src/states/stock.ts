import type { StateTable } from './table.ts';

/** A promise of stock: for an order line, or a soft hold of a cart with a time to live. */
export const reservationStates = ['held', 'consumed', 'released', 'expired'] as const;
export type ReservationState = (typeof reservationStates)[number];
export const reservationEvents = ['consume', 'release', 'expire'] as const;
export type ReservationEvent = (typeof reservationEvents)[number];
export const reservationTable: StateTable<ReservationState, ReservationEvent> = {
  held: { consume: 'consumed', release: 'released', expire: 'expired' },
  consumed: { consume: null, release: null, expire: null },
  released: { consume: null, release: null, expire: null },
  expired: { consume: null, release: null, expire: null },
};

/** Only `available` may be promised. */
export const stockStatuses = ['available', 'quarantine', 'damaged', 'expired'] as const;
export type StockStatus = (typeof stockStatuses)[number];
