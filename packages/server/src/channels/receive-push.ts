import type { ChannelPush, PushRequest } from '@quayside/connectors';
import { pushPath } from '@quayside/contract';
import { addJob, emit, Refusal, type Tx } from '../platform/index.ts';
import { type ChannelsDeps, channelActor } from './context.ts';
import * as channels from './queries/channel.ts';
import * as feed from './queries/feed.ts';
import { wakeTaskOf } from './run-task.ts';

/**
 * A push arrives: verified over its raw bytes, kept once, and turned into the event that makes us read
 * the order; nothing is asked of the platform here, so that the answer leaves within milliseconds.
 * Refuses `push_forged` (counted, never stored) and `invalid_input`.
 */
export async function receivePush(
  deps: ChannelsDeps,
  platform: string,
  request: Pick<PushRequest, 'rawBody' | 'headers'>,
): Promise<void> {
  const connector = deps.connectorFor(platform);
  if (connector === null) throw new Refusal('not_found', `No shop of ${platform} can push here.`);
  const callbackUrl = `${deps.config.publicUrl}${pushPath(platform)}`;
  const verdict = connector.verifyPush({ ...request, callbackUrl });
  if (verdict.ok) {
    await keepPushOf(deps, platform, verdict.push);
    return;
  }
  switch (verdict.reason) {
    case 'missing_signature':
    case 'bad_signature':
      await channels.countRefusedPush(deps.database, platform);
      throw new Refusal('push_forged', 'The signature is missing or does not fit.', {
        remedy: 'Check the push key and that the registered callback URL is PUBLIC_URL’s.',
      });
    case 'too_large':
    case 'unreadable':
      throw new Refusal('invalid_input', `The push is ${verdict.reason.replace('_', ' ')}.`);
    default:
      verdict.reason satisfies never;
  }
}

/** Keeps a verified push for every tenant that has its shop; answers for how many it was new. */
export async function keepPushOf(
  deps: ChannelsDeps,
  platform: string,
  push: ChannelPush,
): Promise<number> {
  if (push.kind === 'test' || push.externalShopId === null) return 0;
  const owners = await channels.channelsOfShop(deps.database, platform, push.externalShopId);
  let kept = 0;
  for (const { tenantId, channelId } of owners) {
    const scope = {
      tenantId,
      actor: channelActor(channelId, `${platform} ${push.externalShopId}`),
    };
    const isNew = await deps.database.inTransaction(scope, (tx) =>
      keepFor(deps, tx, channelId, push),
    );
    if (isNew) kept += 1;
  }
  return kept;
}

/** Inbox row and what it leads to are one transaction: acknowledged is never lost. */
async function keepFor(
  deps: ChannelsDeps,
  tx: Tx,
  channelId: string,
  push: ChannelPush,
): Promise<boolean> {
  const at = deps.clock.now();
  const isNew = await feed.keepPush(tx, {
    channelId,
    dedupeKey: push.dedupeKey,
    kind: push.kind,
    raw: push.raw,
    at,
  });
  if (!isNew) return false;
  await feed.notePushed(tx, channelId, at);
  const number = push.externalOrderNumber;
  switch (push.kind) {
    case 'order_changed':
    case 'stock':
      if (number !== null) await noticeOne(tx, channelId, number, at);
      break;
    case 'tracking':
      if (number !== null) await wakeTaskOf(tx, channelId, number, 'arrange_shipment', at);
      break;
    case 'label_ready':
      if (number !== null) await wakeTaskOf(tx, channelId, number, 'fetch_label', at);
      break;
    case 'authorisation':
      // A hint like any other: the shop itself is asked whether our word still counts.
      if (push.authorisation !== 'granted') {
        await addJob(tx, 'channels.check_shop', { channelId }, { jobKey: `check:${channelId}` });
      }
      break;
    case 'test':
    case 'other':
      break;
    default:
      push.kind satisfies never;
  }
  return true;
}

async function noticeOne(tx: Tx, channelId: string, number: string, at: Date): Promise<void> {
  const channel = await channels.channelById(tx, channelId);
  await feed.noticeOrders(tx, channelId, [number], at, channel?.last_poll_at ?? null);
  await emit(tx, 'channels.orders_changed', { channelId, externalOrderNumbers: [number] });
}
