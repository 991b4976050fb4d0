import { type ChannelOrder, type ParcelRef, parcelsOf } from '@quayside/connectors';
import { emit } from '../../platform/index.ts';
import { oweTask } from '../owe-task.ts';
import { endOf, onShop, readOrder, type StepEnd, type TaskCall } from './step.ts';

/** What a label needs to be fetched: handed on in the task's facts. */
export interface ArrangedParcel extends ParcelRef {
  trackingNumber: string;
}

/**
 * Tells the channel that the parcels are coming, then asks for their tracking numbers. The order's state
 * at the channel decides what is still to be told, so that an attempt whose answer was lost is not
 * repeated; a tracking number alone would not prove it (it may be given out before).
 */
export async function arrangeShipment(call: TaskCall): Promise<StepEnd> {
  const read = await readOrder(call);
  if (!read.ok) return endOf(read);
  const order = read.value;
  if (order === null) {
    return {
      kind: 'later',
      reason: 'not_shown: the order is not shown',
      isCounted: true,
      waitMs: null,
    };
  }
  if (order.state === 'cancelled') return { kind: 'moot', reason: 'cancelled at the channel' };
  if (order.state === 'cancel_requested') {
    const reason = 'cancel_requested: the buyer asks to cancel';
    return { kind: 'later', reason, isCounted: true, waitMs: null };
  }
  const parcels = parcelsOf(order);
  const failed = call.task.facts.isArranged === true ? null : await arrange(call, order, parcels);
  return failed ?? trackingOf(call, order, parcels);
}

const arrangedStates: ReadonlySet<ChannelOrder['state']> = new Set([
  'arranged',
  'shipped',
  'delivered',
  'completed',
]);

async function arrange(
  call: TaskCall,
  order: ChannelOrder,
  parcels: readonly ParcelRef[],
): Promise<StepEnd | null> {
  if (arrangedStates.has(order.state)) return noteArranged(call, ['already']);
  const done: string[] = [];
  for (const parcel of parcels) {
    const answer = await onShop(call, (connector, session) =>
      connector.arrangeShipment(session, parcel, { method: 'pickup' }),
    );
    if (!answer.ok) return endOf(answer);
    done.push(answer.value.done);
  }
  return noteArranged(call, done);
}

/** From here on no attempt arranges again. */
async function noteArranged(call: TaskCall, arranged: string[]): Promise<null> {
  await call.keep({ facts: { isArranged: true, arranged }, happened: 'told_channel_to_ship' });
  return null;
}

async function trackingOf(
  call: TaskCall,
  order: ChannelOrder,
  parcels: readonly ParcelRef[],
): Promise<StepEnd> {
  const arranged: ArrangedParcel[] = [];
  for (const parcel of parcels) {
    const answer = await onShop(call, (connector, session) =>
      connector.trackingNumber(session, parcel),
    );
    if (!answer.ok) return endOf(answer);
    if (answer.value.state === 'not_yet') {
      const reason = `tracking_not_yet: ${answer.value.hint ?? 'no tracking number yet'}`;
      return { kind: 'later', reason, isCounted: true, waitMs: null };
    }
    arranged.push({ ...parcel, trackingNumber: answer.value.trackingNumber });
  }
  const { task } = call;
  return {
    kind: 'done',
    write: async (deps, tx) => {
      for (const parcel of arranged) {
        await emit(tx, 'channels.shipment_arranged', {
          channelId: task.channel_id,
          orderId: task.order_id,
          carrier: order.carrier ?? 'unknown',
          trackingNumber: parcel.trackingNumber,
        });
      }
      await oweTask(deps, tx, {
        channelId: task.channel_id,
        kind: 'fetch_label',
        orderId: task.order_id,
        orderNumber: task.order_number,
        externalOrderNumber: task.external_order_number,
        facts: { parcels: arranged },
      });
    },
  };
}
