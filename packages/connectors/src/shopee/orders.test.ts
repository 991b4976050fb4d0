import { expect, test } from 'vitest';
import {
  bodies,
  DAY_MS,
  fine,
  fixture,
  NOW_MS,
  queries,
  refusal,
  session,
  shopee,
} from './testkit.ts';

const sgOrder = fixture('order-sg.json');

test('a long window is read in slices of at most 15 days that leave no gap', async () => {
  const [connector, server] = await shopee({
    'order/get_order_list': [
      fine({
        more: true,
        next_cursor: 'p2',
        order_list: [{ order_sn: 'A', order_status: 'UNPAID' }],
      }),
      fine({ more: false, next_cursor: '', order_list: [{ order_sn: 'B' }] }),
      fine({ more: false, next_cursor: '', order_list: [] }),
      fine({ more: false, next_cursor: '', order_list: [{ order_sn: 'C' }] }),
    ],
  });
  const updatedFrom = new Date(NOW_MS - 40 * DAY_MS + 500);
  const updatedTo = new Date(NOW_MS - 500);

  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await connector.listOrderRefs(session, { updatedFrom, updatedTo, cursor });
    if (!page.ok) throw new Error(page.message);
    seen.push(...page.value.refs.map((ref) => ref.externalOrderNumber));
    cursor = page.value.nextCursor;
  } while (cursor !== null);

  expect(seen).toEqual(['A', 'B', 'C']);
  const from = NOW_MS / 1000 - 40 * 86_400;
  const slice = 15 * 86_400;
  expect(
    queries(server, 'order/get_order_list').map((query) => [
      Number(query.get('time_from')),
      Number(query.get('time_to')),
      query.get('cursor'),
    ]),
  ).toEqual([
    [from, from + slice, ''],
    [from, from + slice, 'p2'],
    [from + slice, from + 2 * slice, ''],
    [from + 2 * slice, NOW_MS / 1000, ''],
  ]);
});

test.each(['nonsense', '1:x'])('the cursor %j of something else is refused', async (cursor) => {
  const [connector, server] = await shopee({});

  const outcome = await connector.listOrderRefs(session, {
    updatedFrom: new Date(NOW_MS - DAY_MS),
    updatedTo: new Date(NOW_MS),
    cursor,
  });

  expect(outcome).toMatchObject({ ok: false, kind: 'final', code: 'bad_cursor' });
  expect(server.seen).toHaveLength(0);
});

test('one unreadable order does not spoil the batch, and one left out is named', async () => {
  const odd = { order_sn: 'ODD', order_status: 7 };
  const [connector, server] = await shopee({
    'order/get_order_detail': [fine({ order_list: [sgOrder, odd, 'nothing'] })],
  });

  const batch = await connector.getOrders(session, ['261120SG7K2M4P', 'ODD', 'GONE', 'GONE']);

  if (!batch.ok) throw new Error(batch.message);
  expect(batch.value.orders.map((order) => order.externalOrderNumber)).toEqual(['261120SG7K2M4P']);
  expect(batch.value.missing).toEqual(['GONE']);
  expect(batch.value.unreadable.map((row) => [row.externalOrderNumber, row.raw])).toEqual([
    ['ODD', odd],
    [null, 'nothing'],
  ]);
  const [query] = queries(server, 'order/get_order_detail');
  expect(query?.get('order_sn_list')).toBe('261120SG7K2M4P,ODD,GONE');
  expect(query?.get('response_optional_fields')?.split(',')).toContain('item_list');
});

test('a number Shopee does not know is found by halving the batch that it spoils', async () => {
  const [connector, server] = await shopee({
    'order/get_order_detail': (request, response) => {
      const numbers = request.query.get('order_sn_list')?.split(',') ?? [];
      const answer = numbers.includes('GONE')
        ? refusal('error_not_found', 'Wrong parameters, detail: order_sn')
        : fine({ order_list: numbers.map((order_sn) => ({ ...sgOrder, order_sn })) });
      response.end(JSON.stringify(answer));
    },
  });

  const batch = await connector.getOrders(session, ['A', 'B', 'GONE', 'D']);

  if (!batch.ok) throw new Error(batch.message);
  expect(batch.value.orders.map((order) => order.externalOrderNumber)).toEqual(['A', 'B', 'D']);
  expect(batch.value.missing).toEqual(['GONE']);
  expect(server.seen).toHaveLength(5);
});

test('more than 50 orders at once is a mistake of the caller', async () => {
  const [connector] = await shopee({});
  const numbers = Array.from({ length: 51 }, (_, index) => `N${index}`);

  await expect(connector.getOrders(session, numbers)).rejects.toThrow(RangeError);
});

test.each([
  ['JSON of somebody else', '{"status":"ok"}', 'answer_not_shopee'],
  ['a list', '[]', 'answer_not_json'],
  ['HTML', '<html></html>', 'answer_not_json'],
])('%s is not taken for an answer', async (_name, text, code) => {
  const [connector] = await shopee({
    'order/get_order_detail': (_request, response) => response.end(text),
  });

  const outcome = await connector.getOrders(session, ['A']);

  expect(outcome).toMatchObject({ ok: false, kind: 'retryable', code });
});

test('a lapsed token is told apart, whatever HTTP status it comes with', async () => {
  const [connector, server] = await shopee({
    'shop/get_shop_info': (_request, response) =>
      response
        .writeHead(403)
        .end(JSON.stringify(refusal('invalid_acceess_token', 'Invalid access_token.'))),
  });

  expect(await connector.shopProfile(session)).toMatchObject({ ok: false, kind: 'auth_expired' });
  expect(server.seen).toHaveLength(1);
});

const cancelLine = {
  externalLineId: '700100.1.1.7850298',
  externalItemId: '700100',
  externalModelId: '1',
  qty: 2,
};

test.each([
  [
    { reason: 'customer_request' as const, scope: 'order' as const, lines: [] },
    { order_sn: '2611A', cancel_reason: 'CUSTOMER_REQUEST' },
  ],
  [
    { reason: 'out_of_stock' as const, scope: 'order' as const, lines: [cancelLine] },
    {
      order_sn: '2611A',
      cancel_reason: 'OUT_OF_STOCK',
      item_list: [{ item_id: 700100, model_id: 1 }],
    },
  ],
  [
    { reason: 'out_of_stock' as const, scope: 'lines' as const, lines: [cancelLine] },
    {
      order_sn: '2611A',
      cancel_reason: 'OUT_OF_STOCK',
      item_list: [{ item_id: 700100, model_id: 1 }],
      partial_cancel_item_list: [
        {
          item_id: 700100,
          model_id: 1,
          order_item_id: 1,
          promotion_group_id: 7850298,
          model_quantity: 2,
        },
      ],
    },
  ],
])('cancelling %j', async (request, body) => {
  const [connector, server] = await shopee({
    'order/cancel_order': [fine({ update_time: 1795150930 })],
  });

  const outcome = await connector.cancelOrder(session, {
    externalOrderNumber: '2611A',
    ...request,
  });

  expect(outcome).toEqual({ ok: true, value: { updatedAt: new Date(1795150930_000) } });
  expect(bodies(server, 'order/cancel_order')).toEqual([body]);
});

test('cancelling lines without naming any is refused before anything is sent', async () => {
  const [connector, server] = await shopee({});

  const outcome = await connector.cancelOrder(session, {
    externalOrderNumber: '2611A',
    reason: 'out_of_stock',
    scope: 'order',
    lines: [],
  });

  expect(outcome).toMatchObject({ ok: false, kind: 'final', code: 'lines_missing' });
  expect(server.seen).toHaveLength(0);
});
