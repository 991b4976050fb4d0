import type { ChannelHealth } from '@quayside/contract';
import { Refusal, type Tx, tenantFacts } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { allChannels, type ChannelRow } from './queries/channel.ts';
import { type HealthCounts, healthCounts } from './queries/health.ts';

const HOUR_MS = 3_600_000;

/** All shops and how well they are. Orders of today: placed since the tenant's midnight and captured. */
export async function channelsHealth(
  deps: Pick<ChannelsDeps, 'clock'>,
  tx: Tx,
): Promise<ChannelHealth[]> {
  const now = deps.clock.now();
  const { timeZone } = await tenantFacts(tx);
  const counts = await healthCounts(
    tx,
    startOfDay(now, timeZone),
    new Date(now.getTime() - HOUR_MS),
  );
  const rows = await allChannels(tx);
  return rows.map((row) => toHealth(row, counts.get(row.channel_id)));
}

export async function channelHealth(
  deps: Pick<ChannelsDeps, 'clock'>,
  tx: Tx,
  channelId: string,
): Promise<ChannelHealth> {
  const found = (await channelsHealth(deps, tx)).find((row) => row.channelId === channelId);
  if (found === undefined) throw new Refusal('not_found', `There is no shop ${channelId}.`);
  return found;
}

/** Midnight of the zone's present day. */
export function startOfDay(now: Date, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string) => Number(parts.find((p) => p.type === type)?.value ?? 0);
  const sinceMs = ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000;
  return new Date(Math.floor(now.getTime() / 1000) * 1000 - sinceMs);
}

function toHealth(row: ChannelRow, counts: HealthCounts | undefined): ChannelHealth {
  const text = (at: Date | null) => at?.toISOString() ?? null;
  return {
    channelId: row.channel_id,
    platform: row.platform,
    name: row.name,
    externalShopId: row.external_shop_id,
    region: row.region,
    currency: row.currency,
    state: row.state,
    lastError: row.last_error,
    accessExpiresAt: text(row.access_expires_at),
    refreshExpiresAt: text(row.refresh_expires_at),
    feedWatermarkAt: text(row.feed_watermark_at),
    lastPollAt: text(row.last_poll_at),
    lastPushAt: text(row.last_push_at),
    feedLagMs: counts?.capture_lag_ms == null ? null : Number(counts.capture_lag_ms),
    listings: counts?.listings ?? 0,
    listingsUnmapped: counts?.listings_unmapped ?? 0,
    offersOwed: counts?.offers_owed ?? 0,
    oldestOwedAt: text(counts?.oldest_owed_at ?? null),
    tasksOwed: counts?.tasks_owed ?? 0,
    tasksDead: counts?.tasks_dead ?? 0,
    ordersToday: counts?.orders_today ?? 0,
    pushesRefused: Number(row.pushes_refused),
  };
}
