import type { Tour } from '@quayside/contract';
import { skusById } from '../../catalogue/index.ts';
import { emit, Refusal, record, type Tx } from '../../platform/index.ts';
import { changeAllocations } from '../../stock/index.ts';
import {
  advance,
  cancelTasks,
  changeLine,
  endFinishedTours,
  freeEmptyTotes,
  lockToursOf,
} from '../outbound/queries.ts';
import { emitShort } from '../progress.ts';
import { type Claim, claimBins } from '../wave/claim-bins.ts';
import { freeBins, pickPlaces } from '../wave/plan.ts';
import { insertTasks } from '../wave/queries.ts';
import { takeUnits } from './confirm.ts';
import { insertStops } from './insert-stops.ts';
import { type LockedTask, lockTask, refuseDone, refuseWrongLocation } from './open-task.ts';
import { markShort, renumberStops, shortLocationsOf, tasksOfTour } from './queries.ts';
import { getTour } from './read.ts';

/** What a picker found; `foundQty` in base units, less than the stop still wants. */
export interface ShortReport {
  locationScan: string;
  foundQty: number;
  toteScan?: string;
}

export interface ShortOutcome {
  tour: Tour;
  outcome: 'other_bin' | 'order_short';
  otherLocationCode: string | null;
}

/** A picker who finds less than wanted takes all there is: the bin is seen to be empty of the item. */
const COUNTED_AFTER_SHORT_QTY = 0;

/**
 * The bin holds less than the picker was sent for. What is there is picked; the claim on the rest is
 * given back and other bins of the node are tried: if they cover it, new stops are put into the walk
 * and `warehouse.bin_miscounted` is emitted; if not, the order falls short (its open stops are
 * cancelled, its goods wait for put-back) and `warehouse.fell_short` is emitted. The wrong balance is
 * corrected by who hears these events, because that may break promises. Refuses as `confirmPick`
 * does, and `too_many` where nothing is missing.
 */
export async function reportShort(
  tx: Tx,
  pickTaskId: string,
  report: ShortReport,
): Promise<ShortOutcome> {
  const locked = await lockTask(tx, pickTaskId);
  refuseDone(locked);
  await refuseWrongLocation(tx, locked, report.locationScan);
  const missingQty = missingOf(locked, report.foundQty);
  // All bins of the SKU in the one lock order, before single ones: two shorts must not cross.
  await freeBins(tx, await pickPlaces(tx, locked.order.nodeId), [locked.task.skuId]);
  if (report.foundQty > 0) await takeFound(tx, locked, report);
  await markShort(tx, pickTaskId);
  await changeAllocations(tx, [claimBack(locked, missingQty)]);
  const { claims, coveredQty } = await tryOtherBins(tx, locked, missingQty);
  const isCovered = coveredQty === missingQty;
  const otherLocationCode = isCovered
    ? await walkOn(tx, locked, claims)
    : await fallShort(tx, locked, missingQty - coveredQty);
  const outcome = isCovered ? 'other_bin' : 'order_short';
  await recordShort(tx, locked, { ...report, missingQty, outcome, otherLocationCode });
  tx.touch('warehouse');
  return { tour: await getTour(tx, locked.tour.tourId), outcome, otherLocationCode };
}

function missingOf({ task, location }: LockedTask, foundQty: number): number {
  const openQty = task.qty - task.pickedQty;
  if (!Number.isInteger(foundQty) || foundQty < 0) {
    throw new Refusal('invalid_input', `Found must be 0 or more units, not ${foundQty}.`, {
      facts: { got: foundQty },
    });
  }
  if (foundQty >= openQty) {
    throw new Refusal(
      'too_many',
      `${foundQty} found at ${location.locationCode} is all that is wanted.`,
      {
        facts: { expected: openQty, got: foundQty },
        remedy: 'Confirm the pick instead of reporting it short.',
      },
    );
  }
  return openQty - foundQty;
}

async function takeFound(tx: Tx, locked: LockedTask, report: ShortReport): Promise<void> {
  if (report.toteScan === undefined) {
    throw new Refusal('wrong_tote', `Scan the tote that takes the ${report.foundQty} found.`, {
      facts: { foundQty: report.foundQty, slot: locked.slot },
      remedy: `Scan the tote of slot ${locked.slot}.`,
    });
  }
  await takeUnits(tx, locked, report.toteScan, report.foundQty);
}

function claimBack({ task }: LockedTask, qty: number) {
  return {
    locationId: task.locationId,
    skuId: task.skuId,
    lotCode: task.lotCode,
    qtyChange: -qty,
  };
}

/** Looks for the missing units in other bins; answers the claims only if they cover all of them. */
async function tryOtherBins(
  tx: Tx,
  { task, order }: LockedTask,
  missingQty: number,
): Promise<{ claims: Claim[]; coveredQty: number }> {
  const places = await pickPlaces(tx, order.nodeId);
  for (const id of await shortLocationsOf(tx, order.outboundOrderId, task.skuId)) {
    places.locationsById.delete(id);
  }
  const bins = await freeBins(tx, places, [task.skuId]);
  const freeQty = bins.reduce((sum, bin) => sum + bin.freeQty, 0);
  const { claims } = claimBins(
    [{ id: task.pickTaskId, lines: [{ skuId: task.skuId, qty: missingQty }] }],
    bins,
  );
  return { claims: claims.get(task.pickTaskId) ?? [], coveredQty: Math.min(freeQty, missingQty) };
}

/** Claims the other bins and puts them into the rest of the walk. Answers the first one's code. */
async function walkOn(tx: Tx, locked: LockedTask, claims: readonly Claim[]): Promise<string> {
  const { task, order, tour } = locked;
  await changeAllocations(
    tx,
    claims.map(({ qty, ...bin }) => ({ ...bin, qtyChange: qty })),
  );
  const walk = await insertStops(tx, locked, claims, await tasksOfTour(tx, tour.tourId));
  await renumberStops(tx, walk.renumbered);
  await insertTasks(
    tx,
    walk.added.map(({ claim, stopSequence }) => ({
      tourId: tour.tourId,
      outboundOrderId: order.outboundOrderId,
      outboundLineId: task.outboundLineId,
      locationId: claim.locationId,
      skuId: claim.skuId,
      lotCode: claim.lotCode,
      qty: claim.qty,
      stopSequence,
    })),
  );
  await emit(tx, 'warehouse.bin_miscounted', {
    nodeId: order.nodeId,
    locationId: task.locationId,
    skuId: task.skuId,
    lotCode: task.lotCode,
    countedQty: COUNTED_AFTER_SHORT_QTY,
  });
  return walk.firstLocationCode;
}

/** The order can't be completed here: its open stops are cancelled, its picked goods wait for put-back. */
async function fallShort(tx: Tx, { task, order }: LockedTask, shortQty: number): Promise<null> {
  const tourIds = await lockToursOf(tx, [order.outboundOrderId]);
  await changeAllocations(tx, await cancelTasks(tx, [order.outboundOrderId]));
  await changeLine(tx, task.outboundLineId, { pickedQty: 0, shortQty });
  await advance(tx, [order.outboundOrderId], 'report_short');
  await freeEmptyTotes(tx, [order.outboundOrderId]);
  await endFinishedTours(tx, tourIds);
  await emitShort(tx, order, [
    {
      skuId: task.skuId,
      qty: shortQty,
      locationId: task.locationId,
      lotCode: task.lotCode,
      countedQty: COUNTED_AFTER_SHORT_QTY,
    },
  ]);
  return null;
}

async function recordShort(
  tx: Tx,
  { task, order, location }: LockedTask,
  facts: ShortReport & {
    missingQty: number;
    outcome: string;
    otherLocationCode: string | null;
  },
): Promise<void> {
  const sku = (await skusById(tx, [task.skuId])).get(task.skuId);
  await record(tx, [
    {
      subjectKind: 'order',
      subjectId: order.orderId,
      kind: 'pick_short',
      facts: {
        nodeId: order.nodeId,
        skuCode: sku?.skuCode,
        locationCode: location.locationCode,
        foundQty: facts.foundQty,
        missingQty: facts.missingQty,
        outcome: facts.outcome,
        otherLocationCode: facts.otherLocationCode,
      },
    },
  ]);
}
