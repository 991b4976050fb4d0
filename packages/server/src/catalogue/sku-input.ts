import { type SkuInput, toGtin14 } from '@quayside/contract';
import { Refusal } from '../platform/index.ts';

/** What is known of a SKU before a change to it. */
export interface KnownSku {
  skuId: string;
  skuCode: string;
  name: string;
  tracking: string;
  isKit: boolean;
  lengthMm: number | null;
  widthMm: number | null;
  heightMm: number | null;
  weightG: number | null;
  priceMinor: number | null;
  currency: string;
  tags: string[];
}

/** A barcode as it is stored: GTINs as 14 digits, any other code as it stands. */
export interface BarcodeInput {
  skuCode: string;
  barcode: string;
  packName: string;
  unitsPer: number;
}

/** The stored form of a code: 14 digits where it is a GTIN with a right check digit, else the text. */
export const normalisedBarcode = (text: string): string => toGtin14(text) ?? text;

/**
 * Barcodes of the rows that name them. The same code twice on one SKU is one; on two SKUs of the
 * request it is refused with `duplicate_code`.
 */
export function barcodesIn(inputs: readonly SkuInput[]): BarcodeInput[] {
  const byBarcode = new Map<string, BarcodeInput>();
  for (const { skuCode, barcodes = [] } of inputs) {
    for (const given of barcodes) {
      const barcode = normalisedBarcode(given.barcode);
      const unitsPer = given.unitsPer ?? 1;
      const packName = given.packName ?? (unitsPer === 1 ? 'each' : `pack of ${unitsPer}`);
      const other = byBarcode.get(barcode);
      if (other !== undefined && other.skuCode !== skuCode) {
        refuseBarcode(barcode, other.skuCode, skuCode);
      }
      byBarcode.set(barcode, { skuCode, barcode, packName, unitsPer });
    }
  }
  return [...byBarcode.values()];
}

export function refuseBarcode(barcode: string, ownerCode: string, wantedBy: string): never {
  throw new Refusal(
    'duplicate_code',
    `Barcode ${barcode} belongs to ${ownerCode}; it cannot also be ${wantedBy}'s.`,
    {
      facts: { barcode, skuCode: ownerCode, wantedBy },
      remedy: `Take it off ${ownerCode} first, or correct it on ${wantedBy}.`,
    },
  );
}

/** Refuses a request that names a SKU twice: which of the two rows would win is nobody's guess. */
export function refuseTwice(inputs: readonly SkuInput[]): void {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { skuCode } of inputs) (seen.has(skuCode) ? twice : seen).add(skuCode);
  if (twice.size === 0) return;
  throw new Refusal('duplicate_code', `Named more than once: ${listed([...twice])}.`, {
    facts: { skuCodes: [...twice] },
    remedy: 'Keep one row per SKU.',
  });
}

/**
 * A kit stays a kit and a plain SKU plain: a plain one may have stock, which a kit must not have, and
 * orders may hold promises on a kit's components.
 */
export function refuseChangeOfKind(
  inputs: readonly SkuInput[],
  known: ReadonlyMap<string, KnownSku>,
): void {
  for (const { skuCode, components } of inputs) {
    const before = known.get(skuCode);
    if (before === undefined || components === undefined) continue;
    if (before.isKit === components.length > 0) continue;
    throw new Refusal(
      'state_refused',
      before.isKit
        ? `${skuCode} is a kit and needs at least one component.`
        : `${skuCode} is not a kit and cannot become one: it may have stock.`,
      { facts: { skuCode }, remedy: 'Use a new SKU code.' },
    );
  }
}

/** Refuses components that do not exist, are kits themselves, or come twice in one kit. */
export function refuseBadComponents(
  inputs: readonly SkuInput[],
  isKitByCode: ReadonlyMap<string, boolean>,
): void {
  for (const { skuCode, components = [] } of inputs) {
    const codes = components.map((component) => component.skuCode);
    const unknown = codes.filter((code) => !isKitByCode.has(code));
    if (unknown.length > 0) {
      throw new Refusal('unknown_sku', `Kit ${skuCode} names ${listed(unknown)}; no such SKU.`, {
        facts: { skuCode, components: unknown },
      });
    }
    const kits = codes.filter((code) => isKitByCode.get(code) === true);
    if (kits.length > 0) {
      throw new Refusal('invalid_input', `Kit ${skuCode} cannot contain the kit ${listed(kits)}.`, {
        facts: { skuCode, components: kits },
        remedy: 'Name the components of the inner kit instead.',
      });
    }
    if (new Set(codes).size < codes.length) {
      throw new Refusal('invalid_input', `Kit ${skuCode} names a component twice.`, {
        facts: { skuCode, components: codes },
        remedy: 'Add their quantities.',
      });
    }
  }
}

/** The fields of a change to a known SKU that differ: before and after; null where nothing does. */
export function differences(
  before: KnownSku,
  input: SkuInput,
): Record<string, { before: unknown; after: unknown }> | null {
  const found: Record<string, { before: unknown; after: unknown }> = {};
  for (const field of comparedFields) {
    const after = input[field];
    if (after === undefined) continue;
    if (JSON.stringify(before[field]) === JSON.stringify(after)) continue;
    found[field] = { before: before[field], after };
  }
  return Object.keys(found).length === 0 ? null : found;
}

const comparedFields = [
  'name',
  'tracking',
  'lengthMm',
  'widthMm',
  'heightMm',
  'weightG',
  'priceMinor',
  'currency',
  'tags',
] as const;

/** At most five of a long list, so that a refusal stays readable. */
export function listed(codes: readonly string[]): string {
  const more = codes.length - 5;
  return more > 0 ? `${codes.slice(0, 5).join(', ')} and ${more} more` : codes.join(', ');
}
