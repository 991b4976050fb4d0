import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  gs1CheckDigit,
  isGtin,
  isSscc,
  locationCheckDigits,
  makeSscc,
  readScan,
  ssccElementString,
  toGtin14,
} from './barcode.ts';
import vectors from './fixtures/gs1-vectors.json' with { type: 'json' };

const GS = '\u001d';

test.each(vectors.checkDigits)('the check digit of $body is $check', ({ body, check }) => {
  expect(gs1CheckDigit(body)).toBe(Number(check));
});

test.each(vectors.elementStrings)('the element string $raw is read as GS1 says', (vector) => {
  const scan = readScan(vector.raw);
  // A symbol's identifier takes the place of the leading FNC1.
  const identified = readScan(`]C1${vector.raw.slice(1)}`);

  expect(scan.kind !== 'invalid').toBe(vector.valid);
  expect(identified.kind).toBe(scan.kind);
  if ('elements' in vector && vector.elements) {
    expect(elementsOf(scan)).toEqual(vector.elements);
  }
});

test.each(vectors.scans)('the scan $scan is read as GS1 says', ({ scan: raw, valid, data }) => {
  const scan = readScan(raw);

  expect(scan.kind !== 'invalid').toBe(valid);
  if (/^\d+$/.test(data ?? '')) {
    expect(scan).toEqual({ kind: 'gtin', gtin14: data?.padStart(14, '0'), text: data });
  }
});

function elementsOf(scan: ReturnType<typeof readScan>): string[][] {
  if (scan.kind === 'gs1') return scan.elements.map(({ ai, value }) => [ai, value]);
  if (scan.kind === 'gtin') return [['01', scan.gtin14]];
  return scan.kind === 'sscc' ? [['00', scan.sscc]] : [];
}

test.each([
  ['', 'empty'],
  [']C1', 'empty'],
  [GS, 'empty'],
  [']E02112345678901', 'wrong_check_digit'],
  [']E0211234567890', 'wrong_length'],
  [']E0211234567890X', 'not_digits'],
  [']C100123456789012345670', 'wrong_check_digit'],
  [']C10012345678901234', 'wrong_length'],
  [']d2011234567890123117201310', 'impossible_date'],
  [']C1891234', 'unknown_ai'],
  [`]C110AB~C`, 'bad_character'],
  [`]C110A${GS}10B`, 'contradiction'],
  ['x'.repeat(501), 'too_long'],
])('%j is refused as %s', (raw, reason) => {
  expect(readScan(raw)).toMatchObject({ kind: 'invalid', reason });
});

test('one identifier alone is the thing itself: a parcel or an item', () => {
  const sscc = '106141412345678908';

  const parcel = { kind: 'sscc', sscc, text: `00${sscc}` };
  expect(readScan(`]C100${sscc}`)).toEqual(parcel);
  expect(readScan(`00${sscc}`)).toEqual(parcel);
  expect(readScan(sscc)).toEqual({ kind: 'sscc', sscc, text: sscc });
  expect(readScan(']d20112345678901231')).toMatchObject({ kind: 'gtin', gtin14: '12345678901231' });
});

test('a wedge scanner without identifiers still gives GTIN, lot and expiry', () => {
  expect(readScan(`01123456789012311728123110LOT7${GS}21S1\r\n`)).toEqual({
    kind: 'gs1',
    elements: [
      { ai: '01', value: '12345678901231' },
      { ai: '17', value: '281231' },
      { ai: '10', value: 'LOT7' },
      { ai: '21', value: 'S1' },
    ],
  });
  expect(readScan('02123456789012313712')).toEqual({
    kind: 'gs1',
    elements: [
      { ai: '02', value: '12345678901231' },
      { ai: '37', value: '12' },
    ],
  });
});

test.each([
  'A-07-3-46',
  'TOTE-001',
  '10-A',
  '21035A',
  '8501',
  '2000000000016',
  'SPXSG0123',
  '00123',
])('the plain code %s stays text', (text) => {
  expect(readScan(text)).toEqual({ kind: 'text', text });
  expect(readScan(`]C0${text}`)).toEqual({ kind: 'text', text });
});

test.each([
  ['00', '106141412345678908'],
  ['02', '12345678901231'],
  ['13', '281200'],
  ['20', '07'],
  ['3103', '001234'],
  ['3602', '000012'],
  ['410', '9520123456788'],
])('(%s) ends by its length, with or without a separator', (ai, value) => {
  const elements = [
    { ai, value },
    { ai: '99', value: 'X' },
  ];

  expect(readScan(`]C1${ai}${value}99X`)).toEqual({ kind: 'gs1', elements });
  expect(readScan(`]C1${ai}${value}${GS}99X`)).toEqual({ kind: 'gs1', elements });
});

test('a UPC, an EAN-8, an EAN-13 and a case code are stored as 14 digits', () => {
  expect(['416000336108', '02345673', '2000000000015', '12000000000012'].map(toGtin14)).toEqual([
    '00416000336108',
    '00000002345673',
    '02000000000015',
    '12000000000012',
  ]);
  expect(['416000336109', '12345', '', '4160003361O8', '106141412345678908'].map(toGtin14)).toEqual(
    [null, null, null, null, null],
  );
  expect(readScan(']I112000000000012')).toMatchObject({ kind: 'gtin', gtin14: '12000000000012' });
  expect(readScan(']E3200000000001512')).toMatchObject({ kind: 'gtin', gtin14: '02000000000015' });
});

test('an SSCC is made of extension, prefix and serial', () => {
  // Tag data standard: extension 1, prefix 0614141, serial 234567890.
  const made = makeSscc(1, '0614141', 234567890);

  expect(made).toEqual({ kind: 'sscc', sscc: '106141412345678908' });
  expect(isSscc('106141412345678908')).toBe(true);
  expect(isSscc('106141412345678909')).toBe(false);
  expect(ssccElementString('106141412345678908')).toBe('00106141412345678908');
});

test.each([
  [10, '0614141', 1, 'wrong_length'],
  [0, '061', 1, 'wrong_length'],
  [0, '0614141', -1, 'not_digits'],
  [0, '0614141', 1.5, 'not_digits'],
  [0, '0614141', 1_000_000_000, 'too_long'],
])('an SSCC of %s, %s and %s is refused as %s', (extension, prefix, serial, reason) => {
  expect(makeSscc(extension, prefix, serial)).toMatchObject({ kind: 'invalid', reason });
});

test('every SSCC made reads back, and one wrong digit is always noticed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9 }),
      fc.stringMatching(/^\d{7}$/),
      fc.integer({ min: 0, max: 999_999_999 }),
      fc.integer({ min: 0, max: 17 }),
      fc.integer({ min: 1, max: 9 }),
      (extension, prefix, serial, at, by) => {
        const made = makeSscc(extension, prefix, serial);
        if (made.kind !== 'sscc') throw new Error(made.message);
        const { sscc } = made;
        const wrong = `${sscc.slice(0, at)}${(Number(sscc[at]) + by) % 10}${sscc.slice(at + 1)}`;

        expect(readScan(`]C1${ssccElementString(sscc)}`)).toMatchObject({ kind: 'sscc', sscc });
        expect(isSscc(wrong)).toBe(false);
        expect(isGtin(sscc.slice(0, 13))).toBe(
          gs1CheckDigit(sscc.slice(0, 12)) === Number(sscc[12]),
        );
      },
    ),
  );
});

test('any text gets an answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (raw) => {
      expect(['gtin', 'sscc', 'gs1', 'text', 'invalid']).toContain(readScan(raw).kind);
    }),
  );
});

test('location check digits notice swapped and wrong characters', () => {
  const codes = ['A-07-3', 'A-70-3', 'B-07-3', 'A-07-4', 'A-03-7'];

  expect(new Set(codes.map(locationCheckDigits)).size).toBe(5);
  // A = 10: 1007300 mod 97 = 52, 98 - 52 = 46.
  expect(locationCheckDigits('A-07-3')).toBe('46');
  expect(locationCheckDigits('a-07-3')).toBe(locationCheckDigits('A-07-3'));
});
