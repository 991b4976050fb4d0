/**
 * Barcodes: GS1 check digits, GTIN, SSCC, element strings, and what a scanner's text means.
 * After the GS1 General Specifications (7.8 data strings, 7.9 check digits) and ISO/IEC 15424
 * (symbology identifiers).
 */

/** What a scanner sends for FNC1: the end of an element whose length is not predefined. */
const GS = '\u001d';
/** A GS1 symbol holds far less; longer text is a stuck trigger or an attack. */
const SCAN_LENGTH_MAX = 500;

/** One application identifier and its value. */
export interface ScanElement {
  ai: string;
  value: string;
}

/** Why a scan can't be taken for what its symbol claims to be. */
export type ScanFault =
  | 'empty'
  | 'too_long'
  | 'wrong_length'
  | 'not_digits'
  | 'bad_character'
  | 'wrong_check_digit'
  | 'impossible_date'
  | 'unknown_ai'
  | 'contradiction';

/** A barcode that breaks the rules of its kind; `message` says which, in English. */
export interface InvalidScan {
  kind: 'invalid';
  reason: ScanFault;
  message: string;
  /** What was read, without the symbology identifier. */
  text: string;
}

/**
 * What a scan says. `text` is what was read, without the symbology identifier: twelve digits that
 * happen to be a GTIN may just as well be a carrier's tracking number.
 */
export type Scan =
  | { kind: 'gtin'; gtin14: string; text: string }
  | { kind: 'sscc'; sscc: string; text: string }
  | { kind: 'gs1'; elements: ScanElement[] }
  | { kind: 'text'; text: string }
  | InvalidScan;

/** The GS1 modulo-10 check digit of a body of digits (weights 3, 1, 3, 1 … from the right). */
export function gs1CheckDigit(body: string): number {
  let sum = 0;
  for (let fromRight = 0; fromRight < body.length; fromRight += 1) {
    const digit = body.charCodeAt(body.length - 1 - fromRight) - 48;
    sum += fromRight % 2 === 0 ? 3 * digit : digit;
  }
  return (10 - (sum % 10)) % 10;
}

function hasCheckDigit(digits: string): boolean {
  return gs1CheckDigit(digits.slice(0, -1)) === digits.charCodeAt(digits.length - 1) - 48;
}

/** True for 8, 12, 13 or 14 digits that end in the right check digit. */
export function isGtin(text: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(text) && hasCheckDigit(text);
}

/** The 14 digits a GTIN is stored and compared by; null when it is no GTIN. */
export function toGtin14(text: string): string | null {
  return isGtin(text) ? text.padStart(14, '0') : null;
}

/** True for 18 digits that end in the right check digit. */
export function isSscc(text: string): boolean {
  return /^\d{18}$/.test(text) && hasCheckDigit(text);
}

/**
 * The SSCC-18 of a logistic unit: extension digit, company prefix, serial, check digit.
 * Prefix and serial share 16 digits; a serial must not come again within a year.
 */
export function makeSscc(
  extensionDigit: number,
  companyPrefix: string,
  serial: number,
): { kind: 'sscc'; sscc: string } | InvalidScan {
  const serialText = String(serial);
  const text = `${extensionDigit} ${companyPrefix} ${serialText}`;
  if (!Number.isInteger(extensionDigit) || extensionDigit < 0 || extensionDigit > 9) {
    return invalid('wrong_length', 'The extension digit of an SSCC is one digit, 0 to 9.', text);
  }
  if (!/^\d{4,12}$/.test(companyPrefix)) {
    return invalid('wrong_length', 'A GS1 company prefix has 4 to 12 digits.', text);
  }
  if (!Number.isSafeInteger(serial) || serial < 0) {
    return invalid('not_digits', 'The serial of an SSCC is a whole number, 0 or more.', text);
  }
  const serialDigits = 16 - companyPrefix.length;
  if (serialText.length > serialDigits) {
    return invalid(
      'too_long',
      `The prefix ${companyPrefix} leaves ${serialDigits} digits for serials: they are used up.`,
      text,
    );
  }
  const body = `${extensionDigit}${companyPrefix}${serialText.padStart(serialDigits, '0')}`;
  return { kind: 'sscc', sscc: `${body}${gs1CheckDigit(body)}` };
}

/** The element string of an SSCC as a GS1-128 symbol carries it, after its FNC1. */
export function ssccElementString(sscc: string): string {
  return `00${sscc}`;
}

/**
 * Two check digits for a location code, printed behind it and spoken or typed where nothing scans
 * (ISO 7064 mod 97-10, as in an IBAN: finds every wrong and every swapped character).
 */
export function locationCheckDigits(code: string): string {
  let remainder = 0;
  for (const character of `${code.toUpperCase().replace(/[^0-9A-Z]/g, '')}00`) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return String(98 - remainder).padStart(2, '0');
}

/**
 * Says what a scanner's text is. With a symbology identifier (`]C1…`) the symbol's own rules hold
 * and a breach is an error. Without one (most keyboard wedges) whatever passes as GS1 is GS1, all
 * else is plain text: location, tote and tracking codes.
 */
export function readScan(raw: string): Scan {
  const trimmed = raw.trim(); // a wedge ends with Enter or Tab; the separator is no white space
  const [, symbology, afterIdentifier] = /^\]([A-Za-z][0-9A-Za-z])(.*)$/s.exec(trimmed) ?? [];
  const text = afterIdentifier ?? trimmed;
  if (text.length > SCAN_LENGTH_MAX) {
    const message = `A scan has at most ${SCAN_LENGTH_MAX} characters, this one ${text.length}.`;
    return invalid('too_long', message, text.slice(0, SCAN_LENGTH_MAX));
  }
  if (text.replaceAll(GS, '') === '') return invalid('empty', 'The scan is empty.', '');
  switch (symbology) {
    case 'C1': // GS1-128
    case 'd2': // GS1 DataMatrix
    case 'Q3': // GS1 QR Code
    case 'e0': // GS1 DataBar
    case 'J1': // GS1 DotCode
      return readElementString(text);
    case 'E0': // EAN-13, UPC-A and UPC-E, sent as 13 digits
      return readGtin(withoutComposite(text), 13);
    case 'E3': // the same with a 2- or 5-digit add-on behind
      return readGtin(text.slice(0, 13), 13);
    case 'E4': // EAN-8
      return readGtin(withoutComposite(text), 8);
    case 'I1': // ITF whose check digit the scanner has verified
      return /^\d{14}$/.test(text) ? readGtin(text, 14) : { kind: 'text', text };
    case undefined:
      return readUnidentified(text);
    default:
      return readPlain(text);
  }
}

// A composite symbol carries more data above the EAN; the goods are told by the EAN.
function withoutComposite(text: string): string {
  return text.split('|]e0', 1)[0] ?? text;
}

function readUnidentified(text: string): Scan {
  // A wedge sends the leading FNC1 as a separator, or not at all.
  if (text.includes(GS)) return readElementString(text);
  // Plain codes may begin like an element (`10-A`): only a key with its check digit decides.
  if (/^(00\d{18}|0[123]\d{14})/.test(text)) {
    const scan = readElementString(text);
    if (scan.kind !== 'invalid') return scan;
  }
  return readPlain(text);
}

function readPlain(text: string): Scan {
  const gtin14 = toGtin14(text);
  if (gtin14 !== null) return { kind: 'gtin', gtin14, text };
  return isSscc(text) ? { kind: 'sscc', sscc: text, text } : { kind: 'text', text };
}

function readGtin(digits: string, length: 8 | 13 | 14): Scan {
  if (!/^\d+$/.test(digits)) {
    return invalid('not_digits', `This barcode holds ${length} digits and nothing else.`, digits);
  }
  if (digits.length !== length) {
    return invalid('wrong_length', `Expected ${length} digits, got ${digits.length}.`, digits);
  }
  const gtin14 = toGtin14(digits);
  if (gtin14 === null) {
    return invalid('wrong_check_digit', `The check digit of ${digits} is wrong.`, digits);
  }
  return { kind: 'gtin', gtin14, text: digits };
}

/** One piece of an element's value: digits or the 82 characters of GS1, with its lengths. */
interface ValuePart {
  type: 'N' | 'X';
  min: number;
  max: number;
  check: 'digit' | 'date' | null;
}

// Identifiers, then the parts of the value: N digits, X characters, c check digit, d date YYMMDD.
// `x` in an identifier is any digit, [a-b] one of these. Data about transport, health and the like
// (4300 to 4333, 70xx, 71x, 72xx, 80xx to 82xx) is carried along without looking inside.
const AI_TABLE = `
00 N18c
01|02|03 N14c
10|21|22|243|254 X1-20
11|12|13|15|16|17 N6d
20 N2
235 X1-28
240|241|250|251|400|401|403|90 X1-30
242 N1-6
253 N13c X0-17
255 N13c N0-12
30|37 N1-8
3[1-6]x[0-9] N6
390x|392x N1-15
391x|393x N3 N1-15
394x N4
395x N6
402 N17c
41[0-7] N13c
420 X1-20
421 N3 X1-9
422|424|426 N3
423|425 N3 N0-3 N0-3 N0-3 N0-3
427 X1-3
7003 N6d N4
43xx|70xx|72xx|8[0-2]xx|9[1-9] X1-90
71x X1-20`;

const AI_FORMATS = AI_TABLE.trim()
  .split('\n')
  .map((row) => {
    const [identifiers = '', ...parts] = row.split(' ');
    return {
      identifier: new RegExp(`^(?:${identifiers.replaceAll('x', '\\d')})`),
      parts: parts.map(parsePart),
    };
  });

function parsePart(text: string): ValuePart {
  const match = /^([NX])(\d+)(?:-(\d+))?([cd]?)$/.exec(text);
  if (!match) throw new Error(`"${text}" is not a part of a GS1 value`);
  const min = Number(match[2]);
  return {
    type: match[1] === 'N' ? 'N' : 'X',
    min,
    max: match[3] === undefined ? min : Number(match[3]),
    check: match[4] === 'c' ? 'digit' : match[4] === 'd' ? 'date' : null,
  };
}

// First two digits whose elements have a predefined length and need no separator, with the length
// of identifier and value together (General Specifications, figure 7.8.5-2).
const PREDEFINED_LENGTHS = new Map<string, number>([
  ['00', 20],
  ...['01', '02', '03'].map((start) => [start, 16] as const),
  ['04', 18],
  ...['11', '12', '13', '14', '15', '16', '17', '18', '19'].map((start) => [start, 8] as const),
  ['20', 4],
  ...['31', '32', '33', '34', '35', '36'].map((start) => [start, 10] as const),
  ['41', 16],
]);

/** An element string without brackets, with separators where the standard asks for them. */
function readElementString(text: string): Scan {
  const elements: ScanElement[] = [];
  let rest = text.startsWith(GS) ? text.slice(1) : text;
  if (rest === '') return invalid('empty', 'The symbol holds no element.', text);
  while (rest !== '') {
    const taken = takeElement(rest);
    if ('kind' in taken) return { ...taken, text };
    const { element } = taken;
    const earlier = elements.find(({ ai }) => ai === element.ai);
    if (earlier && earlier.value !== element.value) {
      return invalid('contradiction', `(${element.ai}) comes twice with different values.`, text);
    }
    if (!earlier) elements.push(element);
    rest = taken.rest;
  }
  const [only, ...others] = elements;
  if (only && others.length === 0) {
    if (only.ai === '00') return { kind: 'sscc', sscc: only.value, text };
    if (only.ai === '01') return { kind: 'gtin', gtin14: only.value, text };
  }
  return { kind: 'gs1', elements };
}

function takeElement(text: string): { element: ScanElement; rest: string } | InvalidScan {
  const format = AI_FORMATS.find(({ identifier }) => identifier.test(text));
  const ai = format?.identifier.exec(text)?.[0];
  if (!format || ai === undefined) {
    const start = text.slice(0, 4).replaceAll(GS, ' ');
    return invalid('unknown_ai', `"${start}" begins no known application identifier.`, text);
  }
  const predefined = PREDEFINED_LENGTHS.get(ai.slice(0, 2));
  const separatorAt = text.indexOf(GS);
  const end = separatorAt === -1 ? text.length : separatorAt;
  const value = text.slice(ai.length, predefined === undefined ? end : Math.min(predefined, end));
  const fault = faultOf(ai, value, format.parts);
  if (fault) return fault;
  const rest = text.slice(ai.length + value.length);
  // A separator behind a predefined length is superfluous, and allowed.
  return { element: { ai, value }, rest: rest.startsWith(GS) ? rest.slice(1) : rest };
}

function faultOf(ai: string, value: string, parts: readonly ValuePart[]): InvalidScan | null {
  const fault = (reason: ScanFault, message: string) => invalid(reason, message, value);
  let rest = value;
  for (const part of parts) {
    const piece = rest.slice(0, part.max);
    rest = rest.slice(piece.length);
    // An optional part is there whole or not at all, save where a range is given.
    if (piece.length < part.min) return fault('wrong_length', `The value of (${ai}) is too short.`);
    if (part.type === 'N' && !/^\d*$/.test(piece)) {
      return fault('not_digits', `The value of (${ai}) must be digits, got "${piece}".`);
    }
    if (!/^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/.test(piece)) {
      return fault('bad_character', `The value of (${ai}) holds a character GS1 does not allow.`);
    }
    if (part.check === 'digit' && !hasCheckDigit(piece)) {
      return fault('wrong_check_digit', `The check digit of (${ai}) ${piece} is wrong.`);
    }
    if (part.check === 'date' && !isDate(piece)) {
      return fault('impossible_date', `(${ai}) ${piece} is no date YYMMDD.`);
    }
  }
  const isPartialCountry = /^42[35]$/.test(ai) && value.length % 3 !== 0;
  return rest !== '' || isPartialCountry
    ? fault('wrong_length', `The value of (${ai}) has a wrong length.`)
    : null;
}

// Day 00 stands for the last day of the month. In both centuries a two-digit year can mean, the
// same years are leap years but for 1900, which no goods date from.
function isDate(yymmdd: string): boolean {
  const [year = 0, month = 0, day = 0] = [0, 2, 4].map((at) => Number(yymmdd.slice(at, at + 2)));
  const lastDay =
    month === 2 ? (year % 4 === 0 ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return month >= 1 && month <= 12 && day <= lastDay;
}

function invalid(reason: ScanFault, message: string, text: string): InvalidScan {
  return { kind: 'invalid', reason, message, text };
}
