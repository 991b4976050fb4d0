import { afterEach, expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import type { TaskKind } from './index.ts';
import { aConnectedHouse } from './testkit.ts';

const fresh = await freshDatabase();
const house = await aConnectedHouse(
  fresh,
  { SKU0001: 500 },
  {
    requestMs: 400,
    sandbox: { pace: { trackingLagMs: 3_000, documentLagMs: 4_000, arrangeLagMs: 2_000 } },
  },
);
const channelId = await house.channelId();
let orderId = 1_000;

afterEach(async () => {
  await house.control('DELETE', '/faults');
});

/** An order that is captured and ready to be shipped. */
async function anOrder(): Promise<{ orderId: string; orderSn: string }> {
  const orderSn = await house.place('SKU0001', 1);
  await house.settle();
  await house.work(1_000);
  orderId += 1;
  return { orderId: String(orderId), orderSn };
}

async function owe(
  order: { orderId: string; orderSn: string },
  kind: TaskKind,
  facts: Record<string, unknown> = {},
): Promise<void> {
  await house.database.inTransaction(house.scope, (tx) =>
    house.channels.oweTask(tx, {
      channelId,
      kind,
      orderId: order.orderId,
      orderNumber: `Q${order.orderId}`,
      externalOrderNumber: order.orderSn,
      facts,
    }),
  );
}

/** Seconds pass; the platform does its part in each. */
async function seconds(count: number): Promise<void> {
  for (let second = 0; second < count; second += 1) {
    await house.work(1_000);
    await house.settle();
  }
}

const task = (order: { orderId: string }, kind: TaskKind) =>
  house.one<{
    channel_task_id: string;
    state: string;
    attempts: number;
    last_error: string | null;
  }>(
    `select channel_task_id, state, attempts, last_error from channels.channel_task
      where order_id = $1 and kind = $2`,
    [order.orderId, kind],
  );

const timeline = async (order: { orderId: string }) =>
  (
    await house.many<{ kind: string }>(
      `select kind from platform.event where subject_kind = 'order' and subject_id = $1
        order by event_id`,
      [order.orderId],
    )
  ).map((row) => row.kind);

const events = (name: string, order: { orderId: string }) =>
  house.events.filter((e) => e.name === name && e.payload.orderId === order.orderId);

test('a shipment is arranged, its number and label come later, each once', async () => {
  const order = await anOrder();
  await owe(order, 'arrange_shipment');
  await owe(order, 'arrange_shipment');

  await seconds(30);

  expect(await task(order, 'arrange_shipment')).toMatchObject({ state: 'done', last_error: null });
  expect(await task(order, 'fetch_label')).toMatchObject({ state: 'done', last_error: null });
  const shown = await house.control('GET', `/orders/${order.orderSn}`);
  expect(shown.status).toBe('PROCESSED');
  const [{ trackingNumber, isLabelled }] = shown.parcels;
  expect(isLabelled).toBe(true);
  expect(events('channels.shipment_arranged', order).map((e) => e.payload)).toEqual([
    { channelId, orderId: order.orderId, carrier: 'SPX Express (Standard)', trackingNumber },
  ]);
  const fetched = events('channels.label_fetched', order);
  expect(fetched).toHaveLength(1);
  expect(fetched[0]?.payload.trackingNumber).toBe(trackingNumber);
  const document = await house.one<{ kind: string; content_type: string; content: Buffer }>(
    'select kind, content_type, content from platform.document where document_id = $1',
    [fetched[0]?.payload.documentId],
  );
  expect(document.kind).toBe('carrier_label');
  expect(document.content_type).toBe('application/pdf');
  expect(document.content.subarray(0, 5).toString()).toBe('%PDF-');
  expect(await timeline(order)).toEqual(['told_channel_to_ship', 'label_fetched']);
});

test('an arrangement whose answer was lost is not made twice', async () => {
  const order = await anOrder();
  await house.control('POST', '/faults', {
    timeoutRate: 1,
    paths: ['/api/v2/logistics/ship_order'],
  });
  await owe(order, 'arrange_shipment');
  await house.work();

  const unsure = await task(order, 'arrange_shipment');
  expect(unsure).toMatchObject({ state: 'owed', attempts: 1 });
  expect(unsure.last_error).toMatch(/^timed_out: /);
  const struck = async () => (await house.control('GET', '/faults')).strikes.timeout;
  expect(await struck()).toBe(1);

  // Were ship_order sent again, the fault would strike again.
  await seconds(40);

  expect(await struck()).toBe(1);
  expect(await task(order, 'arrange_shipment')).toMatchObject({ state: 'done' });
  expect(events('channels.shipment_arranged', order)).toHaveLength(1);
});

test('two workers at one task: one does it, the other finds it taken', async () => {
  const order = await anOrder();
  await owe(order, 'arrange_shipment');
  await seconds(30);
  const { channel_task_id } = await task(order, 'fetch_label');
  await house.owner.query(
    `update channels.channel_task set state = 'owed', attempts = 0, next_try_at = $2
      where channel_task_id = $1`,
    [channel_task_id, new Date(house.clock.now())],
  );
  const before = events('channels.label_fetched', order).length;
  const run = house.channels.channelJobs['channels.run_task'];
  const payload = { tenantId: house.scope.tenantId, taskId: channel_task_id } as never;

  await Promise.all([run?.(payload), run?.(payload), run?.(payload)]);
  await house.work(5_000);

  expect(events('channels.label_fetched', order).length).toBe(before + 1);
  expect(await task(order, 'fetch_label')).toMatchObject({ state: 'done', attempts: 1 });
});

test('a platform that stays down makes the task dead, where a person sees and retries it', async () => {
  const order = await anOrder();
  await house.control('POST', '/faults', {
    serverErrorRate: 1,
    paths: ['/api/v2/order/get_order_detail'],
  });
  await owe(order, 'arrange_shipment');

  await house.work(90 * 60_000);

  const dead = await task(order, 'arrange_shipment');
  expect(dead).toMatchObject({ state: 'dead', attempts: 12 });
  expect(await timeline(order)).toEqual(['channel_task_dead']);
  const { body } = await house.call('GET', '/api/v1/channel-tasks?state=dead');
  expect(body.rows).toMatchObject([
    { channelTaskId: dead.channel_task_id, orderNumber: `Q${order.orderId}`, attempts: 12 },
  ]);
  const health = await house.call('GET', `/api/v1/channels/${channelId}`);
  expect(health.body).toMatchObject({ tasksDead: 1, tasksOwed: 0 });

  await house.control('DELETE', '/faults');
  const retried = await house.call('POST', `/api/v1/channel-tasks/${dead.channel_task_id}/retry`);
  expect(retried).toMatchObject({ status: 200, body: { ok: true } });
  await seconds(30);

  expect(await task(order, 'arrange_shipment')).toMatchObject({ state: 'done', last_error: null });
  const again = await house.call('POST', `/api/v1/channel-tasks/${dead.channel_task_id}/retry`);
  expect(again.body.code).toBe('state_refused');
  expect((await house.call('POST', '/api/v1/channel-tasks/999999/retry')).body.code).toBe(
    'not_found',
  );
});

test('an order that the buyer cancelled is not shipped: the task is dropped, the order read again', async () => {
  const order = await anOrder();
  await house.control('POST', `/orders/${order.orderSn}/cancel`);
  await owe(order, 'cancel_order', { reason: 'customer_request' });
  await seconds(5);
  expect((await house.control('GET', `/orders/${order.orderSn}`)).status).toBe('CANCELLED');
  await owe(order, 'arrange_shipment');

  await seconds(5);

  expect(await task(order, 'arrange_shipment')).toMatchObject({
    state: 'dropped',
    last_error: 'cancelled at the channel',
  });
  expect(house.captured.get(order.orderSn)).toBe('cancelled');
  expect(events('channels.shipment_arranged', order)).toEqual([]);
});

test('cancelling is done once, and an order that is cancelled already counts as done', async () => {
  const order = await anOrder();
  await house.control('POST', '/faults', {
    timeoutRate: 1,
    paths: ['/api/v2/order/cancel_order'],
  });
  await owe(order, 'cancel_order', { reason: 'out_of_stock' });

  await seconds(10);

  expect(await task(order, 'cancel_order')).toMatchObject({ state: 'done', attempts: 2 });
  const shown = await house.control('GET', `/orders/${order.orderSn}`);
  expect(shown).toMatchObject({ status: 'CANCELLED', cancelBy: 'seller' });
  expect(await timeline(order)).toEqual(['told_channel_to_cancel']);
});

test('a lapsed shop makes tasks wait without counting; connecting it again sets them going', async () => {
  const order = await anOrder();
  await house.control('POST', '/shop/unlink');
  await house.settle();
  await house.work();
  await owe(order, 'arrange_shipment');

  await house.work(60 * 60_000);

  expect(await task(order, 'arrange_shipment')).toMatchObject({ state: 'owed', attempts: 0 });

  await house.connect();
  await seconds(30);

  expect(await task(order, 'arrange_shipment')).toMatchObject({ state: 'done' });
});
