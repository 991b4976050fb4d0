/**
 * Code we did not write accepts this sandbox: the public SDK @congminh1254/shopee-sdk, pointed at it
 * by its base_url, goes the whole road from the authorisation link to the air waybill.
 */
import ShopeeSDK from '@congminh1254/shopee-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEMO_PARTNER, type RunningSandbox, SHOP } from '../src/index.ts';
import { aSandbox, authorise, control } from './testkit.ts';

let sandbox: RunningSandbox;
let sdk: ShopeeSDK;

beforeEach(async () => {
  sandbox = await aSandbox();
  sdk = new ShopeeSDK({
    partner_id: DEMO_PARTNER.partnerId,
    partner_key: DEMO_PARTNER.partnerKey,
    base_url: `${sandbox.url}/api/v2`,
    base_auth_url: `${sandbox.url}/auth`,
  });
  const back = await authorise(sandbox, sdk.getAuthorizationUrl('http://quayside.test/back'));
  await sdk.authenticateWithCode(back.searchParams.get('code') ?? '', SHOP.shopId);
});
afterEach(() => sandbox.stop());

test('tokens: first pair, refresh, and a refresh by itself when the token has expired', async () => {
  const first = await sdk.getAuthToken();
  expect(first).toMatchObject({ expire_in: 14_400, shop_id: SHOP.shopId });
  const second = await sdk.refreshToken();
  expect(second?.access_token).not.toBe(first?.access_token);

  await control(sandbox, 'POST', '/faults', { expireTokens: true });
  expect((await sdk.shop.getShopInfo()).shop_name).toBe(SHOP.name);
  expect((await sdk.getAuthToken())?.access_token).not.toBe(second?.access_token);
});

test('shop, items, stock, price', async () => {
  expect((await sdk.shop.getProfile()).response.shop_name).toBe(SHOP.name);
  const list = await sdk.product.getItemList({
    offset: 0,
    page_size: 50,
    item_status: 'NORMAL',
  });
  expect(list.response.total_count).toBe(39);
  const ids = (list.response.item ?? []).map((item) => item.item_id ?? 0);
  const base = await sdk.product.getItemBaseInfo({ item_id_list: ids });
  expect(base.response.item_list).toHaveLength(39);
  const single = base.response.item_list?.find((item) => item.item_sku === 'SKU0002');
  const updated = await sdk.product.updateStock({
    item_id: single?.item_id ?? 0,
    stock_list: [{ model_id: 0, seller_stock: [{ stock: 12 }] }],
  });
  expect(updated.response.success_list).toMatchObject([{ model_id: 0, stock: 12 }]);
  expect((await control(sandbox, 'GET', '/stock?search=SKU0002')).body.stock[0].shownQty).toBe(12);
});

test('order list, detail, shipping, tracking number, document', async () => {
  sandbox.control.world.database.run('update offer set stock_qty = 10');
  const lines = [{ skuCode: 'SKU0002', qty: 2 }];
  const placed = await control(sandbox, 'POST', '/orders', { customerNumber: '17850', lines });
  const orderSn: string = placed.body.orderSn;
  const now = Math.floor(Date.now() / 1000);

  const list = await sdk.order.getOrderList({
    time_range_field: 'create_time',
    time_from: now - 60,
    time_to: now + 60,
    page_size: 20,
  });
  expect(list.response.order_list).toEqual([{ order_sn: orderSn }]);

  const detail = await sdk.order.getOrderDetail({
    order_sn_list: [orderSn],
    response_optional_fields: 'item_list,total_amount,package_list',
  });
  expect(detail.response.order_list?.[0]).toMatchObject({
    order_status: 'READY_TO_SHIP',
    total_amount: 2 * 2.51 + 1.99,
  });

  const parameter = await sdk.logistics.getShippingParameter({ order_sn: orderSn });
  const address = parameter.response.pickup?.address_list?.[0];
  await sdk.logistics.shipOrder({
    order_sn: orderSn,
    pickup: {
      address_id: address?.address_id ?? 0,
      pickup_time_id: address?.time_slot_list?.[0]?.pickup_time_id ?? '',
    },
  });
  const tracking = await sdk.logistics.getTrackingNumber({ order_sn: orderSn });
  expect(tracking.response.tracking_number).toMatch(/^SPXSG/);

  await sdk.logistics.createShippingDocument({ order_list: [{ order_sn: orderSn }] });
  const result = await sdk.logistics.getShippingDocumentResult({
    order_list: [{ order_sn: orderSn }],
  });
  expect(result.response.result_list?.[0]).toMatchObject({ status: 'READY' });
  const file: unknown = await sdk.logistics.downloadShippingDocument({
    order_list: [{ order_sn: orderSn }],
  });
  expect(Buffer.isBuffer(file) ? file.subarray(0, 5).toString() : file).toBe('%PDF-');
});

test('a refusal reaches the SDK as its error, with the code', async () => {
  await expect(sdk.logistics.shipOrder({ order_sn: 'NOSUCH', dropoff: {} })).rejects.toMatchObject({
    data: { error: 'error_not_found' },
  });
});
