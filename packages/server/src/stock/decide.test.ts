import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CandidateNode,
  type Decision,
  type Demand,
  type DemandLine,
  decide,
  distanceKm,
  needsOf,
} from './decide.ts';
import { type Availability, availableToPromiseQty, keyOf } from './lock.ts';

const NODES: CandidateNode[] = [
  { nodeId: '1', nodeCode: 'W', priority: 10, place: { latitude: 1.33, longitude: 103.7 } },
  { nodeId: '2', nodeCode: 'S', priority: 20, place: { latitude: 1.3, longitude: 103.83 } },
];

/** `{ '7@1': 5 }`: five units of SKU 7 at node 1, nothing reserved. */
function stock(units: Record<string, number>): Map<string, Availability> {
  return new Map(
    Object.entries(units).map(([place, sellableQty]) => {
      const [skuId = '', nodeId = ''] = place.split('@');
      const row = { skuId, nodeId, sellableQty, reservedQty: 0, safetyQty: 0, preorderQty: 0 };
      return [keyOf(row), row];
    }),
  );
}

const line = (
  lineId: string,
  skuId: string,
  qty: number,
  components: DemandLine['components'] = null,
): DemandLine => ({ lineId, skuId, qty, components });

const demand = (demandId: string, lines: DemandLine[], more: Partial<Demand> = {}): Demand => ({
  demandId,
  lines,
  isShipComplete: true,
  priority: 50,
  placedAtMs: 0,
  destination: null,
  ...more,
});

const kit = [
  { skuId: '7', qty: 1 },
  { skuId: '8', qty: 2 },
];

const units = (d: Decision | undefined) =>
  d?.promised.map((p) => `${p.lineId}: ${p.qty} of ${p.skuId} at ${p.nodeId}`) ?? [];

test('the first node by priority that can ship everything alone wins', () => {
  const [d] = decide(
    [demand('o', [line('a', '7', 2), line('b', '8', 1)])],
    stock({ '7@1': 5, '8@1': 0, '7@2': 2, '8@2': 1 }),
    NODES,
  );

  expect(units(d)).toEqual(['a: 2 of 7 at 2', 'b: 1 of 8 at 2']);
  expect(d?.why).toEqual({
    rule: 'priority_then_distance',
    chosenNodeIds: ['2'],
    candidates: [
      { nodeId: '1', distanceKm: null, canShipAll: false, lacks: [{ skuId: '8', missingQty: 1 }] },
      { nodeId: '2', distanceKm: null, canShipAll: true, lacks: [] },
    ],
  });
});

test('equal priorities go by distance, then by code', () => {
  const equal = NODES.map((node) => ({ ...node, priority: 1 }));
  const atp = stock({ '7@1': 5, '7@2': 5 });
  const to = (latitude: number, longitude: number) =>
    demand('o', [line('a', '7', 1)], { destination: { latitude, longitude } });

  expect(decide([to(1.34, 103.69)], atp, equal)[0]?.why.chosenNodeIds).toEqual(['1']);
  expect(decide([to(1.29, 103.85)], atp, equal)[0]?.why.chosenNodeIds).toEqual(['2']);
  expect(decide([demand('o', [line('a', '7', 1)])], atp, equal)[0]?.why.chosenNodeIds).toEqual([
    '2',
  ]);
});

test('what no node has alone is filled node by node', () => {
  const [d] = decide([demand('o', [line('a', '7', 5)])], stock({ '7@1': 3, '7@2': 4 }), NODES);

  expect(units(d)).toEqual(['a: 3 of 7 at 1', 'a: 2 of 7 at 2']);
  expect(d?.isComplete).toBe(true);
});

test('a kit comes whole from one node; several kits may come from several', () => {
  const atp = stock({ '7@1': 1, '8@1': 3, '7@2': 2, '8@2': 4 });

  const [three] = decide([demand('o', [line('k', '9', 3, kit)])], atp, NODES);
  const [four] = decide([demand('o', [line('k', '9', 4, kit)])], atp, NODES);

  expect(units(three)).toEqual([
    'k: 1 of 7 at 1',
    'k: 2 of 8 at 1',
    'k: 2 of 7 at 2',
    'k: 4 of 8 at 2',
  ]);
  expect(units(four)).toEqual([]);
});

test('a kit is filled before loose units of its parts', () => {
  const [d] = decide(
    [demand('o', [line('loose', '7', 1), line('k', '9', 1, kit)])],
    stock({ '7@1': 1, '8@1': 2, '7@2': 1 }),
    NODES,
  );

  expect(units(d)).toEqual(['k: 1 of 7 at 1', 'k: 2 of 8 at 1', 'loose: 1 of 7 at 2']);
});

test('ship-complete takes nothing rather than a part; part-shipping takes what there is', () => {
  const lines = [line('a', '7', 2), line('b', '8', 1)];
  const atp = stock({ '7@1': 5 });

  const [whole, next] = decide([demand('o', lines), demand('p', [line('c', '7', 5)])], atp, NODES);
  const [part] = decide([demand('o', lines, { isShipComplete: false })], atp, NODES);

  expect(units(whole)).toEqual([]);
  expect(units(next)).toEqual(['c: 5 of 7 at 1']);
  expect(units(part)).toEqual(['a: 2 of 7 at 1']);
  expect([...(part?.promisedQtyByLine ?? [])]).toEqual([
    ['a', 2],
    ['b', 0],
  ]);
});

test('a hold’s units are its order’s alone, and a refused order leaves them where they are', () => {
  const own = [{ skuId: '7', nodeId: '1', qty: 2 }];
  const atp = stock({ '7@1': 1 });
  const eager = demand('eager', [line('a', '7', 2)], { priority: 99 });

  const [, owner] = decide([eager, demand('o', [line('b', '7', 3)], { own })], atp, NODES);
  const [refused, later] = decide(
    [demand('o', [line('b', '7', 4)], { own }), demand('later', [line('c', '7', 2)])],
    atp,
    NODES,
  );
  const [first, second] = decide(
    [demand('o', [line('b', '7', 1)], { own }), demand('p', [line('c', '7', 2)])],
    atp,
    NODES,
  );

  expect(units(owner)).toEqual(['b: 3 of 7 at 1']);
  expect([units(refused), units(later)]).toEqual([[], []]);
  // What the hold leaves over is free from the next batch on.
  expect([units(first), units(second)]).toEqual([['b: 1 of 7 at 1'], []]);
});

test('needs count kits by their components', () => {
  expect([...needsOf([line('a', '7', 2), line('k', '9', 3, kit)])]).toEqual([
    ['7', 5],
    ['8', 6],
  ]);
});

test.each([
  [{ latitude: 1.3521, longitude: 103.8198 }, { latitude: 1.3521, longitude: 103.8198 }, 0],
  // Singapore to Ho Chi Minh City, and a quarter of the equator.
  [{ latitude: 1.3521, longitude: 103.8198 }, { latitude: 10.8231, longitude: 106.6297 }, 1097.6],
  [{ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 90 }, 10007.6],
])('great-circle distance, both ways', (a, b, km) => {
  expect(distanceKm(a, b)).toBeCloseTo(km, 0);
  expect(distanceKm(b, a)).toBe(distanceKm(a, b));
});

describe('properties', () => {
  const skuIds = ['1', '2', '3', '4'];
  const atpArbitrary = fc
    .array(
      fc.record({
        skuId: fc.constantFrom(...skuIds),
        nodeId: fc.constantFrom('1', '2', '3'),
        sellableQty: fc.nat(12),
        reservedQty: fc.nat(6),
        safetyQty: fc.nat(3),
        preorderQty: fc.nat(2),
      }),
      { maxLength: 12 },
    )
    .map((rows) => new Map(rows.map((row) => [keyOf(row), row])));
  const lineArbitrary = fc.record({
    lineId: fc.uuid(),
    skuId: fc.constantFrom(...skuIds),
    qty: fc.integer({ min: 1, max: 5 }),
    components: fc.option(
      fc.uniqueArray(
        fc.record({ skuId: fc.constantFrom(...skuIds), qty: fc.integer({ min: 1, max: 3 }) }),
        { minLength: 1, maxLength: 3, selector: (c) => c.skuId },
      ),
      { nil: null },
    ),
  });
  const demandsArbitrary = fc.array(
    fc.record({
      demandId: fc.uuid(),
      lines: fc.array(lineArbitrary, { minLength: 1, maxLength: 4 }),
      isShipComplete: fc.boolean(),
      priority: fc.constantFrom(10, 50, 90),
      placedAtMs: fc.nat(3),
      destination: fc.constant(null),
    }),
    { maxLength: 8 },
  );
  const nodes: CandidateNode[] = [
    ...NODES,
    { nodeId: '3', nodeCode: 'X', priority: 20, place: null },
  ];
  const served = (demands: readonly Demand[]) =>
    demands
      .map((d, i) => ({ d, i }))
      .sort((a, b) => b.d.priority - a.d.priority || a.d.placedAtMs - b.d.placedAtMs || a.i - b.i);

  test('never promises more than there is, whatever shares components', () => {
    fc.assert(
      fc.property(demandsArbitrary, atpArbitrary, (demands, atp) => {
        const sums = new Map<string, number>();
        for (const p of decide(demands, atp, nodes).flatMap((d) => d.promised)) {
          expect(p.qty).toBeGreaterThan(0);
          sums.set(keyOf(p), (sums.get(keyOf(p)) ?? 0) + p.qty);
        }
        for (const [key, qty] of sums) {
          const row = atp.get(key);
          expect(row === undefined ? 0 : availableToPromiseQty(row)).toBeGreaterThanOrEqual(qty);
        }
      }),
    );
  });

  test('promises whole kits per node, counts them right, and ships complete or not at all', () => {
    fc.assert(
      fc.property(demandsArbitrary, atpArbitrary, (demands, atp) => {
        decide(demands, atp, nodes).forEach((decision, i) => {
          const d = demands[i] as Demand;
          expect(decision.demandId).toBe(d.demandId);
          for (const l of d.lines) {
            const parts = l.components ?? [{ skuId: l.skuId, qty: 1 }];
            let kits = 0;
            for (const { nodeId } of nodes) {
              const mine = decision.promised.filter(
                (p) => p.lineId === l.lineId && p.nodeId === nodeId,
              );
              const perPart = parts.map(
                (c) =>
                  mine.filter((p) => p.skuId === c.skuId).reduce((s, p) => s + p.qty, 0) / c.qty,
              );
              expect(new Set(perPart).size).toBe(1);
              expect(Number.isInteger(perPart[0])).toBe(true);
              kits += perPart[0] as number;
            }
            expect(decision.promisedQtyByLine.get(l.lineId)).toBe(kits);
            expect(kits).toBeLessThanOrEqual(l.qty);
            if (d.isShipComplete) expect(kits).toBe(decision.isComplete ? l.qty : 0);
          }
        });
      }),
    );
  });

  test('who goes first gets what it would get alone', () => {
    fc.assert(
      fc.property(demandsArbitrary, atpArbitrary, (demands, atp) => {
        const decisions = decide(demands, atp, nodes);
        const left = new Map([...atp].map(([key, row]) => [key, { ...row }]));
        for (const { d, i } of served(demands)) {
          const [alone] = decide([d], left, nodes);
          expect(decisions[i]).toEqual(alone);
          for (const p of alone?.promised ?? []) {
            const row = left.get(keyOf(p));
            if (row !== undefined) row.reservedQty += p.qty;
          }
        }
      }),
    );
  });

  test('is deterministic, leaves its input alone, and does not mind the order of independent demands', () => {
    fc.assert(
      fc.property(demandsArbitrary, atpArbitrary, (demands, atp) => {
        const before = JSON.stringify([demands, [...atp]]);
        const ranked = demands.map((d, i) => ({ ...d, placedAtMs: i }));

        const forth = decide(ranked, atp, nodes);
        const back = decide([...ranked].reverse(), atp, nodes).reverse();

        expect(back).toEqual(forth);
        expect(decide(ranked, atp, nodes)).toEqual(forth);
        expect(JSON.stringify([demands, [...atp]])).toBe(before);
      }),
    );
  });
});
