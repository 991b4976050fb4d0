import { expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import {
  attachLabel,
  attachShipment,
  closeManifest,
  getManifest,
  openManifest,
  scanOntoManifest,
} from './index.ts';
import { bindTotes, claim, pack, pick, stopOf, wave } from './testkit/floor.ts';
import {
  anOrder,
  availability,
  aWorld,
  balances,
  clear,
  events,
  refusal,
  stateOf,
  stock,
  timelineOf,
} from './testkit/world.ts';

const world = await aWorld(await freshDatabase());

test('an order goes from its bins through tote and carton to the carrier, every balance exact', async () => {
  await clear(world);
  await stock(world, [
    { sku: 'RED', bin: 'A1', qty: 10 },
    { sku: 'BLUE', bin: 'C2', qty: 5 },
  ]);
  const order = await anOrder(world, { RED: 2, BLUE: 1 });
  expect([await balances(world, 'RED'), await availability(world, 'RED')]).toEqual([
    { A1: '10/0' },
    '10/2',
  ]);

  const released = await wave(world);
  expect(released).toMatchObject({ orders: 1, lines: 2, units: 3, tours: 1, leftOut: [] });
  expect(await balances(world, 'RED')).toEqual({ A1: '10/2' });
  expect(await balances(world, 'BLUE')).toEqual({ C2: '5/1' });

  let tour = await bindTotes(world, 'Minh', await claim(world, 'Minh'));
  expect(tour.stops.map((s) => s.locationCode)).toEqual(['A1', 'C2']);
  tour = await pick(world, 'Minh', stopOf(tour, { bin: 'A1' }));
  expect(await balances(world, 'RED')).toEqual({ A1: '8/0', 'T-1': '2/0' });
  expect(await stateOf(world, order)).toBe('picking');
  tour = await pick(world, 'Minh', stopOf(tour, { bin: 'C2' }));
  expect(tour.state).toBe('done');
  expect(await balances(world, 'BLUE')).toEqual({ C2: '4/0', 'T-1': '1/0' });
  expect(await stateOf(world, order)).toBe('picked');

  const packed = await pack(world, 'Lan', order);
  expect(packed.parcel).toMatchObject({ state: 'closed', weightG: 450, cartonCode: 'S' });
  expect(packed.toteBarcode).toBeNull();
  expect(await balances(world, 'RED')).toEqual({ A1: '8/0', carton: '2/0' });
  expect(await availability(world, 'RED')).toBe('10/2');

  await world.as('Quayside', async (tx) => {
    await attachShipment(tx, { orderId: order.orderId, carrier: 'SPX', trackingNumber: 'SG123' });
    await attachLabel(tx, { orderId: order.orderId, documentId: '1', trackingNumber: 'SG123' });
  });
  const manifest = await world.as('Lan', (tx) =>
    openManifest(tx, { nodeId: world.nodeId, carrier: 'SPX' }),
  );
  expect(manifest).toMatchObject({ state: 'open', parcels: 0, waiting: 1 });
  const scanned = await world.as('Lan', (tx) => scanOntoManifest(tx, manifest.manifestId, 'SG123'));
  expect(scanned).toMatchObject({ wasAlreadyOn: false, manifest: { parcels: 1, waiting: 0 } });
  const closed = await world.as('Lan', (tx) =>
    closeManifest(tx, manifest.manifestId, world.consumptionsOf),
  );
  expect(closed).toMatchObject({ state: 'closed', parcels: 1, weightG: 450 });
  expect(await stateOf(world, order)).toBe('shipped');
  expect(await balances(world, 'RED')).toEqual({ A1: '8/0' });
  expect(await balances(world, 'BLUE')).toEqual({ C2: '4/0' });
  expect([await availability(world, 'RED'), await availability(world, 'BLUE')]).toEqual([
    '8/0',
    '4/0',
  ]);

  const { fulfilmentOrderId } = order;
  expect(await events(world)).toEqual([
    {
      task: 'warehouse.wave_released',
      waveId: released.waveId,
      fulfilmentOrderIds: [fulfilmentOrderId],
    },
    ...['start_pick', 'finish_pick', 'pack'].map((event) => ({
      task: 'warehouse.progressed',
      fulfilmentOrderIds: [fulfilmentOrderId],
      event,
    })),
    { task: 'warehouse.shipment_confirmed', fulfilmentOrderIds: [fulfilmentOrderId] },
  ]);
  expect(await timelineOf(world, order)).toEqual([
    'waved by Planner on handheld of Planner',
    'pick_started by Minh on handheld of Minh',
    'picked by Minh on handheld of Minh',
    'packed by Lan on handheld of Lan',
    'label_attached by Quayside on handheld of Quayside',
    'shipped by Lan on handheld of Lan',
  ]);
  const again = await refusal(
    'manifest_closed',
    world.as('Lan', (tx) => closeManifest(tx, manifest.manifestId, world.consumptionsOf)),
  );
  expect(again.facts).toMatchObject({ manifestNumber: manifest.manifestNumber });
  const read = await world.as('Lan', (tx) => getManifest(tx, manifest.manifestId));
  expect(read.parcels.map((p) => [p.orderNumber, p.isOnManifest])).toEqual([
    [order.orderNumber, true],
  ]);
});
