import type { Tour, TourRow } from '@quayside/contract';
import { barcodesOf, locationsById, skusById } from '../../catalogue/index.ts';
import type { Tx } from '../../platform/index.ts';
import { pickerOf } from './picker.ts';
import { slotsOf, tasksOfTour, tourById, tourRows } from './queries.ts';

const metres = (mm: string) => Math.round(Number(mm) / 1000);

/** A tour with its stops in walking order and everything a handheld needs to check scans by itself. */
export async function getTour(tx: Tx, tourId: string): Promise<Tour> {
  const tour = await tourById(tx, tourId);
  const slots = await slotsOf(tx, tourId);
  const tasks = await tasksOfTour(tx, tourId);
  const skuIds = tasks.map((task) => task.skuId);
  const skus = await skusById(tx, skuIds);
  const barcodes = await barcodesOf(tx, skuIds);
  const places = await locationsById(tx, [
    ...tasks.map((task) => task.locationId),
    ...slots.flatMap((slot) => slot.toteLocationId ?? []),
  ]);
  const toteOf = (toteLocationId: string | null) =>
    toteLocationId === null ? null : (places.get(toteLocationId)?.barcode ?? null);
  const slotByOrder = new Map(slots.map((slot) => [slot.outboundOrderId, slot]));

  const stops = tasks.map((task) => {
    const slot = slotByOrder.get(task.outboundOrderId);
    const sku = skus.get(task.skuId);
    const place = places.get(task.locationId);
    if (slot === undefined || sku === undefined || place === undefined) {
      throw new Error(`pick task ${task.pickTaskId} lacks its slot, SKU or location`);
    }
    return {
      pickTaskId: task.pickTaskId,
      stopSequence: task.stopSequence,
      state: task.state,
      locationCode: place.locationCode,
      locationBarcode: place.barcode,
      skuId: task.skuId,
      skuCode: sku.skuCode,
      skuName: sku.name,
      skuBarcodes: barcodes.get(task.skuId) ?? [],
      lotCode: task.lotCode === '' ? null : task.lotCode,
      qty: task.qty,
      pickedQty: task.pickedQty,
      toteSlot: slot.slot,
      toteBarcode: toteOf(slot.toteLocationId),
      orderNumber: slot.orderNumber,
      isOrderCancelled: slot.state === 'cancelled',
    };
  });
  return {
    tourId: tour.tourId,
    tourNumber: tour.tourNumber,
    waveNumber: tour.waveNumber,
    nodeId: tour.nodeId,
    state: tour.state,
    pickerName: tour.pickerName,
    walkM: metres(tour.walkMm),
    slots: slots.map((slot) => ({
      slot: slot.slot,
      orderNumber: slot.orderNumber,
      toteBarcode: toteOf(slot.toteLocationId),
      units: slot.units,
      pickedUnits: slot.pickedUnits,
    })),
    stops,
  };
}

export async function listTours(
  tx: Tx,
  nodeId: string,
  options: { includeDone: boolean },
): Promise<TourRow[]> {
  const rows = await tourRows(tx, nodeId, pickerOf(tx).id, options.includeDone);
  return rows.map(({ walkMm, shipByAt, ...row }) => ({
    ...row,
    shipByAt: shipByAt.toISOString(),
    walkM: metres(walkMm),
  }));
}
