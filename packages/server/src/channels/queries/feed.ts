import type { Tx } from '../../platform/index.ts';

/** Keeps a verified push once; false when the same one was kept before (then only counted). */
export async function keepPush(
  tx: Tx,
  push: { channelId: string; dedupeKey: string; kind: string; raw: unknown; at: Date },
): Promise<boolean> {
  const [row] = await tx.query<{ is_new: boolean }>(
    `insert into channels.inbox as i (tenant_id, channel_id, dedupe_key, kind, raw, received_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, channel_id, dedupe_key) do update set times = i.times + 1
     returning i.times = 1 as is_new`,
    [tx.tenantId, push.channelId, push.dedupeKey, push.kind, JSON.stringify(push.raw), push.at],
  );
  return row?.is_new === true;
}

/** Written at most every 5 s: a flash sale's pushes must not queue for the shop's row. */
export async function notePushed(tx: Tx, channelId: string, at: Date): Promise<void> {
  await tx.execute(
    `update channels.channel set last_push_at = $3
      where tenant_id = $1 and channel_id = $2
        and (last_push_at is null or last_push_at < $3::timestamptz - interval '5 s')`,
    [tx.tenantId, channelId, at],
  );
}

/**
 * Orders that were named to us for the first time stand as pending from here on. `absentAt`: how far the
 * feed had been read before, so that an order placed earlier than that shows the feed's lag.
 */
export async function noticeOrders(
  tx: Tx,
  channelId: string,
  externalOrderNumbers: readonly string[],
  at: Date,
  absentAt: Date | null,
): Promise<void> {
  await tx.execute(
    `insert into channels.seen_order
       (tenant_id, channel_id, external_order_number, noticed_at, absent_at)
     select $1, $2, n.number, $4, $5 from unnest($3::text[]) n (number) order by n.number
     on conflict do nothing`,
    [tx.tenantId, channelId, [...new Set(externalOrderNumbers)], at, absentAt],
  );
}

/** Of these, the ones to read now: never read, changed by the platform's word, or read before `since`. */
export async function worthReading(
  tx: Tx,
  channelId: string,
  refs: readonly { externalOrderNumber: string; externalState: string | null }[],
  since: Date,
): Promise<string[]> {
  const rows = await tx.query<{ number: string }>(
    `select r.number
       from unnest($3::text[], $4::text[]) with ordinality r (number, state, n)
       left join channels.seen_order s
         on s.tenant_id = $1 and s.channel_id = $2 and s.external_order_number = r.number
      where s.read_at is null or s.read_at < $5 or r.state is distinct from s.external_state
      order by r.n`,
    [
      tx.tenantId,
      channelId,
      refs.map((ref) => ref.externalOrderNumber),
      refs.map((ref) => ref.externalState),
      since,
    ],
  );
  return rows.map((row) => row.number);
}

export interface SeenRow {
  external_order_number: string;
  is_taking: boolean;
  captured_at: Date | null;
  absent_at: Date | null;
  given_up_at: Date | null;
  tries: number;
}

/** In the order of their numbers, so that two captures never wait for each other. */
export async function lockSeen(
  tx: Tx,
  channelId: string,
  externalOrderNumbers: readonly string[],
): Promise<Map<string, SeenRow>> {
  const rows = await tx.query<SeenRow>(
    `select external_order_number, is_taking, captured_at, absent_at, given_up_at, tries
       from channels.seen_order
      where tenant_id = $1 and channel_id = $2 and external_order_number = any($3)
      order by external_order_number for update`,
    [tx.tenantId, channelId, externalOrderNumbers],
  );
  return new Map(rows.map((row) => [row.external_order_number, row]));
}

export interface Captured {
  externalOrderNumber: string;
  externalState: string;
  isTaking: boolean;
  placedAt: Date;
  readAt: Date;
  lagMs: number;
}

export async function writeCaptured(
  tx: Tx,
  channelId: string,
  captured: readonly Captured[],
  at: Date,
): Promise<void> {
  await tx.execute(
    `update channels.seen_order s
        set external_state = c.state, is_taking = c.is_taking, placed_at = c.placed_at,
            read_at = greatest(s.read_at, c.read_at), captured_at = coalesce(s.captured_at, $9),
            lag_ms = case when s.captured_at is null then c.lag_ms else s.lag_ms end,
            given_up_at = null
       from unnest($3::text[], $4::text[], $5::bool[], $6::timestamptz[], $7::timestamptz[],
                   $8::bigint[]) c (number, state, is_taking, placed_at, read_at, lag_ms)
      where s.tenant_id = $1 and s.channel_id = $2 and s.external_order_number = c.number`,
    [
      tx.tenantId,
      channelId,
      captured.map((c) => c.externalOrderNumber),
      captured.map((c) => c.externalState),
      captured.map((c) => c.isTaking),
      captured.map((c) => c.placedAt),
      captured.map((c) => c.readAt),
      captured.map((c) => c.lagMs),
      at,
    ],
  );
}

export async function writeAbsent(
  tx: Tx,
  channelId: string,
  externalOrderNumbers: readonly string[],
  at: Date,
): Promise<void> {
  await tx.execute(
    `update channels.seen_order set tries = tries + 1, absent_at = greatest(absent_at, $4)
      where tenant_id = $1 and channel_id = $2 and external_order_number = any($3)`,
    [tx.tenantId, channelId, externalOrderNumbers, at],
  );
}

/** Orders that could not be taken in time stop holding back the offers; answers which. */
export async function giveUpOrders(
  tx: Tx,
  channelId: string,
  which: { externalOrderNumbers: readonly string[] } | { noticedBefore: Date },
  at: Date,
): Promise<string[]> {
  const rows = await tx.query<{ external_order_number: string }>(
    `update channels.seen_order set given_up_at = $3
      where tenant_id = $1 and channel_id = $2 and captured_at is null and given_up_at is null
        and (external_order_number = any($4::text[]) or noticed_at < $5)
     returning external_order_number`,
    [
      tx.tenantId,
      channelId,
      at,
      'externalOrderNumbers' in which ? which.externalOrderNumbers : [],
      'noticedBefore' in which ? which.noticedBefore : null,
    ],
  );
  return rows.map((row) => row.external_order_number);
}

/** Whether an order is known to exist that is not yet in ATP. */
export async function hasPendingOrders(tx: Tx, channelId: string): Promise<boolean> {
  const [row] = await tx.query<{ is_pending: boolean }>(
    `select exists (select 1 from channels.seen_order
                     where tenant_id = $1 and channel_id = $2
                       and captured_at is null and given_up_at is null) as is_pending`,
    [tx.tenantId, channelId],
  );
  return row?.is_pending === true;
}

/** The longest lag that orders captured since `since` have shown, ms. */
export async function observedLagMs(tx: Tx, channelId: string, since: Date): Promise<number> {
  const [row] = await tx.query<{ lag_ms: string }>(
    `select coalesce(max(lag_ms), 0) as lag_ms from channels.seen_order
      where tenant_id = $1 and channel_id = $2 and captured_at >= $3`,
    [tx.tenantId, channelId, since],
  );
  return Number(row?.lag_ms ?? 0);
}

/**
 * The whole window up to `to` has been read and its events are committed. A lag that was found since moves
 * the watermark back: what it claimed was not true, and the next window must begin there.
 */
export async function moveWatermark(
  tx: Tx,
  channelId: string,
  polled: { to: Date; lagMs: number; isGapless: boolean },
): Promise<void> {
  await tx.execute(
    `update channels.channel
        set feed_lag_ms = $4::bigint,
            last_error = case when exists (
              select 1 from channels.seen_order s
               where s.tenant_id = $1 and s.channel_id = $2
                 and s.given_up_at > $3::timestamptz - interval '1 day') then last_error end,
            last_poll_at = case when $5 then greatest(last_poll_at, $3) else last_poll_at end,
            feed_watermark_at = case when $5
              then $3::timestamptz - $4::float8 * interval '1 ms'
              else feed_watermark_at end
      where tenant_id = $1 and channel_id = $2`,
    [tx.tenantId, channelId, polled.to, polled.lagMs, polled.isGapless],
  );
}

/** Pushes and push decisions older than `before`, at most `limit` of each a call. */
export async function forgetOld(
  tx: Tx,
  channelId: string,
  before: Date,
  limit: number,
): Promise<void> {
  await tx.execute(
    `delete from channels.push_log
      where tenant_id = $1 and at < $3 and push_log_id in (
        select push_log_id from channels.push_log
         where tenant_id = $1 and channel_id = $2 order by push_log_id limit $4)`,
    [tx.tenantId, channelId, before, limit],
  );
  await tx.execute(
    `delete from channels.inbox
      where tenant_id = $1 and received_at < $3 and inbox_id in (
        select inbox_id from channels.inbox
         where tenant_id = $1 and channel_id = $2 order by inbox_id limit $4)`,
    [tx.tenantId, channelId, before, limit],
  );
}
