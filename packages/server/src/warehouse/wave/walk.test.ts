import { expect, test } from 'vitest';
import type { LocationFacts } from '../../catalogue/index.ts';
import { planWalk } from './walk.ts';

const layout = {
  aisles: 2,
  blocks: 1,
  slotsPerAisle: 4,
  aisleSpacing: 4000,
  slotPitch: 2000,
  crossAisleWidth: 3000,
  depot: { aisle: 0, crossAisle: 0, offset: 0 },
};
const place = (code: string, grid: [number, number] | null, level = 1): LocationFacts => ({
  locationId: code,
  nodeId: '1',
  locationCode: code,
  barcode: code,
  type: 'pick_face',
  isSellable: true,
  isBlocked: false,
  gridAisle: grid?.[0] ?? null,
  gridBlock: grid === null ? null : 0,
  gridSlot: grid?.[1] ?? null,
  level,
});

test('stops come in walking order, with the walk to and from the depot', () => {
  const walk = planWalk(layout, [place('A3', [0, 2]), place('A1', [0, 0])]);

  // Half a cross-aisle and half a slot to the first (2.5 m), two slots on, and back.
  expect(walk).toEqual({ locationIds: ['A1', 'A3'], walkMm: 13_000, sShapeWalkMm: 13_000 });
});

test('levels of one stop go bottom up, places off the geometry come last, each once', () => {
  const walk = planWalk(layout, [
    place('Z', null),
    place('A1-2', [0, 0], 2),
    place('A1-1', [0, 0], 1),
    place('A1-1', [0, 0], 1),
  ]);

  expect(walk.locationIds).toEqual(['A1-1', 'A1-2', 'Z']);
  expect(walk.walkMm).toBe(5000);
});

test('a node without geometry still gets an order: by code', () => {
  expect(planWalk(null, [place('B', null), place('A', null)])).toEqual({
    locationIds: ['A', 'B'],
    walkMm: 0,
    sShapeWalkMm: 0,
  });
});

test('the planned walk is never longer than the S-shape', () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const places = Array.from({ length: 6 }, (_, n) => {
      const slot = (seed * 7 + n * 5) % 8;
      return place(`P${n}`, [slot % 2, Math.floor(slot / 2)]);
    });
    const walk = planWalk(layout, places);
    expect(walk.walkMm).toBeLessThanOrEqual(walk.sShapeWalkMm);
  }
});
