import { readScan, toGtin14 } from '@quayside/contract';

/** A scan as the floor compares it: without symbology prefix, with what GS1 says inside it. */
export interface Code {
  /** What was read, without the symbology identifier: what people are shown. */
  text: string;
  /** As it came: what the server is sent, so that it reads the same symbol. */
  raw: string;
  /** The trade item, 14 digits, or null where the code names none. */
  gtin14: string | null;
  sscc: string | null;
  lotCode: string | null;
}

/** Reads what a scanner, a camera or a person gave. Pure; an unreadable code stays plain text. */
export function readCode(raw: string): Code {
  const scan = readScan(raw);
  const plain = { raw: raw.trim(), gtin14: null, sscc: null, lotCode: null };
  switch (scan.kind) {
    case 'gtin':
      return { ...plain, text: scan.text, gtin14: scan.gtin14 };
    case 'sscc':
      return { ...plain, text: scan.text, sscc: scan.sscc };
    case 'gs1': {
      const value = (ai: string) => scan.elements.find((one) => one.ai === ai)?.value ?? null;
      const text = scan.elements.map((one) => `(${one.ai})${one.value}`).join('');
      return { ...plain, text, gtin14: value('01'), sscc: value('00'), lotCode: value('10') };
    }
    case 'text':
    case 'invalid':
      return { ...plain, text: scan.text };
    default:
      return scan satisfies never;
  }
}

/** True where the scan is this code as printed; letters count alike in both cases. */
export function isSameCode(code: Code, printed: string): boolean {
  return code.text.toUpperCase() === printed.trim().toUpperCase();
}

/**
 * What is sent for a code that was typed in other letters than printed: as printed, because the
 * server knows it so. A code scanned as printed goes as it came, symbology and all.
 */
export function asPrinted(code: Code, printed: string): string {
  return code.text === printed || !isSameCode(code, printed) ? code.raw : printed;
}

/** True where the scan names this item code: printed alike, or the same GTIN in another length. */
export function isSameItem(code: Code, barcode: string): boolean {
  if (isSameCode(code, barcode)) return true;
  return code.gtin14 !== null && code.gtin14 === toGtin14(barcode);
}

/** True where the scan names this parcel: its SSCC, bare or as a GS1 element, or tracking number. */
export function isSameParcel(code: Code, sscc: string, trackingNumber: string | null): boolean {
  if (code.sscc === sscc || isSameCode(code, sscc)) return true;
  return trackingNumber !== null && isSameCode(code, trackingNumber);
}
