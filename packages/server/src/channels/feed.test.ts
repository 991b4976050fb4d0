import { createHmac } from 'node:crypto';
import { DEMO_PARTNER } from '@quayside/sandbox';
import { afterEach, expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import { aConnectedHouse } from './testkit.ts';

const fresh = await freshDatabase();
const house = await aConnectedHouse(fresh, { SKU0001: 500, SKU0002: 500 });
const channelId = await house.channelId();

afterEach(async () => {
  await house.control('DELETE', '/faults');
  await house.settle();
  await house.work(10_000);
});

const inbox = () =>
  house.many<{ kind: string; times: number }>(
    'select kind, times from channels.inbox order by inbox_id',
  );

interface Sent {
  status: number;
  type: string | null;
  text: string;
}

async function push(
  body: string,
  key: string,
  path = '/api/v1/channels/shopee/push',
): Promise<Sent> {
  const callbackUrl = `${house.url}/api/v1/channels/shopee/push`;
  const signature = createHmac('sha256', key).update(`${callbackUrl}|${body}`).digest('hex');
  return send(body, { authorization: signature }, path);
}

async function send(
  body: string,
  headers: Record<string, string>,
  path = '/api/v1/channels/shopee/push',
): Promise<Sent> {
  const answer = await fetch(`${house.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text: await answer.text(),
  };
}

const aPush = (msgId: string, orderSn: string) =>
  JSON.stringify({
    msg_id: msgId,
    shop_id: 220011,
    code: 3,
    timestamp: Math.floor(house.clock.now() / 1000),
    data: { ordersn: orderSn, status: 'READY_TO_SHIP', update_time: 1 },
  });

test('a sale reaches the capture within its push, and lowers what the shop may sell', async () => {
  const orderSn = await house.place('SKU0001', 3);
  await house.settle();
  await house.work(1_000);

  expect(house.captured.get(orderSn)).toBe('ready');
  expect(house.atpOf('SKU0001')).toBe(497);
  expect(await house.shelf('SKU0001')).toBe(497);
  const health = await house.call('GET', `/api/v1/channels/${channelId}`);
  expect(health.body).toMatchObject({ ordersToday: 1, offersOwed: 0 });
});

test('a genuine push is answered 200 with an empty body and kept once, however often it comes', async () => {
  const before = await inbox();
  const body = aPush('replayed-1', '261123REPLAYED');

  const answers = await Promise.all(
    Array.from({ length: 5 }, () => push(body, DEMO_PARTNER.pushKey)),
  );

  for (const answer of answers) expect(answer).toMatchObject({ status: 200, text: '' });
  expect((await inbox()).slice(before.length)).toEqual([{ kind: 'order_changed', times: 5 }]);
  const jobs = await house.many(
    `select 1 from graphile_worker._private_jobs j join graphile_worker._private_tasks t
        on t.id = j.task_id where t.identifier = 'channels.orders_changed'`,
  );
  expect(jobs).toHaveLength(1);
});

test('a forged, an unsigned and an altered push leave nothing but a count', async () => {
  const before = await inbox();
  const genuine = aPush('altered-1', '261123ALTERED');
  const callbackUrl = `${house.url}/api/v1/channels/shopee/push`;
  const signature = createHmac('sha256', DEMO_PARTNER.pushKey)
    .update(`${callbackUrl}|${genuine}`)
    .digest('hex');

  const forged = await push(genuine, 'another key');
  const unsigned = await send(genuine, {});
  const altered = await send(genuine.replace('ALTERED', 'OTHERED'), { authorization: signature });
  const respaced = await send(`${genuine} `, { authorization: signature });

  for (const answer of [forged, unsigned, altered, respaced]) {
    expect(answer.status).toBe(401);
    expect(answer.type).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(answer.text).code).toBe('push_forged');
  }
  expect(await inbox()).toEqual(before);
  const health = await house.call('GET', `/api/v1/channels/${channelId}`);
  expect(health.body.pushesRefused).toBe(4);
});

test('signed nonsense, an unknown platform and a stranger’s shop change nothing', async () => {
  const before = await inbox();

  expect((await push('not json', DEMO_PARTNER.pushKey)).status).toBe(400);
  expect((await push('{}', DEMO_PARTNER.pushKey, '/api/v1/channels/lazada/push')).status).toBe(404);
  const stranger = aPush('stranger-1', 'X').replace('220011', '999');
  expect(await push(stranger, DEMO_PARTNER.pushKey)).toMatchObject({ status: 200, text: '' });
  const trial = JSON.stringify({ code: 0, shop_id: 0, data: { verify_info: 'hello' } });
  expect(await push(trial, DEMO_PARTNER.pushKey)).toMatchObject({ status: 200, text: '' });

  expect(await inbox()).toEqual(before);
});

test('pushes doubled and out of order end in one capture of the newest state', async () => {
  await house.control('POST', '/faults', { duplicatePushRate: 1, reorderPushRate: 0.5 });
  const atpBefore = house.atpOf('SKU0001');
  const orderSn = await house.place('SKU0001', 2);
  await house.control('POST', `/orders/${orderSn}/cancel`);

  for (let turn = 0; turn < 6; turn += 1) {
    house.clock.advance(1_000);
    await house.settle();
    await house.work(500);
  }

  expect(['cancelled', 'cancel_requested']).toContain(house.captured.get(orderSn));
  const expected = house.captured.get(orderSn) === 'cancelled' ? atpBefore : atpBefore - 2;
  expect(house.atpOf('SKU0001')).toBe(expected);
  const doubled = await house.many('select 1 from channels.inbox where times = 2');
  expect(doubled.length).toBeGreaterThan(0);
  const seen = await house.many(
    'select 1 from channels.seen_order where external_order_number = $1',
    [orderSn],
  );
  expect(seen).toHaveLength(1);
});

test('the poll finds orders whose pushes were lost, and moves its watermark after them', async () => {
  await house.control('POST', '/faults', { losePushRate: 1 });
  const orderSn = await house.place('SKU0002', 4);
  await house.settle();
  await house.work();
  expect(house.captured.has(orderSn)).toBe(false);

  house.clock.advance(30_000);
  const polledAt = new Date(house.clock.now());
  const answer = await house.call('POST', `/api/v1/channels/${channelId}/poll`, {});
  await house.work();

  expect(answer).toMatchObject({ status: 200, body: { ok: true } });
  expect(house.captured.get(orderSn)).toBe('ready');
  const health = await house.call('GET', `/api/v1/channels/${channelId}`);
  expect(health.body.feedWatermarkAt).toBe(polledAt.toISOString());
  // The clock's own turn brings back the pushes themselves too.
  const before = (await inbox()).length;
  await house.channels.channelJobs['channels.poll_due']?.({} as never);
  expect((await inbox()).length).toBeGreaterThan(before);
});

test('a poll that fails half-way leaves the watermark where it was', async () => {
  const before = await house.one<{ at: Date }>(
    'select feed_watermark_at as at from channels.channel',
  );
  house.clock.advance(60_000);
  await house.control('POST', '/faults', {
    serverErrorRate: 1,
    paths: ['/api/v2/order/get_order_list'],
  });

  await house.call('POST', `/api/v1/channels/${channelId}/poll`, {});
  await house.work();

  const after = await house.one<{ at: Date; last_error: string }>(
    'select feed_watermark_at as at, last_error from channels.channel',
  );
  expect(after.at).toEqual(before.at);
  expect(after.last_error).toMatch(/^orders: /);
});

test('an order that is named but not shown is asked for again until it shows, and its lag is kept', async () => {
  await house.control('POST', '/faults', { feedLagMs: 20_000 });
  const orderSn = await house.place('SKU0001', 1);
  await house.settle();
  await house.work(10_000);
  expect(house.captured.has(orderSn)).toBe(false);

  await house.work(30_000);

  expect(house.captured.get(orderSn)).toBe('ready');
  const seen = await house.one<{ lag_ms: string; tries: number }>(
    'select lag_ms, tries from channels.seen_order where external_order_number = $1',
    [orderSn],
  );
  // Asked after 1, 3, 7, 15 and 31 s: absent until 15 s after it was placed, there at 31 s.
  expect(Number(seen.lag_ms)).toBeGreaterThanOrEqual(20_000);
  expect(Number(seen.lag_ms)).toBeLessThanOrEqual(31_000);
  expect(seen.tries).toBeGreaterThanOrEqual(4);
});

test('a shop of another tenant’s eyes: nothing of it is seen', async () => {
  const other = { ...house.scope, tenantId: house.scope.tenantId + 1 };

  const seen = await house.database.inTransaction(other, (tx) =>
    tx.query('select 1 from channels.channel union all select 1 from channels.inbox'),
  );

  expect(seen).toEqual([]);
});
