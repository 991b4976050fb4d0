import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { ChannelConnector, ShopTokens } from '../channel.ts';
import type { Outside } from '../outside.ts';
import {
  type SeenRequest,
  startThrowAwayServer,
  type ThrowAwayServer,
} from '../testkit/throw-away-server.ts';
import { createShopeeConnector } from './connector.ts';
import { signRequest } from './sign.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 8, 0, 0);
const DAY_MS = 86_400_000;
const outside: Outside = { now: () => NOW_MS, random: () => 0, sleep: async () => undefined };
const session = { externalShopId: '14701711', accessToken: 'access-0123456789' };
const parcel = { externalOrderNumber: '2611A', externalPackageNumber: null };
const started: { stop: () => Promise<void> }[] = [];

afterEach(async () => {
  for (const one of started.splice(0).reverse()) await one.stop();
});

/** Answers by path below /api/v2/; a list is answered in turn, its last entry for ever. */
type Answers = Record<
  string,
  unknown[] | ((request: SeenRequest, response: ServerResponse) => void)
>;

async function shopee(answers: Answers): Promise<[ChannelConnector, ThrowAwayServer]> {
  const turnByPath = new Map<string, number>();
  const server = await startThrowAwayServer((request, response) => {
    const path = request.path.replace('/api/v2/', '');
    const answer = answers[path];
    if (typeof answer === 'function') return answer(request, response);
    const turn = turnByPath.get(path) ?? 0;
    turnByPath.set(path, turn + 1);
    response.end(JSON.stringify(answer?.[Math.min(turn, answer.length - 1)] ?? {}));
  });
  const connector = createShopeeConnector({
    apiUrl: server.url,
    partnerId: '2001887',
    partnerKey: 'partner-key-0123456789',
    pushKeys: ['push-key'],
    http: { requestMs: 2_000 },
    outside,
  });
  started.push(server, { stop: () => connector.close() });
  return [connector, server];
}

const fine = (response: unknown) => ({ error: '', message: '', request_id: 'r1', response });
const refusal = (error: string, message = '', response?: unknown) => ({
  error,
  message,
  request_id: 'r1',
  ...(response === undefined ? {} : { response }),
});
const bodies = (server: ThrowAwayServer, path: string): unknown[] =>
  server.seen
    .filter((request) => request.path === `/api/v2/${path}`)
    .map((request) => JSON.parse(request.body));
const queries = (server: ThrowAwayServer, path: string) =>
  server.seen
    .filter((request) => request.path === `/api/v2/${path}`)
    .map((request) => request.query);

// ---------------------------------------------------------------- authorisation

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

// ---------------------------------------------------------------- orders

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

const sgOrder = JSON.parse(
  readFileSync(new URL('./fixtures/order-sg.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

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

// ---------------------------------------------------------------- stock

const row = (externalItemId: string, externalModelId: string | null, qty: number) => ({
  externalItemId,
  externalModelId,
  qty,
});

test('stock goes one item a call, 50 models at most, and failures find their rows again', async () => {
  const rows = [
    row('1', '11', 5),
    row('2', null, 7),
    row('1', '12', 6),
    ...Array.from({ length: 51 }, (_, index) => row('3', String(300 + index), index)),
  ];
  const [connector, server] = await shopee({
    'product/update_stock': (request, response) => {
      const { stock_list: list } = JSON.parse(request.body) as {
        stock_list: { model_id: number; seller_stock: { stock: number }[] }[];
      };
      const good = list.filter((model) => model.model_id !== 12);
      response.end(
        JSON.stringify(
          fine({
            success_list: good.map((model) => ({
              model_id: model.model_id,
              stock: model.seller_stock[0]?.stock,
            })),
            failure_list: list
              .filter((model) => model.model_id === 12)
              .map((model) => ({
                model_id: model.model_id,
                failed_reason: 'error_promotion_cantnot_update_stock: under promotion',
              })),
          }),
        ),
      );
    },
  });

  const outcomes = await connector.pushStock(session, rows);

  expect(outcomes.map(({ row: sent }) => sent)).toEqual(rows);
  expect(outcomes[0]?.outcome).toEqual({ ok: true, value: { qty: 5 } });
  expect(outcomes[1]?.outcome).toEqual({ ok: true, value: { qty: 7 } });
  expect(outcomes[2]?.outcome).toMatchObject({
    ok: false,
    kind: 'final',
    code: 'error_promotion_cantnot_update_stock',
  });
  expect(outcomes.slice(3).every(({ outcome }) => outcome.ok)).toBe(true);
  const sent = bodies(server, 'product/update_stock') as {
    item_id: number;
    stock_list: unknown[];
  }[];
  expect(sent.map((body) => [body.item_id, body.stock_list.length])).toEqual([
    [1, 2],
    [2, 1],
    [3, 50],
    [3, 1],
  ]);
  expect(sent[1]?.stock_list).toEqual([{ model_id: 0, seller_stock: [{ stock: 7 }] }]);
});

test('a call refused as a whole still names its rows', async () => {
  const [connector] = await shopee({
    'product/update_stock': [
      refusal('error_busi_update_stock_failed', 'see failure_list', {
        failure_list: [
          { model_id: 11, failed_reason: 'Stock should be larger than reserved stock.' },
          { model_id: 13, failed_reason: 'Our system is taking some time, please try later.' },
        ],
        success_list: [],
      }),
    ],
  });

  const [first, second, third] = await connector.pushStock(session, [
    row('1', '11', 5),
    row('1', '12', 5),
    row('1', '13', 5),
  ]);

  expect(first?.outcome).toMatchObject({ ok: false, kind: 'final', code: 'stock_refused' });
  expect(second?.outcome).toMatchObject({ ok: false, kind: 'unknown', code: 'row_not_answered' });
  expect(third?.outcome).toMatchObject({ ok: false, kind: 'retryable', code: 'stock_refused' });
});

test('bad numbers and rows overtaken by a later one are not sent', async () => {
  const [connector, server] = await shopee({
    'product/update_stock': [fine({ success_list: [{ model_id: 0, stock: 3 }] })],
  });

  const outcomes = await connector.pushStock(session, [
    row('1', null, 9),
    row('2', null, -1),
    row('3', null, 1.5),
    row('1', null, 3),
  ]);

  expect(outcomes.map(({ outcome }) => (outcome.ok ? outcome.value.qty : outcome.code))).toEqual([
    'superseded',
    'invalid_qty',
    'invalid_qty',
    3,
  ]);
  expect(server.seen).toHaveLength(1);
});

test('after a lapsed token the other items are not tried', async () => {
  const [connector, server] = await shopee({
    'product/update_stock': [refusal('invalid_acceess_token')],
  });

  const outcomes = await connector.pushStock(session, [row('1', null, 1), row('2', null, 2)]);

  expect(outcomes.map(({ outcome }) => !outcome.ok && outcome.kind)).toEqual([
    'auth_expired',
    'auth_expired',
  ]);
  expect(server.seen).toHaveLength(1);
});

test('a stock push whose answer is lost is left open and sent once', async () => {
  const [connector, server] = await shopee({
    'product/update_stock': (_request, response) => response.destroy(),
  });

  const [first] = await connector.pushStock(session, [row('1', null, 1)]);

  expect(first?.outcome).toMatchObject({ ok: false, kind: 'unknown', code: 'connection_lost' });
  expect(server.seen).toHaveLength(1);
});

test('a multi-warehouse shop names its location', async () => {
  const [connector, server] = await shopee({
    'product/update_stock': [fine({ success_list: [{ model_id: 0, stock: 1 }] })],
  });

  await connector.pushStock({ ...session, shopContext: { locationId: 'SGZ' } }, [
    row('1', null, 1),
  ]);

  expect(bodies(server, 'product/update_stock')).toEqual([
    {
      item_id: 1,
      stock_list: [{ model_id: 0, seller_stock: [{ location_id: 'SGZ', stock: 1 }] }],
    },
  ]);
});

// ---------------------------------------------------------------- listings

test('listings: plain items and variations, page by page', async () => {
  const items = JSON.parse(
    readFileSync(new URL('./fixtures/items.json', import.meta.url), 'utf8'),
  ) as Record<string, unknown>;
  const [connector, server] = await shopee({
    'product/get_item_list': [
      fine({
        item: [{ item_id: 2600144043 }, { item_id: 2600144050 }],
        has_next_page: true,
        next_offset: 50,
      }),
      fine({ total_count: 2, has_next_page: false }),
    ],
    'product/get_item_base_info': [
      fine({ item_list: [items.plain, items.withModels, { item_id: 9, item_name: 'no price' }] }),
    ],
    'product/get_model_list': [fine({ model: [items.model], tier_variation: items.tiers })],
  });

  const first = await connector.listListings(session, null);
  const second = await connector.listListings(session, '50');

  if (!first.ok) throw new Error(first.message);
  expect(
    first.value.listings.map((listing) => [listing.externalItemId, listing.externalModelId]),
  ).toEqual([
    ['2600144043', null],
    ['2600144050', '171717'],
  ]);
  expect(first.value.unreadable.map(({ externalItemId }) => externalItemId)).toEqual(['9']);
  expect(first.value.nextCursor).toBe('50');
  expect(second).toEqual({ ok: true, value: { listings: [], unreadable: [], nextCursor: null } });
  expect(queries(server, 'product/get_item_list')[0]?.getAll('item_status')).toEqual([
    'NORMAL',
    'UNLIST',
    'REVIEWING',
    'BANNED',
  ]);
});

// ---------------------------------------------------------------- shipping

const pickupParameter = fine({
  info_needed: { pickup: ['address_id', 'pickup_time_id'], dropoff: [] },
  pickup: {
    address_list: [
      { address_id: 1, time_slot_list: [] },
      {
        address_id: 2,
        time_slot_list: [
          { pickup_time_id: 'slot-1', date: 1795237200 },
          { pickup_time_id: 'slot-2', date: 1795240800, flags: ['recommended'] },
        ],
      },
    ],
  },
});

test.each([
  ['pickup' as const, { pickup: { address_id: 2, pickup_time_id: 'slot-2' } }, 1795240800_000],
  ['dropoff' as const, { dropoff: {} }, null],
])('arranging by %s', async (method, body, pickupAtMs) => {
  const [connector, server] = await shopee({
    'logistics/get_shipping_parameter': [pickupParameter],
    'logistics/ship_order': [fine(null)],
  });

  const outcome = await connector.arrangeShipment(session, parcel, { method });

  const pickupAt = pickupAtMs === null ? null : new Date(pickupAtMs);
  expect(outcome).toEqual({ ok: true, value: { done: 'arranged', method, pickupAt } });
  expect(bodies(server, 'logistics/ship_order')).toEqual([{ order_sn: '2611A', ...body }]);
});

test('what the platform does not offer is replaced by what it does', async () => {
  const [connector] = await shopee({
    'logistics/get_shipping_parameter': [fine({ info_needed: { dropoff: [] } })],
    'logistics/ship_order': [fine({})],
  });

  const outcome = await connector.arrangeShipment(session, parcel, { method: 'pickup' });

  expect(outcome).toMatchObject({ ok: true, value: { done: 'arranged', method: 'dropoff' } });
});

test.each([
  [{ dropoff: ['branch_id'] }, 'needs_branch_id'],
  [{ dropoff: ['sender_real_name'] }, 'needs_sender_real_name'],
  [{ pickup: ['address_id'] }, 'no_pickup_address'],
  [{ non_integrated: ['tracking_no'] }, 'needs_tracking_number'],
  [{}, 'no_shipping_method'],
])('%j cannot be arranged without more', async (needed, code) => {
  const [connector, server] = await shopee({
    'logistics/get_shipping_parameter': [fine({ info_needed: needed })],
  });

  const outcome = await connector.arrangeShipment(session, parcel, { method: 'dropoff' });

  expect(outcome).toMatchObject({ ok: false, kind: 'final', code });
  expect(bodies(server, 'logistics/ship_order')).toEqual([]);
});

test('our own carrier: the number we give is told', async () => {
  const [connector, server] = await shopee({
    'logistics/get_shipping_parameter': [
      fine({ info_needed: { non_integrated: ['tracking_no'] } }),
    ],
    'logistics/ship_order': [fine({})],
  });

  const ownTracking = { carrier: 'Own fleet', trackingNumber: 'OWN-1' };
  const outcome = await connector.arrangeShipment(session, parcel, {
    method: 'pickup',
    ownTracking,
  });

  expect(outcome).toMatchObject({ ok: true, value: { method: 'own_carrier' } });
  expect(bodies(server, 'logistics/ship_order')).toEqual([
    { order_sn: '2611A', non_integrated: { tracking_number: 'OWN-1' } },
  ]);
});

const already = { ok: true, value: { done: 'already', method: null, pickupAt: null } };

test('shipped already counts as done', async () => {
  const [connector] = await shopee({
    'logistics/get_shipping_parameter': [pickupParameter],
    'logistics/ship_order': [refusal('logistics.package_already_shipped', 'already')],
  });

  expect(await connector.arrangeShipment(session, parcel, { method: 'pickup' })).toEqual(already);
});

test.each([
  ['PROCESSED', already],
  ['READY_TO_SHIP', { ok: false, kind: 'retryable', code: 'logistics.error_status' }],
  ['CANCELLED', { ok: false, kind: 'final', code: 'logistics.error_status' }],
])('refused, and the order says %s', async (order_status, expected) => {
  const [connector] = await shopee({
    'logistics/get_shipping_parameter': [refusal('logistics.error_status', 'not supported')],
    'order/get_order_detail': [fine({ order_list: [{ ...sgOrder, order_status }] })],
  });

  expect(await connector.arrangeShipment(session, parcel, { method: 'pickup' })).toMatchObject(
    expected,
  );
});

test('a package number goes only with a split order; named in vain, it is left out', async () => {
  const [connector, server] = await shopee({
    'logistics/get_shipping_parameter': [pickupParameter],
    'logistics/ship_order': [
      refusal('logistics.ship_order_not_need_pacakge_number', 'no package number'),
      fine({}),
    ],
  });
  const named = { externalOrderNumber: '2611A', externalPackageNumber: 'OFG1' };

  const outcome = await connector.arrangeShipment(session, named, { method: 'pickup' });

  expect(outcome).toMatchObject({ ok: true, value: { done: 'arranged' } });
  const sent = bodies(server, 'logistics/ship_order') as { package_number?: string }[];
  expect(sent.map((body) => body.package_number)).toEqual(['OFG1', undefined]);
});

test('an arrangement whose answer is lost is left open and sent once', async () => {
  const [connector, server] = await shopee({
    'logistics/get_shipping_parameter': [pickupParameter],
    'logistics/ship_order': (_request, response) => response.destroy(),
  });

  const outcome = await connector.arrangeShipment(session, parcel, { method: 'pickup' });

  expect(outcome).toMatchObject({ ok: false, kind: 'unknown', code: 'connection_lost' });
  expect(bodies(server, 'logistics/ship_order')).toHaveLength(1);
});

test.each([
  [
    { tracking_number: '', hint: 'being made' },
    { state: 'not_yet', hint: 'being made' },
  ],
  [{ tracking_number: 'SPXSG01' }, { state: 'known', trackingNumber: 'SPXSG01' }],
])('tracking %j', async (response, value) => {
  const [connector] = await shopee({ 'logistics/get_tracking_number': [fine(response)] });

  expect(await connector.trackingNumber(session, parcel)).toEqual({ ok: true, value });
});

test('a label is asked for in the wanted format where it can be had, and downloaded', async () => {
  const pdf = '%PDF-1.4\nthermal\n%%EOF\n';
  const [connector, server] = await shopee({
    'logistics/get_shipping_document_parameter': [
      fine({
        result_list: [
          {
            order_sn: '2611A',
            suggest_shipping_document_type: 'NORMAL_AIR_WAYBILL',
            selectable_shipping_document_type: ['NORMAL_AIR_WAYBILL', 'THERMAL_AIR_WAYBILL'],
          },
        ],
      }),
    ],
    'logistics/create_shipping_document': [fine({ result_list: [{ order_sn: '2611A' }] })],
    'logistics/get_shipping_document_result': [
      fine({ result_list: [{ order_sn: '2611A', status: 'PROCESSING' }] }),
      fine({ result_list: [{ order_sn: '2611A', status: 'READY' }] }),
    ],
    'logistics/download_shipping_document': (_request, response) =>
      response.setHeader('content-type', 'application/octet-stream').end(pdf),
  });

  const ticket = await connector.requestLabel(session, {
    parcel,
    trackingNumber: 'SPXSG01',
    format: 'thermal',
  });
  if (!ticket.ok) throw new Error(ticket.message);
  const states = [
    await connector.labelState(session, ticket.value),
    await connector.labelState(session, ticket.value),
  ];
  const label = await connector.downloadLabel(session, ticket.value);

  expect(ticket.value).toEqual({ parcel, documentType: 'THERMAL_AIR_WAYBILL', documentKey: null });
  expect(bodies(server, 'logistics/create_shipping_document')).toEqual([
    {
      order_list: [
        {
          order_sn: '2611A',
          tracking_number: 'SPXSG01',
          shipping_document_type: 'THERMAL_AIR_WAYBILL',
        },
      ],
    },
  ]);
  expect(states).toEqual([
    { ok: true, value: { state: 'preparing' } },
    { ok: true, value: { state: 'ready' } },
  ]);
  if (!label.ok) throw new Error(label.message);
  expect(label.value.contentType).toBe('application/pdf');
  expect(Buffer.from(label.value.bytes).toString('latin1')).toBe(pdf);
});

const ticket = { parcel, documentType: 'NORMAL_AIR_WAYBILL', documentKey: null };

test('when the whole batch failed, the row tells why', async () => {
  const failed = refusal('common.batch_api_all_failed', 'all failed', {
    result_list: [
      {
        order_sn: '2611A',
        fail_error: 'logistics.order_not_arranged',
        fail_message: 'arrange first',
      },
    ],
  });
  const [connector] = await shopee({
    'logistics/get_shipping_document_parameter': [failed],
    'logistics/get_shipping_document_result': [failed],
  });

  expect(
    await connector.requestLabel(session, { parcel, trackingNumber: null, format: 'sheet' }),
  ).toMatchObject({ ok: false, kind: 'final', code: 'logistics.order_not_arranged' });
  expect(await connector.labelState(session, ticket)).toMatchObject({
    ok: true,
    value: { state: 'failed', code: 'logistics.order_not_arranged' },
  });
});

test.each([
  ['a refusal', JSON.stringify(refusal('logistics.download_later')), 'logistics.download_later'],
  ['a PDF cut off', '%PDF-1.4 half of it', 'document_cut_off'],
  ['HTML', '<html>', 'answer_not_json'],
  ['nothing', '', 'answer_empty'],
])('%s is no label', async (_name, text, code) => {
  const [connector] = await shopee({
    'logistics/download_shipping_document': (_request, response) => response.end(text),
  });

  expect(await connector.downloadLabel(session, ticket)).toMatchObject({
    ok: false,
    kind: 'retryable',
    code,
  });
});

// ---------------------------------------------------------------- lost pushes

test('lost pushes are read and then confirmed, as calls of the app', async () => {
  const push = { code: 3, shop_id: 7, timestamp: 1795150931, data: { ordersn: '2611A' } };
  const [connector, server] = await shopee({
    'push/get_lost_push_message': [
      fine({
        push_message_list: [
          { shop_id: 7, code: 3, timestamp: 1795150940, data: JSON.stringify(push) },
          { shop_id: 7, code: 3, timestamp: 1795150940, data: 'broken' },
        ],
        has_next_page: true,
        last_message_id: 176610,
      }),
    ],
    'push/confirm_consumed_lost_push_message': [fine({})],
  });

  const page = await connector.lostPushes();
  const confirmed = await connector.confirmLostPushes('176610');

  if (!page.ok) throw new Error(page.message);
  expect(page.value.pushes.map((lost) => lost.externalOrderNumber)).toEqual(['2611A']);
  expect([page.value.receipt, page.value.hasMore]).toEqual(['176610', true]);
  expect(confirmed).toEqual({ ok: true, value: null });
  expect(bodies(server, 'push/confirm_consumed_lost_push_message')).toEqual([
    { last_message_id: 176610 },
  ]);
  expect(server.seen.map((request) => request.query.has('access_token'))).toEqual([false, false]);
});
