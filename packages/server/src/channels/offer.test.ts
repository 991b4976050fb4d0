import { expect, test } from 'vitest';
import { computeOffer, type OfferInput, passFence } from './offer.ts';

const nodes = [
  { nodeId: '1', nodeCode: 'SG-WEST' },
  { nodeId: '2', nodeCode: 'ORCHARD' },
];
const plain = (multiple: number, atp: OfferInput['atp']): OfferInput => ({
  components: [{ skuId: '10', skuCode: 'A', qty: 1 }],
  isKit: false,
  multiple,
  nodes,
  atp,
});

test('an offer is the whole packs in the sum over the nodes that serve the shop', () => {
  const atp = [
    { skuId: '10', nodeId: '1', atpQty: 5 },
    { skuId: '10', nodeId: '2', atpQty: 3 },
    { skuId: '10', nodeId: '9', atpQty: 100 },
  ];

  expect(computeOffer(plain(1, atp))).toEqual({
    qty: 8,
    rule: 'sum of ATP at SG-WEST+ORCHARD, multiple 1',
  });
  expect(computeOffer(plain(3, atp)).qty).toBe(2);
  expect(computeOffer(plain(9, atp)).qty).toBe(0);
});

test('a kit is offered as often as its scarcest component allows', () => {
  const input: OfferInput = {
    components: [
      { skuId: '10', skuCode: 'A', qty: 2 },
      { skuId: '11', skuCode: 'B', qty: 1 },
    ],
    isKit: true,
    multiple: 2,
    nodes,
    atp: [
      { skuId: '10', nodeId: '1', atpQty: 13 },
      { skuId: '11', nodeId: '2', atpQty: 100 },
    ],
  };

  expect(computeOffer(input)).toEqual({
    qty: 3,
    rule: 'least of A×2, B×1 by sum of ATP at SG-WEST+ORCHARD, multiple 2',
  });
  expect(computeOffer({ ...input, atp: input.atp.slice(0, 1) }).qty).toBe(0);
});

test('nothing to sell, a negative ATP, no node, a kit without components: never below 0', () => {
  expect(computeOffer(plain(1, [])).qty).toBe(0);
  expect(computeOffer(plain(1, [{ skuId: '10', nodeId: '1', atpQty: -4 }])).qty).toBe(0);
  expect(computeOffer({ ...plain(1, []), nodes: [] })).toEqual({
    qty: 0,
    rule: 'sum of ATP at no node, multiple 1',
  });
  expect(computeOffer({ ...plain(1, []), components: [], isKit: true }).qty).toBe(0);
});

test.each([
  // computed, told, sold since, feed read → fence, sent
  [15, 10, 0, true, 'open', 15],
  [4, 10, 0, true, 'open', 4],
  [9, null, 0, true, 'open', 9],
  [15, 10, 0, false, 'waiting', null],
  [10, 10, 0, false, 'waiting', null],
  [9, null, 0, false, 'waiting', null],
  // The shop's own sale of 2: its shelf shows 8 already, whatever else it sold unseen.
  [8, 10, 2, false, 'waiting', null],
  // Two sold there and one elsewhere: the shelf shows one too many for certain.
  [7, 10, 2, false, 'lowered', 7],
  // A cancellation put one back on the shelf by itself.
  [11, 10, -1, false, 'waiting', null],
] as const)(
  'computed %s, told %s, sold %s, feed read %s: %s %s',
  (computedQty, toldQty, soldQty, isFeedRead, fence, sendQty) => {
    expect(passFence({ computedQty, toldQty, soldQty, isFeedRead })).toEqual({ fence, sendQty });
  },
);
