import type { Tour } from '@quayside/contract';
import { expect, test } from 'vitest';
import { ApiProblem } from '../../api/problem.ts';
import { countedQty, openTour } from './moves.ts';
import { rules } from './rules.ts';
import { step } from './screen.ts';
import type { PickEvent, PickScreen, PickState, Refusal } from './state.ts';
import { aStop, aTour, cactusStop, codes, play, scan, scans } from './testkit.ts';

const { binOne, binTwo, globe, globeInner, cactus, toteRed, toteBlue } = codes;

function feedbackOf(walk: ReturnType<typeof play>): string[] {
  return walk.effects.flatMap((effect) => (effect.do === 'feedback' ? [effect.feedback] : []));
}

function draftOf(screen: PickScreen) {
  if (!('draft' in screen) || screen.draft === null) throw new Error(`no draft at ${screen.at}`);
  return screen.draft;
}

test('the good road: location, items, tote, and on to the next stop without a touch', () => {
  const walk = play(aTour(), scans(binOne, globe, globe, globe, toteRed));

  expect(walk.sent).toEqual([
    {
      kind: 'confirm_pick',
      tourId: '50',
      pickTaskId: '101',
      locationScan: binOne,
      skuScan: globe,
      toteScan: toteRed,
      qty: 3,
    },
  ]);
  expect(walk.screen).toMatchObject({ at: 'scan_location', stop: { pickTaskId: '102' } });
  expect(feedbackOf(walk)).toEqual(['right', 'right', 'right', 'right', 'right']);
});

test('the last tote ends the tour with its own sound', () => {
  const walk = play(aTour(), scans(binOne, globe, globe, globe, toteRed, binTwo, cactus, toteBlue));

  expect(walk.screen).toMatchObject({ at: 'done', reason: 'picked' });
  expect(feedbackOf(walk).at(-1)).toBe('done');
});

test('totes are bound slot by slot before the walk begins', () => {
  const tour = aTour({
    slots: aTour().slots.map((slot) => ({ ...slot, toteBarcode: null })),
    stops: aTour().stops.map((stop) => ({ ...stop, toteBarcode: null })),
  });

  const walk = play(tour, scans('T-0901', 'T-0902'));

  expect(openTour(tour)).toMatchObject({ at: 'bind_tote', slot: 1 });
  expect(walk.sent).toEqual([
    { kind: 'bind_tote', tourId: '50', slot: 1, toteScan: 'T-0901' },
    { kind: 'bind_tote', tourId: '50', slot: 2, toteScan: 'T-0902' },
  ]);
  expect(walk.screen).toMatchObject({ at: 'scan_location', stop: { pickTaskId: '101' } });
});

test('one tote cannot stand in two slots, and a bin is no tote', () => {
  const tour = aTour({
    slots: aTour().slots.map((slot) => ({ ...slot, toteBarcode: null })),
  });

  const twice = play(tour, scans('T-0901', 't-0901'));
  const bin = play(tour, scans(binOne));

  expect(twice.sent).toHaveLength(1);
  expect(twice.screen.note).toMatchObject({ kind: 'tote_on_cart', slot: 1 });
  expect(bin.sent).toEqual([]);
  expect(bin.screen.note).toEqual({
    tone: 'wrong',
    kind: 'not_a_tote',
    came: { kind: 'location', locationCode: 'A-01-1' },
  });
});

test('a wrong bin says what was expected and what came, and nothing moves', () => {
  const walk = play(aTour(), scans(binTwo));

  expect(walk.screen).toMatchObject({
    at: 'scan_location',
    note: {
      kind: 'wrong_location',
      expected: 'A-01-1',
      came: { kind: 'location', locationCode: 'A-02-3' },
    },
  });
  expect(feedbackOf(walk)).toEqual(['wrong']);
  expect(walk.sent).toEqual([]);
});

test('a bin may be named by the code a person reads, in any case', () => {
  expect(play(aTour(), scans('a-01-1')).screen.at).toBe('scan_item');
});

test('codes typed by hand, in small letters, are sent as printed', () => {
  const tour = aTour({ stops: [aStop({ qty: 1 }), cactusStop] });

  const walk = play(tour, scans('a-01-1-38', '10002', 't-0001'));

  expect(walk.sent).toMatchObject([
    { kind: 'confirm_pick', locationScan: binOne, skuScan: '10002', toteScan: toteRed, qty: 1 },
  ]);
});

test('an unknown barcode is shown as it came', () => {
  const walk = play(aTour(), scans(binOne, '4902430735063'));

  expect(walk.screen).toMatchObject({
    at: 'scan_item',
    note: { kind: 'wrong_item', came: { kind: 'unknown', code: '4902430735063' } },
  });
  expect(countedQty(draftOf(walk.screen))).toBe(0);
});

test('a wrong item is named', () => {
  const walk = play(aTour(), scans(binOne, cactus));

  expect(walk.screen.note).toEqual({
    tone: 'wrong',
    kind: 'wrong_item',
    expected: 'Inflatable Political Globe',
    came: { kind: 'item', skuName: 'Groovy Cactus Inflatable', skuCode: '10080' },
  });
});

test('a wrong tote is stopped, the right one then takes all', () => {
  const wrong = play(aTour(), scans(binOne, globe, globe, globe, toteBlue));
  expect(wrong.screen).toMatchObject({
    at: 'scan_tote',
    note: { kind: 'wrong_tote', slot: 1, expected: toteRed, came: { kind: 'tote', slot: 2 } },
  });
  expect(wrong.sent).toEqual([]);

  const after = play(aTour(), scans(toteRed), wrong.screen);
  expect(after.sent).toHaveLength(1);
});

test('a symbology identifier and another GTIN length are the same item', () => {
  const walk = play(aTour(), scans(binOne, `]E0${globe}`, `]C1010${globe}`, `0${globe}`, toteRed));

  expect(walk.sent).toMatchObject([{ kind: 'confirm_pick', qty: 3 }]);
});

test('a pack counts as many units as it holds', () => {
  const tour = aTour({ stops: [aStop({ qty: 14 }), cactusStop] });

  const walk = play(tour, scans(binOne, globeInner, globe, globe, toteRed));

  expect(walk.sent).toMatchObject([{ kind: 'confirm_pick', qty: 14 }]);
});

test('a pack that holds more than is wanted is refused and not counted', () => {
  const walk = play(aTour(), scans(binOne, globe, globeInner));

  expect(walk.screen.note).toEqual({
    tone: 'wrong',
    kind: 'too_many',
    wantedQty: 3,
    offeredQty: 13,
  });
  expect(countedQty(draftOf(walk.screen))).toBe(1);
});

test('one unit more than wanted is refused at the tote', () => {
  const walk = play(aTour(), scans(binOne, globe, globe, globe, globe));

  expect(walk.screen).toMatchObject({
    at: 'scan_tote',
    note: { kind: 'too_many', wantedQty: 3, offeredQty: 4 },
  });
});

test('a bin scanned twice and a tote scanned twice count nothing and are no error', () => {
  const bin = play(aTour(), scans(binOne, binOne));
  expect(bin.screen).toMatchObject({ at: 'scan_item', note: { kind: 'location_again' } });
  expect(feedbackOf(bin)).toEqual(['right', 'again']);

  const tote = play(aTour(), scans(binOne, globe, globe, globe, toteRed, toteRed));
  expect(tote.screen).toMatchObject({ at: 'scan_location', note: { kind: 'tote_again', slot: 1 } });
  expect(tote.sent).toHaveLength(1);
});

test('ten scans in a burst are ten units, in order', () => {
  const tour = aTour({ stops: [aStop({ qty: 10 })] });

  const walk = play(tour, scans(binOne, ...Array.from({ length: 10 }, () => globe)));

  expect(walk.screen.at).toBe('scan_tote');
  expect(draftOf(walk.screen).scans).toEqual(Array.from({ length: 10 }, () => 1));
});

test('many units: scan one, type the count', () => {
  const tour = aTour({ stops: [aStop({ qty: 40 })] });
  const typed = (qty: number): PickEvent => ({ type: 'quantity_typed', qty });

  const early = play(tour, [scan(binOne), typed(40)]);
  expect(early.screen).toMatchObject({ at: 'scan_item', note: { kind: 'scan_item_first' } });

  const over = play(tour, [...scans(binOne, globe), typed(41)]);
  expect(over.screen.note).toMatchObject({ kind: 'too_many', wantedQty: 40, offeredQty: 41 });

  const full = play(tour, [...scans(binOne, globe), typed(40), scan(toteRed)]);
  expect(full.sent).toMatchObject([{ kind: 'confirm_pick', qty: 40, skuScan: globe }]);
});

test('the same bin again does not ask for its label again', () => {
  const second = aStop({ pickTaskId: '103', stopSequence: 2, toteSlot: 2, toteBarcode: toteBlue });
  const tour = aTour({ stops: [aStop({ qty: 1 }), second] });

  const walk = play(tour, scans(binOne, globe, toteRed));

  expect(walk.screen).toMatchObject({ at: 'scan_item', draft: { locationScan: binOne } });
});

test('another lot than asked for is stopped', () => {
  const tour = aTour({ stops: [aStop({ lotCode: 'L1', qty: 1 })] });

  expect(play(tour, scans(binOne, `]C1010${globe}10L2`)).screen.note).toEqual({
    tone: 'wrong',
    kind: 'wrong_lot',
    expected: 'L1',
    came: 'L2',
  });
  expect(play(tour, scans(binOne, `]C1010${globe}10L1`)).screen.at).toBe('scan_tote');
});

// --- short --------------------------------------------------------------------------------------

const short = { type: 'short_pressed' } as const satisfies PickEvent;
const found = (qty: number): PickEvent => ({ type: 'quantity_typed', qty });

test('an empty bin: short with nothing found needs no tote', () => {
  const walk = play(aTour(), [scan(binOne), short, found(0)]);

  expect(walk.sent).toEqual([
    {
      kind: 'report_short',
      tourId: '50',
      pickTaskId: '101',
      locationScan: binOne,
      foundQty: 0,
      toteScan: null,
    },
  ]);
  expect(walk.screen).toMatchObject({ at: 'wait_short', missingQty: 3 });
});

test('some found: they are scanned, go into the tote, the rest is missing', () => {
  const walk = play(aTour(), [scan(binOne), short, found(2), ...scans(globe, globe, toteRed)]);

  expect(walk.sent).toMatchObject([{ kind: 'report_short', foundQty: 2, toteScan: toteRed }]);
  expect(walk.screen).toMatchObject({ at: 'wait_short', missingQty: 1 });
});

test('short after counting: the number typed is the count', () => {
  const walk = play(aTour(), [...scans(binOne, globe, globe), short, found(2), scan(toteRed)]);

  expect(walk.sent).toMatchObject([{ kind: 'report_short', foundQty: 2 }]);
});

test('short before the bin was scanned asks for the bin', () => {
  const walk = play(aTour(), [short]);

  expect(walk.screen).toMatchObject({ at: 'scan_location', note: { kind: 'scan_location_first' } });
});

test('a found number above the wanted one is refused; the full number is no short', () => {
  const over = play(aTour(), [scan(binOne), short, found(4)]);
  expect(over.screen).toMatchObject({ at: 'count_found', note: { kind: 'too_many' } });

  const full = play(aTour(), [scan(binOne), short, found(3)]);
  expect(full.screen).toMatchObject({ at: 'scan_item', draft: { isShort: false, targetQty: 3 } });
  expect(full.sent).toEqual([]);
});

test('leaving the count takes the short back, by Back or by Short once more', () => {
  for (const leave of [{ type: 'cancel_pressed' }, short] as const) {
    const walk = play(aTour(), [...scans(binOne, globe), short, leave]);

    expect(walk.screen).toMatchObject({ at: 'scan_item', draft: { targetQty: 3, scans: [1] } });
  }
});

test('the answer to a short names the other bin; the next scan goes on with the walk', () => {
  const other = aStop({
    pickTaskId: '104',
    stopSequence: 2,
    locationCode: 'B-07-1',
    locationBarcode: 'B-07-1-55',
  });
  const after = aTour({ stops: [aStop({ state: 'short' }), other, cactusStop] });

  const walk = play(aTour(), [
    scan(binOne),
    short,
    found(0),
    { type: 'tour_read', tour: after, pending: [] },
    {
      type: 'short_answered',
      pickTaskId: '101',
      outcome: 'other_bin',
      otherLocationCode: 'B-07-1',
    },
  ]);
  expect(walk.screen).toMatchObject({ at: 'told_short', otherLocationCode: 'B-07-1' });

  expect(play(after, [scan('B-07-1-55')], walk.screen).screen).toMatchObject({
    at: 'scan_item',
    draft: { stop: { pickTaskId: '104' } },
  });
});

test('a short answered after the picker went on becomes news', () => {
  const walk = play(aTour(), [
    scan(binOne),
    short,
    found(0),
    { type: 'go_on_pressed' },
    { type: 'short_answered', pickTaskId: '101', outcome: 'order_short', otherLocationCode: null },
  ]);

  expect(walk.screen).toMatchObject({
    at: 'scan_location',
    stop: { pickTaskId: '102' },
    news: { kind: 'order_short', orderNumber: 'QS-1001' },
  });
});

// --- undo ---------------------------------------------------------------------------------------

const undo: PickEvent = { type: 'undo_pressed' };

test('undo takes back the last scan first', () => {
  const walk = play(aTour(), [...scans(binOne, globe, globe, globe), undo]);

  expect(walk.screen).toMatchObject({
    at: 'scan_item',
    draft: { scans: [1, 1] },
    note: { kind: 'undone_scan', countedQty: 2 },
  });
  expect(walk.sent).toEqual([]);
});

test('undo with empty hands takes back the last pick, once the goods lie in their bin', () => {
  const picked = play(aTour(), scans(binOne, globe, globe, globe, toteRed));
  const asked = play(aTour(), [undo], picked.screen);
  expect(asked.screen).toMatchObject({ at: 'ask_undo', stop: { pickTaskId: '101' } });
  expect(asked.sent).toEqual([]);

  const elsewhere = play(aTour(), [scan(binTwo)], asked.screen);
  expect(elsewhere.screen).toMatchObject({ at: 'ask_undo', note: { kind: 'wrong_location' } });

  const done = play(aTour(), [scan(binOne)], asked.screen);
  expect(done.sent).toEqual([{ kind: 'undo_pick', tourId: '50', pickTaskId: '101' }]);
  expect(done.screen).toMatchObject({ at: 'scan_location', stop: { pickTaskId: '101' } });
  expect(done.screen.tour.slots[0]?.pickedUnits).toBe(0);
});

test('undo can be left without a change', () => {
  const walk = play(aTour(), [
    ...scans(binOne, globe, globe, globe, toteRed),
    undo,
    { type: 'cancel_pressed' },
  ]);

  expect(walk.screen).toMatchObject({ at: 'scan_location', stop: { pickTaskId: '102' } });
  expect(walk.sent).toHaveLength(1);
});

test('with nothing picked there is nothing to undo', () => {
  expect(play(aTour(), [undo]).screen).toMatchObject({
    at: 'scan_location',
    note: { kind: 'nothing_to_undo' },
  });
});

// --- what the server says meanwhile -------------------------------------------------------------

const read = (tour: Tour): PickEvent => ({ type: 'tour_read', tour, pending: [] });

test('the order cancelled under her hands: stop, put back what is held', () => {
  const cancelled = aTour({
    stops: [aStop({ state: 'cancelled', isOrderCancelled: true }), cactusStop],
  });

  const walk = play(aTour(), [...scans(binOne, globe, globe), read(cancelled)]);
  expect(walk.screen).toMatchObject({
    at: 'put_aside',
    heldQty: 2,
    stop: { locationCode: 'A-01-1', orderNumber: 'QS-1001' },
  });
  expect(feedbackOf(walk).at(-1)).toBe('wrong');

  const wrongBin = play(cancelled, [scan(binTwo)], walk.screen);
  expect(wrongBin.screen.at).toBe('put_aside');

  const back = play(cancelled, [scan(binOne)], walk.screen);
  expect(back.screen).toMatchObject({ at: 'scan_location', stop: { pickTaskId: '102' } });
  expect(back.sent).toEqual([]);
});

test('cancelled with empty hands: the walk goes on and says so', () => {
  const cancelled = aTour({ stops: [aStop({ isOrderCancelled: true }), cactusStop] });

  const walk = play(aTour(), [scan(binOne), read(cancelled)]);

  expect(walk.screen).toMatchObject({
    at: 'scan_location',
    stop: { pickTaskId: '102' },
    news: { kind: 'order_cancelled', orderNumber: 'QS-1001', slot: 1 },
  });
});

test('a tour read while scans wait keeps what was done', () => {
  const walk = play(aTour(), scans(binOne, globe, globe, globe, toteRed));

  const after = step(walk.screen, { type: 'tour_read', tour: aTour(), pending: walk.sent });

  expect(after.screen).toMatchObject({ at: 'scan_location', stop: { pickTaskId: '102' } });
  expect(after.screen.tour.slots[0]?.pickedUnits).toBe(3);
});

test('a tour read in the middle of counting keeps the count', () => {
  const walk = play(aTour(), [...scans(binOne, globe, globe), read(aTour())]);

  expect(walk.screen).toMatchObject({ at: 'scan_item', draft: { scans: [1, 1] } });
});

test('a tour handed back or cancelled elsewhere ends here', () => {
  expect(play(aTour(), [scan(binOne), read(aTour({ state: 'open' }))]).screen).toMatchObject({
    at: 'done',
    reason: 'handed_back',
  });
  expect(play(aTour(), [read(aTour({ state: 'cancelled' }))]).screen).toMatchObject({
    at: 'done',
    reason: 'cancelled',
  });
});

function aRefusal(code: string): Refusal {
  return {
    problem: new ApiProblem({
      type: 'about:blank',
      title: code,
      status: 409,
      code,
      detail: '',
      remedy: 'Walk to A-01-1.',
    }),
    about: 'confirm_pick',
    locationCode: 'A-01-1',
    skuName: 'Inflatable Political Globe',
  };
}

test('a late refusal stops the screen, is read, and the count in hand goes on', () => {
  const walk = play(aTour(), [
    ...scans(binOne, globe, globe),
    { type: 'refused', refusal: aRefusal('wrong_location') },
  ]);
  expect(walk.screen).toMatchObject({
    at: 'refused',
    refusal: { problem: { remedy: 'Walk to A-01-1.' } },
  });

  const scanned = play(aTour(), scans(globe), walk.screen);
  expect(scanned.screen).toMatchObject({ at: 'refused', note: { kind: 'read_this_first' } });

  const on = play(aTour(), [{ type: 'go_on_pressed' }], scanned.screen);
  expect(on.screen).toMatchObject({ at: 'scan_item', draft: { scans: [1, 1] } });
});

test('a refusal because the order was cancelled: what is held is put back', () => {
  const cancelled = aTour({
    stops: [aStop({ state: 'cancelled', isOrderCancelled: true }), cactusStop],
  });

  const walk = play(aTour(), [
    ...scans(binOne, globe),
    { type: 'refused', refusal: aRefusal('order_cancelled') },
    read(cancelled),
    { type: 'go_on_pressed' },
  ]);

  expect(walk.screen).toMatchObject({ at: 'put_aside', heldQty: 1 });
});

// --- hand back ----------------------------------------------------------------------------------

test('hand back asks first, waits for the outbox, and can be left with the count kept', () => {
  const waiting = play(aTour(), [{ type: 'hand_back_pressed', waiting: 2 }]);
  expect(waiting.screen).toMatchObject({
    at: 'scan_location',
    note: { kind: 'scans_waiting', waiting: 2 },
  });

  const asked = play(aTour(), [...scans(binOne, globe), { type: 'hand_back_pressed', waiting: 0 }]);
  expect(asked.screen.at).toBe('ask_hand_back');
  expect(play(aTour(), [{ type: 'go_on_pressed' }], asked.screen).effects).toEqual([
    { do: 'hand_back' },
  ]);
  expect(play(aTour(), [{ type: 'cancel_pressed' }], asked.screen).screen).toMatchObject({
    at: 'scan_item',
    draft: { scans: [1] },
  });
});

// --- the table as a whole -----------------------------------------------------------------------

const shown: Record<PickState, PickScreen> = {
  bind_tote: openTour(
    aTour({ slots: aTour().slots.map((slot) => ({ ...slot, toteBarcode: null })) }),
  ),
  scan_location: openTour(aTour()),
  scan_item: play(aTour(), scans(binOne)).screen,
  scan_tote: play(aTour(), scans(binOne, globe, globe, globe)).screen,
  count_found: play(aTour(), [scan(binOne), short]).screen,
  wait_short: play(aTour(), [scan(binOne), short, found(0)]).screen,
  told_short: play(aTour(), [
    scan(binOne),
    short,
    found(0),
    { type: 'short_answered', pickTaskId: '101', outcome: 'order_short', otherLocationCode: null },
  ]).screen,
  ask_undo: play(aTour(), [...scans(binOne, globe, globe, globe, toteRed), undo]).screen,
  ask_hand_back: play(aTour(), [{ type: 'hand_back_pressed', waiting: 0 }]).screen,
  put_aside: play(aTour(), [
    ...scans(binOne, globe),
    read(aTour({ stops: [aStop({ isOrderCancelled: true }), cactusStop] })),
  ]).screen,
  refused: play(aTour(), [{ type: 'refused', refusal: aRefusal('wrong_location') }]).screen,
  done: play(aTour(), scans(binOne, globe, globe, globe, toteRed, binTwo, cactus, toteBlue)).screen,
};

const everyEvent: readonly PickEvent[] = [
  scan('nonsense'),
  found(1),
  short,
  undo,
  { type: 'hand_back_pressed', waiting: 0 },
  { type: 'go_on_pressed' },
  { type: 'cancel_pressed' },
  read(aTour()),
  { type: 'short_answered', pickTaskId: '101', outcome: 'order_short', otherLocationCode: null },
  { type: 'refused', refusal: aRefusal('wrong_location') },
];

test('the fixtures show the state they are named after', () => {
  for (const [at, screen] of Object.entries(shown)) expect(screen.at).toBe(at);
  expect(Object.keys(shown)).toEqual(Object.keys(rules));
});

test('every state takes every event, sends no pick on nonsense, and keeps the tour', () => {
  for (const screen of Object.values(shown)) {
    for (const event of everyEvent) {
      const { screen: next, effects } = step(screen, event);

      expect(Object.keys(rules)).toContain(next.at);
      expect(next.tour.tourId).toBe('50');
      const sent = effects.flatMap((one) => (one.do === 'send' ? [one.command.kind] : []));
      // Any unknown code may be a tote's, which only the server knows; Undo was asked for.
      const isUndo = event.type === 'undo_pressed' || event.type === 'go_on_pressed';
      if (screen.at === 'bind_tote' && event.type === 'scanned')
        expect(sent).toEqual(['bind_tote']);
      else if (screen.at === 'ask_undo' && isUndo) expect(sent).toEqual(['undo_pick']);
      else expect(sent).toEqual([]);
    }
  }
});

test('a refusal is never missed: from every state it leads to its screen', () => {
  for (const screen of Object.values(shown)) {
    expect(step(screen, { type: 'refused', refusal: aRefusal('wrong_location') }).screen.at).toBe(
      'refused',
    );
  }
});
