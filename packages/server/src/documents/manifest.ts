import { A4_BOTTOM_MM, a4Facts, a4Head, a4Sheet, MARGIN_MM, NEXT_TOP_MM } from './a4.ts';
import * as check from './check.ts';
import { drawPdf } from './draw-pdf.ts';
import { setText } from './set-text.ts';
import { boxOf, type Mark, rule, type Sheet } from './sheet.ts';
import { runTable } from './table.ts';
import { kilograms, localTime, type PaperLanguage, type Say, wordsIn } from './words.ts';

export interface ManifestParcel {
  readonly trackingNumber: string;
  readonly orderNumber: string;
  readonly sscc: string;
  readonly weightG: number;
  readonly postcode?: string;
}

/** The list of parcels handed to one carrier in one collection. Count and weight are summed here, never given. */
export interface ManifestInput {
  readonly manifestNumber: string;
  readonly carrierName: string;
  readonly collectionAt: Date;
  readonly nodeName: string;
  /** 1 to 1,000. */
  readonly parcels: readonly ManifestParcel[];
  readonly printedAt: Date;
  readonly timeZone: string;
  readonly language?: PaperLanguage;
}

const SIGNATURES_HEIGHT_MM = 52;

function checkInput(input: ManifestInput): void {
  check.checkScanCode('manifestNumber', input.manifestNumber, 30);
  check.checkText('carrierName', input.carrierName, 60);
  check.checkInstant('collectionAt', input.collectionAt);
  check.checkText('nodeName', input.nodeName, 80);
  check.checkCount('parcels', input.parcels.length, 1, 1_000);
  input.parcels.forEach((parcel, at) => {
    const field = `parcels[${at}]`;
    check.checkScanCode(`${field}.trackingNumber`, parcel.trackingNumber, 40);
    check.checkText(`${field}.orderNumber`, parcel.orderNumber, 40);
    check.checkSscc(`${field}.sscc`, parcel.sscc);
    check.checkWhole(`${field}.weightG`, parcel.weightG, 1, 1_000_000);
    check.checkOptionalText(`${field}.postcode`, parcel.postcode, 12);
  });
  check.checkUnique(
    'parcels[].sscc',
    input.parcels.map((parcel) => parcel.sscc),
  );
  check.checkUnique(
    'parcels[].trackingNumber',
    input.parcels.map((parcel) => parcel.trackingNumber),
  );
  check.checkInstant('printedAt', input.printedAt);
  check.checkTimeZone('timeZone', input.timeZone);
}

/** One box to sign: name, signature, time, and what this side attests. */
function signatureBox(
  xMm: number,
  yMm: number,
  title: string,
  captions: readonly string[],
): Mark[] {
  const widthMm = 90;
  const lines = captions.flatMap((caption, at) => {
    const lineMm = yMm + 9 + at * 9.5;
    return [
      ...setText(boxOf(xMm + 3, lineMm + 2, 28, 5), [caption], {
        sizeMm: 2.6,
        sizeMmMin: 1.8,
        stand: 'middle',
      }),
      rule(xMm + 32, lineMm + 7, widthMm - 35, 0.2),
    ];
  });
  return [
    { kind: 'frame', box: boxOf(xMm, yMm, widthMm, SIGNATURES_HEIGHT_MM - 2), strokeMm: 0.3 },
    ...setText(boxOf(xMm + 3, yMm + 2, widthMm - 6, 6), [title], {
      sizeMm: 3.4,
      sizeMmMin: 2,
      isBold: true,
    }),
    ...lines,
  ];
}

function signatures(yMm: number, say: Say): Mark[] {
  const captions = [say('name'), say('signature'), say('time'), say('counted')];
  return [
    ...signatureBox(MARGIN_MM, yMm, say('handedOver'), captions),
    ...signatureBox(108, yMm, say('received'), [
      say('name'),
      say('signature'),
      say('time'),
      say('vehicle'),
    ]),
  ];
}

export function manifestSheet(input: ManifestInput): Sheet {
  checkInput(input);
  const say = wordsIn(input.language ?? 'en');
  const totalWeightG = input.parcels.reduce((total, parcel) => total + parcel.weightG, 0);
  const facts = a4Facts([
    [say('carrier'), input.carrierName],
    [say('collection'), localTime(input.collectionAt, input.timeZone)],
    [say('node'), input.nodeName],
    [say('parcels'), String(input.parcels.length)],
    [say('totalWeight'), kilograms(totalWeightG)],
  ]);
  const table = runTable(
    [
      { head: '#', widthMm: 11, align: 'right' },
      { head: say('trackingNumber'), widthMm: 50, isBold: true },
      { head: say('orderNumber'), widthMm: 45 },
      { head: 'SSCC', widthMm: 38 },
      { head: say('postcode'), widthMm: 20 },
      { head: say('weight'), widthMm: 22, align: 'right' },
    ],
    input.parcels.map((parcel, at) => [
      String(at + 1),
      parcel.trackingNumber,
      parcel.orderNumber,
      parcel.sscc,
      parcel.postcode ?? '–',
      kilograms(parcel.weightG),
    ]),
    { xMm: MARGIN_MM, sizeMm: 2.8, rowHeightMmMin: 6, rowHeightMmMax: 10 },
    { firstTopMm: facts.endMm, topMm: NEXT_TOP_MM, bottomMm: A4_BOTTOM_MM },
  );
  const pages = [...table.pages];
  const fitsHere = table.endMm + 4 + SIGNATURES_HEIGHT_MM <= A4_BOTTOM_MM;
  const signing = signatures(fitsHere ? table.endMm + 4 : NEXT_TOP_MM, say);
  if (fitsHere) pages.at(-1)?.push(...signing);
  else pages.push(signing);
  pages[0]?.unshift(
    ...a4Head(
      say('manifest'),
      `${input.carrierName} · ${input.nodeName}`,
      'manifestNumber',
      input.manifestNumber,
    ),
    ...facts.marks,
  );
  const title = `${say('manifest')} ${input.manifestNumber}`;
  const { printedAt, timeZone } = input;
  return a4Sheet(pages, say, { title, printedAt, timeZone });
}

/** The carrier's manifest on A4, with boxes to sign after the last parcel. */
export async function manifestPdf(input: ManifestInput): Promise<Uint8Array> {
  return drawPdf(manifestSheet(input));
}
