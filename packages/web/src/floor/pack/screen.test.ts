import type { PackJob } from '@quayside/contract';
import { expect, test } from 'vitest';
import { ApiProblem } from '../../api/problem.ts';
import { parseWeightG, verifiedQty } from './job.ts';
import { rules } from './rules.ts';
import { step } from './screen.ts';
import type { PackEffect, PackEvent, PackScreen, PackState } from './state.ts';

const globe = '2000000000015';
const globeInner = '12000000000012';
const cactus = '2000000000022';

function aJob(change: Partial<PackJob> = {}): PackJob {
  return {
    outboundOrderId: '900',
    orderId: '500',
    orderNumber: 'QS-1001',
    externalOrderNumber: '2411AB',
    channelName: 'Shopee Harbour',
    state: 'picked',
    toteBarcode: 'T-0001',
    carrier: 'SPX',
    shipByAt: null,
    note: null,
    isCancelled: false,
    lines: [
      {
        outboundLineId: '1',
        skuId: '7',
        skuCode: '10002',
        skuName: 'Inflatable Political Globe',
        barcodes: [
          { barcode: globe, unitsPer: 1 },
          { barcode: globeInner, unitsPer: 12 },
        ],
        qty: 2,
        verifiedQty: 0,
        weightG: 178,
      },
    ],
    isComplete: false,
    expectedWeightG: 420,
    cartons: [
      { cartonCode: 'S', name: 'Small', lengthMm: 200, widthMm: 150, heightMm: 100, tareG: 60 },
      { cartonCode: 'M', name: 'Medium', lengthMm: 300, widthMm: 220, heightMm: 150, tareG: 110 },
    ],
    suggestedCartonCode: 'S',
    parcel: null,
    ...change,
  };
}

const withVerified = (verified: number): PackJob => {
  const job = aJob({ isComplete: verified === 2 });
  return { ...job, lines: job.lines.map((line) => ({ ...line, verifiedQty: verified })) };
};

const aParcel = {
  parcelId: '77',
  sscc: '106141412345678908',
  state: 'closed' as const,
  cartonCode: 'S',
  weightG: 425,
  carrier: 'SPX',
  trackingNumber: 'SPXSG001',
  carrierLabelDocumentId: null,
  labelError: null,
};

const scan = (text: string): PackEvent => ({ type: 'scanned', text });
const read = (job: PackJob, verifiedScan: string | null = null): PackEvent => ({
  type: 'job_read',
  job,
  verifiedScan,
});
const goOn: PackEvent = { type: 'go_on_pressed' };
const weight = (text: string): PackEvent => ({ type: 'weight_typed', text });
const refused = (code: string, verifiedScan: string | null = null): PackEvent => ({
  type: 'refused',
  verifiedScan,
  problem: new ApiProblem({ type: 'about:blank', title: code, status: 409, code, detail: '' }),
});

function play(events: readonly PackEvent[], from: PackScreen = { at: 'scan_tote', note: null }) {
  let screen = from;
  const effects: PackEffect[] = [];
  for (const event of events) {
    const next = step(screen, event);
    screen = next.screen;
    effects.push(...next.effects);
  }
  return { screen, effects, calls: effects.filter((effect) => effect.do !== 'feedback') };
}

const toVerify = [scan('T-0001'), read(aJob())];
const toCarton = [...toVerify, scan(globe), scan(globe), read(withVerified(1), globe)].concat(
  read(withVerified(2), globe),
);
const toWeigh = [...toCarton, goOn];
const toWaitLabel = [...toWeigh, weight('425'), read(aJob({ parcel: aParcel, isComplete: true }))];
const labelledJob = aJob({
  isComplete: true,
  parcel: { ...aParcel, state: 'labelled', carrierLabelDocumentId: '5' },
});
const toLabelled = [...toWaitLabel, read(labelledJob)];
const toStopped = [scan('T-0001'), read(aJob({ isCancelled: true }))];

test('the good road, by scanner and number keys alone', () => {
  const { screen, calls } = play([...toLabelled, scan('T-0002')]);

  expect(calls).toEqual([
    { do: 'open', scan: 'T-0001' },
    { do: 'verify', outboundOrderId: '900', scan: globe },
    { do: 'verify', outboundOrderId: '900', scan: globe },
    {
      do: 'close',
      outboundOrderId: '900',
      cartonCode: 'S',
      weightG: 425,
      isWeightConfirmed: false,
    },
    { do: 'open', scan: 'T-0002' },
  ]);
  expect(screen).toEqual({ at: 'opening', scan: 'T-0002', note: null });
});

test('scans count at once and wait for the server before the carton is chosen', () => {
  const { screen } = play([...toVerify, scan(globe), scan(globe)]);

  expect(screen).toMatchObject({ at: 'verify', pending: { '1': 2 } });
  if (screen.at !== 'verify') throw new Error(screen.at);
  expect(screen.job.lines.map((line) => verifiedQty(line, screen.pending))).toEqual([2]);
});

test('a wrong item stops with its code, an extra one with its name; neither is sent', () => {
  const wrong = play([scan(cactus)], play(toVerify).screen);
  expect(wrong.screen).toMatchObject({
    at: 'verify',
    note: { kind: 'unknown_item', code: cactus },
  });
  expect(wrong.calls).toEqual([]);

  const extra = play([scan(globe), scan(globe), scan(globe)], play(toVerify).screen);
  expect(extra.screen.note).toEqual({
    tone: 'wrong',
    kind: 'extra_item',
    skuName: 'Inflatable Political Globe',
    qty: 2,
  });
  expect(extra.calls).toHaveLength(2);
});

test('a pack with more units than the order wants is stopped', () => {
  expect(play([...toVerify, scan(globeInner)]).screen.note).toMatchObject({
    kind: 'pack_too_big',
    leftQty: 2,
    unitsPer: 12,
  });
});

test('an empty carton may be left for another tote; a begun one may not', () => {
  expect(play([...toVerify, scan('T-0002')]).screen.at).toBe('opening');
  expect(play([...toVerify, scan(globe), scan('T-0002')]).screen).toMatchObject({
    at: 'verify',
    note: { kind: 'unknown_item', code: 'T-0002' },
  });
});

test('a weight before all units are scanned is refused', () => {
  expect(play([...toVerify, scan(globe), weight('400')]).screen.note).toEqual({
    tone: 'wrong',
    kind: 'not_ready',
    leftQty: 1,
  });
});

test('a refused verification takes its unit back and reads the job again', () => {
  const { screen, calls } = play([...toVerify, scan(globe), refused('too_many', globe)]);

  expect(screen).toMatchObject({ at: 'verify', pending: { '1': 0 }, note: { kind: 'refused' } });
  expect(calls.at(-1)).toEqual({ do: 'reread', scan: 'QS-1001' });
});

test('carton by number key, by scan of its code; a number without a carton does nothing', () => {
  const at = play(toCarton).screen;
  expect(at).toMatchObject({ at: 'choose_carton', cartonCode: 'S' });

  expect(play([{ type: 'number_key', digit: 2 }], at).screen).toMatchObject({
    at: 'weigh',
    cartonCode: 'M',
  });
  expect(play([scan('m')], at).screen).toMatchObject({ at: 'weigh', cartonCode: 'M' });
  expect(play([{ type: 'number_key', digit: 9 }], at).screen).toEqual(at);
  expect(play([scan('XXL')], at).screen.note).toMatchObject({ kind: 'unknown_carton' });
  expect(play([scan(globe)], at).screen.note).toMatchObject({ kind: 'extra_item' });
});

test('a weight far off is doubted, and taken only when confirmed', () => {
  const doubted = play([...toWeigh, weight('1,9 kg'), refused('weight_implausible')]);
  expect(doubted.screen).toMatchObject({ at: 'doubt_weight', weightG: 1900 });

  expect(play([goOn], doubted.screen).calls).toEqual([
    {
      do: 'close',
      outboundOrderId: '900',
      cartonCode: 'S',
      weightG: 1900,
      isWeightConfirmed: true,
    },
  ]);
  expect(play([{ type: 'back_pressed' }], doubted.screen).screen.at).toBe('weigh');
});

test('a late reading does not throw the packer back while she weighs or closes', () => {
  expect(play([...toWeigh, read(withVerified(2))]).screen.at).toBe('weigh');
  expect(play([...toWeigh, weight('425'), read(withVerified(2))]).screen.at).toBe('closing');
});

test('text that is no weight is refused', () => {
  expect(play([...toWeigh, weight('heavy')]).screen.note).toMatchObject({ kind: 'no_weight' });
});

test('until the label has come the next tote waits; a failed label is told', () => {
  const waiting = play(toWaitLabel).screen;
  expect(waiting.at).toBe('wait_label');
  expect(play([scan('T-0002')], waiting).screen).toMatchObject({ at: 'wait_label' });
  expect(play([{ type: 'back_pressed' }], waiting).screen).toMatchObject({
    at: 'scan_tote',
    note: { kind: 'label_still_out' },
  });

  const failed = play([read(aJob({ parcel: { ...aParcel, labelError: 'no' } }))], waiting);
  expect(failed.screen.at).toBe('labelled');
  expect(failed.effects).toEqual([{ do: 'feedback', feedback: 'wrong' }]);
});

test('a cancelled order stops the bench at once, and only a put-back leads on', () => {
  const stopped = play(toStopped);
  expect(stopped.screen.at).toBe('stopped');
  expect(stopped.effects.at(-1)).toEqual({ do: 'feedback', feedback: 'wrong' });

  const back = play([scan('A-01-1-38')], stopped.screen);
  expect(back.calls).toEqual([
    { do: 'put_back', outboundOrderId: '900', locationScan: 'A-01-1-38' },
  ]);
  expect(play([refused('unknown_location')], back.screen).screen).toMatchObject({
    at: 'stopped',
    note: { kind: 'refused' },
  });
  expect(play([{ type: 'put_back_done' }], back.screen).screen).toMatchObject({
    at: 'scan_tote',
    note: { kind: 'put_back_done', orderNumber: 'QS-1001' },
  });
});

test('cancelled while it is packed or closed: the bench stops from every state', () => {
  expect(play([...toVerify, scan(globe), read(aJob({ isCancelled: true }))]).screen.at).toBe(
    'stopped',
  );
  expect(play([...toWeigh, read(aJob({ isCancelled: true }))]).screen.at).toBe('stopped');
  expect(play([...toWeigh, weight('425'), refused('order_cancelled')]).screen.at).toBe('stopped');
});

test('an unknown tote is told and the bench stays free', () => {
  expect(play([scan('nope'), refused('unknown_barcode')]).screen).toMatchObject({
    at: 'scan_tote',
    note: { kind: 'refused' },
  });
});

test('starting over waits for scans that are on their way', () => {
  const early = play([...toVerify, scan(globe), { type: 'start_over_pressed' }]);
  expect(early.screen.note).toMatchObject({ kind: 'busy' });

  const later = play([...toVerify, scan(globe), read(withVerified(1), globe)]);
  expect(play([{ type: 'start_over_pressed' }], later.screen).calls).toEqual([
    { do: 'start_over', outboundOrderId: '900' },
  ]);
});

test('weights as people and scales write them', () => {
  expect(['850', '850 g', '1.25 kg', '1,25kg', '0.85', ' 12,5 kg '].map(parseWeightG)).toEqual([
    850, 850, 1250, 1250, 850, 12_500,
  ]);
  expect(['', '0', '-5', 'abc', '1000001', '1.2.3'].map(parseWeightG)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

const shown: Record<PackState, PackScreen> = {
  scan_tote: { at: 'scan_tote', note: null },
  opening: play([scan('T-0001')]).screen,
  verify: play(toVerify).screen,
  choose_carton: play(toCarton).screen,
  weigh: play(toWeigh).screen,
  doubt_weight: play([...toWeigh, weight('1900'), refused('weight_implausible')]).screen,
  closing: play([...toWeigh, weight('425')]).screen,
  wait_label: play(toWaitLabel).screen,
  labelled: play(toLabelled).screen,
  stopped: play(toStopped).screen,
  putting_back: play([...toStopped, scan('A-01-1-38')]).screen,
};

const everyEvent: readonly PackEvent[] = [
  scan('nonsense'),
  { type: 'carton_picked', cartonCode: 'M' },
  { type: 'number_key', digit: 1 },
  weight('500'),
  goOn,
  { type: 'back_pressed' },
  { type: 'start_over_pressed' },
  read(aJob()),
  { type: 'put_back_done' },
  refused('internal'),
];

test('every state takes every event, and a carton is closed only from the scale', () => {
  expect(Object.keys(shown)).toEqual(Object.keys(rules));
  for (const [at, screen] of Object.entries(shown)) {
    expect(screen.at).toBe(at);
    for (const event of everyEvent) {
      const { screen: next, effects } = step(screen, event);

      expect(Object.keys(rules)).toContain(next.at);
      const isClosed = effects.some((effect) => effect.do === 'close');
      const mayClose =
        (at === 'weigh' && event.type === 'weight_typed') ||
        (at === 'doubt_weight' && ['weight_typed', 'go_on_pressed'].includes(event.type));
      expect(isClosed).toBe(mayClose);
    }
  }
});
