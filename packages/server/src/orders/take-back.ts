import { emit, type Tx } from '../platform/index.ts';
import { type BrokenPromise, openPromises, releaseReservations } from '../stock/index.ts';
import { settle } from './follow.ts';
import {
  type LineUnits,
  type PartUnits,
  partsUnderWay,
  qtyByLine,
  sumByPlace,
  uncovered,
} from './parts.ts';

/** Stands for the reservation of a shortage whose promises were taken back before it was told. */
export const TAKEN_BACK = '0';

/**
 * Gives back the open promises of the orders, but not of parts already packed, and stops those parts:
 * `short`, or `cancelled` for a packed one that lost its own promise. `broken` are promises that stock
 * has taken back already. Nodes that had begun are told by `orders.fulfilments_withdrawn`. Called under
 * the orders' locks.
 */
export async function takeBack(
  tx: Tx,
  orderIds: readonly string[],
  broken: readonly BrokenPromise[],
): Promise<void> {
  const lost = broken.flatMap(({ orderLineId, reservationId, ...units }) =>
    orderLineId === null || reservationId === TAKEN_BACK ? [] : [{ ...units, orderLineId }],
  );
  const parts = await partsUnderWay(tx, orderIds);
  const lostPlaces = sumByPlace(lost);
  const isHit = (part: PartUnits) => [...sumByPlace([part]).keys()].some((p) => lostPlaces.has(p));
  const hitIds = new Set(parts.filter(isHit).map((part) => part.fulfilmentOrderId));
  const stays = (part: PartUnits) => part.state === 'packed' && !hitIds.has(part.fulfilmentOrderId);
  const promises = await openPromises(tx, orderIds);
  const given = withoutKept(promises, parts.filter(stays));
  await releaseReservations(
    tx,
    given.map((p) => p.reservationId),
  );
  const taken = [...lost, ...given];
  await lowerPromised(tx, taken, [...parts, ...uncovered([...promises, ...lost], parts)]);
  await stop(
    tx,
    parts.filter((part) => !stays(part)),
  );
  await settle(tx, orderIds);
}

/** Promises beyond what the kept parts need, the oldest being theirs. Pure. */
export function withoutKept<P extends LineUnits>(
  promises: readonly P[],
  kept: readonly LineUnits[],
): P[] {
  const needed = sumByPlace(kept);
  return promises.filter((p) => {
    const [place] = sumByPlace([p]).keys();
    const open = needed.get(place as string) ?? 0;
    needed.set(place as string, open - p.qty);
    return open <= 0;
  });
}

async function lowerPromised(
  tx: Tx,
  taken: readonly LineUnits[],
  promised: readonly LineUnits[],
): Promise<void> {
  const lowered = await qtyByLine(tx, taken, promised);
  await tx.execute(
    `update orders.order_line l set promised_qty = l.promised_qty - t.qty
       from unnest($2::bigint[], $3::int[]) t (order_line_id, qty)
      where l.tenant_id = $1 and l.order_line_id = t.order_line_id`,
    [tx.tenantId, lowered.map((l) => l.orderLineId), lowered.map((l) => l.qty)],
  );
}

async function stop(tx: Tx, parts: readonly PartUnits[]): Promise<void> {
  const stateById = new Map(parts.map((part) => [part.fulfilmentOrderId, part.state]));
  if (stateById.size === 0) return;
  await tx.execute(
    `update orders.fulfilment_order
        set state = case when state = 'packed' then 'cancelled' else 'short' end
      where tenant_id = $1 and fulfilment_order_id = any($2)`,
    [tx.tenantId, [...stateById.keys()]],
  );
  const begun = [...stateById].filter(([, state]) => state !== 'promised').map(([id]) => id);
  if (begun.length === 0) return;
  await emit(tx, 'orders.fulfilments_withdrawn', { fulfilmentOrderIds: begun });
}
