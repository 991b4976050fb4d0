import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  DEMO_PARTNER,
  type RunningSandbox,
  SHOP,
  type TurnableClock,
  turnableClock,
} from '../src/index.ts';
import { aSandbox, authorise, type Caller, connect, publicPost, signedUrl } from './testkit.ts';

const SHOP_PATH = '/api/v2/shop/get_shop_info';
const HOUR = 3_600_000;
let clock: TurnableClock;
let sandbox: RunningSandbox;
let caller: Caller;

beforeEach(async () => {
  clock = turnableClock(1_795_400_000_000);
  sandbox = await aSandbox({ clock });
  caller = await connect(sandbox);
});
afterEach(() => sandbox.stop());

const refresh = (token: string): ReturnType<typeof publicPost> =>
  publicPost(sandbox, '/api/v2/auth/access_token/get', {
    refresh_token: token,
    partner_id: DEMO_PARTNER.partnerId,
    shop_id: SHOP.shopId,
  });

test('an access token lives four hours', async () => {
  clock.advance(4 * HOUR);
  expect((await caller.get(SHOP_PATH)).error).toBe('');

  clock.advance(1);
  expect((await caller.get(SHOP_PATH)).error).toBe('invalid_acceess_token');
});

test('a refresh brings a new pair; the old access token has five minutes left', async () => {
  const fresh = await refresh(caller.refreshToken);
  expect(fresh.body).toMatchObject({ error: '', expire_in: 14_400, shop_id: SHOP.shopId });
  expect(fresh.body.refresh_token).not.toBe(caller.refreshToken);

  clock.advance(5 * 60_000);
  expect((await caller.get(SHOP_PATH)).error).toBe('');
  clock.advance(1);
  expect((await caller.get(SHOP_PATH)).error).toBe('invalid_acceess_token');
  caller.accessToken = String(fresh.body.access_token);
  expect((await caller.get(SHOP_PATH)).error).toBe('');
});

test('a refresh token works once', async () => {
  const first = await refresh(caller.refreshToken);

  expect((await refresh(caller.refreshToken)).error).toBe('error_shop_refresh_token');
  expect((await refresh(String(first.body.refresh_token))).error).toBe('');
});

test('a refresh token lives thirty days', async () => {
  clock.advance(30 * 24 * HOUR + 1);

  expect((await refresh(caller.refreshToken)).error).toBe('refresh_token_expired');
});

test('a shop that takes its word back is no longer open to the app', async () => {
  const path = '/api/v2/shop/cancel_auth_partner';
  const link = signedUrl(
    sandbox.url,
    path,
    { redirect: 'http://quayside.test/back' },
    { nowMs: clock.now() },
  );
  const back = await authorise(sandbox, link);

  expect(back.searchParams.get('code')).toBeNull();
  expect((await caller.get(SHOP_PATH)).error).toBe('invalid_acceess_token');
  expect((await refresh(caller.refreshToken)).error).toBe('error_shop_refresh_token');
});

test('after a year the authorisation itself has lapsed', async () => {
  for (let month = 0; month < 13; month += 1) {
    clock.advance(29 * 24 * HOUR);
    const fresh = await refresh(caller.refreshToken);
    if (fresh.error !== '') {
      expect([month, fresh.error]).toEqual([12, 'shop_access_expired']);
      return;
    }
    caller.refreshToken = String(fresh.body.refresh_token);
  }
  expect.unreachable('thirteen times 29 days is more than a year');
});

test('the newer link hands back code, shop and state, and keeps what the redirect carried', async () => {
  const query = new URLSearchParams({
    auth_type: 'seller',
    partner_id: String(DEMO_PARTNER.partnerId),
    redirect_uri: 'http://quayside.test/back?tenant=7',
    response_type: 'code',
    state: 'abc/123',
  });
  const back = await authorise(sandbox, `${sandbox.url}/auth?${query}`);

  expect(back.origin + back.pathname).toBe('http://quayside.test/back');
  expect(back.searchParams.get('tenant')).toBe('7');
  expect(back.searchParams.get('state')).toBe('abc/123');
  expect(back.searchParams.get('shop_id')).toBe('220011');
  expect(back.searchParams.get('code')).toMatch(/^[0-9a-f]{32}$/);
});

test('a wrong password, a used page and a forged link link nothing', async () => {
  const path = '/api/v2/shop/auth_partner';
  const params = { redirect: 'http://quayside.test/back' };
  const forged = signedUrl(sandbox.url, path, params, { nowMs: clock.now(), key: 'forged' });
  expect((await fetch(forged)).status).toBe(403);

  const shown = await (
    await fetch(signedUrl(sandbox.url, path, params, { nowMs: clock.now() }))
  ).text();
  expect(shown).toContain('>Authorise</button>');
  const nonce = /name="nonce" value="([^"]+)"/.exec(shown)?.[1] ?? '';
  const confirm = async (password: string): Promise<number> =>
    (
      await fetch(`${sandbox.url}/auth/confirm`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ nonce, account: SHOP.account, password, shop_id: '220011' }),
      })
    ).status;

  expect(await confirm('guess')).toBe(200);
  expect(await confirm(SHOP.password)).toBe(302);
  expect(await confirm(SHOP.password)).toBe(200);
});
