import type { Channels } from '../channels/index.ts';
import type { Notifications } from '../notifications/index.ts';
import { fallShort, ordersForMail, unkeptPromises } from '../orders/index.ts';
import { type Database, type JobsByName, onEvent } from '../platform/index.ts';
import { bookMiscount } from '../stock/index.ts';
import { cancelOutbound, withdrawFulfilments } from '../warehouse/index.ts';
import { tellCustomers } from './ship-confirm.ts';

/**
 * Undo: a cancelled order stops on the floor and at the channel; what could not be found is booked and
 * promised again elsewhere, or waits.
 *
 *   orders.cancelled          → warehouse.cancelOutbound; the channel is told, unless it told us
 *   orders.fulfilments_withdrawn → the floor stops what was promised elsewhere
 *   warehouse.fell_short      → the loss is booked, the order is promised again or waits
 *   warehouse.bin_miscounted  → the loss is booked; promises it breaks are taken back visibly
 */
export function undo(
  database: Database,
  channels: Channels,
  notifications: Notifications,
): JobsByName {
  return {
    ...onEvent(database, 'orders.cancelled', async (tx, { orderIds, reason, byChannel }) => {
      await cancelOutbound(tx, orderIds);
      if (!byChannel) {
        for (const order of await ordersForMail(tx, orderIds)) {
          if (order.channelId === '0') continue;
          await channels.oweTask(tx, {
            channelId: order.channelId,
            kind: 'cancel_order',
            orderId: order.orderId,
            orderNumber: order.orderNumber,
            externalOrderNumber: order.externalOrderNumber,
            facts: { reason: reason === 'undeliverable' ? 'undeliverable_area' : reason },
          });
        }
      }
      await tellCustomers(tx, notifications, orderIds, 'order_cancelled');
    }),

    ...onEvent(database, 'orders.fulfilments_withdrawn', async (tx, { fulfilmentOrderIds }) => {
      await withdrawFulfilments(tx, fulfilmentOrderIds);
    }),

    ...onEvent(database, 'warehouse.fell_short', async (tx, { fulfilmentOrderId, lines }) => {
      const unkept = await unkeptPromises(tx, fulfilmentOrderId, lines);
      // The loss first: what is promised again must not be promised from the empty bin.
      const broken = [];
      for (const line of lines) broken.push(...(await bookMiscount(tx, line)));
      const isSame = (b: { orderLineId: string | null; skuId: string }) =>
        unkept.some((u) => u.orderLineId === b.orderLineId && u.skuId === b.skuId);
      await fallShort(tx, [...unkept, ...broken.filter((b) => !isSame(b))], 'short_pick');
    }),

    ...onEvent(database, 'warehouse.bin_miscounted', async (tx, seen) => {
      await fallShort(tx, await bookMiscount(tx, seen), 'short_pick');
    }),
  };
}
