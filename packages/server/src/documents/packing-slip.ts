import {
  A4_BOTTOM_MM,
  A4_INNER_MM,
  a4Facts,
  a4Head,
  a4Sheet,
  MARGIN_MM,
  NEXT_TOP_MM,
} from './a4.ts';
import * as check from './check.ts';
import { drawPdf } from './draw-pdf.ts';
import { setText, textHeightMm } from './set-text.ts';
import { boxOf, type Mark, type Sheet } from './sheet.ts';
import { runTable } from './table.ts';
import { localDay, type PaperLanguage, wordsIn } from './words.ts';

export interface PackingSlipLine {
  readonly skuCode: string;
  readonly itemName: string;
  readonly orderedQty: number;
  /** In this parcel; never more than ordered. */
  readonly packedQty: number;
}

/** What the customer finds in the parcel. No prices: a parcel may be a gift. */
export interface PackingSlipInput {
  readonly shopName: string;
  readonly orderNumber: string;
  readonly orderedAt: Date;
  readonly customerName: string;
  readonly addressLines: readonly string[];
  readonly parcelNumber: number;
  readonly parcelCount: number;
  /** 1 to 500. */
  readonly lines: readonly PackingSlipLine[];
  /** The shop's word to the customer, such as how to send goods back. */
  readonly note?: string;
  readonly printedAt: Date;
  readonly timeZone: string;
  readonly language?: PaperLanguage;
}

const NOTE = { sizeMm: 3.2, sizeMmMin: 2 } as const;
const NOTE_HEIGHT_MM_MAX = 60;

function checkInput(input: PackingSlipInput): void {
  check.checkText('shopName', input.shopName, 80);
  check.checkScanCode('orderNumber', input.orderNumber, 40);
  check.checkInstant('orderedAt', input.orderedAt);
  check.checkText('customerName', input.customerName, 120);
  check.checkCount('addressLines', input.addressLines.length, 1, 7);
  input.addressLines.forEach((line, at) => {
    check.checkText(`addressLines[${at}]`, line, 120);
  });
  check.checkWhole('parcelCount', input.parcelCount, 1, 999);
  check.checkWhole('parcelNumber', input.parcelNumber, 1, input.parcelCount);
  check.checkCount('lines', input.lines.length, 1, 500);
  input.lines.forEach((line, at) => {
    check.checkText(`lines[${at}].skuCode`, line.skuCode, 40);
    check.checkText(`lines[${at}].itemName`, line.itemName, 200);
    check.checkWhole(`lines[${at}].orderedQty`, line.orderedQty, 1, 1_000_000);
    check.checkWhole(`lines[${at}].packedQty`, line.packedQty, 0, line.orderedQty);
  });
  check.checkOptionalText('note', input.note, 1_000);
  check.checkInstant('printedAt', input.printedAt);
  check.checkTimeZone('timeZone', input.timeZone);
}

/** Appends the shop's note under the table, on a page of its own if there is no room. */
function appendNote(pages: Mark[][], endMm: number, note: string): void {
  const neededMm = Math.min(NOTE_HEIGHT_MM_MAX, textHeightMm(A4_INNER_MM, [note], NOTE) + 1);
  const fitsHere = endMm + 5 + neededMm <= A4_BOTTOM_MM;
  const box = boxOf(MARGIN_MM, fitsHere ? endMm + 5 : NEXT_TOP_MM, A4_INNER_MM, neededMm);
  const marks = setText(box, [note], NOTE);
  if (fitsHere) pages.at(-1)?.push(...marks);
  else pages.push(marks);
}

export function packingSlipSheet(input: PackingSlipInput): Sheet {
  checkInput(input);
  const say = wordsIn(input.language ?? 'en');
  const facts = a4Facts([
    [say('soldBy'), input.shopName],
    [say('orderedOn'), localDay(input.orderedAt, input.timeZone)],
    [say('parcels'), say('parcelOf', { n: input.parcelNumber, m: input.parcelCount })],
  ]);
  const address: Mark[] = [
    ...setText(boxOf(MARGIN_MM, facts.endMm, A4_INNER_MM, 4), [say('shipTo')], { sizeMm: 2.4 }),
    ...setText(boxOf(MARGIN_MM, facts.endMm + 4, A4_INNER_MM, 7), [input.customerName], {
      sizeMm: 4.4,
      sizeMmMin: 2.4,
      isBold: true,
    }),
    ...setText(boxOf(MARGIN_MM, facts.endMm + 11, A4_INNER_MM, 22), input.addressLines, {
      sizeMm: 3.4,
      sizeMmMin: 1.8,
    }),
  ];
  const table = runTable(
    [
      { head: 'SKU', widthMm: 36 },
      { head: say('item'), widthMm: 102 },
      { head: say('ordered'), widthMm: 22, align: 'right' },
      { head: say('inParcel'), widthMm: 26, align: 'right', isBold: true },
    ],
    input.lines.map((line) => [
      line.skuCode,
      line.itemName,
      String(line.orderedQty),
      String(line.packedQty),
    ]),
    { xMm: MARGIN_MM, sizeMm: 3.2, rowHeightMmMin: 7, rowHeightMmMax: 16 },
    { firstTopMm: facts.endMm + 35, topMm: NEXT_TOP_MM, bottomMm: A4_BOTTOM_MM },
  );
  const pages = [...table.pages];
  if (input.note !== undefined) appendNote(pages, table.endMm, input.note);
  pages[0]?.unshift(
    ...a4Head(input.shopName, say('packingSlip'), 'orderNumber', input.orderNumber),
    ...facts.marks,
    ...address,
  );
  const title = `${say('packingSlip')} ${input.orderNumber}`;
  const { printedAt, timeZone } = input;
  return a4Sheet(pages, say, { title, printedAt, timeZone });
}

/** The customer's list of what is in the parcel, on A4. */
export async function packingSlipPdf(input: PackingSlipInput): Promise<Uint8Array> {
  return drawPdf(packingSlipSheet(input));
}
