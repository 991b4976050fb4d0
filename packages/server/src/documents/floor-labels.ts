import { A4_HEIGHT_MM, A4_WIDTH_MM } from './a4.ts';
import { code128In } from './barcode.ts';
import * as check from './check.ts';
import { drawPdf } from './draw-pdf.ts';
import { setText } from './set-text.ts';
import { boxOf, type Mark, type Sheet } from './sheet.ts';
import { type PaperLanguage, wordsIn } from './words.ts';

export interface LocationLabel {
  /** Read by people from two metres: `A-01-02-3`. */
  readonly locationCode: string;
  /** What the scanner reads; the code itself unless told. */
  readonly barcode?: string;
  readonly zoneCode?: string;
  /** Spoken or typed where nothing scans. */
  readonly checkDigits?: string;
}

export interface ToteLabel {
  readonly toteCode: string;
  readonly nodeName?: string;
}

/** Of a batch of labels. */
export interface LabelBatch {
  readonly printedAt: Date;
  readonly language?: PaperLanguage;
}

const COLUMNS = 3;
const ROWS = 8;
const CELL_WIDTH_MM = A4_WIDTH_MM / COLUMNS;
/** Sheets of 3 x 8 labels of 70 x 37 mm (Avery Zweckform 3474): 8 x 37 mm, 0.5 mm left above and below. */
const CELL_HEIGHT_MM = 37;
const SHEET_TOP_MM = (A4_HEIGHT_MM - ROWS * CELL_HEIGHT_MM) / 2;
/** Laser printers leave 4 to 5 mm white around the sheet. */
const CELL_EDGE_MM = 5;
const TOTE_WIDTH_MM = 100;
const TOTE_HEIGHT_MM = 50;

function locationCell(label: LocationLabel, at: number): Mark[] {
  const xMm = (at % COLUMNS) * CELL_WIDTH_MM + CELL_EDGE_MM;
  const yMm = SHEET_TOP_MM + Math.floor(at / COLUMNS) * CELL_HEIGHT_MM + CELL_EDGE_MM;
  const widthMm = CELL_WIDTH_MM - 2 * CELL_EDGE_MM;
  const foot = { sizeMm: 3.2, sizeMmMin: 2, stand: 'middle' } as const;
  return [
    ...setText(boxOf(xMm, yMm, widthMm, 12), [label.locationCode], {
      sizeMm: 9.2,
      sizeMmMin: 4,
      isBold: true,
      align: 'centre',
      stand: 'middle',
    }),
    code128In(
      boxOf(xMm, yMm + 12, widthMm, 10.5),
      'locations[].barcode',
      label.barcode ?? label.locationCode,
    ),
    ...setText(
      boxOf(xMm, yMm + 22.8, widthMm * 0.7, 4.2),
      label.zoneCode === undefined ? [] : [label.zoneCode],
      foot,
    ),
    ...setText(
      boxOf(xMm + widthMm * 0.7, yMm + 22.8, widthMm * 0.3, 4.2),
      label.checkDigits === undefined ? [] : [label.checkDigits],
      { ...foot, isBold: true, align: 'right' },
    ),
  ];
}

/** 24 bin labels a sheet, in the order given, row by row. */
export function locationLabelsSheet(locations: readonly LocationLabel[], batch: LabelBatch): Sheet {
  check.checkCount('locations', locations.length, 1, 5_000);
  locations.forEach((label, at) => {
    check.checkText(`locations[${at}].locationCode`, label.locationCode, 16);
    check.checkScanCode(`locations[${at}].barcode`, label.barcode ?? label.locationCode, 20);
    check.checkOptionalText(`locations[${at}].zoneCode`, label.zoneCode, 30);
    check.checkOptionalText(`locations[${at}].checkDigits`, label.checkDigits, 6);
  });
  check.checkUnique(
    'locations[].barcode',
    locations.map((label) => label.barcode ?? label.locationCode),
  );
  check.checkInstant('printedAt', batch.printedAt);
  const perPage = COLUMNS * ROWS;
  const pages: Mark[][] = [];
  for (let from = 0; from < locations.length; from += perPage) {
    pages.push(
      locations.slice(from, from + perPage).flatMap((label, at) => locationCell(label, at)),
    );
  }
  return {
    title: 'Location labels',
    widthMm: A4_WIDTH_MM,
    heightMm: A4_HEIGHT_MM,
    printedAt: batch.printedAt,
    pages,
  };
}

/** One tote label of 100 x 50 mm a page. */
export function toteLabelsSheet(totes: readonly ToteLabel[], batch: LabelBatch): Sheet {
  check.checkCount('totes', totes.length, 1, 5_000);
  totes.forEach((tote, at) => {
    check.checkScanCode(`totes[${at}].toteCode`, tote.toteCode, 20);
    check.checkOptionalText(`totes[${at}].nodeName`, tote.nodeName, 80);
  });
  check.checkUnique(
    'totes[].toteCode',
    totes.map((tote) => tote.toteCode),
  );
  check.checkInstant('printedAt', batch.printedAt);
  const say = wordsIn(batch.language ?? 'en');
  const pages = totes.map((tote): Mark[] => [
    ...setText(boxOf(4, 3, 30, 4.5), [say('tote')], { sizeMm: 3, isBold: true }),
    ...setText(boxOf(36, 3, 60, 4.5), tote.nodeName === undefined ? [] : [tote.nodeName], {
      sizeMm: 3,
      sizeMmMin: 1.8,
      align: 'right',
    }),
    ...setText(boxOf(4, 8, 92, 16), [tote.toteCode], {
      sizeMm: 12,
      sizeMmMin: 5,
      isBold: true,
      align: 'centre',
      stand: 'middle',
    }),
    code128In(boxOf(4, 25, 92, 21), 'totes[].toteCode', tote.toteCode),
  ]);
  return {
    title: 'Tote labels',
    widthMm: TOTE_WIDTH_MM,
    heightMm: TOTE_HEIGHT_MM,
    printedAt: batch.printedAt,
    pages,
  };
}

/** Bin labels for sheets of 3 x 8. */
export async function locationLabelsPdf(
  locations: readonly LocationLabel[],
  batch: LabelBatch,
): Promise<Uint8Array> {
  return drawPdf(locationLabelsSheet(locations, batch));
}

/** Tote labels, one a page. */
export async function toteLabelsPdf(
  totes: readonly ToteLabel[],
  batch: LabelBatch,
): Promise<Uint8Array> {
  return drawPdf(toteLabelsSheet(totes, batch));
}
