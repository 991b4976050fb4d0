import { expect, test } from 'vitest';
import { freshDatabase } from '../../platform/testkit.ts';
import {
  attachLabel,
  attachShipment,
  cancelOutbound,
  closeManifest,
  getManifest,
  listManifests,
  openManifest,
  putBack,
  scanOntoManifest,
  shipSimple,
} from '../index.ts';
import { pack, pickTour, wave } from '../testkit/floor.ts';
import {
  anOrder,
  availability,
  aWorld,
  balances,
  clear,
  events,
  type GivenOrder,
  outboundIdOf,
  refusal,
  stateOf,
  stock,
} from '../testkit/world.ts';
import { waitingCarriers } from './queries.ts';

const world = await aWorld(await freshDatabase());

/** Orders of one RED each, packed; those with a tracking number are labelled for their carrier. */
async function packed(
  ...plan: { carrier: string; tracking: string | null }[]
): Promise<{ order: GivenOrder; sscc: string }[]> {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 20 }]);
  const orders: GivenOrder[] = [];
  for (const _ of plan) orders.push(await anOrder(world, { RED: 1 }));
  await wave(world);
  await pickTour(world, 'Minh');
  const parcels: { order: GivenOrder; sscc: string }[] = [];
  for (const [at, { carrier, tracking }] of plan.entries()) {
    const order = orders[at];
    if (order === undefined) throw new Error('an order is missing');
    const job = await pack(world, 'Lan', order);
    parcels.push({ order, sscc: job.parcel?.sscc ?? '' });
    if (tracking === null) continue;
    await world.as('Quayside', async (tx) => {
      const { orderId } = order;
      await attachShipment(tx, { orderId, carrier, trackingNumber: tracking });
      await attachLabel(tx, { orderId, documentId: '1', trackingNumber: tracking });
    });
  }
  await events(world);
  return parcels;
}
const open = (carrier: string, nodeId = world.nodeId) =>
  world.as('Lan', (tx) => openManifest(tx, { nodeId, carrier }));
const scan = (manifestId: string, code: string) =>
  world.as('Lan', (tx) => scanOntoManifest(tx, manifestId, code));
const close = (manifestId: string) =>
  world.as('Lan', (tx) => closeManifest(tx, manifestId, world.consumptionsOf));
const cancel = (order: GivenOrder) =>
  world.as('Quayside', (tx) => cancelOutbound(tx, [order.orderId]));

test('a parcel is handed over by SSCC or tracking number; scanned twice it is on once', async () => {
  const [first, second] = await packed(
    { carrier: 'SPX', tracking: 'SG1' },
    { carrier: 'SPX', tracking: 'SG2' },
  );
  const manifest = await open('SPX');
  expect((await open('SPX')).manifestId).toBe(manifest.manifestId);

  expect(await scan(manifest.manifestId, 'SG1')).toMatchObject({
    wasAlreadyOn: false,
    parcel: { orderNumber: first?.order.orderNumber, isOnManifest: true },
    manifest: { parcels: 1, waiting: 1 },
  });
  for (const code of ['SG1', first?.sscc ?? '', `]C100${first?.sscc}`]) {
    expect(await scan(manifest.manifestId, code)).toMatchObject({
      wasAlreadyOn: true,
      manifest: { parcels: 1 },
    });
  }
  await scan(manifest.manifestId, second?.sscc ?? '');
  await close(manifest.manifestId);

  expect(await scan(manifest.manifestId, 'SG1')).toMatchObject({ wasAlreadyOn: true });
  expect(await balances(world, 'RED')).toEqual({ A1: '18/0' });
  expect(await availability(world, 'RED')).toBe('18/0');
  const left = await refusal('state_refused', scan((await open('SPX')).manifestId, 'SG1'));
  expect(left.message).toBe('Parcel SG1 has left already.');
});

test('a parcel that does not belong is refused with its reason; the manifest stays as it was', async () => {
  const [ready, foreign, unlabelled, cancelled] = await packed(
    { carrier: 'SPX', tracking: 'SG1' },
    { carrier: 'NINJA', tracking: 'NV1' },
    { carrier: 'SPX', tracking: null },
    { carrier: 'SPX', tracking: 'SG4' },
  );
  if (cancelled === undefined || ready === undefined) throw new Error('a parcel is missing');
  await cancel(cancelled.order);
  const { manifestId } = await open('SPX');

  const carrier = await refusal('wrong_carrier', scan(manifestId, 'NV1'));
  expect(carrier.facts).toMatchObject({ expected: 'SPX', got: 'NINJA', sscc: foreign?.sscc });
  await refusal('parcel_not_ready', scan(manifestId, unlabelled?.sscc ?? ''));
  const stopped = await refusal('order_cancelled', scan(manifestId, 'SG4'));
  expect(stopped.facts).toMatchObject({ orderNumber: cancelled.order.orderNumber });
  await refusal('unknown_barcode', scan(manifestId, 'NO-SUCH-CODE'));
  await refusal('unknown_barcode', scan(manifestId, 'L-A1'));
  const east = await open('SPX', world.otherNodeId);
  const node = await refusal('state_refused', scan(east.manifestId, 'SG1'));
  expect(node.facts).toMatchObject({ expected: 'EAST', got: 'WEST' });
  const empty = await refusal('manifest_empty', close(manifestId));
  expect(empty.remedy).toBe('Scan the parcels that the carrier takes.');

  const read = await world.as('Lan', (tx) => getManifest(tx, manifestId));
  expect(read.manifest).toMatchObject({ parcels: 0, waiting: 1, state: 'open' });
  expect(read.parcels).toMatchObject([{ sscc: ready.sscc, isOnManifest: false }]);
  expect(await world.as('Lan', (tx) => waitingCarriers(tx, world.nodeId))).toEqual([
    { carrier: 'NINJA', waiting: 1, onManifest: 0, openManifestId: null },
    { carrier: 'SPX', waiting: 1, onManifest: 0, openManifestId: manifestId },
  ]);
  expect(await events(world)).toEqual([]);
});

test('a closed manifest takes nothing more', async () => {
  await packed({ carrier: 'SPX', tracking: 'SG1' }, { carrier: 'SPX', tracking: 'SG2' });
  const { manifestId, manifestNumber } = await open('SPX');
  await scan(manifestId, 'SG1');
  await close(manifestId);

  const refused = await refusal('manifest_closed', scan(manifestId, 'SG2'));
  expect(refused.facts).toEqual({ manifestNumber, carrier: 'SPX' });
  await refusal('manifest_closed', close(manifestId));
  const next = await open('SPX');
  expect(next.manifestId).not.toBe(manifestId);
  const listed = await world.as('Lan', (tx) => listManifests(tx, world.nodeId, { limit: 1 }));
  expect(listed.rows.map((m) => m.manifestId)).toEqual([next.manifestId]);
  const more = await world.as('Lan', (tx) =>
    listManifests(tx, world.nodeId, { limit: 1, cursor: listed.nextCursor ?? '' }),
  );
  expect(more.rows.map((m) => [m.manifestId, m.parcels])).toEqual([[manifestId, 1]]);
  expect(more.nextCursor).toBeNull();
});

test('a parcel cancelled after its scan holds the manifest until its goods are put back', async () => {
  const [kept, gone] = await packed(
    { carrier: 'SPX', tracking: 'SG1' },
    { carrier: 'SPX', tracking: 'SG2' },
  );
  if (kept === undefined || gone === undefined) throw new Error('a parcel is missing');
  const { manifestId } = await open('SPX');
  await scan(manifestId, 'SG1');
  await scan(manifestId, 'SG2');
  expect(await cancel(gone.order)).toMatchObject({ tooLate: [] });

  const refused = await refusal('order_cancelled', close(manifestId));
  expect(refused.facts.parcels).toEqual([
    { orderNumber: gone.order.orderNumber, sscc: gone.sscc, trackingNumber: 'SG2' },
  ]);
  expect(await stateOf(world, kept.order)).toBe('packed');
  const id = await outboundIdOf(world, gone.order);
  await world.as('Lan', (tx) => putBack(tx, id, 'L-A1'));
  // Its promise is taken back by the order desk.
  await world.owner.query(
    `with released as (update stock.reservation set state = 'released', closed_at = now()
                        where order_id = $1 returning qty)
     update stock.availability set reserved_qty = reserved_qty - (select sum(qty) from released)`,
    [gone.order.orderId],
  );

  expect(await close(manifestId)).toMatchObject({ state: 'closed', parcels: 1 });
  expect(await balances(world, 'RED')).toEqual({ A1: '19/0' });
  expect(await cancel(kept.order)).toMatchObject({ stopped: [], tooLate: [expect.any(String)] });
  expect(await events(world)).toEqual([
    {
      task: 'warehouse.shipment_confirmed',
      fulfilmentOrderIds: [kept.order.fulfilmentOrderId],
    },
  ]);
});

test('cancel and close race: each order is either shipped or stopped, never both, never neither', async () => {
  const parcels = await packed(
    { carrier: 'SPX', tracking: 'SG1' },
    { carrier: 'SPX', tracking: 'SG2' },
    { carrier: 'SPX', tracking: 'SG3' },
  );
  const { manifestId } = await open('SPX');
  for (const code of ['SG1', 'SG2', 'SG3']) await scan(manifestId, code);
  const target = parcels[1]?.order;
  if (target === undefined) throw new Error('a parcel is missing');

  const [closed, cancelled] = await Promise.allSettled([close(manifestId), cancel(target)]);

  if (cancelled.status === 'rejected') throw cancelled.reason;
  const isShipped = cancelled.value.tooLate.length === 1;
  expect(closed.status).toBe(isShipped ? 'fulfilled' : 'rejected');
  expect(await stateOf(world, target)).toBe(isShipped ? 'shipped' : 'cancelled');
  expect(await balances(world, 'RED')).toEqual(
    isShipped ? { A1: '17/0' } : { A1: '17/0', carton: '3/0' },
  );
});

test('goods that are promised no more do not leave: the manifest waits and names the order', async () => {
  const [kept, gone] = await packed(
    { carrier: 'SPX', tracking: 'SG1' },
    { carrier: 'SPX', tracking: 'SG2' },
  );
  const { manifestId } = await open('SPX');
  await scan(manifestId, 'SG1');
  await scan(manifestId, 'SG2');
  const withoutGone: typeof world.consumptionsOf = async (tx, ids) =>
    world.consumptionsOf(
      tx,
      ids.filter((id) => id !== gone?.order.fulfilmentOrderId),
    );

  const refused = await refusal(
    'order_cancelled',
    world.as('Lan', (tx) => closeManifest(tx, manifestId, withoutGone)),
  );

  expect(refused.facts).toEqual({ orderNumbers: [gone?.order.orderNumber] });
  expect(await balances(world, 'RED')).toMatchObject({ carton: '2/0' });
  expect(kept && (await stateOf(world, kept.order))).toBe('packed');
  expect(await world.as('Lan', (tx) => getManifest(tx, manifestId))).toMatchObject({
    manifest: { state: 'open', parcels: 2 },
  });
});

/** Receives exactly what the shop's orders were promised; RED in two lots. */
async function aShop() {
  await clear(world);
  await stock(world, [
    { sku: 'MILK', bin: 'SHOP-STOCK', qty: 2, lot: 'L2' },
    { sku: 'MILK', bin: 'SHOP-STOCK', qty: 3, lot: 'L1' },
    { sku: 'RED', bin: 'SHOP-STOCK', qty: 4 },
  ]);
  const order = await anOrder(world, { MILK: 4, RED: 1 }, { nodeId: world.shopNodeId });
  const ship = (ids: string[]) =>
    world.as('Mai', (tx) => shipSimple(tx, ids, { consumptionsOf: world.consumptionsOf }));
  return { order, ship };
}

test('a shop ships with one click, earliest lot first, once', async () => {
  const { order, ship } = await aShop();

  await ship([order.fulfilmentOrderId]);
  await ship([order.fulfilmentOrderId]);

  expect(await stateOf(world, order)).toBe('shipped');
  expect(await balances(world, 'MILK')).toEqual({ 'SHOP-STOCK': '1/0' });
  expect(await availability(world, 'MILK', world.shopNodeId)).toBe('1/0');
  expect(await events(world)).toEqual([
    {
      task: 'warehouse.shipment_confirmed',
      fulfilmentOrderIds: [order.fulfilmentOrderId],
    },
  ]);
  const { rows } = await world.owner.query(
    `select lot_code, qty from stock.move where reason = 'ship' and sku_id = $1 order by lot_code`,
    [world.sku.MILK],
  );
  expect(rows).toEqual([
    { lot_code: 'L1', qty: 3 },
    { lot_code: 'L2', qty: 1 },
  ]);
});

test('one click refuses what lacks, what was cancelled, what is unknown, and a node with bins', async () => {
  const { order, ship } = await aShop();
  await world.owner.query(`update stock.availability set preorder_qty = 9`);
  const more = await anOrder(world, { RED: 4 }, { nodeId: world.shopNodeId });

  const lacking = await refusal(
    'insufficient',
    ship([order.fulfilmentOrderId, more.fulfilmentOrderId]),
  );
  expect(lacking.facts).toMatchObject({ orderNumber: more.orderNumber });
  expect(await balances(world, 'RED')).toEqual({ 'SHOP-STOCK': '4/0' });
  await refusal('not_found', ship(['999999']));
  await cancel(more);
  await refusal('order_cancelled', ship([more.fulfilmentOrderId]));
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 1 }]);
  const directed = await anOrder(world, { RED: 1 });
  const node = await refusal('state_refused', ship([directed.fulfilmentOrderId]));
  expect(node.facts).toEqual({ nodeCode: 'WEST', mode: 'directed' });
});
