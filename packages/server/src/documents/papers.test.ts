import { gs1CheckDigit } from '@quayside/contract';
import { expect, test } from 'vitest';
import { locationLabelsSheet, toteLabelsSheet } from './floor-labels.ts';
import {
  DocumentInputError,
  locationLabelsPdf,
  type ManifestInput,
  manifestPdf,
  type PackingSlipInput,
  type PickSlipInput,
  packingSlipPdf,
  pickSlipPdf,
  toteLabelsPdf,
} from './index.ts';
import { manifestSheet } from './manifest.ts';
import { packingSlipSheet } from './packing-slip.ts';
import { pickSlipSheet } from './pick-slip.ts';
import { faultsOf, pageCount, pagePng, pageText, scan } from './testkit.ts';

const printed = {
  printedAt: new Date('2026-11-23T06:05:00Z'),
  timeZone: 'Asia/Ho_Chi_Minh',
} as const;
const LONG_NAME = 'Nguyễn Phước Công Tằng Tôn Nữ Thị Quỳnh Trâm Anh Đào Ngọc Lan'.slice(0, 60);

function plainCode(text: string) {
  return { format: 'Code128', text, symbologyIdentifier: ']C0' };
}

function aManifest(parcelCount: number): ManifestInput {
  return {
    manifestNumber: 'MAN-2026-11-23-0001',
    carrierName: 'SPX Express',
    collectionAt: new Date('2026-11-23T10:00:00Z'),
    nodeName: 'Kho Tân Bình',
    ...printed,
    parcels: Array.from({ length: parcelCount }, (_, at) => {
      const body = `10614141${String(at).padStart(9, '0')}`;
      return {
        trackingNumber: `SPXVN${String(at).padStart(13, '0')}`,
        orderNumber: `2611230GX7${at}`,
        sscc: `${body}${gs1CheckDigit(body)}`,
        weightG: 250 + at,
        postcode: '700000',
      };
    }),
  };
}

function aPickSlip(stopCount: number): PickSlipInput {
  return {
    tourNumber: 'TOUR-000123',
    waveNumber: 'W-17',
    nodeName: 'SG-WEST',
    pickerName: 'Trần Văn Đức',
    ...printed,
    stops: Array.from({ length: stopCount }, (_, at) => ({
      locationCode: `A-0${at}-12-3`,
      skuCode: `85123${at}`,
      itemName: at === 1 ? LONG_NAME.repeat(3) : 'Đèn lồng Hội An',
      qty: at + 1,
      toteSlot: String((at % 6) + 1),
    })),
  };
}

function aPackingSlip(lineCount: number): PackingSlipInput {
  return {
    shopName: 'Harbour Gifts',
    orderNumber: '2611230GX7K2QP',
    orderedAt: new Date('2026-11-22T20:00:00Z'),
    customerName: LONG_NAME,
    addressLines: Array.from({ length: 7 }, () => LONG_NAME.repeat(2)),
    parcelNumber: 1,
    parcelCount: 2,
    note: 'Cảm ơn quý khách!',
    ...printed,
    lines: Array.from({ length: lineCount }, (_, at) => ({
      skuCode: `85123${at}`,
      itemName: LONG_NAME,
      orderedQty: 3,
      packedQty: 2,
    })),
  };
}

test('a manifest of one parcel: one page, its number scans, count and weight are those of its rows', async () => {
  const pdf = await manifestPdf(aManifest(1));

  expect(await pageCount(pdf)).toBe(1);
  expect(await scan(await pagePng(pdf, 1))).toEqual([plainCode('MAN-2026-11-23-0001')]);
  const lines = (await pageText(pdf, 1)).split('\n');
  expect(lines).toContain('SPXVN0000000000000');
  expect(lines).toContain('106141410000000002');
  expect(lines.filter((line) => line === '0.250 kg')).toHaveLength(2);
  expect(lines).toContain('2026-11-23 17:00');
  expect(lines).toContain('Kho Tân Bình');
  expect(lines).toContain('Page 1 of 1');
  expect(lines.filter((line) => line === 'Signature')).toHaveLength(2);
});

test('a manifest of a thousand parcels: every page numbered, every parcel once, signed at the end', async () => {
  const pdf = await manifestPdf(aManifest(1_000));

  const pages = await Promise.all(Array.from({ length: 25 }, (_, at) => pageText(pdf, at + 1)));
  const lines = pages.flatMap((page) => page.split('\n'));
  expect(await pageCount(pdf)).toBe(25);
  expect(lines.filter((line) => line.startsWith('Page '))).toEqual(
    pages.map((_, at) => `Page ${at + 1} of 25`),
  );
  expect(lines.filter((line) => line.startsWith('SPXVN'))).toEqual(
    aManifest(1_000).parcels.map((parcel) => parcel.trackingNumber),
  );
  expect(lines).toContain('749.500 kg');
  expect(pages.findIndex((page) => page.includes('Signature'))).toBe(24);
});

test('signature boxes move to a page of their own when the last page is full', () => {
  const pageCounts = [22, 23, 24, 25, 26, 27, 28, 36].map(
    (count) => manifestSheet(aManifest(count)).pages.length,
  );

  expect(pageCounts).toEqual([1, 1, 1, 1, 1, 2, 2, 2]);
});

test('a pick slip keeps the walking order and gives each stop its tote', async () => {
  const pdf = await pickSlipPdf(aPickSlip(8));

  expect(await scan(await pagePng(pdf, 1))).toEqual([plainCode('TOUR-000123')]);
  const lines = (await pageText(pdf, 1)).split('\n');
  expect(lines.filter((line) => line.startsWith('A-0'))).toEqual(
    aPickSlip(8).stops.map((stop) => stop.locationCode),
  );
  expect(lines).toContain('36');
  expect(lines).toContain('Trần Văn Đức');
});

test('a packing slip speaks the customer’s language', async () => {
  const pdf = await packingSlipPdf({ ...aPackingSlip(2), language: 'vi' });

  expect(await scan(await pagePng(pdf, 1))).toEqual([plainCode('2611230GX7K2QP')]);
  const lines = (await pageText(pdf, 1)).split('\n');
  expect(lines).toContain('Phiếu đóng gói');
  expect(lines).toContain('Kiện 1 / 2');
  expect(lines).toContain('2026-11-23');
  expect(lines).toContain('Cảm ơn quý khách!');
});

test('nothing overflows or overlaps on any paper, however long the names', () => {
  const batch = { printedAt: printed.printedAt };
  const locations = [
    {
      locationCode: 'W'.repeat(16),
      barcode: 'A-01',
      zoneCode: 'W'.repeat(30),
      checkDigits: '474747',
    },
  ];
  const sheets = [
    manifestSheet({ ...aManifest(60), carrierName: 'W'.repeat(60), nodeName: 'W'.repeat(80) }),
    pickSlipSheet({ ...aPickSlip(40), nodeName: 'W'.repeat(80), waveNumber: 'W'.repeat(40) }),
    packingSlipSheet({ ...aPackingSlip(60), shopName: 'W'.repeat(80), note: 'W'.repeat(1_000) }),
    locationLabelsSheet(locations, batch),
    toteLabelsSheet([{ toteCode: 'WWWWWWWWWWWWWWWWWWWW', nodeName: 'W'.repeat(80) }], batch),
  ];

  expect(sheets.flatMap(faultsOf)).toEqual([]);
  expect(sheets.map((sheet) => sheet.pages.length)).toEqual([2, 2, 3, 1, 1]);
});

test('bin labels: 24 a sheet, each scans as itself', async () => {
  const codes = Array.from({ length: 25 }, (_, at) => `A-01-${String(at).padStart(2, '0')}-3`);
  const pdf = await locationLabelsPdf(
    codes.map((locationCode) => ({ locationCode })),
    printed,
  );

  expect(await pageCount(pdf)).toBe(2);
  expect(await scan(await pagePng(pdf, 1))).toEqual(codes.slice(0, 24).map(plainCode));
  expect(await scan(await pagePng(pdf, 2))).toEqual([plainCode('A-01-24-3')]);
});

test('tote labels: one a page, each scans as itself', async () => {
  const pdf = await toteLabelsPdf(
    [{ toteCode: 'TOTE-0001' }, { toteCode: 'TOTE-0002', nodeName: 'SG-WEST' }],
    printed,
  );

  expect(await pageCount(pdf)).toBe(2);
  expect(await scan(await pagePng(pdf, 2))).toEqual([plainCode('TOTE-0002')]);
});

test('refuses what would make a paper lie', async () => {
  const [first] = aManifest(1).parcels;
  if (first === undefined) throw new Error('a manifest of one has one parcel');

  await expect(manifestPdf(aManifest(0))).rejects.toThrow(
    new DocumentInputError('parcels', '1 to 1000 entries'),
  );
  await expect(manifestPdf(aManifest(1_001))).rejects.toThrow(DocumentInputError);
  await expect(manifestPdf({ ...aManifest(1), parcels: [first, first] })).rejects.toThrow(
    'parcels[].sscc: expected each value once; 106141410000000002 is there twice',
  );
  await expect(
    packingSlipPdf({
      ...aPackingSlip(1),
      lines: [{ skuCode: 'A', itemName: 'B', orderedQty: 1, packedQty: 2 }],
    }),
  ).rejects.toThrow('lines[0].packedQty: expected a whole number from 0 to 1');
  await expect(toteLabelsPdf([{ toteCode: 'T-1' }, { toteCode: 'T-1' }], printed)).rejects.toThrow(
    'totes[].toteCode: expected each value once; T-1 is there twice',
  );
});
