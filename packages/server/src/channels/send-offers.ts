import type { Failure, StockRow, StockRowOutcome } from '@quayside/connectors';
import { kitsOf, nodesOf, skusById } from '../catalogue/index.ts';
import type { TenantScope, Tx } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { computeOffer, passFence } from './offer.ts';
import { scheduleSend } from './owe-offers.ts';
import { pollOrders, SHORT_OVERLAP_MS } from './poll.ts';
import * as channels from './queries/channel.ts';
import { hasPendingOrders } from './queries/feed.ts';
import * as offers from './queries/offer.ts';
import type { Shops } from './session.ts';

/** Numbers decided on in one transaction. */
const CLAIM_MAX = 100;
/** Rows per call of the connector, which groups them by item; several calls are under way at once. */
const CALL_ROWS_MAX = 25;
/** A reading of the feed is worth so much time: what is sold after it, and before the number arrives, re-opens. */
const FRESH_MS = 1_000;
/** One turn of a sender ends after so many claims, so that a shutdown never waits long. */
const CLAIMS_MAX = 40;
/** A sender that dies with numbers on the way leaves them to the next one after this time. */
const LEASE_MS = 60_000;
/** A number refused for good is tried again so much later: somebody may have mended it on the platform. */
const FINAL_RETRY_MS = 3_600_000;
const BACKOFF_BASE_MS = 2_000;
const BACKOFF_MAX_MS = 15 * 60_000;
/** The capture of the last pending order wakes what waits for it; this is for when it does not come. */
const PENDING_RETRY_MS = 10_000;
/** The feed is polled each minute, and each poll may end the wait for a lagging one. */
const LAG_RETRY_MIN_MS = 1_000;
const LAG_RETRY_MAX_MS = 60_000;

interface Claimed extends offers.Decided {
  offer: offers.DueOffer;
  pushLogId: string;
  sendQty: number;
}

/**
 * Tells a shop the numbers that it is owed. First reads the order feed if a change is newer than the last
 * reading; then decides under locks, writes down what will be told, sends it outside of any transaction,
 * and settles row by row. One at a time per shop (the job's queue).
 */
export async function sendOffers(
  deps: ChannelsDeps,
  shops: Shops,
  scope: TenantScope,
  channelId: string,
): Promise<void> {
  for (let claims = 0; claims < CLAIMS_MAX; claims += 1) {
    if (!(await catchUp(deps, shops, scope, channelId))) return;
    const { isEmpty, sending } = await deps.database.inTransaction(scope, (tx) =>
      decide(deps, tx, channelId),
    );
    if (isEmpty) break;
    if (sending.length === 0) continue;
    const outcomes = await send(shops, scope, channelId, sending);
    const sent = settle(deps.clock.now(), sending, outcomes);
    await deps.database.inTransaction(scope, async (tx) => {
      await offers.writeSent(tx, sent, deps.clock.now());
      tx.touch('channels');
    });
    if (outcomes.some(({ outcome }) => !outcome.ok && outcome.kind === 'rate_limited')) break;
  }
  await deps.database.inTransaction(scope, async (tx) => {
    const next = await offers.nextTryOf(tx, channelId);
    if (next !== null) await scheduleSend(deps, tx, channelId, later(next, deps.clock.now()));
  });
}

const later = (a: Date, b: Date) => (a > b ? a : b);

/** False: nothing may be sent. Reads the feed when its last reading is older than a due change, or than a second. */
async function catchUp(
  deps: ChannelsDeps,
  shops: Shops,
  scope: TenantScope,
  channelId: string,
): Promise<boolean> {
  const { channel, changedAt } = await deps.database.inTransaction(scope, async (tx) => ({
    channel: await channels.channelById(tx, channelId),
    changedAt: await offers.newestDueChange(tx, channelId, deps.clock.now()),
  }));
  if (channel === null || channel.state !== 'connected') return false;
  // Nothing is told before the feed has been read once; that reading starts the next turn.
  if (channel.feed_watermark_at === null) return false;
  if (changedAt === null) return true;
  const readAtMs = channel.last_poll_at?.getTime() ?? 0;
  const isFresh = deps.clock.now().getTime() - readAtMs < FRESH_MS;
  if (isFresh && readAtMs >= changedAt.getTime()) return true;
  // When it fails the fence stays closed by the old watermark; the failure stands at the shop.
  await pollOrders(deps, shops, scope, channelId, {
    from: null,
    overlapMs: SHORT_OVERLAP_MS,
    isThorough: false,
  });
  return true;
}

/** Whether there was nothing due, and what is to be sent. */
async function decide(
  deps: ChannelsDeps,
  tx: Tx,
  channelId: string,
): Promise<{ isEmpty: boolean; sending: Claimed[] }> {
  const now = deps.clock.now();
  const due = await offers.claimDue(tx, channelId, now, CLAIM_MAX);
  if (due.length === 0) return { isEmpty: true, sending: [] };
  const channel = await channels.channelById(tx, channelId);
  if (channel === null || channel.state !== 'connected') return { isEmpty: true, sending: [] };
  // Asked before ATP is read: an order captured in between then only lowers the number.
  const isPending = await hasPendingOrders(tx, channelId);
  const offerOf = await computing(deps, tx, channelId, due);
  const lagMs = Number(channel.feed_lag_ms);
  const decided = due.map((offer) => {
    const computed = offerOf(offer);
    const watermark = channel.feed_watermark_at;
    const isFeedRead = !isPending && watermark !== null && watermark >= offer.changed_at;
    const passed = passFence({
      computedQty: computed.qty,
      toldQty: offer.told_qty,
      soldQty: offer.sold_qty,
      isFeedRead,
    });
    const lagEndsMs = offer.changed_at.getTime() + lagMs - now.getTime();
    const waitMs = isPending
      ? PENDING_RETRY_MS
      : Math.min(Math.max(lagEndsMs, LAG_RETRY_MIN_MS), LAG_RETRY_MAX_MS);
    const row: offers.Decided = {
      listingId: offer.listing_id,
      computedQty: computed.qty,
      rule: computed.rule,
      fence: passed.fence,
      sendQty: passed.sendQty,
      nextTryAt: new Date(now.getTime() + (passed.sendQty === null ? waitMs : LEASE_MS)),
    };
    return { row, offer };
  });
  const rows = decided.map(({ row }) => row);
  await offers.writeDecided(tx, rows, now);
  const worthLogging = decided
    .filter(({ row, offer }) => row.sendQty !== null || offer.waiting_qty !== row.computedQty)
    .map(({ row }) => row);
  const watermark = channel.feed_watermark_at;
  const logIds = await offers.logDecided(tx, channelId, worthLogging, watermark, now);
  tx.touch('channels');
  const sending = decided.flatMap(({ row, offer }) => {
    const pushLogId = logIds.get(row.listingId);
    if (row.sendQty === null || pushLogId === undefined) return [];
    return [{ ...row, offer, pushLogId, sendQty: row.sendQty }];
  });
  return { isEmpty: false, sending };
}

/** One look at ATP for all due listings. */
async function computing(
  deps: ChannelsDeps,
  tx: Tx,
  channelId: string,
  due: readonly offers.DueOffer[],
) {
  const skuIds = [...new Set(due.map((offer) => offer.sku_id))];
  const kits = await kitsOf(tx, skuIds);
  const plainIds = skuIds.flatMap((skuId) => kits.get(skuId)?.map((part) => part.skuId) ?? [skuId]);
  const skus = await skusById(tx, [...skuIds, ...plainIds]);
  const serving = new Set(await channels.nodeIdsOf(tx, channelId));
  const nodes = (await nodesOf(tx)).filter((node) => node.isActive && serving.has(node.nodeId));
  const atp = await deps.atp(tx, [...new Set(plainIds)]);
  const atpBySku = Map.groupBy(atp, (row) => row.skuId);
  const codeOf = (skuId: string) => skus.get(skuId)?.skuCode ?? skuId;
  return (offer: offers.DueOffer) => {
    const isKit = skus.get(offer.sku_id)?.isKit === true;
    const parts = isKit ? (kits.get(offer.sku_id) ?? []) : [{ skuId: offer.sku_id, qty: 1 }];
    return computeOffer({
      components: parts.map((part) => ({ ...part, skuCode: codeOf(part.skuId) })),
      isKit,
      multiple: offer.multiple,
      nodes,
      atp: parts.flatMap((part) => atpBySku.get(part.skuId) ?? []),
    });
  };
}

type RowOutcome = StockRowOutcome['outcome'];

/** Sends in a few parallel calls; rows of one item stay in one call. */
async function send(
  shops: Shops,
  scope: TenantScope,
  channelId: string,
  sending: readonly Claimed[],
): Promise<{ claimed: Claimed; outcome: RowOutcome }[]> {
  const calls = await Promise.all(
    chunksByItem(sending).map(async (chunk) => {
      const outcomes = await tell(shops, scope, channelId, chunk);
      return chunk.map((claimed) => ({
        claimed,
        outcome: outcomes.get(claimed.listingId) ?? notAnswered,
      }));
    }),
  );
  return calls.flat();
}

const notAnswered: Failure = {
  ok: false,
  kind: 'unknown',
  code: 'row_not_answered',
  message: 'The connector answered without this row',
};

function chunksByItem(sending: readonly Claimed[]): Claimed[][] {
  const chunks: Claimed[][] = [];
  let open: Claimed[] = [];
  for (const rows of Map.groupBy(sending, (s) => s.offer.external_item_id).values()) {
    if (open.length > 0 && open.length + rows.length > CALL_ROWS_MAX) {
      chunks.push(open);
      open = [];
    }
    open.push(...rows);
  }
  if (open.length > 0) chunks.push(open);
  return chunks;
}

/** Rows refused for an expired token are sent once more with the fresh one; the others are not. */
async function tell(
  shops: Shops,
  scope: TenantScope,
  channelId: string,
  chunk: readonly Claimed[],
): Promise<Map<string, RowOutcome>> {
  const outcomes = new Map<string, RowOutcome>();
  const isExpired = (outcome: RowOutcome | undefined) =>
    outcome !== undefined && !outcome.ok && outcome.kind === 'auth_expired';
  const answer = await shops.call<Failure | null>(
    scope,
    channelId,
    async (connector, session) => {
      const open = chunk.filter(
        ({ listingId }) => !outcomes.has(listingId) || isExpired(outcomes.get(listingId)),
      );
      const rows = open.map(toRow);
      const answers = await connector.pushStock(session, rows);
      open.forEach((claimed, i) => {
        outcomes.set(claimed.listingId, answers[i]?.outcome ?? notAnswered);
      });
      return null;
    },
    () => chunk.some(({ listingId }) => isExpired(outcomes.get(listingId))),
  );
  // The shop could not be called (again): that is the answer of every row without a better one.
  if (answer !== null) {
    for (const { listingId } of chunk) {
      if (!outcomes.has(listingId) || isExpired(outcomes.get(listingId))) {
        outcomes.set(listingId, answer);
      }
    }
  }
  return outcomes;
}

function toRow(claimed: Claimed): StockRow {
  return {
    externalItemId: claimed.offer.external_item_id,
    externalModelId: claimed.offer.external_model_id || null,
    qty: claimed.sendQty,
  };
}

function settle(
  now: Date,
  sending: readonly Claimed[],
  outcomes: readonly { claimed: Claimed; outcome: RowOutcome }[],
): offers.Sent[] {
  const byListing = new Map(outcomes.map((o) => [o.claimed.listingId, o.outcome]));
  return sending.map((claimed) => {
    const outcome = byListing.get(claimed.listingId) ?? notAnswered;
    const { offer } = claimed;
    const base = {
      listingId: claimed.listingId,
      pushLogId: claimed.pushLogId,
      owedVersion: offer.owed_version,
      sentQty: claimed.sendQty,
      before: { toldQty: offer.told_qty, toldAt: offer.told_at, soldQty: offer.sold_qty },
    };
    if (outcome.ok) {
      const { qty } = outcome.value;
      const answer = qty === claimed.sendQty ? 'accepted' : `accepted; the shop holds ${qty}`;
      return {
        ...base,
        acceptedQty: qty,
        answer,
        nextTryAt: null,
        attempts: 0,
        isUndone: false,
      };
    }
    const retry = retryOf(outcome, offer.attempts);
    return {
      ...base,
      acceptedQty: null,
      answer: `${outcome.code}: ${outcome.message}`,
      nextTryAt: new Date(now.getTime() + retry.waitMs),
      attempts: offer.attempts + (retry.isCounted ? 1 : 0),
      isUndone: outcome.kind !== 'unknown',
    };
  });
}

function retryOf(outcome: Failure, attempts: number): { waitMs: number; isCounted: boolean } {
  const backOffMs = Math.min(BACKOFF_BASE_MS * 2 ** Math.min(attempts, 20), BACKOFF_MAX_MS);
  switch (outcome.kind) {
    case 'rate_limited':
      return { waitMs: outcome.retryAfterMs ?? BACKOFF_BASE_MS, isCounted: false };
    case 'final':
    case 'auth_expired':
      return { waitMs: FINAL_RETRY_MS, isCounted: true };
    case 'retryable':
    case 'unknown':
      return { waitMs: Math.max(backOffMs, outcome.retryAfterMs ?? 0), isCounted: true };
    default:
      return outcome.kind satisfies never;
  }
}
