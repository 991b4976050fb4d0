import { expect, test } from 'vitest';
import { noSelection, type Selection, stepFrom, toggleAll, toggleRow } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e', 'f'];
const keysOf = (selection: Selection) => [...selection.keys].sort();

test('a click turns one row over', () => {
  const once = toggleRow(noSelection, order, 'b', false);

  expect(keysOf(once)).toEqual(['b']);
  expect(keysOf(toggleRow(once, order, 'b', false))).toEqual([]);
});

test('Shift ticks everything from the anchor, downwards and upwards', () => {
  const anchored = toggleRow(noSelection, order, 'c', false);

  expect(keysOf(toggleRow(anchored, order, 'e', true))).toEqual(['c', 'd', 'e']);
  expect(keysOf(toggleRow(anchored, order, 'a', true))).toEqual(['a', 'b', 'c']);
});

test('Shift from a row that was just unticked unticks', () => {
  const all = toggleAll(noSelection, order);
  const unticked = toggleRow(all, order, 'b', false);

  expect(keysOf(toggleRow(unticked, order, 'd', true))).toEqual(['a', 'e', 'f']);
});

test('Shift without an anchor in the list is a plain click', () => {
  const elsewhere: Selection = { keys: new Set(['z']), anchor: 'z' };

  expect(keysOf(toggleRow(elsewhere, order, 'c', true))).toEqual(['c', 'z']);
});

test('the box in the head ticks all loaded rows, keeps others, and empties when all are ticked', () => {
  const some: Selection = { keys: new Set(['a', 'z']), anchor: null };
  const all = toggleAll(some, order);

  expect(keysOf(all)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'z']);
  expect(keysOf(toggleAll(all, order))).toEqual([]);
});

test('the keyboard stops at both ends and begins at the first row', () => {
  expect(stepFrom(order, null, 1)).toBe('a');
  expect(stepFrom(order, 'a', -1)).toBe('a');
  expect(stepFrom(order, 'f', 1)).toBe('f');
  expect(stepFrom(order, 'c', -1)).toBe('b');
  expect(stepFrom([], 'c', 1)).toBe(null);
  expect(stepFrom(order, 'gone', 1)).toBe('a');
});
