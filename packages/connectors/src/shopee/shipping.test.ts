import { expect, test } from 'vitest';
import { bodies, fine, fixture, refusal, session, shopee } from './testkit.ts';

const sgOrder = fixture('order-sg.json');
const parcel = { externalOrderNumber: '2611A', externalPackageNumber: null };

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
