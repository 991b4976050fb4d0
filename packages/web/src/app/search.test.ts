import { expect, test } from 'vitest';
import { pagesFor, startPage } from './pages.ts';
import { flagOf, readChannelSearch, readStockSearch, wholeOf } from './search.ts';
import { groupHits, hrefOfHit } from './search-choices.ts';

test('whole numbers are read from text and kept when read twice', () => {
  expect(wholeOf('0')).toBe(0);
  expect(wholeOf(20)).toBe(20);
  expect([wholeOf('-1'), wholeOf('1.5'), wholeOf(''), wholeOf('12345678901')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a flag is set or not there', () => {
  expect([flagOf('1'), flagOf('true'), flagOf(true), flagOf('0'), flagOf(undefined)]).toEqual([
    true,
    true,
    true,
    undefined,
    undefined,
  ]);
});

test('an address of stock or of a channel drops what it does not know', () => {
  expect(readStockSearch({ search: 'fan', atp: '5', mood: 'x' })).toEqual({
    search: 'fan',
    atp: 5,
  });
  expect(readChannelSearch({ tab: 'secrets', only: 'owed', search: '' })).toEqual({
    tab: undefined,
    only: 'owed',
    search: undefined,
  });
});

test('hits are grouped by kind, orders first, and each leads somewhere', () => {
  const hits = [
    { kind: 'sku', id: '7', title: '15036', detail: 'Silk fan' },
    { kind: 'order', id: '9', title: 'Q00000009', detail: 'promised' },
    { kind: 'parcel', id: '3', title: 'SPXSG 1&2', detail: 'labelled' },
  ] as const;

  expect(
    groupHits(hits).map(({ group, choices }) => [group, choices.map(({ href }) => href)]),
  ).toEqual([
    ['order', ['/orders/9']],
    ['parcel', ['/orders?search=SPXSG%201%262']],
    ['sku', ['/stock/7']],
  ]);
  expect(hrefOfHit({ kind: 'location', id: '1', title: 'A-01', detail: '' })).toBe(
    '/nodes?find=A-01',
  );
});

test('people see the pages that their permissions open, and begin where their day does', () => {
  const floor = pagesFor(['floor.work', 'stock.read', 'catalogue.read', 'warehouse.read']);

  expect(floor.flatMap(({ pages }) => pages.map(({ name }) => name))).toEqual([
    'waves',
    'manifests',
    'floor',
    'stock',
    'skus',
    'nodes',
    'apiDocs',
  ]);
  expect(startPage(['reports.read', 'floor.work'])).toBe('/dashboard');
  expect(startPage(['floor.work'])).toBe('/floor');
  expect(startPage(['orders.read'])).toBe('/orders');
  expect(startPage([])).toBe('/stock');
});
