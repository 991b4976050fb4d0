import { expect, test } from 'vitest';
import { audit } from '../check/testkit.ts';
import type { Tx } from '../platform/index.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { holdStock, sweepExpiredHolds } from '../stock/index.ts';
import { worldsIn } from '../stock/testkit.ts';
import { type CaptureInput, capture } from './capture.ts';
import { makeGatherer } from './gather.ts';
import { anOrder, captured, NINE, orderIdOf, partsInShort, standing } from './testkit.ts';

const aWorld = worldsIn(await freshDatabase());
/** Orders that are in capture's words already. */
const asTheyAre = async (_tx: Tx, inputs: readonly CaptureInput[]) => [...inputs];
const scope = { actor: { kind: 'system', id: null, name: 'Quayside', device: null } } as const;

test('an order is captured, promised and sourced at once, and announced', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await world.events();

  const id = await captured(world, anOrder(world, { A: 2 }));

  expect(await standing(world, id)).toBe('promised: A 2=2/0/0');
  expect(await partsInShort(world, id)).toEqual(['W promised: A 2']);
  expect(await world.numbers('A', 'W')).toBe('5/2');
  expect(await world.events()).toEqual([
    `stock.availability_changed {"skuIds":["${world.sku.A}"],"roseSkuIds":[]}`,
    `orders.promised {"orderIds":["${id}"]}`,
  ]);
  expect(await audit(world)).toEqual([]);
});

test('the same order is captured once: in one call, in two, and with overlapping batches', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 20);
  const first = anOrder(world, { A: 1 });
  const second = anOrder(world, { A: 2 });

  const one = await world.run((tx) => capture(tx, [first, { ...first, totalMinor: 5 }]));
  await world.events();
  const two = await world.run((tx) => capture(tx, [second, first]));

  expect(one.map((a) => a.ok && a.isNew)).toEqual([true, false]);
  expect(two.map((a) => a.ok && a.isNew)).toEqual([true, false]);
  expect(orderIdOf(one[1])).toBe(orderIdOf(one[0]));
  expect(orderIdOf(two[1])).toBe(orderIdOf(one[0]));
  expect(await world.numbers('A', 'W')).toBe('20/3');
  expect((await world.events()).length).toBe(2);

  const again = await world.run((tx) => capture(tx, [first, second]));

  expect(again.map((a) => a.ok && a.isNew)).toEqual([false, false]);
  expect(await world.events()).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('twenty callers at once capture overlapping batches, each order once', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 1000);
  const orders = Array.from({ length: 25 }, () => anOrder(world, { A: 1 }));
  const batch = (start: number) => Array.from({ length: 6 }, (_, i) => orders[(start + i) % 25]);

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      world.run((tx) => capture(tx, batch(i) as (typeof orders)[number][])),
    ),
  );

  const fresh_ = answers.flat().filter((a) => a.ok && a.isNew);
  expect(fresh_).toHaveLength(25);
  expect(new Set(answers.flat().map(orderIdOf)).size).toBe(25);
  expect(await world.numbers('A', 'W')).toBe('1000/25');
  expect(await audit(world)).toEqual([]);
});

test('two hundred buyers, one hundred units: exactly one hundred promises, one by one', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 60);
  await world.receive('A', 'S-1', 40);

  const answers = await Promise.all(
    Array.from({ length: 200 }, () =>
      world.run((tx) => capture(tx, [anOrder(world, { A: 1 }, { acceptsBackorder: false })])),
    ),
  );

  expect(answers.flat().filter((a) => a.ok)).toHaveLength(100);
  expect([await world.numbers('A', 'W'), await world.numbers('A', 'S')]).toEqual([
    '60/60',
    '40/40',
  ]);
  const orders = await world.rows('select 1 from orders.sales_order where tenant_id = $1', [
    world.tenantId,
  ]);
  expect(orders).toHaveLength(100);
  expect(await audit(world)).toEqual([]);
});

test('two hundred buyers, one hundred units, gathered: exactly one hundred promises', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 100);
  const gatherer = makeGatherer(world.database, asTheyAre);
  const one = { tenantId: world.tenantId, ...scope };
  const other = { tenantId: world.tenantId, actor: { ...scope.actor, name: 'till', id: '7' } };

  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      gatherer.captureOne(
        i % 2 === 0 ? one : other,
        anOrder(world, { A: 1 }, { acceptsBackorder: false }),
      ),
    ),
  );

  expect(answers.filter((a) => a.ok)).toHaveLength(100);
  expect(await world.numbers('A', 'W')).toBe('100/100');
  expect(await audit(world)).toEqual([]);
});

test('one bad order in a gathered batch refuses nobody else; a database that is gone refuses all at once', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 10);
  const gatherer = makeGatherer(world.database, asTheyAre);
  const by = { tenantId: world.tenantId, ...scope };
  const bad = anOrder(world, { A: 1 }, { currency: 'nonsense' });

  const outcomes = await Promise.allSettled(
    [anOrder(world, { A: 1 }), bad, anOrder(world, { A: 1 })].map((o) =>
      gatherer.captureOne(by, o),
    ),
  );

  expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await world.numbers('A', 'W')).toBe('10/2');
  let tries = 0;
  const inTransaction = async () => {
    tries += 1;
    throw new Error('Connection terminated unexpectedly');
  };
  const gone = makeGatherer({ ...world.database, inTransaction }, asTheyAre);
  const lost = await Promise.allSettled(
    Array.from({ length: 50 }, () => gone.captureOne(by, anOrder(world, { A: 1 }))),
  );
  expect(lost.filter((o) => o.status === 'rejected')).toHaveLength(50);
  expect(tries).toBe(1);
  expect(await audit(world)).toEqual([]);
});

test('an order that takes no backorder and cannot be promised leaves nothing behind', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 3);
  await world.events();

  const [refused, served] = await world.run((tx) =>
    capture(tx, [
      anOrder(world, { A: 4 }, { acceptsBackorder: false, isShipComplete: false }),
      anOrder(world, { A: 3 }, { priority: 10 }),
    ]),
  );

  expect(refused).toEqual({
    ok: false,
    reason: 'insufficient',
    lacks: [{ skuId: world.sku.A, missingQty: 1 }],
  });
  expect(await standing(world, orderIdOf(served))).toBe('promised: A 3=3/0/0');
  const orders = await world.rows('select 1 from orders.sales_order where tenant_id = $1', [
    world.tenantId,
  ]);
  expect(orders).toHaveLength(1);
  expect(await audit(world)).toEqual([]);
  await world.events();

  await world.run((tx) => capture(tx, [anOrder(world, { A: 1 }, { acceptsBackorder: false })]));

  expect(await world.events()).toEqual([]);
});

test('within a batch the higher priority goes first, then the older', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 2);
  const later = new Date(NINE.getTime() + 1000);

  const answers = await world.run((tx) =>
    capture(tx, [
      anOrder(world, { A: 1 }, { placedAt: later }),
      anOrder(world, { A: 1 }),
      anOrder(world, { A: 1 }, { placedAt: later, priority: 90 }),
    ]),
  );

  expect(answers.map((a) => a.ok && a.state)).toEqual(['backordered', 'promised', 'promised']);
});

test('kits are promised by their components, shared ones once', async () => {
  const world = await aWorld();
  for (const [code, qty] of [
    ['A', 3],
    ['B', 6],
    ['C', 1],
  ] as const)
    await world.receive(code, 'W-1', qty);

  const id = await captured(world, anOrder(world, { KIT: 2, SET: 1, B: 1 }));
  const next = await captured(world, anOrder(world, { KIT: 1 }));

  expect(await standing(world, id)).toBe('promised: KIT 2=2/0/0, SET 1=1/0/0, B 1=1/0/0');
  expect(await partsInShort(world, id)).toEqual(['W promised: A 2, B 4, B 1, C 1, B 1']);
  expect(await standing(world, next)).toBe('backordered: KIT 1=0/0/0');
  expect(await world.numbers('B', 'W')).toBe('6/6');
  expect(await audit(world)).toEqual([]);
});

test('an order may be split over nodes, a kit line kit by kit', async () => {
  const world = await aWorld();
  for (const [code, place, qty] of [
    ['A', 'W-1', 1],
    ['B', 'W-1', 3],
    ['A', 'S-1', 2],
    ['B', 'S-1', 4],
  ] as const) {
    await world.receive(code, place, qty);
  }

  const id = await captured(world, anOrder(world, { KIT: 3 }));

  expect(await partsInShort(world, id)).toEqual(['W promised: A 1, B 2', 'S promised: A 2, B 4']);
  expect(await audit(world)).toEqual([]);
});

test('a part-shipping order takes what there is', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 3);

  const id = await captured(world, anOrder(world, { A: 5, B: 1 }, { isShipComplete: false }));

  expect(await standing(world, id)).toBe('promised: A 5=3/0/0, B 1=0/0/0');
  expect(await audit(world)).toEqual([]);
});

test('a line without a SKU waits, an order cancelled before we saw it is for the books only', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 3);
  await world.events();

  const [unmapped, cancelled] = await world.run((tx) =>
    capture(tx, [
      anOrder(world, { A: 1, X: null }, { holds: [{ kind: 'unmapped_sku', note: 'X' }] }),
      anOrder(world, { A: 2 }, { cancelledBecause: 'changed my mind' }),
    ]),
  );

  expect(await standing(world, orderIdOf(unmapped))).toBe('held: A 1=0/0/0, ? 1=0/0/0');
  expect(await standing(world, orderIdOf(cancelled))).toBe('cancelled: A 2=0/0/2');
  expect(await world.numbers('A', 'W')).toBe('3/0');
  expect(await world.events()).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('an unpaid order keeps its promise while it is held, and no node hears of it', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 3);
  await world.events();

  const id = await captured(
    world,
    anOrder(world, { A: 2 }, { holds: [{ kind: 'payment', note: null }] }),
  );

  expect(await standing(world, id)).toBe('held: A 2=2/0/0');
  expect(await partsInShort(world, id)).toEqual([]);
  expect(await world.events()).toEqual([
    `stock.availability_changed {"skuIds":["${world.sku.A}"],"roseSkuIds":[]}`,
  ]);
});

test('a huge quantity waits for stock like any other', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 3);

  const id = await captured(world, anOrder(world, { A: 1_000_000, KIT: 1_000_000 }));

  expect(await standing(world, id)).toBe('backordered: A 1000000=0/0/0, KIT 1000000=0/0/0');
  expect(await audit(world)).toEqual([]);
});

const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000);

const hold = (holdRef: string, lines: Record<string, number>, expiresAt = IN_AN_HOUR()) => ({
  holdRef,
  expiresAt,
  now: NINE,
  lines: Object.entries(lines).map(([skuCode, qty]) => ({ skuCode, qty })),
});

test('a hold takes all its lines or none, kits and loose units together', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 4);
  await world.receive('B', 'W-1', 5);

  await world.run((tx) => holdStock(tx, hold('cart', { KIT: 2, A: 1, B: 1 })));

  expect([await world.numbers('A', 'W'), await world.numbers('B', 'W')]).toEqual(['4/3', '5/5']);
  const more = world.run((tx) => holdStock(tx, hold('other', { A: 1, B: 1 })));
  await expect(more).rejects.toMatchObject({
    code: 'insufficient',
    facts: { lacks: [{ skuCode: 'B', missingQty: 1 }] },
  });
  const same = world.run((tx) => holdStock(tx, hold('cart', { A: 1 })));
  await expect(same).rejects.toMatchObject({ code: 'duplicate_code' });
  const unknown = world.run((tx) => holdStock(tx, hold('third', { NONE: 1 })));
  await expect(unknown).rejects.toMatchObject({ code: 'unknown_sku', facts: { skuCode: 'NONE' } });
  expect([await world.numbers('A', 'W'), await world.numbers('B', 'W')]).toEqual(['4/3', '5/5']);
  expect(await audit(world)).toEqual([]);
});

test('of ten requests for one hold at once, one stands', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 50);
  await world.receive('B', 'W-1', 50);

  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) =>
      world.run((tx) => holdStock(tx, hold('cart', i % 2 === 0 ? { A: 1 } : { B: 1 }))),
    ),
  );

  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
  for (const o of outcomes) {
    if (o.status === 'rejected') expect(o.reason).toMatchObject({ code: 'duplicate_code' });
  }
});

test('an order uses its hold up, whoever else wants the units', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await world.run((tx) => holdStock(tx, hold('cart', { A: 4 })));
  await world.events();

  const [eager, owner] = await world.run((tx) =>
    capture(tx, [
      anOrder(world, { A: 2 }, { priority: 90 }),
      anOrder(world, { A: 4 }, { usesHoldRef: 'cart' }),
    ]),
  );

  expect(await standing(world, orderIdOf(eager))).toBe('backordered: A 2=0/0/0');
  expect(await standing(world, orderIdOf(owner))).toBe('promised: A 4=4/0/0');
  expect(await world.numbers('A', 'W')).toBe('5/4');
  expect(await world.events()).toEqual([`orders.promised {"orderIds":["${orderIdOf(owner)}"]}`]);
  expect(await audit(world)).toEqual([]);
});

test('what an order leaves of its hold is free again, and said so', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await world.receive('B', 'W-1', 5);
  await world.run((tx) => holdStock(tx, hold('cart', { A: 4, B: 3 })));
  await world.events();

  await captured(world, anOrder(world, { A: 1 }, { usesHoldRef: 'cart' }));

  expect([await world.numbers('A', 'W'), await world.numbers('B', 'W')]).toEqual(['5/1', '5/0']);
  const ids = JSON.stringify([world.sku.A, world.sku.B]);
  expect((await world.events())[0]).toBe(
    `stock.availability_changed {"skuIds":${ids},"roseSkuIds":${ids}}`,
  );
});

test('an order that is refused keeps its hold', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await world.run((tx) => holdStock(tx, hold('cart', { A: 4 })));

  const [refused] = await world.run((tx) =>
    capture(tx, [anOrder(world, { A: 6 }, { usesHoldRef: 'cart', acceptsBackorder: false })]),
  );

  expect(refused?.ok).toBe(false);
  expect(await world.numbers('A', 'W')).toBe('5/4');
  const again = await captured(world, anOrder(world, { A: 5 }, { usesHoldRef: 'cart' }));
  expect(await standing(world, again)).toBe('promised: A 5=5/0/0');
  expect(await audit(world)).toEqual([]);
});

test('a hold past its time counts for nothing at once, and the sweep tells that units are free', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await world.receive('B', 'W-1', 5);
  await world.run((tx) => holdStock(tx, hold('old', { A: 5, B: 5 }, new Date(Date.now() - 1))));
  expect(await world.numbers('A', 'W')).toBe('5/5');

  const id = await captured(world, anOrder(world, { A: 3 }));

  expect(await standing(world, id)).toBe('promised: A 3=3/0/0');
  expect([await world.numbers('A', 'W'), await world.numbers('B', 'W')]).toEqual(['5/3', '5/5']);
  await world.events();
  expect(await world.run((tx) => sweepExpiredHolds(tx, 100))).toBe(1);
  expect(await world.numbers('B', 'W')).toBe('5/0');
  expect(await world.events()).toEqual([
    `stock.availability_changed {"skuIds":["${world.sku.B}"],"roseSkuIds":["${world.sku.B}"]}`,
  ]);
  expect(await world.run((tx) => sweepExpiredHolds(tx, 100))).toBe(0);
  // Its name is free again.
  await world.run((tx) => holdStock(tx, hold('old', { A: 1 })));
  expect(await audit(world)).toEqual([]);
});
