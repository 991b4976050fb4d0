import type { Tx } from '../../platform/index.ts';

/**
 * Marks what listings of these SKUs should be told as owed; answers the shops concerned. Rows are locked
 * by listing id. The oldest debt keeps its date; the version rises, so that the answer to an older number
 * does not clear the newer debt.
 */
export async function markOwed(tx: Tx, skuIds: readonly string[], at: Date): Promise<string[]> {
  const rows = await tx.query<{ channel_id: string }>(
    `with owing as (
       select l.listing_id from channels.listing l
        where l.tenant_id = $1 and l.sku_id = any($2) and l.is_active),
     locked as (
       select o.listing_id from channels.listing_offer o
        where o.tenant_id = $1 and o.listing_id in (select listing_id from owing)
        order by o.listing_id for update),
     marked as (
       update channels.listing_offer o
          set owed_since = coalesce(o.owed_since, $3), changed_at = $3,
              owed_version = o.owed_version + 1,
              next_try_at = case when o.owed_since is null then $3 else o.next_try_at end
         from locked
        where o.tenant_id = $1 and o.listing_id = locked.listing_id
       returning o.channel_id)
     select distinct channel_id from marked`,
    [tx.tenantId, skuIds, at],
  );
  return rows.map((row) => row.channel_id);
}

/** Owed at once, whatever was tried before: a new mapping, or a person asks. */
export async function oweListings(tx: Tx, listingIds: readonly string[], at: Date): Promise<void> {
  await tx.execute(
    `insert into channels.listing_offer as o
       (tenant_id, listing_id, channel_id, owed_since, changed_at, owed_version, next_try_at)
     select $1, l.listing_id, l.channel_id, $3, $3, 1, $3
       from channels.listing l
      where l.tenant_id = $1 and l.listing_id = any($2) and l.sku_id is not null
      order by l.listing_id
     on conflict (tenant_id, listing_id) do update
       set owed_since = coalesce(o.owed_since, excluded.owed_since),
           changed_at = excluded.changed_at, owed_version = o.owed_version + 1,
           next_try_at = excluded.next_try_at, attempts = 0`,
    [tx.tenantId, listingIds, at],
  );
}

/** Everything owed to a shop is due again. */
export async function wakeOffersOf(tx: Tx, channelId: string, at: Date): Promise<void> {
  await tx.execute(
    `update channels.listing_offer set next_try_at = $3, attempts = 0
      where tenant_id = $1 and channel_id = $2 and owed_since is not null`,
    [tx.tenantId, channelId, at],
  );
}

/** Numbers that wait for the feed are due again. */
export async function wakeWaiting(tx: Tx, channelId: string, at: Date): Promise<void> {
  await tx.execute(
    `update channels.listing_offer o set next_try_at = $3
       from (select listing_id from channels.listing_offer
              where tenant_id = $1 and channel_id = $2 and owed_since is not null
                and waiting_qty is not null and next_try_at > $3
              order by listing_id for update) w
      where o.tenant_id = $1 and o.listing_id = w.listing_id`,
    [tx.tenantId, channelId, at],
  );
}

/** The newest change among the numbers due now; null when none is due. */
export async function newestDueChange(tx: Tx, channelId: string, at: Date): Promise<Date | null> {
  const [row] = await tx.query<{ changed_at: Date | null }>(
    `select max(changed_at) as changed_at from channels.listing_offer
      where tenant_id = $1 and channel_id = $2 and owed_since is not null
        and coalesce(next_try_at, $3) <= $3`,
    [tx.tenantId, channelId, at],
  );
  return row?.changed_at ?? null;
}

export async function nextTryOf(tx: Tx, channelId: string): Promise<Date | null> {
  const [row] = await tx.query<{ next_try_at: Date | null }>(
    `select min(coalesce(o.next_try_at, o.changed_at)) as next_try_at
       from channels.listing_offer o
       join channels.listing l on l.tenant_id = $1 and l.listing_id = o.listing_id
      where o.tenant_id = $1 and o.channel_id = $2 and o.owed_since is not null
        and l.sku_id is not null and l.is_active`,
    [tx.tenantId, channelId],
  );
  return row?.next_try_at ?? null;
}

export interface DueOffer {
  listing_id: string;
  external_item_id: string;
  external_model_id: string;
  sku_id: string;
  multiple: number;
  told_qty: number | null;
  told_at: Date | null;
  sold_qty: number;
  changed_at: Date;
  owed_version: number;
  attempts: number;
  waiting_qty: number | null;
}

/** Locks the next numbers to decide on, item by item; one that is being changed is left for the next turn. */
export async function claimDue(
  tx: Tx,
  channelId: string,
  at: Date,
  limit: number,
): Promise<DueOffer[]> {
  return tx.query<DueOffer>(
    `select o.listing_id, l.external_item_id, l.external_model_id, l.sku_id, l.multiple, o.told_qty,
            o.told_at, o.sold_qty, o.changed_at, o.owed_version, o.attempts, o.waiting_qty
       from channels.listing_offer o
       join channels.listing l on l.tenant_id = $1 and l.listing_id = o.listing_id
      where o.tenant_id = $1 and o.channel_id = $2 and o.owed_since is not null
        and coalesce(o.next_try_at, $3) <= $3 and l.sku_id is not null and l.is_active
      order by o.listing_id limit $4 for update of o skip locked`,
    [tx.tenantId, channelId, at, limit],
  );
}

export interface Decided {
  listingId: string;
  computedQty: number;
  rule: string;
  fence: 'open' | 'lowered' | 'waiting';
  sendQty: number | null;
  nextTryAt: Date;
}

/** Writes what was decided; what is to be sent counts as told from here on, because it may arrive. */
export async function writeDecided(tx: Tx, decided: readonly Decided[], at: Date): Promise<void> {
  await tx.execute(
    `update channels.listing_offer o
        set computed_qty = d.computed_qty, rule = d.rule, next_try_at = d.next_try_at,
            told_qty = coalesce(d.send_qty, o.told_qty),
            told_at = case when d.send_qty is null then o.told_at else $7 end,
            sold_qty = case when d.send_qty is null then o.sold_qty else 0 end,
            waiting_qty = case when d.send_qty is null then d.computed_qty end
       from unnest($2::bigint[], $3::int[], $4::text[], $5::int[], $6::timestamptz[])
            d (listing_id, computed_qty, rule, send_qty, next_try_at)
      where o.tenant_id = $1 and o.listing_id = d.listing_id`,
    [
      tx.tenantId,
      decided.map((d) => d.listingId),
      decided.map((d) => d.computedQty),
      decided.map((d) => d.rule),
      decided.map((d) => d.sendQty),
      decided.map((d) => d.nextTryAt),
      at,
    ],
  );
}

/** Appends decisions to the push log; listing id → log id. */
export async function logDecided(
  tx: Tx,
  channelId: string,
  decided: readonly Decided[],
  watermark: Date | null,
  at: Date,
): Promise<Map<string, string>> {
  if (decided.length === 0) return new Map();
  const rows = await tx.query<{ listing_id: string; push_log_id: string }>(
    `insert into channels.push_log
       (tenant_id, channel_id, listing_id, at, computed_qty, sent_qty, fence, rule,
        feed_watermark_at, next_try_at)
     select $1, $2, d.listing_id, $9, d.computed_qty, d.send_qty, d.fence, d.rule, $8, d.next_try_at
       from unnest($3::bigint[], $4::int[], $5::int[], $6::text[], $7::text[], $10::timestamptz[])
            with ordinality d (listing_id, computed_qty, send_qty, fence, rule, next_try_at, n)
      order by d.n
     returning listing_id, push_log_id`,
    [
      tx.tenantId,
      channelId,
      decided.map((d) => d.listingId),
      decided.map((d) => d.computedQty),
      decided.map((d) => d.sendQty),
      decided.map((d) => d.fence),
      decided.map((d) => d.rule),
      watermark,
      at,
      decided.map((d) => (d.fence === 'waiting' ? d.nextTryAt : null)),
    ],
  );
  return new Map(rows.map((row) => [row.listing_id, row.push_log_id]));
}

/** What came of one number that was sent. */
export interface Sent {
  listingId: string;
  pushLogId: string;
  owedVersion: number;
  /** Null: not accepted. */
  acceptedQty: number | null;
  answer: string;
  nextTryAt: Date | null;
  attempts: number;
  /** Certainly not carried out: the shop still shows what it was told before. */
  isUndone: boolean;
  sentQty: number;
  before: { toldQty: number | null; toldAt: Date | null; soldQty: number };
}

/**
 * Accepted: the debt is cleared unless it grew since. Not carried out: what the shop was told before counts
 * again. Either way only while nobody has told it something newer.
 */
export async function writeSent(tx: Tx, sent: readonly Sent[], at: Date): Promise<void> {
  await tx.execute(
    `update channels.listing_offer o
        set accepted_qty = coalesce(s.accepted_qty, o.accepted_qty),
            accepted_at = case when s.accepted_qty is null then o.accepted_at else $9 end,
            owed_since = case when s.accepted_qty is not null and o.owed_version = s.owed_version
                              then null else o.owed_since end,
            next_try_at = case when s.accepted_qty is null then s.next_try_at
                               when o.owed_version = s.owed_version then null else $9 end,
            attempts = s.attempts,
            last_error = case when s.accepted_qty is null then s.answer end,
            told_qty = case when s.is_undone then s.before_told else o.told_qty end,
            told_at = case when s.is_undone then s.before_at else o.told_at end,
            sold_qty = case when s.is_undone then s.before_sold + o.sold_qty else o.sold_qty end
       from unnest($2::bigint[], $3::int[], $4::int[], $5::text[], $6::timestamptz[], $7::int[],
                   $8::bool[], $10::int[], $11::timestamptz[], $12::int[])
            s (listing_id, owed_version, accepted_qty, answer, next_try_at, attempts, is_undone,
               before_told, before_at, before_sold)
      where o.tenant_id = $1 and o.listing_id = s.listing_id`,
    [
      tx.tenantId,
      sent.map((s) => s.listingId),
      sent.map((s) => s.owedVersion),
      sent.map((s) => s.acceptedQty),
      sent.map((s) => s.answer),
      sent.map((s) => s.nextTryAt),
      sent.map((s) => s.attempts),
      sent.map((s) => s.isUndone),
      at,
      sent.map((s) => s.before.toldQty),
      sent.map((s) => s.before.toldAt),
      sent.map((s) => s.before.soldQty),
    ],
  );
  await tx.execute(
    `update channels.push_log p
        set is_accepted = s.is_accepted, answer = s.answer, next_try_at = s.next_try_at
       from unnest($2::bigint[], $3::bool[], $4::text[], $5::timestamptz[])
            s (push_log_id, is_accepted, answer, next_try_at)
      where p.tenant_id = $1 and p.push_log_id = s.push_log_id`,
    [
      tx.tenantId,
      sent.map((s) => s.pushLogId),
      sent.map((s) => s.acceptedQty !== null),
      sent.map((s) => s.answer),
      sent.map((s) => s.nextTryAt),
    ],
  );
}

/** Units sold (or, below 0, put back) at the shop at an instant. */
export interface Sold {
  listingId: string;
  qty: number;
  at: Date;
}

/**
 * Counts them where they came after the last told number. Times of the platform are whole seconds, and a
 * number takes a moment to arrive, so near it nobody can tell; then a sale counts and a cancellation does
 * not: the shelf is thought lower, and what could re-open sold units waits.
 */
export async function addSold(tx: Tx, sold: readonly Sold[]): Promise<void> {
  if (sold.length === 0) return;
  await tx.execute(
    `with counted as (
       select s.listing_id, sum(s.qty)::int as qty
         from unnest($2::bigint[], $3::int[], $4::timestamptz[]) s (listing_id, qty, at)
         join channels.listing_offer o on o.tenant_id = $1 and o.listing_id = s.listing_id
        where s.at > o.told_at + case when s.qty > 0 then interval '-1 s' else interval '2 s' end
        group by s.listing_id),
     locked as (
       select o.listing_id from channels.listing_offer o
        where o.tenant_id = $1 and o.listing_id in (select listing_id from counted)
        order by o.listing_id for update)
     update channels.listing_offer o set sold_qty = o.sold_qty + counted.qty
       from counted join locked on locked.listing_id = counted.listing_id
      where o.tenant_id = $1 and o.listing_id = counted.listing_id`,
    [tx.tenantId, sold.map((s) => s.listingId), sold.map((s) => s.qty), sold.map((s) => s.at)],
  );
}
