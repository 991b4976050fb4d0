import type { Tx } from '../platform/index.ts';
import { Refusal } from '../platform/index.ts';

/** A SKU as other domains need it. */
export interface SkuFacts {
  skuId: string;
  skuCode: string;
  name: string;
  isKit: boolean;
  isActive: boolean;
  weightG: number | null;
  volumeMm3: number | null;
  /** Length, width and height as packed; null until all three are known. */
  sidesMm: readonly [number, number, number] | null;
}

interface SkuRow {
  sku_id: string;
  sku_code: string;
  name: string;
  is_kit: boolean;
  is_active: boolean;
  weight_g: number | null;
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
}

const skuColumns = `sku_id, sku_code, name, is_kit, is_active, weight_g, length_mm, width_mm, height_mm`;

function toSkuFacts(row: SkuRow): SkuFacts {
  const { length_mm: l, width_mm: w, height_mm: h } = row;
  return {
    skuId: row.sku_id,
    skuCode: row.sku_code,
    name: row.name,
    isKit: row.is_kit,
    isActive: row.is_active,
    weightG: row.weight_g,
    volumeMm3: l === null || w === null || h === null ? null : l * w * h,
    sidesMm: l === null || w === null || h === null ? null : [l, w, h],
  };
}

/** SKUs by code, exact; a code that does not exist is not in the map. */
export async function skusByCode(
  tx: Tx,
  skuCodes: readonly string[],
): Promise<Map<string, SkuFacts>> {
  const rows = await tx.query<SkuRow>(
    `select ${skuColumns} from catalogue.sku where tenant_id = $1 and sku_code = any($2)`,
    [tx.tenantId, [...new Set(skuCodes)]],
  );
  return new Map(rows.map((row) => [row.sku_code, toSkuFacts(row)]));
}

/** SKUs whose code, name or barcode begins with the words typed, codes first. */
export async function skusMatching(tx: Tx, typed: string, limit: number): Promise<SkuFacts[]> {
  const like = `${typed.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const rows = await tx.query<SkuRow>(
    `select ${skuColumns} from catalogue.sku
      where tenant_id = $1
        and (sku_code like upper($2) or lower(name) like lower($2) or lower(name) like '% ' || lower($2)
             or sku_id in (select b.sku_id from catalogue.barcode b
                            where b.tenant_id = $1 and b.barcode = lpad($3, 14, '0')))
      order by (sku_code like upper($2)) desc, sku_code limit $4`,
    [tx.tenantId, like, typed, limit],
  );
  return rows.map(toSkuFacts);
}

export async function skusById(tx: Tx, skuIds: readonly string[]): Promise<Map<string, SkuFacts>> {
  const rows = await tx.query<SkuRow>(
    `select ${skuColumns} from catalogue.sku where tenant_id = $1 and sku_id = any($2)`,
    [tx.tenantId, [...new Set(skuIds)]],
  );
  return new Map(rows.map((row) => [row.sku_id, toSkuFacts(row)]));
}

/** Components of kits: kit SKU id → what one kit consists of. SKUs that are no kit are not in the map. */
export async function kitsOf(
  tx: Tx,
  skuIds: readonly string[],
): Promise<Map<string, { skuId: string; qty: number }[]>> {
  const rows = await tx.query<{ kit_sku_id: string; component_sku_id: string; qty: number }>(
    `select kit_sku_id, component_sku_id, qty from catalogue.kit_component
      where tenant_id = $1 and kit_sku_id = any($2) order by kit_sku_id, component_sku_id`,
    [tx.tenantId, [...new Set(skuIds)]],
  );
  const kits = new Map<string, { skuId: string; qty: number }[]>();
  for (const row of rows) {
    const components = kits.get(row.kit_sku_id) ?? [];
    components.push({ skuId: row.component_sku_id, qty: row.qty });
    kits.set(row.kit_sku_id, components);
  }
  return kits;
}

/** Kits that contain any of these SKUs. */
export async function kitsContaining(tx: Tx, skuIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ kit_sku_id: string }>(
    `select distinct kit_sku_id from catalogue.kit_component
      where tenant_id = $1 and component_sku_id = any($2)`,
    [tx.tenantId, [...new Set(skuIds)]],
  );
  return rows.map((row) => row.kit_sku_id);
}

/** Every code that a scan of these SKUs may carry. GTINs stand as 14 digits. */
export async function barcodesOf(
  tx: Tx,
  skuIds: readonly string[],
): Promise<Map<string, { barcode: string; unitsPer: number }[]>> {
  const rows = await tx.query<{ sku_id: string; barcode: string; units_per: number }>(
    `select sku_id, barcode, units_per from catalogue.barcode
      where tenant_id = $1 and sku_id = any($2) order by sku_id, units_per, barcode`,
    [tx.tenantId, [...new Set(skuIds)]],
  );
  const codes = new Map<string, { barcode: string; unitsPer: number }[]>();
  for (const row of rows) {
    const list = codes.get(row.sku_id) ?? [];
    list.push({ barcode: row.barcode, unitsPer: row.units_per });
    codes.set(row.sku_id, list);
  }
  return codes;
}

/** What a scanned barcode stands for, or null. `barcode` must be normalised (GTINs as 14 digits). */
export async function skuByBarcode(
  tx: Tx,
  barcode: string,
): Promise<{ skuId: string; unitsPer: number } | null> {
  const [row] = await tx.query<{ sku_id: string; units_per: number }>(
    `select sku_id, units_per from catalogue.barcode where tenant_id = $1 and barcode = $2`,
    [tx.tenantId, barcode],
  );
  return row === undefined ? null : { skuId: row.sku_id, unitsPer: row.units_per };
}

/** A node as sourcing and the floor need it. */
export interface NodeFacts {
  nodeId: string;
  nodeCode: string;
  name: string;
  mode: 'simple' | 'directed' | 'external';
  isActive: boolean;
  priority: number;
  latitude: number | null;
  longitude: number | null;
  postcode: string | null;
  address: string | null;
  timeZone: string;
  geometry: NodeGeometry | null;
}

/** Walking geometry in the optimiser's instance format, millimetres. */
export interface NodeGeometry {
  aisles: number;
  blocks: number;
  slotsPerAisle: number;
  aisleSpacing: number;
  slotPitch: number;
  crossAisleWidth: number;
  depot: { aisle: number; crossAisle: number; offset: number };
}

export async function nodesOf(tx: Tx): Promise<NodeFacts[]> {
  const rows = await tx.query<{
    node_id: string;
    node_code: string;
    name: string;
    mode: NodeFacts['mode'];
    is_active: boolean;
    priority: number;
    latitude: number | null;
    longitude: number | null;
    postcode: string | null;
    address: string | null;
    time_zone: string;
    geometry: NodeGeometry | null;
  }>(
    `select node_id, node_code, name, mode, is_active, priority, latitude, longitude, postcode,
            address, time_zone, geometry
       from catalogue.node where tenant_id = $1 order by priority, node_id`,
    [tx.tenantId],
  );
  return rows.map((row) => ({
    nodeId: row.node_id,
    nodeCode: row.node_code,
    name: row.name,
    mode: row.mode,
    isActive: row.is_active,
    priority: row.priority,
    latitude: row.latitude,
    longitude: row.longitude,
    postcode: row.postcode,
    address: row.address,
    timeZone: row.time_zone,
    geometry: row.geometry,
  }));
}

export async function nodeById(tx: Tx, nodeId: string): Promise<NodeFacts> {
  const node = (await nodesOf(tx)).find((n) => n.nodeId === nodeId);
  if (node === undefined) throw new Refusal('unknown_node', `There is no node ${nodeId}.`);
  return node;
}

/** A location as the ledger and the floor need it. */
export interface LocationFacts {
  locationId: string;
  nodeId: string | null;
  locationCode: string;
  barcode: string;
  type: string;
  isSellable: boolean;
  isBlocked: boolean;
  gridAisle: number | null;
  gridBlock: number | null;
  gridSlot: number | null;
  level: number | null;
}

interface LocationRow {
  location_id: string;
  node_id: string | null;
  location_code: string;
  barcode: string;
  type: string;
  is_sellable: boolean;
  is_blocked: boolean;
  grid_aisle: number | null;
  grid_block: number | null;
  grid_slot: number | null;
  level: number | null;
}

const locationColumns = `location_id, node_id, location_code, barcode, type, is_sellable, is_blocked,
  grid_aisle, grid_block, grid_slot, level`;

function toLocationFacts(row: LocationRow): LocationFacts {
  return {
    locationId: row.location_id,
    nodeId: row.node_id,
    locationCode: row.location_code,
    barcode: row.barcode,
    type: row.type,
    isSellable: row.is_sellable,
    isBlocked: row.is_blocked,
    gridAisle: row.grid_aisle,
    gridBlock: row.grid_block,
    gridSlot: row.grid_slot,
    level: row.level,
  };
}

export async function locationsById(
  tx: Tx,
  locationIds: readonly string[],
): Promise<Map<string, LocationFacts>> {
  const rows = await tx.query<LocationRow>(
    `select ${locationColumns} from catalogue.location
      where tenant_id = $1 and location_id = any($2)`,
    [tx.tenantId, [...new Set(locationIds)]],
  );
  return new Map(rows.map((row) => [row.location_id, toLocationFacts(row)]));
}

/** Locations of a node by code or by barcode, as scanned. */
export async function locationsByScan(
  tx: Tx,
  nodeId: string,
  scans: readonly string[],
): Promise<LocationFacts[]> {
  const rows = await tx.query<LocationRow>(
    `select ${locationColumns} from catalogue.location
      where tenant_id = $1 and node_id = $2 and (barcode = any($3) or location_code = any($3))
      order by location_id`,
    [tx.tenantId, nodeId, [...new Set(scans)]],
  );
  return rows.map(toLocationFacts);
}

/** Location names of the other side of a move that enters or leaves the building. */
export const virtualLocations = ['supplier', 'customer', 'loss', 'found', 'transit'] as const;
export type VirtualLocation = (typeof virtualLocations)[number];

export async function virtualLocationIds(tx: Tx): Promise<Record<VirtualLocation, string>> {
  const rows = await tx.query<{ location_id: string; location_code: string }>(
    `select location_id, location_code from catalogue.location
      where tenant_id = $1 and type = 'virtual'`,
    [tx.tenantId],
  );
  const ids = Object.fromEntries(rows.map((row) => [row.location_code, row.location_id]));
  for (const name of virtualLocations) {
    if (ids[name] === undefined)
      throw new Error(`tenant ${tx.tenantId} lacks the location ${name}`);
  }
  return ids as Record<VirtualLocation, string>;
}

/** Locations of given types in a node. */
export async function locationsOfType(
  tx: Tx,
  nodeId: string,
  types: readonly string[],
): Promise<LocationFacts[]> {
  const rows = await tx.query<LocationRow>(
    `select ${locationColumns} from catalogue.location
      where tenant_id = $1 and node_id = $2 and type = any($3) order by location_code`,
    [tx.tenantId, nodeId, types],
  );
  return rows.map(toLocationFacts);
}

/** Makes a carton a location of the ledger: goods are in it until it ships. Answers its id. */
export async function addCarton(tx: Tx, nodeId: string, sscc: string): Promise<string> {
  const [row] = await tx.query<{ location_id: string }>(
    `insert into catalogue.location (tenant_id, node_id, location_code, barcode, type, is_sellable)
     values ($1, $2, $3, $3, 'carton', true) returning location_id`,
    [tx.tenantId, nodeId, sscc],
  );
  if (row === undefined) throw new Error('the carton was not made a location');
  return row.location_id;
}
