import { kitsContaining } from '../catalogue/index.ts';
import { addJob, type Tx } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { markOwed } from './queries/offer.ts';

/** Changes within this time go out together; only the newest number of each listing matters. */
const COALESCE_MS = 300;

/**
 * What may be promised of these SKUs changed: listings of them, and of kits that contain them, are owed
 * their new number. The numbers themselves are computed when they are sent.
 */
export async function oweOffers(
  deps: Pick<ChannelsDeps, 'clock'>,
  tx: Tx,
  skuIds: readonly string[],
): Promise<void> {
  if (skuIds.length === 0) return;
  const kitIds = await kitsContaining(tx, skuIds);
  const channelIds = await markOwed(tx, [...new Set([...skuIds, ...kitIds])], deps.clock.now());
  for (const channelId of channelIds) await scheduleSend(deps, tx, channelId);
}

/**
 * One sender per shop and time slot. The slot is part of the key: a key without it would be replaced, and so
 * put off, for as long as changes keep coming.
 */
export async function scheduleSend(
  deps: Pick<ChannelsDeps, 'clock'>,
  tx: Tx,
  channelId: string,
  at: Date = deps.clock.now(),
): Promise<void> {
  const slot = Math.floor(at.getTime() / COALESCE_MS) + 1;
  await addJob(
    tx,
    'channels.send_offers',
    { channelId },
    {
      subject: `offers:${channelId}`,
      runAt: new Date(slot * COALESCE_MS),
      jobKey: `offers:${channelId}:${slot}`,
    },
  );
}
