import { code128In, SSCC_HEIGHT_MM, ssccIn } from './barcode.ts';
import * as check from './check.ts';
import { drawPdf } from './draw-pdf.ts';
import { drawZpl, type PrinterDpi } from './draw-zpl.ts';
import { setText, textHeightMm } from './set-text.ts';
import { type Box, boxOf, type Mark, rule, type Sheet } from './sheet.ts';
import { kilograms, localTime, moneyText, type PaperLanguage, type Say, wordsIn } from './words.ts';

export interface LabelParty {
  readonly name: string;
  /** Address as the channel or the node gives it, street first; up to 6 lines, 300 characters together. */
  readonly addressLines: readonly string[];
  readonly postcode?: string;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  readonly phone?: string;
}

export interface ParcelLabelInput {
  readonly from: LabelParty;
  readonly to: LabelParty;
  readonly orderNumber: string;
  readonly carrierName: string;
  readonly serviceName?: string;
  readonly trackingNumber: string;
  /** 18 digits without the (00). */
  readonly sscc: string;
  readonly parcelNumber: number;
  readonly parcelCount: number;
  readonly weightG: number;
  /** Cash the driver collects for this parcel. */
  readonly cod?: { readonly amountMinor: number; readonly currency: string };
  readonly shipByAt?: Date;
  /** The carrier's sort code. Without it country and postcode stand in its place. */
  readonly routingText?: string;
  readonly contents?: string;
  readonly printedAt: Date;
  /** Of the node that ships. */
  readonly timeZone: string;
  readonly language?: PaperLanguage;
}

const WIDTH_MM = 100;
const HEIGHT_MM = 150;
/** Thermal printers leave up to 2 mm at each edge; 3 mm keeps ink and quiet zones clear of it. */
const EDGE_MM = 3;
const INNER_MM = WIDTH_MM - 2 * EDGE_MM;

const CAPTION = { sizeMm: 2, sizeMmMin: 1.4, isBold: true } as const;

function checkParty(field: string, party: LabelParty): void {
  check.checkText(`${field}.name`, party.name, 120);
  check.checkCount(`${field}.addressLines`, party.addressLines.length, 1, 6);
  party.addressLines.forEach((line, at) => {
    check.checkText(`${field}.addressLines[${at}]`, line, 120);
  });
  check.checkText(`${field}.addressLines together`, party.addressLines.join(''), 300);
  check.checkOptionalText(`${field}.postcode`, party.postcode, 12);
  check.checkCountry(`${field}.countryCode`, party.countryCode);
  check.checkOptionalText(`${field}.phone`, party.phone, 30);
}

function checkInput(input: ParcelLabelInput): void {
  checkParty('from', input.from);
  checkParty('to', input.to);
  check.checkText('orderNumber', input.orderNumber, 40);
  check.checkText('carrierName', input.carrierName, 60);
  check.checkOptionalText('serviceName', input.serviceName, 60);
  check.checkScanCode('trackingNumber', input.trackingNumber, 40);
  check.checkSscc('sscc', input.sscc);
  check.checkWhole('parcelCount', input.parcelCount, 1, 999);
  check.checkWhole('parcelNumber', input.parcelNumber, 1, input.parcelCount);
  check.checkWhole('weightG', input.weightG, 1, 1_000_000);
  if (input.cod !== undefined) {
    check.checkWhole('cod.amountMinor', input.cod.amountMinor, 1, 1_000_000_000_000);
    check.checkCurrency('cod.currency', input.cod.currency);
  }
  if (input.shipByAt !== undefined) check.checkInstant('shipByAt', input.shipByAt);
  check.checkOptionalText('routingText', input.routingText, 40);
  check.checkOptionalText('contents', input.contents, 400);
  check.checkInstant('printedAt', input.printedAt);
  check.checkTimeZone('timeZone', input.timeZone);
}

/** Country and postcode close the address, unless the last line already carries the postcode. */
function addressOf(party: LabelParty): string[] {
  const lines = [...party.addressLines];
  const place = [party.postcode, party.countryCode].filter((part) => part !== undefined);
  const last = lines.at(-1) ?? '';
  const isTold = party.postcode !== undefined && last.includes(party.postcode);
  return isTold ? [...lines, party.countryCode] : [...lines, place.join(' ')];
}

/** Keeps the lines as given while they can be read; a longer address flows on, so that none of it is lost. */
function addressMarks(box: Box, lines: readonly string[], phone: string): Mark[] {
  const readable = { sizeMm: 3.4, sizeMmMin: 2.4 };
  const fitsAsGiven =
    textHeightMm(box.widthMm, [...lines, phone], { sizeMm: readable.sizeMmMin }) <= box.heightMm;
  return fitsAsGiven
    ? setText(box, [...lines, phone], readable)
    : setText(box, [lines.join(', '), phone], { sizeMm: readable.sizeMmMin, sizeMmMin: 1.3 });
}

function head(input: ParcelLabelInput, say: Say): Mark[] {
  const parcel = say('parcelOf', { n: input.parcelNumber, m: input.parcelCount });
  const service = input.serviceName === undefined ? [] : [input.serviceName];
  const routing = input.routingText ?? [input.to.countryCode, input.to.postcode].join(' ').trim();
  return [
    ...setText(boxOf(EDGE_MM, 3, 62, 6.5), [input.carrierName], {
      sizeMm: 4.8,
      sizeMmMin: 2.2,
      isBold: true,
      stand: 'middle',
    }),
    ...setText(boxOf(EDGE_MM, 9.5, 62, 3.5), service, { sizeMm: 2.6, sizeMmMin: 1.9 }),
    ...setText(boxOf(66, 3, 31, 6.5), [parcel], {
      sizeMm: 4,
      sizeMmMin: 2.2,
      isBold: true,
      align: 'right',
      stand: 'middle',
    }),
    ...setText(
      boxOf(66, 9.5, 31, 3.5),
      [say('printed', { at: localTime(input.printedAt, input.timeZone) })],
      {
        sizeMm: 1.9,
        sizeMmMin: 1.4,
        align: 'right',
        stand: 'middle',
      },
    ),
    { kind: 'frame', box: boxOf(EDGE_MM, 13.5, INNER_MM, 12), strokeMm: 0.75 },
    ...setText(boxOf(EDGE_MM + 2, 14.5, INNER_MM - 4, 10), [routing], {
      sizeMm: 7.6,
      sizeMmMin: 3.2,
      isBold: true,
      align: 'centre',
      stand: 'middle',
    }),
  ];
}

function parties(input: ParcelLabelInput, say: Say): Mark[] {
  const { from, to } = input;
  const phone = (party: LabelParty): string =>
    party.phone === undefined ? '' : `${say('phone')} ${party.phone}`;
  return [
    ...setText(boxOf(EDGE_MM, 26.5, 17, 3), [say('from')], CAPTION),
    ...setText(
      boxOf(21, 26.3, 76, 9.7),
      [`${from.name}, ${addressOf(from).join(', ')}`, phone(from)],
      {
        sizeMm: 2.3,
        sizeMmMin: 1.3,
      },
    ),
    rule(EDGE_MM, 36.3, INNER_MM),
    ...setText(boxOf(EDGE_MM, 37.2, 17, 3), [say('to')], CAPTION),
    ...setText(boxOf(21, 36.8, 76, 7), [to.name], {
      sizeMm: 4.4,
      sizeMmMin: 2.4,
      isBold: true,
      stand: 'middle',
    }),
    ...addressMarks(boxOf(21, 43.8, 76, 17.9), addressOf(to), phone(to)),
    rule(EDGE_MM, 62, INNER_MM),
  ];
}

function fact(box: Box, caption: string, value: string): Mark[] {
  return [
    ...setText({ ...box, heightMm: 3 }, [caption], CAPTION),
    ...setText(boxOf(box.xMm, box.yMm + 3, box.widthMm, box.heightMm - 3), [value], {
      sizeMm: 3.2,
      sizeMmMin: 1.5,
      isBold: true,
      stand: 'middle',
    }),
  ];
}

function facts(input: ParcelLabelInput, say: Say): Mark[] {
  const shipBy = input.shipByAt === undefined ? '–' : localTime(input.shipByAt, input.timeZone);
  const cod =
    input.cod === undefined ? say('noCod') : moneyText(input.cod.amountMinor, input.cod.currency);
  const contents =
    input.contents === undefined
      ? []
      : setText(boxOf(EDGE_MM, 73, INNER_MM, 5.4), [`${say('contents')}: ${input.contents}`], {
          sizeMm: 2,
          sizeMmMin: 1.9,
          stand: 'middle',
        });
  return [
    ...fact(boxOf(EDGE_MM, 63, 27, 9), say('order'), input.orderNumber),
    ...fact(boxOf(32, 63, 17, 9), say('weight'), kilograms(input.weightG)),
    ...fact(boxOf(51, 63, 19, 9), say('shipBy'), shipBy),
    ...fact(boxOf(73, 63, 23.5, 9), say('cod'), cod),
    ...(input.cod === undefined
      ? []
      : [{ kind: 'frame', box: boxOf(71.5, 62.6, 25.5, 9.9), strokeMm: 0.5 } as const]),
    rule(EDGE_MM, 72.7, INNER_MM),
    ...contents,
    rule(EDGE_MM, 78.5, INNER_MM),
  ];
}

/** `(00) 1 06141412 34567890 8` would need the prefix length; fours are read aloud most safely. */
function readableSscc(sscc: string): string {
  return `(00) ${sscc.replace(/(\d{4})(?=\d)/g, '$1 ')}`;
}

function codes(input: ParcelLabelInput, say: Say): Mark[] {
  const underCode = { isBold: true, align: 'centre', stand: 'middle' } as const;
  return [
    ...setText(boxOf(EDGE_MM, 79, INNER_MM, 2.7), [`${input.carrierName} · ${say('tracking')}`], {
      ...CAPTION,
      sizeMmMin: 1.4,
      align: 'centre',
    }),
    code128In(boxOf(EDGE_MM, 82.2, INNER_MM, 16), 'trackingNumber', input.trackingNumber),
    ...setText(boxOf(EDGE_MM, 98.6, INNER_MM, 5.2), [input.trackingNumber], {
      ...underCode,
      sizeMm: 3.8,
      sizeMmMin: 2.4,
    }),
    rule(EDGE_MM, 104.2, INNER_MM),
    ...setText(boxOf(EDGE_MM, 104.9, INNER_MM, 2.7), ['SSCC'], { ...CAPTION, align: 'centre' }),
    ssccIn(boxOf(EDGE_MM, 108.2, INNER_MM, SSCC_HEIGHT_MM), input.sscc),
    ...setText(boxOf(EDGE_MM, 140.5, INNER_MM, 5.4), [readableSscc(input.sscc)], {
      ...underCode,
      sizeMm: 4,
    }),
  ];
}

/** Decides the label; checks the whole input first. */
export function parcelLabelSheet(input: ParcelLabelInput): Sheet {
  checkInput(input);
  const say = wordsIn(input.language ?? 'en');
  return {
    title: `Parcel label ${input.trackingNumber}`,
    widthMm: WIDTH_MM,
    heightMm: HEIGHT_MM,
    printedAt: input.printedAt,
    pages: [
      [...head(input, say), ...parties(input, say), ...facts(input, say), ...codes(input, say)],
    ],
  };
}

/** Quayside's own parcel label, 100 x 150 mm. */
export async function parcelLabelPdf(input: ParcelLabelInput): Promise<Uint8Array> {
  return drawPdf(parcelLabelSheet(input));
}

/** The same label in ZPL II for a Zebra printer; text its own font lacks goes as a picture. */
export function parcelLabelZpl(
  input: ParcelLabelInput,
  options: { dpi?: PrinterDpi } = {},
): string {
  return drawZpl(parcelLabelSheet(input), options.dpi ?? 203);
}
