import type { Channels } from '../channels/index.ts';
import { promiseAgain, waitingFor } from '../orders/index.ts';
import { addJob, type Database, type JobsByName, onEvent } from '../platform/index.ts';

/** Waiting orders promised in one transaction; the rest follows in the next, so locks stay short. */
const WAITING_BATCH = 100;

/**
 * Keep: what may be promised changed. Waiting orders come first, oldest promise first; then every
 * shop is owed its new number.
 *
 *   stock.availability_changed → orders.promiseAgain (where it rose) → channels.oweOffers
 */
export function stockToChannels(database: Database, channels: Channels): JobsByName {
  return onEvent(database, 'stock.availability_changed', async (tx, { skuIds, roseSkuIds }) => {
    if (roseSkuIds.length > 0) {
      const waiting = await waitingFor(tx, roseSkuIds, WAITING_BATCH);
      const served = await promiseAgain(tx, waiting);
      if (waiting.length === WAITING_BATCH && served.length > 0) {
        await addJob(tx, 'stock.availability_changed', { skuIds, roseSkuIds });
      }
    }
    await channels.oweOffers(tx, skuIds);
  });
}
