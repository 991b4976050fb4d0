import { nodesOf } from '../catalogue/index.ts';
import type { Channels } from '../channels/index.ts';
import type { Notifications } from '../notifications/index.ts';
import {
  channelOrdersOf,
  followFulfilments,
  noteShipment,
  ordersForMail,
  recordShipment,
} from '../orders/index.ts';
import {
  type Database,
  type JobsByName,
  onEvent,
  type Tx,
  tenantFacts,
} from '../platform/index.ts';
import { attachLabel, attachShipment } from '../warehouse/index.ts';

/**
 * Ship: what the floor does reaches the order, the channel and the customer.
 *
 *   warehouse.wave_released       → the channel owes us a shipment (tracking number, label)
 *   channels.shipment_arranged    → order and floor know carrier and tracking number
 *   channels.label_fetched        → the pack station has the platform's label
 *   warehouse.progressed          → the order follows its least advanced fulfilment order
 *   warehouse.shipment_confirmed  → shipped quantities, the customer's mail
 */
export function shipConfirm(
  database: Database,
  channels: Channels,
  notifications: Notifications,
): JobsByName {
  return {
    ...onEvent(database, 'warehouse.wave_released', async (tx, { fulfilmentOrderIds }) => {
      await oweArrangement(tx, channels, fulfilmentOrderIds, 'directed');
    }),
    ...onEvent(database, 'channels.shipment_arranged', async (tx, payload) => {
      const { orderId, carrier, trackingNumber } = payload;
      await noteShipment(tx, orderId, { carrier, trackingNumber });
      await attachShipment(tx, { orderId, carrier, trackingNumber });
    }),
    ...onEvent(database, 'channels.label_fetched', async (tx, payload) => {
      const { orderId, documentId, trackingNumber } = payload;
      await attachLabel(tx, { orderId, documentId, trackingNumber });
    }),
    ...onEvent(database, 'warehouse.progressed', async (tx, { fulfilmentOrderIds, event }) => {
      await followFulfilments(tx, fulfilmentOrderIds, event);
    }),
    ...onEvent(database, 'warehouse.shipment_confirmed', async (tx, { fulfilmentOrderIds }) => {
      const orderIds = await recordShipment(tx, fulfilmentOrderIds);
      await tellCustomers(tx, notifications, orderIds, 'order_shipped');
    }),
  };
}

/** Work owed to the channel for orders whose node begins: arrange the shipment, then fetch its label. */
export async function oweArrangement(
  tx: Tx,
  channels: Channels,
  fulfilmentOrderIds: readonly string[],
  mode: 'simple' | 'directed',
): Promise<void> {
  const modes = new Map((await nodesOf(tx)).map((n) => [n.nodeId, n.mode]));
  for (const order of await channelOrdersOf(tx, fulfilmentOrderIds)) {
    if (modes.get(order.nodeId) !== mode) continue;
    await channels.oweTask(tx, {
      channelId: order.channelId,
      kind: 'arrange_shipment',
      orderId: order.orderId,
      orderNumber: order.orderNumber,
      externalOrderNumber: order.externalOrderNumber,
      facts: {},
    });
  }
}

/** One mail per order and happening; without an address it is noted as such. */
export async function tellCustomers(
  tx: Tx,
  notifications: Notifications,
  orderIds: readonly string[],
  kind: 'order_shipped' | 'order_cancelled',
): Promise<void> {
  const tenant = await tenantFacts(tx);
  for (const order of await ordersForMail(tx, orderIds)) {
    await notifications.notify(tx, {
      orderId: order.orderId,
      kind,
      onceKey: `${kind}:${order.orderId}`,
      recipient: order.buyerEmail,
      locale: tenant.locale,
      facts: {
        brandName: tenant.name,
        orderNumber: order.externalOrderNumber,
        customerName: order.buyerName,
        carrier: order.carrier,
        trackingNumbers: order.trackingNumbers,
        items: order.lines,
      },
    });
  }
}
