import { expect, test } from 'vitest';
import { keepSteady } from './steady.ts';

type Row = { id: string; state: string };
const row = (id: string, state = 'promised'): Row => ({ id, state });
const keyOf = (each: Row) => each.id;
function steady(shown: Row[], fresh: Row[]) {
  return keepSteady(shown.map(keyOf), new Map(shown.map((each) => [each.id, each])), fresh, keyOf);
}

test('rows keep their places and take their new values', () => {
  const { rows, arrived, gone } = steady([row('a'), row('b')], [row('b', 'held'), row('a')]);

  expect(rows).toEqual([row('a'), row('b', 'held')]);
  expect(arrived).toBe(0);
  expect([...gone]).toEqual([]);
});

test('new rows above or between wait and are counted', () => {
  const { rows, arrived } = steady([row('b'), row('d')], [row('a'), row('b'), row('c'), row('d')]);

  expect(rows.map(keyOf)).toEqual(['b', 'd']);
  expect(arrived).toBe(2);
});

test('rows below the last shown one are the next page', () => {
  const { rows, arrived } = steady([row('a'), row('b')], [row('a'), row('b'), row('c')]);

  expect(rows.map(keyOf)).toEqual(['a', 'b', 'c']);
  expect(arrived).toBe(0);
});

test('a row that left stays where it was, marked as gone, with its last values', () => {
  const { rows, gone } = steady([row('a'), row('b', 'held'), row('c')], [row('a'), row('c')]);

  expect(rows).toEqual([row('a'), row('b', 'held'), row('c')]);
  expect([...gone]).toEqual(['b']);
});
