import type { Tour } from '@quayside/contract';
import { skusById } from '../../catalogue/index.ts';
import { Refusal, record, type Tx } from '../../platform/index.ts';
import { postMoves } from '../../stock/index.ts';
import { advance, changeLine } from '../outbound/queries.ts';
import { emitProgress } from '../progress.ts';
import { lockTask } from './open-task.ts';
import { clearPicked, reopenTour } from './queries.ts';
import { getTour } from './read.ts';

/**
 * Takes a stop's pick back: its units return from tote to bin, claimed again for this order. Possible
 * until the order is packed. A finished tour is walked again by the same picker.
 */
export async function undoPick(tx: Tx, pickTaskId: string): Promise<Tour> {
  const { task, order, tour, location } = await lockTask(tx, pickTaskId);
  if (order.state !== 'picking' && order.state !== 'picked') {
    throw new Refusal('state_refused', `Order ${order.orderNumber} is ${order.state}.`, {
      facts: { orderNumber: order.orderNumber, state: order.state },
      remedy: 'A pick can be taken back until its order is packed.',
    });
  }
  const isUndoable = task.state === 'picked' || (task.state === 'open' && task.pickedQty > 0);
  if (!isUndoable || order.toteLocationId === null) {
    throw new Refusal(
      'state_refused',
      `Nothing was picked at ${location.locationCode} to take back.`,
      {
        facts: {
          locationCode: location.locationCode,
          state: task.state,
          pickedQty: task.pickedQty,
        },
      },
    );
  }
  await clearPicked(tx, pickTaskId);
  await changeLine(tx, task.outboundLineId, { pickedQty: -task.pickedQty });
  await postMoves(tx, [
    {
      skuId: task.skuId,
      lotCode: task.lotCode,
      fromLocationId: order.toteLocationId,
      toLocationId: task.locationId,
      qty: task.pickedQty,
      reason: 'pick_undone',
      referenceKind: 'order',
      referenceId: order.orderId,
      isAllocationMade: true,
    },
  ]);
  if (order.state === 'picked') {
    await advance(tx, [order.outboundOrderId], 'undo_pick');
    await emitProgress(tx, order, 'undo_pick');
  }
  await reopenTour(tx, tour.tourId);
  const skuCode = (await skusById(tx, [task.skuId])).get(task.skuId)?.skuCode;
  await record(tx, [
    {
      subjectKind: 'order',
      subjectId: order.orderId,
      kind: 'pick_undone',
      facts: { skuCode, qty: task.pickedQty, locationCode: location.locationCode },
    },
  ]);
  tx.touch('warehouse');
  return getTour(tx, tour.tourId);
}
