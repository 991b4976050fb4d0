import { expect, test } from 'vitest';
import { leastPx } from '../ui/RowGrid.tsx';
import { readColumns, usualColumns } from './columns.tsx';

test('remembered columns keep their order; unknown and repeated ones fall away', () => {
  expect(readColumns(['buyer', 'number', 'mood', 'buyer'])).toEqual(['buyer', 'number']);
});

test('nothing known left means the usual columns', () => {
  expect(readColumns(['mood'])).toEqual([...usualColumns]);
  expect(readColumns([])).toEqual([...usualColumns]);
});

test('a list is at least as wide as the least of its columns, its edges and its boxes', () => {
  expect(leastPx(['104px', 'minmax(150px, 0.9fr)'], false)).toBe(104 + 150 + 16);
  expect(leastPx(['104px'], true)).toBe(104 + 16 + 40);
});
