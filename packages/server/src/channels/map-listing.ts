import type { Listing } from '@quayside/contract';
import { skusByCode, skusById } from '../catalogue/index.ts';
import { emit, Refusal, record, type Tx } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { scheduleSend } from './owe-offers.ts';
import { channelById } from './queries/channel.ts';
import * as rows from './queries/listing.ts';
import { oweListings } from './queries/offer.ts';

/** Which listing was mapped to what: for those who give order lines their SKU. */
export interface ListingFacts {
  listingId: string;
  channelId: string;
  externalItemId: string;
  externalModelId: string | null;
  skuId: string | null;
  multiple: number;
}

export async function listingFacts(tx: Tx, listingId: string): Promise<ListingFacts | null> {
  const row = await rows.listingById(tx, listingId);
  if (row === null) return null;
  return {
    listingId: row.listing_id,
    channelId: row.channel_id,
    externalItemId: row.external_item_id,
    externalModelId: row.external_model_id || null,
    skuId: row.sku_id,
    multiple: row.multiple,
  };
}

/**
 * A person maps a listing; its number is owed, and orders held for it hear of it
 * (`channels.listing_mapped`). Refuses `not_found`, `unknown_sku`.
 */
export async function mapListing(
  deps: Pick<ChannelsDeps, 'clock'>,
  tx: Tx,
  listingId: string,
  to: { skuCode: string; multiple: number },
): Promise<Listing> {
  const before = await rows.lockListing(tx, listingId);
  if (before === null) throw new Refusal('not_found', `There is no listing ${listingId}.`);
  const sku = (await skusByCode(tx, [to.skuCode])).get(to.skuCode);
  if (sku === undefined) {
    throw new Refusal('unknown_sku', `There is no SKU ${to.skuCode}.`, {
      facts: { skuCode: to.skuCode },
      remedy: 'Create the SKU first, or check its code.',
    });
  }
  await rows.writeMappings(tx, [
    { listingId, skuId: sku.skuId, multiple: to.multiple, mappedBy: 'person' },
  ]);
  await oweListings(tx, [listingId], deps.clock.now());
  await scheduleSend(deps, tx, before.channel_id);
  await record(tx, [
    {
      subjectKind: 'channel',
      subjectId: before.channel_id,
      kind: 'listing_mapped',
      facts: {
        listing: before.name,
        before: { skuId: before.sku_id, multiple: before.multiple },
        after: { skuId: sku.skuId, multiple: to.multiple },
      },
    },
  ]);
  await emit(tx, 'channels.listing_mapped', { listingId });
  tx.touch('channels');
  const after = await rows.listingById(tx, listingId);
  if (after === null) throw new Error(`listing ${listingId} is gone`);
  const [listing] = await toListings(tx, [after]);
  if (listing === undefined) throw new Error(`listing ${listingId} is gone`);
  return listing;
}

/** Tells a listing's number in the sender's next turn, whatever was tried before. */
export async function pushListing(
  deps: Pick<ChannelsDeps, 'clock'>,
  tx: Tx,
  listingId: string,
): Promise<void> {
  const listing = await rows.listingById(tx, listingId);
  if (listing === null) throw new Refusal('not_found', `There is no listing ${listingId}.`);
  if (listing.sku_id === null) {
    throw new Refusal('listing_unmapped', `“${listing.name}” has no SKU yet.`, {
      facts: { listingId },
      remedy: 'Map it to a SKU first.',
    });
  }
  const channel = await channelById(tx, listing.channel_id);
  if (channel?.state === 'paused') {
    throw new Refusal('state_refused', `${channel.name} is paused: nothing is told to it.`, {
      remedy: 'Resume the shop first.',
    });
  }
  if (channel?.state !== 'connected') {
    throw new Refusal('channel_not_connected', 'The shop is not connected.', {
      remedy: 'Connect the shop again.',
    });
  }
  await oweListings(tx, [listingId], deps.clock.now());
  await scheduleSend(deps, tx, listing.channel_id);
}

export async function toListings(tx: Tx, found: readonly rows.ListingRow[]): Promise<Listing[]> {
  const skus = await skusById(
    tx,
    found.flatMap((row) => row.sku_id ?? []),
  );
  const text = (at: Date | null) => at?.toISOString() ?? null;
  return found.map((row) => ({
    listingId: row.listing_id,
    channelId: row.channel_id,
    externalItemId: row.external_item_id,
    externalModelId: row.external_model_id || null,
    sellerSku: row.seller_sku,
    name: row.name,
    skuId: row.sku_id,
    skuCode: row.sku_id === null ? null : (skus.get(row.sku_id)?.skuCode ?? null),
    multiple: row.multiple,
    computedQty: row.computed_qty,
    toldQty: row.told_qty,
    acceptedQty: row.accepted_qty,
    acceptedAt: text(row.accepted_at),
    owedSince: text(row.owed_since),
    nextTryAt: text(row.next_try_at),
    lastError: row.last_error,
    rule: row.rule,
  }));
}
