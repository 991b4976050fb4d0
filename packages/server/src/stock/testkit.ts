import pg from 'pg';
import { afterAll } from 'vitest';
import { type Database, openDatabase, systemActor, type Tx } from '../platform/index.ts';
import type { FreshDatabase } from '../platform/testkit.ts';
import { postMoves } from './move.ts';

/** A small company to try stock and orders on: two nodes, a few bins, SKUs A to E and two kits. */
export interface World {
  database: Database;
  owner: pg.Pool;
  tenantId: number;
  /** By code: `A`…`E`, `KIT` (A + 2 B), `SET` (B + C). */
  sku: Record<string, string>;
  /** By code: `W` (directed, first), `S` (simple). */
  node: Record<string, string>;
  /** By code: `W-1`, `W-2` (bins), `W-DOCK` (not sellable), `W-TOTE`, `W-CARTON`, `S-1`; virtual ones by name. */
  location: Record<string, string>;
  run<T>(act: (tx: Tx) => Promise<T>): Promise<T>;
  /** Receives units from the supplier. */
  receive(skuCode: string, locationCode: string, qty: number): Promise<void>;
  /** `sellable/reserved` of a SKU at a node. */
  numbers(skuCode: string, nodeCode: string): Promise<string>;
  /** Tasks queued since the last call, oldest first: `task payload`. */
  events(): Promise<string[]>;
  rows<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
}

let companies = 0;

/**
 * Makes companies in a test file's database, which do not see each other. Call it at the top of the
 * file: `const aWorld = worldsIn(await freshDatabase());`
 */
export function worldsIn(fresh: FreshDatabase, connectionsMax = 20): () => Promise<World> {
  const owner = new pg.Pool({ connectionString: fresh.ownerUrl, max: 3 });
  const database = openDatabase(fresh.appUrl, { connectionsMax });
  afterAll(async () => {
    await database.close();
    await owner.end();
  });
  return () => addWorld(database, owner);
}

async function addWorld(database: Database, owner: pg.Pool): Promise<World> {
  const rows = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await owner.query<Row>(text, values)).rows;
  companies += 1;
  const [tenant] = await rows<{ tenant_id: number }>(
    `insert into platform.tenant (organisation_id, name, base_currency, gs1_company_prefix)
     values ($1, $1, 'SGD', '1234567') returning tenant_id`,
    [`company ${companies}`],
  );
  const tenantId = tenant?.tenant_id ?? 0;
  const sku = await addSkus(rows, tenantId);
  const { node, location } = await addPlaces(rows, tenantId);
  const scope = { tenantId, actor: systemActor };
  const world: World = {
    ...{ database, owner, tenantId, sku, node, location, rows },
    run: (act) => database.inTransaction(scope, act),
    async receive(skuCode, locationCode, qty) {
      await world.run((tx) =>
        postMoves(tx, [
          {
            skuId: of(sku, skuCode),
            fromLocationId: of(location, 'supplier'),
            toLocationId: of(location, locationCode),
            qty,
            reason: 'receipt',
          },
        ]),
      );
    },
    async numbers(skuCode, nodeCode) {
      const [row] = await rows<{ sellable_qty: number; reserved_qty: number }>(
        `select sellable_qty, reserved_qty from stock.availability
          where tenant_id = $1 and sku_id = $2 and node_id = $3`,
        [tenantId, of(sku, skuCode), of(node, nodeCode)],
      );
      return row === undefined ? 'none' : `${row.sellable_qty}/${row.reserved_qty}`;
    },
    async events() {
      const jobs = await rows<{ id: string; task: string; payload: object }>(
        `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
          where t.id = j.task_id and j.payload ->> 'tenantId' = $1
        returning j.id::text, t.identifier as task, j.payload`,
        [String(tenantId)],
      );
      return jobs
        .sort((a, b) => Number(a.id) - Number(b.id))
        .map(({ task, payload }) => {
          const { tenantId: _tenant, ...rest } = payload as { tenantId: number };
          return `${task} ${JSON.stringify(rest)}`;
        });
    },
  };
  return world;
}

/** A value that the world must have. */
export function of(codes: Record<string, string>, code: string): string {
  const id = codes[code];
  if (id === undefined) throw new Error(`the test world has no ${code}`);
  return id;
}

type Rows = World['rows'];

async function addSkus(rows: Rows, tenantId: number): Promise<Record<string, string>> {
  const [client] = await rows<{ client_id: string }>(
    `insert into catalogue.client (tenant_id, client_code, name) values ($1, 'OWN', 'Own') returning client_id`,
    [tenantId],
  );
  const added = await rows<{ sku_code: string; sku_id: string }>(
    `insert into catalogue.sku (tenant_id, client_id, sku_code, name, is_kit, currency)
     select $1, $2, code, 'SKU ' || code, code in ('KIT', 'SET'), 'SGD'
       from unnest(array['A', 'B', 'C', 'D', 'E', 'KIT', 'SET']) with ordinality c (code, n) order by n
     returning sku_code, sku_id`,
    [tenantId, client?.client_id],
  );
  const sku = Object.fromEntries(added.map((row) => [row.sku_code, row.sku_id]));
  await rows(
    `insert into catalogue.kit_component (tenant_id, kit_sku_id, component_sku_id, qty)
     values ($1, $2, $4, 1), ($1, $2, $5, 2), ($1, $3, $5, 1), ($1, $3, $6, 1)`,
    [tenantId, sku.KIT, sku.SET, sku.A, sku.B, sku.C],
  );
  return sku;
}

async function addPlaces(rows: Rows, tenantId: number) {
  const nodes = await rows<{ node_code: string; node_id: string }>(
    `insert into catalogue.node (tenant_id, node_code, name, mode, priority, latitude, longitude)
     values ($1, 'W', 'Warehouse', 'directed', 10, 1.33, 103.7),
            ($1, 'S', 'Shop', 'simple', 20, 1.30, 103.83) returning node_code, node_id`,
    [tenantId],
  );
  const node = Object.fromEntries(nodes.map((row) => [row.node_code, row.node_id]));
  const places = await rows<{ location_code: string; location_id: string }>(
    `insert into catalogue.location (tenant_id, node_id, location_code, barcode, type, is_sellable)
     select $1, case when left(code, 1) = 'S' then $3::bigint when type = 'virtual' then null else $2::bigint end,
            code, code, type, is_sellable
       from (values ('W-1', 'pick_face', true), ('W-2', 'bulk', true), ('W-DOCK', 'receiving', false),
                    ('W-TOTE', 'tote', true), ('W-CARTON', 'carton', true), ('S-1', 'stock', true),
                    ('supplier', 'virtual', false), ('customer', 'virtual', false), ('loss', 'virtual', false),
                    ('found', 'virtual', false), ('transit', 'virtual', false)) v (code, type, is_sellable)
     returning location_code, location_id`,
    [tenantId, node.W, node.S],
  );
  const location = Object.fromEntries(places.map((row) => [row.location_code, row.location_id]));
  return { node, location };
}
