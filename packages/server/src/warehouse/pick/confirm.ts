import type { Tour } from '@quayside/contract';
import { skusById } from '../../catalogue/index.ts';
import { Refusal, record, type Tx } from '../../platform/index.ts';
import { postMoves } from '../../stock/index.ts';
import { advance, changeLine, endFinishedTours, linesOf } from '../outbound/queries.ts';
import { emitProgress } from '../progress.ts';
import { itemOfScan, nameOfScan, scanCodes } from '../scan.ts';
import { type LockedTask, lockTask, refuseDone, refuseWrongLocation } from './open-task.ts';
import { addPicked } from './queries.ts';
import { getTour } from './read.ts';
import { toteForPick } from './tote.ts';

/** What a picker scanned at a stop; `qty` in base units. */
export interface PickScans {
  locationScan: string;
  skuScan: string;
  toteScan: string;
  qty: number;
}

/**
 * A picker stands at the bin, scans it, scans the item, scans the tote, and the goods are in the tote.
 *
 * Every scan is checked again here. Part of a stop may be confirmed until it is full. The bin's
 * allocation leaves with the units. The order's first pick emits `start_pick`, its last `finish_pick`;
 * the tour's last stop ends the tour. Refuses `order_cancelled`, `task_taken`, `task_done`,
 * `wrong_location`, `wrong_item`, `wrong_tote`, `tote_in_use`, `too_many`, `unknown_barcode`.
 */
export async function confirmPick(tx: Tx, pickTaskId: string, scans: PickScans): Promise<Tour> {
  const locked = await lockTask(tx, pickTaskId);
  refuseDone(locked);
  await refuseWrongLocation(tx, locked, scans.locationScan);
  await refuseWrongItem(tx, locked, scans.skuScan);
  refuseTooMany(locked, scans.qty);
  await takeUnits(tx, locked, scans.toteScan, scans.qty);
  await finishOrder(tx, locked);
  await endFinishedTours(tx, [locked.tour.tourId]);
  tx.touch('warehouse');
  return getTour(tx, locked.tour.tourId);
}

async function refuseWrongItem(
  tx: Tx,
  { task, order, location }: LockedTask,
  skuScan: string,
): Promise<void> {
  const item = await itemOfScan(tx, skuScan);
  const expected = (await skusById(tx, [task.skuId])).get(task.skuId);
  const expectedName = `${expected?.skuCode} ${expected?.name}`;
  if (item?.skuId === task.skuId) {
    if (item.lotCode === null || task.lotCode === '' || item.lotCode === task.lotCode) return;
    throw new Refusal('wrong_item', `Take lot ${task.lotCode}; this is lot ${item.lotCode}.`, {
      facts: {
        expected: `lot ${task.lotCode}`,
        got: `lot ${item.lotCode}`,
        skuCode: expected?.skuCode,
      },
      remedy: `Look for lot ${task.lotCode} in ${location.locationCode}.`,
    });
  }
  const other = item === null ? undefined : (await skusById(tx, [item.skuId])).get(item.skuId);
  const got =
    other === undefined
      ? await nameOfScan(tx, order.nodeId, skuScan, 'item')
      : `${other.skuCode} ${other.name}`;
  throw new Refusal('wrong_item', `Take ${expectedName}; this is ${got}.`, {
    facts: {
      expected: expected?.skuCode,
      expectedName: expected?.name,
      got: other?.skuCode ?? scanCodes(skuScan).text,
      gotName: other?.name ?? null,
    },
    remedy: `Put it back and scan ${expected?.skuCode} at ${location.locationCode}.`,
  });
}

function refuseTooMany({ task, location }: LockedTask, qty: number): void {
  const openQty = task.qty - task.pickedQty;
  if (Number.isInteger(qty) && qty >= 1 && qty <= openQty) return;
  if (!Number.isInteger(qty) || qty < 1) {
    throw new Refusal('invalid_input', `A pick is of at least 1 unit, not ${qty}.`, {
      facts: { expected: openQty, got: qty },
      remedy: 'Report the stop short if there is nothing to pick.',
    });
  }
  throw new Refusal(
    'too_many',
    `Only ${openQty} are wanted from ${location.locationCode}, not ${qty}.`,
    {
      facts: { expected: openQty, got: qty },
      remedy: `Take ${openQty} and leave the rest in the bin.`,
    },
  );
}

/** Moves units of a locked pick from its bin to the order's tote. */
export async function takeUnits(
  tx: Tx,
  locked: LockedTask,
  toteScan: string,
  qty: number,
): Promise<void> {
  const { task, order, slot } = locked;
  const tote = await toteForPick(tx, order, slot, toteScan);
  await addPicked(tx, task.pickTaskId, qty);
  await changeLine(tx, task.outboundLineId, { pickedQty: qty });
  await postMoves(tx, [
    {
      skuId: task.skuId,
      lotCode: task.lotCode,
      fromLocationId: task.locationId,
      toLocationId: tote.locationId,
      qty,
      reason: 'pick',
      referenceKind: 'order',
      referenceId: order.orderId,
      isAllocationTaken: true,
    },
  ]);
  if (order.state !== 'released') return;
  await advance(tx, [order.outboundOrderId], 'start_pick');
  order.state = 'picking';
  await emitProgress(tx, order, 'start_pick');
  await record(tx, [
    {
      subjectKind: 'order',
      subjectId: order.orderId,
      kind: 'pick_started',
      facts: {
        nodeId: order.nodeId,
        tourNumber: locked.tour.tourNumber,
        toteCode: tote.locationCode,
      },
    },
  ]);
}

/** An order whose lines are all in the tote is picked. */
async function finishOrder(tx: Tx, { order, tour }: LockedTask): Promise<void> {
  const lines = await linesOf(tx, [order.outboundOrderId]);
  if (lines.some((line) => line.pickedQty < line.qty)) return;
  await advance(tx, [order.outboundOrderId], 'finish_pick');
  order.state = 'picked';
  await emitProgress(tx, order, 'finish_pick');
  await record(tx, [
    {
      subjectKind: 'order',
      subjectId: order.orderId,
      kind: 'picked',
      facts: {
        nodeId: order.nodeId,
        tourNumber: tour.tourNumber,
        units: lines.reduce((sum, line) => sum + line.qty, 0),
      },
    },
  ]);
}
