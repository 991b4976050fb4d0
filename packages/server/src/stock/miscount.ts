import { locationsById, virtualLocationIds } from '../catalogue/index.ts';
import type { Tx } from '../platform/index.ts';
import { lockFreeStock } from './allocate.ts';
import type { BrokenPromise } from './break.ts';
import { lockAvailability } from './lock.ts';
import { postMovesBreaking } from './move.ts';

/**
 * Books what a picker saw: the bin holds `countedQty` of the SKU, the rest is lost. Units allocated to
 * other picks stay on the books until their own picker looks. Answers the promises that it broke.
 */
export async function bookMiscount(
  tx: Tx,
  seen: { locationId: string; skuId: string; lotCode: string; countedQty: number },
): Promise<BrokenPromise[]> {
  const location = (await locationsById(tx, [seen.locationId])).get(seen.locationId);
  const nodeId = location?.nodeId ?? null;
  if (nodeId === null) throw new Error(`location ${seen.locationId} is no bin of a node`);
  // Before the bin: availability comes first in the lock order.
  await lockAvailability(tx, [{ skuId: seen.skuId, nodeId }]);
  const free = await lockFreeStock(tx, [seen.locationId], [seen.skuId]);
  const lot = free.find((f) => f.lotCode === seen.lotCode);
  const lostQty = lot === undefined ? 0 : Math.min(lot.freeQty, lot.onHandQty - seen.countedQty);
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
