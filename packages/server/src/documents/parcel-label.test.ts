import { expect, test } from 'vitest';
import {
  DocumentInputError,
  type ParcelLabelInput,
  parcelLabelPdf,
  parcelLabelZpl,
  unprintableCharacters,
} from './index.ts';
import { parcelLabelSheet } from './parcel-label.ts';
import { boxOf } from './sheet.ts';
import {
  faultsOf,
  lastInkedColumn,
  pageCount,
  pagePng,
  pageText,
  scan,
  zplPng,
} from './testkit.ts';

function aLabel(change: Partial<ParcelLabelInput> = {}): ParcelLabelInput {
  return {
    from: {
      name: 'Harbour Gifts',
      addressLines: ['21 Tuas South Avenue 4'],
      postcode: '637203',
      countryCode: 'SG',
    },
    to: {
      name: 'Nguyễn Thị Ngọc Huyền',
      addressLines: ['Số 45 Đường Nguyễn Huệ, Phường Bến Nghé', 'คุณสมชาย ถนนสุขุมวิท'],
      postcode: '700000',
      countryCode: 'VN',
      phone: '+84 90 123 4567',
    },
    orderNumber: '2611230GX7K2QP',
    carrierName: 'SPX Express',
    serviceName: 'Standard Delivery',
    trackingNumber: 'SPXSG0123456789012',
    sscc: '106141412345678908',
    parcelNumber: 1,
    parcelCount: 3,
    weightG: 1250,
    cod: { amountMinor: 45_000_000, currency: 'VND' },
    shipByAt: new Date('2026-11-25T10:00:00Z'),
    routingText: 'HCM-Q1 / D07',
    contents: '2 x WHITE HANGING HEART T-LIGHT HOLDER',
    printedAt: new Date('2026-11-23T06:05:00Z'),
    timeZone: 'Asia/Singapore',
    ...change,
  };
}

/** As long as the door lets through, in wide letters, Vietnamese and Thai. */
function aFullLabel(): ParcelLabelInput {
  const party = {
    name: 'Nguyễn Phước Thị Quỳnh Trâm '.repeat(5).slice(0, 119),
    addressLines: [
      'WWWWWWWW MMMMMMMM WWWWWWWW MMMMMMMM WWWWWWWW MMMMMMMM',
      'Ấp Đường Nguyễn Huệ, Phường Bến Nghé, Quận 1, Thành phố',
      'หมู่บ้านสุขสันต์ถนนสุขุมวิทแขวงคลองเตย',
      'Lô B2-17 Khu công nghiệp Tân Bình mở rộng giai đoạn hai',
      'Tầng 12, Toà nhà Bitexco Financial Tower',
      'x'.repeat(50),
    ],
    postcode: '637203-99999',
    countryCode: 'VN',
    phone: '+84 (0) 90 123 4567 ext 123456',
  };
  return aLabel({
    from: party,
    to: party,
    orderNumber: 'W'.repeat(40),
    carrierName: 'W'.repeat(60),
    serviceName: 'M'.repeat(60),
    routingText: 'W'.repeat(40),
    contents: 'คุณสมชายน้ำใจดี'.repeat(26),
    parcelNumber: 111,
    parcelCount: 999,
    weightG: 1_000_000,
    cod: { amountMinor: 1_000_000_000_000, currency: 'SGD' },
    language: 'vi',
  });
}

const BOTH_CODES = [
  { format: 'Code128', text: 'SPXSG0123456789012', symbologyIdentifier: ']C0' },
  { format: 'Code128', text: '00106141412345678908', symbologyIdentifier: ']C1' },
];

test('a scanner reads tracking number and SSCC from the printed page', async () => {
  const pdf = await parcelLabelPdf(aLabel());

  expect(await pageCount(pdf)).toBe(1);
  expect(await scan(await pagePng(pdf, 1))).toEqual(BOTH_CODES);
});

test.each([
  [203, 8],
  [300, 12],
] as const)('a scanner reads both codes from the ZPL at %i dpi', async (dpi, dotsPerMm) => {
  const zpl = parcelLabelZpl(aLabel(), { dpi });

  expect(await scan(await zplPng(zpl, dotsPerMm))).toEqual(BOTH_CODES);
});

test.each([
  '1',
  'A',
  '1234567',
  '12345678',
  'VN123456789VN',
  'lower-case 12/34.5+6_7:8#9',
  'TH01234567890123456789012345678901',
])('tracking number %s comes back unchanged from PDF and ZPL', async (trackingNumber) => {
  const input = aLabel({ trackingNumber });

  const fromPdf = await scan(await pagePng(await parcelLabelPdf(input), 1));
  const fromZpl = await scan(await zplPng(parcelLabelZpl(input), 8));

  expect(fromPdf.map((code) => code.text)).toEqual([trackingNumber, '00106141412345678908']);
  expect(fromZpl).toEqual(fromPdf);
});

test('the page carries Vietnamese and Thai text that can be searched and copied', async () => {
  const text = await pageText(await parcelLabelPdf(aLabel()), 1);

  const lines = text.split('\n');
  expect(lines).toContain('Nguyễn Thị Ngọc Huyền');
  expect(lines).toContain('Số 45 Đường Nguyễn Huệ, Phường Bến Nghé');
  expect(lines).toContain('คุณสมชาย');
  expect(lines).toContain('700000 VN');
  expect(lines).toContain('1.250 kg');
  expect(lines).toContain('VND 45,000,000');
  expect(lines).toContain('Ship by');
  expect(lines).toContain('2026-11-25 18:00');
  expect(lines).toContain('Parcel 1 of 3');
  expect(lines).toContain('(00) 1061 4141 2345 6789 08');
});

test('nothing overflows or overlaps: an ordinary label, a bare one, a full one, a name of 60 letters', () => {
  const {
    cod: _cod,
    shipByAt: _shipBy,
    routingText: _routing,
    contents: _contents,
    ...bare
  } = aLabel();
  const wide = aLabel({ to: { ...aLabel().to, name: 'W'.repeat(60) } });

  expect(faultsOf(parcelLabelSheet(aLabel()))).toEqual([]);
  expect(faultsOf(parcelLabelSheet(bare))).toEqual([]);
  expect(faultsOf(parcelLabelSheet(aFullLabel()))).toEqual([]);
  expect(faultsOf(parcelLabelSheet(wide))).toEqual([]);
});

test('the fault finder finds a text too wide, two marks that meet, a barcode without white', () => {
  const text = {
    kind: 'text',
    box: boxOf(0, 0, 10, 5),
    baselineMm: 4,
    sizeMm: 4,
    isBold: false,
    align: 'left',
  } as const;
  const sheet = {
    title: '',
    widthMm: 100,
    heightMm: 50,
    printedAt: new Date(0),
    pages: [
      [
        { ...text, text: 'far too wide' },
        { ...text, text: 'ab', box: boxOf(12, 0, 10, 5) },
        {
          kind: 'barcode',
          box: boxOf(0, 10, 78, 10),
          symbology: 'sscc',
          text: '106141412345678908',
          moduleMm: 0.5,
        },
      ],
    ],
  } as const;

  expect(faultsOf(sheet)).toEqual([
    'text "far too wide" leaves its box',
    'barcode "106141412345678908" lacks its quiet zone',
    'text "far too wide" meets text "ab"',
  ]);
});

test('an address of 300 characters is printed whole', () => {
  const texts = parcelLabelSheet(aFullLabel())
    .pages.flat()
    .flatMap((mark) => (mark.kind === 'text' ? [mark] : []));
  const address = texts
    .filter(({ box }) => box.yMm >= 43.8 && box.yMm < 62)
    .map((mark) => mark.text)
    .join('');

  const expected = [
    ...aFullLabel().to.addressLines,
    '637203-99999 VN',
    'ĐT +84 (0) 90 123 4567 ext 123456',
  ];
  expect(address.replace(/[ ,]/g, '')).toBe(expected.join('').replace(/[ ,]/g, ''));
});

test('the full label still scans, on paper and from the printer', async () => {
  expect(await scan(await pagePng(await parcelLabelPdf(aFullLabel()), 1))).toEqual(BOTH_CODES);
  expect(await scan(await zplPng(parcelLabelZpl(aFullLabel()), 8))).toEqual(BOTH_CODES);
});

test('a name that looks like printer commands stays a name', async () => {
  const zpl = parcelLabelZpl(aLabel({ to: { ...aLabel().to, name: '^XZ~JA_5E\\&' } }));

  expect(zpl).toContain('^FH^FD_5EXZ_7EJA_5F5E_5C&^FS');
  expect(zpl.match(/\^XZ/g)).toHaveLength(1);
  expect(zpl.match(/~/g)).toBeNull();
  expect(await scan(await zplPng(zpl, 8))).toEqual(BOTH_CODES);
});

test.each(['-', 'J', 'W', 'i.', "l'(), "])(
  'the printer keeps a line of %j inside the label',
  async (letters) => {
    const name = letters.repeat(60).slice(0, 59);
    const contents = letters.repeat(400).slice(0, 200);
    const party = { ...aLabel().to, name, addressLines: [name, name], postcode: '12345' };

    const zpl = parcelLabelZpl(aLabel({ from: party, to: party, contents, carrierName: name }));

    // 97 mm of 100: the frame of the routing text ends at dot 775.
    expect(await lastInkedColumn(await zplPng(zpl, 8))).toBe(775);
  },
);

test('the SSCC is sent with FNC1 in subset C, 4 dots a module at 203 dpi and 6 at 300', () => {
  expect(parcelLabelZpl(aLabel())).toContain('^BY4^BCN,254,N,N,N,N^FD>;>800106141412345678908^FS');
  expect(parcelLabelZpl(aLabel(), { dpi: 300 })).toContain(
    '^BY6^BCN,375,N,N,N,N^FD>;>800106141412345678908^FS',
  );
});

test('equal input gives equal bytes', async () => {
  expect(await parcelLabelPdf(aLabel())).toEqual(await parcelLabelPdf(aLabel()));
});

test('characters that no face has are told, and marked on the label', async () => {
  expect(unprintableCharacters('陈伟明 🎁 Nguyễn สมชาย')).toEqual(['陈', '伟', '明', '🎁']);
  const text = await pageText(await parcelLabelPdf(aLabel({ orderNumber: 'A🎁1' })), 1);
  expect(text.split('\n')).toContain('A\uFFFD1');
});

test.each([
  [{ sscc: '106141412345678907' }, 'sscc', 'an SSCC: 18 digits with a right check digit'],
  [{ sscc: '00106141412345678908' }, 'sscc', 'an SSCC: 18 digits with a right check digit'],
  [{ parcelNumber: 4 }, 'parcelNumber', 'a whole number from 1 to 3'],
  [{ weightG: 0 }, 'weightG', 'a whole number from 1 to 1000000'],
  [{ weightG: 1.5 }, 'weightG', 'a whole number from 1 to 1000000'],
  [{ timeZone: 'Asia/Nowhere' }, 'timeZone', 'an IANA time zone such as Asia/Singapore'],
  [{ printedAt: new Date('never') }, 'printedAt', 'a valid instant'],
  [{ orderNumber: ' ' }, 'orderNumber', 'a text of 1 to 40 characters'],
  [
    { cod: { amountMinor: 100, currency: 'dong' } },
    'cod.currency',
    'a three-letter ISO 4217 currency code in capitals',
  ],
] as const)('refuses %j and names the field', async (change, field, expected) => {
  const refused = parcelLabelPdf(aLabel(change));

  await expect(refused).rejects.toThrow(new DocumentInputError(field, expected));
  expect(() => parcelLabelZpl(aLabel(change))).toThrow(DocumentInputError);
});

test('refuses a tracking number that no legal module width can hold, or that a scanner cannot type', () => {
  expect(() => parcelLabelZpl(aLabel({ trackingNumber: 'A'.repeat(40) }))).toThrow(
    'trackingNumber: expected a code that fits 94 mm of Code 128 at 0.25 mm a module',
  );
  expect(() => parcelLabelZpl(aLabel({ trackingNumber: 'SPX^XZ' }))).toThrow(
    /^trackingNumber: expected 1 to 40 letters/,
  );
});
