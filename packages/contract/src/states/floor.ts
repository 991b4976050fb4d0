import type { StateTable } from './table.ts';

/** One stop of a tour. */
export const pickTaskStates = ['open', 'picked', 'short', 'cancelled'] as const;
export type PickTaskState = (typeof pickTaskStates)[number];
export const pickTaskEvents = ['confirm', 'report_short', 'undo', 'cancel'] as const;
export type PickTaskEvent = (typeof pickTaskEvents)[number];
export const pickTaskTable: StateTable<PickTaskState, PickTaskEvent> = {
  open: { confirm: 'picked', report_short: 'short', undo: null, cancel: 'cancelled' },
  picked: { confirm: null, report_short: null, undo: 'open', cancel: null },
  short: { confirm: null, report_short: null, undo: null, cancel: null },
  cancelled: { confirm: null, report_short: null, undo: null, cancel: null },
};

/** One walk of one picker. */
export const tourStates = ['open', 'claimed', 'done', 'cancelled'] as const;
export type TourState = (typeof tourStates)[number];
export const tourEvents = ['claim', 'hand_back', 'finish', 'reopen', 'cancel'] as const;
export type TourEvent = (typeof tourEvents)[number];
export const tourTable: StateTable<TourState, TourEvent> = {
  open: { claim: 'claimed', hand_back: null, finish: null, reopen: null, cancel: 'cancelled' },
  claimed: { claim: null, hand_back: 'open', finish: 'done', reopen: null, cancel: 'cancelled' },
  done: { claim: null, hand_back: null, finish: null, reopen: 'claimed', cancel: null },
  cancelled: { claim: null, hand_back: null, finish: null, reopen: null, cancel: null },
};

/** One carton that ships. */
export const parcelStates = ['closed', 'labelled', 'on_manifest', 'shipped', 'cancelled'] as const;
export type ParcelState = (typeof parcelStates)[number];
export const parcelEvents = ['attach_label', 'hand_over', 'take_off', 'ship', 'cancel'] as const;
export type ParcelEvent = (typeof parcelEvents)[number];
export const parcelTable: StateTable<ParcelState, ParcelEvent> = {
  closed: {
    attach_label: 'labelled',
    hand_over: null,
    take_off: null,
    ship: null,
    cancel: 'cancelled',
  },
  labelled: {
    attach_label: 'labelled',
    hand_over: 'on_manifest',
    take_off: null,
    ship: 'shipped',
    cancel: 'cancelled',
  },
  on_manifest: {
    attach_label: null,
    hand_over: null,
    take_off: 'labelled',
    ship: 'shipped',
    cancel: 'cancelled',
  },
  shipped: { attach_label: null, hand_over: null, take_off: null, ship: null, cancel: null },
  cancelled: { attach_label: null, hand_over: null, take_off: null, ship: null, cancel: null },
};

/** What one carrier takes in one collection. */
export const manifestStates = ['open', 'closed'] as const;
export type ManifestState = (typeof manifestStates)[number];
export const manifestEvents = ['scan', 'close'] as const;
export type ManifestEvent = (typeof manifestEvents)[number];
export const manifestTable: StateTable<ManifestState, ManifestEvent> = {
  open: { scan: 'open', close: 'closed' },
  closed: { scan: null, close: null },
};
