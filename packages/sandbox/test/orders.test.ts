import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningSandbox, type TurnableClock, turnableClock } from '../src/index.ts';
import { aSandbox, type Caller, connect, control, stockUp, type WireAnswer } from './testkit.ts';

const START = 1_795_400_000_000;
const LIST = '/api/v2/order/get_order_list';
const DETAIL = '/api/v2/order/get_order_detail';
let clock: TurnableClock;
let sandbox: RunningSandbox;
let caller: Caller;

beforeEach(async () => {
  clock = turnableClock(START);
  sandbox = await aSandbox({ clock });
  caller = await connect(sandbox);
  await stockUp(sandbox, caller, { SKU0002: 1_000, SKU0003: 1_000 });
});
afterEach(() => sandbox.stop());

async function place(facts: { isPaid?: boolean; customerNumber?: string } = {}): Promise<string> {
  const { body } = await control(sandbox, 'POST', '/orders', {
    customerNumber: '17850',
    lines: [
      { skuCode: 'SKU0002', qty: 2 },
      { skuCode: 'SKU0003', qty: 1, unitPriceMinor: 99 },
      { skuCode: 'SKU0002', qty: 1 },
    ],
    ...facts,
  });
  return body.orderSn;
}

const nowSeconds = (): number => Math.floor(clock.now() / 1000);

const list = (params: Record<string, string | number> = {}): Promise<WireAnswer> =>
  caller.get(LIST, {
    time_range_field: 'create_time',
    time_from: nowSeconds() - 3_600,
    time_to: nowSeconds() + 1,
    page_size: 100,
    ...params,
  });

const numbers = (answer: WireAnswer): string[] =>
  answer.response.order_list.map((order: { order_sn: string }) => order.order_sn);

test('a window is at most fifteen days and not upside down', async () => {
  const now = nowSeconds();
  const window = async (from: number, to: number): Promise<string> =>
    (await list({ time_from: from, time_to: to })).error;

  expect(await window(now - 15 * 86_400, now)).toBe('');
  expect(await window(now - 15 * 86_400 - 1, now)).toBe('order.order_list_invalid_time');
  expect(await window(now, now)).toBe('order.order_list_invalid_time');
});

test('the cursor walks through all orders once, newest first', async () => {
  const placed: string[] = [];
  for (let count = 0; count < 7; count += 1) {
    placed.push(await place());
    if (count % 2 === 0) clock.advance(1_000);
  }

  const seen: string[] = [];
  let cursor = '';
  for (let page = 0; page < 3; page += 1) {
    const answer = await list({ page_size: 3, cursor });
    seen.push(...numbers(answer));
    cursor = answer.response.next_cursor;
    expect(answer.response.more).toBe(page < 2);
  }

  expect(seen).toEqual(placed.toReversed());
  expect(cursor).toBe('');
});

test('a status filter, the optional status field, and both time fields', async () => {
  const unpaid = await place({ isPaid: false });
  const paid = await place();

  expect(numbers(await list({ order_status: 'UNPAID' }))).toEqual([unpaid]);
  expect((await list({ order_status: 'NONSENSE' })).error).toBe('error_param');
  expect((await list({ response_optional_fields: 'order_status' })).response.order_list).toEqual([
    { order_sn: paid, order_status: 'READY_TO_SHIP' },
    { order_sn: unpaid, order_status: 'UNPAID' },
  ]);

  clock.advance(7_200_000);
  await control(sandbox, 'POST', `/orders/${unpaid}/pay`);
  expect(numbers(await list())).toEqual([]);
  expect(numbers(await list({ time_range_field: 'update_time' }))).toEqual([unpaid]);
});

test('bad paging is refused', async () => {
  expect((await list({ page_size: 0 })).error).toBe('error_param');
  expect((await list({ page_size: 101 })).error).toBe('error_param');
  expect((await list({ cursor: 'not a cursor' })).error).toBe('error_param');
  expect((await list({ time_range_field: 'pay_time' })).error).toBe('error_param');
});

test('detail gives little unless asked, and exactly what was asked', async () => {
  const orderSn = await place();
  const bare = (await caller.get(DETAIL, { order_sn_list: orderSn })).response.order_list[0];
  const asked = (
    await caller.get(DETAIL, {
      order_sn_list: orderSn,
      response_optional_fields: 'item_list,total_amount,recipient_address,buyer_username,pay_time',
    })
  ).response.order_list[0];

  expect(bare).not.toHaveProperty('item_list');
  expect(bare).not.toHaveProperty('total_amount');
  expect(bare).toMatchObject({ order_sn: orderSn, order_status: 'READY_TO_SHIP', currency: 'SGD' });
  expect(asked).not.toHaveProperty('package_list');
  expect(asked.pay_time).toBe(nowSeconds());
  // Three of SKU0002 at its own price, one of SKU0003 at the given one, SGD 1.99 shipping.
  expect(asked.total_amount).toBe(3 * 2.51 + 0.99 + 1.99);
  expect(
    asked.item_list.map((line: Record<string, unknown>) => [
      line.item_sku,
      line.model_quantity_purchased,
      line.model_discounted_price,
    ]),
  ).toEqual([
    ['SKU0002', 3, 2.51],
    ['SKU0003', 1, 0.99],
  ]);
});

test('the same customer is the same person, masked', async () => {
  const ask = async (orderSn: string): Promise<Record<string, unknown>> =>
    (
      await caller.get(DETAIL, {
        order_sn_list: orderSn,
        response_optional_fields: 'recipient_address',
      })
    ).response.order_list[0].recipient_address;
  const address = await ask(await place());

  expect(await ask(await place())).toEqual(address);
  expect(address).toMatchObject({ region: 'SG', city: 'Singapore' });
  expect(address.name).toMatch(/^[A-Z]\*{6}[a-z]$/);
  expect(address.phone).toMatch(/^\*{6}\d\d$/);
  expect(address.full_address).toBe('Blk ******');
  expect(address.zipcode).toMatch(/^\d{6}$/);
});

test('detail takes one to fifty; unknown ones are a warning, only unknown ones an error', async () => {
  const orderSn = await place();
  const fiftyOne = Array.from({ length: 51 }, (_, index) => `X${index}`).join(',');

  expect((await caller.get(DETAIL, { order_sn_list: '' })).error).toBe('error_param');
  expect((await caller.get(DETAIL, { order_sn_list: fiftyOne })).error).toBe('error_param');
  expect((await caller.get(DETAIL, { order_sn_list: 'X1,X2' })).error).toBe('error_not_found');
  const mixed = await caller.get(DETAIL, { order_sn_list: `${orderSn},X1` });
  expect(mixed.response.order_list).toHaveLength(1);
  expect(mixed.body.warning).toEqual(['the order X1 is not found']);
});

test('an unpaid order lapses after a day and its stock comes back', async () => {
  const orderSn = await place({ isPaid: false });

  clock.advance(86_400_000);
  await sandbox.control.settle();

  const { body } = await control(sandbox, 'GET', `/orders/${orderSn}`);
  expect(body).toMatchObject({ status: 'CANCELLED', cancelBy: 'system' });
  const { stock } = (await control(sandbox, 'GET', '/stock?search=SKU0002')).body;
  expect(stock[0].shownQty).toBe(1_000);
});

test('the seller cancels: reasons, items, and only before the carrier has it', async () => {
  const orderSn = await place();
  const cancel = (body: Record<string, unknown>): Promise<WireAnswer> =>
    caller.post('/api/v2/order/cancel_order', { order_sn: orderSn, ...body });

  expect((await cancel({ cancel_reason: 'BORED' })).error).toBe('error_param');
  expect((await cancel({ cancel_reason: 'OUT_OF_STOCK' })).error).toBe('error_param');
  expect(
    (await cancel({ cancel_reason: 'OUT_OF_STOCK', item_list: [{ item_id: 1, model_id: 0 }] }))
      .error,
  ).toBe('error_param');
  const detail = await caller.get(DETAIL, {
    order_sn_list: orderSn,
    response_optional_fields: 'item_list',
  });
  const { item_id, model_id } = detail.response.order_list[0].item_list[0];
  const done = await cancel({ cancel_reason: 'OUT_OF_STOCK', item_list: [{ item_id, model_id }] });
  expect(done.response).toEqual({ update_time: nowSeconds() });
  expect((await cancel({ cancel_reason: 'CUSTOMER_REQUEST' })).error).toBe('order.error_limit');
});

test('the feed lags on purpose: not listed, not found, then there', async () => {
  await control(sandbox, 'POST', '/faults', { feedLagMs: 30_000 });
  const orderSn = await place();

  clock.advance(29_999);
  expect(numbers(await list())).toEqual([]);
  expect((await caller.get(DETAIL, { order_sn_list: orderSn })).error).toBe('error_not_found');

  clock.advance(1);
  expect(numbers(await list())).toEqual([orderSn]);
  expect((await caller.get(DETAIL, { order_sn_list: orderSn })).error).toBe('');
});
