import { asPrinted, isSameCode, readCode } from '../scan/read-code.ts';
import {
  arrive,
  askHandBack,
  askUndo,
  collecting,
  countedQty,
  isHere,
  newDraft,
  quiet,
  resume,
  right,
  sending,
  sharedOf,
  stay,
  told,
  withNews,
  wrongLocation,
  wrongTote,
} from './moves.ts';
import type {
  Draft,
  PickEventOf,
  PickScreen,
  PickStep,
  PickTable,
  ScreenAt,
  Shared,
} from './state.ts';
import {
  identify,
  isLocationOf,
  locationScanOf,
  newlyCancelled,
  project,
  toteOf,
  unitsOf,
} from './tour.ts';

// --- a tour read anew ---------------------------------------------------------------------------

/** The tour as told, the outbox applied, and the news that this brings. */
function rebased(screen: PickScreen, event: PickEventOf<'tour_read'>): Shared {
  const tour = event.pending.reduce(project, event.tour);
  const gone = newlyCancelled(screen.tour, tour);
  return withNews(
    { ...sharedOf(screen), tour },
    gone === null
      ? null
      : { kind: 'order_cancelled', orderNumber: gone.orderNumber, slot: gone.toteSlot },
  );
}

/** States that show where to go next: look anew, and keep the words of the last scan if it stays. */
function lookAnew(screen: PickScreen, event: PickEventOf<'tour_read'>): PickStep {
  return stay(arrive(rebased(screen, event)));
}

/** States that the picker must leave herself: only the tour below them changes. */
function keepShowing(screen: PickScreen, event: PickEventOf<'tour_read'>): PickStep {
  return stay({ ...screen, ...rebased(screen, event) });
}

/**
 * With goods in hand the draft survives, unless its stop is gone: then the goods go back to the bin.
 * A stop taken off without a cancelled order (another picker, another device) just moves on.
 */
function keepDraft(
  screen: ScreenAt<'scan_item' | 'scan_tote' | 'count_found'>,
  event: PickEventOf<'tour_read'>,
): PickStep {
  const shared = rebased(screen, event);
  const stop = shared.tour.stops.find((one) => one.pickTaskId === screen.draft.stop.pickTaskId);
  const isGone = stop === undefined || stop.state === 'cancelled' || stop.isOrderCancelled;
  const heldQty = countedQty(screen.draft);
  if (isGone && heldQty > 0) {
    const left = { ...sharedOf(shared), note: null, news: null };
    return {
      screen: { ...left, at: 'put_aside', stop: stop ?? screen.draft.stop, heldQty },
      effects: [{ do: 'feedback', feedback: 'wrong' }],
    };
  }
  if (isGone || stop.state !== 'open' || shared.tour.state !== 'claimed') {
    return stay(arrive({ ...shared, note: null }));
  }
  const draft: Draft = {
    ...screen.draft,
    stop,
    targetQty: screen.draft.isShort ? screen.draft.targetQty : stop.qty,
  };
  return stay({ ...screen, ...shared, draft });
}

// --- events that most states treat alike --------------------------------------------------------

function refusedOver(draft: Draft | null) {
  return (screen: PickScreen, event: PickEventOf<'refused'>): PickStep => ({
    screen: { ...sharedOf(screen), note: null, at: 'refused', refusal: event.refusal, draft },
    effects: [{ do: 'feedback', feedback: 'wrong' }],
  });
}
const refusedEmpty = refusedOver(null);
const refusedDraft = (screen: PickScreen & { draft: Draft }, event: PickEventOf<'refused'>) =>
  refusedOver(screen.draft)(screen, event);

/** An answer to a short that the picker no longer waits for becomes a line of news. */
function shortNews(screen: PickScreen, event: PickEventOf<'short_answered'>): PickStep {
  const stop = screen.tour.stops.find((one) => one.pickTaskId === event.pickTaskId);
  if (stop === undefined) return stay(screen);
  const { otherLocationCode } = event;
  return stay({
    ...screen,
    news:
      event.outcome === 'other_bin' && otherLocationCode !== null
        ? { kind: 'other_bin', skuName: stop.skuName, locationCode: otherLocationCode }
        : { kind: 'order_short', skuName: stop.skuName, orderNumber: stop.orderNumber },
  });
}

const noQuantityHere = (screen: PickScreen) =>
  told(screen, { tone: 'wrong', kind: 'scan_item_first' });
const shortNeedsLocation = (screen: PickScreen) =>
  told(screen, { tone: 'wrong', kind: 'scan_location_first' });
const readThisFirst = (screen: PickScreen) =>
  told(screen, { tone: 'wrong', kind: 'read_this_first' });
const handBackEmpty = (screen: PickScreen, event: PickEventOf<'hand_back_pressed'>) =>
  askHandBack(screen, null, event.waiting);
const goOn = (screen: PickScreen) => quiet(arrive({ ...sharedOf(screen), note: null }));

/** A scan on a screen that only informs: on to the next instruction, which takes the scan. */
function onwardWith(screen: PickScreen, event: PickEventOf<'scanned'>): PickStep {
  const next = arrive({ ...sharedOf(screen), note: null });
  switch (next.at) {
    case 'scan_location':
      return scanLocation(next, event);
    case 'scan_item':
      return scanItem(next, event);
    case 'bind_tote':
      return bindTote(next, event);
    default:
      return told(next, { tone: 'wrong', kind: 'no_more_work' });
  }
}

// --- scans --------------------------------------------------------------------------------------

function bindTote(screen: ScreenAt<'bind_tote'>, event: PickEventOf<'scanned'>): PickStep {
  const code = readCode(event.text);
  const came = identify(screen.tour, code);
  if (came.kind === 'tote') {
    return told(screen, { tone: 'wrong', ...came, kind: 'tote_on_cart' });
  }
  if (came.kind !== 'unknown') return told(screen, { tone: 'wrong', kind: 'not_a_tote', came });
  const { tourId } = screen.tour;
  const command = { kind: 'bind_tote', tourId, slot: screen.slot, toteScan: code.raw } as const;
  const [shared, send] = sending(screen, command, project(screen.tour, command));
  return right(arrive(shared), [send]);
}

function scanLocation(screen: ScreenAt<'scan_location'>, event: PickEventOf<'scanned'>): PickStep {
  const code = readCode(event.text);
  const { stop } = screen;
  if (!isLocationOf(stop, code)) {
    // The tote of the pick just confirmed, scanned once more: nothing is wrong, nothing is counted.
    const last = screen.tour.stops.find((one) => one.pickTaskId === screen.confirmed.at(-1));
    const lastTote = last === undefined ? null : toteOf(screen.tour, last);
    if (last !== undefined && lastTote !== null && isSameCode(code, lastTote)) {
      return told(screen, { tone: 'again', kind: 'tote_again', slot: last.toteSlot });
    }
    return wrongLocation(screen, stop, code);
  }
  const locationScan = locationScanOf(stop, code);
  const here = { locationBarcode: stop.locationBarcode, locationScan };
  const shared = { ...sharedOf(screen), note: null, news: null, standingAt: here };
  return right({ ...shared, at: 'scan_item', draft: newDraft(stop, locationScan) });
}

function scanItem(screen: ScreenAt<'scan_item'>, event: PickEventOf<'scanned'>): PickStep {
  const code = readCode(event.text);
  const { draft } = screen;
  const { stop } = draft;
  const units = unitsOf(stop, code);
  if (units === null) {
    if (isLocationOf(stop, code)) return told(screen, { tone: 'again', kind: 'location_again' });
    const came = identify(screen.tour, code);
    return told(screen, { tone: 'wrong', kind: 'wrong_item', expected: stop.skuName, came });
  }
  if (stop.lotCode !== null && code.lotCode !== null && code.lotCode !== stop.lotCode) {
    const { lotCode } = code;
    return told(screen, {
      tone: 'wrong',
      kind: 'wrong_lot',
      expected: stop.lotCode,
      came: lotCode,
    });
  }
  const offeredQty = countedQty(draft) + units;
  if (offeredQty > draft.targetQty) {
    return told(screen, {
      tone: 'wrong',
      kind: 'too_many',
      wantedQty: draft.targetQty,
      offeredQty,
    });
  }
  const counted = { ...draft, skuScan: code.raw, scans: [...draft.scans, units] };
  return right(collecting({ ...sharedOf(screen), note: null, news: null }, counted));
}

function scanTote(screen: ScreenAt<'scan_tote'>, event: PickEventOf<'scanned'>): PickStep {
  const code = readCode(event.text);
  const { draft } = screen;
  const { stop } = draft;
  const expected = toteOf(screen.tour, stop);
  if (expected === null || !isSameCode(code, expected)) {
    const units = unitsOf(stop, code);
    if (units === null) return wrongTote(screen, stop, code);
    const offeredQty = countedQty(draft) + units;
    return told(screen, {
      tone: 'wrong',
      kind: 'too_many',
      wantedQty: draft.targetQty,
      offeredQty,
    });
  }
  const toteScan = asPrinted(code, expected);
  if (draft.isShort) return sendShort(screen, draft, toteScan);
  // `collecting` shows this state only once an item was scanned; a count never starts without one.
  const skuScan = draft.skuScan ?? '';
  const { tourId } = screen.tour;
  const { pickTaskId } = stop;
  const command = {
    kind: 'confirm_pick',
    tourId,
    pickTaskId,
    locationScan: draft.locationScan,
    skuScan,
    toteScan,
    qty: countedQty(draft),
  } as const;
  const [shared, send] = sending(screen, command, project(screen.tour, command));
  return right(arrive({ ...shared, confirmed: [...shared.confirmed, pickTaskId] }), [send]);
}

// --- short --------------------------------------------------------------------------------------

function sendShort(screen: PickScreen, draft: Draft, toteScan: string | null): PickStep {
  const { stop } = draft;
  const foundQty = countedQty(draft);
  const command = {
    kind: 'report_short',
    tourId: screen.tour.tourId,
    pickTaskId: stop.pickTaskId,
    locationScan: draft.locationScan,
    foundQty,
    toteScan,
  } as const;
  const [shared, send] = sending(screen, command, project(screen.tour, command));
  return right({ ...shared, at: 'wait_short', stop, missingQty: stop.qty - foundQty }, [send]);
}

function typeFound(
  screen: ScreenAt<'count_found'>,
  event: PickEventOf<'quantity_typed'>,
): PickStep {
  const { draft } = screen;
  const wantedQty = draft.stop.qty;
  if (event.qty > wantedQty) {
    return told(screen, { tone: 'wrong', kind: 'too_many', wantedQty, offeredQty: event.qty });
  }
  const isShort = event.qty < wantedQty;
  // Once an item was scanned its identity is proven, and the number typed is the count.
  const scans = draft.skuScan === null || event.qty === 0 ? [] : [event.qty];
  const found: Draft = { ...draft, scans, targetQty: event.qty, isShort };
  if (event.qty === 0) return sendShort(screen, found, null);
  const shared = { ...sharedOf(screen), note: null };
  const next = collecting(shared, found);
  return isShort ? quiet(next) : told(next, { tone: 'right', kind: 'all_found' });
}

// --- quantity and undo at the bin ---------------------------------------------------------------

function typeCount(screen: ScreenAt<'scan_item'>, event: PickEventOf<'quantity_typed'>): PickStep {
  const { draft } = screen;
  if (draft.skuScan === null) return noQuantityHere(screen);
  const wantedQty = draft.targetQty;
  if (event.qty > wantedQty) {
    return told(screen, { tone: 'wrong', kind: 'too_many', wantedQty, offeredQty: event.qty });
  }
  const scans = event.qty === 0 ? [] : [event.qty];
  const shared = { ...sharedOf(screen), note: null };
  return right(collecting(shared, { ...draft, scans }));
}

function undoScan(screen: ScreenAt<'scan_item' | 'scan_tote'>): PickStep {
  const { draft } = screen;
  if (draft.scans.length === 0) return askUndo(screen);
  const scans = draft.scans.slice(0, -1);
  const next = collecting(screen, { ...draft, scans });
  return told(next, {
    tone: 'right',
    kind: 'undone_scan',
    countedQty: countedQty({ ...draft, scans }),
  });
}

function undoPick(screen: ScreenAt<'ask_undo'>): PickStep {
  const { stop, tour } = screen;
  const command = { kind: 'undo_pick', tourId: tour.tourId, pickTaskId: stop.pickTaskId } as const;
  const [shared, send] = sending(screen, command, project(tour, command));
  const confirmed = shared.confirmed.filter((pickTaskId) => pickTaskId !== stop.pickTaskId);
  // The cart is at the bin the goods went back to: its label is asked for again, to be sure of it.
  return right(arrive({ ...shared, confirmed, standingAt: null }), [send]);
}

// --- the table ----------------------------------------------------------------------------------

/** What every state does with every event. `stay` is a decision: the event means nothing here. */
export const rules: PickTable = {
  bind_tote: {
    scanned: bindTote,
    quantity_typed: noQuantityHere,
    short_pressed: shortNeedsLocation,
    undo_pressed: askUndo,
    hand_back_pressed: handBackEmpty,
    go_on_pressed: stay,
    cancel_pressed: stay,
    tour_read: lookAnew,
    short_answered: shortNews,
    refused: refusedEmpty,
  },
  scan_location: {
    scanned: scanLocation,
    quantity_typed: noQuantityHere,
    short_pressed: shortNeedsLocation,
    undo_pressed: askUndo,
    hand_back_pressed: handBackEmpty,
    go_on_pressed: stay,
    cancel_pressed: stay,
    tour_read: lookAnew,
    short_answered: shortNews,
    refused: refusedEmpty,
  },
  scan_item: {
    scanned: scanItem,
    quantity_typed: typeCount,
    short_pressed: (screen) => quiet({ ...screen, at: 'count_found' }),
    undo_pressed: undoScan,
    hand_back_pressed: (screen, event) => askHandBack(screen, screen.draft, event.waiting),
    go_on_pressed: stay,
    cancel_pressed: stay,
    tour_read: keepDraft,
    short_answered: shortNews,
    refused: refusedDraft,
  },
  scan_tote: {
    scanned: scanTote,
    quantity_typed: (screen, event) => typeCount({ ...screen, at: 'scan_item' }, event),
    short_pressed: (screen) => quiet({ ...screen, at: 'count_found' }),
    undo_pressed: undoScan,
    hand_back_pressed: (screen, event) => askHandBack(screen, screen.draft, event.waiting),
    go_on_pressed: stay,
    cancel_pressed: stay,
    tour_read: keepDraft,
    short_answered: shortNews,
    refused: refusedDraft,
  },
  count_found: {
    scanned: (screen) => told(screen, { tone: 'wrong', kind: 'type_the_number' }),
    quantity_typed: typeFound,
    short_pressed: (screen) => leaveCount(screen),
    undo_pressed: (screen) => leaveCount(screen),
    hand_back_pressed: (screen, event) => askHandBack(screen, screen.draft, event.waiting),
    go_on_pressed: stay,
    cancel_pressed: (screen) => leaveCount(screen),
    tour_read: keepDraft,
    short_answered: shortNews,
    refused: refusedDraft,
  },
  wait_short: {
    scanned: onwardWith,
    quantity_typed: stay,
    short_pressed: stay,
    undo_pressed: stay,
    hand_back_pressed: handBackEmpty,
    go_on_pressed: goOn,
    cancel_pressed: stay,
    tour_read: keepShowing,
    short_answered: (screen, event) => {
      if (event.pickTaskId !== screen.stop.pickTaskId) return shortNews(screen, event);
      const { stop, missingQty } = screen;
      const { outcome, otherLocationCode } = event;
      const at = 'told_short';
      return quiet({ ...sharedOf(screen), at, stop, missingQty, outcome, otherLocationCode });
    },
    refused: refusedEmpty,
  },
  told_short: {
    scanned: onwardWith,
    quantity_typed: stay,
    short_pressed: stay,
    undo_pressed: stay,
    hand_back_pressed: handBackEmpty,
    go_on_pressed: goOn,
    cancel_pressed: stay,
    tour_read: keepShowing,
    short_answered: shortNews,
    refused: refusedEmpty,
  },
  ask_undo: {
    scanned: (screen, event) =>
      isHere(screen.stop, event.text)
        ? undoPick(screen)
        : wrongLocation(screen, screen.stop, readCode(event.text)),
    quantity_typed: stay,
    short_pressed: stay,
    undo_pressed: undoPick,
    hand_back_pressed: stay,
    go_on_pressed: undoPick,
    cancel_pressed: goOn,
    tour_read: keepShowing,
    short_answered: shortNews,
    refused: refusedEmpty,
  },
  ask_hand_back: {
    scanned: readThisFirst,
    quantity_typed: stay,
    short_pressed: stay,
    undo_pressed: stay,
    hand_back_pressed: stay,
    go_on_pressed: (screen) => quiet(screen, [{ do: 'hand_back' }]),
    cancel_pressed: (screen) => quiet(resume(screen, screen.draft)),
    tour_read: keepShowing,
    short_answered: shortNews,
    refused: refusedDraftOrEmpty,
  },
  put_aside: {
    scanned: (screen, event) =>
      isHere(screen.stop, event.text)
        ? right(arrive({ ...sharedOf(screen), note: null }))
        : wrongLocation(screen, screen.stop, readCode(event.text)),
    quantity_typed: stay,
    short_pressed: stay,
    undo_pressed: stay,
    hand_back_pressed: readThisFirst,
    go_on_pressed: goOn,
    cancel_pressed: stay,
    tour_read: keepShowing,
    short_answered: shortNews,
    refused: refusedEmpty,
  },
  refused: {
    scanned: readThisFirst,
    quantity_typed: stay,
    short_pressed: stay,
    undo_pressed: stay,
    hand_back_pressed: readThisFirst,
    go_on_pressed: (screen) => leaveRefusal(screen),
    cancel_pressed: (screen) => leaveRefusal(screen),
    tour_read: keepShowing,
    short_answered: shortNews,
    // The first refusal is read first; the tour read after it shows what the later one left.
    refused: (screen, event) => refusedOver(screen.draft)(screen, event),
  },
  done: {
    scanned: (screen) => told(screen, { tone: 'wrong', kind: 'no_more_work' }),
    quantity_typed: stay,
    short_pressed: stay,
    undo_pressed: (screen) => (screen.reason === 'picked' ? askUndo(screen) : stay(screen)),
    hand_back_pressed: stay,
    go_on_pressed: (screen) => quiet(screen, [{ do: 'leave' }]),
    cancel_pressed: stay,
    tour_read: lookAnew,
    short_answered: shortNews,
    refused: refusedEmpty,
  },
};

function refusedDraftOrEmpty(
  screen: ScreenAt<'ask_hand_back'>,
  event: PickEventOf<'refused'>,
): PickStep {
  return refusedOver(screen.draft)(screen, event);
}

function leaveCount(screen: ScreenAt<'count_found'>): PickStep {
  const draft = { ...screen.draft, targetQty: screen.draft.stop.qty, isShort: false };
  return quiet(collecting(screen, draft));
}

/** After a refusal: what was in hand goes on if its stop still stands, else it is put aside. */
function leaveRefusal(screen: ScreenAt<'refused'>): PickStep {
  const { draft } = screen;
  if (draft === null) return goOn(screen);
  const back = collecting({ ...sharedOf(screen), note: null }, draft);
  if (back.at !== 'scan_item' && back.at !== 'scan_tote') return quiet(back);
  return keepDraft(back, { type: 'tour_read', tour: screen.tour, pending: [] });
}
