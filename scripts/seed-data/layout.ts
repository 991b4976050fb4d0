import { type Assignment, assignBins } from './assignment.ts';
import { byPopularity, type SeedCatalogue } from './catalogue.ts';
import { GEOMETRY, GEOMETRY_ORIGIN, warehouseLocations, ZONES } from './warehouse.ts';

const SHOP_SKUS = 300;
const SHOP_SHARE = 0.05;
const SHOP_QTY_MIN = 6;
const SHOP_STOCK_LOCATION = 'ORCHARD-STOCK';

/** The demo's two nodes with all their locations and where each SKU's opening stock lies. */
export function buildLayout(catalogue: SeedCatalogue): { nodes: object[] } {
  const shopQtyBySku = shopQty(catalogue);
  const warehouseQtyBySku = new Map(
    catalogue.skus.map((sku) => [
      sku.skuCode,
      sku.openingQty - (shopQtyBySku.get(sku.skuCode) ?? 0),
    ]),
  );
  const locations = warehouseLocations();
  return {
    nodes: [
      {
        code: 'SG-WEST',
        name: 'Harbour Gifts West',
        mode: 'directed',
        priority: 1,
        latitude: 1.3196,
        longitude: 103.6702,
        addressLine: '21 Gul Circle',
        postcode: '629587',
        countryCode: 'SG',
        timeZone: 'Asia/Singapore',
        geometry: GEOMETRY,
        geometryOrigin: GEOMETRY_ORIGIN,
        zones: ZONES,
        locations,
        assignment: assignBins(catalogue, locations, warehouseQtyBySku),
      },
      {
        code: 'ORCHARD',
        name: 'Harbour Gifts Orchard',
        mode: 'simple',
        priority: 2,
        latitude: 1.3038,
        longitude: 103.8318,
        addressLine: '2 Orchard Turn',
        postcode: '238801',
        countryCode: 'SG',
        timeZone: 'Asia/Singapore',
        locations: [{ code: SHOP_STOCK_LOCATION, barcode: SHOP_STOCK_LOCATION, type: 'stock' }],
        assignment: shopAssignment(shopQtyBySku),
      },
    ],
  };
}

// The shop holds the most picked goods only.
function shopQty({ skus, pickCountBySku }: SeedCatalogue): Map<string, number> {
  const openingBySku = new Map(skus.map((sku) => [sku.skuCode, sku.openingQty]));
  return new Map(
    byPopularity(pickCountBySku)
      .slice(0, SHOP_SKUS)
      .map(([skuCode]) => {
        const opening = openingBySku.get(skuCode) ?? 0;
        return [skuCode, Math.max(SHOP_QTY_MIN, Math.round(opening * SHOP_SHARE))];
      }),
  );
}

function shopAssignment(shopQtyBySku: ReadonlyMap<string, number>): Assignment[] {
  return [...shopQtyBySku]
    .map(([skuCode, qty]) => ({
      skuCode,
      locations: [{ locationCode: SHOP_STOCK_LOCATION, qty }],
    }))
    .sort((a, b) => (a.skuCode < b.skuCode ? -1 : 1));
}

/** JSON with one row of a list a line, so that a change shows as the lines it touches. */
export function rowsJson(value: unknown, depth = 0): string {
  const indent = '  '.repeat(depth + 1);
  const close = `\n${'  '.repeat(depth)}`;
  if (Array.isArray(value) && depth > 0) {
    const isNested = value.some((item) => JSON.stringify(item).length > 2_000);
    const rows = value.map(
      (item) => indent + (isNested ? rowsJson(item, depth + 1) : JSON.stringify(item)),
    );
    return value.length === 0 ? '[]' : `[\n${rows.join(',\n')}${close}]`;
  }
  if (
    depth === 0 ||
    (typeof value === 'object' && value !== null && JSON.stringify(value).length > 2_000)
  ) {
    const entries = Object.entries(value ?? {}).map(
      ([key, field]) => `${indent}${JSON.stringify(key)}: ${rowsJson(field, depth + 1)}`,
    );
    return `{\n${entries.join(',\n')}${close}}`;
  }
  return JSON.stringify(value);
}
