import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AtpTerm, explainAtp } from './atp.ts';

const row = { onHandQty: 100, sellableQty: 94, reservedQty: 30, safetyQty: 5, atpQty: 59 };
const terms = (explained: AtpTerm[]) => explained.map(({ name, qty }) => [name, qty]);

test('on hand less damaged is sellable; less reserved and safety may be promised', () => {
  expect(terms(explainAtp(row))).toEqual([
    ['onHand', 100],
    ['notSellable', 6],
    ['sellable', 94],
    ['reserved', 30],
    ['safety', 5],
    ['atp', 59],
  ]);
});

test('where everything is sellable, nothing is taken away for it', () => {
  expect(terms(explainAtp({ ...row, sellableQty: 100, atpQty: 65 }))[1]).toEqual(['sellable', 100]);
});

test('the floor at zero is a line of its own', () => {
  const explained = explainAtp({
    onHandQty: 3,
    sellableQty: 3,
    reservedQty: 2,
    safetyQty: 5,
    atpQty: 0,
  });

  expect(terms(explained).slice(-2)).toEqual([
    ['floor', 4],
    ['atp', 0],
  ]);
});

test('the lines always add up to what the server says', () => {
  const qty = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(qty, qty, qty, qty, (onHandQty, notSellable, reservedQty, safetyQty) => {
      const sellableQty = Math.max(0, onHandQty - notSellable);
      const atpQty = Math.max(0, sellableQty - reservedQty - safetyQty);
      let sum = 0;
      for (const term of explainAtp({ onHandQty, sellableQty, reservedQty, safetyQty, atpQty })) {
        if (term.role === 'sum') expect(sum).toBe(term.qty);
        else sum += term.role === 'minus' ? -term.qty : term.qty;
      }
    }),
  );
});
