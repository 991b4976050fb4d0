import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { type RunningSandbox, type TurnableClock, turnableClock } from '../src/index.ts';
import {
  aSandbox,
  type Caller,
  connect,
  control,
  signedUrl,
  stockUp,
  type WireAnswer,
} from './testkit.ts';

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
const binary = readFileSync(wasm);
prepareZXingModule({
  overrides: {
    wasmBinary: binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.byteLength),
  },
});

const START = 1_795_400_000_000;
let clock: TurnableClock;
let sandbox: RunningSandbox;
let caller: Caller;

async function open(options: Parameters<typeof aSandbox>[0] = {}): Promise<void> {
  sandbox = await aSandbox({ clock, ...options });
  caller = await connect(sandbox);
  await stockUp(sandbox, caller, { SKU0002: 100, SKU0003: 100, SKU0004: 100 });
}

beforeEach(() => {
  clock = turnableClock(START);
});
afterEach(() => sandbox.stop());

async function place(skuCodes = ['SKU0002'], isPaid = true): Promise<string> {
  const lines = skuCodes.map((skuCode) => ({ skuCode, qty: 2 }));
  return (await control(sandbox, 'POST', '/orders', { customerNumber: '17850', lines, isPaid }))
    .body.orderSn;
}

const status = async (orderSn: string): Promise<string> =>
  (await control(sandbox, 'GET', `/orders/${orderSn}`)).body.status;

async function ship(orderSn: string, more: Record<string, unknown> = {}): Promise<WireAnswer> {
  return caller.post('/api/v2/logistics/ship_order', {
    order_sn: orderSn,
    dropoff: {},
    ...more,
  });
}

const tracking = async (orderSn: string): Promise<string> =>
  (await caller.get('/api/v2/logistics/get_tracking_number', { order_sn: orderSn })).response
    .tracking_number;

const document = (name: string, orderSn: string): Promise<WireAnswer> =>
  caller.post(`/api/v2/logistics/${name}`, { order_list: [{ order_sn: orderSn }] });

async function download(orderSns: string[]): Promise<{ type: string; bytes: Uint8Array }> {
  const answer = await fetch(
    signedUrl(
      sandbox.url,
      '/api/v2/logistics/download_shipping_document',
      {},
      {
        accessToken: caller.accessToken,
        nowMs: clock.now(),
      },
    ),
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order_list: orderSns.map((order_sn) => ({ order_sn })) }),
    },
  );
  return {
    type: answer.headers.get('content-type') ?? '',
    bytes: new Uint8Array(await answer.arrayBuffer()),
  };
}

test('shipping parameters offer pickup slots; ship_order takes one of them', async () => {
  await open();
  const orderSn = await place();
  const { response } = await caller.get('/api/v2/logistics/get_shipping_parameter', {
    order_sn: orderSn,
  });
  const address = response.pickup.address_list[0];
  expect(response.info_needed).toEqual({ dropoff: [], pickup: ['address_id', 'pickup_time_id'] });
  expect(address.time_slot_list).toHaveLength(3);

  const pickup = (slot: string): Record<string, unknown> => ({
    order_sn: orderSn,
    pickup: { address_id: address.address_id, pickup_time_id: slot },
  });
  const wrong = await caller.post('/api/v2/logistics/ship_order', pickup('1'));
  expect(wrong.error).toBe('logistics.ship_order_pickup_time_invalid');
  const slot = address.time_slot_list[1].pickup_time_id;
  expect((await caller.post('/api/v2/logistics/ship_order', pickup(slot))).error).toBe('');
  expect(await status(orderSn)).toBe('PROCESSED');
});

test('ship_order refuses in Shopee words (sic), and changes nothing', async () => {
  await open();
  const unpaid = await place(['SKU0002'], false);
  const orderSn = await place();

  expect((await ship('NOSUCH')).error).toBe('error_not_found');
  expect((await ship(unpaid)).error).toBe('logistics.ship_order_not_ready_to_ship');
  expect((await ship(orderSn, { package_number: 'OFG1' })).error).toBe(
    'logistics.ship_order_not_need_pacakge_number',
  );
  expect((await ship(orderSn, { pickup: {} })).error).toBe(
    'logistics.ship_order_only_support_one_type',
  );
  expect(
    (
      await caller.post('/api/v2/logistics/ship_order', {
        order_sn: orderSn,
        non_integrated: { tracking_number: 'X' },
      })
    ).error,
  ).toBe('logistics.ship_order_unsupport_non_integrated');
  expect(await status(orderSn)).toBe('READY_TO_SHIP');

  expect((await ship(orderSn)).error).toBe('');
  expect((await ship(orderSn)).error).toBe('logistics.package_already_shipped');
  expect(
    (await caller.get('/api/v2/logistics/get_shipping_parameter', { order_sn: orderSn })).error,
  ).toBe('error_param');
});

test('PROCESSED and the tracking number come later than the answer', async () => {
  await open({ pace: { arrangeLagMs: 1_000, trackingLagMs: 3_000 } });
  const orderSn = await place();
  await ship(orderSn);

  expect([await status(orderSn), await tracking(orderSn)]).toEqual(['READY_TO_SHIP', '']);
  expect((await ship(orderSn)).error).toBe('logistics.package_already_shipped');
  clock.advance(1_000);
  await sandbox.control.settle();
  expect([await status(orderSn), await tracking(orderSn)]).toEqual(['PROCESSED', '']);
  clock.advance(2_000);
  await sandbox.control.settle();
  expect(await tracking(orderSn)).toMatch(/^SPXSG\d{11}[A-Z]$/);
});

test('the way to the door: collected, delivered, confirmed; each step once', async () => {
  await open({ pace: { completeAfterMs: 60_000 } });
  const orderSn = await place();
  const scan = (what: string, code: string): Promise<{ body: { done: string[] } }> =>
    control(sandbox, 'POST', `/carrier/${what}`, { trackingNumbers: [code] });

  expect((await scan('pickup', orderSn)).body).toMatchObject({
    done: [],
    refused: [{ reason: 'parcel is LOGISTICS_READY' }],
  });
  await ship(orderSn);
  const code = await tracking(orderSn);
  expect((await scan('deliver', code)).body.done).toEqual([]);
  expect((await scan('pickup', code)).body.done).toEqual([code]);
  expect((await scan('pickup', code)).body.done).toEqual([]);
  expect(await status(orderSn)).toBe('SHIPPED');
  expect((await scan('deliver', code)).body.done).toEqual([code]);
  expect(await status(orderSn)).toBe('TO_CONFIRM_RECEIVE');
  clock.advance(60_000);
  await sandbox.control.settle();
  expect(await status(orderSn)).toBe('COMPLETED');

  const { response } = await caller.get('/api/v2/logistics/get_tracking_info', {
    order_sn: orderSn,
  });
  expect(
    response.tracking_info.map((event: { logistics_status: string }) => event.logistics_status),
  ).toEqual(['LOGISTICS_REQUEST_CREATED', 'LOGISTICS_PICKUP_DONE', 'LOGISTICS_DELIVERY_DONE']);
});

test('the automatic courier waits for the label', async () => {
  await open({ pace: { pickupAfterMs: 20_000, deliverAfterMs: 10_000 } });
  const orderSn = await place();
  await ship(orderSn);
  clock.advance(60_000);
  await sandbox.control.settle();
  expect(await status(orderSn)).toBe('PROCESSED');

  await document('create_shipping_document', orderSn);
  await download([orderSn]);
  clock.advance(20_000);
  await sandbox.control.settle();
  expect(await status(orderSn)).toBe('SHIPPED');
  clock.advance(10_000);
  await sandbox.control.settle();
  expect(await status(orderSn)).toBe('TO_CONFIRM_RECEIVE');
});

test('a buyer leaves freely before PROCESSED, asks after it, and the seller decides', async () => {
  await open();
  const free = await place();
  const asked = await place();
  const granted = await place();
  const cancel = (orderSn: string): Promise<{ status: number; body: { status: string } }> =>
    control(sandbox, 'POST', `/orders/${orderSn}/cancel`);
  const decide = (orderSn: string, operation: string): Promise<WireAnswer> =>
    caller.post('/api/v2/order/handle_buyer_cancellation', { order_sn: orderSn, operation });

  expect((await cancel(free)).body.status).toBe('CANCELLED');
  await ship(asked);
  await ship(granted);
  expect((await cancel(asked)).body.status).toBe('IN_CANCEL');
  expect((await cancel(granted)).body.status).toBe('IN_CANCEL');
  expect(
    (await document('create_shipping_document', asked)).response.result_list[0].fail_error,
  ).toBe('logistics.order_status_error');
  expect(
    (await control(sandbox, 'POST', '/carrier/pickup', { orderSns: [asked] })).body.done,
  ).toEqual([]);

  expect((await decide(asked, 'REJECT')).error).toBe('');
  expect((await decide(granted, 'ACCEPT')).error).toBe('');
  expect((await decide(granted, 'ACCEPT')).error).toBe('order.cancel_order_invalid_status');
  expect([await status(asked), await status(granted)]).toEqual(['PROCESSED', 'CANCELLED']);
  await control(sandbox, 'POST', '/carrier/pickup', { orderSns: [asked] });
  expect((await cancel(asked)).status).toBe(409);
});

test('an unanswered wish to cancel is granted after two days', async () => {
  await open();
  const orderSn = await place();
  await ship(orderSn);
  await control(sandbox, 'POST', `/orders/${orderSn}/cancel`);

  clock.advance(2 * 86_400_000);
  await sandbox.control.settle();

  expect(await status(orderSn)).toBe('CANCELLED');
});

test('documents: ordered first, PROCESSING, READY, and all-failed keeps its rows', async () => {
  await open({ pace: { documentLagMs: 1_000 } });
  const orderSn = await place();
  const early = await document('create_shipping_document', orderSn);
  expect(early.error).toBe('common.batch_api_all_failed');
  expect(early.response.result_list[0].fail_error).toBe('logistics.order_status_error');
  await ship(orderSn);

  const unordered = await document('get_shipping_document_result', orderSn);
  expect(unordered.response.result_list[0].fail_error).toBe(
    'logistics.shipping_document_should_print_first',
  );
  const parameter = await document('get_shipping_document_parameter', orderSn);
  expect(parameter.response.result_list[0].suggest_shipping_document_type).toBe(
    'THERMAL_AIR_WAYBILL',
  );
  const mixed = await caller.post('/api/v2/logistics/create_shipping_document', {
    order_list: [{ order_sn: orderSn }, { order_sn: 'NOSUCH' }],
  });
  expect(mixed.error).toBe('');
  expect(mixed.body.warning).toEqual([{ order_sn: 'NOSUCH' }]);
  const state = async (): Promise<string> =>
    (await document('get_shipping_document_result', orderSn)).response.result_list[0].status;
  expect(await state()).toBe('PROCESSING');
  expect(new TextDecoder().decode((await download([orderSn])).bytes)).toContain(
    'logistics.download_later',
  );
  clock.advance(1_000);
  expect(await state()).toBe('READY');
});

test('the air waybill is a 100 x 150 mm page whose barcode reads as the tracking number', async () => {
  await open();
  const orderSns = [await place(['SKU0002', 'SKU0003']), await place()];
  for (const orderSn of orderSns) {
    await ship(orderSn);
    await document('create_shipping_document', orderSn);
  }

  const file = await download(orderSns);
  expect(file.type).toBe('application/pdf');
  const pdf = await getDocument({ data: file.bytes, verbosity: 0 }).promise;
  expect(pdf.numPages).toBe(2);
  for (const [index, orderSn] of orderSns.entries()) {
    const sheet = await pdf.getPage(index + 1);
    const size = sheet.getViewport({ scale: 25.4 / 72 });
    expect([Math.round(size.width), Math.round(size.height)]).toEqual([100, 150]);
    const words = (await sheet.getTextContent()).items
      .map((item) => ('str' in item ? item.str : ''))
      .join(' ');
    expect(words).toContain(orderSn);
    expect(words).toMatch(/[A-Z]\*{6}[a-z]/);
    expect(words).toContain('SKU0002');

    const viewport = sheet.getViewport({ scale: 300 / 72 });
    const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
    const context = canvas.getContext('2d');
    await sheet.render({ canvas, canvasContext: context, viewport }).promise;
    const found = await readBarcodes(new Uint8Array(canvas.toBuffer('image/png')), {
      formats: ['Code128'],
    });
    expect(found.map((code) => code.text)).toEqual([await tracking(orderSn)]);
  }
});

test('split orders: parcels ship one by one, with package_number, and the order follows the last', async () => {
  await open();
  const orderSn = await place(['SKU0002', 'SKU0003']);
  const detail = await caller.get('/api/v2/order/get_order_detail', {
    order_sn_list: orderSn,
    response_optional_fields: 'item_list',
  });
  const items = detail.response.order_list[0].item_list.map((line: { item_id: number }) => ({
    item_list: [{ item_id: line.item_id, model_id: 0 }],
  }));
  const split = (packages: unknown[]): Promise<WireAnswer> =>
    caller.post('/api/v2/order/split_order', { order_sn: orderSn, package_list: packages });

  expect((await split(items.slice(0, 1))).error).toBe('error_param');
  expect((await split([items[0], items[0]])).error).toBe('order.order_split_duplicate_item');
  const parcels = (await split(items)).response.package_list;
  expect((await split(items)).error).toBe('order.order_has_been_split');
  expect((await ship(orderSn)).error).toBe('logistics.ship_order_need_pacakge_number');

  await ship(orderSn, { package_number: parcels[0].package_number });
  expect(await status(orderSn)).toBe('READY_TO_SHIP');
  await ship(orderSn, { package_number: parcels[1].package_number });
  expect(await status(orderSn)).toBe('PROCESSED');
});

test('package lists, package detail and mass_ship_order agree', async () => {
  await open();
  const orderSns = [await place(), await place(), await place()];
  const search = async (packageStatus: number, cursor = ''): Promise<WireAnswer['response']> =>
    (
      await caller.post('/api/v2/order/search_package_list', {
        filter: { package_status: packageStatus },
        pagination: { page_size: 2, cursor },
        sort: { sort_type: 2, ascending: true },
      })
    ).response;
  const first = await search(2);
  const second = await search(2, first.pagination.next_cursor);
  const parcels: { order_sn: string; package_number: string }[] = [
    ...first.packages_list,
    ...second.packages_list,
  ];
  expect(parcels.map((parcel) => parcel.order_sn)).toEqual(orderSns);
  expect(first.pagination).toMatchObject({ total_count: 3, more: true });
  expect(second.pagination).toMatchObject({ more: false, next_cursor: '' });

  const mass = await caller.post('/api/v2/logistics/mass_ship_order', {
    package_list: [
      ...parcels.slice(0, 2).map(({ package_number }) => ({ package_number })),
      { package_number: 'OFG0' },
    ],
    dropoff: {},
  });
  expect(mass.response.success_list).toHaveLength(2);
  expect(mass.response.fail_list).toEqual([
    { package_number: 'OFG0', fail_reason: 'The package is not exist.' },
  ]);
  expect((await search(2)).pagination.total_count).toBe(1);
  expect((await search(3)).pagination.total_count).toBe(2);
  const older = await caller.get('/api/v2/order/get_shipment_list', { page_size: 10 });
  expect(older.response.order_list.map((row: { order_sn: string }) => row.order_sn)).toEqual([
    orderSns[2],
  ]);
  const detail = await caller.get('/api/v2/order/get_package_detail', {
    package_number_list: parcels.map((parcel) => parcel.package_number).join(','),
  });
  expect(
    detail.response.package_list.map(
      (row: { fulfillment_status: string }) => row.fulfillment_status,
    ),
  ).toEqual(['LOGISTICS_REQUEST_CREATED', 'LOGISTICS_REQUEST_CREATED', 'LOGISTICS_READY']);
});
