import type { SkuInput } from '@quayside/contract';
import { expect, test } from 'vitest';
import { makeWorld } from '../access/testkit.ts';
import { Refusal, type Tx } from '../platform/index.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { getSku, listSkus } from './lists.ts';
import { skusByCode } from './read.ts';
import { putSkus } from './write.ts';

const fresh = await freshDatabase();
const world = await makeWorld(fresh);
const caller = {
  tenantId: 0,
  actor: { kind: 'system' as const, id: null, name: 'test', device: null },
  role: null,
  permissions: new Set<never>(),
  nodeIds: null,
  clientIds: null,
};

let shops = 0;
/** A company of its own for each test. */
const aShop = () => {
  shops += 1;
  return world.tenant(`shop${shops}`);
};

const skuOf = async (tx: Tx, code: string) => {
  const sku = (await skusByCode(tx, [code])).get(code);
  if (sku === undefined) throw new Error(`no ${code}`);
  return getSku(tx, caller, sku.skuId);
};

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const mug: SkuInput = {
  skuCode: 'MUG',
  name: 'Enamel Mug',
  lengthMm: 90,
  widthMm: 80,
  heightMm: 85,
  weightG: 150,
  priceMinor: 990,
  tags: ['kitchen'],
  barcodes: [
    { barcode: '9501101530003' },
    { barcode: '19501101530000', packName: 'case', unitsPer: 12 },
    { barcode: 'MUG-OLD' },
  ],
};

test('SKUs are created with barcodes as 14 digits, any other code as it stands', async () => {
  const shop = await aShop();

  const outcome = await shop.run((tx) => putSkus(tx, [mug]));

  expect(outcome).toEqual({ created: 1, changed: 0 });
  const sku = await shop.run((tx) => skuOf(tx, 'MUG'));
  expect(sku).toEqual({
    skuId: sku.skuId,
    skuCode: 'MUG',
    name: 'Enamel Mug',
    tracking: 'none',
    isKit: false,
    isActive: true,
    lengthMm: 90,
    widthMm: 80,
    heightMm: 85,
    weightG: 150,
    priceMinor: 990,
    currency: 'SGD',
    abc: null,
    tags: ['kitchen'],
    barcodes: [
      { barcode: '09501101530003', packName: 'each', unitsPer: 1 },
      { barcode: 'MUG-OLD', packName: 'each', unitsPer: 1 },
      { barcode: '19501101530000', packName: 'case', unitsPer: 12 },
    ],
    components: [],
  });
});

test('a field left away stays; the timeline says what changed; the same again changes nothing', async () => {
  const shop = await aShop();
  await shop.run((tx) => putSkus(tx, [mug]));
  const change: SkuInput = { skuCode: 'MUG', name: 'Enamel Mug, blue', weightG: 160 };

  const first = await shop.run((tx) => putSkus(tx, [change]));
  const again = await shop.run((tx) => putSkus(tx, [change]));

  expect([first, again]).toEqual([
    { created: 0, changed: 1 },
    { created: 0, changed: 0 },
  ]);
  const sku = await shop.run((tx) => skuOf(tx, 'MUG'));
  expect(sku).toMatchObject({ name: 'Enamel Mug, blue', weightG: 160, lengthMm: 90 });
  expect(sku.barcodes).toHaveLength(3);
  const events = await shop.run((tx) =>
    tx.query(
      `select kind, facts from platform.event
        where tenant_id = $1 and subject_kind = 'sku' and subject_id = $2 order by event_id`,
      [tx.tenantId, sku.skuId],
    ),
  );
  expect(events).toEqual([
    { kind: 'sku_created', facts: { skuCode: 'MUG' } },
    {
      kind: 'sku_changed',
      facts: {
        name: { before: 'Enamel Mug', after: 'Enamel Mug, blue' },
        weightG: { before: 150, after: 160 },
      },
    },
  ]);
});

test('barcodes when given are the whole list, and may move to another SKU of the request', async () => {
  const shop = await aShop();
  await shop.run((tx) => putSkus(tx, [mug, { skuCode: 'CUP', name: 'Cup' }]));

  const outcome = await shop.run((tx) =>
    putSkus(tx, [
      { skuCode: 'MUG', name: 'Enamel Mug', barcodes: [{ barcode: '9501101530003' }] },
      { skuCode: 'CUP', name: 'Cup', barcodes: [{ barcode: 'MUG-OLD' }] },
    ]),
  );

  expect(outcome).toEqual({ created: 0, changed: 2 });
  const [mugNow, cupNow] = await shop.run(async (tx) => [
    await skuOf(tx, 'MUG'),
    await skuOf(tx, 'CUP'),
  ]);
  expect(mugNow?.barcodes.map((b) => b.barcode)).toEqual(['09501101530003']);
  expect(cupNow?.barcodes.map((b) => b.barcode)).toEqual(['MUG-OLD']);
});

test('a barcode of another SKU is refused with both names, and nothing is changed', async () => {
  const shop = await aShop();
  await shop.run((tx) => putSkus(tx, [mug]));

  const refusal = await refusalOf(
    shop.run((tx) =>
      putSkus(tx, [
        { skuCode: 'PLATE', name: 'Plate' },
        // The same GTIN, written as the scanner sends it.
        { skuCode: 'CUP', name: 'Cup', barcodes: [{ barcode: '09501101530003' }] },
      ]),
    ),
  );

  expect(refusal.code).toBe('duplicate_code');
  expect(refusal.facts).toEqual({ barcode: '09501101530003', skuCode: 'MUG', wantedBy: 'CUP' });
  const left = await shop.run((tx) => listSkus(tx, caller, {}));
  expect(left.rows.map((sku) => sku.skuCode)).toEqual(['MUG']);
});

test('one barcode on two SKUs of a request, and one SKU twice, are refused', async () => {
  const shop = await aShop();
  const barcodes = [{ barcode: 'X-1' }];

  const shared = await refusalOf(
    shop.run((tx) =>
      putSkus(tx, [
        { skuCode: 'A', name: 'A', barcodes },
        { skuCode: 'B', name: 'B', barcodes },
      ]),
    ),
  );
  const twice = await refusalOf(
    shop.run((tx) =>
      putSkus(tx, [
        { skuCode: 'A', name: 'A' },
        { skuCode: 'A', name: 'Another A' },
      ]),
    ),
  );

  expect([shared.code, shared.facts]).toEqual([
    'duplicate_code',
    { barcode: 'X-1', skuCode: 'A', wantedBy: 'B' },
  ]);
  expect([twice.code, twice.facts]).toEqual(['duplicate_code', { skuCodes: ['A'] }]);
});

test('a kit names its components, also those of the same request; changing them is seen', async () => {
  const shop = await aShop();
  const kit = (components: { skuCode: string; qty: number }[]): SkuInput => ({
    skuCode: 'SET',
    name: 'Set',
    components,
  });
  await shop.run((tx) =>
    putSkus(tx, [
      kit([
        { skuCode: 'B', qty: 2 },
        { skuCode: 'A', qty: 1 },
      ]),
      { skuCode: 'A', name: 'Aa' },
      { skuCode: 'B', name: 'Bb' },
    ]),
  );

  const changed = await shop.run((tx) => putSkus(tx, [kit([{ skuCode: 'B', qty: 3 }])]));
  const same = await shop.run((tx) => putSkus(tx, [kit([{ skuCode: 'B', qty: 3 }])]));

  expect([changed, same]).toEqual([
    { created: 0, changed: 1 },
    { created: 0, changed: 0 },
  ]);
  const set = await shop.run((tx) => skuOf(tx, 'SET'));
  expect(set).toMatchObject({ isKit: true, lengthMm: null, priceMinor: null });
  expect(set.components).toEqual([
    { skuId: set.components[0]?.skuId, skuCode: 'B', name: 'Bb', qty: 3 },
  ]);
});

test.for<[string, SkuInput, string]>([
  ['a component that does not exist', kitOf('NOPE'), 'unknown_sku'],
  ['a kit in a kit', kitOf('KIT'), 'invalid_input'],
  ['itself', kitOf('SET'), 'invalid_input'],
  ['a component twice', kitOf('A', 'A'), 'invalid_input'],
  ['a plain SKU that becomes a kit', { ...kitOf('A'), skuCode: 'B' }, 'state_refused'],
  ['a kit without components', { skuCode: 'KIT', name: 'Kit', components: [] }, 'state_refused'],
])('%s is refused and changes nothing', async ([, input, code]) => {
  const shop = await aShop();
  await shop.run((tx) =>
    putSkus(tx, [
      { skuCode: 'A', name: 'A' },
      { skuCode: 'B', name: 'B' },
      { ...kitOf('A'), skuCode: 'KIT' },
    ]),
  );
  const before = await shop.run((tx) => listSkus(tx, caller, {}));

  const refusal = await refusalOf(shop.run((tx) => putSkus(tx, [input])));

  expect(refusal.code).toBe(code);
  expect(await shop.run((tx) => listSkus(tx, caller, {}))).toEqual(before);
});

function kitOf(...codes: string[]): SkuInput {
  return {
    skuCode: 'SET',
    name: 'Set',
    components: codes.map((skuCode) => ({ skuCode, qty: 1 })),
  };
}

test('five thousand SKUs with three barcodes each go in and come again in a few statements', async () => {
  const shop = await aShop();
  const skus = Array.from({ length: 5_000 }, (_, index) => ({
    skuCode: `S${String(index).padStart(4, '0')}`,
    name: `SKU ${index}`,
    weightG: index,
    barcodes: ['a', 'b', 'c'].map((letter) => ({ barcode: `${letter}${index}` })),
  }));
  let statements = 0;
  const counted = (tx: Tx): Tx => ({
    ...tx,
    query: (text, values) => {
      statements += 1;
      return tx.query(text, values);
    },
    execute: (text, values) => {
      statements += 1;
      return tx.execute(text, values);
    },
  });

  const first = await shop.run((tx) => putSkus(counted(tx), skus));
  const createStatements = statements;
  const again = await shop.run((tx) => putSkus(counted(tx), skus));
  const renamed = await shop.run((tx) =>
    putSkus(
      counted(tx),
      skus.map((sku) => ({ ...sku, name: `${sku.name}!` })),
    ),
  );

  expect([first, again, renamed]).toEqual([
    { created: 5_000, changed: 0 },
    { created: 0, changed: 0 },
    { created: 0, changed: 5_000 },
  ]);
  expect(createStatements).toBe(8);
});

test('two imports of the same SKUs at the same time: one creates, the other finds them', async () => {
  const shop = await aShop();
  const skus = ['A', 'B', 'C'].map((skuCode) => ({
    skuCode,
    name: skuCode,
    barcodes: [{ barcode: `code ${skuCode}`.replace(' ', '-') }],
  }));

  const outcomes = await Promise.all(
    [skus, skus.toReversed(), skus].map((rows) => shop.run((tx) => putSkus(tx, rows))),
  );

  expect(outcomes.toSorted((a, b) => b.created - a.created)).toEqual([
    { created: 3, changed: 0 },
    { created: 0, changed: 0 },
    { created: 0, changed: 0 },
  ]);
});
