import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningSandbox } from '../src/index.ts';
import { aCatalogue, aSandbox, type Caller, connect, control, stockUp } from './testkit.ts';

interface Shown {
  skuCode: string;
  itemId: number;
  modelId: number;
  shownQty: number;
}

let sandbox: RunningSandbox;
let caller: Caller;

beforeEach(async () => {
  sandbox = await aSandbox();
  caller = await connect(sandbox);
});
afterEach(() => sandbox.stop());

async function shown(): Promise<Shown[]> {
  return (await control(sandbox, 'GET', '/stock')).body.stock;
}

async function offer(skuCode: string): Promise<Shown> {
  const found = (await shown()).find((known) => known.skuCode === skuCode);
  if (found === undefined) throw new Error(`No ${skuCode}.`);
  return found;
}

const buy = (skuCode: string, qty: number): ReturnType<typeof control> =>
  control(sandbox, 'POST', '/orders', { customerNumber: '1', lines: [{ skuCode, qty }] });

test('all SKUs are listed, about one in ten as a model of a pair, stock 0', async () => {
  const big = await aSandbox({ catalogue: aCatalogue(1_000) });
  const all: Shown[] = (await control(big, 'GET', '/stock')).body.stock;
  const models = all.filter((known) => known.modelId !== 0);

  expect(all).toHaveLength(1_000);
  expect(all.every((known) => known.shownQty === 0)).toBe(true);
  expect(models.length % 2).toBe(0);
  expect(models.length).toBeGreaterThan(60);
  expect(models.length).toBeLessThan(160);
  await big.stop();
});

test('an item with models shows them in get_model_list, and its own SKU is empty', async () => {
  const model = (await shown()).find((known) => known.modelId !== 0);
  if (model === undefined) throw new Error('No models in 40 SKUs.');
  const base = await caller.get('/api/v2/product/get_item_base_info', {
    item_id_list: model.itemId,
  });
  const models = await caller.get('/api/v2/product/get_model_list', { item_id: model.itemId });

  expect(base.response.item_list[0]).toMatchObject({ has_model: true, item_sku: '' });
  expect(base.response.item_list[0]).not.toHaveProperty('stock_info_v2');
  expect(models.response.model).toHaveLength(2);
  expect(models.response.model[0]).toMatchObject({
    model_sku: model.skuCode,
    model_id: model.modelId,
  });
  expect(models.response.tier_variation[0].option_list).toHaveLength(2);
});

test('item list pages by offset until has_next_page is false', async () => {
  const ids: number[] = [];
  let offset = 0;
  for (;;) {
    const { response } = await caller.get('/api/v2/product/get_item_list', {
      offset,
      page_size: 15,
      item_status: 'NORMAL',
    });
    ids.push(...response.item.map((item: { item_id: number }) => item.item_id));
    if (!response.has_next_page) break;
    offset = response.next_offset;
  }
  const items = new Set((await shown()).map((known) => known.itemId));

  expect(ids).toEqual([...items].sort((left, right) => left - right));
});

test('update_stock is absolute and shows at once', async () => {
  await stockUp(sandbox, caller, { SKU0002: 9 });
  await stockUp(sandbox, caller, { SKU0002: 4 });
  const { itemId } = await offer('SKU0002');
  const { response } = await caller.get('/api/v2/product/get_item_base_info', {
    item_id_list: itemId,
  });

  expect(response.item_list[0].stock_info_v2.seller_stock).toEqual([
    { location_id: 'SGZ', stock: 4, if_saleable: true },
  ]);
});

test('an order takes from what the shop shows, a cancellation gives it back', async () => {
  await stockUp(sandbox, caller, { SKU0002: 5 });

  const placed = await buy('SKU0002', 3);
  expect((await offer('SKU0002')).shownQty).toBe(2);
  await control(sandbox, 'POST', `/orders/${placed.body.orderSn}/cancel`);
  expect((await offer('SKU0002')).shownQty).toBe(5);
});

test('nobody buys more than is shown: the line is dropped whole and told', async () => {
  await stockUp(sandbox, caller, { SKU0002: 2 });

  const placed = await buy('SKU0002', 3);

  expect(placed).toMatchObject({
    status: 409,
    body: { isPlaced: false, soldOut: [{ skuCode: 'SKU0002', qty: 3, reason: 'sold_out' }] },
  });
  expect((await offer('SKU0002')).shownQty).toBe(2);
});

test('lines of one SKU merge; forty buyers of one each get thirty of thirty', async () => {
  await stockUp(sandbox, caller, { SKU0002: 30 });

  const outcomes = await Promise.all(Array.from({ length: 40 }, () => buy('SKU0002', 1)));

  expect(outcomes.filter((outcome) => outcome.status === 201)).toHaveLength(30);
  expect((await offer('SKU0002')).shownQty).toBe(0);
});

test('a promotion is a floor for update_stock, and price is locked', async () => {
  await stockUp(sandbox, caller, { SKU0002: 10 });
  const { itemId } = await offer('SKU0002');
  await control(sandbox, 'POST', '/promotions', { itemId, reservedQty: 6 });

  const answer = await caller.post('/api/v2/product/update_stock', {
    item_id: itemId,
    stock_list: [{ model_id: 0, seller_stock: [{ stock: 5 }] }],
  });
  const price = await caller.post('/api/v2/product/update_price', {
    item_id: itemId,
    price_list: [{ model_id: 0, original_price: 9.9 }],
  });

  expect(answer.error).toBe('error_busi_update_stock_failed');
  expect(answer.response.success_list).toEqual([]);
  expect(answer.response.failure_list[0].failed_reason).toContain(
    'error_promotion_cantnot_update_stock',
  );
  expect(price.response.failure_list[0].failed_reason).toContain(
    'error_cannot_update_price_in_promotion',
  );
  expect((await offer('SKU0002')).shownQty).toBe(10);
});

test('what cannot be: unknown item, model 0 of an item with models, a model twice, a negative', async () => {
  const model = (await shown()).find((known) => known.modelId !== 0);
  const update = (itemId: number, rows: { model_id: number; stock: unknown }[]) =>
    caller.post('/api/v2/product/update_stock', {
      item_id: itemId,
      stock_list: rows.map((row) => ({
        model_id: row.model_id,
        seller_stock: [{ stock: row.stock }],
      })),
    });
  const { itemId } = await offer('SKU0002');

  expect((await update(1, [{ model_id: 0, stock: 1 }])).error).toBe('error_item_not_found');
  expect((await update(model?.itemId ?? 0, [{ model_id: 0, stock: 1 }])).error).toBe(
    'error_edit_item_stock_for_item_has_model',
  );
  expect((await update(itemId, [{ model_id: 5, stock: 1 }])).message).toBe('Wrong model_id.');
  expect(
    (
      await update(itemId, [
        { model_id: 0, stock: 1 },
        { model_id: 0, stock: 1 },
      ])
    ).message,
  ).toBe('Repeat model_id.');
  expect((await update(itemId, [{ model_id: 0, stock: -1 }])).error).toBe('error_param');
  expect((await update(itemId, [{ model_id: 0, stock: 1.5 }])).error).toBe('error_param');
  expect((await update(itemId, [])).error).toBe('error_param');
  expect((await offer('SKU0002')).shownQty).toBe(0);
});

test('models succeed and fail row by row', async () => {
  const pair = (await shown()).filter((known) => known.modelId !== 0).slice(0, 2);
  const [first, second] = pair;
  if (first === undefined || second === undefined) throw new Error('No pair.');
  await stockUp(sandbox, caller, { [first.skuCode]: 8, [second.skuCode]: 8 });
  await control(sandbox, 'POST', '/promotions', {
    itemId: first.itemId,
    modelId: first.modelId,
    reservedQty: 8,
  });

  const answer = await caller.post('/api/v2/product/update_stock', {
    item_id: first.itemId,
    stock_list: pair.map((known) => ({ model_id: known.modelId, seller_stock: [{ stock: 3 }] })),
  });

  expect(answer.error).toBe('');
  expect(answer.response.success_list).toEqual([
    { model_id: second.modelId, location_id: 'SGZ', stock: 3 },
  ]);
  expect(answer.response.failure_list).toHaveLength(1);
});

test('update_price shows in the shop', async () => {
  const { itemId } = await offer('SKU0002');
  await caller.post('/api/v2/product/update_price', {
    item_id: itemId,
    price_list: [{ model_id: 0, original_price: 12.34 }],
  });
  const { response } = await caller.get('/api/v2/product/get_item_base_info', {
    item_id_list: itemId,
  });

  expect(response.item_list[0].price_info[0].original_price).toBe(12.34);
});

test('a shop with one location is not in the multi-warehouse whitelist', async () => {
  expect((await caller.get('/api/v2/shop/get_warehouse_detail')).error).toBe(
    'warehouse.error_not_in_whitelist',
  );
});
