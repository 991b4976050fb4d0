import {
  type ChannelConnector,
  type Failure,
  failure,
  type ShopSession,
  type ShopTokens,
} from '@quayside/connectors';
import { channelTable, nextState } from '@quayside/contract';
import { record, type Seal, type TenantScope } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import * as rows from './queries/channel.ts';

/** Tokens are refreshed this long before they expire, so that a call under way never meets the end. */
const REFRESH_EARLY_MS = 10 * 60_000;
/** A process that dies while refreshing keeps others out no longer than this; a refresh takes seconds. */
const REFRESH_LEASE_MS = 60_000;

export function sealTokens(seal: Seal, tokens: ShopTokens): Buffer {
  return seal.close(JSON.stringify(tokens));
}

function openTokens(seal: Seal, sealed: Buffer): ShopTokens {
  const kept: Omit<ShopTokens, 'accessExpiresAt' | 'refreshExpiresAt'> & {
    accessExpiresAt: string | null;
    refreshExpiresAt: string | null;
  } = JSON.parse(seal.open(sealed));
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    ...kept,
    accessExpiresAt: instant(kept.accessExpiresAt),
    refreshExpiresAt: instant(kept.refreshExpiresAt),
  };
}

/** A shop that can be called now. */
interface OpenShop {
  connector: ChannelConnector;
  tokens: ShopTokens;
}

type Opened = { ok: true; shop: OpenShop } | Failure;

/**
 * Calls to a shop. Opens the tokens, refreshes them early or when the platform says that they expired,
 * and calls once more. Refreshing is done once, however many callers need it: callers of this process
 * share one attempt, processes exclude each other by a lease in the shop's row, never by an open
 * transaction. When the platform refuses the refresh the shop lapses, visibly.
 */
export interface Shops {
  /** `isExpired` says whether an answer asks for fresh tokens; then `call` is made once more. */
  call<T>(
    scope: TenantScope,
    channelId: string,
    call: (connector: ChannelConnector, session: ShopSession) => Promise<T>,
    isExpired: (answer: T) => boolean,
  ): Promise<T | Failure>;
}

/** The usual case: an outcome that says itself that the tokens expired. */
export function saysExpired(answer: { ok: boolean; kind?: string }): boolean {
  return !answer.ok && answer.kind === 'auth_expired';
}

export function makeShops(deps: ChannelsDeps): Shops {
  const refreshing = new Map<string, Promise<Opened>>();

  const open = async (scope: TenantScope, channelId: string): Promise<Opened> => {
    const channel = await deps.database.inTransaction(scope, (tx) =>
      rows.channelById(tx, channelId),
    );
    if (channel === null) return failure('final', 'channel_unknown', 'There is no such shop');
    if (channel.state !== 'connected' && channel.state !== 'paused') {
      return failure('final', 'channel_not_connected', `${channel.name} is ${channel.state}`);
    }
    const connector = deps.connectorFor(channel.platform);
    if (connector === null) {
      return failure('final', 'no_connector', `No connector for ${channel.platform} here`);
    }
    return { ok: true, shop: { connector, tokens: openTokens(deps.seal, channel.tokens_sealed) } };
  };

  /** Fresh tokens in place of `stale`; whoever comes while one attempt runs shares it. */
  const refresh = (scope: TenantScope, channelId: string, stale: string): Promise<Opened> => {
    const key = `${scope.tenantId}/${channelId}`;
    const running = refreshing.get(key);
    if (running !== undefined) return running;
    const attempt = refreshOnce(deps, open, scope, channelId, stale).finally(() => {
      refreshing.delete(key);
    });
    refreshing.set(key, attempt);
    return attempt;
  };

  const isEnding = (tokens: ShopTokens) =>
    tokens.accessExpiresAt !== null &&
    tokens.accessExpiresAt.getTime() - REFRESH_EARLY_MS <= deps.clock.now().getTime();

  const isOver = (tokens: ShopTokens) =>
    tokens.accessExpiresAt !== null &&
    tokens.accessExpiresAt.getTime() <= deps.clock.now().getTime();

  return {
    async call(scope, channelId, call, isExpired) {
      let opened = await open(scope, channelId);
      if (!opened.ok) return opened;
      const { tokens } = opened.shop;
      if (isEnding(tokens)) {
        const renewed = await refresh(scope, channelId, tokens.accessToken);
        // A refresh that can be tried again later must not stop what still works.
        if (renewed.ok) opened = renewed;
        else if (renewed.kind !== 'retryable' || isOver(tokens)) return renewed;
      }
      const first = await call(opened.shop.connector, opened.shop.tokens);
      if (!isExpired(first)) return first;
      const renewed = await refresh(scope, channelId, opened.shop.tokens.accessToken);
      return renewed.ok ? call(renewed.shop.connector, renewed.shop.tokens) : renewed;
    },
  };
}

async function refreshOnce(
  deps: ChannelsDeps,
  open: (scope: TenantScope, channelId: string) => Promise<Opened>,
  scope: TenantScope,
  channelId: string,
  stale: string,
): Promise<Opened> {
  const now = deps.clock.now();
  const hasLease = await deps.database.inTransaction(scope, (tx) =>
    rows.takeRefreshLease(tx, channelId, now, new Date(now.getTime() + REFRESH_LEASE_MS)),
  );
  const opened = await open(scope, channelId);
  if (!hasLease) {
    if (!opened.ok || opened.shop.tokens.accessToken !== stale) return opened;
    return failure('retryable', 'refresh_under_way', 'Another process is refreshing the tokens');
  }
  const letGo = () =>
    deps.database.inTransaction(scope, (tx) => rows.endRefreshLease(tx, channelId));
  if (!opened.ok) {
    await letGo();
    return opened;
  }
  const { connector, tokens } = opened.shop;
  // Somebody was quicker, between our failed call and the lease.
  if (tokens.accessToken !== stale) {
    await letGo();
    return opened;
  }
  let answer = await connector.refreshTokens(tokens);
  // The old pair may be used up or not: one more try tells (connector contract, refreshTokens).
  if (!answer.ok && answer.kind === 'unknown') answer = await connector.refreshTokens(tokens);
  if (answer.ok) {
    const fresh = answer.value;
    await deps.database.inTransaction(scope, (tx) =>
      rows.storeTokens(tx, channelId, {
        sealed: sealTokens(deps.seal, fresh),
        accessExpiresAt: fresh.accessExpiresAt,
        refreshExpiresAt: fresh.refreshExpiresAt,
      }),
    );
    return { ok: true, shop: { connector, tokens: fresh } };
  }
  if (answer.kind === 'auth_expired' || answer.kind === 'final') {
    await lapse(deps, scope, channelId, `${answer.code}: ${answer.message}`);
  } else {
    await letGo();
  }
  return answer;
}

/** The platform refuses our tokens: nothing more can be asked or told until a person authorises again. */
export async function lapse(
  deps: Pick<ChannelsDeps, 'database'>,
  scope: TenantScope,
  channelId: string,
  reason: string,
): Promise<void> {
  await deps.database.inTransaction(scope, async (tx) => {
    const channel = await rows.lockChannel(tx, channelId);
    const next = channel === null ? null : nextState(channelTable, channel.state, 'lapse');
    if (channel === null || next === null) return;
    await rows.setState(tx, channelId, next, reason);
    await rows.endRefreshLease(tx, channelId);
    await record(tx, [
      {
        subjectKind: 'channel',
        subjectId: channelId,
        kind: 'channel_lapsed',
        facts: { before: channel.state, after: next, reason },
      },
    ]);
    tx.touch('channels');
  });
}
