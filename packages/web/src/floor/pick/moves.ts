import type { Tour, TourStop } from '@quayside/contract';
import { type Code, readCode } from '../scan/read-code.ts';
import type { Draft, News, Note, PickEffect, PickScreen, PickStep, Shared } from './state.ts';
import { identify, isLocationOf, nextStop, type PickCommand, toteOf, unboundSlot } from './tour.ts';

/** Units collected so far and not yet in a tote. */
export function countedQty(draft: Draft): number {
  return draft.scans.reduce((sum, units) => sum + units, 0);
}

/** The part of a screen that outlives its state. */
export function sharedOf(screen: Shared): Shared {
  const { tour, note, news, confirmed, standingAt } = screen;
  return { tour, note, news, confirmed, standingAt };
}

/** Where a tour stands when the picker looks at it anew: totes first, then the next stop, or done. */
export function arrive(shared: Shared): PickScreen {
  const base = sharedOf(shared);
  const { tour } = base;
  if (tour.state === 'cancelled') return { ...base, at: 'done', reason: 'cancelled' };
  if (tour.state === 'open') return { ...base, at: 'done', reason: 'handed_back' };
  const slot = unboundSlot(tour);
  if (slot !== null) return { ...base, at: 'bind_tote', slot };
  const stop = nextStop(tour);
  if (stop === null) return { ...base, at: 'done', reason: 'picked' };
  const here = base.standingAt;
  if (here !== null && here.locationBarcode === stop.locationBarcode) {
    return { ...base, at: 'scan_item', draft: newDraft(stop, here.locationScan) };
  }
  return { ...base, at: 'scan_location', stop };
}

/** The first screen of a tour just read, with what still waits to be sent already applied. */
export function openTour(tour: Tour): PickScreen {
  return arrive({ tour, note: null, news: null, confirmed: [], standingAt: null });
}

export function newDraft(stop: TourStop, locationScan: string): Draft {
  return {
    stop,
    locationScan,
    skuScan: null,
    scans: [],
    targetQty: stop.qty,
    isShort: false,
  };
}

/** The screen of a draft: still counting, or full and on its way into the tote. */
export function collecting(shared: Shared, draft: Draft): PickScreen {
  const isFull = draft.targetQty > 0 && countedQty(draft) === draft.targetQty;
  return { ...sharedOf(shared), at: isFull ? 'scan_tote' : 'scan_item', draft };
}

/** Back to what was in hand, or onward where nothing was. */
export function resume(shared: Shared, draft: Draft | null): PickScreen {
  return draft === null ? arrive(shared) : collecting(shared, draft);
}

export function stay(screen: PickScreen): PickStep {
  return { screen, effects: [] };
}

/** A right scan: the old note goes, the screen moves on by itself. */
export function right(screen: PickScreen, effects: readonly PickEffect[] = []): PickStep {
  const feedback = screen.at === 'done' && screen.reason === 'picked' ? 'done' : 'right';
  return { screen, effects: [...effects, { do: 'feedback', feedback }] };
}

/** A move that a key or button caused: silent, the old note goes. */
export function quiet(screen: PickScreen, effects: readonly PickEffect[] = []): PickStep {
  return { screen: { ...screen, note: null }, effects };
}

/** The screen stays and says why. */
export function told(screen: PickScreen, note: Note): PickStep {
  return { screen: { ...screen, note }, effects: [{ do: 'feedback', feedback: note.tone }] };
}

/** The screen with one command done: applied to the tour at once, sent when the network allows. */
export function sending(shared: Shared, command: PickCommand, tour: Tour): [Shared, PickEffect] {
  return [
    { ...sharedOf(shared), tour, note: null, news: null },
    { do: 'send', command },
  ];
}

export function wrongLocation(screen: PickScreen, stop: TourStop, code: Code): PickStep {
  const came = identify(screen.tour, code);
  return told(screen, { tone: 'wrong', kind: 'wrong_location', expected: stop.locationCode, came });
}

export function wrongTote(screen: PickScreen, stop: TourStop, code: Code): PickStep {
  return told(screen, {
    tone: 'wrong',
    kind: 'wrong_tote',
    slot: stop.toteSlot,
    expected: toteOf(screen.tour, stop) ?? '',
    came: identify(screen.tour, code),
  });
}

/** The pick that Undo would take back: the last confirmed here, else the last one of the tour. */
export function lastPicked(shared: Shared): TourStop | null {
  const pickedById = new Map(
    shared.tour.stops
      .filter((stop) => stop.state === 'picked' && !stop.isOrderCancelled)
      .map((stop) => [stop.pickTaskId, stop]),
  );
  for (const pickTaskId of shared.confirmed.toReversed()) {
    const stop = pickedById.get(pickTaskId);
    if (stop !== undefined) return stop;
  }
  let last: TourStop | null = null;
  for (const stop of pickedById.values()) {
    if (last === null || stop.stopSequence > last.stopSequence) last = stop;
  }
  return last;
}

/** Undo with empty hands: asks for the goods to be put back, or says that there is nothing. */
export function askUndo(screen: PickScreen): PickStep {
  const stop = lastPicked(screen);
  if (stop === null) return told(screen, { tone: 'again', kind: 'nothing_to_undo' });
  return quiet({ ...sharedOf(screen), at: 'ask_undo', stop });
}

/** Hand back is refused while scans wait: another picker would be told to pick them again. */
export function askHandBack(screen: PickScreen, draft: Draft | null, waiting: number): PickStep {
  if (waiting > 0) return told(screen, { tone: 'again', kind: 'scans_waiting', waiting });
  return quiet({ ...sharedOf(screen), at: 'ask_hand_back', draft });
}

/** Whether the scan is the bin that the picker stands at, or one that it may be said of. */
export function isHere(stop: TourStop, text: string): boolean {
  return isLocationOf(stop, readCode(text));
}

export function withNews(shared: Shared, news: News | null): Shared {
  return news === null ? sharedOf(shared) : { ...sharedOf(shared), news };
}
