import type { Manifest } from '@quayside/contract';
import { expect, test } from 'vitest';
import { ApiProblem } from '../../api/problem.ts';
import { countParcels, openManifestScreen, rules, step } from './screen.ts';
import type { HandoverEffect, HandoverEvent, ManifestReading, Parcel } from './state.ts';

const aManifest: Manifest = {
  manifestId: '31',
  manifestNumber: 'M-0031',
  nodeId: '1',
  nodeCode: 'SG-WEST',
  carrier: 'SPX',
  state: 'open',
  openedAt: '2026-01-05T08:00:00Z',
  closedAt: null,
  parcels: 0,
  weightG: 0,
  waiting: 2,
};
const aParcel = (parcelId: string, sscc: string, trackingNumber: string): Parcel => ({
  parcelId,
  orderNumber: `QS-${parcelId}`,
  sscc,
  trackingNumber,
  weightG: 400,
  isOnManifest: false,
});
const one = aParcel('1', '106141412345678908', 'SPXSG001');
const two = aParcel('2', '006141411234567890', 'SPXSG002');
const reading: ManifestReading = { manifest: aManifest, parcels: [one, two] };

const scan = (text: string): HandoverEvent => ({ type: 'scanned', text });
const close = (waiting = 0): HandoverEvent => ({ type: 'close_pressed', waiting });
const goOn: HandoverEvent = { type: 'go_on_pressed' };
const wrongCarrier: HandoverEvent = {
  type: 'refused',
  scan: 'NVSG9',
  problem: new ApiProblem({
    type: 'about:blank',
    title: 'The parcel belongs to another carrier.',
    status: 409,
    code: 'wrong_carrier',
    detail: '',
  }),
};

function play(events: readonly HandoverEvent[], from = openManifestScreen(reading)) {
  let screen = from;
  const effects: HandoverEffect[] = [];
  for (const event of events) {
    const next = step(screen, event);
    screen = next.screen;
    effects.push(...next.effects);
  }
  return { screen, effects };
}

test('an SSCC and a tracking number both count their parcel, at once', () => {
  const { screen, effects } = play([scan(`]C100${one.sscc}`), scan('spxsg002')]);

  expect(countParcels(screen.reading)).toEqual({ scanned: 2, expected: 2 });
  expect(effects).toEqual([
    { do: 'send', manifestId: '31', scan: `]C100${one.sscc}` },
    { do: 'feedback', feedback: 'right' },
    { do: 'send', manifestId: '31', scan: 'spxsg002' },
    { do: 'feedback', feedback: 'right' },
  ]);
});

test('a parcel scanned twice counts once and is not sent again', () => {
  const { screen, effects } = play([scan(one.sscc), scan(one.sscc)]);

  expect(countParcels(screen.reading).scanned).toBe(1);
  expect(screen.note).toMatchObject({ kind: 'already_on', orderNumber: 'QS-1' });
  expect(effects.filter((effect) => effect.do === 'send')).toHaveLength(1);
});

test('a foreign parcel is asked about and refused with the reason; nothing is counted', () => {
  const asked = play([scan('NVSG9')]);
  expect(asked.screen.note).toMatchObject({ kind: 'checking', code: 'NVSG9' });
  expect(asked.effects).toEqual([{ do: 'send', manifestId: '31', scan: 'NVSG9' }]);

  const answered = play([wrongCarrier], asked.screen);
  expect(answered.screen).toMatchObject({
    at: 'scanning',
    note: { kind: 'refused', code: 'NVSG9', problem: { code: 'wrong_carrier' } },
  });
  expect(answered.effects).toEqual([{ do: 'feedback', feedback: 'wrong' }, { do: 'reread' }]);
  expect(countParcels(answered.screen.reading).scanned).toBe(0);
});

test('a parcel labelled a moment ago is named by the server and then counted', () => {
  const late: Parcel = { ...aParcel('3', '3', 'SPXSG003'), isOnManifest: true };

  const { screen } = play([
    scan('SPXSG003'),
    { type: 'answered', manifest: aManifest, parcel: late, wasAlreadyOn: false, scan: 'SPXSG003' },
  ]);

  expect(screen.note).toMatchObject({ kind: 'taken', orderNumber: 'QS-3' });
  expect(countParcels(screen.reading)).toEqual({ scanned: 1, expected: 3 });
});

test('closing needs a parcel, an empty outbox and a second yes', () => {
  expect(play([close()]).screen.note).toMatchObject({ kind: 'nothing_scanned' });
  expect(play([scan(one.sscc), close(1)]).screen).toMatchObject({
    at: 'scanning',
    note: { kind: 'scans_waiting', waiting: 1 },
  });

  const asked = play([scan(one.sscc), close()]);
  expect(asked.screen.at).toBe('ask_close');
  expect(play([{ type: 'back_pressed' }], asked.screen).screen.at).toBe('scanning');
  expect(play([goOn], asked.screen).effects).toEqual([{ do: 'close', manifestId: '31' }]);
});

test('a parcel that turns up while closing is asked about still counts', () => {
  const { screen } = play([scan(one.sscc), close(), scan(two.sscc)]);

  expect(screen.at).toBe('scanning');
  expect(countParcels(screen.reading).scanned).toBe(2);
});

test('a closed manifest takes nothing more', () => {
  const done: Manifest = { ...aManifest, state: 'closed', parcels: 1 };

  const { screen } = play([scan(one.sscc), close(), goOn, { type: 'closed', manifest: done }]);
  const after = play([scan(two.sscc)], screen);

  expect(screen.at).toBe('closed');
  expect(after.screen.note).toMatchObject({ kind: 'is_closed' });
  expect(after.effects).toEqual([{ do: 'feedback', feedback: 'wrong' }]);
});

test('every state takes every event, and only a confirmed question closes', () => {
  const events: HandoverEvent[] = [
    scan('nonsense'),
    { type: 'answered', manifest: aManifest, parcel: one, wasAlreadyOn: true, scan: one.sscc },
    { type: 'manifest_read', reading },
    { type: 'closed', manifest: { ...aManifest, state: 'closed' } },
    wrongCarrier,
    close(),
    goOn,
    { type: 'back_pressed' },
  ];
  for (const at of ['scanning', 'ask_close', 'closing', 'closed'] as const) {
    expect(Object.keys(rules[at])).toHaveLength(events.length);
    for (const event of events) {
      const { screen, effects } = step({ at, reading, note: null }, event);

      expect(Object.keys(rules)).toContain(screen.at);
      const isClosing = effects.some((effect) => effect.do === 'close');
      expect(isClosing).toBe(at === 'ask_close' && event.type === 'go_on_pressed');
    }
  }
});
