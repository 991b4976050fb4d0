import { expect, test } from 'vitest';
import type { ShopTokens } from '../channel.ts';
import { signRequest } from './sign.ts';
import { bodies, DAY_MS, NOW_MS, refusal, session, shopee } from './testkit.ts';

test('the authorisation link is signed, and our state comes back on the redirect', async () => {
  const [connector] = await shopee({});

  const link = new URL(
    connector.authoriseUrl({ redirectUrl: 'https://wms.example.com/back?to=shops', state: 's-1' }),
  );

  const { searchParams: query } = link;
  expect(link.pathname).toBe('/api/v2/shop/auth_partner');
  expect(query.get('redirect')).toBe('https://wms.example.com/back?to=shops&state=s-1');
  expect(query.get('sign')).toBe(
    signRequest({
      partnerId: '2001887',
      partnerKey: 'partner-key-0123456789',
      path: '/api/v2/shop/auth_partner',
      timestamp: NOW_MS / 1000,
    }),
  );
});

test.each([
  ['code=c1&shop_id=7&state=s', { ok: true, code: 'c1', externalShopId: '7', state: 's' }],
  ['code=c1&main_account_id=9&state=s', { ok: false, reason: 'whole_account' }],
  ['error=denied&state=s', { ok: false, reason: 'refused_by_seller' }],
  ['code=c1&shop_id=seven', { ok: false, reason: 'unreadable' }],
  ['', { ok: false, reason: 'unreadable' }],
])('the browser comes back with "%s"', async (query, expected) => {
  const [connector] = await shopee({});

  expect(connector.readAuthorisationReturn(new URLSearchParams(query))).toEqual(expected);
});

test('a code becomes tokens, and tokens become new tokens', async () => {
  const answer = (n: number) => ({
    error: '',
    access_token: `a${n}`,
    refresh_token: `r${n}`,
    expire_in: 14_400,
  });
  const [connector, server] = await shopee({
    'auth/token/get': [answer(1)],
    'auth/access_token/get': [answer(2)],
  });

  const first = await connector.exchangeCode({ code: 'code-1', externalShopId: '14701711' });
  if (!first.ok) throw new Error(first.message);
  const second = await connector.refreshTokens(first.value);

  expect(first.value).toEqual({
    externalShopId: '14701711',
    accessToken: 'a1',
    refreshToken: 'r1',
    accessExpiresAt: new Date(NOW_MS + 14_400_000),
    refreshExpiresAt: new Date(NOW_MS + 30 * DAY_MS),
    shopContext: {},
  });
  expect(second).toMatchObject({ ok: true, value: { accessToken: 'a2', refreshToken: 'r2' } });
  expect(bodies(server, 'auth/token/get')).toEqual([
    { code: 'code-1', partner_id: 2001887, shop_id: 14701711 },
  ]);
  expect(bodies(server, 'auth/access_token/get')).toEqual([
    { refresh_token: 'r1', partner_id: 2001887, shop_id: 14701711 },
  ]);
  expect(server.seen[0]?.query.has('access_token')).toBe(false);
});

test('a refresh that broke on the way is sent once and left open', async () => {
  const [connector, server] = await shopee({
    'auth/access_token/get': (_request, response) => response.destroy(),
  });
  const tokens: ShopTokens = {
    ...session,
    refreshToken: 'refresh-0123456789',
    accessExpiresAt: null,
    refreshExpiresAt: null,
    shopContext: {},
  };

  const outcome = await connector.refreshTokens(tokens);

  expect(outcome).toMatchObject({ ok: false, kind: 'unknown', code: 'connection_lost' });
  expect(server.seen).toHaveLength(1);
});

test('a refresh token that was used up means: authorise again; the message hides it', async () => {
  const [connector] = await shopee({
    'auth/access_token/get': [
      refusal('refresh_token_expired', 'refresh-0123456789 of partner-key-0123456789 is gone'),
    ],
  });

  const outcome = await connector.refreshTokens({
    ...session,
    refreshToken: 'refresh-0123456789',
    accessExpiresAt: null,
    refreshExpiresAt: null,
    shopContext: {},
  });

  expect(outcome).toEqual({
    ok: false,
    kind: 'auth_expired',
    code: 'refresh_token_expired',
    message: 'POST /api/v2/auth/access_token/get: [hidden] of [hidden] is gone',
  });
});
