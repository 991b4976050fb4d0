import { expect, test } from 'vitest';
import { cheapestPlace } from './insert-stops.ts';

const layout = {
  aisles: 3,
  blocks: 1,
  slotsPerAisle: 10,
  aisleSpacing: 4000,
  slotPitch: 2000,
  crossAisleWidth: 3000,
  depot: { aisle: 0, crossAisle: 0, offset: 0 },
};
const at = (aisle: number, slot: number) => ({ aisle, block: 0, slot });

test('a new stop goes where it costs the least detour', () => {
  const ahead = [at(0, 8), at(1, 8), at(2, 1)];

  expect(cheapestPlace(layout, at(0, 2), ahead, at(0, 5))).toBe(0);
  expect(cheapestPlace(layout, at(0, 2), ahead, at(1, 9))).toBe(1);
  // On the way from the back of aisle 1 to the front of aisle 2.
  expect(cheapestPlace(layout, at(0, 2), ahead, at(2, 9))).toBe(2);
  expect(cheapestPlace(layout, at(0, 2), ahead.slice(0, 2), at(2, 8))).toBe(2);
});

test('a place off the geometry, or a node without one, comes last', () => {
  expect(cheapestPlace(layout, at(0, 2), [at(0, 8)], null)).toBe(1);
  expect(cheapestPlace(null, null, [null, null], at(0, 1))).toBe(2);
});
