import { expect, test } from 'vitest';
import {
  cancelOrders,
  capture,
  consumptionsOf,
  instructionsFor,
  recordShipment,
  releaseFulfilments,
} from '../orders/index.ts';
import { anOrder, captured, NINE, orderIdOf, partsOf } from '../orders/testkit.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { holdStock, postMoves } from '../stock/index.ts';
import { of, type World, worldsIn } from '../stock/testkit.ts';
import { acceptFulfilments, shipSimple } from '../warehouse/index.ts';
import { type Breach, type CheckReport, checkInvariants, formatReport } from './index.ts';

const fresh = await freshDatabase();
const aWorld = worldsIn(fresh);

interface Story extends World {
  /** Released to W, accepted, with an open pick task: A 2. */
  released: string;
  /** Shipped by one click from S: D 2. */
  shipped: string;
  cancelled: string;
  /** Promised: one kit (A + 2 B). */
  kit: string;
  waiting: string;
}

/** A day's work with something in every state, and no job left to do. */
async function aStory(): Promise<Story> {
  const world = await aWorld();
  await world.receive('A', 'W-1', 9);
  await world.receive('B', 'W-1', 9);
  await world.receive('D', 'S-1', 5);
  await world.receive('E', 'W-DOCK', 4);
  const released = await captured(world, anOrder(world, { A: 2 }));
  const shipped = await captured(world, anOrder(world, { D: 2 }));
  const kit = await captured(world, anOrder(world, { KIT: 1 }));
  const waiting = await captured(world, anOrder(world, { C: 1 }));
  const [held, gone] = await world.run((tx) =>
    capture(tx, [
      anOrder(world, { A: 1 }, { holds: [{ kind: 'payment', note: null }] }),
      anOrder(world, { B: 2 }),
    ]),
  );
  orderIdOf(held);
  const cancelled = orderIdOf(gone);
  await world.run((tx) => cancelOrders(tx, [cancelled], { reason: 'no', byChannel: false }));
  const expiresAt = new Date(Date.now() + 3_600_000);
  const lines = [{ skuCode: 'A', qty: 1 }];
  await world.run((tx) => holdStock(tx, { holdRef: 'cart', expiresAt, lines, now: NINE }));
  await world.run(async (tx) => {
    await releaseFulfilments(tx, [released, shipped]);
    const ids = [...(await partsOf(world, released)), ...(await partsOf(world, shipped))];
    await acceptFulfilments(
      tx,
      await instructionsFor(
        tx,
        ids.map((p) => p.fulfilmentOrderId),
      ),
    );
  });
  const parts = (await partsOf(world, shipped)).map((p) => p.fulfilmentOrderId);
  await world.run((tx) => shipSimple(tx, parts, { consumptionsOf }));
  await world.run((tx) => recordShipment(tx, parts));
  await world.rows(
    `insert into notifications.message
       (tenant_id, order_id, kind, once_key, locale, subject, body_text, body_html, state)
     values ($1, $2::bigint, 'order_shipped', 'order_shipped:' || $2::bigint, 'en', 's', 't', 'h', 'no_address')`,
    [world.tenantId, shipped],
  );
  await addPickTask(world, released);
  await world.events();
  return { ...world, released, shipped, cancelled, kit, waiting };
}

async function addPickTask(world: World, orderId: string): Promise<void> {
  await world.rows(
    `with wave as (
       insert into warehouse.wave (tenant_id, wave_number, node_id, rule, released_by)
       values ($1, 'V1', $2, 'test', 'test') returning wave_id),
     tour as (
       insert into warehouse.tour (tenant_id, tour_number, wave_id, node_id, walk_mm, ship_by_at)
       select $1, 'T1', wave_id, $2, 0, now() from wave returning tour_id)
     insert into warehouse.pick_task (tenant_id, tour_id, outbound_order_id, outbound_line_id, location_id, sku_id, qty, stop_sequence)
     select $1, tour_id, o.outbound_order_id, l.outbound_line_id, $3, l.sku_id, l.qty, 1
       from tour, warehouse.outbound_order o join warehouse.outbound_line l using (tenant_id, outbound_order_id)
      where o.tenant_id = $1 and o.order_id = $4`,
    [world.tenantId, of(world.node, 'W'), of(world.location, 'W-1'), orderId],
  );
  await world.rows(
    `update stock.balance set allocated_qty = 2 where tenant_id = $1 and location_id = $2 and sku_id = $3`,
    [world.tenantId, of(world.location, 'W-1'), of(world.sku, 'A')],
  );
}

async function addListing(world: World, toldQty: number): Promise<void> {
  await world.rows(
    `with shop as (
       insert into channels.channel (tenant_id, client_id, platform, external_shop_id, name, currency, state, tokens_sealed)
       values ($1, 1, 'shopee', '1', 'Shop', 'SGD', 'connected', '') returning channel_id),
     node as (
       insert into channels.channel_node (tenant_id, channel_id, node_id) select $1, channel_id, $2 from shop),
     listing as (
       insert into channels.listing (tenant_id, channel_id, external_item_id, name, currency, sku_id, multiple)
       select $1, channel_id, '555', 'Kit of A and B', 'SGD', $3, 1 from shop returning listing_id, channel_id)
     insert into channels.listing_offer (tenant_id, listing_id, channel_id, told_qty, sold_qty)
     select $1, listing_id, channel_id, $4, 1 from listing`,
    [world.tenantId, of(world.node, 'W'), of(world.sku, 'KIT'), toldQty],
  );
}

/** Names of the checks that find something in a company. */
function breachedIn(report: CheckReport, world: World): string[] {
  return report.checks
    .filter((check) => check.breaches.some((b) => b.tenantId === world.tenantId))
    .map((check) => check.name);
}

function breachesOf(report: CheckReport, world: World, name: string): Breach[] {
  const check = report.checks.find((c) => c.name === name);
  return check?.breaches.filter((b) => b.tenantId === world.tenantId) ?? [];
}

test('sound books have no breach, and something was looked at in every check that could be', async () => {
  const world = await aStory();
  await addListing(world, 4);

  const report = await checkInvariants(fresh.ownerUrl);

  expect(breachedIn(report, world)).toEqual([]);
  expect(report.checks.filter((check) => check.breachCount > 0)).toEqual([]);
  const empty = report.checks.filter((check) => check.checkedRows === 0).map((check) => check.name);
  expect(empty.sort()).toEqual(['dead_letters', 'shortages_orders', 'totes_cartons']);
  expect(formatReport(report)).toContain('ok     On hand of every location');
  expect(formatReport(report)).toMatch(/checks, 0 breaches\.$/);
});

type Plant = (story: Story) => Promise<unknown>;
const sql =
  (text: string, values: (story: Story) => unknown[] = () => []): Plant =>
  (story) =>
    story.rows(text, [story.tenantId, ...values(story)]);

interface Case {
  names: string[];
  plant: Plant;
  subject: RegExp;
  expected: string;
  found: string;
  cause: RegExp | null;
  isRepaired: boolean;
}

const inOrder = (line = ' line 1') => new RegExp(`^Q\\d{8}${line}`);
const cases: Case[] = [
  {
    names: ['ledger_balances'],
    plant: sql(
      `update stock.balance set on_hand_qty = 7 where tenant_id = $1 and sku_id = $2`,
      (s) => [s.sku.E],
    ),
    subject: /^E \(available\) in W-DOCK$/,
    ...{ expected: '4', found: '7', isRepaired: true },
    cause:
      /^move \d+: 4 from supplier to W-DOCK, receipt, by Quayside at \d{4}-\d\d-\d\d [\d:]{8}Z$/,
  },
  {
    names: ['ledger_balances'],
    plant: sql(`delete from stock.balance where tenant_id = $1 and sku_id = $2`, (s) => [s.sku.E]),
    subject: /^E \(available\) in W-DOCK$/,
    ...{ expected: '4', found: '0', isRepaired: true },
    cause: /^move/,
  },
  {
    names: ['balances_pick_tasks'],
    plant: sql(
      `update stock.balance set allocated_qty = 5 where tenant_id = $1 and sku_id = $2`,
      (s) => [s.sku.A],
    ),
    subject: /^A \(available\) in W-1$/,
    ...{ expected: '2', found: '5', isRepaired: true },
    cause: /^pick task \d+ open \(0 of 2\)$/,
  },
  {
    names: ['balances_availability'],
    plant: sql(
      `update stock.availability set sellable_qty = sellable_qty + 1 where tenant_id = $1 and sku_id = $2`,
      (s) => [s.sku.D],
    ),
    subject: /^D at S$/,
    ...{ expected: '3', found: '4', isRepaired: true },
    cause:
      /^move \d+: 2 from S-1 to customer, ship, by Quayside at .*Z; move \d+: 5 from supplier to S-1/,
  },
  {
    names: ['reservations_availability'],
    plant: sql(
      `update stock.availability set reserved_qty = 1 where tenant_id = $1 and sku_id = $2`,
      (s) => [s.sku.A],
    ),
    subject: /^A at W$/,
    ...{ expected: '5', found: '1', isRepaired: true },
    cause: /^reservation \d+ of 1 held for hold cart; /,
  },
  {
    names: [
      ...['reservations_availability', 'reservations_orders'],
      ...['order_lines_promises', 'parts_promises'],
    ],
    plant: sql(
      `update stock.reservation set state = 'held', closed_at = null where tenant_id = $1 and order_id = $2`,
      (s) => [s.cancelled],
    ),
    subject: /^B at W$/,
    ...{ expected: '4', found: '2', isRepaired: true },
    cause: /^reservation/,
  },
  {
    names: ['reservations_availability', 'order_lines_promises', 'parts_promises'],
    plant: sql(
      `update stock.reservation set state = 'released', closed_at = now() where tenant_id = $1 and order_id = $2`,
      (s) => [s.kit],
    ),
    subject: /^[AB] at W$/,
    ...{ expected: '4', found: '5', isRepaired: true },
    cause: /; reservation \d+ of \d released for order \d+$/,
  },
  {
    names: ['order_lines_promises'],
    plant: sql(
      `update orders.order_line set promised_qty = 1 where tenant_id = $1 and order_id = $2`,
      (s) => [s.released],
    ),
    subject: inOrder(),
    ...{ expected: '1', found: '2', isRepaired: false },
    cause: /^released by Quayside at .*; captured by Quayside at /,
  },
  {
    names: ['parts_promises', 'outbound_lines_parts'],
    plant: sql(
      `update orders.fulfilment_line l set qty = 3 from orders.fulfilment_order f
        where l.tenant_id = $1 and f.fulfilment_order_id = l.fulfilment_order_id and f.order_id = $2`,
      (s) => [s.released],
    ),
    subject: inOrder(' line 1: A at W$'),
    ...{ expected: '3', found: '2', isRepaired: false },
    cause: /^released/,
  },
  {
    names: ['order_lines_units'],
    plant: sql(
      `update orders.order_line set cancelled_qty = 1 where tenant_id = $1 and order_id = $2`,
      (s) => [s.cancelled],
    ),
    subject: inOrder(),
    ...{ expected: '2 in all, none open', isRepaired: false },
    found: '0 promised, 0 shipped, 1 cancelled, order cancelled',
    cause: /^cancelled by Quayside/,
  },
  {
    names: ['orders_parts'],
    plant: sql(
      `update orders.sales_order set state = 'picking' where tenant_id = $1 and order_id = $2`,
      (s) => [s.waiting],
    ),
    subject: inOrder('$'),
    ...{ expected: 'backordered', found: 'picking', isRepaired: false },
    cause: /^captured/,
  },
  {
    names: ['orders_parts'],
    plant: sql(
      `insert into orders.hold (tenant_id, order_id, kind, placed_by) values ($1, $2, 'manual', 'x')`,
      (s) => [s.waiting],
    ),
    subject: inOrder('$'),
    ...{ expected: 'backordered, on hold for manual', found: 'backordered', isRepaired: false },
    cause: /^captured/,
  },
  {
    names: ['parts_left_once'],
    plant: sql(
      `update stock.reservation set qty = 4 where tenant_id = $1 and order_id = $2 and state = 'consumed'`,
      (s) => [s.shipped],
    ),
    subject: inOrder(' line 1: D at S$'),
    ...{ expected: '2', found: '4', isRepaired: false },
    cause: /^shipped by Quayside/,
  },
  {
    names: ['shortages_orders'],
    plant: sql(
      `insert into orders.shortage (tenant_id, order_id, order_line_id, sku_id, node_id, qty, cause)
       select $1, order_id, order_line_id, sku_id, 1, 1, 'count' from orders.order_line where order_id = $2`,
      (s) => [s.shipped],
    ),
    subject: /^shortage \d+ of D in Q\d{8}$/,
    ...{ expected: 'an open line that lacks units', found: 'order shipped, 0 waiting' },
    ...{ cause: /^shipped/, isRepaired: false },
  },
  {
    names: ['shipped_orders_mails'],
    plant: sql(`delete from notifications.message where tenant_id = $1`),
    subject: inOrder('$'),
    ...{
      expected: '1 mail',
      found: '0 mails, order shipped',
      cause: /^shipped/,
      isRepaired: false,
    },
  },
  {
    names: ['parts_outbound_orders'],
    plant: sql(
      `update warehouse.outbound_order set state = 'picking' where tenant_id = $1 and order_id = $2`,
      (s) => [s.released],
    ),
    subject: /^fulfilment order \d+ of Q\d{8}$/,
    ...{ expected: 'released', found: 'picking', cause: /^released/, isRepaired: false },
  },
  {
    names: ['pick_tasks_orders'],
    plant: sql(
      `update warehouse.outbound_line l set picked_qty = 1 from warehouse.outbound_order o
       where l.tenant_id = $1 and o.outbound_order_id = l.outbound_order_id and o.order_id = $2`,
      (s) => [s.released],
    ),
    subject: inOrder(': A$'),
    ...{ expected: '1 picked', found: '0 picked, open, order released' },
    ...{ cause: /^released/, isRepaired: false },
  },
  {
    names: ['totes_cartons'],
    plant: (s) =>
      s.run((tx) =>
        postMoves(tx, [
          {
            skuId: of(s.sku, 'B'),
            fromLocationId: of(s.location, 'W-1'),
            toLocationId: of(s.location, 'W-TOTE'),
            ...{ qty: 1, reason: 'lost' },
          },
        ]),
      ),
    subject: /^B in W-TOTE$/,
    ...{ expected: '0', found: '1', isRepaired: false },
    cause: /^move \d+: 1 from W-1 to W-TOTE, lost, by Quayside/,
  },
  {
    names: ['parts_outbound_orders', 'pick_tasks_orders', 'parcels_orders'],
    plant: sql(
      `update warehouse.outbound_order set state = 'packed' where tenant_id = $1 and order_id = $2`,
      (s) => [s.released],
    ),
    subject: /^fulfilment order/,
    ...{ expected: 'released', found: 'packed', cause: /^released/, isRepaired: false },
  },
  {
    // ATP at W: A 9 − 5, B 9 − 2: 3 kits.
    names: ['offers_atp'],
    plant: (s) => addListing(s, 6),
    subject: /^listing 555 of Shop \(KIT\)$/,
    ...{
      expected: 'at most 3',
      found: '5 shown (told 6, sold 1 since)',
      cause: null,
      isRepaired: false,
    },
  },
];

test.each(cases)('a planted breach is named: $names ($found)', async (planted) => {
  const story = await aStory();
  await planted.plant(story);

  const report = await checkInvariants(fresh.ownerUrl);

  expect(breachedIn(report, story).sort()).toEqual([...planted.names].sort());
  const [breach] = breachesOf(report, story, planted.names[0] ?? '');
  expect(breach?.subject).toMatch(planted.subject);
  expect([breach?.expected, breach?.found]).toEqual([planted.expected, planted.found]);
  if (planted.cause === null) expect(breach?.cause).toBe(null);
  else expect(breach?.cause).toMatch(planted.cause);

  const mended = await checkInvariants(fresh.ownerUrl, { repair: true });
  const [after] = breachesOf(mended, story, planted.names[0] ?? '');
  expect(after?.isRepaired).toBe(planted.isRepaired);
  const left = breachedIn(await checkInvariants(fresh.ownerUrl), story);
  expect(left.includes(planted.names[0] ?? '')).toBe(!planted.isRepaired);
  const entries = await story.rows<{ facts: { before: object; after: object } }>(
    `select facts from platform.event where tenant_id = $1 and kind = 'repaired' and actor_name = 'quayside check'`,
    [story.tenantId],
  );
  expect(entries.length > 0).toBe(planted.isRepaired);
  for (const { facts } of entries) expect(facts.before).not.toEqual(facts.after);
});

test('what would break a rule of the database is not mended by arithmetic', async () => {
  const story = await aStory();
  await story.rows(`update stock.balance set on_hand_qty = on_hand_qty - 0 where tenant_id = $1`, [
    story.tenantId,
  ]);
  // A thief of the ledger: the moves say that less is there than is promised.
  await story.rows(
    `insert into stock.move (tenant_id, sku_id, from_location_id, from_status, to_location_id, to_status, qty, reason, actor_name, device)
     values ($1, $2, $3, 'available', $4, 'available', 5, 'by hand', 'somebody', 'psql')`,
    [story.tenantId, story.sku.A, of(story.location, 'W-1'), of(story.location, 'loss')],
  );

  const report = await checkInvariants(fresh.ownerUrl, { repair: true });

  const [balance] = breachesOf(report, story, 'ledger_balances');
  expect(balance).toMatchObject({ expected: '4', found: '9', isRepaired: true });
  expect(balance?.cause).toMatch(/^move \d+: 5 from W-1 to loss, by hand, by somebody \(psql\)/);
  const [sellable] = breachesOf(report, story, 'balances_availability');
  expect(sellable).toMatchObject({ expected: '4', found: '9', isRepaired: false });
});

test('what is on its way as a job is no breach, what was given up is, and is listed', async () => {
  const story = await aStory();
  const [part] = await partsOf(story, story.released);
  await story.rows(
    `update warehouse.outbound_order set state = 'picking' where tenant_id = $1 and order_id = $2`,
    [story.tenantId, story.released],
  );
  await story.rows(`select graphile_worker.add_job('warehouse.progressed', payload := $1::json)`, [
    JSON.stringify({
      tenantId: story.tenantId,
      fulfilmentOrderIds: [part?.fulfilmentOrderId],
      event: 'start_pick',
    }),
  ]);
  expect(breachedIn(await checkInvariants(fresh.ownerUrl), story)).toEqual([]);

  await story.rows(
    `update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'no such part'
      where payload ->> 'tenantId' = $1`,
    [String(story.tenantId)],
  );

  const report = await checkInvariants(fresh.ownerUrl);
  expect(breachedIn(report, story)).toEqual(['parts_outbound_orders']);
  const letters = report.checks.find((c) => c.name === 'dead_letters');
  const [mine] = letters?.listed.filter((l) => l.tenantId === story.tenantId) ?? [];
  expect(mine?.subject).toMatch(/^job warehouse\.progressed \d+$/);
  expect([mine?.found, mine?.cause]).toEqual(['25 tries', 'no such part']);
  expect([letters?.breachCount, letters?.breaches]).toEqual([0, []]);
});

test('a table without its wall is named', async () => {
  const world = await aWorld();
  await world.rows('alter table stock.move disable row level security');

  const report = await checkInvariants(fresh.ownerUrl);

  await world.rows('alter table stock.move enable row level security');
  const wall = report.checks.find((c) => c.name === 'tenants_apart');
  expect(wall?.breaches).toEqual([
    {
      ...{ tenantId: null, subject: 'stock.move', expected: 'on', found: 'off' },
      ...{ cause: null, isRepaired: false },
    },
  ]);
});

test('more breaches than are told are counted and mended all the same', async () => {
  const world = await aWorld();
  await world.rows(
    `insert into stock.balance (tenant_id, location_id, sku_id, lot_code, status, on_hand_qty)
     select $1, $2, $3, 'L' || n, 'quarantine', 1 from generate_series(1, 450) n`,
    [world.tenantId, of(world.location, 'W-1'), of(world.sku, 'A')],
  );

  const report = await checkInvariants(fresh.ownerUrl, { repair: true });

  const check = report.checks.find((c) => c.name === 'ledger_balances');
  expect(check?.breachCount).toBeGreaterThanOrEqual(450);
  expect(check?.repairedCount).toBe(check?.breachCount);
  expect(check?.breaches).toHaveLength(200);
  expect(formatReport(report)).toContain(`… and ${(check?.breachCount ?? 0) - 200} more`);
  expect(breachedIn(await checkInvariants(fresh.ownerUrl), world)).toEqual([]);
});

test('the report is text for people and one line of JSON for programs', () => {
  const breach: Breach = {
    ...{ tenantId: 1, subject: 'A at W', expected: '3', found: '4' },
    ...{ cause: 'move 7: 1 from W-1 to loss', isRepaired: true },
  };
  const report: CheckReport = {
    checkedAt: '2026-03-01T01:00:00.000Z',
    checks: [
      {
        ...{
          name: 'one',
          what: 'All is well',
          checkedRows: 1200,
          breachCount: 0,
          repairedCount: 0,
        },
        ...{ breaches: [], listed: [] },
      },
      {
        ...{ name: 'two', what: 'Sums agree', checkedRows: 1, breachCount: 1, repairedCount: 1 },
        ...{ breaches: [breach], listed: [] },
      },
      {
        ...{ name: 'three', what: 'Given up', checkedRows: 1, breachCount: 0, repairedCount: 0 },
        ...{
          breaches: [],
          listed: [{ ...breach, subject: 'job x', found: '25 tries', cause: null }],
        },
      },
    ],
  };

  expect(formatReport(report)).toBe(
    [
      'ok     All is well (one, 1,200 rows)',
      'BREACH Sums agree (two, 1 row)',
      '       tenant 1: A at W: expected 3, found 4 (repaired)',
      '         move 7: 1 from W-1 to loss',
      'ok     Given up (three, 1 row)',
      '       tenant 1: job x: 25 tries',
      '3 checks, 1 breach, 1 number worked out again.',
    ].join('\n'),
  );
  expect(JSON.parse(formatReport(report, { json: true }))).toEqual(report);
  expect(formatReport(report, { json: true })).not.toContain('\n');
});
