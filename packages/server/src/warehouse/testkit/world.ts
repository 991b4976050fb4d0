import { gs1CheckDigit, type Permission, permissions, type RefusalCode } from '@quayside/contract';
import pg from 'pg';
import { afterAll, afterEach, expect } from 'vitest';
import {
  type Actor,
  type Caller,
  type Database,
  openDatabase,
  Refusal,
  type Tx,
} from '../../platform/index.ts';
import type { FreshDatabase } from '../../platform/testkit.ts';
import type { Consumption } from '../../stock/index.ts';
import { acceptFulfilments } from '../index.ts';
import { audit } from './audit.ts';

/** A GTIN-13 of the test company, and as the catalogue keeps it. */
function gtin13(serial: number): string {
  const body = `880000${String(serial).padStart(6, '0')}`;
  return `${body}${gs1CheckDigit(body)}`;
}

const SKUS = [
  { code: 'RED', weightG: 100, tracking: 'none' },
  { code: 'BLUE', weightG: 200, tracking: 'none' },
  { code: 'GREEN', weightG: 500, tracking: 'none' },
  { code: 'MILK', weightG: 1000, tracking: 'lot' },
] as const;
export type SkuCode = (typeof SKUS)[number]['code'];

/** Six of a SKU in one printed pack. */
export const PACK_OF = 6;
export const barcodeOf = (code: SkuCode) => gtin13(SKUS.findIndex((s) => s.code === code) + 1);
export const packBarcodeOf = (code: SkuCode) =>
  gtin13(100 + SKUS.findIndex((s) => s.code === code));

/**
 * Three aisles of four slots, the depot before the first. Pick faces A1 to A4, B1 to B4, C1, C2; bulk
 * C3, C4. A location's barcode is its code behind `L-`.
 */
const BINS = ['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'B3', 'B4', 'C1', 'C2', 'C3', 'C4'] as const;
export type BinCode = (typeof BINS)[number];
const GEOMETRY = {
  aisles: 3,
  blocks: 1,
  slotsPerAisle: 4,
  aisleSpacing: 4000,
  slotPitch: 2000,
  crossAisleWidth: 3000,
  depot: { aisle: 0, crossAisle: 0, offset: 0 },
};
export const TOTES = ['T-1', 'T-2', 'T-3', 'T-4'] as const;

export interface World {
  tenantId: number;
  db: Database;
  owner: pg.Client;
  nodeId: string;
  otherNodeId: string;
  shopNodeId: string;
  sku: Record<SkuCode, string>;
  /** Location id by code; of the directed node, and the virtual ones. */
  at: Record<string, string>;
  as<T>(who: string, run: (tx: Tx) => Promise<T>): Promise<T>;
  consumptionsOf(tx: Tx, fulfilmentOrderIds: readonly string[]): Promise<Consumption[]>;
}

export const actorOf = (who: string): Actor => ({
  kind: 'person',
  id: `person-${who}`,
  name: who,
  device: `handheld of ${who}`,
});

export function callerOf(
  world: World,
  who: string,
  may: { permissions?: readonly Permission[]; nodeIds?: readonly string[] } = {},
): Caller {
  return {
    tenantId: world.tenantId,
    actor: actorOf(who),
    role: 'floor',
    permissions: new Set(may.permissions ?? permissions),
    nodeIds: may.nodeIds === undefined ? null : new Set(may.nodeIds),
    clientIds: null,
  };
}

/**
 * A small warehouse, made by the owner with plain SQL. After each test its books are audited: see
 * `audit`. Connections are closed after the last test.
 */
export async function aWorld(fresh: FreshDatabase): Promise<World> {
  const owner = new pg.Client({ connectionString: fresh.ownerUrl });
  await owner.connect();
  const db = openDatabase(fresh.appUrl, { connectionsMax: 12 });
  afterAll(async () => {
    await db.close();
    await owner.end();
  });
  const tenantId = Number(
    await one(
      owner,
      `insert into platform.tenant (organisation_id, name, base_currency, time_zone, gs1_company_prefix, sender_address)
       values ('org-1', 'Harbour Gifts', 'SGD', 'Asia/Singapore', '8800001',
               '{"line1": "21 Gul Circle", "postcode": "629587", "country": "SG"}')
       returning tenant_id`,
    ),
  );
  const nodes = await addNodes(owner, tenantId);
  const at = await addLocations(owner, tenantId, nodes);
  const sku = await addSkus(owner, tenantId);
  await owner.query(
    `insert into warehouse.carton_type
       (tenant_id, carton_code, name, length_mm, width_mm, height_mm, tare_g, weight_g_max)
     values ($1, 'S', 'Small', 200, 150, 100, 50, 2000), ($1, 'L', 'Large', 600, 400, 400, 400, 30000)`,
    [tenantId],
  );
  const world: World = {
    tenantId,
    db,
    owner,
    ...nodes,
    sku,
    at,
    as: (who, run) => db.inTransaction({ tenantId, actor: actorOf(who) }, run),
    consumptionsOf: async (_tx, ids) =>
      (consumptions.get(tenantId) ?? [])
        .filter((c) => ids.includes(c.fulfilmentOrderId))
        .map(({ fulfilmentOrderId: _, ...consumption }) => consumption),
  };
  afterEach(() => audit(world.owner));
  return world;
}

async function one(owner: pg.Client, text: string, values: unknown[] = []): Promise<string> {
  const { rows } = await owner.query({ text, values, rowMode: 'array' });
  return String(rows[0]?.[0]);
}

async function addNodes(owner: pg.Client, tenantId: number) {
  const add = (code: string, mode: string, geometry: object | null) =>
    one(
      owner,
      `insert into catalogue.node (tenant_id, node_code, name, mode, postcode, address, time_zone, geometry)
       values ($1, $2, 'Node ' || $2, $3, '629587', '21 Gul Circle', 'Asia/Singapore', $4)
       returning node_id`,
      [tenantId, code, mode, geometry === null ? null : JSON.stringify(geometry)],
    );
  return {
    nodeId: await add('WEST', 'directed', GEOMETRY),
    otherNodeId: await add('EAST', 'directed', GEOMETRY),
    shopNodeId: await add('SHOP', 'simple', null),
  };
}

async function addLocations(
  owner: pg.Client,
  tenantId: number,
  nodes: { nodeId: string; otherNodeId: string; shopNodeId: string },
): Promise<Record<string, string>> {
  const at: Record<string, string> = {};
  const add = async (nodeId: string | null, code: string, type: string, grid: number[] | null) => {
    at[code] = await one(
      owner,
      `insert into catalogue.location
         (tenant_id, node_id, location_code, barcode, type, level, grid_aisle, grid_block, grid_slot, is_sellable)
       values ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9) returning location_id`,
      [
        tenantId,
        nodeId,
        code,
        ['tote', 'virtual'].includes(type) ? code : `L-${code}`,
        type,
        grid?.[0] ?? null,
        grid === null ? null : 0,
        grid?.[1] ?? null,
        type !== 'virtual',
      ],
    );
  };
  for (const code of ['supplier', 'customer', 'loss', 'found', 'transit']) {
    await add(null, code, 'virtual', null);
  }
  for (const code of BINS) {
    const grid = ['ABC'.indexOf(code[0] ?? ''), Number(code[1]) - 1];
    await add(nodes.nodeId, code, code === 'C3' || code === 'C4' ? 'bulk' : 'pick_face', grid);
  }
  await add(nodes.nodeId, 'RECV', 'receiving', null);
  for (const tote of TOTES) await add(nodes.nodeId, tote, 'tote', null);
  await add(nodes.shopNodeId, 'SHOP-STOCK', 'stock', null);
  return at;
}

async function addSkus(owner: pg.Client, tenantId: number): Promise<Record<SkuCode, string>> {
  const clientId = await one(
    owner,
    `insert into catalogue.client (tenant_id, client_code, name) values ($1, 'HG', 'Harbour Gifts')
     returning client_id`,
    [tenantId],
  );
  const entries: [SkuCode, string][] = [];
  for (const { code, weightG, tracking } of SKUS) {
    const skuId = await one(
      owner,
      `insert into catalogue.sku
         (tenant_id, client_id, sku_code, name, tracking, length_mm, width_mm, height_mm, weight_g, currency)
       values ($1, $2, $3, initcap($3) || ' mug', $4, 100, 80, 50, $5, 'SGD') returning sku_id`,
      [tenantId, clientId, code, tracking, weightG],
    );
    await owner.query(
      `insert into catalogue.barcode (tenant_id, barcode, sku_id, pack_name, units_per)
       values ($1, '0' || $2, $4, 'each', 1), ($1, '0' || $3, $4, 'inner', $5)`,
      [tenantId, barcodeOf(code), packBarcodeOf(code), skuId, PACK_OF],
    );
    entries.push([code, skuId]);
  }
  return Object.fromEntries(entries) as Record<SkuCode, string>;
}

/** Receives stock by a ledger move, with its balance and availability. */
export async function stock(
  world: World,
  rows: readonly { sku: SkuCode; bin: string; qty: number; lot?: string }[],
): Promise<void> {
  for (const { sku, bin, qty, lot = '' } of rows) {
    const values = [world.tenantId, world.sku[sku], world.at[bin], lot, qty];
    await world.owner.query(
      `insert into stock.move (tenant_id, sku_id, lot_code, from_location_id, from_status,
                               to_location_id, to_status, qty, reason, actor_name)
       values ($1, $2, $4, $6, 'available', $3, 'available', $5, 'opening', 'test')`,
      [...values, world.at.supplier],
    );
    await world.owner.query(
      `insert into stock.balance (tenant_id, location_id, sku_id, lot_code, status, on_hand_qty)
       values ($1, $3, $2, $4, 'available', $5)
       on conflict (tenant_id, location_id, sku_id, lot_code, lpn, status)
       do update set on_hand_qty = stock.balance.on_hand_qty + excluded.on_hand_qty`,
      values,
    );
    await world.owner.query(
      `insert into stock.availability (tenant_id, sku_id, node_id, sellable_qty)
       select $1, $2, l.node_id, $5 from catalogue.location l
        where l.tenant_id = $1 and l.location_id = $3 and $4::text is not null
       on conflict (tenant_id, sku_id, node_id)
       do update set sellable_qty = stock.availability.sellable_qty + excluded.sellable_qty`,
      values,
    );
  }
}

const consumptions = new Map<number, (Consumption & { fulfilmentOrderId: string })[]>();
let lastId = 1000;
const nextId = () => String((lastId += 1));

export interface GivenOrder {
  orderId: string;
  orderNumber: string;
  fulfilmentOrderId: string;
}

/** An order promised at a node and accepted by its warehouse. `shipByMin` from now. */
export async function anOrder(
  world: World,
  lines: Partial<Record<SkuCode, number>>,
  more: {
    nodeId?: string;
    shipByMin?: number;
    channelId?: string;
    carrier?: string | null;
    orderId?: string;
  } = {},
): Promise<GivenOrder> {
  const nodeId = more.nodeId ?? world.nodeId;
  const orderId = more.orderId ?? nextId();
  const fulfilmentOrderId = nextId();
  const promised: (Consumption & { fulfilmentOrderId: string })[] = [];
  for (const [code, qty] of Object.entries(lines)) {
    const skuId = world.sku[code as SkuCode];
    const orderLineId = nextId();
    promised.push({ fulfilmentOrderId, orderLineId, skuId, nodeId, qty });
    await world.owner.query(
      `insert into stock.reservation (tenant_id, sku_id, node_id, qty, order_id, order_line_id)
       values ($1, $2, $3, $4, $5, $6)`,
      [world.tenantId, skuId, nodeId, qty, orderId, orderLineId],
    );
    await world.owner.query(
      `update stock.availability set reserved_qty = reserved_qty + $4
        where tenant_id = $1 and sku_id = $2 and node_id = $3`,
      [world.tenantId, skuId, nodeId, qty],
    );
  }
  consumptions.set(world.tenantId, [...(consumptions.get(world.tenantId) ?? []), ...promised]);
  const orderNumber = `SO-${orderId}`;
  await world.as('Quayside', async (tx) =>
    acceptFulfilments(tx, [
      {
        fulfilmentOrderId,
        orderId,
        orderNumber,
        externalOrderNumber: `2611${orderId}`,
        channelId: more.channelId ?? '7',
        channelName: 'Shopee SG',
        nodeId,
        shipByAt: new Date(Date.now() + (more.shipByMin ?? 600) * 60_000),
        carrier: more.carrier ?? null,
        address: {
          name: 'Ada Tan',
          line1: '2 Orchard Turn',
          postcode: '238801',
          country: 'Singapore',
        },
        buyerName: 'Ada Tan',
        note: null,
        lines: promised.map(({ skuId, qty }) => ({ skuId, qty })),
      },
    ]),
  );
  return { orderId, orderNumber, fulfilmentOrderId };
}

/** On hand and allocated of a SKU where there is any, by location code: `A1: '5/2'`; cartons as `carton`. */
export async function balances(world: World, sku: SkuCode): Promise<Record<string, string>> {
  const { rows } = await world.owner.query<{ place: string; qty: string }>(
    `select case l.type when 'carton' then 'carton' else l.location_code end as place,
            sum(b.on_hand_qty) || '/' || sum(b.allocated_qty) as qty
       from stock.balance b join catalogue.location l using (tenant_id, location_id)
      where b.tenant_id = $1 and b.sku_id = $2 and b.on_hand_qty > 0 group by 1 order by 1`,
    [world.tenantId, world.sku[sku]],
  );
  return Object.fromEntries(rows.map((row) => [row.place, row.qty]));
}

/** Sellable and reserved of a SKU at the directed node. */
export async function availability(
  world: World,
  sku: SkuCode,
  nodeId = world.nodeId,
): Promise<string> {
  return one(
    world.owner,
    `select sellable_qty || '/' || reserved_qty from stock.availability
      where tenant_id = $1 and sku_id = $2 and node_id = $3`,
    [world.tenantId, world.sku[sku], nodeId],
  );
}

/** The events emitted since the last call, oldest first. */
export async function events(world: World, name?: string): Promise<unknown[]> {
  const { rows } = await world.owner.query<{ task: string; payload: Record<string, unknown> }>(
    `with gone as (delete from graphile_worker._private_jobs returning id, task_id, payload)
     select t.identifier as task, g.payload from gone g
       join graphile_worker._private_tasks t on t.id = g.task_id order by g.id`,
  );
  return rows
    .filter((row) => (name === undefined ? row.task.startsWith('warehouse.') : row.task === name))
    .map(({ task, payload: { tenantId: _, ...payload } }) => ({ task, ...payload }));
}

export async function stateOf(world: World, order: GivenOrder): Promise<string> {
  return one(
    world.owner,
    `select state from warehouse.outbound_order where tenant_id = $1 and order_id = $2`,
    [world.tenantId, order.orderId],
  );
}

export async function outboundIdOf(world: World, order: GivenOrder): Promise<string> {
  return one(
    world.owner,
    `select outbound_order_id from warehouse.outbound_order where tenant_id = $1 and order_id = $2`,
    [world.tenantId, order.orderId],
  );
}

export async function timelineOf(world: World, order: GivenOrder): Promise<string[]> {
  const { rows } = await world.owner.query<{ entry: string }>(
    `select kind || ' by ' || actor_name || coalesce(' on ' || device, '') as entry from platform.event
      where tenant_id = $1 and subject_kind = 'order' and subject_id = $2 order by event_id`,
    [world.tenantId, order.orderId],
  );
  return rows.map((row) => row.entry);
}

/** Expects a refusal of that code and answers it, for its facts. */
export async function refusal(code: RefusalCode, act: Promise<unknown>): Promise<Refusal> {
  const outcome = await act.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome) || !(outcome.error instanceof Refusal)) {
    throw new Error(`expected the refusal ${code}, got ${JSON.stringify(outcome)}`, {
      cause: 'error' in outcome ? outcome.error : undefined,
    });
  }
  expect(outcome.error.code).toBe(code);
  return outcome.error;
}

/** Empties the floor between tests: every test begins with no stock, no order, no event. */
export async function clear(world: World): Promise<void> {
  await world.owner.query(
    `truncate warehouse.outbound_order, warehouse.outbound_line, warehouse.wave, warehouse.wave_rule,
              warehouse.tour, warehouse.tour_slot, warehouse.pick_task, warehouse.parcel,
              warehouse.manifest, stock.move, stock.balance, stock.availability, stock.reservation,
              platform.event, platform.idempotency, platform.document`,
  );
  await world.owner.query(`delete from graphile_worker._private_jobs`);
  await world.owner.query(`delete from catalogue.location where type = 'carton'`);
}
