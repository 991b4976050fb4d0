import { expect, test } from 'vitest';
import { emptyWedge, feedKey, feedSilence, outputOf, type WedgeOutput } from './wedge.ts';

/** Feeds keys with a fixed gap; `Enter` and `Tab` are given by name in brackets. */
function feedAll(keys: readonly string[], gapMs: number): WedgeOutput[] {
  let state = emptyWedge;
  let atMs = 10_000;
  const outputs: WedgeOutput[] = [];
  for (const key of keys) {
    const step = feedKey(state, key, atMs);
    state = step.state;
    atMs += gapMs;
    if (step.output !== null) outputs.push(step.output);
  }
  return outputs;
}

test('fast keys ended by Enter are one scan', () => {
  expect(feedAll([...'A-01-1-38', 'Enter'], 8)).toEqual([{ kind: 'scan', text: 'A-01-1-38' }]);
});

test('Tab ends a scan as well', () => {
  expect(feedAll([...'2000000000015', 'Tab'], 8)).toEqual([
    { kind: 'scan', text: '2000000000015' },
  ]);
});

test('ten scans in a burst come out as ten scans, in order', () => {
  const codes = Array.from({ length: 10 }, (_, index) => `CODE-${index}`);

  const outputs = feedAll(
    codes.flatMap((code) => [...code, 'Enter']),
    3,
  );

  expect(outputs).toEqual(codes.map((text) => ({ kind: 'scan', text })));
});

test('a second Enter right behind a code is part of it, not a key', () => {
  expect(feedAll([...'A1', 'Enter', 'Enter'], 8)).toEqual([{ kind: 'scan', text: 'A1' }]);
  expect(feedAll([...'A1', 'Enter', 'Enter'], 200)).toEqual([
    { kind: 'scan', text: 'A1' },
    { kind: 'key', key: 'Enter' },
  ]);
});

test('a stray key long before a scan does not become part of it', () => {
  let step = feedKey(emptyWedge, 'q', 1_000);
  step = feedKey(step.state, 'A', 2_001);
  step = feedKey(step.state, '1', 2_005);
  step = feedKey(step.state, 'Enter', 2_010);

  expect(step.output).toEqual({ kind: 'scan', text: 'A1' });
});

test('names of keys that print nothing are left alone', () => {
  expect(feedAll(['Shift', 'A', 'ArrowLeft', '1', 'Enter'], 5)).toEqual([
    { kind: 'scan', text: 'A1' },
  ]);
});

test('Enter and Escape with nothing typed are shortcuts, and Tab moves the focus', () => {
  expect(feedAll(['Enter', 'Escape', 'Tab'], 5)).toEqual([
    { kind: 'key', key: 'Enter' },
    { kind: 'key', key: 'Escape' },
  ]);
  expect(feedKey(emptyWedge, 'Tab', 5_000).isTaken).toBe(false);
});

test('Escape drops a half typed code', () => {
  expect(feedAll(['A', '1', 'Escape', 'B', '2', 'Enter'], 5)).toEqual([
    { kind: 'key', key: 'Escape' },
    { kind: 'scan', text: 'B2' },
  ]);
});

test('a lone key followed by silence is a shortcut; two characters are not', () => {
  const one = feedKey(emptyWedge, '3', 5_000);
  expect(feedSilence(one.state).output).toEqual({ kind: 'key', key: '3' });

  const two = feedKey(one.state, '4', 5_010);
  expect(feedSilence(two.state)).toEqual({ state: two.state, output: null, isTaken: false });
});

test('a space alone is left to the focused button', () => {
  expect(feedKey(emptyWedge, ' ', 5_000).isTaken).toBe(false);
});

test('x12 is a quantity; 12 is a code', () => {
  expect(outputOf('x12')).toEqual({ kind: 'quantity', qty: 12 });
  expect(outputOf(' X3 ')).toEqual({ kind: 'quantity', qty: 3 });
  expect(outputOf('12')).toEqual({ kind: 'scan', text: '12' });
  expect(outputOf('  ')).toBeNull();
});
