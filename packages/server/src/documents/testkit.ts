import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ready } from 'zpl-renderer-js';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { modulesOf, QUIET_MODULES } from './barcode.ts';
import { textWidthMm } from './fonts.ts';
import type { Box, Mark, Sheet } from './sheet.ts';

/** What a scanner would see on a paper: used by tests only. */
export interface SeenBarcode {
  readonly format: string;
  readonly text: string;
  /** `]C1` is GS1-128 (FNC1 first), `]C0` plain Code 128. */
  readonly symbologyIdentifier: string;
}

const locate = createRequire(import.meta.url).resolve;
/** 8 dots a mm: what a 203 dpi head makes of the page. */
const PDF_SCALE_203_DPI = 203.2 / 72;

prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(readFileSync(locate('zxing-wasm/reader/zxing_reader.wasm'))).buffer,
  },
});

async function openPdf(pdf: Uint8Array) {
  return getDocument({ data: pdf.slice(), verbosity: 0 }).promise;
}

export async function pageCount(pdf: Uint8Array): Promise<number> {
  return (await openPdf(pdf)).numPages;
}

export async function pagePng(
  pdf: Uint8Array,
  pageNumber: number,
  scale = PDF_SCALE_203_DPI,
): Promise<Buffer> {
  const page = await (await openPdf(pdf)).getPage(pageNumber);
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
  await page.render({ canvas, viewport }).promise;
  return canvas.toBuffer('image/png');
}

/** All text of a page, in drawing order, composed. */
export async function pageText(pdf: Uint8Array, pageNumber: number): Promise<string> {
  const page = await (await openPdf(pdf)).getPage(pageNumber);
  const { items } = await page.getTextContent();
  return items
    .map((item) => ('str' in item ? item.str : ''))
    .join('\n')
    .normalize('NFC');
}

export async function zplPng(zpl: string, dotsPerMm: 8 | 12): Promise<Buffer> {
  const { api } = await ready;
  return Buffer.from(await api.zplToBase64Async(zpl, 100, 150, dotsPerMm), 'base64');
}

/** The column of dots furthest right that carries ink. */
export async function lastInkedColumn(png: Buffer): Promise<number> {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data: rgba } = context.getImageData(0, 0, image.width, image.height);
  for (let x = image.width - 1; x >= 0; x -= 1) {
    for (let y = 0; y < image.height; y += 1) {
      if ((rgba[(y * image.width + x) * 4] ?? 255) < 128) return x;
    }
  }
  return -1;
}

/** Every barcode in a picture, from the top down. */
export async function scan(png: Buffer): Promise<SeenBarcode[]> {
  const seen = await readBarcodes(new Uint8Array(png), {
    formats: ['Code128'],
    tryHarder: true,
    textMode: 'Plain',
    maxNumberOfSymbols: 255,
  });
  return seen
    .sort(
      (one, other) =>
        one.position.topLeft.y - other.position.topLeft.y ||
        one.position.topLeft.x - other.position.topLeft.x,
    )
    .map(({ format, text, symbologyIdentifier }) => ({ format, text, symbologyIdentifier }));
}

/** Room a mark's ink takes: for a text its real width inside the box it was given. */
function inkOf(mark: Mark): Box {
  if (mark.kind !== 'text') return mark.box;
  const widthMm = textWidthMm(mark.text, mark.sizeMm, mark.isBold);
  const share = { left: 0, centre: 0.5, right: 1 }[mark.align];
  return { ...mark.box, xMm: mark.box.xMm + (mark.box.widthMm - widthMm) * share, widthMm };
}

/** Touching is allowed, overlapping by more than rounding is not. */
const SLACK_MM = 0.01;

function isInside(inner: Box, outer: Box): boolean {
  return (
    inner.xMm >= outer.xMm - SLACK_MM &&
    inner.yMm >= outer.yMm - SLACK_MM &&
    inner.xMm + inner.widthMm <= outer.xMm + outer.widthMm + SLACK_MM &&
    inner.yMm + inner.heightMm <= outer.yMm + outer.heightMm + SLACK_MM
  );
}

function isOverlapping(one: Box, other: Box): boolean {
  return (
    one.xMm + one.widthMm > other.xMm + SLACK_MM &&
    other.xMm + other.widthMm > one.xMm + SLACK_MM &&
    one.yMm + one.heightMm > other.yMm + SLACK_MM &&
    other.yMm + other.heightMm > one.yMm + SLACK_MM
  );
}

function tell(mark: Mark): string {
  return 'text' in mark ? `${mark.kind} "${mark.text}"` : mark.kind;
}

function faultsOfPage(sheet: Sheet, marks: readonly Mark[]): string[] {
  const paper = { xMm: 0, yMm: 0, widthMm: sheet.widthMm, heightMm: sheet.heightMm };
  const faults: string[] = [];
  for (const mark of marks) {
    if (!isInside(inkOf(mark), mark.box)) faults.push(`${tell(mark)} leaves its box`);
    if (!isInside(inkOf(mark), paper)) faults.push(`${tell(mark)} leaves the paper`);
    if (mark.kind === 'barcode') {
      const neededMm = (modulesOf(mark) + 2 * QUIET_MODULES) * mark.moduleMm;
      if (neededMm > mark.box.widthMm) faults.push(`${tell(mark)} lacks its quiet zone`);
    }
  }
  // Tints and frames are meant to lie around others; texts, rules and barcodes are not.
  const solid = marks.filter(
    (mark) => mark.kind !== 'frame' && !(mark.kind === 'fill' && mark.tint),
  );
  solid.forEach((one, at) => {
    for (const other of solid.slice(at + 1)) {
      if (isOverlapping(inkOf(one), inkOf(other))) faults.push(`${tell(one)} meets ${tell(other)}`);
    }
  });
  return faults;
}

/** What overflows, overlaps or lacks white on a sheet; empty when it may be printed. */
export function faultsOf(sheet: Sheet): string[] {
  return sheet.pages.flatMap((marks) => faultsOfPage(sheet, marks));
}
