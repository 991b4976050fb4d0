import type { QuaysideEvents } from '@quayside/contract';
import { emit, type Tx } from '../platform/index.ts';

/** An outbound order as the events and timelines name it. */
export interface OutboundRef {
  outboundOrderId: string;
  fulfilmentOrderId: string;
  orderId: string;
  orderNumber: string;
}

/**
 * Events of one order must be handled in the order of their commits, those of different orders need
 * not wait for each other: 8 queues, chosen by the order, give both.
 */
const QUEUES = 8n;

function queueOf(order: { orderId: string }): string {
  return `warehouse:${BigInt(order.orderId) % QUEUES}`;
}

export async function emitProgress(
  tx: Tx,
  order: OutboundRef,
  event: QuaysideEvents['warehouse.progressed']['event'],
): Promise<void> {
  tx.touch('orders');
  await emit(
    tx,
    'warehouse.progressed',
    { fulfilmentOrderIds: [order.fulfilmentOrderId], event },
    { subject: queueOf(order) },
  );
}

export async function emitShort(
  tx: Tx,
  order: OutboundRef,
  lines: QuaysideEvents['warehouse.fell_short']['lines'],
): Promise<void> {
  tx.touch('orders');
  await emit(
    tx,
    'warehouse.fell_short',
    { fulfilmentOrderId: order.fulfilmentOrderId, lines },
    { subject: queueOf(order) },
  );
}

/** One event per queue that has shipped orders: a manifest of 1,000 parcels makes at most 8. */
export async function emitShipped(tx: Tx, orders: readonly OutboundRef[]): Promise<void> {
  tx.touch('orders');
  const byQueue = new Map<string, string[]>();
  for (const order of orders) {
    const ids = byQueue.get(queueOf(order)) ?? [];
    ids.push(order.fulfilmentOrderId);
    byQueue.set(queueOf(order), ids);
  }
  for (const [subject, fulfilmentOrderIds] of byQueue) {
    await emit(tx, 'warehouse.shipment_confirmed', { fulfilmentOrderIds }, { subject });
  }
}
