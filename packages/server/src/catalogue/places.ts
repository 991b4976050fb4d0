import type { locationTypes } from '@quayside/contract';
import { Refusal, record, type Tx, tenantFacts } from '../platform/index.ts';
import { type NodeFacts, type NodeGeometry, nodeById, virtualLocations } from './read.ts';
import { listed } from './sku-input.ts';

type LocationType = (typeof locationTypes)[number];

/** The one place of a simple node: all its stock, no bins. */
const STOCK_CODE = 'STOCK';

/**
 * Whether stock in a location of that type may be promised. Totes, cartons, carts and what leads out are
 * sellable, because their goods stay promised until they leave; what has just come in is not, until it
 * is put away.
 */
const isSellableByType: Record<LocationType, boolean> = {
  pick_face: true,
  bulk: true,
  stock: true,
  packing: true,
  staging: true,
  tote: true,
  carton: true,
  cart: true,
  receiving: false,
  dock: false,
};
/** Places that need a directed node: bins that a tour visits. */
const binTypes = new Set<LocationType>(['pick_face', 'bulk', 'stock']);

/** What every tenant has: one client, and the virtual locations, the other side of moves in and out. */
export async function openCatalogue(
  tx: Tx,
  client: { clientCode: string; name: string },
): Promise<void> {
  await tx.execute(
    `insert into catalogue.client (tenant_id, client_code, name) values ($1, $2, $3)`,
    [tx.tenantId, client.clientCode, client.name],
  );
  await tx.execute(
    `insert into catalogue.location (tenant_id, node_id, location_code, barcode, type, is_sellable)
     select $1, null, v.name, v.name, 'virtual', false from unnest($2::text[]) v (name)`,
    [tx.tenantId, virtualLocations],
  );
}

export interface NodeInput {
  nodeCode: string;
  name: string;
  mode: 'simple' | 'directed';
  priority?: number | undefined;
  latitude?: number | undefined;
  longitude?: number | undefined;
  postcode?: string | undefined;
  address?: string | undefined;
  timeZone?: string | undefined;
  geometry?: NodeGeometry | undefined;
}

/**
 * Adds a node and answers its id; a simple one gets its one sellable location `STOCK`. Refuses
 * `duplicate_code`, and `invalid_input` for a time zone that does not exist.
 */
export async function addNode(tx: Tx, input: NodeInput): Promise<string> {
  const timeZone = input.timeZone ?? (await tenantFacts(tx)).timeZone;
  refuseUnknownTimeZone(timeZone);
  const [row] = await tx.query<{ node_id: string }>(
    `insert into catalogue.node (tenant_id, node_code, name, mode, priority, latitude, longitude,
            postcode, address, time_zone, geometry)
     values ($1, $2, $3, $4, coalesce($5, 100), $6, $7, $8, $9, $10, $11)
     on conflict (tenant_id, node_code) do nothing returning node_id`,
    [
      tx.tenantId,
      input.nodeCode,
      input.name,
      input.mode,
      input.priority ?? null,
      input.latitude ?? null,
      input.longitude ?? null,
      input.postcode ?? null,
      input.address ?? null,
      timeZone,
      input.geometry === undefined ? null : JSON.stringify(input.geometry),
    ],
  );
  if (row === undefined) {
    throw new Refusal('duplicate_code', `There is already a node ${input.nodeCode}.`, {
      facts: { nodeCode: input.nodeCode },
    });
  }
  if (input.mode === 'simple') {
    await tx.execute(
      `insert into catalogue.location (tenant_id, node_id, location_code, barcode, type, is_sellable)
       values ($1, $2, $3, $3, 'stock', true)`,
      [tx.tenantId, row.node_id, STOCK_CODE],
    );
  }
  const { nodeCode, name, mode, priority } = input;
  await record(tx, [
    {
      subjectKind: 'node',
      subjectId: row.node_id,
      kind: 'node_added',
      facts: { nodeCode, name, mode, priority },
    },
  ]);
  return row.node_id;
}

function refuseUnknownTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refusal('invalid_input', `${timeZone} is no time zone.`, {
      facts: { timeZone },
      remedy: 'Use an IANA name such as Asia/Singapore.',
    });
  }
}

export interface NodeChange {
  name?: string | undefined;
  priority?: number | undefined;
  isActive?: boolean | undefined;
  mode?: 'directed' | undefined;
}

/**
 * Changes a node. Simple to directed keeps all stock and its history: the stock location stays where it
 * is and becomes a bulk location, from which goods are moved to bins. There is no way back.
 */
export async function changeNode(tx: Tx, nodeId: string, change: NodeChange): Promise<void> {
  const [locked] = await tx.query<{ node_id: string }>(
    `select node_id from catalogue.node where tenant_id = $1 and node_id = $2 for no key update`,
    [tx.tenantId, nodeId],
  );
  if (locked === undefined) throw new Refusal('not_found', `There is no node ${nodeId}.`);
  const node = await nodeById(tx, nodeId);
  if (change.mode === 'directed' && node.mode === 'external') {
    throw new Refusal('state_refused', `${node.nodeCode} is run by somebody else.`, {
      facts: { nodeCode: node.nodeCode, mode: node.mode },
    });
  }
  const before = changeable(node);
  const after = {
    name: change.name ?? node.name,
    priority: change.priority ?? node.priority,
    isActive: change.isActive ?? node.isActive,
    mode: change.mode ?? node.mode,
  };
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await tx.execute(
    `update catalogue.node set name = $3, priority = $4, is_active = $5, mode = $6
      where tenant_id = $1 and node_id = $2`,
    [tx.tenantId, nodeId, after.name, after.priority, after.isActive, after.mode],
  );
  if (after.mode !== before.mode) {
    await tx.execute(
      `update catalogue.location set type = 'bulk'
        where tenant_id = $1 and node_id = $2 and type = 'stock'`,
      [tx.tenantId, nodeId],
    );
  }
  await record(tx, [
    { subjectKind: 'node', subjectId: nodeId, kind: 'node_changed', facts: { before, after } },
  ]);
}

const changeable = ({ name, priority, isActive, mode }: NodeFacts) => ({
  name,
  priority,
  isActive,
  mode,
});

export interface LocationInput {
  locationCode: string;
  barcode?: string | undefined;
  type: LocationType;
  zone?: string | undefined;
  aisle?: string | undefined;
  bay?: number | undefined;
  level?: number | undefined;
  xMm?: number | undefined;
  yMm?: number | undefined;
  zMm?: number | undefined;
  capacityL?: number | undefined;
  capacityG?: number | undefined;
  /** Place on the node's walking geometry, from 0. */
  grid?: { aisle: number; block: number; slot: number } | undefined;
}

/**
 * Creates locations of a node in one statement: all or none. The barcode is the code where none is
 * given. Refuses `duplicate_code`, naming which codes or barcodes are taken, and `state_refused` for
 * bins in a node that has none.
 */
export async function addLocations(
  tx: Tx,
  nodeId: string,
  inputs: readonly LocationInput[],
): Promise<{ created: number }> {
  const node = await nodeById(tx, nodeId);
  if (node.mode !== 'directed' && inputs.some((input) => binTypes.has(input.type))) {
    throw new Refusal('state_refused', `${node.nodeCode} keeps all its stock in one place.`, {
      facts: { nodeCode: node.nodeCode, mode: node.mode },
      remedy: 'Switch the node to directed first; its stock stays.',
    });
  }
  refuseTaken(repeated(inputs.map((i) => i.locationCode)), 'location code', node.nodeCode);
  refuseTaken(repeated(inputs.map(barcodeOf)), 'location barcode', node.nodeCode);
  const created = await insertLocations(tx, nodeId, inputs);
  if (created.length === inputs.length) return { created: created.length };
  const done = new Set(created);
  const left = inputs.filter((input) => !done.has(input.locationCode));
  const taken = await takenCodes(tx, nodeId, left);
  refuseTaken(taken.codes, 'location code', node.nodeCode);
  refuseTaken(taken.barcodes, 'location barcode', node.nodeCode);
  throw new Error(`locations were not created: ${listed(left.map((i) => i.locationCode))}`);
}

const barcodeOf = (input: LocationInput) => input.barcode ?? input.locationCode;

async function insertLocations(
  tx: Tx,
  nodeId: string,
  inputs: readonly LocationInput[],
): Promise<string[]> {
  const rows = await tx.query<{ location_code: string }>(
    `insert into catalogue.location (tenant_id, node_id, location_code, barcode, type, zone, aisle,
            bay, level, x_mm, y_mm, z_mm, capacity_l, capacity_g, grid_aisle, grid_block, grid_slot,
            is_sellable)
     select $1, $2, g.location_code, g.barcode, g.type, g.zone, g.aisle, g.bay, g.level, g.x_mm,
            g.y_mm, g.z_mm, g.capacity_l, g.capacity_g, g.grid_aisle, g.grid_block, g.grid_slot,
            g.is_sellable
       from jsonb_to_recordset($3::jsonb) as g (location_code text, barcode text, type text, zone text,
            aisle text, bay int, level int, x_mm int, y_mm int, z_mm int, capacity_l int,
            capacity_g int, grid_aisle int, grid_block int, grid_slot int, is_sellable boolean)
      order by g.location_code
     on conflict do nothing returning location_code`,
    [tx.tenantId, nodeId, JSON.stringify(inputs.map(toRecord))],
  );
  return rows.map((row) => row.location_code);
}

function toRecord(input: LocationInput): Record<string, unknown> {
  return {
    location_code: input.locationCode,
    barcode: barcodeOf(input),
    type: input.type,
    zone: input.zone,
    aisle: input.aisle,
    bay: input.bay,
    level: input.level,
    x_mm: input.xMm,
    y_mm: input.yMm,
    z_mm: input.zMm,
    capacity_l: input.capacityL,
    capacity_g: input.capacityG,
    grid_aisle: input.grid?.aisle,
    grid_block: input.grid?.block,
    grid_slot: input.grid?.slot,
    is_sellable: isSellableByType[input.type],
  };
}

async function takenCodes(
  tx: Tx,
  nodeId: string,
  inputs: readonly LocationInput[],
): Promise<{ codes: string[]; barcodes: string[] }> {
  const codes = inputs.map((input) => input.locationCode);
  const barcodes = inputs.map(barcodeOf);
  const rows = await tx.query<{ location_code: string; barcode: string }>(
    `select location_code, barcode from catalogue.location
      where tenant_id = $1 and node_id = $2 and (location_code = any($3) or barcode = any($4))
      order by location_code`,
    [tx.tenantId, nodeId, codes, barcodes],
  );
  return {
    codes: rows.map((row) => row.location_code).filter((code) => codes.includes(code)),
    barcodes: rows.map((row) => row.barcode).filter((barcode) => barcodes.includes(barcode)),
  };
}

function repeated(codes: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const code of codes) (seen.has(code) ? twice : seen).add(code);
  return [...twice];
}

function refuseTaken(codes: readonly string[], what: string, nodeCode: string): void {
  if (codes.length === 0) return;
  throw new Refusal('duplicate_code', `Taken in ${nodeCode} (${what}): ${listed(codes)}.`, {
    facts: { nodeCode, what, codes },
    remedy: 'Leave these away or rename them; nothing was created.',
  });
}
