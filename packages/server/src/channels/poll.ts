import type {
  ChannelOrderRef,
  Failure,
  OrderRefPage,
  OrderWindow,
  Outcome,
} from '@quayside/connectors';
import { addJob, emit, record, type TenantScope, type Tx } from '../platform/index.ts';
import { type ChannelsDeps, channelActor } from './context.ts';
import { scheduleSend } from './owe-offers.ts';
import * as channels from './queries/channel.ts';
import * as feed from './queries/feed.ts';
import { keepPushOf } from './receive-push.ts';
import { type Shops, saysExpired } from './session.ts';

/** Windows overlap, because a platform's clock and its list are not ours (channels reference, rule 4). */
export const OVERLAP_MS = 5 * 60_000;
/** Before a number rises the feed is read again: only the newest end of it. */
export const SHORT_OVERLAP_MS = 15_000;
/** Every quarter of an hour the polls look further back, for what a lagging list and lost pushes hid. */
const DEEP_OVERLAP_MS = 6 * 3_600_000;
/** The widest window a platform lists at once (Shopee, order.get_order_list). */
const FIRST_WINDOW_MS = 15 * 86_400_000;
/** An order read so lately is not read again for standing in an overlap. Less than half of the overlap. */
const READ_AGAIN_AFTER_MS = 2 * 60_000;
const LAG_OBSERVED_FOR_MS = 3_600_000;
/** How many orders one event names: as many as one call reads. */
const EVENT_ORDERS_MAX = 50;
/** An order that nobody could capture for so long stops holding the offers back; a person sees it. */
const GIVE_UP_AFTER_MS = 30 * 60_000;
const KEEP_MS = 30 * 86_400_000;
const FORGET_BATCH = 500;

export interface PollPlan {
  /** Null: from where the feed was left. */
  from: Date | null;
  overlapMs: number;
  /** False: only orders that are new or changed their state are read again. */
  isThorough: boolean;
}

export type PollAnswer = { ok: true; refs: number; emitted: number } | Failure;

/**
 * Reads the order feed from its watermark, with an overlap, to now. Each page's events are committed
 * before the next page is asked for; the watermark moves last, to the window's end less the lag that the
 * feed has shown. Emits `channels.orders_changed`, at most 50 orders each.
 */
export async function pollOrders(
  deps: ChannelsDeps,
  shops: Shops,
  scope: TenantScope,
  channelId: string,
  plan: PollPlan,
): Promise<PollAnswer> {
  const channel = await deps.database.inTransaction(scope, (tx) =>
    channels.channelById(tx, channelId),
  );
  if (channel === null) throw new Error(`poll: there is no channel ${channelId}`);
  const to = deps.clock.now();
  const watermark = channel.feed_watermark_at;
  const left = watermark ?? new Date(to.getTime() - FIRST_WINDOW_MS);
  const from = plan.from ?? new Date(left.getTime() - (watermark === null ? 0 : plan.overlapMs));
  const readBefore = new Date(plan.isThorough ? to.getTime() - READ_AGAIN_AFTER_MS : 0);
  const act = { ...scope, actor: channelActor(channelId, channel.name) };
  let cursor: string | null = null;
  let refs = 0;
  let emitted = 0;
  do {
    const window: OrderWindow = { updatedFrom: from, updatedTo: to, cursor };
    const page = await shops.call<Outcome<OrderRefPage>>(
      scope,
      channelId,
      (connector, session) => connector.listOrderRefs(session, window),
      saysExpired,
    );
    if (!page.ok) {
      await deps.database.inTransaction(scope, (tx) =>
        channels.setLastError(tx, channelId, `orders: ${page.code}: ${page.message}`),
      );
      return page;
    }
    refs += page.value.refs.length;
    emitted += await deps.database.inTransaction(act, (tx) =>
      emitRefs(tx, channelId, page.value.refs, to, channel.last_poll_at, readBefore),
    );
    cursor = page.value.nextCursor;
  } while (cursor !== null);
  await deps.database.inTransaction(scope, async (tx) => {
    const since = new Date(to.getTime() - LAG_OBSERVED_FOR_MS);
    await feed.moveWatermark(tx, channelId, {
      to,
      lagMs: await feed.observedLagMs(tx, channelId, since),
      isGapless: from <= left,
    });
    if (watermark === null) await scheduleSend(deps, tx, channelId);
    tx.touch('channels');
  });
  return { ok: true, refs, emitted };
}

async function emitRefs(
  tx: Tx,
  channelId: string,
  refs: readonly ChannelOrderRef[],
  at: Date,
  polledTo: Date | null,
  readBefore: Date,
): Promise<number> {
  if (refs.length === 0) return 0;
  const numbers = refs.map((ref) => ref.externalOrderNumber);
  await feed.noticeOrders(tx, channelId, numbers, at, polledTo);
  const wanted = await feed.worthReading(tx, channelId, refs, readBefore);
  for (let first = 0; first < wanted.length; first += EVENT_ORDERS_MAX) {
    await emit(tx, 'channels.orders_changed', {
      channelId,
      externalOrderNumbers: wanted.slice(first, first + EVENT_ORDERS_MAX),
    });
  }
  return wanted.length;
}

/** By the clock: one poll per connected shop, and the pushes that each platform could not deliver. */
export async function pollDue(deps: ChannelsDeps, scopeOfTenant: (id: number) => TenantScope) {
  const connected = await channels.connectedChannels(deps.database);
  for (const { tenantId, channelId } of connected) {
    await deps.database.inTransaction(scopeOfTenant(tenantId), (tx) =>
      addJob(tx, 'channels.poll', { channelId }, { jobKey: `poll:${channelId}` }),
    );
  }
  for (const platform of new Set(connected.map((channel) => channel.platform))) {
    await fetchLostPushes(deps, platform);
  }
}

/** One shop's turn of the clock: its feed, and a look at what is owed and has no job any more. */
export async function pollTurn(
  deps: ChannelsDeps,
  shops: Shops,
  scope: TenantScope,
  channelId: string,
): Promise<void> {
  const now = deps.clock.now();
  const channel = await deps.database.inTransaction(scope, (tx) =>
    channels.channelById(tx, channelId),
  );
  // Without listings every line would be unknown: they are fetched first.
  if (channel === null || channel.listings_fetched_at === null) return;
  const isDeep = now.getUTCMinutes() % 15 === 0;
  const answer = await pollOrders(deps, shops, scope, channelId, {
    from: null,
    overlapMs: isDeep ? DEEP_OVERLAP_MS : OVERLAP_MS,
    isThorough: !isDeep,
  });
  if (!answer.ok) deps.log.warn({ channelId, code: answer.code }, 'the order feed was not read');
  await deps.database.inTransaction(scope, async (tx) => {
    const noticedBefore = new Date(now.getTime() - GIVE_UP_AFTER_MS);
    const left = await feed.giveUpOrders(tx, channelId, { noticedBefore }, now);
    await recordGivenUp(tx, channelId, left, 'could not be captured within 30 minutes');
    await feed.forgetOld(tx, channelId, new Date(now.getTime() - KEEP_MS), FORGET_BATCH);
  });
}

/** A person must see an order that the shop has and we do not. */
export async function recordGivenUp(
  tx: Tx,
  channelId: string,
  externalOrderNumbers: readonly string[],
  reason: string,
): Promise<void> {
  if (externalOrderNumbers.length === 0) return;
  await record(
    tx,
    externalOrderNumbers.map((externalOrderNumber) => ({
      subjectKind: 'channel',
      subjectId: channelId,
      kind: 'order_not_captured',
      facts: { externalOrderNumber, reason },
    })),
  );
  const [first] = externalOrderNumbers;
  const more = externalOrderNumbers.length - 1;
  const which = more === 0 ? `order ${first}` : `order ${first} and ${more} more`;
  await channels.setLastError(tx, channelId, `${which}: ${reason}`);
}

/** Stored first, confirmed after: a push lost twice would be lost for good. */
export async function fetchLostPushes(deps: ChannelsDeps, platform: string): Promise<number> {
  const connector = deps.connectorFor(platform);
  if (connector === null) return 0;
  let found = 0;
  for (;;) {
    const page = await connector.lostPushes();
    if (!page.ok) {
      deps.log.warn({ platform, code: page.code }, 'lost pushes could not be fetched');
      return found;
    }
    for (const push of page.value.pushes) found += await keepPushOf(deps, platform, push);
    if (page.value.receipt === null) return found;
    const confirmed = await connector.confirmLostPushes(page.value.receipt);
    if (!confirmed.ok || !page.value.hasMore) return found;
  }
}
