import { virtualLocationIds } from '../catalogue/index.ts';
import type { Tx } from '../platform/index.ts';
import { lockFreeStock } from './allocate.ts';
import type { BrokenPromise } from './break.ts';
import { postMovesBreaking } from './move.ts';

/**
 * Books what a picker saw: the bin holds `countedQty` of the SKU, the rest is lost. Units allocated to
 * other picks stay on the books until their own picker looks. Answers the promises that it broke.
 */
export async function bookMiscount(
  tx: Tx,
  seen: { locationId: string; skuId: string; lotCode: string; countedQty: number },
): Promise<BrokenPromise[]> {
  const free = await lockFreeStock(tx, [seen.locationId], [seen.skuId]);
  const freeQty = free
    .filter((f) => f.lotCode === seen.lotCode)
    .reduce((sum, f) => sum + f.freeQty, 0);
  const lostQty = freeQty - seen.countedQty;
  if (lostQty <= 0) return [];
  const { loss } = await virtualLocationIds(tx);
  return postMovesBreaking(tx, [
    {
      skuId: seen.skuId,
      lotCode: seen.lotCode,
      fromLocationId: seen.locationId,
      toLocationId: loss,
      qty: lostQty,
      reason: 'short_pick',
    },
  ]);
}
