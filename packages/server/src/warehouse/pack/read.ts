import type { PackJob } from '@quayside/contract';
import { barcodesOf, locationsById, skusById } from '../../catalogue/index.ts';
import { Refusal, type Tx } from '../../platform/index.ts';
import { linesOf, type Outbound, outboundById } from '../outbound/queries.ts';
import { orderInTote } from '../pick/queries.ts';
import { locationOfScan, nameOfScan, scanCodes } from '../scan.ts';
import { goodsWeightG, type PackItem, suggestCarton } from './carton.ts';
import {
  cartonTypes,
  outboundIdsByNumber,
  packQueueRows,
  parcelOf,
  parcelsByCode,
} from './queries.ts';

/**
 * Opens the order that a scan at the pack station says: its tote, order number (ours or the channel's),
 * SSCC or tracking number. Refuses `unknown_barcode`, an empty tote, and an order that is not picked.
 */
export async function openPack(tx: Tx, nodeId: string, scan: string): Promise<PackJob> {
  const order = await outboundById(tx, await orderOfScan(tx, nodeId, scan));
  if (order.state === 'released' || order.state === 'picking') {
    const lines = await linesOf(tx, [order.outboundOrderId]);
    const wantedQty = lines.reduce((sum, line) => sum + line.qty, 0);
    const pickedQty = lines.reduce((sum, line) => sum + line.pickedQty, 0);
    throw new Refusal(
      'state_refused',
      `Order ${order.orderNumber} is not picked yet: ${pickedQty} of ${wantedQty} units.`,
      {
        facts: { orderNumber: order.orderNumber, state: order.state, pickedQty, wantedQty },
        remedy: 'Put the tote aside until the picker has finished it.',
      },
    );
  }
  return packJobOf(tx, order);
}

async function orderOfScan(tx: Tx, nodeId: string, scan: string): Promise<string> {
  const { text, sscc, itemCodes } = scanCodes(scan);
  const location = await locationOfScan(tx, nodeId, scan);
  if (location?.type === 'tote') {
    const held = await orderInTote(tx, location.locationId);
    if (held !== null) return held.outboundOrderId;
    throw new Refusal('not_found', `Tote ${location.locationCode} is empty.`, {
      facts: { toteCode: location.locationCode },
      remedy: 'Scan a tote with goods, or the order number.',
    });
  }
  const [byNumber] = await outboundIdsByNumber(tx, nodeId, [text, text.toUpperCase()]);
  if (byNumber !== undefined) return byNumber;
  const codes = [text, ...itemCodes, ...(sscc === null ? [] : [sscc])];
  for (const parcel of await parcelsByCode(tx, codes)) {
    const order = await outboundById(tx, parcel.outboundOrderId);
    if (order.nodeId === nodeId) return order.outboundOrderId;
  }
  const got = await nameOfScan(tx, nodeId, scan, 'tote');
  throw new Refusal('wrong_tote', `A tote or an order was expected, this is ${got}.`, {
    facts: { expected: 'tote, order number, SSCC or tracking number', got },
    remedy: 'Scan the tote first, then its items.',
  });
}

/** Everything a pack station shows of an order. */
export async function packJobOf(tx: Tx, order: Outbound): Promise<PackJob> {
  const lines = await linesOf(tx, [order.outboundOrderId]);
  const skuIds = lines.map((line) => line.skuId);
  const skus = await skusById(tx, skuIds);
  const barcodes = await barcodesOf(tx, skuIds);
  const types = await cartonTypes(tx);
  const items = await itemsOf(tx, lines);
  const suggested = suggestCarton(items, types);
  const goodsG = goodsWeightG(items);
  return {
    outboundOrderId: order.outboundOrderId,
    orderId: order.orderId,
    orderNumber: order.orderNumber,
    externalOrderNumber: order.externalOrderNumber,
    channelName: order.channelName,
    state: order.state,
    toteBarcode: await toteBarcodeOf(tx, order.toteLocationId),
    carrier: order.carrier,
    shipByAt: order.shipByAt.toISOString(),
    note: order.note,
    isCancelled: order.state === 'cancelled' || order.state === 'short',
    lines: lines.map((line) => ({
      outboundLineId: line.outboundLineId,
      skuId: line.skuId,
      skuCode: skus.get(line.skuId)?.skuCode ?? '',
      skuName: skus.get(line.skuId)?.name ?? '',
      barcodes: barcodes.get(line.skuId) ?? [],
      qty: line.qty,
      verifiedQty: line.verifiedQty,
      weightG: skus.get(line.skuId)?.weightG ?? null,
    })),
    isComplete: lines.every((line) => line.verifiedQty === line.qty),
    expectedWeightG: goodsG === null ? null : goodsG + (suggested?.tareG ?? 0),
    cartons: types.map(({ weightGMax: _, ...type }) => type),
    suggestedCartonCode: suggested?.cartonCode ?? null,
    parcel: await parcelPartOf(tx, order),
  };
}

/** Lines as the carton choice and the scale need them. */
export async function itemsOf(
  tx: Tx,
  lines: readonly { skuId: string; qty: number }[],
): Promise<PackItem[]> {
  const skus = await skusById(
    tx,
    lines.map((line) => line.skuId),
  );
  return lines.map((line) => ({
    qty: line.qty,
    weightG: skus.get(line.skuId)?.weightG ?? null,
    sidesMm: skus.get(line.skuId)?.sidesMm ?? null,
  }));
}

async function toteBarcodeOf(tx: Tx, toteLocationId: string | null): Promise<string | null> {
  if (toteLocationId === null) return null;
  return (await locationsById(tx, [toteLocationId])).get(toteLocationId)?.barcode ?? null;
}

async function parcelPartOf(tx: Tx, order: Outbound): Promise<PackJob['parcel']> {
  const parcel = await parcelOf(tx, order.outboundOrderId);
  if (parcel === null) return null;
  return {
    parcelId: parcel.parcelId,
    sscc: parcel.sscc,
    state: parcel.state,
    cartonCode: parcel.cartonCode,
    weightG: parcel.weightG,
    carrier: parcel.carrier,
    trackingNumber: parcel.trackingNumber,
    carrierLabelDocumentId: order.carrierLabelDocumentId,
    labelError: order.labelError,
  };
}

/** What waits at the pack stations: picked orders, and goods of cancelled or short ones. */
export async function listPackQueue(
  tx: Tx,
  nodeId: string,
): Promise<
  {
    outboundOrderId: string;
    orderNumber: string;
    toteBarcode: string | null;
    units: number;
    shipByAt: string;
    isCancelled: boolean;
  }[]
> {
  const rows = await packQueueRows(tx, nodeId);
  const totes = await locationsById(
    tx,
    rows.flatMap((row) => row.toteLocationId ?? []),
  );
  return rows.map(({ toteLocationId, shipByAt, ...row }) => ({
    ...row,
    toteBarcode: toteLocationId === null ? null : (totes.get(toteLocationId)?.barcode ?? null),
    shipByAt: shipByAt.toISOString(),
  }));
}
