import type { Tour } from '@quayside/contract';
import { DatabaseError } from 'pg';
import { type LocationFacts, locationsById } from '../../catalogue/index.ts';
import { Refusal, type Tx } from '../../platform/index.ts';
import { linesOf, lockOutbound, type Outbound } from '../outbound/queries.ts';
import { nameOfScan, saysLocation, toteOfScan } from '../scan.ts';
import { refuseStopped } from './open-task.ts';
import { mustBeMine } from './picker.ts';
import { lockTour, orderInTote, setTote, slotsOf } from './queries.ts';
import { getTour } from './read.ts';

/**
 * Puts a tote into a slot of the cart. The same tote again changes nothing; another one is accepted as
 * long as nothing was picked. Refuses `tote_in_use`, `wrong_tote`, `order_cancelled`, `not_found`.
 */
export async function bindTote(
  tx: Tx,
  tourId: string,
  bind: { slot: number; toteScan: string },
): Promise<Tour> {
  const slots = await slotsOf(tx, tourId);
  const slot = slots.find((s) => s.slot === bind.slot);
  if (slot === undefined) {
    throw new Refusal('not_found', `This tour has no slot ${bind.slot}.`, {
      facts: { got: bind.slot, expected: slots.map((s) => s.slot) },
      remedy: `The cart has the slots 1 to ${slots.length}.`,
    });
  }
  const order = await lockOutbound(tx, slot.outboundOrderId);
  const tour = await lockTour(tx, tourId);
  mustBeMine(tx, tour);
  refuseStopped(order);
  const tote = await toteOfScan(tx, tour.nodeId, bind.toteScan);
  if (order.toteLocationId !== tote.locationId) {
    await refuseFilled(tx, order, bind.slot, tote);
    await putIntoSlot(tx, order, tote);
  }
  return getTour(tx, tourId);
}

async function refuseFilled(
  tx: Tx,
  order: Outbound,
  slot: number,
  tote: LocationFacts,
): Promise<void> {
  if (order.toteLocationId === null) return;
  const lines = await linesOf(tx, [order.outboundOrderId]);
  if (lines.every((line) => line.pickedQty === 0)) return;
  const bound = (await locationsById(tx, [order.toteLocationId])).get(order.toteLocationId);
  throw new Refusal(
    'wrong_tote',
    `Slot ${slot} already has tote ${bound?.locationCode} with goods in it.`,
    {
      facts: { expected: bound?.locationCode, got: tote.locationCode, slot },
      remedy: `Use tote ${bound?.locationCode} for order ${order.orderNumber}.`,
    },
  );
}

/** Binds a tote to a locked order. The unique index decides between two pickers with one tote. */
async function putIntoSlot(tx: Tx, order: Outbound, tote: LocationFacts): Promise<void> {
  const other = await orderInTote(tx, tote.locationId);
  if (other !== null) throw inUse(tote, other.orderNumber);
  try {
    await setTote(tx, order.outboundOrderId, tote.locationId);
  } catch (error) {
    if (error instanceof DatabaseError && error.constraint === 'tote_holds_one_order') {
      throw inUse(tote, null);
    }
    throw error;
  }
  tx.touch('warehouse');
}

function inUse(tote: LocationFacts, orderNumber: string | null): Refusal {
  return new Refusal(
    'tote_in_use',
    `Tote ${tote.locationCode} already holds ${orderNumber === null ? 'another order' : `order ${orderNumber}`}.`,
    {
      facts: { toteCode: tote.locationCode, orderNumber },
      remedy: 'Take an empty tote.',
    },
  );
}

/**
 * The tote that takes an order's goods, checked against the scan; an order without one gets the scanned
 * tote if it is free. Refuses `wrong_tote`, `tote_in_use`, `unknown_barcode`.
 */
export async function toteForPick(
  tx: Tx,
  order: Outbound,
  slot: number,
  toteScan: string,
): Promise<LocationFacts> {
  if (order.toteLocationId === null) {
    const tote = await toteOfScan(tx, order.nodeId, toteScan);
    await putIntoSlot(tx, order, tote);
    return tote;
  }
  const tote = (await locationsById(tx, [order.toteLocationId])).get(order.toteLocationId);
  if (tote === undefined) throw new Error(`tote ${order.toteLocationId} does not exist`);
  if (saysLocation(toteScan, tote)) return tote;
  const got = await nameOfScan(tx, order.nodeId, toteScan, 'tote');
  throw new Refusal(
    'wrong_tote',
    `Put it into tote ${tote.locationCode}, slot ${slot}; this is ${got}.`,
    {
      facts: { expected: tote.locationCode, got, slot, orderNumber: order.orderNumber },
      remedy: `Scan tote ${tote.locationCode} in slot ${slot}.`,
    },
  );
}
