import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ready } from 'zpl-renderer-js';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

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
