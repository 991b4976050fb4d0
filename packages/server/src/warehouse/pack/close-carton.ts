import { makeSscc, type PackJob } from '@quayside/contract';
import { addCarton, skusById } from '../../catalogue/index.ts';
import { Refusal, record, type Tx, takeNumbers, tenantFacts } from '../../platform/index.ts';
import { postMoves } from '../../stock/index.ts';
import { advance, goodsOf, linesOf, type Outbound, outboundById } from '../outbound/queries.ts';
import { emitProgress } from '../progress.ts';
import { goodsWeightG, isWeightPlausible } from './carton.ts';
import { type CartonTypeRow, cartonTypes, insertParcel, markPacked } from './queries.ts';
import { itemsOf, packJobOf } from './read.ts';
import { lockForPack } from './verify.ts';

/** Carrier of orders that no marketplace stands behind: we deliver, our label is the label. */
export const OWN_CARRIER = 'OWN';
const NO_CHANNEL = '0';

/**
 * Closes the carton: it gets its SSCC, becomes a location, the goods move in, the tote is free. The
 * parcel is labelled at once where the carrier's label is there already or Quayside's own is the label.
 *
 * Refuses `not_fully_verified`, `not_found` (carton type), `weight_implausible` until confirmed, and
 * what `lockForPack` refuses. Emits `pack`.
 */
export async function closeCarton(
  tx: Tx,
  outboundOrderId: string,
  close: { cartonCode: string; weightG: number; isWeightConfirmed?: boolean },
): Promise<PackJob> {
  const order = await lockForPack(tx, outboundOrderId);
  const carton = await cartonOf(tx, close.cartonCode);
  await refuseUnverified(tx, order);
  await refuseImplausible(tx, order, carton, close);
  const sscc = await nextSscc(tx);
  const cartonLocationId = await addCarton(tx, order.nodeId, sscc);
  await moveIntoCarton(tx, order, cartonLocationId);
  const isOwn = order.channelId === NO_CHANNEL;
  const label = isOwn
    ? { carrier: OWN_CARRIER, trackingNumber: sscc }
    : { carrier: order.carrier, trackingNumber: order.trackingNumber };
  const isLabelled =
    isOwn || (order.carrierLabelDocumentId !== null && order.trackingNumber !== null);
  await insertParcel(tx, {
    outboundOrderId,
    sscc,
    cartonCode: carton.cartonCode,
    locationId: cartonLocationId,
    weightG: close.weightG,
    state: isLabelled ? 'labelled' : 'closed',
    ...label,
  });
  await markPacked(tx, outboundOrderId, label);
  await advance(tx, [outboundOrderId], 'pack');
  await emitProgress(tx, order, 'pack');
  await record(tx, [
    {
      subjectKind: 'order',
      subjectId: order.orderId,
      kind: 'packed',
      facts: {
        nodeId: order.nodeId,
        sscc,
        cartonCode: carton.cartonCode,
        weightG: close.weightG,
        isWeightConfirmed: close.isWeightConfirmed === true,
      },
    },
  ]);
  tx.touch('warehouse');
  return packJobOf(tx, await outboundById(tx, outboundOrderId));
}

async function cartonOf(tx: Tx, cartonCode: string): Promise<CartonTypeRow> {
  const types = await cartonTypes(tx);
  const carton = types.find((t) => t.cartonCode.toUpperCase() === cartonCode.trim().toUpperCase());
  if (carton !== undefined) return carton;
  throw new Refusal('not_found', `There is no carton ${cartonCode}.`, {
    facts: { expected: types.map((t) => t.cartonCode), got: cartonCode },
    remedy: 'Choose one of the cartons shown.',
  });
}

async function refuseUnverified(tx: Tx, order: Outbound): Promise<void> {
  const lines = await linesOf(tx, [order.outboundOrderId]);
  const open = lines.filter((line) => line.verifiedQty < line.qty);
  if (open.length === 0) return;
  const skus = await skusById(
    tx,
    open.map((line) => line.skuId),
  );
  const missing = open.map((line) => ({
    skuCode: skus.get(line.skuId)?.skuCode,
    name: skus.get(line.skuId)?.name,
    openQty: line.qty - line.verifiedQty,
  }));
  const openQty = missing.reduce((sum, line) => sum + line.openQty, 0);
  throw new Refusal('not_fully_verified', `${openQty} units are still to be scanned.`, {
    facts: { orderNumber: order.orderNumber, missing },
    remedy: `Scan ${missing[0]?.openQty} × ${missing[0]?.skuCode} ${missing[0]?.name}.`,
  });
}

async function refuseImplausible(
  tx: Tx,
  order: Outbound,
  carton: CartonTypeRow,
  close: { weightG: number; isWeightConfirmed?: boolean },
): Promise<void> {
  const goodsG = goodsWeightG(await itemsOf(tx, await linesOf(tx, [order.outboundOrderId])));
  const expectedG = goodsG === null ? null : goodsG + carton.tareG;
  if (close.isWeightConfirmed === true || isWeightPlausible(close.weightG, expectedG)) return;
  throw new Refusal(
    'weight_implausible',
    `The carton should weigh about ${expectedG} g, the scale says ${close.weightG} g.`,
    {
      facts: { expectedWeightG: expectedG, gotWeightG: close.weightG },
      remedy: 'Look whether everything, and nothing else, is in it; then confirm the weight.',
    },
  );
}

/** The next SSCC of the tenant. Holds the counter's row until the commit. */
async function nextSscc(tx: Tx): Promise<string> {
  const { gs1CompanyPrefix } = await tenantFacts(tx);
  const made = makeSscc(0, gs1CompanyPrefix, await takeNumbers(tx, 'sscc'));
  if (made.kind === 'invalid') throw new Error(`no SSCC could be made: ${made.message}`);
  return made.sscc;
}

async function moveIntoCarton(tx: Tx, order: Outbound, cartonLocationId: string): Promise<void> {
  const { toteLocationId } = order;
  if (toteLocationId === null) throw new Error(`picked order ${order.orderNumber} has no tote`);
  const goods = await goodsOf(tx, [order.outboundOrderId]);
  await postMoves(
    tx,
    goods.map(({ skuId, lotCode, qty }) => ({
      skuId,
      lotCode,
      qty,
      fromLocationId: toteLocationId,
      toLocationId: cartonLocationId,
      reason: 'pack',
      referenceKind: 'order',
      referenceId: order.orderId,
    })),
  );
}
