import type { ChannelListing } from '@quayside/connectors';
import type { Tx } from '../../platform/index.ts';

export interface ListingName {
  externalItemId: string;
  externalModelId: string | null;
}

/** One text per listing of a shop; item ids hold no blank. */
export function listingKey(listing: ListingName): string {
  return `${listing.externalItemId} ${listing.externalModelId ?? ''}`;
}

/** SKU and multiple of lines' listings; unknown and unmapped ones are not in the map. */
export async function mappingOfLines(
  tx: Tx,
  channelId: string,
  lines: readonly ListingName[],
): Promise<Map<string, { listingId: string; skuId: string; multiple: number }>> {
  const rows = await tx.query<{
    listing_id: string;
    external_item_id: string;
    external_model_id: string;
    sku_id: string;
    multiple: number;
  }>(
    `select l.listing_id, l.external_item_id, l.external_model_id, l.sku_id, l.multiple
       from channels.listing l
       join (select distinct item, model from unnest($3::text[], $4::text[]) k (item, model)) k
         on l.external_item_id = k.item and l.external_model_id = k.model
      where l.tenant_id = $1 and l.channel_id = $2 and l.sku_id is not null`,
    [
      tx.tenantId,
      channelId,
      lines.map((line) => line.externalItemId),
      lines.map((line) => line.externalModelId ?? ''),
    ],
  );
  return new Map(
    rows.map((row) => [
      `${row.external_item_id} ${row.external_model_id}`,
      { listingId: row.listing_id, skuId: row.sku_id, multiple: row.multiple },
    ]),
  );
}

export interface FetchedListing {
  listing_id: string;
  external_item_id: string;
  external_model_id: string;
  sku_id: string | null;
  mapped_by: string | null;
}

/** Writes listings as the shop shows them; what they are mapped to stays. Answers them as they stand. */
export async function upsertListings(
  tx: Tx,
  channelId: string,
  listings: readonly ChannelListing[],
  at: Date,
): Promise<FetchedListing[]> {
  return tx.query<FetchedListing>(
    `insert into channels.listing as l
       (tenant_id, channel_id, external_item_id, external_model_id, seller_sku, name, price_minor,
        currency, is_active, fetched_at)
     select $1, $2, f.item, f.model, f.seller_sku, f.name, f.price_minor, f.currency, f.is_active, $10
       from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[],
                   $9::bool[]) f (item, model, seller_sku, name, price_minor, currency, is_active)
      order by f.item, f.model
     on conflict (tenant_id, channel_id, external_item_id, external_model_id) do update
       set seller_sku = excluded.seller_sku, name = excluded.name,
           price_minor = excluded.price_minor, currency = excluded.currency,
           is_active = excluded.is_active, fetched_at = excluded.fetched_at
     returning l.listing_id, l.external_item_id, l.external_model_id, l.sku_id, l.mapped_by`,
    [
      tx.tenantId,
      channelId,
      listings.map((l) => l.externalItemId),
      listings.map((l) => l.externalModelId ?? ''),
      listings.map((l) => l.sellerSku),
      listings.map((l) => l.name),
      listings.map((l) => l.priceMinor),
      listings.map((l) => l.currency),
      // A listing that is off the shelf for now is told its number all the same: it may come back.
      listings.map((l) => l.status !== 'deleted'),
      at,
    ],
  );
}

export interface Mapping {
  listingId: string;
  skuId: string;
  multiple: number;
  mappedBy: 'sku_code' | 'barcode' | 'person';
}

export async function writeMappings(tx: Tx, mappings: readonly Mapping[]): Promise<void> {
  await tx.execute(
    `update channels.listing l set sku_id = m.sku_id, multiple = m.multiple, mapped_by = m.mapped_by
       from unnest($2::bigint[], $3::bigint[], $4::int[], $5::text[])
            m (listing_id, sku_id, multiple, mapped_by)
      where l.tenant_id = $1 and l.listing_id = m.listing_id`,
    [
      tx.tenantId,
      mappings.map((m) => m.listingId),
      mappings.map((m) => m.skuId),
      mappings.map((m) => m.multiple),
      mappings.map((m) => m.mappedBy),
    ],
  );
}

/** Ends a whole fetch: what it did not meet is gone from the shop and is told nothing more. */
export async function finishFetch(
  tx: Tx,
  channelId: string,
  startedAt: Date,
  at: Date,
): Promise<void> {
  await tx.execute(
    `with gone as (
       update channels.listing set is_active = false
        where tenant_id = $1 and channel_id = $2 and is_active
          and (fetched_at is null or fetched_at < $3)
       returning listing_id)
     update channels.listing_offer o set owed_since = null, next_try_at = null
       from gone where o.tenant_id = $1 and o.listing_id = gone.listing_id`,
    [tx.tenantId, channelId, startedAt],
  );
  await tx.execute(
    `update channels.channel set listings_fetched_at = $3
      where tenant_id = $1 and channel_id = $2`,
    [tx.tenantId, channelId, at],
  );
}

export interface ListingRow {
  listing_id: string;
  channel_id: string;
  external_item_id: string;
  external_model_id: string;
  seller_sku: string | null;
  name: string;
  sku_id: string | null;
  multiple: number;
  computed_qty: number | null;
  told_qty: number | null;
  accepted_qty: number | null;
  accepted_at: Date | null;
  owed_since: Date | null;
  next_try_at: Date | null;
  last_error: string | null;
  rule: string | null;
}

const listingColumns = `l.listing_id, l.channel_id, l.external_item_id, l.external_model_id,
  l.seller_sku, l.name, l.sku_id, l.multiple, o.computed_qty, o.told_qty, o.accepted_qty,
  o.accepted_at, o.owed_since, o.next_try_at, o.last_error, o.rule`;

export async function listingById(tx: Tx, listingId: string): Promise<ListingRow | null> {
  const [row] = await tx.query<ListingRow>(
    `select ${listingColumns} from channels.listing l
       left join channels.listing_offer o on o.tenant_id = $1 and o.listing_id = l.listing_id
      where l.tenant_id = $1 and l.listing_id = $2`,
    [tx.tenantId, listingId],
  );
  return row ?? null;
}

export async function lockListing(tx: Tx, listingId: string): Promise<ListingRow | null> {
  await tx.query(
    `select listing_id from channels.listing where tenant_id = $1 and listing_id = $2 for update`,
    [tx.tenantId, listingId],
  );
  return listingById(tx, listingId);
}

export async function listListings(
  tx: Tx,
  channelId: string,
  filter: {
    search: string | null;
    only: 'unmapped' | 'owed' | 'failed' | null;
    afterId: string | null;
    limit: number;
  },
): Promise<ListingRow[]> {
  return tx.query<ListingRow>(
    `select ${listingColumns} from channels.listing l
       left join channels.listing_offer o on o.tenant_id = $1 and o.listing_id = l.listing_id
      where l.tenant_id = $1 and l.channel_id = $2 and l.is_active
        and ($3::bigint is null or l.listing_id > $3)
        and ($4::text is null or l.name ilike $4 or l.seller_sku ilike $4
             or l.external_item_id like $4)
        and ($5::text is null
             or ($5 = 'unmapped' and l.sku_id is null)
             or ($5 = 'owed' and o.owed_since is not null)
             or ($5 = 'failed' and o.last_error is not null))
      order by l.listing_id limit $6`,
    [
      tx.tenantId,
      channelId,
      filter.afterId,
      filter.search === null ? null : `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%`,
      filter.only,
      filter.limit,
    ],
  );
}

export interface PushLogLine {
  push_log_id: string;
  at: Date;
  listing_id: string;
  seller_sku: string | null;
  computed_qty: number;
  sent_qty: number | null;
  fence: 'open' | 'lowered' | 'waiting';
  rule: string;
  feed_watermark_at: Date | null;
  is_accepted: boolean | null;
  answer: string | null;
  next_try_at: Date | null;
}

/** Newest first. */
export async function listPushLog(
  tx: Tx,
  channelId: string,
  filter: { listingId: string | null; beforeId: string | null; limit: number },
): Promise<PushLogLine[]> {
  return tx.query<PushLogLine>(
    `select p.push_log_id, p.at, p.listing_id, l.seller_sku, p.computed_qty, p.sent_qty, p.fence,
            p.rule, p.feed_watermark_at, p.is_accepted, p.answer, p.next_try_at
       from channels.push_log p
       left join channels.listing l on l.tenant_id = $1 and l.listing_id = p.listing_id
      where p.tenant_id = $1 and p.channel_id = $2
        and ($3::bigint is null or p.listing_id = $3)
        and ($4::bigint is null or p.push_log_id < $4)
      order by p.push_log_id desc limit $5`,
    [tx.tenantId, channelId, filter.listingId, filter.beforeId, filter.limit],
  );
}
