import type { ChannelOrder } from '@quayside/connectors';
import type { QuaysideEvents } from '@quayside/contract';
import { addJob, type Tx } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { scheduleSend } from './owe-offers.ts';
import { recordGivenUp } from './poll.ts';
import * as channels from './queries/channel.ts';
import * as feed from './queries/feed.ts';
import * as offers from './queries/offer.ts';
import type { ReadOrders } from './read-orders.ts';

/** An order that the platform named but does not show: asked again after 1 s, 2 s, 4 s … */
const ABSENT_RETRY_BASE_MS = 1_000;
const ABSENT_RETRY_MAX_MS = 60_000;
/** About half an hour of asking in all. */
const ABSENT_TRIES_MAX = 36;
/** Shopee's order times are whole seconds: a shorter lag cannot be told from none. */
const LAG_RESOLUTION_MS = 1_500;

/**
 * Says that what was read is now in our orders and in ATP. Call it in the transaction that captures
 * them: while an order is known and not captured, no number told to its shop may rise, and this is the
 * commit after which it may. Also counts what the shop has sold since it was last told, and asks again
 * for orders that it did not show. Locks seen orders by number, then offers by listing.
 */
export async function noteCaptured(deps: ChannelsDeps, tx: Tx, read: ReadOrders): Promise<void> {
  const { channelId } = read.channel;
  const now = deps.clock.now();
  const numbers = [
    ...read.orders.map((order) => order.externalOrderNumber),
    ...read.missing,
    ...read.unreadable.flatMap(({ externalOrderNumber }) => externalOrderNumber ?? []),
  ];
  // An order that somebody asked for by hand was never pushed nor polled.
  await feed.noticeOrders(tx, channelId, numbers, now, null);
  const seen = await feed.lockSeen(tx, channelId, numbers);
  const channel = await channels.channelById(tx, channelId);
  const connectedAt = channel?.connected_at ?? now;
  await feed.writeCaptured(
    tx,
    channelId,
    read.orders.map((order) => ({
      externalOrderNumber: order.externalOrderNumber,
      externalState: order.externalState,
      isTaking: isTaking(order),
      placedAt: order.placedAt,
      readAt: read.readAt,
      lagMs: lagOf(
        order.placedAt,
        seen.get(order.externalOrderNumber)?.absent_at ?? null,
        read.readAt,
        connectedAt,
      ),
    })),
    now,
  );
  await offers.addSold(tx, soldOf(read, seen));
  await askAgain(deps, tx, read, seen);
  await giveUpUnreadable(tx, read, now);
  if (await feed.hasPendingOrders(tx, channelId)) return;
  await offers.wakeWaiting(tx, channelId, now);
  await scheduleSend(deps, tx, channelId);
}

function isTaking(order: ChannelOrder): boolean {
  return order.state !== 'cancelled';
}

/**
 * How late the feed showed the order: at least until it was last read without it, at most until now. Taken at
 * its longest, but no more than double what is proved: a server that was down for hours proves nothing, nor
 * does an order from before the connection.
 */
export function lagOf(
  placedAt: Date,
  absentAt: Date | null,
  readAt: Date,
  connectedAt: Date,
): number {
  if (absentAt === null || placedAt <= connectedAt) return 0;
  const provedMs = absentAt.getTime() - placedAt.getTime();
  if (provedMs < LAG_RESOLUTION_MS) return 0;
  return Math.min(readAt.getTime() - placedAt.getTime(), 2 * provedMs);
}

/** Units that left the shop's shelf with an order, and units that a cancellation put back. */
function soldOf(read: ReadOrders, seen: ReadonlyMap<string, feed.SeenRow>): offers.Sold[] {
  return read.orders.flatMap((order) => {
    const was = seen.get(order.externalOrderNumber)?.is_taking === true;
    const is = isTaking(order);
    if (was === is) return [];
    return order.lines.flatMap((line) => {
      const mapping = read.mappingOf(line);
      if (mapping === null) return [];
      return [
        {
          listingId: mapping.listingId,
          qty: is ? line.qty - line.cancelledQty : -line.qty,
          at: is ? order.placedAt : order.updatedAt,
        },
      ];
    });
  });
}

async function askAgain(
  deps: ChannelsDeps,
  tx: Tx,
  read: ReadOrders,
  seen: ReadonlyMap<string, feed.SeenRow>,
): Promise<void> {
  const { channelId } = read.channel;
  const absent = read.missing.filter((number) => seen.get(number)?.captured_at === null);
  if (absent.length === 0) return;
  await feed.writeAbsent(tx, channelId, absent, read.readAt);
  const lost: string[] = [];
  for (const number of absent) {
    const tries = seen.get(number)?.tries ?? 0;
    if (tries + 1 >= ABSENT_TRIES_MAX) {
      lost.push(number);
      continue;
    }
    const waitMs = Math.min(ABSENT_RETRY_BASE_MS * 2 ** tries, ABSENT_RETRY_MAX_MS);
    // The event itself, but one at a time per order: several pushes must not multiply the asking.
    const event: QuaysideEvents['channels.orders_changed'] = {
      channelId,
      externalOrderNumbers: [number],
    };
    await addJob(tx, 'channels.orders_changed', event, {
      runAt: new Date(deps.clock.now().getTime() + waitMs),
      jobKey: `absent:${channelId}:${number}`,
    });
  }
  const which = { externalOrderNumbers: lost };
  await feed.giveUpOrders(tx, channelId, which, deps.clock.now());
  await recordGivenUp(tx, channelId, lost, 'the platform named it but does not show it');
}

async function giveUpUnreadable(tx: Tx, read: ReadOrders, now: Date): Promise<void> {
  const { channelId } = read.channel;
  for (const { externalOrderNumber, reason } of read.unreadable) {
    if (externalOrderNumber === null) continue;
    const which = { externalOrderNumbers: [externalOrderNumber] };
    const left = await feed.giveUpOrders(tx, channelId, which, now);
    await recordGivenUp(tx, channelId, left, `cannot be read: ${reason}`);
  }
}
