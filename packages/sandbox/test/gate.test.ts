import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningSandbox, SHOP, type TurnableClock, turnableClock } from '../src/index.ts';
import { linkShop } from '../src/marketplaces/shopee/link.ts';
import { aSandbox, type Caller, connect, publicPost, read, signedUrl } from './testkit.ts';

const SHOP_PATH = '/api/v2/shop/get_shop_info';
let clock: TurnableClock;
let sandbox: RunningSandbox;
let caller: Caller;

beforeEach(async () => {
  clock = turnableClock(1_795_400_000_000);
  sandbox = await aSandbox({ clock });
  caller = await connect(sandbox);
});
afterEach(() => sandbox.stop());

const openUrl = async (url: string): ReturnType<typeof read> => read(await fetch(url));

test('a rightly signed call is answered, data at the top level', async () => {
  const answer = await caller.get(SHOP_PATH);

  expect(answer.httpStatus).toBe(200);
  expect(answer.error).toBe('');
  expect(answer.body).toMatchObject({ shop_name: 'Harbour Gifts SG', region: 'SG', is_cb: false });
});

test('a wrong signature is error_sign, HTTP 403', async () => {
  const url = signedUrl(
    sandbox.url,
    SHOP_PATH,
    {},
    { accessToken: caller.accessToken, nowMs: clock.now(), key: 'another key' },
  );

  expect(await openUrl(url)).toMatchObject({
    httpStatus: 403,
    error: 'error_sign',
    message: 'Wrong sign.',
  });
});

test('the signature covers path, token and shop: none can be swapped', async () => {
  const url = new URL(
    signedUrl(sandbox.url, SHOP_PATH, {}, { accessToken: caller.accessToken, nowMs: clock.now() }),
  );
  const otherPath = new URL(url);
  otherPath.pathname = '/api/v2/shop/get_profile';
  const otherShop = new URL(url);
  otherShop.searchParams.set('shop_id', '1');

  expect((await openUrl(otherPath.href)).error).toBe('error_sign');
  expect((await openUrl(otherShop.href)).error).toBe('error_sign');
});

test('timestamps count for five minutes, not a second longer', async () => {
  const made = signedUrl(
    sandbox.url,
    SHOP_PATH,
    {},
    { accessToken: caller.accessToken, nowMs: clock.now() },
  );

  clock.advance(300_000);
  expect((await openUrl(made)).error).toBe('');
  clock.advance(1_000);
  expect(await openUrl(made)).toMatchObject({
    error: 'error_param',
    message: 'Timestamp is expired.',
  });
});

test('missing common parameters are named', async () => {
  const full = signedUrl(
    sandbox.url,
    SHOP_PATH,
    {},
    { accessToken: caller.accessToken, nowMs: clock.now() },
  );
  const without = async (name: string): Promise<string> => {
    const url = new URL(full);
    url.searchParams.delete(name);
    return (await openUrl(url.href)).message;
  };

  expect(await without('partner_id')).toBe('There is no partner_id in query.');
  expect(await without('timestamp')).toBe('no timestamp');
  expect(await without('sign')).toBe('There is no sign in query.');
  expect(await without('access_token')).toBe('There is no access_token in query.');
  expect(await without('shop_id')).toBe('There is no shop_id in query.');
});

test('empty access_token and shop_id on a public call are not signed', async () => {
  const path = '/api/v2/auth/token/get';
  const url = new URL(signedUrl(sandbox.url, path, {}, { nowMs: clock.now() }));
  url.search += '&access_token=&shop_id=&principal_id=';
  const answer = await read(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 'x', partner_id: 2_007_101, shop_id: SHOP.shopId }),
    }),
  );

  expect(answer.error).toBe('invalid_code');
});

test('an unknown path and the wrong method are refused in words', async () => {
  expect((await caller.get('/api/v2/shop/no_such_thing')).message).toBe(
    'Permission denied. This API is currently offline or the request path is incorrect.',
  );
  expect((await caller.get('/api/v2/product/update_stock')).error).toBe('error_param');
});

test('a body that is not JSON is error_param', async () => {
  const url = signedUrl(
    sandbox.url,
    '/api/v2/product/update_stock',
    {},
    { accessToken: caller.accessToken, nowMs: clock.now() },
  );
  const answer = await read(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"item_id":',
    }),
  );

  expect(answer).toMatchObject({ httpStatus: 200, error: 'error_param' });
});

test('an unknown token is invalid_acceess_token (sic)', async () => {
  caller.accessToken = 'f'.repeat(32);

  expect(await caller.get(SHOP_PATH)).toMatchObject({
    httpStatus: 403,
    error: 'invalid_acceess_token',
  });
});

test('more calls than the shop may make in a second are error_rate_limit; the next second is free', async () => {
  const limited = await aSandbox({ clock, rateLimitQps: 3 });
  const busy = await connect(limited);
  const errors = [];
  // The token call was public: it has its own bucket.
  for (let call = 0; call < 5; call += 1) errors.push((await busy.get(SHOP_PATH)).error);
  expect(errors).toEqual(['', '', '', 'error_rate_limit', 'error_rate_limit']);

  clock.advance(1_000);
  expect((await busy.get(SHOP_PATH)).error).toBe('');
  await limited.stop();
});

test('the code works once, for its shop, for ten minutes', async () => {
  const path = '/api/v2/auth/token/get';
  const body = { partner_id: 2_007_101, shop_id: SHOP.shopId };
  const newCode = (): string => linkShop(sandbox.control.world, SHOP.shopId);
  const code = newCode();
  expect((await publicPost(sandbox, path, { ...body, code, shop_id: 5 })).error).toBe(
    'invalid_shop_id',
  );
  expect((await publicPost(sandbox, path, { ...body, code })).error).toBe('');
  expect((await publicPost(sandbox, path, { ...body, code })).error).toBe('invalid_code');

  const late = newCode();
  clock.advance(10 * 60_000 + 1);
  expect((await publicPost(sandbox, path, { ...body, code: late })).error).toBe('invalid_code');
});
