import { expect, test } from 'vitest';
import { type Bin, claimBins } from './claim-bins.ts';

const bin = (locationId: string, freeQty: number, more: Partial<Bin> = {}): Bin => ({
  locationId,
  skuId: '1',
  lotCode: '',
  freeQty,
  isPickFace: true,
  distanceMm: Number(locationId) * 1000,
  ...more,
});
const want = (id: string, qty: number, skuId = '1') => ({ id, lines: [{ skuId, qty }] });
const taken = (claims: Map<string, { locationId: string; qty: number }[]>, id: string) =>
  claims.get(id)?.map((c) => `${c.locationId}:${c.qty}`);

test('the nearest bin that has everything is taken, not the nearest one', () => {
  const { claims } = claimBins([want('a', 5)], [bin('1', 3), bin('2', 9), bin('3', 9)]);

  expect(taken(claims, 'a')).toEqual(['2:5']);
});

test('several bins serve a line that none can serve alone, nearest first', () => {
  const { claims } = claimBins([want('a', 8)], [bin('3', 4), bin('1', 3), bin('2', 2)]);

  expect(taken(claims, 'a')).toEqual(['1:3', '2:2', '3:3']);
});

test('the earliest lot goes first, even from the far end and from bulk', () => {
  const { claims } = claimBins(
    [want('a', 4)],
    [bin('1', 9, { lotCode: '2027-03' }), bin('9', 3, { lotCode: '2026-12', isPickFace: false })],
  );

  expect(taken(claims, 'a')).toEqual(['9:3', '1:1']);
});

test('bulk is touched only for what the pick faces lack', () => {
  const { claims } = claimBins(
    [want('a', 5)],
    [bin('1', 100, { isPickFace: false }), bin('7', 2), bin('8', 2)],
  );

  expect(taken(claims, 'a')).toEqual(['7:2', '8:2', '1:1']);
});

test('an order that lacks one line takes nothing, and the next one gets the bins', () => {
  const both = {
    id: 'a',
    lines: [
      { skuId: '1', qty: 4 },
      { skuId: '2', qty: 1 },
    ],
  };

  const { claims, lacking } = claimBins([both, want('b', 5)], [bin('1', 5)]);

  expect(lacking).toEqual(['a']);
  expect(claims.has('a')).toBe(false);
  expect(taken(claims, 'b')).toEqual(['1:5']);
});

test('what an earlier order takes, a later one lacks; the given bins stay as they were', () => {
  const bins = [bin('1', 5)];

  const { claims, lacking } = claimBins([want('a', 3), want('b', 3), want('c', 2)], bins);

  expect([taken(claims, 'a'), lacking, taken(claims, 'c')]).toEqual([['1:3'], ['b'], ['1:2']]);
  expect(bins).toEqual([bin('1', 5)]);
});
