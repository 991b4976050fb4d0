import type { ChannelHealth, ChannelState } from '@quayside/contract';
import type { Meaning } from '../ui/theme.ts';

export const channelLook: Record<ChannelState, Meaning> = {
  connected: 'ok',
  paused: 'waiting',
  lapsed: 'stopped',
  disconnected: 'plain',
};

/** An order feed further behind than this is not keeping up: the poll runs every minute or so. */
const FEED_BEHIND_MS = 10 * 60_000;

/** What about a shop needs a person, worst first. Names of strings in the catalogue. */
export function concernsOf(channel: ChannelHealth, nowMs: number): string[] {
  const concerns: string[] = [];
  if (channel.state === 'lapsed') concerns.push('lapsed');
  if (channel.tasksDead > 0) concerns.push('tasksDead');
  if (channel.listingsUnmapped > 0) concerns.push('unmapped');
  const isBehind =
    channel.state === 'connected' &&
    channel.feedWatermarkAt !== null &&
    nowMs - Date.parse(channel.feedWatermarkAt) > FEED_BEHIND_MS;
  if (isBehind) concerns.push('feedBehind');
  return concerns;
}
