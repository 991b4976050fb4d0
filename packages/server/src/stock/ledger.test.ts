import { expect, test } from 'vitest';
import { audit } from '../check/testkit.ts';
import { Refusal } from '../platform/index.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { changeAllocations, lockFreeStock } from './allocate.ts';
import { atpByNode, setSafetyStock } from './availability.ts';
import { type MoveInput, postMoves, postMovesBreaking } from './move.ts';
import { of, type World, worldsIn } from './testkit.ts';

const aWorld = worldsIn(await freshDatabase());
const world = await aWorld();

const at = (code: string) => of(world.location, code);
const move = (
  skuCode: string,
  from: string,
  to: string,
  qty: number,
  more: Partial<MoveInput> = {},
): MoveInput => ({
  skuId: of(world.sku, skuCode),
  fromLocationId: at(from),
  toLocationId: at(to),
  qty,
  reason: 'test',
  ...more,
});

/** `location status lot: on hand (allocated)` of every balance of a SKU that is not empty. */
async function balances(skuCode: string, of_: World = world): Promise<string[]> {
  const rows = await of_.rows<{ balance: string }>(
    `select l.location_code || ' ' || b.status || coalesce(' ' || nullif(b.lot_code, ''), '') || ': '
            || b.on_hand_qty || ' (' || b.allocated_qty || ')' as balance
       from stock.balance b join catalogue.location l on l.location_id = b.location_id
      where b.sku_id = $1 and b.on_hand_qty > 0 order by 1`,
    [of(of_.sku, skuCode)],
  );
  return rows.map((row) => row.balance);
}

async function refusalOf(act: Promise<unknown>): Promise<Refusal> {
  const outcome = await act.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );
  if (outcome instanceof Refusal) return outcome;
  throw outcome;
}

const everything = () =>
  world.rows(
    `select (select json_agg(b order by sku_id, location_id, status, lot_code) from stock.balance b) as balances,
            (select json_agg(a order by sku_id, node_id) from stock.availability a) as availability,
            (select count(*) from stock.move) as moves,
            (select json_agg(r order by reservation_id) from stock.reservation r) as reservations,
            (select count(*) from graphile_worker._private_jobs) as jobs`,
  );

test('a receipt raises on hand and sellable by the same number and is announced once', async () => {
  await world.events();

  await world.run((tx) =>
    postMoves(tx, [move('A', 'supplier', 'W-1', 10), move('A', 'supplier', 'W-2', 5)]),
  );

  expect(await balances('A')).toEqual(['W-1 available: 10 (0)', 'W-2 available: 5 (0)']);
  expect(await world.numbers('A', 'W')).toBe('15/0');
  expect(await world.events()).toEqual([
    `stock.availability_changed {"skuIds":["${world.sku.A}"],"roseSkuIds":["${world.sku.A}"]}`,
  ]);
  expect(await audit(world)).toEqual([]);
});

test('a move inside the node changes no availability and announces nothing', async () => {
  await world.run((tx) =>
    postMoves(tx, [move('A', 'W-2', 'W-TOTE', 5), move('A', 'W-TOTE', 'W-CARTON', 2)]),
  );

  expect(await balances('A')).toEqual([
    'W-1 available: 10 (0)',
    'W-CARTON available: 2 (0)',
    'W-TOTE available: 3 (0)',
  ]);
  expect(await world.numbers('A', 'W')).toBe('15/0');
  expect(await world.events()).toEqual([]);
  await world.run((tx) =>
    postMoves(tx, [move('A', 'W-TOTE', 'W-2', 3), move('A', 'W-CARTON', 'W-2', 2)]),
  );
});

test('only available stock in sellable places counts', async () => {
  await world.run((tx) =>
    postMoves(tx, [
      move('B', 'supplier', 'W-DOCK', 8),
      move('B', 'supplier', 'W-1', 6, { toStatus: 'quarantine' }),
    ]),
  );
  expect(await world.numbers('B', 'W')).toBe('none');

  await world.run((tx) =>
    postMoves(tx, [
      move('B', 'W-DOCK', 'W-1', 5),
      move('B', 'W-1', 'W-1', 2, { fromStatus: 'quarantine', toStatus: 'available' }),
    ]),
  );

  expect(await balances('B')).toEqual([
    'W-1 available: 7 (0)',
    'W-1 quarantine: 4 (0)',
    'W-DOCK available: 3 (0)',
  ]);
  expect(await world.numbers('B', 'W')).toBe('7/0');
  await world.run((tx) => postMoves(tx, [move('B', 'W-1', 'W-1', 3, { toStatus: 'damaged' })]));
  expect(await world.numbers('B', 'W')).toBe('4/0');
  expect(await audit(world)).toEqual([]);
});

test('lots are balances of their own', async () => {
  await world.run((tx) =>
    postMoves(tx, [
      move('C', 'supplier', 'W-1', 4, { lotCode: 'L1' }),
      move('C', 'supplier', 'W-1', 6, { lotCode: 'L2' }),
    ]),
  );

  const refused = await refusalOf(
    world.run((tx) => postMoves(tx, [move('C', 'W-1', 'W-2', 5, { lotCode: 'L1' })])),
  );

  expect(refused.code).toBe('stock_below_zero');
  expect(await balances('C')).toEqual(['W-1 available L1: 4 (0)', 'W-1 available L2: 6 (0)']);
});

test('stock goes from node to node through transit', async () => {
  await world.run((tx) => postMoves(tx, [move('A', 'W-1', 'transit', 4)]));
  expect([await world.numbers('A', 'W'), await world.numbers('A', 'S')]).toEqual(['11/0', 'none']);

  await world.run((tx) => postMoves(tx, [move('A', 'transit', 'S-1', 4)]));

  expect([await world.numbers('A', 'W'), await world.numbers('A', 'S')]).toEqual(['11/0', '4/0']);
  expect(await audit(world)).toEqual([]);
});

test.each([
  ['more than a location holds', () => [move('A', 'W-1', 'loss', 7)], 'stock_below_zero'],
  [
    'one bad move among good ones',
    () => [move('A', 'supplier', 'W-1', 3), move('A', 'W-DOCK', 'loss', 1)],
    'stock_below_zero',
  ],
  ['a SKU that was never there', () => [move('E', 'W-1', 'loss', 1)], 'stock_below_zero'],
  [
    'an unknown location',
    () => [{ ...move('A', 'W-1', 'W-2', 1), toLocationId: '999999' }],
    'unknown_location',
  ],
  [
    'more than a database integer holds',
    () => Array.from({ length: 1001 }, () => move('D', 'supplier', 'W-1', 1_000_000)),
    'invalid_input',
  ],
  [
    'the same into a place that is not sellable',
    () => Array.from({ length: 2200 }, () => move('D', 'supplier', 'W-DOCK', 1_000_000)),
    'invalid_input',
  ],
])('%s is refused and changes nothing', async (_what, moves, code) => {
  const before = await everything();

  for (const verb of [postMoves, postMovesBreaking]) {
    const refused = await refusalOf(world.run<unknown>((tx) => verb(tx, moves())));
    expect(refused.code).toBe(code);
  }

  expect(await everything()).toEqual(before);
});

test('a refusal says where, what is there and what was to leave', async () => {
  const refused = await refusalOf(world.run((tx) => postMoves(tx, [move('A', 'W-1', 'loss', 7)])));

  expect(refused.message).toBe('Location W-1 holds 6 (6 of them free); 7 were to leave.');
  expect(refused.facts).toEqual({
    locationCode: 'W-1',
    skuId: world.sku.A,
    onHandQty: 6,
    allocatedQty: 0,
    changeQty: -7,
  });
});

test('allocated units leave only with their allocation', async () => {
  const claim = (locationCode: string, qtyChange: number) =>
    world.run((tx) =>
      changeAllocations(tx, [
        { locationId: at(locationCode), skuId: of(world.sku, 'A'), lotCode: '', qtyChange },
      ]),
    );
  await claim('W-1', 4);
  expect(await balances('A')).toContain('W-1 available: 6 (4)');
  const free = await world.run((tx) =>
    lockFreeStock(tx, [at('W-1'), at('W-2'), at('W-DOCK')], [of(world.sku, 'A')]),
  );
  expect(free.map((f) => [f.locationId, f.onHandQty, f.freeQty])).toEqual([
    [at('W-1'), 6, 2],
    [at('W-2'), 5, 5],
  ]);

  expect((await refusalOf(claim('W-1', 3))).code).toBe('stock_below_zero');
  expect((await refusalOf(claim('W-1', -5))).code).toBe('stock_below_zero');
  const stolen = await refusalOf(world.run((tx) => postMoves(tx, [move('A', 'W-1', 'W-2', 3)])));
  expect(stolen.message).toBe('Location W-1 holds 6 (2 of them free); 3 were to leave.');
  await world.run((tx) =>
    postMoves(tx, [move('A', 'W-1', 'W-TOTE', 3, { isAllocationTaken: true })]),
  );
  expect(await balances('A')).toContain('W-1 available: 3 (1)');
  await world.run((tx) =>
    postMoves(tx, [move('A', 'W-TOTE', 'W-1', 3, { isAllocationMade: true })]),
  );

  expect(await balances('A')).toContain('W-1 available: 6 (4)');
  await claim('W-1', -4);
  expect(await audit(world)).toEqual([]);
});

test('claims of one bin add up before they are looked at', async () => {
  const change = (qtyChange: number) => ({
    ...{ locationId: at('W-2'), skuId: of(world.sku, 'A'), lotCode: '', qtyChange },
  });

  await world.run((tx) => changeAllocations(tx, [change(9), change(-5), change(-4)]));
  await world.run((tx) => changeAllocations(tx, [change(9), change(-6)]));

  expect(await balances('A')).toContain('W-2 available: 5 (3)');
  await world.run((tx) => changeAllocations(tx, [change(-3)]));
});

test('safety stock lowers what may be promised, never below zero, and says what changed', async () => {
  const key = { skuId: of(world.sku, 'A'), nodeId: of(world.node, 'W') };
  const atp = async () =>
    (await world.run((tx) => atpByNode(tx, [key.skuId]))).find((r) => r.nodeId === key.nodeId)
      ?.atpQty;
  expect(await atp()).toBe(11);

  const changed = await world.run((tx) =>
    setSafetyStock(tx, [
      { ...key, safetyQty: 3 },
      { ...key, safetyQty: 20 },
    ]),
  );

  expect(changed).toBe(1);
  expect(await atp()).toBe(0);
  expect(await world.run((tx) => setSafetyStock(tx, [{ ...key, safetyQty: 20 }]))).toBe(0);
  await world.run((tx) => setSafetyStock(tx, [{ ...key, safetyQty: 0 }]));
  expect(await atp()).toBe(11);
});
