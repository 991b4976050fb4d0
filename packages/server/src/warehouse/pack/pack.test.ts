import { isSscc } from '@quayside/contract';
import { expect, test } from 'vitest';
import { freshDatabase } from '../../platform/testkit.ts';
import {
  attachLabel,
  attachLabelError,
  attachShipment,
  cancelOutbound,
  closeCarton,
  listPackQueue,
  openPack,
  putBack,
  restartPack,
  verifyItem,
} from '../index.ts';
import { bindTotes, claim, pack, pick, pickTour, wave } from '../testkit/floor.ts';
import {
  anOrder,
  aWorld,
  balances,
  barcodeOf,
  clear,
  events,
  type GivenOrder,
  outboundIdOf,
  packBarcodeOf,
  refusal,
  stateOf,
  stock,
} from '../testkit/world.ts';

const world = await aWorld(await freshDatabase());

/** A picked order of 8 RED and 1 BLUE in tote T-1. */
async function aPicked(more: Parameters<typeof anOrder>[2] = {}) {
  await clear(world);
  await stock(world, [
    { sku: 'RED', bin: 'A1', qty: 20 },
    { sku: 'BLUE', bin: 'B1', qty: 5 },
  ]);
  const order = await anOrder(world, { RED: 8, BLUE: 1 }, more);
  await wave(world);
  await pickTour(world, 'Minh');
  await events(world);
  const id = await outboundIdOf(world, order);
  return { order, id };
}
const open = (scan: string) => world.as('Lan', (tx) => openPack(tx, world.nodeId, scan));
const verify = (id: string, scan: string, qty?: number) =>
  world.as('Lan', (tx) => verifyItem(tx, id, { scan, ...(qty === undefined ? {} : { qty }) }));
const close = (
  id: string,
  weightG: number,
  more: { cartonCode?: string; isWeightConfirmed?: boolean } = {},
) => world.as('Lan', (tx) => closeCarton(tx, id, { cartonCode: 'S', weightG, ...more }));
const arrange = (order: GivenOrder, trackingNumber = 'SG1') =>
  world.as('Quayside', (tx) =>
    attachShipment(tx, { orderId: order.orderId, carrier: 'SPX', trackingNumber }),
  );
const label = (order: GivenOrder, documentId = '5', trackingNumber = 'SG1') =>
  world.as('Quayside', (tx) =>
    attachLabel(tx, { orderId: order.orderId, documentId, trackingNumber }),
  );

test('an order is opened by its tote, its numbers, and later its parcel', async () => {
  const { order, id } = await aPicked();

  for (const scan of ['T-1', order.orderNumber, `2611${order.orderId}`]) {
    expect((await open(scan)).outboundOrderId).toBe(id);
  }
  const job = await open('T-1');
  expect(job).toMatchObject({
    state: 'picked',
    toteBarcode: 'T-1',
    isCancelled: false,
    isComplete: false,
    // 8 x 100 g, 1 x 200 g, the large carton 400 g.
    expectedWeightG: 1400,
    suggestedCartonCode: 'L',
    parcel: null,
  });
  const packed = await pack(world, 'Lan', order, { weightG: 1100 });
  await arrange(order);
  for (const scan of [packed.parcel?.sscc ?? '', `]C100${packed.parcel?.sscc}`, 'SG1']) {
    expect((await open(scan)).outboundOrderId).toBe(id);
  }
});

test('what is no order is said: empty tote, bin, item, nothing known, not picked yet', async () => {
  await aPicked();
  const later = await anOrder(world, { RED: 2 });

  expect((await refusal('not_found', open('T-2'))).message).toBe('Tote T-2 is empty.');
  const bin = await refusal('wrong_tote', open('L-A1'));
  expect(bin.facts).toMatchObject({ got: 'location A1' });
  await refusal('wrong_tote', open(barcodeOf('RED')));
  await refusal('unknown_barcode', open('NO-SUCH-CODE'));
  const early = await refusal('state_refused', open(later.orderNumber));
  expect(early.facts).toMatchObject({ state: 'released', pickedQty: 0, wantedQty: 2 });
});

test('a pack counts for its units, a wrong or extra item is stopped, a restart forgets', async () => {
  const { id } = await aPicked();

  expect((await verify(id, packBarcodeOf('RED'))).lines[0]).toMatchObject({ verifiedQty: 6 });
  const pack2 = await refusal('too_many', verify(id, packBarcodeOf('RED')));
  expect(pack2.facts).toEqual({ skuCode: 'RED', expected: 2, got: 6, wantedQty: 8 });
  const wrong = await refusal('wrong_item', verify(id, barcodeOf('GREEN')));
  expect(wrong.message).toMatch(
    /^GREEN Green mug is not in order .*; it wants 2 × RED, 1 × BLUE\.$/,
  );
  expect(wrong.facts).toMatchObject({
    got: 'GREEN',
    expected: [
      { skuCode: 'RED', openQty: 2 },
      { skuCode: 'BLUE', openQty: 1 },
    ],
  });
  await refusal('wrong_item', verify(id, 'T-1'));
  await refusal('unknown_barcode', verify(id, '4006381333931'));
  for (const qty of [0, -2, 0.5]) await refusal('invalid_input', verify(id, 'RED', qty));
  await refusal('too_many', verify(id, 'RED', 1_000_000));
  await verify(id, barcodeOf('RED'), 2);
  await verify(id, 'BLUE');
  const extra = await refusal('too_many', verify(id, barcodeOf('BLUE')));
  expect(extra.message).toBe('BLUE Blue mug: none is wanted any more, not 1.');

  const again = await world.as('Lan', (tx) => restartPack(tx, id));
  expect(again.lines.map((l) => l.verifiedQty)).toEqual([0, 0]);
  expect(await balances(world, 'RED')).toEqual({ A1: '12/0', 'T-1': '8/0' });
});

test('the carton stays open until all is scanned and the weight makes sense', async () => {
  const { order, id } = await aPicked();
  await verify(id, 'RED', 7);

  const missing = await refusal('not_fully_verified', close(id, 1050));
  expect(missing.facts.missing).toMatchObject([
    { skuCode: 'RED', openQty: 1 },
    { skuCode: 'BLUE', openQty: 1 },
  ]);
  expect(missing.remedy).toBe('Scan 1 × RED Red mug.');
  await verify(id, 'RED');
  await verify(id, 'BLUE');
  const light = await refusal('weight_implausible', close(id, 300));
  expect(light.facts).toEqual({ expectedWeightG: 1050, gotWeightG: 300 });
  await refusal('not_found', close(id, 1050, { cartonCode: 'XXL' }));
  expect([await stateOf(world, order), await events(world)]).toEqual(['picked', []]);

  const job = await close(id, 300, { isWeightConfirmed: true });

  expect(job).toMatchObject({ state: 'packed', toteBarcode: null, isComplete: true });
  expect(isSscc(job.parcel?.sscc ?? '')).toBe(true);
  expect(job.parcel).toMatchObject({ state: 'closed', cartonCode: 'S', weightG: 300 });
  expect(await balances(world, 'RED')).toEqual({ A1: '12/0', carton: '8/0' });
  const done = await refusal('task_done', close(id, 300));
  expect(done.facts).toMatchObject({ state: 'packed' });
  await refusal('task_done', verify(id, 'RED'));
});

test('the carton closed by two stations at once is closed once', async () => {
  const { id } = await aPicked();
  await verify(id, 'RED', 8);
  await verify(id, 'BLUE');

  const outcomes = await Promise.allSettled([close(id, 1050), close(id, 1050), close(id, 1050)]);

  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
  const { rows } = await world.owner.query('select 1 from warehouse.parcel');
  expect(rows).toHaveLength(1);
});

test('a cancelled order can not be packed; its goods go back and the tote is free', async () => {
  const { order, id } = await aPicked();
  await verify(id, 'RED', 8);
  await world.as('Quayside', (tx) => cancelOutbound(tx, [order.orderId]));

  await refusal('order_cancelled', verify(id, 'BLUE'));
  await refusal('order_cancelled', close(id, 1050));
  expect(await open('T-1')).toMatchObject({ isCancelled: true, state: 'cancelled' });
  const back = (scan: string) => world.as('Lan', (tx) => putBack(tx, id, scan));
  await refusal('wrong_location', back('T-2'));
  await refusal('wrong_location', back(barcodeOf('RED')));
  await refusal('unknown_barcode', back('NO-SUCH-CODE'));
  expect(await balances(world, 'RED')).toEqual({ A1: '12/0', 'T-1': '8/0' });

  await back('L-A1');

  expect(await balances(world, 'RED')).toEqual({ A1: '20/0' });
  expect(await balances(world, 'BLUE')).toEqual({ A1: '1/0', B1: '4/0' });
  await refusal('task_done', back('L-A1'));
  await refusal('not_found', open('T-1'));
});

test('cancelled after packing: the parcel is cancelled and its goods leave the carton again', async () => {
  const { order, id } = await aPicked();
  await pack(world, 'Lan', order, { weightG: 1200 });

  await world.as('Quayside', (tx) => cancelOutbound(tx, [order.orderId]));

  expect((await open(order.orderNumber)).parcel).toMatchObject({ state: 'cancelled' });
  expect(await world.as('Lan', (tx) => listPackQueue(tx, world.nodeId))).toMatchObject([
    { outboundOrderId: id, isCancelled: true, units: 9, toteBarcode: null },
  ]);
  await world.as('Lan', (tx) => putBack(tx, id, 'L-RECV'));
  expect(await balances(world, 'RED')).toEqual({ A1: '12/0', RECV: '8/0' });
});

test('only what was stopped is put back', async () => {
  const { id } = await aPicked();
  const refused = await refusal(
    'state_refused',
    world.as('Lan', (tx) => putBack(tx, id, 'L-A1')),
  );
  expect(refused.facts).toMatchObject({ state: 'picked' });
});

test('a label that came before packing labels the parcel at once; one after, then; twice is once', async () => {
  const early = await aPicked();
  await arrange(early.order);
  await label(early.order);
  expect((await pack(world, 'Lan', early.order, { weightG: 1200 })).parcel).toMatchObject({
    state: 'labelled',
    carrier: 'SPX',
    trackingNumber: 'SG1',
    carrierLabelDocumentId: '5',
  });

  const late = await aPicked();
  await pack(world, 'Lan', late.order, { weightG: 1200 });
  await world.as('Quayside', (tx) =>
    attachLabelError(tx, { orderId: late.order.orderId, error: 'The shop is not authorised.' }),
  );
  expect((await open(late.order.orderNumber)).parcel).toMatchObject({
    state: 'closed',
    labelError: 'The shop is not authorised.',
  });
  for (let n = 0; n < 2; n += 1) {
    await arrange(late.order);
    await label(late.order);
  }
  expect((await open('SG1')).parcel).toMatchObject({ state: 'labelled', labelError: null });
  const { rows } = await world.owner.query(
    `select 1 from platform.event where kind = 'label_attached'`,
  );
  expect(rows).toHaveLength(1);
});

test('an order without a channel carries Quayside’s own label at once', async () => {
  const { order } = await aPicked({ channelId: '0' });

  const job = await pack(world, 'Lan', order, { weightG: 1200 });

  expect(job).toMatchObject({ carrier: 'OWN' });
  expect(job.parcel).toMatchObject({
    state: 'labelled',
    carrier: 'OWN',
    trackingNumber: job.parcel?.sscc,
  });
});

test('every parcel has an SSCC of its own, under the tenant’s prefix', async () => {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: 20 }]);
  const orders = [await anOrder(world, { RED: 1 }), await anOrder(world, { RED: 1 })];
  await wave(world);
  let tour = await bindTotes(world, 'Minh', await claim(world, 'Minh'));
  for (const stop of tour.stops) tour = await pick(world, 'Minh', stop);

  const [a, b] = await Promise.all(orders.map((order) => pack(world, 'Lan', order)));

  const serials = [a, b].map((job) => job?.parcel?.sscc ?? '');
  expect(new Set(serials).size).toBe(2);
  expect(serials.every((sscc) => isSscc(sscc) && sscc.startsWith('08800001'))).toBe(true);
});

test('an order that starts again after a stop keeps the shipment that was arranged for it', async () => {
  const { order } = await aPicked();
  await arrange(order);
  await label(order);
  await world.as('Quayside', (tx) => cancelOutbound(tx, [order.orderId]));

  const again = await anOrder(world, { BLUE: 1 }, { orderId: order.orderId });
  const other = await anOrder(world, { BLUE: 1 });

  const { rows } = await world.owner.query(
    `select fulfilment_order_id as id, carrier, tracking_number, carrier_label_document_id as label
       from warehouse.outbound_order where state = 'released' order by 1`,
  );
  expect(rows).toEqual([
    { id: again.fulfilmentOrderId, carrier: 'SPX', tracking_number: 'SG1', label: '5' },
    { id: other.fulfilmentOrderId, carrier: null, tracking_number: null, label: null },
  ]);
});
