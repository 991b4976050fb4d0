import type { ChannelListing } from '@quayside/connectors';
import { toGtin14 } from '@quayside/contract';
import { barcodesOf, skuByBarcode, skusByCode } from '../catalogue/index.ts';
import { addJob, emit, type TenantScope, type Tx } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { scheduleSend } from './owe-offers.ts';
import * as channels from './queries/channel.ts';
import * as rows from './queries/listing.ts';
import { oweListings } from './queries/offer.ts';
import { ChannelUnavailable } from './read-orders.ts';
import { type Shops, saysExpired } from './session.ts';

/** One page of a fetch; the job of the next page is queued with what this page wrote. */
export interface FetchPage {
  channelId: string;
  /** Null: the first page. Opaque. */
  cursor: string | null;
  startedAt: string;
}

/**
 * Fetches one page of a shop's listings, maps them, owes their numbers. A killed fetch goes on with the page
 * that it was at. After the last page listings that were not met are inactive, and a shop whose orders were
 * never read is read for the first time. Throws `ChannelUnavailable`.
 */
export async function fetchListings(
  deps: ChannelsDeps,
  shops: Shops,
  scope: TenantScope,
  page: FetchPage,
): Promise<void> {
  const { channelId, startedAt } = page;
  const answer = await shops.call(
    scope,
    channelId,
    (connector, session) => connector.listListings(session, page.cursor),
    saysExpired,
  );
  if (!answer.ok) {
    await deps.database.inTransaction(scope, (tx) =>
      channels.setLastError(tx, channelId, `listings: ${answer.code}: ${answer.message}`),
    );
    // Only a person can help; connecting the shop again fetches from the start.
    if (answer.kind === 'final' || answer.kind === 'auth_expired') return;
    throw new ChannelUnavailable(answer);
  }
  const { listings, unreadable, nextCursor } = answer.value;
  for (const { externalItemId, reason } of unreadable) {
    deps.log.warn({ channelId, externalItemId, reason }, 'a listing cannot be read');
  }
  await deps.database.inTransaction(scope, async (tx) => {
    await keepListings(deps, tx, channelId, listings);
    if (nextCursor !== null) {
      const next: FetchPage = { channelId, cursor: nextCursor, startedAt };
      await addJob(tx, 'channels.fetch_listings', next, { jobKey: `listings:${channelId}` });
    } else {
      await rows.finishFetch(tx, channelId, new Date(startedAt), deps.clock.now());
      await addJob(tx, 'channels.poll', { channelId }, { jobKey: `poll:${channelId}` });
    }
    tx.touch('channels');
  });
}

async function keepListings(
  deps: ChannelsDeps,
  tx: Tx,
  channelId: string,
  listings: readonly ChannelListing[],
): Promise<void> {
  if (listings.length === 0) return;
  const now = deps.clock.now();
  const byKey = new Map(listings.map((listing) => [rows.listingKey(listing), listing]));
  const kept = await rows.upsertListings(tx, channelId, [...byKey.values()], now);
  const mapper = await mapperFor(tx, listings);
  const fresh: rows.Mapping[] = [];
  for (const row of kept) {
    // What a person decided is not decided again.
    if (row.mapped_by === 'person') continue;
    const listing = byKey.get(`${row.external_item_id} ${row.external_model_id}`);
    const found = listing === undefined ? null : await mapper(listing);
    if (found === null || found.skuId === row.sku_id) continue;
    fresh.push({ ...found, listingId: row.listing_id });
  }
  if (fresh.length === 0) return;
  await rows.writeMappings(tx, fresh);
  const listingIds = fresh.map((mapping) => mapping.listingId);
  await oweListings(tx, listingIds, now);
  await scheduleSend(deps, tx, channelId);
  // Before its orders are read, no order can be waiting for a mapping.
  const channel = await channels.channelById(tx, channelId);
  if (channel?.feed_watermark_at == null) return;
  for (const listingId of listingIds) await emit(tx, 'channels.listing_mapped', { listingId });
}

/**
 * By the seller's SKU code, else by barcode (GTIN). Where code and barcode name two different SKUs, nobody
 * but a person can tell which is sold: such a listing stays unmapped.
 */
async function mapperFor(tx: Tx, listings: readonly ChannelListing[]) {
  const codes = listings.flatMap((listing) => listing.sellerSku ?? []);
  const byCode = await skusByCode(tx, codes);
  const barcodes = await barcodesOf(
    tx,
    [...byCode.values()].map((sku) => sku.skuId),
  );
  return async (listing: ChannelListing): Promise<Omit<rows.Mapping, 'listingId'> | null> => {
    const coded = listing.sellerSku === null ? undefined : byCode.get(listing.sellerSku);
    const gtin = listing.barcode === null ? null : toGtin14(listing.barcode);
    const isOwn =
      coded !== undefined &&
      (gtin === null || (barcodes.get(coded.skuId) ?? []).some(({ barcode }) => barcode === gtin));
    if (coded !== undefined && isOwn) {
      return { skuId: coded.skuId, multiple: 1, mappedBy: 'sku_code' };
    }
    const scanned = gtin === null ? null : await skuByBarcode(tx, gtin);
    if (coded !== undefined) {
      const isConflict = scanned !== null && scanned.skuId !== coded.skuId;
      return isConflict ? null : { skuId: coded.skuId, multiple: 1, mappedBy: 'sku_code' };
    }
    return scanned === null
      ? null
      : { skuId: scanned.skuId, multiple: scanned.unitsPer, mappedBy: 'barcode' };
  };
}
