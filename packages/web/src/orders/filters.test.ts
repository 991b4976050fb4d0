import { expect, test } from 'vitest';
import {
  chipsOf,
  filtersOf,
  type OrdersSearch,
  readOrdersSearch,
  sameFilters,
  searchOf,
  withoutChips,
} from './filters.ts';

const every: OrdersSearch = {
  state: 'held',
  node: '2',
  shop: '11',
  carrier: 'Ninja Van',
  hold: 'payment',
  search: 'Tan Wei',
  sku: '20037',
  within: 120,
  from: '2026-11-01T00:00:00.000Z',
  to: '2026-11-02T00:00:00.000Z',
  single: true,
};

/** What the router does: to text and back. */
function throughAddress(search: OrdersSearch): OrdersSearch {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined) params.set(name, String(value));
  }
  return readOrdersSearch(Object.fromEntries(params));
}

test('every filter survives the address', () => {
  expect(filtersOf(throughAddress(every))).toEqual(filtersOf(every));
});

test('filters are named as the API names them, and unset ones are left out', () => {
  expect(filtersOf(every)).toEqual({
    state: 'held',
    channelId: '11',
    nodeId: '2',
    carrier: 'Ninja Van',
    hold: 'payment',
    search: 'Tan Wei',
    skuCode: '20037',
    shipByWithinMin: 120,
    placedFrom: '2026-11-01T00:00:00.000Z',
    placedTo: '2026-11-02T00:00:00.000Z',
    singleUnit: true,
  });
  expect(filtersOf({ state: 'held' })).toEqual({ state: 'held' });
});

test('late is a filter of zero minutes, not of nothing', () => {
  expect(filtersOf(readOrdersSearch({ within: '0' }))).toEqual({ shipByWithinMin: 0 });
});

test('what is no filter value is dropped', () => {
  const search = readOrdersSearch({
    state: 'eaten',
    node: 'two',
    shop: '1; drop',
    hold: 'none',
    within: '-5',
    from: 'yesterday',
    single: 'perhaps',
    sort: 'random',
    open: 'x',
    unknown: '1',
  });

  expect(Object.values(search).every((value) => value === undefined)).toBe(true);
});

test('a saved view leads back to the same filters', () => {
  expect(filtersOf(searchOf(filtersOf(every)))).toEqual(filtersOf(every));
});

test('chips are the filters besides tab, scope and sort', () => {
  expect(chipsOf(every)).toEqual([
    'search',
    'sku',
    'carrier',
    'hold',
    'within',
    'from',
    'to',
    'single',
  ]);
  expect(chipsOf({ state: 'held', node: '2', shop: '11', sort: 'newest' })).toEqual([]);
});

test('dropping the chips keeps tab, scope and sort', () => {
  expect(filtersOf(withoutChips({ ...every, sort: 'newest' }))).toEqual({
    state: 'held',
    channelId: '11',
    nodeId: '2',
  });
  expect(withoutChips({ ...every, sort: 'newest' }).sort).toBe('newest');
});

test('an open panel and the sort do not make another view', () => {
  expect(sameFilters(every, { ...every, open: '5', sort: 'newest' })).toBe(true);
  expect(sameFilters(every, { ...every, within: 0 })).toBe(false);
});
