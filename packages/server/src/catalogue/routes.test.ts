import { catalogueRoutes as routes } from '@quayside/contract';
import { expect, test } from 'vitest';
import { makeWorld } from '../access/testkit.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { postMoves, stockByLocation } from '../stock/index.ts';
import { openCatalogue } from './places.ts';
import { locationsOfType, skusByCode, virtualLocationIds } from './read.ts';
import { catalogueRoutes } from './routes.ts';
import { putSkus } from './write.ts';

const fresh = await freshDatabase();
const world = await makeWorld(fresh, {
  more: (service) => catalogueRoutes(service, { stockByLocation }),
});
const harbour = await world.tenant('harbour', [{ email: 'floor@harbour.test', role: 'floor' }]);
await world.tenant('kopi');
const owner = await world.signIn('owner@harbour.test');

const send = (
  method: 'GET' | 'POST' | 'PATCH',
  url: string,
  payload?: object,
  cookie: string = owner,
) =>
  world.app.inject({
    method,
    url,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload }),
  });
const locationsPath = (nodeId: string) => routes.listLocations.path.replace(':id', nodeId);
const nodePath = (nodeId: string) => routes.changeNode.path.replace(':id', nodeId);

await harbour.run((tx) =>
  putSkus(tx, [
    { skuCode: 'A-1', name: 'Blue 100% Wool', barcodes: [{ barcode: '9501101530003' }] },
    { skuCode: 'A-2', name: 'Red Wool' },
    { skuCode: 'B-1', name: 'Green Silk' },
    { skuCode: 'KIT', name: 'Wool Set', components: [{ skuCode: 'A-1', qty: 2 }] },
  ]),
);

test('SKUs come page by page in order of their codes', async () => {
  const seen: string[] = [];
  let path = `${routes.listSkus.path}?limit=3`;
  for (let pages = 1; pages <= 2; pages += 1) {
    const page = (await send('GET', path)).json();
    seen.push(...page.rows.map((sku: { skuCode: string }) => sku.skuCode));
    expect(page.nextCursor === null).toBe(pages === 2);
    path = `${routes.listSkus.path}?limit=3&cursor=${page.nextCursor}`;
  }

  expect(seen).toEqual(['A-1', 'A-2', 'B-1', 'KIT']);
});

test.for<[string, string[]]>([
  ['search=a-', ['A-1', 'A-2']],
  ['search=wool', ['A-1', 'A-2', 'KIT']],
  ['search=0%25', ['A-1']],
  ['search=_', []],
  ['search=9501101530003', ['A-1']],
  ['search=09501101530003', ['A-1']],
  ['search=wool&isKit=true', ['KIT']],
  ['isKit=false', ['A-1', 'A-2', 'B-1']],
])('SKUs by %s', async ([query, codes]) => {
  const reply = await send('GET', `${routes.listSkus.path}?${query}`);

  expect(reply.json().rows.map((sku: { skuCode: string }) => sku.skuCode)).toEqual(codes);
});

test('one SKU by its id; another company is told that it does not exist', async () => {
  const sku = await harbour.run(async (tx) => (await skusByCode(tx, ['KIT'])).get('KIT'));
  const url = routes.getSku.path.replace(':id', sku?.skuId ?? '');

  const own = await send('GET', url);
  const foreign = await send('GET', url, undefined, await world.signIn('owner@kopi.test'));

  expect(own.json()).toMatchObject({
    skuCode: 'KIT',
    isKit: true,
    components: [{ skuCode: 'A-1', name: 'Blue 100% Wool', qty: 2 }],
  });
  expect(foreign.statusCode).toBe(404);
});

test('SKUs go in by the API, and who may not write is told so', async () => {
  const skus = [{ skuCode: 'API-1', name: 'By API', barcodes: [{ barcode: 'API-1' }] }];

  const picker = await world.signIn('floor@harbour.test');
  const refused = await send('POST', routes.putSkus.path, { skus }, picker);
  const done = await send('POST', routes.putSkus.path, { skus });
  const wrong = await send('POST', routes.putSkus.path, {
    skus: [{ skuCode: 'API-2', name: 'x', weightG: -1 }],
  });

  expect(refused.statusCode).toBe(403);
  expect(done.json()).toEqual({ created: 1, changed: 0 });
  expect(wrong.statusCode).toBe(400);
  expect(wrong.json()).toMatchObject({ code: 'invalid_input' });
});

test('a simple node has one place; switched to directed it keeps place, stock and history', async () => {
  const added = await send('POST', routes.addNode.path, {
    nodeCode: 'SHOP',
    name: 'Shop',
    mode: 'simple',
  });
  const node = added.json();
  const stock = await harbour.run(async (tx) => {
    const [place] = await locationsOfType(tx, node.nodeId, ['stock']);
    const sku = (await skusByCode(tx, ['A-1'])).get('A-1');
    const { supplier } = await virtualLocationIds(tx);
    await postMoves(tx, [
      {
        skuId: sku?.skuId ?? '',
        fromLocationId: supplier,
        toLocationId: place?.locationId ?? '',
        qty: 7,
        reason: 'receipt',
      },
    ]);
    return place;
  });
  const bin = { locations: [{ locationCode: 'B-01', type: 'pick_face' }] };

  const tooEarly = await send('POST', locationsPath(node.nodeId), bin);
  const changed = await send('PATCH', nodePath(node.nodeId), { mode: 'directed', priority: 5 });
  const bins = await send('POST', locationsPath(node.nodeId), bin);
  const places = await send('GET', locationsPath(node.nodeId));

  expect(added.statusCode).toBe(201);
  expect(node).toEqual({
    nodeId: node.nodeId,
    nodeCode: 'SHOP',
    name: 'Shop',
    mode: 'simple',
    isActive: true,
    priority: 100,
    latitude: null,
    longitude: null,
    postcode: null,
    address: null,
    timeZone: 'Asia/Singapore',
    locationCount: 1,
  });
  expect(tooEarly.json()).toMatchObject({ code: 'state_refused' });
  expect(changed.json()).toMatchObject({ mode: 'directed', priority: 5, locationCount: 1 });
  expect(bins.json()).toEqual({ created: 1 });
  expect(
    places
      .json()
      .rows.map((row: Record<string, unknown>) => [
        row.locationCode,
        row.type,
        row.skuCount,
        row.onHandQty,
      ]),
  ).toEqual([
    ['B-01', 'pick_face', 0, 0],
    ['STOCK', 'bulk', 1, 7],
  ]);
  expect(places.json().rows[1].locationId).toBe(stock?.locationId);
  const events = await harbour.run((tx) =>
    tx.query(
      `select kind, facts from platform.event
        where tenant_id = $1 and subject_kind = 'node' and subject_id = $2 order by event_id`,
      [tx.tenantId, node.nodeId],
    ),
  );
  expect(events[1]).toEqual({
    kind: 'node_changed',
    facts: {
      before: { name: 'Shop', priority: 100, isActive: true, mode: 'simple' },
      after: { name: 'Shop', priority: 5, isActive: true, mode: 'directed' },
    },
  });
});

test('a node code is taken once, and a time zone must exist', async () => {
  const taken = await send('POST', routes.addNode.path, {
    nodeCode: 'WEST',
    name: 'Second',
    mode: 'directed',
  });
  const nowhere = await send('POST', routes.addNode.path, {
    nodeCode: 'MARS',
    name: 'Mars',
    mode: 'simple',
    timeZone: 'Mars/Olympus',
  });

  expect(taken.json()).toMatchObject({ code: 'duplicate_code', facts: { nodeCode: 'WEST' } });
  expect(nowhere.json()).toMatchObject({
    code: 'invalid_input',
    facts: { timeZone: 'Mars/Olympus' },
  });
});

test('who is limited to a node sees that node only', async () => {
  const other = await send('POST', routes.addNode.path, {
    nodeCode: 'FAR',
    name: 'Far',
    mode: 'simple',
  });
  await send('PATCH', `/api/v1/people/${harbour.personIds.get('floor@harbour.test')}`, {
    nodeIds: [harbour.nodeId],
  });
  const picker = await world.signIn('floor@harbour.test');

  const nodes = await send('GET', routes.listNodes.path, undefined, picker);
  const far = await send('GET', locationsPath(other.json().nodeId), undefined, picker);

  expect(nodes.json().rows.map((node: { nodeCode: string }) => node.nodeCode)).toEqual(['WEST']);
  expect(far.statusCode).toBe(403);
});

test('who is limited to a client sees its goods only', async () => {
  const clientId = await harbour.run(async (tx) => {
    await tx.execute(
      `insert into catalogue.client (tenant_id, client_code, name) values ($1, 'OTHER', 'Other')`,
      [tx.tenantId],
    );
    const [row] = await tx.query<{ client_id: string }>(
      `select client_id from catalogue.client where tenant_id = $1 and client_code = 'OTHER'`,
      [tx.tenantId],
    );
    return row?.client_id ?? '';
  });
  await send('POST', '/api/v1/people', {
    name: 'Client',
    email: 'client@harbour.test',
    password: 'correct horse battery',
    role: 'client_read_only',
    nodeIds: null,
    clientIds: [clientId],
  });
  const client = await world.signIn('client@harbour.test');
  const sku = await harbour.run(async (tx) => (await skusByCode(tx, ['A-1'])).get('A-1'));

  const list = await send('GET', routes.listSkus.path, undefined, client);
  const one = await send(
    'GET',
    routes.getSku.path.replace(':id', sku?.skuId ?? ''),
    undefined,
    client,
  );

  expect(list.json()).toEqual({ rows: [], nextCursor: null });
  expect(one.statusCode).toBe(404);
});

test('locations are created all or none, and the refusal names which are taken', async () => {
  const path = locationsPath(harbour.nodeId);
  const bins = (codes: string[]) => ({
    locations: codes.map((locationCode) => ({ locationCode, type: 'pick_face', zone: 'PICK' })),
  });
  expect((await send('POST', path, bins(['R-01', 'R-02']))).json()).toEqual({ created: 2 });

  const taken = await send('POST', path, bins(['R-03', 'R-02', 'R-01']));
  const twice = await send('POST', path, bins(['R-04', 'R-04']));
  const barcode = await send('POST', path, {
    locations: [{ locationCode: 'R-05', barcode: 'R-01', type: 'bulk' }],
  });

  expect(taken.json()).toMatchObject({
    code: 'duplicate_code',
    facts: { nodeCode: 'WEST', what: 'location code', codes: ['R-01', 'R-02'] },
  });
  expect(twice.json()).toMatchObject({ facts: { what: 'location code', codes: ['R-04'] } });
  expect(barcode.json()).toMatchObject({ facts: { what: 'location barcode', codes: ['R-01'] } });
  const list = await send('GET', `${path}?search=r-`);
  expect(list.json().rows.map((row: { locationCode: string }) => row.locationCode)).toEqual([
    'R-01',
    'R-02',
  ]);
});

test('locations come page by page; cartons only when asked for', async () => {
  const path = locationsPath(harbour.nodeId);
  await send('POST', path, {
    locations: [
      { locationCode: 'P-1', type: 'packing' },
      { locationCode: 'X-1', type: 'carton' },
    ],
  });

  const first = (await send('GET', `${path}?limit=2`)).json();
  const second = (await send('GET', `${path}?limit=2&cursor=${first.nextCursor}`)).json();
  const cartons = (await send('GET', `${path}?type=carton`)).json();
  const codes = (page: { rows: { locationCode: string }[] }) =>
    page.rows.map((r) => r.locationCode);

  expect([codes(first), codes(second), second.nextCursor]).toEqual([
    ['P-1', 'R-01'],
    ['R-02'],
    null,
  ]);
  expect(codes(cartons)).toEqual(['X-1']);
});

test('what lies in receiving may not be promised, what lies in a tote may', async () => {
  const path = locationsPath(harbour.nodeId);
  const types = ['receiving', 'dock', 'tote', 'cart', 'staging', 'bulk'];
  await send('POST', path, {
    locations: types.map((type) => ({ locationCode: `T-${type.toUpperCase()}`, type })),
  });

  const rows = await harbour.run((tx) =>
    tx.query<{ type: string; is_sellable: boolean }>(
      `select type, is_sellable from catalogue.location
        where tenant_id = $1 and location_code like 'T-%' order by type`,
      [tx.tenantId],
    ),
  );

  expect(rows.map((row) => [row.type, row.is_sellable])).toEqual([
    ['bulk', true],
    ['cart', true],
    ['dock', false],
    ['receiving', false],
    ['staging', true],
    ['tote', true],
  ]);
});

test('a node that does not exist is not found, a made-up cursor refused', async () => {
  const nowhere = await send('GET', locationsPath('999999'));
  const changed = await send('PATCH', nodePath('999999'), { name: 'x' });
  const cursor = await send('GET', `${routes.listSkus.path}?cursor=nonsense`);

  expect(nowhere.statusCode).toBe(404);
  expect(changed.statusCode).toBe(404);
  expect(cursor.json()).toMatchObject({ code: 'invalid_input' });
});

test('every company has the virtual locations, once', async () => {
  const ids = await harbour.run((tx) => virtualLocationIds(tx));

  expect(Object.keys(ids).sort()).toEqual(['customer', 'found', 'loss', 'supplier', 'transit']);
  await expect(
    harbour.run((tx) => openCatalogue(tx, { clientCode: 'AGAIN', name: 'Again' })),
  ).rejects.toThrow('location_code_once');
});
