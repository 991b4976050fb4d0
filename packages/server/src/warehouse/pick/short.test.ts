import { expect, test } from 'vitest';
import { freshDatabase } from '../../platform/testkit.ts';
import { listPackQueue, openPack, putBack, reportShort } from '../index.ts';
import { bindTotes, claim, pick, stopOf, wave } from '../testkit/floor.ts';
import {
  anOrder,
  availability,
  aWorld,
  balances,
  clear,
  events,
  outboundIdOf,
  refusal,
  stateOf,
  stock,
  timelineOf,
} from '../testkit/world.ts';

const world = await aWorld(await freshDatabase());

/** One order of 4 RED, 1 BLUE and 1 GREEN, walked as A1 (RED), A3 (BLUE), B4 (GREEN). */
async function aWalk(more: { otherRed?: number } = {}) {
  await clear(world);
  await stock(world, [
    { sku: 'RED', bin: 'A1', qty: 6 },
    { sku: 'BLUE', bin: 'A3', qty: 5 },
    { sku: 'GREEN', bin: 'B4', qty: 5 },
    ...(more.otherRed === undefined
      ? []
      : [{ sku: 'RED' as const, bin: 'A4', qty: more.otherRed }]),
  ]);
  const order = await anOrder(world, { RED: 4, BLUE: 1, GREEN: 1 });
  await wave(world);
  const tour = await bindTotes(world, 'Minh', await claim(world, 'Minh'));
  await events(world);
  const stop = stopOf(tour, { bin: 'A1' });
  const report = (foundQty: number, toteScan?: string) =>
    world.as('Minh', (tx) =>
      reportShort(tx, stop.pickTaskId, {
        locationScan: 'L-A1',
        foundQty,
        ...(toteScan === undefined ? {} : { toteScan }),
      }),
    );
  return { order, tour, stop, report };
}

test('less than wanted: the found units are picked, the rest comes from another bin on the way', async () => {
  const { order, report } = await aWalk({ otherRed: 9 });

  const { tour, outcome, otherLocationCode } = await report(1, 'T-1');

  expect([outcome, otherLocationCode]).toEqual(['other_bin', 'A4']);
  expect(await balances(world, 'RED')).toEqual({ A1: '5/0', A4: '9/3', 'T-1': '1/0' });
  expect(tour.stops.map((s) => [s.stopSequence, s.locationCode, s.qty, s.state])).toEqual([
    [1, 'A1', 4, 'short'],
    [2, 'A3', 1, 'open'],
    [3, 'A4', 3, 'open'],
    [4, 'B4', 1, 'open'],
  ]);
  expect(await events(world)).toEqual([
    {
      task: 'warehouse.progressed',
      fulfilmentOrderIds: [order.fulfilmentOrderId],
      event: 'start_pick',
    },
    {
      task: 'warehouse.bin_miscounted',
      nodeId: world.nodeId,
      locationId: world.at.A1,
      skuId: world.sku.RED,
      lotCode: '',
      countedQty: 0,
    },
  ]);
  let walked = tour;
  for (const stop of tour.stops.slice(1)) walked = await pick(world, 'Minh', stop);
  expect([walked.state, await stateOf(world, order)]).toEqual(['done', 'picked']);
  expect(await balances(world, 'RED')).toEqual({ A1: '5/0', A4: '6/0', 'T-1': '4/0' });
});

test('no other bin: the order falls short, its stops end, its goods wait for put-back', async () => {
  const { order, tour, report } = await aWalk({ otherRed: 2 });
  await pick(world, 'Minh', stopOf(tour, { bin: 'A3' }));
  await events(world);

  const { tour: after, outcome, otherLocationCode } = await report(1, 'T-1');

  expect([outcome, otherLocationCode, after.state]).toEqual(['order_short', null, 'done']);
  expect(await stateOf(world, order)).toBe('short');
  // Of the 3 missing units two lie in A4: only one is truly lacking at this node.
  expect(await events(world)).toEqual([
    {
      task: 'warehouse.fell_short',
      fulfilmentOrderId: order.fulfilmentOrderId,
      lines: [
        { skuId: world.sku.RED, qty: 1, locationId: world.at.A1, lotCode: '', countedQty: 0 },
      ],
    },
  ]);
  expect(await balances(world, 'RED')).toEqual({ A1: '5/0', A4: '2/0', 'T-1': '1/0' });
  expect(await balances(world, 'BLUE')).toEqual({ A3: '4/0', 'T-1': '1/0' });
  expect(await balances(world, 'GREEN')).toEqual({ B4: '5/0' });
  expect(await availability(world, 'RED')).toBe('8/4');
  expect((await timelineOf(world, order)).at(-1)).toBe('pick_short by Minh on handheld of Minh');

  const job = await world.as('Lan', (tx) => openPack(tx, world.nodeId, 'T-1'));
  expect(job).toMatchObject({ state: 'short', isCancelled: true });
  expect(await world.as('Lan', (tx) => listPackQueue(tx, world.nodeId))).toMatchObject([
    { orderNumber: order.orderNumber, toteBarcode: 'T-1', units: 2, isCancelled: true },
  ]);
  await world.as('Lan', (tx) => putBack(tx, job.outboundOrderId, 'L-A1'));
  expect(await balances(world, 'RED')).toEqual({ A1: '6/0', A4: '2/0' });
  expect(await balances(world, 'BLUE')).toEqual({ A1: '1/0', A3: '4/0' });
  expect(await world.as('Lan', (tx) => listPackQueue(tx, world.nodeId))).toEqual([]);
});

test('short before anything was picked leaves no tote and no put-back behind', async () => {
  const { order, report } = await aWalk();

  const { outcome, tour } = await report(0);

  expect([outcome, tour.slots[0]?.toteBarcode]).toEqual(['order_short', null]);
  expect(await world.as('Lan', (tx) => listPackQueue(tx, world.nodeId))).toEqual([]);
  const id = await outboundIdOf(world, order);
  await refusal(
    'task_done',
    world.as('Lan', (tx) => putBack(tx, id, 'L-A1')),
  );
});

test('a bin that was short once is not offered to the order again', async () => {
  const { report, tour } = await aWalk({ otherRed: 9 });
  const first = await report(0);
  const other = stopOf(first.tour, { bin: 'A4' });

  const second = await world.as('Minh', (tx) =>
    reportShort(tx, other.pickTaskId, { locationScan: 'L-A4', foundQty: 0 }),
  );

  expect(second.outcome).toBe('order_short');
  expect(second.tour.tourId).toBe(tour.tourId);
});

test('what is no shortage is refused, and so are wrong scans; nothing changes', async () => {
  const { report, stop } = await aWalk({ otherRed: 9 });

  const all = await refusal('too_many', report(4, 'T-1'));
  expect(all.remedy).toBe('Confirm the pick instead of reporting it short.');
  await refusal('too_many', report(1_000_000, 'T-1'));
  await refusal('invalid_input', report(-1, 'T-1'));
  await refusal('wrong_tote', report(1));
  await refusal('wrong_tote', report(1, 'T-2'));
  await refusal(
    'wrong_location',
    world.as('Minh', (tx) =>
      reportShort(tx, stop.pickTaskId, { locationScan: 'L-A4', foundQty: 0 }),
    ),
  );
  await refusal(
    'task_taken',
    world.as('Lan', (tx) => reportShort(tx, stop.pickTaskId, { locationScan: 'A1', foundQty: 0 })),
  );

  expect(await balances(world, 'RED')).toEqual({ A1: '6/4', A4: '9/0' });
  expect(await events(world)).toEqual([]);
  await report(0);
  await refusal('task_done', report(0));
});

test('two reports of one stop at once: the units are given back once', async () => {
  const { report } = await aWalk({ otherRed: 9 });

  const outcomes = await Promise.allSettled([report(0), report(0), report(0)]);

  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
  expect(await balances(world, 'RED')).toEqual({ A1: '6/0', A4: '9/4' });
});
