import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkRoute } from '../testkit/check-route.ts';
import { anInstance } from '../testkit/instances.ts';
import { publishedTours } from '../testkit/published.ts';
import type { RoutingInstance } from './geometry.ts';
import { largestGapRoute, returnRoute, sShapeRoute } from './policies.ts';
import { shortestRoute } from './shortest.ts';

const POLICIES = { sShapeRoute, returnRoute, largestGapRoute };

/** The closed formulas of the literature for one block: heights from the depot's side, by aisle. */
function formulas(instance: RoutingInstance) {
  const { depot, slotsPerAisle, slotPitch, crossAisleWidth, aisleSpacing } = instance;
  const length = slotsPerAisle * slotPitch + crossAisleWidth;
  const heightsByAisle = new Map<number, number[]>();
  for (const { aisle, slot } of instance.picks) {
    const fromFront = (slotPitch + crossAisleWidth) / 2 + slot * slotPitch;
    const height = depot.crossAisle === 0 ? fromFront : length - fromFront;
    heightsByAisle.set(aisle, [...(heightsByAisle.get(aisle) ?? []), height]);
  }
  const visited = [...heightsByAisle.keys()].sort((a, b) => a - b);
  if (visited.length === 0) return { sShapeRoute: 0, returnRoute: 0, largestGapRoute: 0 };
  const reach = (aisle: number | undefined) =>
    2 * Math.max(...(heightsByAisle.get(aisle ?? -1) ?? []));
  const aroundGap = (aisle: number) => {
    const stops = [0, ...(heightsByAisle.get(aisle) ?? []).toSorted((a, b) => a - b), length];
    return 2 * (length - Math.max(...stops.slice(1).map((stop, at) => stop - (stops[at] ?? 0))));
  };
  const across =
    2 * aisleSpacing * (Math.max(depot.aisle, ...visited) - Math.min(depot.aisle, ...visited)) +
    2 * (depot.offset ?? 0);
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const lastReach = reach(visited.at(-1));
  const count = visited.length;
  return {
    sShapeRoute: across + (count % 2 === 0 ? count * length : (count - 1) * length + lastReach),
    returnRoute: across + sum(visited.map(reach)),
    largestGapRoute:
      across + (count === 1 ? lastReach : 2 * length + sum(visited.slice(1, -1).map(aroundGap))),
  };
}

test('with one block each rule is as long as its formula says', () => {
  fc.assert(
    fc.property(anInstance({ blocksMax: 1, picksMax: 20 }), (instance) => {
      const expected = formulas(instance);

      expect(sShapeRoute(instance).length).toBeCloseTo(expected.sShapeRoute, 6);
      expect(returnRoute(instance).length).toBeCloseTo(expected.returnRoute, 6);
      expect(largestGapRoute(instance).length).toBeCloseTo(expected.largestGapRoute, 6);
    }),
    { numRuns: 500 },
  );
});

test.each(Object.entries(POLICIES))('%s is a walk past every pick, in any layout', (_, policy) => {
  fc.assert(
    fc.property(anInstance({ blocksMax: 4, picksMax: 20 }), (instance) => {
      const tour = policy(instance);

      expect(checkRoute(instance, tour, 'atLeast')).toEqual([]);
      expect(tour.length).toBeGreaterThanOrEqual(shortestRoute(instance).length - 1e-6);
    }),
  );
});

// Mean excess over the optimum on the published sample, in percent: may fall, must not rise.
test.each([
  ['sShapeRoute', 1, 28.4],
  ['returnRoute', 1, 41.6],
  ['largestGapRoute', 1, 7.6],
  ['sShapeRoute', 2, 38.2],
  ['returnRoute', 2, 61.4],
  ['largestGapRoute', 2, 24.8],
] as const)('%s in %d block(s) is %s percent above the optimum', (name, blocks, excess) => {
  const tours = publishedTours().filter(({ instance }) => instance.blocks === blocks);
  const excesses = tours.map(
    ({ instance, optimum }) => POLICIES[name](instance).length / optimum - 1,
  );
  const mean = (100 * excesses.reduce((a, b) => a + b, 0)) / excesses.length;

  expect(mean).toBeCloseTo(excess, 1);
});

test('a picker walks the S-shape aisle by aisle and the far parts of a largest gap on the way out', () => {
  const at = (aisle: number, slot: number) => ({ aisle, block: 0, slot });
  const instance: RoutingInstance = {
    aisles: 4,
    blocks: 1,
    slotsPerAisle: 10,
    aisleSpacing: 5,
    slotPitch: 1,
    crossAisleWidth: 2,
    depot: { aisle: 0, crossAisle: 0 },
    picks: [at(3, 2), at(0, 5), at(1, 9), at(1, 0), at(2, 1), at(2, 8)],
  };

  expect(sShapeRoute(instance).route).toEqual([1, 2, 3, 4, 5, 0]);
  expect(returnRoute(instance).route).toEqual([1, 3, 2, 4, 5, 0]);
  expect(largestGapRoute(instance).route).toEqual([1, 2, 5, 0, 4, 3]);
});
