import { expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import { aConnectedHouse } from './testkit.ts';

const fresh = await freshDatabase();
/** SKU0005 and SKU0006 are listed in the shop, but not ours by that code. */
const house = await aConnectedHouse(
  fresh,
  { SKU0001: 10, OTHER5: 12 },
  { skuCodes: ['SKU0001', 'SKU0002', 'SKU0003', 'SKU0004', 'OTHER5'] },
);
const channelId = await house.channelId();
const listings = async (query = '') =>
  (await house.call('GET', `/api/v1/channels/${channelId}/listings${query}`)).body;

async function giveBarcode(barcode: string, skuCode: string, unitsPer = 1): Promise<void> {
  await house.owner.query(
    `insert into catalogue.barcode (tenant_id, barcode, sku_id, pack_name, units_per)
     values ($1, $2, $3, 'pack', $4)`,
    [house.scope.tenantId, barcode, house.skuIds.get(skuCode), unitsPer],
  );
}

test('listings page by page, and only those without a SKU', async () => {
  const first = await listings('?limit=4');
  expect(first.rows).toHaveLength(4);
  const second = await listings(`?limit=4&cursor=${first.nextCursor}`);
  expect(second.rows).toHaveLength(2);
  expect(second.nextCursor).toBeNull();
  const ids = [...first.rows, ...second.rows].map((row) => row.listingId);
  expect(new Set(ids).size).toBe(6);

  const unmapped = await listings('?only=unmapped');
  expect(unmapped.rows.map((row: { sellerSku: string }) => row.sellerSku).sort()).toEqual([
    'SKU0005',
    'SKU0006',
  ]);
  expect((await listings('?search=number%201')).rows).toHaveLength(1);
  expect((await listings('?search=%25')).rows).toHaveLength(0);
  const forged = await house.call('GET', `/api/v1/channels/${channelId}/listings?cursor=WyJ4Il0`);
  expect(forged.body.code).toBe('invalid_input');
});

test('an unmapped listing is told nothing, and its line has no SKU', async () => {
  const { rows } = await listings('?only=unmapped');
  const { listingId } = rows[0];

  const pushed = await house.call('POST', `/api/v1/listings/${listingId}/push`);

  expect(pushed.status).toBe(409);
  expect(pushed.body.code).toBe('listing_unmapped');
});

test('mapped by a person it is told its packs, and those who wait for it hear of it', async () => {
  const { rows } = await listings('?only=unmapped');
  const { listingId } = rows.find((row: { sellerSku: string }) => row.sellerSku === 'SKU0005');
  const unknown = await house.call('PUT', `/api/v1/listings/${listingId}`, {
    skuCode: 'NOWHERE',
    multiple: 1,
  });
  expect(unknown.body.code).toBe('unknown_sku');
  for (const multiple of [0, -1, 1.5, 10_000_000]) {
    const refused = await house.call('PUT', `/api/v1/listings/${listingId}`, {
      skuCode: 'OTHER5',
      multiple,
    });
    expect(refused.status).toBe(400);
  }

  const mapped = await house.call('PUT', `/api/v1/listings/${listingId}`, {
    skuCode: 'OTHER5',
    multiple: 5,
  });
  await house.work(1_000);

  expect(mapped.body).toMatchObject({ listingId, skuCode: 'OTHER5', multiple: 5 });
  expect(await house.shelf('SKU0005')).toBe(2);
  expect(house.events).toContainEqual({
    name: 'channels.listing_mapped',
    payload: { listingId },
  });
  const orderSn = await house.place('SKU0005', 2);
  await house.settle();
  const read = await house.channels.readOrders(house.scope, channelId, [orderSn]);
  const line = read.orders[0]?.lines[0];
  if (line === undefined) throw new Error('no line');
  expect(read.mappingOf(line)).toEqual({
    listingId,
    skuId: house.skuIds.get('OTHER5'),
    multiple: 5,
  });
});

test('a barcode maps what no code does; where code and barcode disagree a person decides', async () => {
  const { world } = house.sandbox.control;
  const gtinOf = (code: string) =>
    `0${world.database.row<{ gtin: string }>('select gtin from offer where sku_code = ?', code)?.gtin}`;
  // SKU0006 is no code of ours, but its GTIN is on a pack of three of OTHER5.
  await giveBarcode(gtinOf('SKU0006'), 'OTHER5', 3);
  // SKU0003 comes back unmapped, and its GTIN is on SKU0002.
  await giveBarcode(gtinOf('SKU0003'), 'SKU0002');
  await house.owner.query(
    "update channels.listing set sku_id = null, mapped_by = null where seller_sku = 'SKU0003'",
  );
  const eventsBefore = house.events.length;

  await house.call('POST', `/api/v1/channels/${channelId}/listings/fetch`);
  await house.work(2_000);

  const { rows } = await listings('?search=SKU0006');
  expect(rows).toMatchObject([{ skuCode: 'OTHER5', multiple: 3 }]);
  expect((await listings('?search=SKU0003')).rows).toMatchObject([{ skuId: null }]);
  // Orders may be waiting for the one that found its SKU.
  expect(house.events.slice(eventsBefore)).toEqual([
    { name: 'channels.listing_mapped', payload: { listingId: rows[0].listingId } },
  ]);
});

test('what a person mapped stays when the listings are fetched again', async () => {
  const { rows } = await listings('?search=SKU0001');
  const { listingId } = rows[0];
  await house.call('PUT', `/api/v1/listings/${listingId}`, { skuCode: 'SKU0004', multiple: 2 });

  await house.call('POST', `/api/v1/channels/${channelId}/listings/fetch`);
  await house.work(2_000);

  expect((await listings('?search=SKU0001')).rows[0]).toMatchObject({
    skuCode: 'SKU0004',
    multiple: 2,
  });
});
