import { Refusal, record, type Tx } from '../../platform/index.ts';
import { postMoves } from '../../stock/index.ts';
import { goodsOf, lockOutbound, type Outbound } from '../outbound/queries.ts';
import { locationOfScan, nameOfScan } from '../scan.ts';
import { markPutBack, parcelOf } from './queries.ts';

/** Where goods may be laid down again. */
const SHELVES = ['pick_face', 'bulk', 'stock', 'receiving', 'staging'];

/**
 * The goods of a cancelled or short order go from its tote or carton to a scanned location; the tote
 * is free again. Refuses `state_refused` (the order goes on), `task_done` (nothing is out),
 * `wrong_location` (no shelf), `unknown_barcode`.
 */
export async function putBack(
  tx: Tx,
  outboundOrderId: string,
  locationScan: string,
): Promise<void> {
  const order = await lockOutbound(tx, outboundOrderId);
  if (order.state !== 'cancelled' && order.state !== 'short') {
    throw new Refusal(
      'state_refused',
      `Order ${order.orderNumber} is ${order.state} and goes on.`,
      {
        facts: { orderNumber: order.orderNumber, state: order.state },
        remedy: 'Only goods of a cancelled or short order are put back.',
      },
    );
  }
  const goods = await goodsOf(tx, [outboundOrderId]);
  if (goods.length === 0 || order.putBackAt !== null) {
    throw new Refusal('task_done', `Nothing of order ${order.orderNumber} is left to put back.`, {
      facts: { orderNumber: order.orderNumber, putBackAt: order.putBackAt },
    });
  }
  const location = await locationOfScan(tx, order.nodeId, locationScan);
  if (location === null || !SHELVES.includes(location.type) || location.isBlocked) {
    const got = await nameOfScan(tx, order.nodeId, locationScan, 'location');
    throw new Refusal('wrong_location', `The goods need an open shelf or bin; this is ${got}.`, {
      facts: { expected: SHELVES, got, type: location?.type ?? null },
      remedy: 'Scan the bin into which you put them.',
    });
  }
  const fromLocationId = await whereGoodsAre(tx, order);
  await postMoves(
    tx,
    goods.map(({ skuId, lotCode, qty }) => ({
      skuId,
      lotCode,
      qty,
      fromLocationId,
      toLocationId: location.locationId,
      reason: 'put_back',
      referenceKind: 'order',
      referenceId: order.orderId,
    })),
  );
  await markPutBack(tx, outboundOrderId);
  await record(tx, [
    {
      subjectKind: 'order',
      subjectId: order.orderId,
      kind: 'put_back',
      facts: {
        nodeId: order.nodeId,
        locationCode: location.locationCode,
        units: goods.reduce((sum, g) => sum + g.qty, 0),
      },
    },
  ]);
  tx.touch('warehouse');
}

/** In the tote until the carton is closed, then in the carton. */
async function whereGoodsAre(tx: Tx, order: Outbound): Promise<string> {
  if (order.toteLocationId !== null) return order.toteLocationId;
  const parcel = await parcelOf(tx, order.outboundOrderId);
  if (parcel === null) throw new Error(`goods of order ${order.orderNumber} are nowhere`);
  return parcel.locationId;
}
