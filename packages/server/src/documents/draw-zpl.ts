import { modulesOf } from './barcode.ts';
import { textWidthMm } from './fonts.ts';
import { rasterText } from './raster.ts';
import type { BarcodeMark, FillMark, FrameMark, Mark, Sheet, TextMark } from './sheet.ts';

export type PrinterDpi = 203 | 300;

/** Zebra heads: "203 dpi" is 8 dots a mm, "300 dpi" is 300 dots an inch (ZPL II manual, ^JM and head tables). */
const DOTS_PER_MM: Record<PrinterDpi, number> = { 203: 8, 300: 300 / 25.4 };

/** The printer's own font 0 is trusted with these only: it prints a box for ộ and for Thai. */
const NATIVE = /^[\x20-\x7e]*$/;

/**
 * Field text under ^FH: the two command prefixes, the hex mark itself, and the backslash of ^FB, as hex.
 * Without it a customer named `^XZ` would end the label.
 */
export function zplText(text: string): string {
  return text.replace(/[\^~_\\]/g, (mark) => `_${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/** Left edge in dots of a text of this width. */
function leftDots(mark: TextMark, widthDots: number, dotsPerMm: number): number {
  const share = { left: 0, centre: 0.5, right: 1 }[mark.align];
  const spareDots = mark.box.widthMm * dotsPerMm - widthDots;
  return Math.max(0, Math.round(mark.box.xMm * dotsPerMm + spareDots * share));
}

/**
 * Font 0 (CG Triumvirate Bold Condensed) against Noto Sans Regular at equal height: narrower in all but these,
 * measured character by character with zpl-renderer-js 3.4.0, rounded up.
 */
const WIDER_IN_FONT_0: readonly { readonly characters: RegExp; readonly times: number }[] = [
  { characters: /-/g, times: 2.5 },
  { characters: /J/g, times: 1.65 },
  { characters: /[!'(),.:;?_`ijl]/g, times: 1.25 },
];

/** ^A takes heights and widths of scalable fonts from 10 dots (ZPL II Programming Guide, ^A). */
const FONT_0_DOTS_MIN = 10;

/** The most a printer's font 0 makes of a text, in dots. */
function nativeWidthDots(text: string, sizeDots: number): number {
  const extras = WIDER_IN_FONT_0.map(({ characters, times }) => {
    const wider = (text.match(characters) ?? []).join('');
    return textWidthMm(wider, sizeDots, false) * (times - 1);
  });
  return extras.reduce((total, extra) => total + extra, textWidthMm(text, sizeDots, false));
}

/**
 * ^FT puts the baseline where it belongs; ^FB places right and centred lines by the printer's own widths.
 * A line that might come out wider than its box is narrowed by the width of ^A0; null when even that cannot do it.
 */
function drawNative(mark: TextMark, dotsPerMm: number): string | null {
  const size = Math.floor(mark.sizeMm * dotsPerMm);
  const room = Math.floor(mark.box.widthMm * dotsPerMm);
  const narrow = Math.min(1, room / nativeWidthDots(mark.text, size));
  const width = Math.floor(size * narrow);
  if (width < FONT_0_DOTS_MIN) return null;
  const x = Math.round(mark.box.xMm * dotsPerMm);
  const y = Math.round(mark.baselineMm * dotsPerMm);
  const font = `^FT${x},${y}^A0N,${size},${width}`;
  const field = `^FH^FD${zplText(mark.text)}^FS`;
  if (mark.align === 'left') return `${font}${field}`;
  const side = mark.align === 'centre' ? 'C' : 'R';
  return `${font}^FB${room},1,0,${side},0${field}`;
}

function drawRaster(mark: TextMark, dotsPerMm: number): string {
  const topDots = Math.round(mark.box.yMm * dotsPerMm);
  const picture = rasterText(mark.text, {
    isBold: mark.isBold,
    sizeDots: mark.sizeMm * dotsPerMm,
    heightDots: Math.floor(mark.box.heightMm * dotsPerMm),
    baselineDots: mark.baselineMm * dotsPerMm - topDots,
  });
  const widthDots = textWidthMm(mark.text, mark.sizeMm, mark.isBold) * dotsPerMm;
  const count = picture.bytes.length;
  return `^FO${leftDots(mark, widthDots, dotsPerMm)},${topDots}^GFA,${count},${count},${picture.bytesPerRow},${hex(picture.bytes)}^FS`;
}

function drawBarcode(mark: BarcodeMark, dotsPerMm: number): string {
  const moduleDots = Math.round(mark.moduleMm * dotsPerMm);
  const widthDots = modulesOf(mark) * moduleDots;
  const x = Math.round(mark.box.xMm * dotsPerMm + (mark.box.widthMm * dotsPerMm - widthDots) / 2);
  const y = Math.round(mark.box.yMm * dotsPerMm);
  const height = Math.round(mark.box.heightMm * dotsPerMm);
  const at = `^FO${x},${y}^BY${moduleDots}`;
  if (mark.symbology === 'sscc') {
    // >; starts subset C, >8 is FNC1, which makes it GS1-128; the twenty digits never leave C.
    return `${at}^BCN,${height},N,N,N,N^FD>;>800${mark.text}^FS`;
  }
  // Mode A: the printer changes subsets itself. Written-out changes (>5, >6) silently alter the content where
  // firmwares disagree about them.
  return `${at}^BCN,${height},N,N,N,A^FH^FD${zplText(mark.text)}^FS`;
}

function drawBlock(mark: FillMark | FrameMark, dotsPerMm: number): string {
  const [x, y, width, height] = [
    mark.box.xMm,
    mark.box.yMm,
    mark.box.widthMm,
    mark.box.heightMm,
  ].map((mm) => Math.max(1, Math.round(mm * dotsPerMm)));
  const strokeMm =
    mark.kind === 'frame' ? mark.strokeMm : Math.min(mark.box.widthMm, mark.box.heightMm);
  return `^FO${x},${y}^GB${width},${height},${Math.max(1, Math.round(strokeMm * dotsPerMm))}^FS`;
}

function drawMark(mark: Mark, dotsPerMm: number): string {
  switch (mark.kind) {
    case 'text': {
      const native = NATIVE.test(mark.text) ? drawNative(mark, dotsPerMm) : null;
      return native ?? drawRaster(mark, dotsPerMm);
    }
    case 'barcode':
      return drawBarcode(mark, dotsPerMm);
    default:
      return drawBlock(mark, dotsPerMm);
  }
}

/** Draws a sheet for a Zebra printer, one ^XA…^XZ a page. Tints print black, so labels have none. */
export function drawZpl(sheet: Sheet, dpi: PrinterDpi): string {
  const dotsPerMm = DOTS_PER_MM[dpi];
  const width = Math.floor(sheet.widthMm * dotsPerMm);
  const length = Math.floor(sheet.heightMm * dotsPerMm);
  return sheet.pages
    .map((marks) =>
      [
        `^XA^CI28^PW${width}^LL${length}^LH0,0^PON`,
        ...marks.map((mark) => drawMark(mark, dotsPerMm)),
        '^XZ\n',
      ].join('\n'),
    )
    .join('');
}
