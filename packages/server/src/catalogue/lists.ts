import type { Location, Node, Sku } from '@quayside/contract';
import { type Caller, decodeCursor, Refusal, type Tx, toPage } from '../platform/index.ts';
import { normalisedBarcode } from './sku-input.ts';

/** Clients of the tenant, the first one first. */
export async function clientsOf(
  tx: Tx,
): Promise<{ clientId: string; clientCode: string; name: string }[]> {
  return tx.query(
    `select client_id as "clientId", client_code as "clientCode", name
       from catalogue.client where tenant_id = $1 order by client_id limit 1000`,
    [tx.tenantId],
  );
}

interface SkuRow {
  sku_id: string;
  sku_code: string;
  name: string;
  tracking: Sku['tracking'];
  is_kit: boolean;
  is_active: boolean;
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
  weight_g: number | null;
  price_minor: string | null;
  currency: string;
  abc: string | null;
  tags: string[];
}

const skuColumns = `s.sku_id, s.sku_code, s.name, s.tracking, s.is_kit, s.is_active, s.length_mm,
  s.width_mm, s.height_mm, s.weight_g, s.price_minor, s.currency, s.abc, s.tags`;

interface SkuQuery {
  cursor?: string;
  limit?: number;
  search?: string;
  isKit?: boolean;
}

/**
 * SKUs in order of their codes. `search` fits the start of a code, any part of a name, or a whole
 * barcode as scanned. A caller limited by client sees the SKUs of its clients.
 */
export async function listSkus(
  tx: Tx,
  caller: Caller,
  query: SkuQuery,
): Promise<{ rows: Sku[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  const after = decodeCursor(query.cursor, 1);
  const search = query.search?.trim() ?? '';
  const rows = await tx.query<SkuRow>(
    `select ${skuColumns} from catalogue.sku s
      where s.tenant_id = $1
        and ($2::text is null or s.sku_code > $2)
        and ($3::bigint[] is null or s.client_id = any($3))
        and ($4::boolean is null or s.is_kit = $4)
        and ($5::text is null or s.sku_code ilike $5 || '%' or s.name ilike '%' || $5 || '%'
             or exists (select 1 from catalogue.barcode b
                         where b.tenant_id = $1 and b.sku_id = s.sku_id and b.barcode = $6))
      order by s.sku_code
      limit $7`,
    [
      tx.tenantId,
      after?.[0] ?? null,
      clientIdsOf(caller),
      query.isKit ?? null,
      search === '' ? null : likeText(search),
      normalisedBarcode(search),
      limit + 1,
    ],
  );
  const page = toPage(rows, limit, (row) => [row.sku_code]);
  return { rows: await toSkus(tx, page.rows), nextCursor: page.nextCursor };
}

/** One SKU; `not_found` also where it belongs to a client that the caller may not see. */
export async function getSku(tx: Tx, caller: Caller, skuId: string): Promise<Sku> {
  const rows = await tx.query<SkuRow>(
    `select ${skuColumns} from catalogue.sku s
      where s.tenant_id = $1 and s.sku_id = $2 and ($3::bigint[] is null or s.client_id = any($3))`,
    [tx.tenantId, skuId, clientIdsOf(caller)],
  );
  const [sku] = await toSkus(tx, rows);
  if (sku === undefined) throw new Refusal('not_found', `There is no SKU ${skuId}.`);
  return sku;
}

const clientIdsOf = (caller: Caller) => (caller.clientIds === null ? null : [...caller.clientIds]);

/** `%` and `_` of what somebody typed stand for themselves. */
const likeText = (text: string) => text.replace(/[\\%_]/g, '\\$&');

async function toSkus(tx: Tx, rows: readonly SkuRow[]): Promise<Sku[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.sku_id);
  const barcodes = await tx.query<{ skuId: string } & Sku['barcodes'][number]>(
    `select sku_id as "skuId", barcode, pack_name as "packName", units_per as "unitsPer"
       from catalogue.barcode where tenant_id = $1 and sku_id = any($2)
      order by sku_id, units_per, barcode`,
    [tx.tenantId, ids],
  );
  const components = await tx.query<{ kitId: string } & Sku['components'][number]>(
    `select k.kit_sku_id as "kitId", s.sku_id as "skuId", s.sku_code as "skuCode", s.name, k.qty
       from catalogue.kit_component k
       join catalogue.sku s on s.tenant_id = k.tenant_id and s.sku_id = k.component_sku_id
      where k.tenant_id = $1 and k.kit_sku_id = any($2)
      order by k.kit_sku_id, s.sku_code`,
    [tx.tenantId, ids],
  );
  const barcodesBySku = Map.groupBy(barcodes, (row) => row.skuId);
  const componentsByKit = Map.groupBy(components, (row) => row.kitId);
  return rows.map((row) => ({
    skuId: row.sku_id,
    skuCode: row.sku_code,
    name: row.name,
    tracking: row.tracking,
    isKit: row.is_kit,
    isActive: row.is_active,
    lengthMm: row.length_mm,
    widthMm: row.width_mm,
    heightMm: row.height_mm,
    weightG: row.weight_g,
    priceMinor: row.price_minor === null ? null : Number(row.price_minor),
    currency: row.currency,
    abc: row.abc,
    tags: row.tags,
    barcodes: (barcodesBySku.get(row.sku_id) ?? []).map(({ barcode, packName, unitsPer }) => ({
      barcode,
      packName,
      unitsPer,
    })),
    components: (componentsByKit.get(row.sku_id) ?? []).map(({ skuId, skuCode, name, qty }) => ({
      skuId,
      skuCode,
      name,
      qty,
    })),
  }));
}

/** Nodes that the caller may see, in sourcing order. Cartons in transit are not counted as locations. */
export async function listNodes(tx: Tx, nodeIds: readonly string[] | null): Promise<Node[]> {
  return tx.query<Node>(
    `select n.node_id as "nodeId", n.node_code as "nodeCode", n.name, n.mode,
            n.is_active as "isActive", n.priority, n.latitude, n.longitude, n.postcode, n.address,
            n.time_zone as "timeZone",
            (select count(*)::int from catalogue.location l
              where l.tenant_id = $1 and l.node_id = n.node_id and l.type <> 'carton')
            as "locationCount"
       from catalogue.node n
      where n.tenant_id = $1 and ($2::bigint[] is null or n.node_id = any($2))
      order by n.priority, n.node_id
      limit 1000`,
    [tx.tenantId, nodeIds],
  );
}

type LocationBase = Omit<Location, 'skuCount' | 'onHandQty'>;

interface LocationQuery {
  cursor?: string;
  limit?: number;
  search?: string;
  type?: Location['type'];
}

/** What lies in locations; asked of the stock domain, which stands above this one. */
export type StockByLocation = (
  tx: Tx,
  locationIds: string[],
) => Promise<Map<string, { skuCount: number; onHandQty: number }>>;

/**
 * Locations of a node in order of their codes. Cartons only when asked for by type: each parcel ever
 * packed is one. `search` fits the start of a code or a whole barcode.
 */
export async function listLocations(
  tx: Tx,
  nodeId: string,
  query: LocationQuery,
  stockByLocation: StockByLocation,
): Promise<{ rows: Location[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  const after = decodeCursor(query.cursor, 1);
  const search = query.search?.trim() ?? '';
  const rows = await tx.query<LocationBase>(
    `select location_id as "locationId", node_id as "nodeId", location_code as "locationCode",
            barcode, type, zone, aisle, bay, level, x_mm as "xMm", y_mm as "yMm", z_mm as "zMm",
            capacity_l as "capacityL", capacity_g as "capacityG", is_blocked as "isBlocked"
       from catalogue.location
      where tenant_id = $1 and node_id = $2
        and ($3::text is null or location_code > $3)
        and type = coalesce($4, type) and ($4::text is not null or type <> 'carton')
        and ($5::text is null or location_code ilike $5 || '%' or barcode = $6)
      order by location_code
      limit $7`,
    [
      tx.tenantId,
      nodeId,
      after?.[0] ?? null,
      query.type ?? null,
      search === '' ? null : likeText(search),
      search,
      limit + 1,
    ],
  );
  const page = toPage(rows, limit, (row) => [row.locationCode]);
  const stock = await stockByLocation(
    tx,
    page.rows.map((row) => row.locationId),
  );
  return {
    rows: page.rows.map((row) => ({
      ...row,
      skuCount: stock.get(row.locationId)?.skuCount ?? 0,
      onHandQty: stock.get(row.locationId)?.onHandQty ?? 0,
    })),
    nextCursor: page.nextCursor,
  };
}
