import type { StockRow } from '@quayside/contract';

/** One term of the sum that ends in what may still be promised. */
export type AtpTerm = {
  name: 'onHand' | 'notSellable' | 'sellable' | 'reserved' | 'safety' | 'floor' | 'atp';
  qty: number;
  /** `sum`: a line of its own below a rule. `minus`: taken away from the line above. */
  role: 'start' | 'minus' | 'plus' | 'sum';
};

/**
 * Available to promise as a sum that a person can follow: on hand, less what is damaged or in
 * quarantine, is sellable; less what orders hold, less safety stock, is what may be promised. Where
 * that would be below zero, the floor is named instead of hidden.
 */
export function explainAtp(
  row: Pick<StockRow, 'onHandQty' | 'sellableQty' | 'reservedQty' | 'safetyQty' | 'atpQty'>,
): AtpTerm[] {
  const terms: AtpTerm[] = [{ name: 'onHand', qty: row.onHandQty, role: 'start' }];
  const notSellable = row.onHandQty - row.sellableQty;
  if (notSellable !== 0) terms.push({ name: 'notSellable', qty: notSellable, role: 'minus' });
  terms.push({ name: 'sellable', qty: row.sellableQty, role: 'sum' });
  terms.push({ name: 'reserved', qty: row.reservedQty, role: 'minus' });
  terms.push({ name: 'safety', qty: row.safetyQty, role: 'minus' });
  const plain = row.sellableQty - row.reservedQty - row.safetyQty;
  if (plain !== row.atpQty) terms.push({ name: 'floor', qty: row.atpQty - plain, role: 'plus' });
  terms.push({ name: 'atp', qty: row.atpQty, role: 'sum' });
  return terms;
}
