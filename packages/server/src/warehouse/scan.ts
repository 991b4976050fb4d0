import { readScan } from '@quayside/contract';
import {
  type LocationFacts,
  locationsByScan,
  skuByBarcode,
  skusByCode,
} from '../catalogue/index.ts';
import { Refusal, type Tx } from '../platform/index.ts';

/** What a scanner sent, as the look-ups need it. */
export interface ScanCodes {
  /** As read, without the symbology identifier. */
  text: string;
  /** What a SKU may be known by: its GTIN as kept (14 digits), then the text itself. */
  itemCodes: string[];
  /** AI 10 of a GS1 symbol. */
  lotCode: string | null;
  sscc: string | null;
}

/** Reads a scan. Refuses `unknown_barcode` where the symbol breaks the rules of its kind. */
export function scanCodes(raw: string): ScanCodes {
  const scan = readScan(raw);
  switch (scan.kind) {
    case 'gtin':
      return { text: scan.text, itemCodes: [scan.gtin14, scan.text], lotCode: null, sscc: null };
    case 'sscc':
      return { text: scan.text, itemCodes: [scan.text], lotCode: null, sscc: scan.sscc };
    case 'gs1': {
      const valueOf = (ai: string) => scan.elements.find((e) => e.ai === ai)?.value ?? null;
      const gtin14 = valueOf('01');
      return {
        text: gtin14 ?? raw.trim(),
        itemCodes: gtin14 === null ? [] : [gtin14],
        lotCode: valueOf('10'),
        sscc: valueOf('00'),
      };
    }
    case 'text':
      return { text: scan.text, itemCodes: [scan.text], lotCode: null, sscc: null };
    case 'invalid':
      throw new Refusal('unknown_barcode', scan.message, {
        facts: { got: scan.text, fault: scan.reason },
        remedy: 'Scan the barcode again; if it stays, type the code below it.',
      });
    default:
      return scan satisfies never;
  }
}

/** True where a scan says this location: its barcode, or its code typed by hand in any case. */
export function saysLocation(
  raw: string,
  location: { locationCode: string; barcode: string },
): boolean {
  const { text } = scanCodes(raw);
  return text === location.barcode || text.toUpperCase() === location.locationCode.toUpperCase();
}

/** The location of a node that a scan says, or null. */
export async function locationOfScan(
  tx: Tx,
  nodeId: string,
  raw: string,
): Promise<LocationFacts | null> {
  const { text, sscc } = scanCodes(raw);
  const found = await locationsByScan(tx, nodeId, [
    text,
    text.toUpperCase(),
    ...(sscc === null ? [] : [sscc]),
  ]);
  return found[0] ?? null;
}

/** The SKU that a scan says, with how many units one scan stands for, or null. */
export async function itemOfScan(
  tx: Tx,
  raw: string,
): Promise<{ skuId: string; unitsPer: number; lotCode: string | null } | null> {
  const { text, itemCodes, lotCode } = scanCodes(raw);
  for (const code of itemCodes) {
    const found = await skuByBarcode(tx, code);
    if (found !== null) return { ...found, lotCode };
  }
  const byCode = await skusByCode(tx, [text, text.toUpperCase()]);
  const sku = byCode.get(text) ?? byCode.get(text.toUpperCase());
  return sku === undefined ? null : { skuId: sku.skuId, unitsPer: 1, lotCode };
}

/** In a picker's words what a wrong scan was. Refuses `unknown_barcode` where it is nothing we know. */
export async function nameOfScan(
  tx: Tx,
  nodeId: string,
  raw: string,
  wanted: 'location' | 'item' | 'tote',
): Promise<string> {
  const location = await locationOfScan(tx, nodeId, raw);
  if (location !== null) {
    return `${location.type === 'tote' ? 'tote' : 'location'} ${location.locationCode}`;
  }
  const item = await itemOfScan(tx, raw);
  const { text } = scanCodes(raw);
  if (item !== null) return `item ${text}`;
  throw new Refusal('unknown_barcode', `Nothing here carries the barcode ${text}.`, {
    facts: { got: text, wanted },
    remedy: `Scan the ${wanted === 'item' ? 'item’s' : `${wanted}’s`} own label.`,
  });
}

/** The tote of a node that a scan says. Refuses `unknown_barcode` and `wrong_tote`. */
export async function toteOfScan(tx: Tx, nodeId: string, raw: string): Promise<LocationFacts> {
  const location = await locationOfScan(tx, nodeId, raw);
  if (location?.type === 'tote' && !location.isBlocked) return location;
  const got =
    location?.type === 'tote'
      ? `tote ${location.locationCode}, which is blocked`
      : await nameOfScan(tx, nodeId, raw, 'tote');
  throw new Refusal('wrong_tote', `A tote was expected, this is ${got}.`, {
    facts: { expected: 'tote', got },
    remedy: 'Scan the label of a free tote.',
  });
}
