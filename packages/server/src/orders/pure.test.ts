import type { FulfilmentState, OrderInput, OrderState } from '@quayside/contract';
import { describe, expect, test } from 'vitest';
import type { SkuFacts } from '../catalogue/index.ts';
import { Refusal } from '../platform/index.ts';
import type { OrderStanding } from './follow.ts';
import { standingState } from './follow.ts';
import { newestOfEach } from './from-channel.ts';
import { toCaptureInput } from './input.ts';
import { shareOfLine, uncovered } from './parts.ts';
import { placeOf } from './place.ts';
import { withoutKept } from './take-back.ts';
import { anOrder, NINE } from './testkit.ts';

describe('the state of an order is what its parts say', () => {
  const standing = (
    state: OrderState,
    fulfilments: FulfilmentState[],
    more: Partial<OrderStanding> = {},
  ) => standingState({ state, holds: 0, backorderedQty: 0, fulfilments, ...more });

  test.each<[OrderState, FulfilmentState[], Partial<OrderStanding>, OrderState]>([
    ['backordered', ['promised'], {}, 'promised'],
    ['promised', ['released'], {}, 'released'],
    ['released', ['picking', 'picked'], {}, 'picking'],
    ['picking', ['picked', 'packed'], {}, 'picked'],
    ['picked', ['packed', 'packed'], {}, 'packed'],
    ['packed', ['shipped', 'shipped'], {}, 'shipped'],
    ['packed', ['shipped', 'packed'], {}, 'packed'],
    ['promised', ['promised', 'shipped'], {}, 'promised'],
    // A part that fell short or was cancelled says nothing more.
    ['picking', ['short', 'promised'], {}, 'promised'],
    ['picking', ['short'], { backorderedQty: 2 }, 'backordered'],
    ['packed', ['shipped', 'short'], { backorderedQty: 1 }, 'backordered'],
    ['packed', ['shipped', 'cancelled'], {}, 'shipped'],
    // A hold stops what is not yet released.
    ['promised', ['promised'], { holds: 1 }, 'held'],
    ['promised', [], { holds: 1 }, 'held'],
    ['backordered', [], { holds: 1, backorderedQty: 1 }, 'held'],
    ['released', ['released'], { holds: 1 }, 'released'],
    ['promised', ['promised', 'picking'], { holds: 1 }, 'held'],
    ['held', [], {}, 'promised'],
    ['held', [], { backorderedQty: 1 }, 'backordered'],
    // The end is the end.
    ['cancelled', ['packed'], { holds: 1 }, 'cancelled'],
    ['delivered', ['shipped'], {}, 'delivered'],
  ])('%s with %j and %j is %s', (state, fulfilments, more, is) => {
    expect(standing(state, fulfilments, more)).toBe(is);
  });
});

describe('an address’s place', () => {
  test.each([
    [null, null],
    [
      { country: 'SG', postcode: '018956' },
      { latitude: 1.283, longitude: 103.851 },
    ],
    [
      { country: 'sg', postcode: '628111' },
      { latitude: 1.338, longitude: 103.703 },
    ],
    [
      { country: 'Singapore', postcode: '1234' },
      { latitude: 1.3521, longitude: 103.8198 },
    ],
    [{ country: 'SG' }, { latitude: 1.3521, longitude: 103.8198 }],
    [
      { country: 'VN', postcode: '018956' },
      { latitude: 16.1, longitude: 107.9 },
    ],
    [{ country: 'FR' }, null],
    [{}, null],
  ])('%j lies at %j', (address, place) => {
    expect(placeOf(address)).toEqual(place);
  });
});

describe('an order of the API in capture’s words', () => {
  const fact = (skuId: string, skuCode: string): SkuFacts => ({
    ...{ skuId, skuCode, name: `SKU ${skuCode}`, isKit: skuCode === 'K', isActive: true },
    ...{ weightG: null, volumeMm3: null, sidesMm: null },
  });
  const skus = new Map([
    ['A', fact('1', 'A')],
    ['K', fact('2', 'K')],
  ]);
  const order = (more: Partial<OrderInput> = {}): OrderInput => ({
    externalOrderNumber: 'E1',
    lines: [{ skuCode: 'A', qty: 2, unitPriceMinor: 150 }],
    ...more,
  });
  const read = (input: OrderInput) => toCaptureInput(input, skus, { currency: 'SGD', now: NINE });

  test('fills in what the caller leaves out', () => {
    const { lines, ...input } = read(order());

    expect(input).toEqual({
      ...{ channelId: '0', channelName: 'API', externalOrderNumber: 'E1' },
      ...{ externalState: null, externalUpdatedAt: null, placedAt: NINE, paidAt: NINE },
      ...{ shipByAt: null, currency: 'SGD', totalMinor: 300, shippingMinor: 0, isCod: false },
      ...{ buyerName: null, buyerEmail: null, buyerPhone: null, address: null, note: null },
      ...{ carrier: null, priority: 50, isShipComplete: true, acceptsBackorder: true },
      ...{ holds: [], usesHoldRef: null, cancelledBecause: null },
    });
    expect(lines).toEqual([
      {
        ...{ skuId: '1', isKit: false, sellerSku: 'A', name: 'SKU A', qty: 2 },
        ...{ unitPriceMinor: 150, discountMinor: 0 },
        ...{ externalLineId: null, externalItemId: null, externalModelId: null },
      },
    ]);
  });

  test('an unpaid order comes with its hold', () => {
    const input = read(
      order({ isPaid: false, holdRef: 'cart', shipComplete: false, shippingMinor: 99 }),
    );

    expect(input).toMatchObject({
      ...{ paidAt: null, holds: [{ kind: 'payment', note: null }], usesHoldRef: 'cart' },
      ...{ isShipComplete: false, totalMinor: 399 },
    });
  });

  test('every unknown SKU is named', () => {
    const lines = ['A', 'X', 'Y'].map((skuCode) => ({ skuCode, qty: 1 }));
    const refused = () => read(order({ lines }));

    expect(refused).toThrow(Refusal);
    expect(refused).toThrow('There is no SKU X, Y.');
  });

  test('a total that no order can be worth is refused', () => {
    const lines = [{ skuCode: 'A', qty: 1_000_000, unitPriceMinor: 1_000_000_000 }];

    expect(() => read(order({ lines }))).toThrow('beyond what an order can be worth');
  });
});

const units = (orderLineId: string, skuId: string, nodeId: string, qty: number) => ({
  ...{ orderLineId, skuId, nodeId, qty },
});

test('some of a kit line’s parts are as many kits, by what was promised', () => {
  const all = [
    units('k', '1', 'W', 1),
    units('k', '2', 'W', 2),
    units('k', '1', 'S', 2),
    units('k', '2', 'S', 4),
  ];

  expect(shareOfLine(3, all.slice(0, 2), all)).toBe(1);
  expect(shareOfLine(3, all.slice(2), all)).toBe(2);
  expect(shareOfLine(3, all, all)).toBe(3);
  expect(shareOfLine(3, [], all)).toBe(0);
});

test('promises without a part are those beyond what parts cover, place by place', () => {
  const promises = [
    units('a', '1', 'W', 2),
    units('a', '1', 'W', 3),
    units('a', '1', 'S', 1),
    units('b', '1', 'W', 1),
  ];
  const parts = [units('a', '1', 'W', 4), units('b', '1', 'W', 1), units('c', '1', 'W', 9)];

  expect(uncovered(promises, parts)).toEqual([units('a', '1', 'W', 1), units('a', '1', 'S', 1)]);
});

test('a packed part keeps the oldest promises of its place', () => {
  const promises = [2, 3, 1].map((qty, n) => ({ ...units('a', '1', 'W', qty), n }));

  expect(withoutKept(promises, [units('a', '1', 'W', 2)]).map((p) => p.n)).toEqual([1, 2]);
  expect(withoutKept(promises, [units('a', '1', 'W', 4)]).map((p) => p.n)).toEqual([2]);
  expect(withoutKept(promises, []).map((p) => p.n)).toEqual([0, 1, 2]);
});

test('of several pieces of news about one order the newest counts, of equally new ones the last', () => {
  const world = { sku: { A: '1' } };
  const news = (number: string, second: number, phase: 'unpaid' | 'ready' | 'cancelled') => ({
    input: anOrder(world, { A: 1 }, { externalOrderNumber: number }),
    updatedAt: new Date(NINE.getTime() + second * 1000),
    ...{ phase, cancelReason: null },
  });

  const newest = newestOfEach([
    ...[
      news('X', 5, 'cancelled'),
      news('X', 3, 'unpaid'),
      news('Y', 1, 'unpaid'),
      news('Y', 1, 'ready'),
    ],
  ]);

  expect(newest.map((n) => [n.input.externalOrderNumber, n.phase])).toEqual([
    ['X', 'cancelled'],
    ['Y', 'ready'],
  ]);
});
