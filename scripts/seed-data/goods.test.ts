import { expect, test } from 'vitest';
import { classify, openingQty } from './catalogue.ts';
import { isGoodsCode, tidyName } from './goods.ts';
import { rowsJson } from './layout.ts';
import { pieceCount, sizeOf } from './sizes.ts';
import { instantOf } from './source.ts';

test('postage, fees, vouchers and corrections are no goods', () => {
  const codes = [
    '85123A',
    '15056BL',
    'DCGSSBOY',
    'POST',
    'D',
    'M',
    'DOT',
    'C2',
    'BANK CHARGES',
    'GIFT_0001_20',
  ];

  expect(codes.filter(isGoodsCode)).toEqual(['85123A', '15056BL', 'DCGSSBOY']);
});

test('names leave the capitals behind and keep what is written in capitals', () => {
  expect(tidyName('WHITE HANGING HEART T-LIGHT HOLDER')).toBe('White Hanging Heart T-Light Holder');
  expect(tidyName('SET OF 6  T-LIGHTS ,SANTA.')).toBe('Set of 6 T-Lights, Santa');
  expect(tidyName("CHILDREN'S APRON DOLLY GIRL ")).toBe("Children's Apron Dolly Girl");
  expect(tidyName('*USB OFFICE MIRROR BALL')).toBe('USB Office Mirror Ball');
  expect(tidyName('POLYESTER FILLER PAD 40x40cm')).toBe('Polyester Filler Pad 40x40cm');
});

test('opening stock is demand and a tenth more in whole dozens, two dozen at least', () => {
  expect([0, 1, 21, 22, 120, 1000].map(openingQty)).toEqual([24, 24, 24, 36, 132, 1104]);
});

test('the class is told by the share of picks that came before', () => {
  const picks = new Map([
    ['c', 4],
    ['a', 80],
    ['b', 16],
  ]);

  expect(classify(picks)).toEqual(
    new Map([
      ['a', 'A'],
      ['b', 'B'],
      ['c', 'C'],
    ]),
  );
});

test('a set weighs more than one piece, and the same code always the same', () => {
  const one = sizeOf('22086', 'RED MUG');
  const four = sizeOf('22086', 'SET OF 4 RED MUGS');

  expect(four.weightG).toBeGreaterThan(one.weightG);
  expect(sizeOf('22086', 'RED MUG')).toEqual(one);
  expect(['SET/6 CUPS', 'S/4 CUPS', 'PACK OF 72 CASES', 'MUG'].map(pieceCount)).toEqual([
    6, 4, 72, 1,
  ]);
});

test('invoice dates are month, day, year', () => {
  expect(instantOf('6/9/11 15:04')).toBe('2011-06-09T15:04:00Z');
  expect(() => instantOf('2011-06-09')).toThrow('is not m/d/yy h:mm');
});

test('rows of a list stand on lines of their own and read back unchanged', () => {
  const value = { nodes: [{ code: 'X', rows: Array.from({ length: 400 }, (_, id) => ({ id })) }] };

  expect(JSON.parse(rowsJson(value))).toEqual(value);
  expect(rowsJson(value).split('\n').length).toBe(409);
});
