import { expect, test } from 'vitest';
import { freshDatabase } from '../../platform/testkit.ts';
import {
  addWaveRule,
  changeWaveRule,
  dropWaveRule,
  getTour,
  listTours,
  listWaveRules,
  listWaves,
  previewWave,
  releaseWave,
  runDueWaveRules,
} from '../index.ts';
import { claim, wave } from '../testkit/floor.ts';
import {
  anOrder,
  aWorld,
  balances,
  clear,
  events,
  refusal,
  stateOf,
  stock,
} from '../testkit/world.ts';

const world = await aWorld(await freshDatabase());
const planner = <T>(run: Parameters<typeof world.as<T>>[1]) => world.as('Planner', run);

test('a preview says what a release would do, and changes nothing', async () => {
  await clear(world);
  await stock(world, [
    { sku: 'RED', bin: 'A1', qty: 3 },
    { sku: 'BLUE', bin: 'B1', qty: 9 },
  ]);
  await anOrder(world, { RED: 2, BLUE: 1 }, { carrier: 'SPX', shipByMin: 60 });
  await anOrder(world, { BLUE: 1 }, { carrier: 'NINJA', shipByMin: 50 });
  await anOrder(world, { BLUE: 1 }, { carrier: 'SPX', channelId: '8' });
  await anOrder(world, { BLUE: 1 }, { carrier: 'SPX', shipByMin: 5000 });
  await anOrder(world, { RED: 1 }, { carrier: 'SPX', shipByMin: 70 });

  const selection = { nodeId: world.nodeId, carrier: 'SPX', channelId: '7', shipByWithinMin: 120 };
  const preview = await planner((tx) => previewWave(tx, { ...selection, ordersMax: 1 }));

  expect(preview).toEqual({
    orders: 1,
    lines: 2,
    units: 3,
    tours: 1,
    leftOut: [
      { reason: 'over_orders_max', orders: 1 },
      { reason: 'other_carrier', orders: 1 },
      { reason: 'other_channel', orders: 1 },
      { reason: 'ships_later', orders: 1 },
    ],
  });
  expect(await balances(world, 'RED')).toEqual({ A1: '3/0' });
  expect(await events(world)).toEqual([]);
  const released = await planner((tx) => releaseWave(tx, { ...selection, ordersMax: 1 }));
  expect(released).toMatchObject({ orders: 1, lines: 2, units: 3, leftOut: preview.leftOut });
  expect(await balances(world, 'RED')).toEqual({ A1: '3/2' });
});

test('orders that the bins do not cover stay out whole and keep waiting', async () => {
  await clear(world);
  await stock(world, [
    { sku: 'RED', bin: 'A1', qty: 2 },
    { sku: 'RED', bin: 'RECV', qty: 5 },
  ]);
  const served = await anOrder(world, { RED: 2 }, { shipByMin: 10 });
  const lacking = await anOrder(world, { RED: 3 }, { shipByMin: 20 });

  const released = await wave(world);

  expect(released.leftOut).toEqual([{ reason: 'bins_lack_stock', orders: 1 }]);
  expect([await stateOf(world, served), await stateOf(world, lacking)]).toEqual([
    'released',
    'released',
  ]);
  expect(await events(world)).toEqual([
    {
      task: 'warehouse.wave_released',
      waveId: released.waveId,
      fulfilmentOrderIds: [served.fulfilmentOrderId],
    },
  ]);
  const refused = await refusal('nothing_to_release', wave(world));
  expect(refused.facts.leftOut).toEqual([{ reason: 'bins_lack_stock', orders: 1 }]);
});

test('a line is served by the earliest lot first, from several bins where one lacks', async () => {
  await clear(world);
  await stock(world, [
    { sku: 'MILK', bin: 'A1', qty: 5, lot: '2027-06' },
    { sku: 'MILK', bin: 'C3', qty: 2, lot: '2026-12' },
    { sku: 'MILK', bin: 'B2', qty: 1, lot: '2026-12' },
  ]);
  await anOrder(world, { MILK: 4 });

  await wave(world);

  const tour = await claim(world, 'Minh');
  expect(tour.stops.map((s) => `${s.locationCode} ${s.lotCode} ${s.qty}`).sort()).toEqual([
    'A1 2027-06 1',
    'B2 2026-12 1',
    'C3 2026-12 2',
  ]);
});

test('orders that share a bin follow each other there; the tour has no needless walk', async () => {
  await clear(world);
  await stock(world, [
    { sku: 'RED', bin: 'A2', qty: 9 },
    { sku: 'BLUE', bin: 'A1', qty: 9 },
  ]);
  const orders = [await anOrder(world, { RED: 1, BLUE: 1 }), await anOrder(world, { RED: 2 })];

  const released = await wave(world);

  const tour = await claim(world, 'Minh');
  expect(tour.stops.map((s) => [s.stopSequence, s.locationCode, s.toteSlot, s.qty])).toEqual([
    [1, 'A1', 1, 1],
    [2, 'A2', 1, 1],
    [3, 'A2', 2, 2],
  ]);
  expect(tour.slots.map((s) => [s.orderNumber, s.units])).toEqual([
    [orders[0]?.orderNumber, 2],
    [orders[1]?.orderNumber, 2],
  ]);
  // 4.5 m to the second slot of the first aisle, and back.
  expect([tour.walkM, released.walkM, released.sShapeWalkM]).toEqual([9, 9, 9]);
});

test('two waves at once never take one order, and claim no unit twice', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 40 }]);
  for (let n = 0; n < 40; n += 1) await anOrder(world, { RED: 1 });

  const waves = await Promise.allSettled([
    wave(world, { ordersMax: 20 }),
    wave(world, { ordersMax: 20 }),
    wave(world, { ordersMax: 20 }),
  ]);

  const taken = waves.map((w) => (w.status === 'fulfilled' ? w.value.orders : 0));
  expect(taken.reduce((sum, n) => sum + n, 0)).toBe(40);
  expect(await balances(world, 'RED')).toEqual({ A1: '40/40' });
  const { rows } = await world.owner.query(
    `select outbound_order_id from warehouse.tour_slot group by 1 having count(*) > 1`,
  );
  expect(rows).toEqual([]);
});

test('named orders are taken, and those that do not wait are said', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 9 }]);
  const [first, second] = [await anOrder(world, { RED: 1 }), await anOrder(world, { RED: 1 })];
  await planner((tx) => releaseWave(tx, { nodeId: world.nodeId, orderIds: [first.orderId] }));

  const selection = { nodeId: world.nodeId, orderIds: [first.orderId, second.orderId] };
  const released = await planner((tx) => releaseWave(tx, selection));

  expect(released).toMatchObject({ orders: 1, leftOut: [{ reason: 'not_waiting', orders: 1 }] });
});

test('a node without bins has no waves and no wave rules', async () => {
  const refused = await refusal(
    'state_refused',
    planner((tx) => releaseWave(tx, { nodeId: world.shopNodeId })),
  );
  expect(refused.facts).toEqual({ nodeCode: 'SHOP', mode: 'simple' });
});

test('waves are listed newest first, with what became of them, page by page', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 9 }]);
  await anOrder(world, { RED: 2 });
  const first = await wave(world);
  await anOrder(world, { RED: 1 });
  const second = await wave(world);

  const page = await planner((tx) => listWaves(tx, { nodeIds: null, limit: 1 }));
  expect(page.rows.map((w) => w.waveId)).toEqual([second.waveId]);
  const rest = await planner((tx) =>
    listWaves(tx, { nodeIds: [world.nodeId], limit: 1, cursor: page.nextCursor ?? '' }),
  );
  expect(rest.rows.map((w) => [w.waveId, w.units, w.nodeCode])).toEqual([
    [first.waveId, 2, 'WEST'],
  ]);
  expect(rest.nextCursor).toBeNull();
  expect(await planner((tx) => listWaves(tx, { nodeIds: [world.otherNodeId] }))).toEqual({
    rows: [],
    nextCursor: null,
  });
});

const rule = {
  name: 'Every ten minutes',
  ordersMin: 2,
  ordersMax: 50,
  ordersPerTour: 12,
  everyMin: 10,
  isActive: true,
};

test('a rule releases when enough orders wait or one is due, and not again before its time', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 9 }]);
  const input = { ...rule, nodeId: world.nodeId };
  const added = await planner((tx) => addWaveRule(tx, input));
  const run = () => world.as('Quayside', runDueWaveRules);
  await anOrder(world, { RED: 1 });
  expect(await run()).toEqual({ waveIds: [] });

  await anOrder(world, { RED: 1 });
  const { waveIds } = await run();

  expect(waveIds).toHaveLength(1);
  expect(await planner((tx) => listTours(tx, world.nodeId, { includeDone: false }))).toMatchObject([
    { orders: 2, state: 'open' },
  ]);
  await anOrder(world, { RED: 1 }, { shipByMin: 30 });
  expect(await run()).toEqual({ waveIds: [] });
  await world.owner.query(
    `update warehouse.wave_rule set last_run_at = last_run_at - interval '11 minutes'`,
  );
  expect((await run()).waveIds).toHaveLength(1);

  const off = await planner((tx) =>
    changeWaveRule(tx, added.waveRuleId, { ...input, isActive: false }),
  );
  expect(off).toMatchObject({ isActive: false, nodeCode: 'WEST' });
  await planner((tx) => dropWaveRule(tx, added.waveRuleId));
  expect(await planner((tx) => listWaveRules(tx, null))).toEqual([]);
  await refusal(
    'not_found',
    planner((tx) => dropWaveRule(tx, added.waveRuleId)),
  );
});

test('a rule that wants more orders at least than at most is refused', async () => {
  const input = { ...rule, nodeId: world.nodeId, ordersMin: 51 };
  const refused = await refusal(
    'invalid_input',
    planner((tx) => addWaveRule(tx, input)),
  );
  expect(refused.facts).toEqual({ ordersMin: 51, ordersMax: 50 });
});

test('a tour reads the same for whoever asks, and an unknown one is said', async () => {
  await refusal(
    'not_found',
    planner((tx) => getTour(tx, '999999')),
  );
});
