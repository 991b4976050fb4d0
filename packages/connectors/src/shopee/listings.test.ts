import { expect, test } from 'vitest';
import { bodies, fine, fixture, queries, refusal, session, shopee } from './testkit.ts';

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

test('listings: plain items and variations, page by page', async () => {
  const items = fixture('items.json');
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
