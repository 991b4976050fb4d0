import type { LeftOut, Wave } from '@quayside/contract';
import { emit, Refusal, record, type Tx, takeNumbers } from '../../platform/index.ts';
import { changeAllocations } from '../../stock/index.ts';
import type { OutboundLine } from '../outbound/queries.ts';
import { type PlannedTour, planWave, type WavePlan, type WaveSelection } from './plan.ts';
import {
  bindToWave,
  insertSlots,
  insertTasks,
  insertTours,
  insertWave,
  type NewTask,
} from './queries.ts';
import { getWave } from './read.ts';

/** `rule` of a wave that a person released. */
const BY_HAND = 'by hand';

/** What a wave would take, and why other waiting orders stay out. Changes nothing. */
export async function previewWave(
  tx: Tx,
  selection: WaveSelection,
): Promise<{ orders: number; lines: number; units: number; tours: number; leftOut: LeftOut }> {
  const plan = await planWave(tx, selection, { isRelease: false });
  return {
    orders: plan.orders.length,
    lines: plan.lines.length,
    units: plan.lines.reduce((sum, line) => sum + line.qty, 0),
    tours: plan.tours.length,
    leftOut: plan.leftOut,
  };
}

/**
 * Releases a wave: claims bins for whole orders, plans tours in walking order. Orders whose lines the
 * bins don't cover stay waiting and are counted in `leftOut`. Refuses `nothing_to_release`.
 *
 * Locks the orders (passing over those another wave takes), then balances. Emits
 * `warehouse.wave_released`.
 */
export async function releaseWave(
  tx: Tx,
  selection: WaveSelection,
  rule: string = BY_HAND,
): Promise<Wave & { leftOut: LeftOut }> {
  const plan = await planWave(tx, selection, { isRelease: true });
  if (plan.orders.length === 0) {
    throw new Refusal('nothing_to_release', nothingBecause(plan.leftOut), {
      facts: { nodeId: selection.nodeId, leftOut: plan.leftOut },
      remedy: 'Widen the filters, or replenish the bins that lack stock.',
    });
  }
  await changeAllocations(
    tx,
    [...plan.claims.values()].flat().map(({ qty, ...bin }) => ({ ...bin, qtyChange: qty })),
  );
  const waveId = await keepWave(tx, selection.nodeId, rule, plan);
  await emit(tx, 'warehouse.wave_released', {
    waveId,
    fulfilmentOrderIds: plan.orders.map((o) => o.fulfilmentOrderId),
  });
  tx.touch('warehouse');
  return { ...(await getWave(tx, waveId)), leftOut: plan.leftOut };
}

function nothingBecause(leftOut: LeftOut): string {
  const words: Record<LeftOut[number]['reason'], string> = {
    bins_lack_stock: 'lack stock in the bins',
    over_orders_max: 'are beyond the largest number of orders',
    other_carrier: 'go with another carrier',
    other_channel: 'come from another channel',
    ships_later: 'ship later',
    not_waiting: 'do not wait any more',
  };
  const parts = leftOut.map(({ reason, orders }) => `${orders} ${words[reason]}`);
  return parts.length === 0
    ? 'No order waits at this node.'
    : `Of the orders, ${parts.join(', ')}.`;
}

async function keepWave(tx: Tx, nodeId: string, rule: string, plan: WavePlan): Promise<string> {
  const waveNumber = numbered('W', await takeNumbers(tx, 'wave'));
  const firstTour = await takeNumbers(tx, 'tour', plan.tours.length);
  const sumOf = (lengthOf: (tour: PlannedTour) => number) =>
    plan.tours.reduce((sum, tour) => sum + lengthOf(tour), 0);
  const waveId = await insertWave(tx, {
    waveNumber,
    nodeId,
    rule,
    walkMm: sumOf((t) => t.walk.walkMm),
    sShapeWalkMm: sumOf((t) => t.walk.sShapeWalkMm),
  });
  await bindToWave(
    tx,
    waveId,
    plan.orders.map((o) => o.outboundOrderId),
  );
  const tourIds = await insertTours(
    tx,
    waveId,
    nodeId,
    plan.tours.map((tour, index) => ({
      tourNumber: numbered('T', firstTour + index),
      walkMm: tour.walk.walkMm,
      shipByAt: soonest(tour),
    })),
  );
  const slots = plan.tours.flatMap((tour, index) =>
    tour.orders.map((order, at) => ({
      tourId: tourIds[index] ?? '',
      slot: at + 1,
      outboundOrderId: order.outboundOrderId,
    })),
  );
  await insertSlots(tx, slots);
  await insertTasks(
    tx,
    plan.tours.flatMap((tour, index) => tasksOf(tour, tourIds[index] ?? '', plan)),
  );
  await record(tx, [
    {
      subjectKind: 'wave',
      subjectId: waveId,
      kind: 'wave_released',
      facts: { waveNumber, rule, orders: plan.orders.length, tours: plan.tours.length },
    },
    ...plan.orders.map((order) => ({
      subjectKind: 'order' as const,
      subjectId: order.orderId,
      kind: 'waved',
      facts: { waveNumber, rule, nodeId },
    })),
  ]);
  return waveId;
}

/** `W-000042`: what people say and scan. */
export function numbered(letter: string, number: number): string {
  return `${letter}-${String(number).padStart(6, '0')}`;
}

function soonest(tour: PlannedTour): Date {
  return new Date(Math.min(...tour.orders.map((o) => o.shipByAt.getTime())));
}

/** Stops in walking order; at one bin by SKU, lot and slot, so that equal items follow each other. */
function tasksOf(tour: PlannedTour, tourId: string, plan: WavePlan): NewTask[] {
  const placeAt = new Map(tour.walk.locationIds.map((id, index) => [id, index]));
  const lineOf = new Map(
    plan.lines.map((line: OutboundLine) => [`${line.outboundOrderId}/${line.skuId}`, line]),
  );
  const stops = tour.orders.flatMap((order, slot) =>
    (plan.claims.get(order.outboundOrderId) ?? []).map((claim) => {
      const line = lineOf.get(`${order.outboundOrderId}/${claim.skuId}`);
      if (line === undefined) throw new Error('a claim was made for no line');
      return { claim, slot, outboundOrderId: order.outboundOrderId, line };
    }),
  );
  stops.sort(
    (a, b) =>
      (placeAt.get(a.claim.locationId) ?? 0) - (placeAt.get(b.claim.locationId) ?? 0) ||
      Number(BigInt(a.claim.skuId) - BigInt(b.claim.skuId)) ||
      (a.claim.lotCode < b.claim.lotCode ? -1 : a.claim.lotCode > b.claim.lotCode ? 1 : 0) ||
      a.slot - b.slot,
  );
  return stops.map(({ claim, outboundOrderId, line }, index) => ({
    tourId,
    outboundOrderId,
    outboundLineId: line.outboundLineId,
    locationId: claim.locationId,
    skuId: claim.skuId,
    lotCode: claim.lotCode,
    qty: claim.qty,
    stopSequence: index + 1,
  }));
}
