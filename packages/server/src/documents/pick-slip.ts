import { A4_BOTTOM_MM, a4Facts, a4Head, a4Sheet, MARGIN_MM, NEXT_TOP_MM } from './a4.ts';
import * as check from './check.ts';
import { drawPdf } from './draw-pdf.ts';
import type { Sheet } from './sheet.ts';
import { runTable } from './table.ts';
import { type PaperLanguage, wordsIn } from './words.ts';

export interface PickSlipStop {
  readonly locationCode: string;
  readonly skuCode: string;
  readonly itemName: string;
  readonly qty: number;
  /** Which tote of the cart the goods go into: `3`, `B`. */
  readonly toteSlot: string;
}

/** A tour on paper, for the hour in which the handhelds are down. */
export interface PickSlipInput {
  readonly tourNumber: string;
  readonly waveNumber?: string;
  readonly nodeName: string;
  readonly pickerName?: string;
  readonly cartCode?: string;
  /** In walking order: printed as given. 1 to 1,000. */
  readonly stops: readonly PickSlipStop[];
  readonly printedAt: Date;
  readonly timeZone: string;
  readonly language?: PaperLanguage;
}

function checkInput(input: PickSlipInput): void {
  check.checkScanCode('tourNumber', input.tourNumber, 30);
  check.checkText('nodeName', input.nodeName, 80);
  check.checkOptionalText('waveNumber', input.waveNumber, 40);
  check.checkOptionalText('pickerName', input.pickerName, 80);
  check.checkOptionalText('cartCode', input.cartCode, 30);
  check.checkCount('stops', input.stops.length, 1, 1_000);
  input.stops.forEach((stop, at) => {
    const field = `stops[${at}]`;
    check.checkText(`${field}.locationCode`, stop.locationCode, 20);
    check.checkText(`${field}.skuCode`, stop.skuCode, 40);
    check.checkText(`${field}.itemName`, stop.itemName, 200);
    check.checkWhole(`${field}.qty`, stop.qty, 1, 1_000_000);
    check.checkText(`${field}.toteSlot`, stop.toteSlot, 20);
  });
  check.checkInstant('printedAt', input.printedAt);
  check.checkTimeZone('timeZone', input.timeZone);
}

export function pickSlipSheet(input: PickSlipInput): Sheet {
  checkInput(input);
  const say = wordsIn(input.language ?? 'en');
  const units = input.stops.reduce((total, stop) => total + stop.qty, 0);
  const facts = a4Facts([
    [say('node'), input.nodeName],
    [say('wave'), input.waveNumber ?? '–'],
    [say('picker'), input.pickerName ?? ''],
    [say('cart'), input.cartCode ?? '–'],
    [say('stops'), String(input.stops.length)],
    [say('units'), String(units)],
  ]);
  const table = runTable(
    [
      { head: '#', widthMm: 11, align: 'right' },
      { head: say('location'), widthMm: 36, isBold: true },
      { head: 'SKU', widthMm: 28 },
      { head: say('item'), widthMm: 63 },
      { head: say('qty'), widthMm: 16, align: 'right', isBold: true },
      { head: say('slot'), widthMm: 20, align: 'centre', isBold: true },
      { head: say('done'), widthMm: 12, align: 'centre', isTickBox: true },
    ],
    input.stops.map((stop, at) => [
      String(at + 1),
      stop.locationCode,
      stop.skuCode,
      stop.itemName,
      String(stop.qty),
      stop.toteSlot,
    ]),
    { xMm: MARGIN_MM, sizeMm: 3.4, rowHeightMmMin: 8, rowHeightMmMax: 18 },
    { firstTopMm: facts.endMm, topMm: NEXT_TOP_MM, bottomMm: A4_BOTTOM_MM },
  );
  const pages = [...table.pages];
  pages[0]?.unshift(
    ...a4Head(say('pickSlip'), input.nodeName, 'tourNumber', input.tourNumber),
    ...facts.marks,
  );
  const title = `${say('pickSlip')} ${input.tourNumber}`;
  const { printedAt, timeZone } = input;
  return a4Sheet(pages, say, { title, printedAt, timeZone });
}

/** The stops of a tour on A4, in walking order, each with a square to tick. */
export async function pickSlipPdf(input: PickSlipInput): Promise<Uint8Array> {
  return drawPdf(pickSlipSheet(input));
}
