import { type LocationFacts, locationsById } from '../../catalogue/index.ts';
import { Refusal, type Tx } from '../../platform/index.ts';
import { lockOutbound, type Outbound } from '../outbound/queries.ts';
import { nameOfScan, saysLocation } from '../scan.ts';
import { mustBeMine } from './picker.ts';
import { lockTour, slotsOf, type TaskFacts, type TourFacts, taskById } from './queries.ts';

/** A pick with everything it hangs on, locked: order, then tour. */
export interface LockedTask {
  task: TaskFacts;
  order: Outbound;
  tour: TourFacts;
  location: LocationFacts;
  slot: number;
}

/**
 * Locks a pick of the acting picker. Refuses `order_cancelled` first (stop the worker whatever else is
 * wrong), then `task_taken` for another's tour.
 */
export async function lockTask(tx: Tx, pickTaskId: string): Promise<LockedTask> {
  const seen = await taskById(tx, pickTaskId);
  const order = await lockOutbound(tx, seen.outboundOrderId);
  const tour = await lockTour(tx, seen.tourId);
  const task = await taskById(tx, pickTaskId);
  const location = (await locationsById(tx, [task.locationId])).get(task.locationId);
  const slot = (await slotsOf(tx, tour.tourId)).find(
    (s) => s.outboundOrderId === order.outboundOrderId,
  );
  if (location === undefined || slot === undefined) {
    throw new Error(`pick task ${pickTaskId} lacks its location or slot`);
  }
  refuseStopped(order);
  mustBeMine(tx, tour);
  return { task, order, tour, location, slot: slot.slot };
}

/** Refuses work on an order that was cancelled or fell short. */
export function refuseStopped(order: Outbound): void {
  const { orderNumber } = order;
  if (order.state === 'cancelled') {
    throw new Refusal('order_cancelled', `Order ${orderNumber} was cancelled.`, {
      facts: { orderNumber },
      remedy:
        'Leave the goods in the bin and go on to the next stop. What is already in the tote is put back at the pack station.',
    });
  }
  if (order.state === 'short') {
    throw new Refusal(
      'state_refused',
      `Order ${orderNumber} fell short and is not picked further.`,
      {
        facts: { orderNumber, state: order.state },
        remedy: 'Go on to the next stop. What is in the tote is put back at the pack station.',
      },
    );
  }
}

/** Refuses a pick that is not open any more. */
export function refuseDone({ task, location }: LockedTask): void {
  if (task.state === 'open') return;
  throw new Refusal('task_done', `This stop at ${location.locationCode} is done: ${task.state}.`, {
    facts: { state: task.state, qty: task.qty, pickedQty: task.pickedQty },
    remedy: 'Go on to the next stop; undo this one if it was wrong.',
  });
}

/** Refuses a scan that does not say the pick's bin. */
export async function refuseWrongLocation(
  tx: Tx,
  { location, order }: LockedTask,
  locationScan: string,
): Promise<void> {
  if (saysLocation(locationScan, location)) return;
  const got = await nameOfScan(tx, order.nodeId, locationScan, 'location');
  throw new Refusal('wrong_location', `Go to ${location.locationCode}; this is ${got}.`, {
    facts: { expected: location.locationCode, got },
    remedy: `Scan the label of ${location.locationCode}.`,
  });
}
