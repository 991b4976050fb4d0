import { kitsOf, type NodeFacts, nodesOf } from '../catalogue/index.ts';
import { emit, type Tx } from '../platform/index.ts';
import {
  type CandidateNode,
  type Decision,
  type Demand,
  decide,
  type PromisedUnits,
} from './decide.ts';
import { changeAvailability, lockAvailability } from './lock.ts';

/** A demand before its kits are opened. */
export interface PromiseRequest extends Omit<Demand, 'lines'> {
  lines: readonly { lineId: string; skuId: string; qty: number }[];
  /** The order whose lines these are; null for a soft hold. */
  orderId: string | null;
  /** The order's ship-by: who loses first when stock falls short. */
  rankAt: Date;
  /** A soft hold of this name is used up first: its units go to this demand. */
  usesHoldRef?: string;
  /** Set for a soft hold itself. */
  hold?: { holdRef: string; expiresAt: Date };
}

/**
 * Promises stock for any number of demands in one transaction and a constant number of round trips:
 * opens kits, locks availability in the one order, decides (pure), writes reservations. One decision
 * per request, in the order given; a request that gets nothing changes nothing. Emits
 * `stock.availability_changed` once.
 */
export async function promise(
  tx: Tx,
  requests: readonly PromiseRequest[],
): Promise<{ decision: Decision; request: PromiseRequest }[]> {
  if (requests.length === 0) return [];
  const kits = await kitsOf(
    tx,
    requests.flatMap((r) => r.lines.map((l) => l.skuId)),
  );
  const nodes = (await nodesOf(tx)).filter((n) => n.isActive && n.mode !== 'external');
  const demands = requests.map(
    (request): Demand => ({
      ...request,
      lines: request.lines.map((l) => ({ ...l, components: kits.get(l.skuId) ?? null })),
    }),
  );
  const skuIds = new Set<string>();
  for (const demand of demands) {
    for (const line of demand.lines) {
      for (const part of line.components ?? [line]) skuIds.add(part.skuId);
    }
  }
  const keys = [...skuIds].flatMap((skuId) => nodes.map(({ nodeId }) => ({ skuId, nodeId })));
  let locked = await lockAvailability(tx, keys);
  const usedHolds = requests.flatMap((r) => (r.usesHoldRef === undefined ? [] : [r.usesHoldRef]));
  if (usedHolds.length > 0) {
    await releaseHolds(tx, usedHolds);
    locked = await lockAvailability(tx, keys);
  }
  const decisions = decide(demands, locked, nodes.map(toCandidate));
  await writePromises(tx, requests, decisions);
  return decisions.map((decision, i) => ({ decision, request: requests[i] as PromiseRequest }));
}

function toCandidate(node: NodeFacts): CandidateNode {
  const { latitude, longitude } = node;
  return {
    nodeId: node.nodeId,
    nodeCode: node.nodeCode,
    priority: node.priority,
    place: latitude === null || longitude === null ? null : { latitude, longitude },
  };
}

async function writePromises(
  tx: Tx,
  requests: readonly PromiseRequest[],
  decisions: readonly Decision[],
): Promise<void> {
  const rows = decisions.flatMap((decision, i) => {
    const request = requests[i] as PromiseRequest;
    return mergeUnits(decision.promised).map((units) => ({ ...units, request }));
  });
  if (rows.length === 0) return;
  const sums = new Map<
    string,
    { skuId: string; nodeId: string; sellableChange: 0; reservedChange: number }
  >();
  for (const { skuId, nodeId, qty } of rows) {
    const key = `${skuId}/${nodeId}`;
    const sum = sums.get(key) ?? { skuId, nodeId, sellableChange: 0, reservedChange: 0 };
    sum.reservedChange += qty;
    sums.set(key, sum);
  }
  await changeAvailability(tx, [...sums.values()]);
  await tx.execute(
    `insert into stock.reservation
       (tenant_id, sku_id, node_id, qty, order_id, order_line_id, hold_ref, expires_at, rank_at)
     select $1, r.sku_id, r.node_id, r.qty, r.order_id, r.order_line_id, r.hold_ref, r.expires_at, r.rank_at
       from unnest($2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::bigint[], $7::text[],
                   $8::timestamptz[], $9::timestamptz[])
            r (sku_id, node_id, qty, order_id, order_line_id, hold_ref, expires_at, rank_at)`,
    [
      tx.tenantId,
      rows.map((r) => r.skuId),
      rows.map((r) => r.nodeId),
      rows.map((r) => r.qty),
      rows.map((r) => r.request.orderId),
      rows.map((r) => (r.request.hold === undefined ? r.lineId : null)),
      rows.map((r) => r.request.hold?.holdRef ?? null),
      rows.map((r) => r.request.hold?.expiresAt ?? null),
      rows.map((r) => r.request.rankAt),
    ],
  );
  const skuIds = [...new Set(rows.map((r) => r.skuId))];
  await emit(tx, 'stock.availability_changed', { skuIds, roseSkuIds: [] });
  tx.touch('stock');
}

/** One reservation per line, SKU and node: a soft hold merges its lines of one SKU. */
function mergeUnits(promised: readonly PromisedUnits[]): PromisedUnits[] {
  const merged = new Map<string, PromisedUnits>();
  for (const units of promised) {
    const key = `${units.lineId}/${units.skuId}/${units.nodeId}`;
    const before = merged.get(key);
    merged.set(key, before === undefined ? units : { ...units, qty: before.qty + units.qty });
  }
  return [...merged.values()];
}

interface HeldRow {
  reservation_id: string;
  sku_id: string;
  node_id: string;
  qty: number;
}

/** Gives back every open promise of these orders; what was consumed stays consumed. */
export async function releasePromises(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await release(tx, 'order_id = any($2::bigint[])', orderIds);
}

/** Gives back exactly these promises, where they are still open. */
export async function releaseReservations(
  tx: Tx,
  reservationIds: readonly string[],
): Promise<void> {
  await release(tx, 'reservation_id = any($2::bigint[])', reservationIds);
}

/** Gives back soft holds before their time. Answers how many promises were given back. */
export async function releaseHolds(tx: Tx, holdRefs: readonly string[]): Promise<number> {
  return release(tx, 'hold_ref = any($2::text[])', holdRefs);
}

type ReleaseWhere =
  | 'order_id = any($2::bigint[])'
  | 'reservation_id = any($2::bigint[])'
  | 'hold_ref = any($2::text[])';

async function release(tx: Tx, where: ReleaseWhere, values: readonly string[]): Promise<number> {
  if (values.length === 0) return 0;
  // Read first to know which availability rows to lock; then close under their locks what is still held.
  const seen = await tx.query<HeldRow>(
    `select reservation_id, sku_id, node_id, qty from stock.reservation
      where tenant_id = $1 and state = 'held' and ${where}`,
    [tx.tenantId, values],
  );
  if (seen.length === 0) return 0;
  await lockAvailability(
    tx,
    seen.map((row) => ({ skuId: row.sku_id, nodeId: row.node_id })),
  );
  const closed = await tx.query<HeldRow>(
    `update stock.reservation set state = 'released', closed_at = clock_timestamp()
      where tenant_id = $1 and state = 'held' and reservation_id = any($2::bigint[])
    returning reservation_id, sku_id, node_id, qty`,
    [tx.tenantId, seen.map((row) => row.reservation_id)],
  );
  const sums = new Map<
    string,
    { skuId: string; nodeId: string; sellableChange: 0; reservedChange: number }
  >();
  for (const row of closed) {
    const key = `${row.sku_id}/${row.node_id}`;
    const sum = sums.get(key) ?? {
      skuId: row.sku_id,
      nodeId: row.node_id,
      sellableChange: 0,
      reservedChange: 0,
    };
    sum.reservedChange -= row.qty;
    sums.set(key, sum);
  }
  await changeAvailability(tx, [...sums.values()]);
  if (closed.length > 0) {
    const skuIds = [...new Set(closed.map((row) => row.sku_id))];
    await emit(tx, 'stock.availability_changed', { skuIds, roseSkuIds: skuIds });
    tx.touch('stock');
  }
  return closed.length;
}
