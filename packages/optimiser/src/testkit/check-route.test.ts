import { expect, test } from 'vitest';
import type { RoutingInstance } from '../route/geometry.ts';
import { bruteForceLength, checkRoute } from './check-route.ts';

// Two aisles 3 apart, 4 slots at pitch 1, ends 1 from the cross-aisle's centre line: L = 5.
const INSTANCE: RoutingInstance = {
  aisles: 2,
  blocks: 1,
  slotsPerAisle: 4,
  aisleSpacing: 3,
  slotPitch: 1,
  crossAisleWidth: 1,
  depot: { aisle: 0, crossAisle: 0 },
  picks: [
    { aisle: 0, block: 0, slot: 3 },
    { aisle: 1, block: 0, slot: 3 },
    { aisle: 1, block: 0, slot: 0 },
  ],
};

test('a right tour has no fault', () => {
  // Up one aisle (5), over (3), down the other (5), back (3).
  expect(checkRoute(INSTANCE, { route: [0, 1, 2], length: 16 })).toEqual([]);
  expect(bruteForceLength(INSTANCE)).toBe(16);
});

test.each([
  [[0, 1], 16, ['pick_missed']],
  [[0, 1, 2, 1], 32, ['pick_twice', 'wrong_length']],
  [[0, 0, 1], 16, ['pick_twice', 'pick_missed']],
  [[0, 1, 2, 3], 16, ['unknown_pick']],
  [[0, 1.5, 2], 16, ['unknown_pick', 'pick_missed']],
  [[0, 1, 2], 15.9, ['unwalkable_length']],
  [[0, 1, 2], Number.NaN, ['unwalkable_length']],
  [[0, 1, 2], 16.1, ['wrong_length']],
  [[1, 0, 2], 16, ['unwalkable_length']],
])('the planted error in %j of length %d is found', (route, length, kinds) => {
  const faults = checkRoute(INSTANCE, { route, length });

  expect(faults.map((fault) => fault.kind)).toEqual(kinds);
});

test('a rule may walk the long way round, but not fly', () => {
  expect(checkRoute(INSTANCE, { route: [0, 1, 2], length: 20 }, 'atLeast')).toEqual([]);
  expect(checkRoute(INSTANCE, { route: [0, 1, 2], length: 15 }, 'atLeast')).toMatchObject([
    { kind: 'unwalkable_length' },
  ]);
});

test('the way out of the depot is walked twice', () => {
  const instance = { ...INSTANCE, depot: { aisle: 0, crossAisle: 0, offset: 2 } };

  expect(checkRoute(instance, { route: [0, 1, 2], length: 20 })).toEqual([]);
  expect(bruteForceLength(instance)).toBe(20);
});
