import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bruteForceLength, checkRoute } from '../testkit/check-route.ts';
import { anInstance } from '../testkit/instances.ts';
import { publishedTours } from '../testkit/published.ts';
import { Frontier, WAYS } from './frontier.ts';
import { type RoutingInstance, routeLength } from './geometry.ts';
import { sShapeRoute } from './policies.ts';
import { shortestRoute } from './shortest.ts';

test.each(publishedTours())('$name: the proven optimum $optimum', ({ instance, optimum }) => {
  const tour = shortestRoute(instance);

  expect(tour.length).toBeCloseTo(optimum, 6);
  expect(checkRoute(instance, tour)).toEqual([]);
});

test('the published sample is thirty tours of one block and thirty of two', () => {
  const blocks = publishedTours().map(({ instance }) => instance.blocks);

  expect([1, 2].map((count) => blocks.filter((value) => value === count).length)).toEqual([30, 30]);
});

test('no order of visits is shorter, whatever the warehouse', () => {
  fc.assert(
    fc.property(anInstance({ blocksMax: 4, picksMax: 6 }), (instance) => {
      const tour = shortestRoute(instance);

      expect(tour.length).toBeCloseTo(bruteForceLength(instance), 6);
      expect(checkRoute(instance, tour)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

const ANY = anInstance({ blocksMax: 3, picksMax: 25 });

test('the claimed length is the walk along the route', () => {
  fc.assert(
    fc.property(ANY, (instance) => {
      const { route, length } = shortestRoute(instance);

      expect(routeLength(instance, route)).toBeCloseTo(length, 6);
    }),
  );
});

test('never longer than the S-shape', () => {
  fc.assert(
    fc.property(ANY, (instance) => {
      expect(shortestRoute(instance).length).toBeLessThanOrEqual(
        sShapeRoute(instance).length + 1e-6,
      );
    }),
  );
});

test('the order in which the picks are given does not change the length', () => {
  fc.assert(
    fc.property(ANY, fc.integer(), (instance, seed) => {
      const shuffled = instance.picks
        .map((pick, index) => ({ pick, key: Math.imul(index + 1, seed | 1) }))
        .sort((a, b) => a.key - b.key)
        .map(({ pick }) => pick);

      expect(shortestRoute({ ...instance, picks: shuffled }).length).toBeCloseTo(
        shortestRoute(instance).length,
        6,
      );
    }),
  );
});

test('one more pick never shortens the tour', () => {
  fc.assert(
    fc.property(ANY, (instance) => {
      const fewer = { ...instance, picks: instance.picks.slice(0, -1) };

      expect(shortestRoute(instance).length).toBeGreaterThanOrEqual(
        shortestRoute(fewer).length - 1e-6,
      );
    }),
  );
});

test('a mirrored warehouse has a tour of the same length', () => {
  fc.assert(
    fc.property(ANY, (instance) => {
      const { aisles, blocks, slotsPerAisle, depot } = instance;
      const mirrored: RoutingInstance = {
        ...instance,
        depot: {
          ...depot,
          aisle: aisles - 1 - depot.aisle,
          crossAisle: blocks - depot.crossAisle,
        },
        picks: instance.picks.map(({ aisle, block, slot }) => ({
          aisle: aisles - 1 - aisle,
          block: blocks - 1 - block,
          slot: slotsPerAisle - 1 - slot,
        })),
      };

      expect(shortestRoute(mirrored).length).toBeCloseTo(shortestRoute(instance).length, 6);
    }),
  );
});

const ONE_AISLE: RoutingInstance = {
  aisles: 1,
  blocks: 1,
  slotsPerAisle: 10,
  aisleSpacing: 5,
  slotPitch: 1,
  crossAisleWidth: 2,
  depot: { aisle: 0, crossAisle: 0, offset: 3 },
  picks: [],
};

test('nothing to pick is no walk, not even out of the depot', () => {
  expect(shortestRoute(ONE_AISLE)).toEqual({ route: [], length: 0 });
});

test('picks at one stop are all in the route, in the order given', () => {
  const stop = { aisle: 0, block: 0, slot: 4 };

  // Height (1 + 2) / 2 + 4 = 5.5, out and back, and the depot's way of 3 twice.
  expect(shortestRoute({ ...ONE_AISLE, picks: [stop, stop, stop] })).toEqual({
    route: [0, 1, 2],
    length: 17,
  });
});

test.each([
  [{ aisles: 0 }, 'aisles must be a whole number from 1'],
  [{ slotPitch: Number.NaN }, 'slotPitch must be a length'],
  [{ aisleSpacing: -1 }, 'aisleSpacing must be a length'],
  [{ depot: { aisle: 1, crossAisle: 0 } }, 'depot.aisle must be a whole number from 0 to 0'],
  [{ depot: { aisle: 0, crossAisle: 2 } }, 'depot.crossAisle must be a whole number from 0 to 1'],
  [{ picks: [{ aisle: 0, block: 0, slot: 10 }] }, 'picks[0].slot must be a whole number'],
  [{ picks: [{ aisle: 0, block: 0.5, slot: 1 }] }, 'picks[0].block must be a whole number'],
])('the instance %j is refused', (change, message) => {
  expect(() => shortestRoute({ ...ONE_AISLE, ...change })).toThrow(message);
});

test('with two crossings the states are those of Ratliff and Rosenthal', () => {
  const frontier = new Frontier(2);
  const sweeps = Object.values(WAYS).map((way) => frontier.sweep(0, way));
  const steps = [0, 1].map((row) => [0, 1, 2].map((edges) => frontier.step(row, edges)));
  const reach = (states: number[], actions: number[]) => {
    const reached = states.flatMap((state) =>
      actions.map((action) => frontier.next(state, action)),
    );
    return [...new Set(reached)].filter((state) => state >= 0);
  };
  let ends = [frontier.empty];
  for (let aisle = 0; aisle < 4; aisle += 1) {
    for (const actions of aisle === 0 ? [] : steps) ends = reach(ends, actions);
    ends = reach(ends, sweeps);
  }

  // UU1C, E01C, 0E1C, EE1C, EE2C and the tour not yet begun; a finished one ends the sweep.
  expect(ends.length).toBe(6);
});
