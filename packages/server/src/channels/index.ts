/**
 * Channels: shops on the platforms. Connection and tokens, the order feed, listings and the numbers they
 * are told, and the work owed to a platform for an order.
 *
 * Promises: a push is kept once, however often and in whatever order it comes, and a forged one leaves
 * nothing but a count; the watermark moves only past what was read and whose events are committed; no
 * number is raised while an order is known and not in ATP, or while the feed is not read past the newest
 * change (invariant 5), and each decision stands in the push log; what is owed to a platform is done at
 * least once, asked for again before it is repeated, and after twelve attempts waits for a person.
 * Tokens are sealed, and refreshed once, however many callers need it.
 *
 * Whoever captures what `readOrders` read must call `noteCaptured` in the transaction that captures it:
 * until then the orders hold every number of their shop down.
 *
 * Never calls a platform inside a transaction. Never decides what an order is: it reads, names the SKUs of
 * the lines, and tells. Emits `channels.orders_changed`, `shipment_arranged`, `label_fetched`,
 * `listing_mapped`. Refuses `push_forged`, `listing_unmapped`, `channel_not_connected`, `unknown_sku`.
 */
import type { JobsByName, Service, TenantScope, Tx } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { makeJobs } from './jobs.ts';
import { type ListingFacts, listingFacts } from './map-listing.ts';
import { noteCaptured } from './note-captured.ts';
import { oweOffers } from './owe-offers.ts';
import { oweTask, type TaskOwed } from './owe-task.ts';
import { channelById } from './queries/channel.ts';
import { type ChannelFacts, type ReadOrders, readOrders, toFacts } from './read-orders.ts';
import { serveRoutes } from './routes.ts';
import { makeShops } from './session.ts';

export type { AtpOf, ChannelsDeps } from './context.ts';
export { channelCrontab } from './jobs.ts';
export type { ListingFacts } from './map-listing.ts';
export type { TaskOwed } from './owe-task.ts';
export type { TaskKind } from './queries/task.ts';
export {
  type ChannelFacts,
  ChannelUnavailable,
  type LineMapping,
  type ReadOrders,
} from './read-orders.ts';

/** The domain, with what it was given bound in. */
export interface Channels {
  /** Asks the platform; never call it inside a transaction. Throws `ChannelUnavailable`. */
  readOrders(
    scope: TenantScope,
    channelId: string,
    externalOrderNumbers: readonly string[],
  ): Promise<ReadOrders>;
  /** In the transaction that captures what was read. */
  noteCaptured(tx: Tx, read: ReadOrders): Promise<void>;
  /** ATP of these SKUs changed. */
  oweOffers(tx: Tx, skuIds: readonly string[]): Promise<void>;
  oweTask(tx: Tx, owed: TaskOwed): Promise<void>;
  channelFacts(tx: Tx, channelId: string): Promise<ChannelFacts | null>;
  listingFacts(tx: Tx, listingId: string): Promise<ListingFacts | null>;
  channelRoutes(service: Service): void;
  channelJobs: JobsByName;
}

export function makeChannels(deps: ChannelsDeps): Channels {
  const shops = makeShops(deps);
  return {
    readOrders: (scope, channelId, numbers) => readOrders(deps, shops, scope, channelId, numbers),
    noteCaptured: (tx, read) => noteCaptured(deps, tx, read),
    oweOffers: (tx, skuIds) => oweOffers(deps, tx, skuIds),
    oweTask: (tx, owed) => oweTask(deps, tx, owed),
    async channelFacts(tx, channelId) {
      const row = await channelById(tx, channelId);
      return row === null ? null : toFacts(row);
    },
    listingFacts,
    channelRoutes: (service) => serveRoutes(deps, service),
    channelJobs: makeJobs(deps, shops),
  };
}
