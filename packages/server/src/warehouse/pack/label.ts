import { record, type Tx } from '../../platform/index.ts';
import { lockOutboundsOfOrders, type Outbound } from '../outbound/queries.ts';
import { setLabel, setLabelError, setShipment } from './queries.ts';

/** Orders that still take a shipment: not gone, not stopped. */
async function lockLabelled(tx: Tx, orderId: string): Promise<Outbound[]> {
  const orders = await lockOutboundsOfOrders(tx, [orderId]);
  return orders.filter((o) => o.state !== 'shipped' && o.state !== 'cancelled');
}

const idsOf = (orders: readonly Outbound[]) => orders.map((o) => o.outboundOrderId);

/**
 * The channel or carrier has arranged the shipment of an order: before it is packed or after. Telling
 * the same again changes nothing; an order that shipped or was cancelled stays as it is.
 */
export async function attachShipment(
  tx: Tx,
  shipment: { orderId: string; carrier: string; trackingNumber: string },
): Promise<void> {
  const orders = await lockLabelled(tx, shipment.orderId);
  const changed = orders.filter(
    (o) => o.carrier !== shipment.carrier || o.trackingNumber !== shipment.trackingNumber,
  );
  if (changed.length === 0) return;
  await setShipment(tx, idsOf(changed), shipment);
  tx.touch('warehouse');
}

/** The carrier's own label is there: a closed parcel is labelled now, a later one at once. Idempotent. */
export async function attachLabel(
  tx: Tx,
  label: { orderId: string; documentId: string; trackingNumber: string },
): Promise<void> {
  const orders = await lockLabelled(tx, label.orderId);
  const changed = orders.filter(
    (o) =>
      o.carrierLabelDocumentId !== label.documentId || o.trackingNumber !== label.trackingNumber,
  );
  if (changed.length === 0) return;
  await setLabel(tx, idsOf(changed), label);
  await record(tx, [
    {
      subjectKind: 'order',
      subjectId: label.orderId,
      kind: 'label_attached',
      facts: { trackingNumber: label.trackingNumber, documentId: label.documentId },
    },
  ]);
  tx.touch('warehouse');
}

/** The label could not be had, and why; shown at the pack station until one comes. */
export async function attachLabelError(
  tx: Tx,
  failure: { orderId: string; error: string },
): Promise<void> {
  await setLabelError(tx, idsOf(await lockLabelled(tx, failure.orderId)), failure.error);
  tx.touch('warehouse');
}
