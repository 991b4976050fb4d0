import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parcelsOf } from '../channel.ts';
import {
  fromLineId,
  itemToListing,
  lineId,
  modelToListing,
  orderState,
  toChannelOrder,
  toShopProfile,
} from './map.ts';
import { fixture } from './testkit.ts';

function mapped(raw: unknown) {
  const order = toChannelOrder(raw);
  if (!order.ok) throw new Error(order.reason);
  return order.value;
}

test('a Singapore order, field by field', () => {
  const raw = fixture('order-sg.json');

  expect(mapped(raw)).toEqual({
    externalOrderNumber: '261120SG7K2M4P',
    state: 'ready',
    externalState: 'READY_TO_SHIP',
    placedAt: new Date(1795150800_000),
    updatedAt: new Date(1795150930_000),
    paidAt: new Date(1795150925_000),
    shipBy: new Date(1795323600_000),
    currency: 'SGD',
    totals: { goodsMinor: 2886, discountMinor: 150, shippingMinor: 149, totalMinor: 2997 },
    buyer: {
      externalBuyerId: '9193214',
      username: 'tom.tan',
      name: null,
      phone: null,
      email: null,
    },
    address: {
      name: 'Tan Wei Ming',
      phone: '6591234567',
      line1: '313 Orchard Road, #08-12, Singapore 238823',
      line2: null,
      town: null,
      district: null,
      city: null,
      state: null,
      postcode: '238823',
      country: 'SG',
      full: '313 Orchard Road, #08-12, Singapore 238823',
      isMasked: false,
    },
    payment: { method: 'Credit Card', isCod: false },
    note: 'Please wrap it as a gift',
    cancel: null,
    lines: [
      {
        externalLineId: '2600144043.0.2600144043.0',
        externalItemId: '2600144043',
        externalModelId: null,
        sellerSku: '85123A',
        name: 'WHITE HANGING HEART T-LIGHT HOLDER',
        qty: 6,
        cancelledQty: 0,
        unitPriceMinor: 255,
        discountMinor: 150,
      },
      {
        externalLineId: '2600144050.171717.2600144050.0',
        externalItemId: '2600144050',
        externalModelId: '171717',
        sellerSku: '84029G',
        name: 'KNITTED UNION FLAG HOT WATER BOTTLE (Red)',
        qty: 4,
        cancelledQty: 0,
        unitPriceMinor: 339,
        discountMinor: 0,
      },
    ],
    packages: [
      {
        externalPackageNumber: 'OFG126080123456',
        carrier: 'SPX Express',
        trackingNumber: null,
        state: 'waiting',
        externalState: 'LOGISTICS_READY',
        lines: [
          { externalLineId: '2600144043.0.2600144043.0', qty: 6 },
          { externalLineId: '2600144050.171717.2600144050.0', qty: 4 },
        ],
      },
    ],
    isSplit: false,
    carrier: 'Standard Delivery',
    isShippedBySeller: true,
    raw,
  });
});

test('an unsplit order is one parcel without a package number', () => {
  expect(parcelsOf(mapped(fixture('order-sg.json')))).toEqual([
    { externalOrderNumber: '261120SG7K2M4P', externalPackageNumber: null },
  ]);
});

test('a Vietnamese split bundle order: whole dong, masked person, buyer asks to cancel', () => {
  const order = mapped(fixture('order-vn-bundle.json'));

  expect(order.state).toBe('cancel_requested');
  expect(order.cancel).toEqual({
    by: 'buyer',
    externalBy: 'buyer',
    reason: 'CHANGE_OF_DELIVERY_ADDRESS',
  });
  expect(order.totals).toEqual({
    goodsMinor: 300000,
    discountMinor: 0,
    shippingMinor: 15000,
    totalMinor: 315000,
  });
  expect(order.paidAt).toBeNull();
  expect(order.payment).toEqual({ method: 'Cash on Delivery', isCod: true });
  expect(order.address?.isMasked).toBe(true);
  expect(order.lines.map((line) => [line.externalLineId, line.qty, line.cancelledQty])).toEqual([
    ['700100.1.1.7850298', 2, 0],
    ['700100.1.700100.0', 1, 1],
  ]);
  expect(order.packages.map((parcel) => [parcel.state, parcel.externalState])).toEqual([
    ['waiting', 'LOGISTICS_READY'],
    ['unknown', 'LOGISTICS_BRAND_NEW'],
  ]);
  expect(parcelsOf(order)).toEqual([
    { externalOrderNumber: '261121VN0B9XAB', externalPackageNumber: 'OFG1' },
    { externalOrderNumber: '261121VN0B9XAB', externalPackageNumber: 'OFG2' },
  ]);
});

test.each([
  ['UNPAID', 'unpaid'],
  ['PENDING', 'on_hold'],
  ['INVOICE_PENDING', 'on_hold'],
  ['READY_TO_SHIP', 'ready'],
  ['RETRY_SHIP', 'ready'],
  ['PROCESSED', 'arranged'],
  ['SHIPPED', 'shipped'],
  ['TO_CONFIRM_RECEIVE', 'delivered'],
  ['COMPLETED', 'completed'],
  ['IN_CANCEL', 'cancel_requested'],
  ['CANCELLED', 'cancelled'],
  ['TO_RETURN', 'returning'],
  ['SOMETHING_NEW', 'unknown'],
  ['constructor', 'unknown'],
])('status %s means %s', (externalState, state) => {
  expect(orderState(externalState)).toBe(state);
});

test('a line of a status we do not know keeps the platform word', () => {
  const order = mapped({ ...fixture('order-sg.json'), order_status: 'TELEPORTED' });

  expect([order.state, order.externalState]).toEqual(['unknown', 'TELEPORTED']);
});

test('the same line sent twice keeps two distinct ids', () => {
  const raw = fixture('order-sg.json');
  const [item] = raw.item_list as unknown[];

  const order = mapped({ ...raw, item_list: [item, item] });

  expect(order.lines.map((line) => line.externalLineId)).toEqual([
    '2600144043.0.2600144043.0',
    '2600144043.0.2600144043.0~2',
  ]);
  expect(fromLineId(order.lines[1]?.externalLineId ?? '')).toEqual({
    orderItemId: '2600144043',
    promotionGroupId: '0',
  });
});

test.each([
  ['a quantity of 0', { model_quantity_purchased: 0 }, '/item_list/0/model_quantity_purchased'],
  [
    'a negative quantity',
    { model_quantity_purchased: -3 },
    '/item_list/0/model_quantity_purchased',
  ],
  ['a huge quantity', { model_quantity_purchased: 1e9 }, '/item_list/0/model_quantity_purchased'],
  ['half a unit', { model_quantity_purchased: 0.5 }, '/item_list/0/model_quantity_purchased'],
  ['no item id', { item_id: null }, '/item_list/0/item_id'],
  ['a price in words', { model_original_price: 'free' }, '/item_list/0/model_original_price'],
  ['a negative price', { model_original_price: -1 }, '/item_list/0/model_original_price'],
])('%s is not read as an order', (_name, change, place) => {
  const raw = fixture('order-sg.json');
  const [item] = raw.item_list as Record<string, unknown>[];

  const order = toChannelOrder({ ...raw, item_list: [{ ...item, ...change }] });

  expect(order).toMatchObject({ ok: false, reason: expect.stringContaining(place) });
});

test.each([
  ['no order number', { order_sn: '' }],
  ['no currency', { currency: null }],
  ['milliseconds', { create_time: 1795150800_000 }],
  ['no lines', { item_list: [] }],
  ['lines that were not asked for', { item_list: undefined }],
])('%s is not read as an order', (_name, change) => {
  expect(toChannelOrder({ ...fixture('order-sg.json'), ...change }).ok).toBe(false);
});

test.each([null, 7, 'text', [], {}])('%j is not an order', (raw) => {
  expect(toChannelOrder(raw).ok).toBe(false);
});

test('the reason names the place, never the person', () => {
  const raw = { ...fixture('order-sg.json'), recipient_address: { name: ['Tan Wei Ming'] } };

  const order = toChannelOrder(raw);

  expect(order.ok).toBe(false);
  expect(JSON.stringify(order)).toContain('/recipient_address');
  expect(JSON.stringify(order)).not.toContain('Tan');
});

test('odd forms of the optional fields are read all the same', () => {
  const order = mapped({
    ...fixture('order-sg.json'),
    cod: 'true',
    total_amount: '29.97',
    pay_time: 0,
    ship_by_date: '1795323600',
    buyer_user_id: '576462088776319301',
    recipient_address: null,
    package_list: [{ package_number: '', logistics_status: 'LOGISTICS_NOT_START' }],
    split_up: null,
  });

  expect(order.payment.isCod).toBe(true);
  expect(order.totals.totalMinor).toBe(2997);
  expect(order.paidAt).toBeNull();
  expect(order.shipBy).toEqual(new Date(1795323600_000));
  expect(order.buyer.externalBuyerId).toBe('576462088776319301');
  expect(order.address).toBeNull();
  expect(order.packages).toEqual([]);
  expect(order.isSplit).toBe(false);
});

test.each([
  [{ fulfillment_flag: 'fulfilled_by_shopee' }, false],
  [{ advance_package: true }, false],
  [{ fulfillment_flag: null }, true],
])('%j: shipped by us is %j', (change, isShippedBySeller) => {
  const order = mapped({ ...fixture('order-sg.json'), ...change });

  expect(order.isShippedBySeller).toBe(isShippedBySeller);
});

test('goods and discount always add up from the lines, whatever is bought', () => {
  const cents = fc.integer({ min: 0, max: 10_000_000 });
  const item = fc.record({ price: cents, paid: cents, qty: fc.integer({ min: 1, max: 5_000 }) });

  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 8 }), (items) => {
      const order = mapped({
        ...fixture('order-sg.json'),
        item_list: items.map(({ price, paid, qty }, index) => ({
          item_id: index + 1,
          model_quantity_purchased: qty,
          model_original_price: price / 100,
          model_discounted_price: paid / 100,
        })),
      });

      const goods = items.reduce((total, { price, qty }) => total + price * qty, 0);
      const saved = items.reduce(
        (total, { price, paid, qty }) => total + Math.max(0, price - paid) * qty,
        0,
      );
      expect(order.totals.goodsMinor).toBe(goods);
      expect(order.totals.discountMinor).toBe(saved);
    }),
  );
});

test('line ids come back as they went', () => {
  const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

  fc.assert(
    fc.property(id, id, id, id, (item_id, model_id, order_item_id, promotion_group_id) => {
      const line = lineId({ item_id, model_id, order_item_id, promotion_group_id });

      expect(fromLineId(line)).toEqual({
        orderItemId: String(order_item_id),
        promotionGroupId: String(promotion_group_id),
      });
    }),
  );
});

test('an item without variations is one listing; its stock is what update_stock sets', () => {
  const raw = fixture('items.json').plain;

  expect(itemToListing(raw)).toEqual({
    ok: true,
    value: {
      externalItemId: '2600144043',
      externalModelId: null,
      sellerSku: '85123A',
      name: 'WHITE HANGING HEART T-LIGHT HOLDER',
      priceMinor: 230,
      currency: 'SGD',
      stockQty: 100,
      reservedQty: 3,
      status: 'live',
      externalStatus: 'NORMAL',
      barcode: '5012345000015',
      raw,
    },
  });
});

test('a variation is a listing of its own, named by its tiers, as unlisted as its item', () => {
  const items = fixture('items.json');
  const withModels = items.withModels as Parameters<typeof modelToListing>[0];
  const tiers = items.tiers as Parameters<typeof modelToListing>[2];

  expect(modelToListing(withModels, items.model, tiers)).toEqual({
    ok: true,
    value: {
      externalItemId: '2600144050',
      externalModelId: '171717',
      sellerSku: '84029G',
      name: 'HOT WATER BOTTLE (Red, Small)',
      priceMinor: 1500000,
      currency: 'IDR',
      stockQty: 12,
      reservedQty: 0,
      status: 'unlisted',
      externalStatus: 'UNLIST/MODEL_NORMAL',
      barcode: null,
      raw: items.model,
    },
  });
});

test('a listing without a price is not guessed', () => {
  const plain = fixture('items.json').plain as Record<string, unknown>;

  expect(itemToListing({ ...plain, price_info: [] })).toEqual({
    ok: false,
    reason: '/price_info must hold a price and its currency',
  });
});

test('the shop: region tells the currency', () => {
  const raw = {
    shop_name: 'Harbour Gifts',
    region: 'SG',
    status: 'NORMAL',
    auth_time: 1795150800,
    expire_time: 1826686800,
    error: '',
  };

  expect(toShopProfile(raw, '14701711')).toEqual({
    ok: true,
    value: {
      externalShopId: '14701711',
      name: 'Harbour Gifts',
      region: 'SG',
      currency: 'SGD',
      state: 'normal',
      externalState: 'NORMAL',
      authorisedAt: new Date(1795150800_000),
      authorisationExpiresAt: new Date(1826686800_000),
      raw,
    },
  });
});
