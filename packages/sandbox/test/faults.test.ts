import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningSandbox, type TurnableClock, turnableClock } from '../src/index.ts';
import {
  aPushReceiver,
  aSandbox,
  type Caller,
  connect,
  control,
  type PushReceiver,
  signedUrl,
  stockUp,
} from './testkit.ts';

const SHOP_PATH = '/api/v2/shop/get_shop_info';
let clock: TurnableClock;
let sandbox: RunningSandbox;
let caller: Caller;
let receiver: PushReceiver;

beforeEach(async () => {
  clock = turnableClock(1_795_400_000_000);
  receiver = await aPushReceiver();
  sandbox = await aSandbox({ clock });
  await control(sandbox, 'POST', '/push-config', { callbackUrl: receiver.url });
  caller = await connect(sandbox);
  await stockUp(sandbox, caller, { SKU0002: 1_000 });
  await sandbox.control.settle();
  receiver.received.length = 0;
});
afterEach(async () => {
  await sandbox.stop();
  await receiver.close();
});

const faults = (settings: Record<string, unknown>): ReturnType<typeof control> =>
  control(sandbox, 'POST', '/faults', settings);

const strikes = async (): Promise<Record<string, number>> =>
  (await control(sandbox, 'GET', '/faults')).body.strikes;

async function place(count: number): Promise<string[]> {
  const placed: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const lines = [{ skuCode: 'SKU0002', qty: 1 }];
    const { body } = await control(sandbox, 'POST', '/orders', { customerNumber: '1', lines });
    placed.push(body.orderSn);
  }
  await sandbox.control.settle();
  return placed;
}

test('duplicates carry the same msg_id and bytes, and are counted', async () => {
  await faults({ duplicatePushRate: 1 });
  await place(3);

  expect(receiver.received).toHaveLength(6);
  expect(new Set(receiver.received.map((push) => push.raw)).size).toBe(3);
  expect((await strikes()).duplicatePush).toBe(3);
});

test('lost pushes never leave, but can be fetched', async () => {
  await faults({ losePushRate: 1 });
  await place(2);

  expect(receiver.received).toEqual([]);
  const { response } = await caller.get('/api/v2/push/get_lost_push_message');
  expect(response.push_message_list).toHaveLength(2);
});

test('held-back pushes are overtaken; delayed ones come when their time is', async () => {
  await faults({ reorderPushRate: 1 });
  const [first] = await place(1);
  await control(sandbox, 'DELETE', '/faults');
  const [second] = await place(1);
  expect(receiver.received.map((push) => push.body.data.ordersn)).toEqual([second]);
  clock.advance(4_000);
  await sandbox.control.settle();
  expect(receiver.received.map((push) => push.body.data.ordersn)).toEqual([second, first]);

  await faults({ delayPushMs: 10_000 });
  await place(1);
  clock.advance(9_999);
  await sandbox.control.settle();
  expect(receiver.received).toHaveLength(2);
  clock.advance(1);
  await sandbox.control.settle();
  expect(receiver.received).toHaveLength(3);
});

test('a burst of rate limits hits the next calls only, with the status asked for', async () => {
  await faults({ rateLimitNext: 2 });
  const answers = [
    await caller.get(SHOP_PATH),
    await caller.get(SHOP_PATH),
    await caller.get(SHOP_PATH),
  ];

  expect(answers.map((answer) => [answer.httpStatus, answer.error])).toEqual([
    [429, 'error_rate_limit'],
    [429, 'error_rate_limit'],
    [200, ''],
  ]);
  expect((await strikes()).rateLimit).toBe(2);
});

test('the same seed gives the same faults', async () => {
  const run = async (): Promise<string> => {
    await control(sandbox, 'DELETE', '/faults');
    await faults({ seed: 42, serverErrorRate: 0.5 });
    let outcome = '';
    for (let call = 0; call < 12; call += 1) {
      outcome += (await caller.get(SHOP_PATH)).httpStatus === 500 ? 'x' : '.';
    }
    return outcome;
  };
  const first = await run();

  expect(await run()).toBe(first);
  expect(first).toContain('x');
  expect(first).toContain('.');
});

test('faults can be kept to some paths', async () => {
  await faults({ serverErrorRate: 1, paths: ['/api/v2/product/'] });

  expect((await caller.get(SHOP_PATH)).error).toBe('');
  expect((await caller.get('/api/v2/product/get_model_list', { item_id: 1 })).httpStatus).toBe(500);
});

test('update_stock fails for chosen items and changes nothing', async () => {
  const { stock } = (await control(sandbox, 'GET', '/stock?search=SKU0002')).body;
  await faults({ stockFailureItemIds: [stock[0].itemId], stockFailureReason: 'on strike' });
  const answer = await caller.post('/api/v2/product/update_stock', {
    item_id: stock[0].itemId,
    stock_list: [{ model_id: 0, seller_stock: [{ stock: 7 }] }],
  });

  expect(answer.response.failure_list).toEqual([{ model_id: 0, failed_reason: 'on strike' }]);
  const after = (await control(sandbox, 'GET', '/stock?search=SKU0002')).body.stock;
  expect(after[0].shownQty).toBe(1_000);
});

test('tokens expire on demand, for the next calls or for good', async () => {
  await faults({ expiredTokenNext: 1 });
  expect((await caller.get(SHOP_PATH)).error).toBe('invalid_acceess_token');
  expect((await caller.get(SHOP_PATH)).error).toBe('');

  expect((await faults({ expireTokens: true })).body.expiredTokens).toBe(1);
  expect((await caller.get(SHOP_PATH)).error).toBe('invalid_acceess_token');
});

test('a time-out: the order is arranged, but the answer never comes', async () => {
  const [orderSn] = await place(1);
  await faults({ timeoutRate: 1 });
  const url = signedUrl(
    sandbox.url,
    '/api/v2/logistics/ship_order',
    {},
    { accessToken: caller.accessToken, nowMs: clock.now() },
  );
  const call = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order_sn: orderSn, dropoff: {} }),
    signal: AbortSignal.timeout(300),
  });

  await expect(call).rejects.toThrow(/time/i);
  await control(sandbox, 'DELETE', '/faults');
  const again = await caller.post('/api/v2/logistics/ship_order', {
    order_sn: orderSn,
    dropoff: {},
  });
  expect(again.error).toBe('logistics.package_already_shipped');
});

test('unknown faults and impossible values are refused by name', async () => {
  expect(await faults({ meteorRate: 1 })).toMatchObject({ status: 400 });
  expect((await faults({ serverErrorRate: 2 })).body.problem).toContain('serverErrorRate');
  expect((await faults({ delayPushMs: -1 })).status).toBe(400);
  expect((await faults({ paths: 'all' })).status).toBe(400);
});
