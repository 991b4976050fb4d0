import { expect, test } from 'vitest';
import { goodsWeightG, isWeightPlausible, suggestCarton } from './carton.ts';

const type = (cartonCode: string, lengthMm: number, widthMm: number, heightMm: number) => ({
  cartonCode,
  name: cartonCode,
  lengthMm,
  widthMm,
  heightMm,
  tareG: 50,
  weightGMax: 5000,
});
const types = [type('S', 200, 100, 100), type('FLAT', 400, 300, 50), type('L', 400, 400, 400)];
const item = (
  qty: number,
  sides: [number, number, number] | null,
  weightG: number | null = 100,
) => ({
  qty,
  sidesMm: sides,
  weightG,
});
const suggested = (...items: ReturnType<typeof item>[]) =>
  suggestCarton(items, types)?.cartonCode ?? null;

test('the smallest carton that holds volume, sides and weight is suggested', () => {
  expect(suggested(item(1, [100, 100, 100]))).toBe('S');
  // 1.7 l of goods: more than the four fifths of S that can be filled.
  expect(suggested(item(17, [100, 100, 10]))).toBe('FLAT');
  // Turned, a long thing fits lengthways only.
  expect(suggested(item(1, [20, 390, 20]))).toBe('FLAT');
  expect(suggested(item(1, [60, 390, 20]))).toBe('FLAT');
  expect(suggested(item(1, [60, 390, 60]))).toBe('L');
  expect(suggested(item(60, [10, 10, 10]))).toBeNull();
  expect(suggested(item(1, [500, 10, 10]))).toBeNull();
});

test('unmeasured items count for nothing', () => {
  expect(suggested(item(3, null))).toBe('S');
  expect(goodsWeightG([item(3, null, 20), item(1, null, 5)])).toBe(65);
  expect(goodsWeightG([item(3, null, 20), item(1, null, null)])).toBeNull();
});

test('a weight is plausible within 250 g or 40 %, whichever is more', () => {
  expect([300, 550, 551, 50, 49].map((w) => isWeightPlausible(w, 300))).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
  expect([14_000, 14_001, 6000, 5999].map((w) => isWeightPlausible(w, 10_000))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(isWeightPlausible(1, null)).toBe(true);
});
