import { expect, test } from 'vitest';
import { skuTail, tileShape } from './tile-shape.ts';

test('a tile is the same for the same SKU and differs for its neighbour', () => {
  expect(tileShape('10002', 'Inflatable Political Globe')).toEqual(
    tileShape('10002', 'Inflatable Political Globe'),
  );
  expect(tileShape('10002', 'x').hue).not.toBe(tileShape('10003', 'x').hue);
});

test('initials are the first letters of the first two words', () => {
  expect(tileShape('1', 'White Hanging Heart T-Light').initials).toBe('WH');
  expect(tileShape('1', '60 teatime fairy cake cases').initials).toBe('TF');
  expect(tileShape('1', 'Áo dài').initials).toBe('ÁD');
  expect(tileShape('85123A', '12 34').initials).toBe('85');
});

test('the tail of a code is its last four characters', () => {
  expect(skuTail('85123A')).toEqual({ head: '85', tail: '123A' });
  expect(skuTail('22')).toEqual({ head: '', tail: '22' });
});
