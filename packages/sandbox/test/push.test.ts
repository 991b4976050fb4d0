import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  DEMO_PARTNER,
  type RunningSandbox,
  type TurnableClock,
  turnableClock,
} from '../src/index.ts';
import {
  aPushReceiver,
  aSandbox,
  type Caller,
  connect,
  control,
  type PushReceiver,
  stockUp,
} from './testkit.ts';

let clock: TurnableClock;
let sandbox: RunningSandbox;
let caller: Caller;
let receiver: PushReceiver;

beforeEach(async () => {
  clock = turnableClock(1_795_400_000_000);
  receiver = await aPushReceiver();
  sandbox = await aSandbox({ clock, pace: { pushRetryMs: [1_000, 5_000] } });
  await control(sandbox, 'POST', '/push-config', { callbackUrl: receiver.url });
  caller = await connect(sandbox);
  await stockUp(sandbox, caller, { SKU0002: 100 });
  await sandbox.control.settle();
  receiver.received.length = 0;
});
afterEach(async () => {
  await sandbox.stop();
  await receiver.close();
});

async function place(): Promise<string> {
  const lines = [{ skuCode: 'SKU0002', qty: 1 }];
  const placed = await control(sandbox, 'POST', '/orders', { customerNumber: '1', lines });
  await sandbox.control.settle();
  return placed.body.orderSn;
}

test('a push is signed over the callback address and the raw body', async () => {
  const orderSn = await place();

  expect(receiver.received).toHaveLength(1);
  const [push] = receiver.received;
  expect(push?.authorization).toBe(
    createHmac('sha256', DEMO_PARTNER.pushKey).update(`${receiver.url}|${push?.raw}`).digest('hex'),
  );
  expect(push?.body).toMatchObject({
    code: 3,
    shop_id: 220_011,
    data: { ordersn: orderSn, status: 'READY_TO_SHIP' },
  });
});

test('authorising pushes code 1, taking it back code 2, a warning code 12', async () => {
  await connect(sandbox);
  await control(sandbox, 'POST', '/shop/warn-expiry');
  await control(sandbox, 'POST', '/shop/unlink');
  await sandbox.control.settle();

  expect(receiver.received.map((push) => push.body.code)).toEqual([1, 12, 2]);
});

test('a shipment pushes status, tracking number and document', async () => {
  const orderSn = await place();
  await caller.post('/api/v2/logistics/ship_order', { order_sn: orderSn, dropoff: {} });
  await caller.post('/api/v2/logistics/create_shipping_document', {
    order_list: [{ order_sn: orderSn }],
  });
  await control(sandbox, 'POST', '/carrier/pickup', { orderSns: [orderSn] });
  await sandbox.control.settle();

  expect(receiver.received.map(({ body }) => [body.code, body.data.status ?? ''])).toEqual([
    [3, 'READY_TO_SHIP'],
    [3, 'PROCESSED'],
    [4, ''],
    [15, 'READY'],
    [3, 'SHIPPED'],
  ]);
  expect(new Set(receiver.received.map(({ body }) => body.msg_id)).size).toBe(5);
});

test('stock under a promotion pushes code 8 when it is ordered and when it comes back', async () => {
  const { stock } = (await control(sandbox, 'GET', '/stock?search=SKU0002')).body;
  await control(sandbox, 'POST', '/promotions', { itemId: stock[0].itemId, reservedQty: 5 });
  const orderSn = await place();
  await control(sandbox, 'POST', `/orders/${orderSn}/cancel`);
  await sandbox.control.settle();

  const eights = receiver.received.filter(({ body }) => body.code === 8);
  expect(eights.map(({ body }) => [body.data.action, body.data.changed_values])).toEqual([
    ['place_order', [{ name: 'reserved_stock', old: 5, new: 4 }]],
    ['cancel_order', [{ name: 'reserved_stock', old: 4, new: 5 }]],
  ]);
});

test('refused, or acknowledged with a body: sent again with the same bytes, later', async () => {
  receiver.answers = [{ status: 500 }, { status: 200, body: 'ok' }];
  await place();
  expect(receiver.received).toHaveLength(1);
  await sandbox.control.settle();
  expect(receiver.received).toHaveLength(1);

  clock.advance(1_000);
  await sandbox.control.settle();
  clock.advance(5_000);
  await sandbox.control.settle();
  clock.advance(60_000);
  await sandbox.control.settle();

  expect(receiver.received).toHaveLength(3);
  expect(new Set(receiver.received.map((push) => push.raw)).size).toBe(1);
  const { pushes } = (await control(sandbox, 'GET', '/pushes?limit=1')).body;
  expect(pushes[0]).toMatchObject({ state: 'delivered', attempts: 3 });
});

test('after the last attempt it is lost, and get_lost_push_message has it until confirmed', async () => {
  receiver.answers = [{ status: 500 }, { status: 500 }, { status: 500 }];
  const orderSn = await place();
  clock.advance(1_000);
  await sandbox.control.settle();
  clock.advance(5_000);
  await sandbox.control.settle();
  const lost = async (): Promise<{ code: number; data: string }[]> => {
    const { response } = await caller.get('/api/v2/push/get_lost_push_message');
    lastId = response.last_message_id;
    return response.push_message_list;
  };
  let lastId = 0;

  const list = await lost();
  expect(list.map((message) => message.code)).toEqual([3]);
  expect(JSON.parse(list[0]?.data ?? '').data.ordersn).toBe(orderSn);
  const confirmed = await caller.post('/api/v2/push/confirm_consumed_lost_push_message', {
    last_message_id: lastId,
  });
  expect(confirmed.error).toBe('');
  expect(await lost()).toEqual([]);
});

test('a new callback address must pass a test push first', async () => {
  const other = await aPushReceiver();
  other.answers = [{ status: 404 }];
  const set = (callback_url: string): ReturnType<Caller['post']> =>
    caller.post('/api/v2/push/set_app_push_config', { callback_url, set_push_config_off: [4] });

  expect((await set(other.url)).error).toBe('error_param');
  expect((await set('nonsense')).error).toBe('error_param');
  expect((await set(other.url)).error).toBe('');
  expect(other.received.map((push) => push.body.code)).toEqual([0, 0]);
  const { response } = await caller.get('/api/v2/push/get_app_push_config');
  expect(response).toMatchObject({ callback_url: other.url, live_push_status: 'Normal' });
  expect(response.push_config_on_list).toEqual([1, 2, 3, 8, 12, 15]);
  await other.close();
});

test('nothing is pushed before a shop is authorised', async () => {
  const fresh = await aSandbox({ clock });
  await control(fresh, 'POST', '/push-config', { callbackUrl: receiver.url });
  fresh.control.world.database.run('update offer set stock_qty = 5');
  const lines = [{ skuCode: 'SKU0002', qty: 1 }];
  await control(fresh, 'POST', '/orders', { customerNumber: '1', lines });
  await fresh.control.settle();

  expect(receiver.received).toEqual([]);
  await fresh.stop();
});
