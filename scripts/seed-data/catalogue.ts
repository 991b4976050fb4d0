import { gs1CheckDigit } from '../../packages/contract/src/barcode.ts';
import { isGoodsCode, tidyName } from './goods.ts';
import { sizeOf, type UnitSize } from './sizes.ts';
import type { SourceLine } from './source.ts';

/** One way a SKU is packed in bulk. */
export interface Pack {
  name: 'inner' | 'case';
  unitsPer: number;
  gtin: string;
}

/** One thing the demo shop sells. */
export interface SeedSku extends UnitSize {
  skuCode: string;
  name: string;
  gtin: string;
  priceMinor: number;
  currency: 'SGD';
  packs: Pack[];
  totalDemandQty: number;
  openingQty: number;
  abc: 'A' | 'B' | 'C';
}

/** One basket of the file; a cancelled one was bought and then called off. */
export interface SeedInvoice {
  invoiceNumber: string;
  placedAt: string;
  customerNumber: string | null;
  country: string;
  isCancelled: boolean;
  lines: { skuCode: string; qty: number; unitPriceMinor: number }[];
}

/** What was left out of the file, by reason. */
export interface Dropped {
  linesRead: number;
  linesKept: number;
  notGoodsLines: number;
  zeroQtyLines: number;
  negativeQtyLines: number;
  priceNotPositiveLines: number;
  notGoodsCodes: number;
  neverSoldCodes: number;
  invoicesRead: number;
  invoicesKept: number;
  invoicesWithoutLines: number;
}

/** The whole of the seed that is read from the file. */
export interface SeedCatalogue {
  dropped: Dropped;
  skus: SeedSku[];
  invoices: SeedInvoice[];
  /** Times each SKU is picked over the file: what its class and its bin are chosen by. */
  pickCountBySku: Map<string, number>;
}

// GS1 keeps prefixes 20-29 for numbers that circulate inside one company: they can never clash
// with a maker's own GTIN. 2000 + rank is a SKU, 2009 + rank a kit.
const SKU_PREFIX = '2000';
const KIT_PREFIX = '2009';

/** Reads goods, prices, baskets and demand out of the file's lines. */
export function buildCatalogue(source: readonly SourceLine[]): SeedCatalogue {
  const dropped = countNothing();
  const kept = source.filter((line) => keepLine(line, dropped));
  dropped.linesRead = source.length;
  dropped.linesKept = kept.length;

  const linesBySku = Map.groupBy(kept, (line) => line.stockCode);
  const allCodes = new Set(source.map((line) => line.stockCode));
  const goodsCodes = [...allCodes].filter(isGoodsCode);
  dropped.notGoodsCodes = allCodes.size - goodsCodes.length;
  dropped.neverSoldCodes = goodsCodes.length - linesBySku.size;

  const skuCodes = [...linesBySku.keys()].sort(byCodePoint);
  const pickCountBySku = new Map(skuCodes.map((code) => [code, linesBySku.get(code)?.length ?? 0]));
  const abcBySku = classify(pickCountBySku);
  const skus = skuCodes.map((skuCode, index) =>
    toSku(skuCode, index + 1, linesBySku.get(skuCode) ?? [], abcBySku.get(skuCode) ?? 'C'),
  );
  const invoices = toInvoices(kept);
  dropped.invoicesRead = new Set(source.map((line) => line.invoiceNumber)).size;
  dropped.invoicesKept = invoices.length;
  dropped.invoicesWithoutLines = dropped.invoicesRead - invoices.length;
  return { dropped, skus, invoices, pickCountBySku };
}

function countNothing(): Dropped {
  return {
    linesRead: 0,
    linesKept: 0,
    notGoodsLines: 0,
    zeroQtyLines: 0,
    negativeQtyLines: 0,
    priceNotPositiveLines: 0,
    notGoodsCodes: 0,
    neverSoldCodes: 0,
    invoicesRead: 0,
    invoicesKept: 0,
    invoicesWithoutLines: 0,
  };
}

// A line with several faults is counted once, under the first that applies.
function keepLine(line: SourceLine, dropped: Dropped): boolean {
  if (!isGoodsCode(line.stockCode)) dropped.notGoodsLines += 1;
  else if (line.qty === 0) dropped.zeroQtyLines += 1;
  else if (line.qty < 0 && !isCancellation(line)) dropped.negativeQtyLines += 1;
  else if (line.unitPriceMinor <= 0) dropped.priceNotPositiveLines += 1;
  else return true;
  return false;
}

function isCancellation(line: SourceLine): boolean {
  return line.invoiceNumber.startsWith('C');
}

function toSku(
  skuCode: string,
  rank: number,
  lines: readonly SourceLine[],
  abc: 'A' | 'B' | 'C',
): SeedSku {
  const description = mostFrequent(lines.flatMap((line) => line.description?.trim() || []));
  if (description === undefined) throw new Error(`SKU ${skuCode} is sold but never described`);
  const size = sizeOf(skuCode, description);
  const totalDemandQty = lines.reduce((sum, line) => sum + Math.abs(line.qty), 0);
  return {
    skuCode,
    name: tidyName(description),
    gtin: gtin13(SKU_PREFIX, rank),
    priceMinor: median(lines.map((line) => line.unitPriceMinor)),
    currency: 'SGD',
    ...size,
    packs: packsOf(SKU_PREFIX, rank, size),
    totalDemandQty,
    openingQty: openingQty(totalDemandQty),
    abc,
  };
}

/** Demand and a tenth more, in whole dozens, never under two dozen. */
export function openingQty(totalDemandQty: number): number {
  return Math.max(24, Math.ceil((totalDemandQty * 11) / 120) * 12);
}

/** The GTIN-13 of the n-th kit. */
export function kitGtin(rank: number): string {
  return gtin13(KIT_PREFIX, rank);
}

function gtin13(prefix: string, rank: number): string {
  const body = prefix + String(rank).padStart(8, '0');
  return body + gs1CheckDigit(body);
}

function packsOf(prefix: string, rank: number, size: UnitSize): Pack[] {
  const litres = (size.lengthMm * size.widthMm * size.heightMm) / 1e6;
  const [innerUnits, caseUnits] =
    litres < 0.25
      ? [12, 144]
      : litres < 1
        ? [12, 72]
        : litres < 3
          ? [6, 24]
          : litres < 9
            ? [2, 8]
            : [0, 2];
  const packs: Pack[] = [];
  // The indicator digit makes a GTIN-14 of its own out of the same item reference.
  const gtin14 = (indicator: number) => {
    const body = indicator + prefix + String(rank).padStart(8, '0');
    return body + gs1CheckDigit(body);
  };
  if (innerUnits > 0) packs.push({ name: 'inner', unitsPer: innerUnits, gtin: gtin14(1) });
  // One person must be able to lift a case: 18 kg.
  const liftable =
    innerUnits > 0 ? Math.floor(18_000 / size.weightG / innerUnits) * innerUnits : caseUnits;
  const unitsPerCase = Math.min(caseUnits, liftable);
  if (unitsPerCase > innerUnits && unitsPerCase * size.weightG <= 18_000) {
    packs.push({ name: 'case', unitsPer: unitsPerCase, gtin: gtin14(2) });
  }
  return packs;
}

/** A: the SKUs behind the first 80 % of picks; B: up to 95 %; C: the rest. */
export function classify(
  pickCountBySku: ReadonlyMap<string, number>,
): Map<string, 'A' | 'B' | 'C'> {
  const total = [...pickCountBySku.values()].reduce((sum, count) => sum + count, 0);
  let before = 0;
  return new Map(
    byPopularity(pickCountBySku).map(([skuCode, count]) => {
      const abc = before < total * 0.8 ? 'A' : before < total * 0.95 ? 'B' : 'C';
      before += count;
      return [skuCode, abc];
    }),
  );
}

/** Most picked first; equal counts by code. */
export function byPopularity(pickCountBySku: ReadonlyMap<string, number>): [string, number][] {
  return [...pickCountBySku].sort((a, b) => b[1] - a[1] || byCodePoint(a[0], b[0]));
}

function toInvoices(kept: readonly SourceLine[]): SeedInvoice[] {
  const linesByInvoice = Map.groupBy(kept, (line) => line.invoiceNumber);
  const invoices = [...linesByInvoice].map(([invoiceNumber, lines]) =>
    toInvoice(invoiceNumber, lines),
  );
  return invoices.sort(
    (a, b) => byCodePoint(a.placedAt, b.placedAt) || byCodePoint(a.invoiceNumber, b.invoiceNumber),
  );
}

function toInvoice(invoiceNumber: string, lines: readonly SourceLine[]): SeedInvoice {
  const [first] = lines;
  if (!first) throw new Error(`Invoice ${invoiceNumber} has no lines`);
  return {
    invoiceNumber,
    // A few invoices were typed over two minutes; the first one counts.
    placedAt: lines.map((line) => line.placedAt).sort(byCodePoint)[0] ?? first.placedAt,
    customerNumber: first.customerNumber,
    country: first.country,
    isCancelled: isCancellation(first),
    lines: lines.map((line) => ({
      skuCode: line.stockCode,
      qty: Math.abs(line.qty),
      unitPriceMinor: line.unitPriceMinor,
    })),
  };
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mostFrequent(values: readonly string[]): string | undefined {
  const counts = [...Map.groupBy(values, (value) => value)].map(
    ([value, same]) => [value, same.length] as const,
  );
  return counts.sort((a, b) => b[1] - a[1] || byCodePoint(a[0], b[0]))[0]?.[0];
}

// An even count takes the upper of the two middle prices, so that the price is one really asked.
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
