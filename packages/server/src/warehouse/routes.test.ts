import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { installProblems, makeService, storeDocument } from '../platform/index.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { warehouseRoutes } from './index.ts';
import { bindTotes, claim, pack, stopOf, wave } from './testkit/floor.ts';
import {
  anOrder,
  aWorld,
  balances,
  barcodeOf,
  callerOf,
  clear,
  outboundIdOf,
  stock,
} from './testkit/world.ts';

const world = await aWorld(await freshDatabase());
const app: FastifyInstance = Fastify();
installProblems(app);
warehouseRoutes(
  makeService(app, world.db, async (request) =>
    callerOf(world, String(request.headers['x-who'] ?? 'Minh'), {
      ...(request.headers['x-nodes'] === undefined
        ? {}
        : { nodeIds: String(request.headers['x-nodes']).split(',') }),
    }),
  ),
  { consumptionsOf: world.consumptionsOf, clock: { now: () => new Date('2026-11-23T02:00:00Z') } },
);
await app.ready();
afterAll(() => app.close());

const call = async (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
  headers: Record<string, string> = {},
) => {
  const reply = await app.inject({
    method,
    url,
    headers,
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: reply.statusCode, body: reply.json() as Record<string, unknown> };
};

async function aTour() {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 10 }]);
  const order = await anOrder(world, { RED: 2 });
  await wave(world);
  const tour = await bindTotes(world, 'Minh', await claim(world, 'Minh'));
  const stop = stopOf(tour, { bin: 'A1' });
  const scans = { locationScan: 'L-A1', skuScan: barcodeOf('RED'), toteScan: 'T-1', qty: 2 };
  return { order, tour, scans, confirmUrl: `/api/v1/floor/picks/${stop.pickTaskId}/confirm` };
}

test('a quantity of zero, less, a fraction or a million and one never reaches the floor', async () => {
  const { scans, confirmUrl } = await aTour();

  for (const qty of [0, -1, 1.5, 1_000_001]) {
    const reply = await call('POST', confirmUrl, { ...scans, qty });
    expect([reply.status, reply.body.code]).toEqual([400, 'invalid_input']);
  }
  const huge = await call('POST', confirmUrl, { ...scans, qty: 1_000_000 });
  expect([huge.status, huge.body.code]).toEqual([409, 'too_many']);
  expect(huge.body.facts).toEqual({ expected: 2, got: 1_000_000 });
  const long = await call('POST', confirmUrl, { ...scans, skuScan: 'x'.repeat(121) });
  expect(long.status).toBe(400);
  expect(await balances(world, 'RED')).toEqual({ A1: '10/2' });
});

test('a pick that is sent again with its key is made once, and answered alike', async () => {
  const { scans, confirmUrl } = await aTour();
  const key = { 'idempotency-key': 'pick-1' };

  const first = await call('POST', confirmUrl, { ...scans, qty: 1 }, key);
  const again = await call('POST', confirmUrl, { ...scans, qty: 1 }, key);

  expect(first.status).toBe(200);
  expect(again).toEqual(first);
  expect(await balances(world, 'RED')).toEqual({ A1: '9/1', 'T-1': '1/0' });
  const other = await call('POST', confirmUrl, { ...scans, qty: 2 }, key);
  expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
});

test('who is not assigned to the node sees and does nothing there', async () => {
  const { order, tour, scans, confirmUrl } = await aTour();
  const away = { 'x-nodes': world.shopNodeId };
  const packUrl = `/api/v1/floor/pack/${await outboundIdOf(world, order)}`;

  const replies = await Promise.all([
    call('GET', `/api/v1/floor/tours/${tour.tourId}`, undefined, away),
    call('GET', `/api/v1/floor/tours?nodeId=${world.nodeId}`, undefined, away),
    call('POST', confirmUrl, scans, away),
    call('POST', '/api/v1/waves', { nodeId: world.nodeId }, away),
    call('POST', '/api/v1/floor/pack/open', { nodeId: world.nodeId, scan: 'T-1' }, away),
    call('POST', `${packUrl}/verify`, { scan: 'RED' }, away),
    call('POST', '/api/v1/manifests', { nodeId: world.nodeId, carrier: 'SPX' }, away),
    call('GET', `/api/v1/tours/${tour.tourId}/pick-slip.pdf`, undefined, away),
  ]);

  expect(replies.map((r) => [r.status, r.body.code])).toEqual(
    replies.map(() => [403, 'not_permitted']),
  );
  const waves = await call('GET', '/api/v1/waves', undefined, away);
  expect(waves.body).toEqual({ rows: [], nextCursor: null });
});

test('the whole road over HTTP answers in the shapes of the contract', async () => {
  const { order, tour, scans, confirmUrl } = await aTour();
  const node = `nodeId=${world.nodeId}`;
  expect((await call('GET', `/api/v1/floor/tours?${node}`)).body).toMatchObject({
    rows: [{ isMine: true, state: 'claimed' }],
  });
  expect(
    (await call('POST', '/api/v1/floor/tours/claim', { nodeId: world.nodeId })).body,
  ).toMatchObject({
    tour: { tourId: tour.tourId, slots: [{ toteBarcode: 'T-1', units: 2 }] },
  });
  expect((await call('POST', confirmUrl, scans)).body).toMatchObject({ state: 'done' });
  expect((await call('GET', `/api/v1/floor/pack/queue?${node}`)).body).toMatchObject({
    rows: [{ orderNumber: order.orderNumber, toteBarcode: 'T-1', units: 2 }],
  });
  const opened = await call('POST', '/api/v1/floor/pack/open', {
    nodeId: world.nodeId,
    scan: 'T-1',
  });
  expect(opened.body).toMatchObject({ state: 'picked', lines: [{ skuCode: 'RED', qty: 2 }] });
  const url = `/api/v1/floor/pack/${String(opened.body.outboundOrderId)}`;
  expect((await call('POST', `${url}/verify`, { scan: 'RED', qty: 2 })).body.isComplete).toBe(true);
  const closed = await call('POST', `${url}/close`, { cartonCode: 'S', weightG: 250 });
  expect(closed.body).toMatchObject({ state: 'packed', parcel: { state: 'closed' } });
  expect((await call('GET', `/api/v1/waves?${node}`)).body).toMatchObject({
    rows: [{ orders: 1, ordersPacked: 1, ordersShipped: 0, toursDone: 1 }],
  });
  const manifest = await call('POST', '/api/v1/manifests', {
    nodeId: world.nodeId,
    carrier: 'SPX',
  });
  expect(manifest.body).toMatchObject({ state: 'open', parcels: 0 });
  expect(
    (await call('GET', `/api/v1/manifests/${String(manifest.body.manifestId)}`)).body,
  ).toMatchObject({
    manifest: { nodeCode: 'WEST' },
    parcels: [],
  });
  expect((await call('GET', `/api/v1/floor/handover?${node}`)).body).toMatchObject({
    rows: [{ carrier: 'SPX', waiting: 0, onManifest: 0 }],
  });
});

test('papers come as files: pick slip, label as PDF and ZPL, manifest, a kept document', async () => {
  const { tour } = await aTour();
  const file = async (url: string) => {
    const reply = await app.inject({ method: 'GET', url });
    return {
      status: reply.statusCode,
      type: reply.headers['content-type'],
      start: reply.rawPayload.subarray(0, 5).toString('latin1'),
      code: reply.statusCode === 200 ? null : (reply.json() as { code: string }).code,
    };
  };
  const pdf = { status: 200, type: 'application/pdf', start: '%PDF-', code: null };
  expect(await file(`/api/v1/tours/${tour.tourId}/pick-slip.pdf`)).toEqual(pdf);

  const order = await anOrder(world, { RED: 1 }, { channelId: '0' });
  await wave(world);
  const other = await claim(world, 'Lan');
  const bound = await bindTotes(world, 'Lan', other, 3);
  expect(bound.slots).toHaveLength(1);
  await call(
    'POST',
    `/api/v1/floor/picks/${bound.stops[0]?.pickTaskId}/confirm`,
    {
      locationScan: 'A1',
      skuScan: 'RED',
      toteScan: 'T-3',
      qty: 1,
    },
    { 'x-who': 'Lan' },
  );
  const job = await pack(world, 'Lan', order);
  const parcelId = job.parcel?.parcelId ?? '';
  expect(await file(`/api/v1/parcels/${parcelId}/label.pdf`)).toEqual(pdf);
  expect(await file(`/api/v1/parcels/${parcelId}/label.zpl`)).toMatchObject({
    status: 200,
    type: 'text/plain; charset=utf-8',
  });

  const manifest = await call('POST', '/api/v1/manifests', {
    nodeId: world.nodeId,
    carrier: 'OWN',
  });
  const manifestUrl = `/api/v1/manifests/${String(manifest.body.manifestId)}`;
  expect(await file(`${manifestUrl}/pdf`)).toMatchObject({ status: 409, code: 'manifest_empty' });
  const scanned = await call('POST', `${manifestUrl}/scan`, { scan: job.parcel?.sscc });
  expect(scanned.body).toMatchObject({ wasAlreadyOn: false });
  expect(await file(`${manifestUrl}/pdf`)).toEqual(pdf);
  expect((await call('POST', `${manifestUrl}/close`)).body).toMatchObject({ state: 'closed' });
  const keep = (contentType: string) =>
    world.as('Quayside', (tx) =>
      storeDocument(tx, { kind: 'label', contentType, content: Buffer.from('%PDF-1.7') }),
    );
  expect(await file(`/api/v1/documents/${await keep('application/pdf')}`)).toEqual(pdf);
  expect(await file(`/api/v1/documents/${await keep('text/html')}`)).toMatchObject({
    status: 200,
    type: 'application/octet-stream',
  });
  expect(await file('/api/v1/documents/999')).toMatchObject({ status: 404, code: 'not_found' });
  expect(await file('/api/v1/parcels/999/label.pdf')).toMatchObject({ status: 404 });
});
