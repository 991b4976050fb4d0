import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { isGtin } from '../../packages/contract/src/barcode.ts';
import { type Layout, walkDistance } from '../../packages/optimiser/src/index.ts';
import { buildSeedFiles, packFile, staleFiles } from './build.ts';
import type { SeedInvoice, SeedSku } from './catalogue.ts';
import type { SeedKit } from './kits.ts';
import { PARCEL_LIMIT } from './sizes.ts';
import type { SeedLocation } from './warehouse.ts';

const SEED_FOLDER = join(import.meta.dirname, '../../db/seed');

interface SeedNode {
  code: string;
  geometry: Layout;
  geometryOrigin: { xMm: number; yMm: number };
  locations: SeedLocation[];
  assignment: { skuCode: string; locations: { locationCode: string; qty: number }[] }[];
}

let files: Map<string, string>;
let skus: SeedSku[];
let dropped: Record<string, number>;
let invoices: SeedInvoice[];
let nodes: [SeedNode, SeedNode];
let kits: SeedKit[];

beforeAll(async () => {
  files = await buildSeedFiles(SEED_FOLDER);
  ({ skus, dropped } = JSON.parse(fileText('catalogue.json.gz')));
  invoices = fileText('invoices.ndjson.gz')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  ({ nodes } = JSON.parse(fileText('layout.json')));
  ({ kits } = JSON.parse(fileText('kits.json')));
});

function fileText(name: string): string {
  const text = files.get(name);
  if (text === undefined) throw new Error(`The builder makes no ${name}`);
  return text;
}

test('the files in db/seed are what the builder makes', () => {
  expect(staleFiles(SEED_FOLDER, files)).toEqual([]);
});

test('a file that differs from what the builder makes is named', () => {
  const changed = new Map(files).set('kits.json', '{}\n');

  expect(staleFiles(SEED_FOLDER, changed)).toEqual(['kits.json']);
});

test('packing names neither time nor machine, so the same text is the same bytes', () => {
  const bytes = packFile('invoices.ndjson.gz', fileText('invoices.ndjson.gz'));

  expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
  expect(gunzipSync(bytes).toString()).toBe(fileText('invoices.ndjson.gz'));
  const onDisk = readFileSync(join(SEED_FOLDER, 'invoices.ndjson.gz'));
  expect([...onDisk.subarray(4, 10)]).toEqual([0, 0, 0, 0, 2, 255]);
});

test('every line of the published file is kept or counted under one reason', () => {
  expect(dropped).toEqual({
    linesRead: 240_007,
    linesKept: 237_142,
    notGoodsLines: 1_457,
    zeroQtyLines: 0,
    negativeQtyLines: 737,
    priceNotPositiveLines: 671,
    notGoodsCodes: 14,
    neverSoldCodes: 119,
    invoicesRead: 12_468,
    invoicesKept: 11_107,
    invoicesWithoutLines: 1_361,
  });
  expect(invoices.length).toBe(11_107);
  expect(invoices.reduce((sum, invoice) => sum + invoice.lines.length, 0)).toBe(237_142);
});

test('invoices come in the order of their time, then number', () => {
  const keys = invoices.map((invoice) => `${invoice.placedAt} ${invoice.invoiceNumber}`);

  expect(keys).toEqual(keys.toSorted());
  expect(new Set(invoices.map((invoice) => invoice.invoiceNumber)).size).toBe(11_107);
  expect(invoices.filter((invoice) => invoice.isCancelled).length).toBe(1_750);
});

test('each SKU has numbers of its own, a price, a parcel-sized body and stock for all its demand', () => {
  const gtins = [...skus.flatMap((sku) => [sku.gtin, ...sku.packs.map((pack) => pack.gtin)])];
  gtins.push(...kits.map((kit) => kit.gtin));
  expect(new Set(gtins).size).toBe(gtins.length);
  expect(gtins.filter((gtin) => !isGtin(gtin))).toEqual([]);
  const demandBySku = new Map<string, number>();
  for (const line of invoices.flatMap((invoice) => invoice.lines)) {
    demandBySku.set(line.skuCode, (demandBySku.get(line.skuCode) ?? 0) + line.qty);
  }
  expect(demandBySku.size).toBe(skus.length);
  for (const sku of skus) {
    expect(sku.totalDemandQty).toBe(demandBySku.get(sku.skuCode));
    expect(sku.openingQty).toBeGreaterThanOrEqual(Math.max(24, (sku.totalDemandQty * 11) / 10));
    expect(sku.openingQty % 12).toBe(0);
    expect(sku.priceMinor).toBeGreaterThan(0);
    expect(sku.name).toMatch(/^\S+( \S+)*$/);
    expect(sku.lengthMm).toBeLessThanOrEqual(PARCEL_LIMIT.lengthMm);
    expect(sku.widthMm).toBeLessThanOrEqual(PARCEL_LIMIT.widthMm);
    expect(sku.heightMm).toBeLessThanOrEqual(PARCEL_LIMIT.heightMm);
    expect(sku.weightG).toBeLessThanOrEqual(PARCEL_LIMIT.weightG);
  }
});

test('no bin holds more goods, litres or grams than it can, and all opening stock lies somewhere', () => {
  const [warehouse, shop] = nodes;
  const skuByCode = new Map(skus.map((sku) => [sku.skuCode, sku]));
  const load = new Map<string, { skuCount: number; mm3: number; grams: number }>();
  const qtyBySku = new Map<string, number>();
  for (const { skuCode, locations } of [...warehouse.assignment, ...shop.assignment]) {
    const sku = skuByCode.get(skuCode);
    if (!sku) throw new Error(`${skuCode} is assigned but not in the catalogue`);
    for (const { locationCode, qty } of locations) {
      expect(qty).toBeGreaterThan(0);
      const bin = load.get(locationCode) ?? { skuCount: 0, mm3: 0, grams: 0 };
      bin.skuCount += 1;
      bin.mm3 += qty * sku.lengthMm * sku.widthMm * sku.heightMm;
      bin.grams += qty * sku.weightG;
      load.set(locationCode, bin);
      qtyBySku.set(skuCode, (qtyBySku.get(skuCode) ?? 0) + qty);
    }
  }

  expect(qtyBySku).toEqual(new Map(skus.map((sku) => [sku.skuCode, sku.openingQty])));
  expect(shop.assignment.length).toBe(300);
  for (const location of warehouse.locations) {
    const bin = load.get(location.code);
    if (!bin) continue;
    expect(bin.skuCount).toBeLessThanOrEqual(4);
    expect(bin.mm3).toBeLessThanOrEqual(location.capacityLitres * 1e6);
    expect(bin.grams).toBeLessThanOrEqual(location.capacityG);
  }
});

test('the warehouse has every kind of location, each with a barcode of its own', () => {
  const [warehouse] = nodes;
  const counts = Object.fromEntries(
    [...Map.groupBy(warehouse.locations, (location) => location.type)].map(([type, same]) => [
      type,
      same.length,
    ]),
  );

  expect(counts).toEqual({
    pick: 1_200,
    bulk: 800,
    receiving: 3,
    packing: 4,
    dock: 2,
    tote: 60,
    cart: 6,
    staging: 5,
  });
  expect(new Set(warehouse.locations.map((location) => location.barcode)).size).toBe(2_080);
});

test('every rack stands where its stop in the walking graph is', () => {
  const [{ geometry, geometryOrigin, locations }] = nodes;
  const racks = locations.filter(({ type }) => type === 'pick' || type === 'bulk');
  const firstSlot = { aisle: 0, block: 0, slot: 0 };

  expect(new Set(racks.map(({ walk }) => JSON.stringify(walk))).size).toBe(200);
  for (const { walk, xMm, yMm, aisle, bay, side } of racks) {
    if (!walk || bay === undefined) throw new Error('A rack has no stop');
    const aisleXMm = geometryOrigin.xMm + walk.aisle * geometry.aisleSpacing;
    expect(xMm - aisleXMm).toBe(side === 'L' ? -1_400 : 1_400);
    expect('ABCDEFGHIJ'[walk.aisle]).toBe(aisle);
    // Up one aisle the walk is the difference in depth.
    const ahead = walkDistance(geometry, firstSlot, { ...walk, aisle: 0 });
    expect(yMm - geometryOrigin.yMm).toBe(2_850 + ahead);
    expect(bay).toBe(2 * (walk.block * 10 + walk.slot) + (side === 'L' ? 1 : 2));
  }
});

test('twelve kits, made of goods on sale, cheaper than their parts', () => {
  const priceBySku = new Map(skus.map((sku) => [sku.skuCode, sku.priceMinor]));

  expect(kits.length).toBe(12);
  for (const kit of kits) {
    const partsMinor = kit.components.reduce(
      (sum, component) => sum + (priceBySku.get(component.skuCode) ?? Number.NaN) * component.qty,
      0,
    );
    expect(kit.priceMinor).toBeLessThan(partsMinor);
  }
});
