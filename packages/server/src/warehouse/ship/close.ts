import type { Manifest } from '@quayside/contract';
import { virtualLocationIds } from '../../catalogue/index.ts';
import { Refusal, record, type Tx } from '../../platform/index.ts';
import { postMoves } from '../../stock/index.ts';
import { advance, goodsOf, lockOutbounds } from '../outbound/queries.ts';
import { emitShipped } from '../progress.ts';
import { closedManifest } from './manifest.ts';
import { type ConsumptionsOf, promisesBehind } from './promises.ts';
import {
  type LockedManifest,
  lockManifest,
  type ManifestLine,
  manifestLines,
  markClosed,
  markParcelsShipped,
} from './queries.ts';
import { emptyManifest, manifestOf } from './read.ts';

/**
 * The carrier has taken the parcels: all goods leave the books in one transaction, their promises are
 * consumed, closing is final. Refuses `manifest_closed`, `manifest_empty`, and `order_cancelled` while
 * a parcel that was cancelled after its scan has not been put back (it may lie in the carrier's cage)
 * or while an order is promised no more.
 *
 * Locks the manifest, its orders by id, then availability and balances. Emits
 * `warehouse.shipment_confirmed`.
 */
export async function closeManifest(
  tx: Tx,
  manifestId: string,
  consumptionsOf: ConsumptionsOf,
): Promise<Manifest> {
  const manifest = await lockManifest(tx, manifestId);
  if (manifest.state === 'closed') throw closedManifest(manifest);
  const named = await manifestLines(tx, manifestId);
  await lockOutbounds(
    tx,
    named.map((line) => line.outboundOrderId),
  );
  // Read again under the orders' locks: one may have been cancelled a moment ago.
  const lines = await manifestLines(tx, manifestId);
  refuseCancelled(manifest, lines);
  if (lines.length === 0) throw emptyManifest(manifest.manifestNumber);
  await shipOut(tx, lines, consumptionsOf);
  await markClosed(tx, manifestId);
  await record(tx, [
    {
      subjectKind: 'manifest',
      subjectId: manifestId,
      kind: 'manifest_closed',
      facts: { manifestNumber: manifest.manifestNumber, parcels: lines.length },
    },
    ...lines.map((line) => ({
      subjectKind: 'order' as const,
      subjectId: line.orderId,
      kind: 'shipped',
      facts: {
        nodeId: line.nodeId,
        manifestNumber: manifest.manifestNumber,
        carrier: manifest.carrier,
        trackingNumber: line.trackingNumber,
        sscc: line.sscc,
      },
    })),
  ]);
  await emitShipped(tx, lines);
  tx.touch('warehouse');
  return manifestOf(tx, manifestId);
}

function refuseCancelled(manifest: LockedManifest, lines: readonly ManifestLine[]): void {
  const cancelled = lines.filter((line) => line.state === 'cancelled');
  const [first] = cancelled;
  if (first === undefined) return;
  throw new Refusal(
    'order_cancelled',
    `${cancelled.length} scanned parcels were cancelled since: take them out of the load.`,
    {
      facts: {
        manifestNumber: manifest.manifestNumber,
        parcels: cancelled.map(({ orderNumber, sscc, trackingNumber }) => ({
          orderNumber,
          sscc,
          trackingNumber,
        })),
      },
      remedy: `Take parcel ${first.trackingNumber ?? first.sscc} (order ${first.orderNumber}) to the pack station and put its goods back; then close.`,
    },
  );
}

/** Goods leave their cartons for the customer; whole promises are consumed with them. Set-based. */
async function shipOut(
  tx: Tx,
  lines: readonly ManifestLine[],
  consumptionsOf: ConsumptionsOf,
): Promise<void> {
  const { customer } = await virtualLocationIds(tx);
  const lineOf = new Map(lines.map((line) => [line.outboundOrderId, line]));
  const goods = await goodsOf(tx, [...lineOf.keys()]);
  const consume = await promisesBehind(tx, lines, goods, consumptionsOf);
  await postMoves(
    tx,
    goods.map(({ outboundOrderId, skuId, lotCode, qty }) => {
      const line = lineOf.get(outboundOrderId);
      if (line === undefined)
        throw new Error(`goods of order ${outboundOrderId} were not asked for`);
      return {
        skuId,
        lotCode,
        qty,
        fromLocationId: line.locationId,
        toLocationId: customer,
        reason: 'ship',
        referenceKind: 'order',
        referenceId: line.orderId,
      };
    }),
    consume,
  );
  await markParcelsShipped(
    tx,
    lines.map((line) => line.parcelId),
  );
  await advance(tx, [...lineOf.keys()], 'ship');
}
