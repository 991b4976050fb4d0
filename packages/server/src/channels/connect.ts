import { randomBytes } from 'node:crypto';
import type { ShopProfile, ShopTokens } from '@quayside/connectors';
import { callbackPath, channelTable, nextState } from '@quayside/contract';
import { firstClientId, nodesOf } from '../catalogue/index.ts';
import {
  type Actor,
  addJob,
  Refusal,
  record,
  type TenantScope,
  type Tx,
} from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { scheduleSend } from './owe-offers.ts';
import * as rows from './queries/channel.ts';
import { wakeOffersOf } from './queries/offer.ts';
import { wakeTasksOf } from './run-task.ts';
import { sealTokens } from './session.ts';

/** 256 bits: nobody guesses the state of somebody else's authorisation. */
const STATE_TOKEN_BYTES = 32;

/** Begins an authorisation: the address to send the browser to. Refuses a platform without connector. */
export async function beginConnect(
  deps: ChannelsDeps,
  tx: Tx,
  platform: string,
): Promise<{ url: string }> {
  const connector = deps.connectorFor(platform);
  if (connector === null) {
    throw new Refusal('invalid_input', `Shops of ${platform} cannot be connected here.`, {
      facts: { platform },
      remedy: 'GET /api/v1/channels/platforms lists those that can.',
    });
  }
  const stateToken = randomBytes(STATE_TOKEN_BYTES).toString('base64url');
  await rows.beginAuthorisation(tx, { stateToken, platform, at: deps.clock.now() });
  const redirectUrl = `${deps.config.publicUrl}${callbackPath(platform)}`;
  return { url: connector.authoriseUrl({ redirectUrl, state: stateToken }) };
}

export type ConnectAnswer = { ok: true; channelId: string } | { ok: false; reason: string };

/**
 * The browser comes back. The state token says which tenant asked, once and within 15 minutes; only then
 * is the code exchanged. Ends with a connected shop, served from all active nodes, and the fetch of its
 * listings on its way; or with a reason that the page shows.
 */
export async function finishConnect(
  deps: ChannelsDeps,
  platform: string,
  query: URLSearchParams,
): Promise<ConnectAnswer> {
  const connector = deps.connectorFor(platform);
  if (connector === null) return { ok: false, reason: 'unknown_platform' };
  const back = connector.readAuthorisationReturn(query);
  if (!back.ok) return { ok: false, reason: back.reason };
  if (back.state === null) return { ok: false, reason: 'state_missing' };
  const begun = await rows.useAuthorisation(deps.database, back.state, deps.clock.now());
  if (begun === null || begun.platform !== platform) return { ok: false, reason: 'state_unknown' };
  const actor: Actor = {
    kind: 'person',
    id: begun.started_by,
    name: begun.started_by_name,
    device: null,
  };
  const exchanged = await connector.exchangeCode({
    code: back.code,
    externalShopId: back.externalShopId,
  });
  if (!exchanged.ok) return { ok: false, reason: exchanged.code };
  const profile = await connector.shopProfile(exchanged.value);
  if (!profile.ok) return { ok: false, reason: profile.code };
  const scope = { tenantId: begun.tenant_id, actor };
  return {
    ok: true,
    channelId: await keepShop(deps, scope, platform, exchanged.value, profile.value),
  };
}

async function keepShop(
  deps: ChannelsDeps,
  scope: TenantScope,
  platform: string,
  tokens: ShopTokens,
  profile: ShopProfile,
): Promise<string> {
  return deps.database.inTransaction(scope, async (tx) => {
    const before = await rows.lockChannelOfShop(tx, platform, tokens.externalShopId);
    const state = before === null ? 'connected' : nextState(channelTable, before.state, 'connect');
    if (state === null) throw new Error(`a ${before?.state} channel must be connectable`);
    const channelId = await rows.upsertChannel(tx, {
      clientId: before?.client_id ?? (await firstClientId(tx)),
      platform,
      externalShopId: tokens.externalShopId,
      name: profile.name,
      region: profile.region,
      currency: profile.currency ?? before?.currency ?? 'USD',
      state,
      tokensSealed: sealTokens(deps.seal, tokens),
      accessExpiresAt: tokens.accessExpiresAt,
      refreshExpiresAt: tokens.refreshExpiresAt,
      // Only the demo's own mailbox may be written to by a guessed address.
      buyerEmailPattern: deps.config.sandboxUrl === null ? null : '{username}@buyers.quayside.test',
      at: deps.clock.now(),
    });
    if (before === null) {
      const nodes = (await nodesOf(tx)).filter((node) => node.isActive);
      await rows.serveFrom(
        tx,
        channelId,
        nodes.map((node) => node.nodeId),
      );
    }
    await record(tx, [
      {
        subjectKind: 'channel',
        subjectId: channelId,
        kind: 'channel_connected',
        facts: { before: before?.state ?? null, after: state, shop: tokens.externalShopId },
      },
    ]);
    await wakeChannel(deps, tx, channelId);
    tx.touch('channels');
    return channelId;
  });
}

/** Takes up what waited while the shop could not be called. */
async function wakeChannel(deps: ChannelsDeps, tx: Tx, channelId: string): Promise<void> {
  // Orders are read once the listings are known, so that their lines find their SKUs.
  await addJob(
    tx,
    'channels.fetch_listings',
    { channelId, cursor: null, startedAt: deps.clock.now().toISOString() },
    { jobKey: `listings:${channelId}` },
  );
  await wakeTasksOf(tx, channelId, deps.clock.now());
  await wakeOffersOf(tx, channelId, deps.clock.now());
  await scheduleSend(deps, tx, channelId);
}

/** Stops telling stock; orders still come in. */
export async function pauseChannel(tx: Tx, channelId: string): Promise<void> {
  await changeState(tx, channelId, 'pause', 'channel_paused');
}

export async function resumeChannel(deps: ChannelsDeps, tx: Tx, channelId: string): Promise<void> {
  await changeState(tx, channelId, 'resume', 'channel_resumed');
  await wakeOffersOf(tx, channelId, deps.clock.now());
  await scheduleSend(deps, tx, channelId);
}

async function changeState(
  tx: Tx,
  channelId: string,
  event: 'pause' | 'resume',
  kind: string,
): Promise<void> {
  const channel = await rows.lockChannel(tx, channelId);
  if (channel === null) throw new Refusal('not_found', `There is no shop ${channelId}.`);
  const next = nextState(channelTable, channel.state, event);
  if (next === null) {
    throw new Refusal('state_refused', `A ${channel.state} shop cannot ${event}.`, {
      facts: { state: channel.state },
      remedy: channel.state === 'lapsed' ? 'Connect the shop again.' : 'Nothing needs to be done.',
    });
  }
  await rows.setState(tx, channelId, next, channel.last_error);
  await record(tx, [
    {
      subjectKind: 'channel',
      subjectId: channelId,
      kind,
      facts: { before: channel.state, after: next },
    },
  ]);
  tx.touch('channels');
}
