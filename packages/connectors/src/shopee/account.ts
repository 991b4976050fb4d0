/** Authorisation, tokens and the shop itself. */
import type {
  AuthorisationRequest,
  AuthorisationReturn,
  ShopProfile,
  ShopSession,
  ShopTokens,
} from '../channel.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { nameOf, type ShopeeCall, type ShopeeClient } from './client.ts';
import { toShopProfile } from './map.ts';
import { textOf, WireTokens } from './wire.ts';

/** Refresh tokens live 30 days; the answer does not say so. Guide "Authorization and Authentication", 2026-11-23. */
const REFRESH_LIFE_MS = 30 * 86_400_000;

/** Where our `state` travels: Shopee's classic link has no parameter for it and keeps the redirect's own query. */
const STATE_PARAMETER = 'state';

export function authoriseUrl(client: ShopeeClient, request: AuthorisationRequest): string {
  const redirect = new URL(request.redirectUrl);
  redirect.searchParams.set(STATE_PARAMETER, request.state);
  return client.browserUrl('shop/auth_partner', [['redirect', redirect.href]]);
}

export function readAuthorisationReturn(query: URLSearchParams): AuthorisationReturn {
  const code = textOf(query.get('code'));
  const externalShopId = textOf(query.get('shop_id'));
  if (externalShopId === null && query.has('main_account_id')) {
    return { ok: false, reason: 'whole_account' };
  }
  if (code === null) {
    return { ok: false, reason: query.has('error') ? 'refused_by_seller' : 'unreadable' };
  }
  if (externalShopId === null || !/^\d{1,19}$/.test(externalShopId)) {
    return { ok: false, reason: 'unreadable' };
  }
  return { ok: true, code, externalShopId, state: textOf(query.get(STATE_PARAMETER)) };
}

export async function exchangeCode(
  client: ShopeeClient,
  grant: { code: string; externalShopId: string | null },
): Promise<Outcome<ShopTokens>> {
  if (grant.externalShopId === null) {
    const message = 'Shopee grants tokens for one shop: choose a single shop when authorising';
    return failure('final', 'shop_missing', message);
  }
  const call: ShopeeCall = {
    method: 'POST',
    path: 'auth/token/get',
    effect: 'once',
    session: null,
    body: {
      code: grant.code,
      partner_id: wireId(client.partnerId),
      shop_id: wireId(grant.externalShopId),
    },
    secrets: [grant.code],
  };
  return tokensOf(client, call, grant.externalShopId, {});
}

export async function refreshTokens(
  client: ShopeeClient,
  tokens: ShopTokens,
): Promise<Outcome<ShopTokens>> {
  if (tokens.refreshToken === null) {
    return failure('auth_expired', 'refresh_token_missing', 'No refresh token: authorise again');
  }
  const call: ShopeeCall = {
    method: 'POST',
    path: 'auth/access_token/get',
    effect: 'once',
    session: null,
    body: {
      refresh_token: tokens.refreshToken,
      partner_id: wireId(client.partnerId),
      shop_id: wireId(tokens.externalShopId),
    },
    secrets: [tokens.refreshToken, tokens.accessToken],
  };
  return tokensOf(client, call, tokens.externalShopId, tokens.shopContext);
}

export async function shopProfile(
  client: ShopeeClient,
  session: ShopSession,
): Promise<Outcome<ShopProfile>> {
  const call: ShopeeCall = { method: 'GET', path: 'shop/get_shop_info', effect: 'read', session };
  const answered = await client.call(call);
  if (!answered.ok) return answered;
  // Documented at the top level; some gateways wrap it like every other answer.
  const profile = toShopProfile(
    answered.value.response ?? answered.value.top,
    session.externalShopId,
  );
  return profile.ok
    ? success(profile.value)
    : failure('final', 'answer_unreadable', `${nameOf(call)}: ${profile.reason}`);
}

async function tokensOf(
  client: ShopeeClient,
  call: ShopeeCall,
  externalShopId: string,
  shopContext: ShopTokens['shopContext'],
): Promise<Outcome<ShopTokens>> {
  const answered = await client.call(call);
  if (!answered.ok) return answered;
  const read = client.readAs(call, WireTokens, answered.value.top);
  if (!read.ok) return read;
  const nowMs = client.nowMs();
  return success({
    externalShopId,
    accessToken: read.value.access_token,
    refreshToken: read.value.refresh_token,
    accessExpiresAt: new Date(nowMs + read.value.expire_in * 1000),
    refreshExpiresAt: new Date(nowMs + REFRESH_LIFE_MS),
    shopContext,
  });
}

/** Ids go out as numbers, as documented; beyond 2^53 as text, because a wrong number would be worse. */
export function wireId(id: string): number | string {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}
