import { expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import { aHouse, tokensOf } from './testkit.ts';

const fresh = await freshDatabase();
const house = await aHouse(fresh);

test('an authorised shop is connected, its listings mapped, and its shelf told', async () => {
  house.setAtp('SKU0001', 'SG-WEST', 7);
  house.setAtp('SKU0001', 'ORCHARD', 3);

  const end = await house.connect();
  await house.settle();
  await house.work(2_000);

  const channelId = await house.channelId();
  expect(end.pathname + end.search).toBe(`/channels?connected=${channelId}`);
  const { body } = await house.call('GET', '/api/v1/channels');
  expect(body.rows).toHaveLength(1);
  expect(body.rows[0]).toMatchObject({
    channelId,
    platform: 'shopee',
    name: 'Harbour Gifts SG',
    currency: 'SGD',
    state: 'connected',
    listings: 6,
    listingsUnmapped: 0,
    offersOwed: 0,
    ordersToday: 0,
    pushesRefused: 0,
    lastError: null,
  });
  expect(await house.shelf('SKU0001')).toBe(10);
  expect(await house.shelf('SKU0002')).toBe(0);
  const { body: log } = await house.call('GET', `/api/v1/channels/${channelId}/push-log?limit=200`);
  const first = log.rows.find((row: { sellerSku: string }) => row.sellerSku === 'SKU0001');
  expect(first).toMatchObject({
    computedQty: 10,
    sentQty: 10,
    fence: 'open',
    rule: 'sum of ATP at SG-WEST+ORCHARD, multiple 1',
    isAccepted: true,
    answer: 'accepted',
  });
});

test('tokens are kept sealed: nothing of them is readable in the row', async () => {
  const tokens = await tokensOf(house);

  const { text } = await house.one<{ text: string }>(
    `select encode(tokens_sealed, 'escape') || c::text as text from channels.channel c`,
  );

  expect(tokens.accessToken).toMatch(/^[0-9a-f]{32}$/);
  expect(text).not.toContain(tokens.accessToken);
  expect(text).not.toContain(tokens.refreshToken);
});

test('the state token is good once, for 15 minutes, and only as it was given out', async () => {
  const { body } = await house.call('POST', '/api/v1/channels/connect', { platform: 'shopee' });
  const redirect = new URL(new URL(body.url).searchParams.get('redirect') ?? '');
  const state = redirect.searchParams.get('state') ?? '';
  const back = async (token: string) => {
    const query = new URLSearchParams({ code: 'x'.repeat(32), shop_id: '220011', state: token });
    const answer = await fetch(`${house.url}/api/v1/channels/shopee/callback?${query}`, {
      redirect: 'manual',
    });
    return answer.headers.get('location');
  };

  expect(await back('made-up')).toBe('/channels?refused=state_unknown');
  house.clock.advance(15 * 60_000);
  expect(await back(state)).toBe('/channels?refused=state_unknown');
  house.clock.advance(-15 * 60_000 + 1);
  expect(await back(state)).toBe('/channels?refused=invalid_code');
  expect(await back(state)).toBe('/channels?refused=state_unknown');
});

test('a seller who says no, and an unknown platform, are told so', async () => {
  const answer = await fetch(`${house.url}/api/v1/channels/shopee/callback?error=denied`, {
    redirect: 'manual',
  });
  const unknown = await house.call('POST', '/api/v1/channels/connect', { platform: 'nowhere' });

  expect(answer.headers.get('location')).toBe('/channels?refused=refused_by_seller');
  expect(unknown.status).toBe(400);
  expect(unknown.body.code).toBe('invalid_input');
});

test('an expired access token is refreshed once, however many callers and processes need it', async () => {
  const before = await tokensOf(house);
  const orderSn = await house.place('SKU0001', 1);
  await house.control('POST', '/faults', { expireTokens: true });
  const other = house.second();
  const channelId = await house.channelId();

  const answers = await Promise.allSettled(
    Array.from({ length: 12 }, (_, i) =>
      (i % 2 === 0 ? house.channels : other).readOrders(house.scope, channelId, [orderSn]),
    ),
  );

  const after = await tokensOf(house);
  expect(after.refreshToken).not.toBe(before.refreshToken);
  const read = answers.filter((answer) => answer.status === 'fulfilled');
  expect(read.length).toBeGreaterThanOrEqual(6);
  for (const answer of answers) {
    // A process that is kept out by the other one's lease is told to come again, nothing worse.
    if (answer.status === 'rejected') {
      expect(answer.reason.failure).toMatchObject({ kind: 'retryable', code: 'refresh_under_way' });
    } else {
      expect(answer.value.orders.map((o) => o.externalOrderNumber)).toEqual([orderSn]);
    }
  }
  const { world } = house.sandbox.control;
  const used = world.database.row<{ n: number }>(
    'select count(*) as n from token where refresh_used_at is not null',
  );
  expect(used?.n).toBe(1);
});

test('tokens are refreshed ten minutes before their end', async () => {
  const before = await tokensOf(house);
  const channelId = await house.channelId();
  house.clock.advance(4 * 3_600_000 - 10 * 60_000 - 2_000);
  await house.channels.readOrders(house.scope, channelId, ['none']);
  expect((await tokensOf(house)).accessToken).toBe(before.accessToken);

  house.clock.advance(2_000);
  await house.channels.readOrders(house.scope, channelId, ['none']);

  expect((await tokensOf(house)).accessToken).not.toBe(before.accessToken);
});

test('a shop that takes its word back lapses, visibly, and comes back by a new authorisation', async () => {
  const channelId = await house.channelId();
  await house.control('POST', '/shop/unlink');
  await house.settle();
  await house.work();

  const lapsed = await house.call('GET', `/api/v1/channels/${channelId}`);
  expect(lapsed.body.state).toBe('lapsed');
  expect(lapsed.body.lastError).toMatch(/refresh/);
  expect((await house.call('POST', `/api/v1/channels/${channelId}/pause`)).body.code).toBe(
    'state_refused',
  );
  const polled = await house.call('POST', `/api/v1/channels/${channelId}/poll`, {});
  expect(polled.body.code).toBe('channel_not_connected');

  const end = await house.connect();
  expect(end.search).toBe(`?connected=${channelId}`);
  const again = await house.call('GET', `/api/v1/channels/${channelId}`);
  expect(again.body).toMatchObject({ state: 'connected', lastError: null, listings: 6 });
});
