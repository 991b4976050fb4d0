import bwip from 'bwip-js/node';
import { DocumentInputError } from './check.ts';
import type { BarcodeMark, Box } from './sheet.ts';

/** ISO/IEC 15417 section 4.5 and GS1 General Specifications 5.4: ten modules of white on either side. */
export const QUIET_MODULES = 10;

/**
 * Module widths we print, widest first. 0.5, 0.375 and 0.25 mm are 4, 3 and 2 dots of a 203 dpi head
 * (8 dots per mm), so bars never fall between dots. `printedMm` is the widest any of our printers makes of it:
 * 0.508 and 0.254 mm are 6 and 3 dots at 300 dpi. ISO/IEC 15417 allows from 0.19 mm; below 0.25 mm thermal
 * print stops being dependable.
 */
const MODULES: readonly { moduleMm: number; printedMm: number }[] = [
  { moduleMm: 0.5, printedMm: 0.508 },
  { moduleMm: 0.375, printedMm: 0.375 },
  { moduleMm: 0.25, printedMm: 0.254 },
];

/**
 * GS1 General Specifications 5.12.3 (logistic units): SSCC symbols are 0.495 to 1.016 mm a module and at
 * least 31.75 mm high.
 */
export const SSCC_MODULE_MM = 0.5;
export const SSCC_HEIGHT_MM = 31.75;
/** Bars and spaces in turn, each in modules, beginning with a bar. */
export function barWidths(mark: Pick<BarcodeMark, 'symbology' | 'text'>): number[] {
  const symbols =
    mark.symbology === 'sscc'
      ? bwip.raw('gs1-128', `(00)${mark.text}`, {})
      : bwip.raw('code128', mark.text, {});
  const symbol = symbols[0];
  if (symbol === undefined || !('sbs' in symbol))
    throw new Error('bwip-js returned no linear symbol');
  return symbol.sbs;
}

/** Modules of a mark's symbol, without its quiet zones. */
export function modulesOf(mark: Pick<BarcodeMark, 'symbology' | 'text'>): number {
  return barWidths(mark).reduce((total, width) => total + width, 0);
}

/** A Code 128 as wide as its box allows. Refuses a text that would need modules under 0.25 mm. */
export function code128In(box: Box, field: string, text: string): BarcodeMark {
  const modules = modulesOf({ symbology: 'code128', text }) + 2 * QUIET_MODULES;
  const fit = MODULES.find((step) => modules * step.printedMm <= box.widthMm + 1e-9);
  if (fit === undefined) {
    throw new DocumentInputError(
      field,
      `a code that fits ${box.widthMm} mm of Code 128 at 0.25 mm a module; "${text}" is too long`,
    );
  }
  return { kind: 'barcode', box, symbology: 'code128', text, moduleMm: fit.moduleMm };
}

export function ssccIn(box: Box, sscc: string): BarcodeMark {
  return { kind: 'barcode', box, symbology: 'sscc', text: sscc, moduleMm: SSCC_MODULE_MM };
}
