import { expect, test } from 'vitest';
import { freshDatabase } from '../../platform/testkit.ts';
import {
  bindTote,
  cancelOutbound,
  claimTour,
  confirmPick,
  getTour,
  handBackTour,
  listTours,
  undoPick,
} from '../index.ts';
import { bindTotes, claim, pack, pick, pickTour, stopOf, wave } from '../testkit/floor.ts';
import {
  anOrder,
  aWorld,
  balances,
  barcodeOf,
  clear,
  events,
  packBarcodeOf,
  refusal,
  stateOf,
  stock,
  timelineOf,
} from '../testkit/world.ts';

const world = await aWorld(await freshDatabase());

/** Two orders, one tour of Minh with totes T-1 and T-2, stops A1 (RED 3), A1 (RED 1), B1 (BLUE 2). */
async function aTour() {
  await clear(world);
  await stock(world, [
    { sku: 'RED', bin: 'A1', qty: 10 },
    { sku: 'BLUE', bin: 'B1', qty: 10 },
  ]);
  const first = await anOrder(world, { RED: 3, BLUE: 2 }, { shipByMin: 10 });
  const second = await anOrder(world, { RED: 1 }, { shipByMin: 20 });
  await wave(world);
  const tour = await bindTotes(world, 'Minh', await claim(world, 'Minh'));
  await events(world);
  const stop = stopOf(tour, { order: first, sku: 'RED' });
  const scans = { locationScan: 'L-A1', skuScan: barcodeOf('RED'), toteScan: 'T-1', qty: 3 };
  const confirm = (more: Partial<typeof scans>, who = 'Minh') =>
    world.as(who, (tx) => confirmPick(tx, stop.pickTaskId, { ...scans, ...more }));
  return { first, second, tour, stop, confirm };
}

/** Nothing of the tour has moved. */
async function nothingMoved() {
  expect(await balances(world, 'RED')).toEqual({ A1: '10/4' });
  expect(await balances(world, 'BLUE')).toEqual({ B1: '10/2' });
  expect(await events(world)).toEqual([]);
}

test('a wrong scan is refused with what was expected, what came and what to do; nothing moves', async () => {
  const { confirm } = await aTour();

  const bin = await refusal('wrong_location', confirm({ locationScan: 'L-B1' }));
  expect(bin.message).toBe('Go to A1; this is location B1.');
  expect(bin.facts).toEqual({ expected: 'A1', got: 'location B1' });
  expect(bin.remedy).toBe('Scan the label of A1.');

  const itemAsBin = await refusal('wrong_location', confirm({ locationScan: barcodeOf('RED') }));
  expect(itemAsBin.facts).toEqual({ expected: 'A1', got: `item ${barcodeOf('RED')}` });

  const item = await refusal('wrong_item', confirm({ skuScan: barcodeOf('BLUE') }));
  expect(item.message).toBe('Take RED Red mug; this is BLUE Blue mug.');
  expect(item.facts).toMatchObject({ expected: 'RED', got: 'BLUE' });

  const binAsItem = await refusal('wrong_item', confirm({ skuScan: 'L-A1' }));
  expect(binAsItem.facts).toMatchObject({ expected: 'RED', got: 'L-A1' });

  const tote = await refusal('wrong_tote', confirm({ toteScan: 'T-2' }));
  expect(tote.facts).toMatchObject({ expected: 'T-1', got: 'tote T-2', slot: 1 });

  for (const scan of ['locationScan', 'skuScan', 'toteScan'] as const) {
    const unknown = await refusal('unknown_barcode', confirm({ [scan]: 'NO-SUCH-CODE' }));
    expect(unknown.facts).toMatchObject({ got: 'NO-SUCH-CODE' });
  }
  const broken = await refusal('unknown_barcode', confirm({ skuScan: ']E08800000000010' }));
  expect(broken.facts).toMatchObject({ fault: 'wrong_check_digit' });
  await nothingMoved();
});

test('more than wanted, nothing, or less than nothing cannot be picked', async () => {
  const { confirm } = await aTour();

  const more = await refusal('too_many', confirm({ qty: 4 }));
  expect(more.facts).toEqual({ expected: 3, got: 4 });
  await refusal('too_many', confirm({ qty: 1_000_000 }));
  for (const qty of [0, -1, 1.5]) await refusal('invalid_input', confirm({ qty }));
  await nothingMoved();
});

test('the item is known by code, GTIN, pack barcode or GS1 symbol; the bin by code or label', async () => {
  const { confirm, stop } = await aTour();

  await confirm({ qty: 1, skuScan: 'red', locationScan: 'a1' });
  await confirm({ qty: 1, skuScan: `]E0${barcodeOf('RED')}` });
  const tour = await confirm({ qty: 1, skuScan: `]C1010${packBarcodeOf('RED')}` });

  expect(tour.stops.find((s) => s.pickTaskId === stop.pickTaskId)).toMatchObject({
    state: 'picked',
    pickedQty: 3,
  });
  expect(await balances(world, 'RED')).toEqual({ A1: '7/1', 'T-1': '3/0' });
});

test('a stop that is full is done: scanning it again changes nothing', async () => {
  const { confirm } = await aTour();
  await confirm({ qty: 2 });
  await refusal('too_many', confirm({ qty: 2 }));
  await confirm({ qty: 1 });

  const again = await refusal('task_done', confirm({}));

  expect(again.facts).toEqual({ state: 'picked', qty: 3, pickedQty: 3 });
  expect(await balances(world, 'RED')).toEqual({ A1: '7/1', 'T-1': '3/0' });
});

test('the wrong lot is a wrong item', async () => {
  await clear(world);
  await stock(world, [{ sku: 'MILK', bin: 'A1', qty: 5, lot: 'L1' }]);
  await anOrder(world, { MILK: 1 });
  await wave(world);
  const tour = await bindTotes(world, 'Minh', await claim(world, 'Minh'));
  const scan = (lot: string) =>
    world.as('Minh', (tx) =>
      confirmPick(tx, stopOf(tour, { bin: 'A1' }).pickTaskId, {
        locationScan: 'A1',
        skuScan: `]C1010${barcodeOf('MILK')}10${lot}`,
        toteScan: 'T-1',
        qty: 1,
      }),
    );

  const refused = await refusal('wrong_item', scan('L2'));

  expect(refused.facts).toEqual({ expected: 'lot L1', got: 'lot L2', skuCode: 'MILK' });
  expect(await scan('L1')).toMatchObject({ state: 'done' });
});

test('two pickers at one stop: only the one who walks the tour moves goods', async () => {
  const { confirm } = await aTour();

  const other = await refusal('task_taken', confirm({}, 'Lan'));

  expect(other.facts).toMatchObject({ pickerName: 'Minh' });
  await nothingMoved();
});

test('the same pick sent by two devices at once is made once', async () => {
  const { confirm } = await aTour();

  const outcomes = await Promise.allSettled([confirm({}), confirm({}), confirm({}), confirm({})]);

  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') {
      await refusal('task_done', Promise.reject(outcome.reason));
    }
  }
  expect(await balances(world, 'RED')).toEqual({ A1: '7/1', 'T-1': '3/0' });
});

test('ten pickers race for five tours: each tour has one picker, nobody gets two', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 10 }]);
  for (let n = 0; n < 5; n += 1) await anOrder(world, { RED: 1 });
  await wave(world, { ordersPerTour: 1 });
  const pickers = Array.from({ length: 10 }, (_, n) => `Picker ${n}`);

  // Everybody taps twice.
  const claims = await Promise.all(
    [...pickers, ...pickers].map(async (who) => {
      const tour = await world.as(who, (tx) => claimTour(tx, { nodeId: world.nodeId }));
      return tour === null ? null : `${who} ${tour.tourId}`;
    }),
  );

  const taken = new Set(claims.filter((c) => c !== null));
  expect(taken.size).toBe(5);
  expect(new Set([...taken].map((c) => c.split(' ')[2])).size).toBe(5);
  expect(new Set([...taken].map((c) => c.split(' ')[1])).size).toBe(5);
});

test('a picker who taps eight times at once gets one tour, eight times', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 10 }]);
  for (let n = 0; n < 8; n += 1) await anOrder(world, { RED: 1 });
  await wave(world, { ordersPerTour: 1 });

  const tours = await Promise.all(Array.from({ length: 8 }, () => claim(world, 'Minh')));

  expect(new Set(tours.map((tour) => tour.tourId)).size).toBe(1);
  const rows = await world.as('Minh', (tx) => listTours(tx, world.nodeId, { includeDone: false }));
  expect(rows.filter((row) => row.isMine)).toHaveLength(1);
});

test('picking and cancelling at once: the unit is in the tote or in the bin, the books fit', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { first, confirm } = await aTour();

    const [picked, cancelled] = await Promise.allSettled([
      confirm({}),
      world.as('Quayside', (tx) => cancelOutbound(tx, [first.orderId])),
    ]);

    expect(cancelled).toMatchObject({ status: 'fulfilled', value: { tooLate: [] } });
    expect(await stateOf(world, first)).toBe('cancelled');
    expect(await balances(world, 'RED')).toEqual(
      picked.status === 'fulfilled' ? { A1: '7/1', 'T-1': '3/0' } : { A1: '10/1' },
    );
    if (picked.status === 'rejected') {
      await refusal('order_cancelled', Promise.reject(picked.reason));
    }
  }
});

test('a tour that is taken is refused by name; mine comes back; handed back it is open again', async () => {
  const { tour } = await aTour();
  const rows = (who: string) =>
    world.as(who, (tx) => listTours(tx, world.nodeId, { includeDone: false }));
  expect(await rows('Minh')).toMatchObject([{ isMine: true, stops: 3, stopsDone: 0, units: 6 }]);
  expect(await rows('Lan')).toMatchObject([{ isMine: false, pickerName: 'Minh', orders: 2 }]);

  const taken = await refusal('task_taken', claim(world, 'Lan', tour.tourId));
  expect(taken.facts).toMatchObject({ pickerName: 'Minh' });
  expect((await claim(world, 'Minh')).tourId).toBe(tour.tourId);
  await refusal(
    'task_taken',
    world.as('Lan', (tx) => handBackTour(tx, tour.tourId, { isPlanner: false })),
  );
  await world.as('Lan', (tx) => handBackTour(tx, tour.tourId, { isPlanner: true }));

  const mine = await claim(world, 'Lan', tour.tourId);
  expect(mine).toMatchObject({ state: 'claimed', pickerName: 'Lan' });
  // The cart goes over with its totes.
  expect(mine.slots.map((s) => s.toteBarcode)).toEqual(['T-1', 'T-2']);
});

test('a tote takes one order; a filled slot keeps its tote; an unbound one gets the scanned tote', async () => {
  const { tour, confirm } = await aTour();
  const bind = (slot: number, toteScan: string) =>
    world.as('Minh', (tx) => bindTote(tx, tour.tourId, { slot, toteScan }));

  const used = await refusal('tote_in_use', bind(2, 'T-1'));
  expect(used.facts).toMatchObject({ toteCode: 'T-1', orderNumber: tour.slots[0]?.orderNumber });
  expect((await bind(2, 'T-3')).slots[1]?.toteBarcode).toBe('T-3');
  await refusal('wrong_tote', bind(2, 'L-A1'));
  await refusal('not_found', bind(7, 'T-4'));
  await confirm({});
  const filled = await refusal('wrong_tote', bind(1, 'T-4'));
  expect(filled.facts).toEqual({ expected: 'T-1', got: 'T-4', slot: 1 });
  expect((await bind(1, 'T-1')).slots[0]?.toteBarcode).toBe('T-1');
});

test('without a bound tote the first free tote scanned is taken; two pickers with one tote: one wins', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 10 }]);
  await anOrder(world, { RED: 1 });
  await anOrder(world, { RED: 1 });
  await wave(world, { ordersPerTour: 1 });
  const [minh, lan] = [await claim(world, 'Minh'), await claim(world, 'Lan')];

  const outcomes = await Promise.allSettled([
    pick(world, 'Minh', stopOf(minh, { bin: 'A1' }), { toteScan: 'T-1' }),
    pick(world, 'Lan', stopOf(lan, { bin: 'A1' }), { toteScan: 'T-1' }),
  ]);

  expect(outcomes.map((o) => o.status).sort()).toEqual(['fulfilled', 'rejected']);
  const lost = outcomes.find((o) => o.status === 'rejected');
  await refusal('tote_in_use', Promise.reject(lost?.reason));
  expect(await balances(world, 'RED')).toEqual({ A1: '9/1', 'T-1': '1/0' });
});

test('a cancelled order stops the picker at the next scan; its free bins are given back', async () => {
  const { first, confirm, tour } = await aTour();
  await confirm({ qty: 1 });

  const outcome = await world.as('Quayside', (tx) => cancelOutbound(tx, [first.orderId]));
  expect(outcome.stopped).toHaveLength(1);
  expect(outcome.tooLate).toEqual([]);

  const refused = await refusal('order_cancelled', confirm({ qty: 1 }));
  expect(refused.facts).toEqual({ orderNumber: first.orderNumber });
  expect(await balances(world, 'RED')).toEqual({ A1: '9/1', 'T-1': '1/0' });
  expect(await balances(world, 'BLUE')).toEqual({ B1: '10/0' });
  const read = await world.as('Minh', (tx) => getTour(tx, tour.tourId));
  expect(read.stops.map((s) => [s.skuCode, s.state, s.isOrderCancelled])).toEqual([
    ['RED', 'cancelled', true],
    ['RED', 'open', false],
    ['BLUE', 'cancelled', true],
  ]);
  // Told again, nothing changes; the tour ends with the other order.
  expect(await world.as('Quayside', (tx) => cancelOutbound(tx, [first.orderId]))).toEqual(outcome);
  const open = read.stops.find((s) => s.state === 'open');
  if (open === undefined) throw new Error('the other order has no stop');
  expect(await pick(world, 'Minh', open)).toMatchObject({ state: 'done' });
});

test('cancelling before anything was picked frees the tote and ends an empty tour', async () => {
  const { first, second, tour } = await aTour();

  await world.as('Quayside', (tx) => cancelOutbound(tx, [first.orderId, second.orderId]));

  const read = await world.as('Minh', (tx) => getTour(tx, tour.tourId));
  expect([read.state, read.slots.map((s) => s.toteBarcode)]).toEqual(['done', [null, null]]);
  expect(await balances(world, 'RED')).toEqual({ A1: '10/0' });
});

test('an undone pick is back in its bin, claimed again; a finished tour is walked again', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 10 }]);
  const order = await anOrder(world, { RED: 2 });
  await wave(world);
  const done = await pickTour(world, 'Minh');
  await events(world);
  const undo = (who: string) =>
    world.as(who, (tx) => undoPick(tx, stopOf(done, { bin: 'A1' }).pickTaskId));
  await refusal('task_taken', undo('Lan'));

  const tour = await undo('Minh');

  expect(tour).toMatchObject({ state: 'claimed', stops: [{ state: 'open', pickedQty: 0 }] });
  expect(await balances(world, 'RED')).toEqual({ A1: '10/2' });
  expect(await stateOf(world, order)).toBe('picking');
  expect(await events(world, 'warehouse.progressed')).toEqual([
    {
      task: 'warehouse.progressed',
      fulfilmentOrderIds: [order.fulfilmentOrderId],
      event: 'undo_pick',
    },
  ]);
  expect((await timelineOf(world, order)).at(-1)).toBe('pick_undone by Minh on handheld of Minh');
  await refusal('state_refused', undo('Minh'));
  await pick(world, 'Minh', stopOf(tour, { bin: 'A1' }));
  await pack(world, 'Lan', order);
  const packed = await refusal('state_refused', undo('Minh'));
  expect(packed.facts).toMatchObject({ state: 'packed' });
});

test('nobody can pick in a tour that was not taken', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 10 }]);
  await anOrder(world, { RED: 2 });
  await wave(world);
  const [row] = await world.as('Minh', (tx) => listTours(tx, world.nodeId, { includeDone: false }));
  const tour = await world.as('Minh', (tx) => getTour(tx, row?.tourId ?? ''));

  const refused = await refusal(
    'state_refused',
    pick(world, 'Minh', stopOf(tour, { bin: 'A1' }), { toteScan: 'T-1' }),
  );

  expect(refused.remedy).toBe('Take the tour first.');
});
