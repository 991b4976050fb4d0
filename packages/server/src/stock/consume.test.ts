import { expect, test } from 'vitest';
import { LostRace } from '../platform/index.ts';
import { planConsumption } from './consume.ts';

const held = (reservation_id: string, qty: number, place = '7/1/1') => {
  const [order_line_id = '', sku_id = '', node_id = ''] = place.split('/');
  return { reservation_id, qty, order_line_id, sku_id, node_id };
};
const wanted = (qty: number, place = '7/1/1') => {
  const [orderLineId = '', skuId = '', nodeId = ''] = place.split('/');
  return { orderLineId, skuId, nodeId, qty };
};

test('the oldest promises of a line leave first, the last one in part', () => {
  expect(planConsumption([held('a', 3), held('b', 4), held('c', 2)], [wanted(5)])).toEqual({
    whole: ['a'],
    parts: [{ reservationId: 'b', qty: 2 }],
  });
});

test('what is wanted twice of one place adds up', () => {
  expect(planConsumption([held('a', 3), held('b', 4)], [wanted(2), wanted(5)])).toEqual({
    whole: ['a', 'b'],
    parts: [],
  });
});

test('each line, SKU and node is its own', () => {
  const promises = [
    held('a', 1, '7/1/1'),
    held('b', 1, '7/1/2'),
    held('c', 1, '7/2/1'),
    held('d', 1, '8/1/1'),
  ];

  expect(planConsumption(promises, [wanted(1, '7/2/1'), wanted(1, '7/1/2')]).whole).toEqual([
    'b',
    'c',
  ]);
});

test.each([
  ['nothing is promised', []],
  ['less is promised', [held('a', 4)]],
  ['it is promised at another node', [held('a', 5, '7/1/2')]],
])('goods leave only with a promise: %s', (_what, promises) => {
  expect(() => planConsumption(promises, [wanted(5)])).toThrow(LostRace);
});
