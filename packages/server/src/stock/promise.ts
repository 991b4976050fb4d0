import { kitsOf, type NodeFacts, nodesOf } from '../catalogue/index.ts';
import { emit, type Tx } from '../platform/index.ts';
import {
  type CandidateNode,
  type Decision,
  type Demand,
  decide,
  type PromisedUnits,
} from './decide.ts';
import {
  type AvailabilityChange,
  changeAvailability,
  keyOf,
  lockAvailability,
  type StockKey,
} from './lock.ts';

/** A demand before its kits are opened. */
export interface PromiseRequest extends Omit<Demand, 'lines'> {
  lines: readonly { lineId: string; skuId: string; qty: number }[];
  /** The order whose lines these are; null for a soft hold. */
  orderId: string | null;
  /** The order's ship-by: who loses first when stock falls short. */
  rankAt: Date;
  /** A soft hold of this name: its units are this demand's alone, and it ends when something is promised. */
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
  const nodes = await promisingNodes(tx);
  const { demands, skuIds } = openKits(requests, kits);
  const keys = skuIds.flatMap((skuId) => nodes.map(({ nodeId }) => ({ skuId, nodeId })));
  const { locked, unitsByHold } = await lockWithHolds(tx, keys, requests);
  const owns = demands.map((demand, i) => {
    const holdRef = requests[i]?.usesHoldRef ?? '';
    const own = unitsByHold.get(holdRef) ?? [];
    // Two orders that name one hold: it belongs to the first.
    unitsByHold.delete(holdRef);
    return { ...demand, own };
  });
  const decisions = decide(owns, locked, nodes);
  const used = owns.flatMap(({ own }, i) => (decisions[i]?.promised.length === 0 ? [] : own));
  await writePromises(tx, requests, decisions, used);
  return decisions.map((decision, i) => ({ decision, request: requests[i] as PromiseRequest }));
}

interface HoldUnits extends StockKey {
  reservationId: string;
  holdRef: string;
  qty: number;
}

/** Locks what is wanted and what the named soft holds keep, in one go, and answers both. */
async function lockWithHolds(
  tx: Tx,
  wanted: readonly StockKey[],
  requests: readonly PromiseRequest[],
) {
  const holdRefs = requests.flatMap((r) => r.usesHoldRef ?? []);
  const read = async () =>
    holdRefs.length === 0
      ? []
      : (
          await tx.query<HeldRow & { hold_ref: string }>(
            `select reservation_id, sku_id, node_id, qty, hold_ref from stock.reservation
              where tenant_id = $1 and state = 'held' and hold_ref = any($2) order by reservation_id`,
            [tx.tenantId, holdRefs],
          )
        ).map(
          (row): HoldUnits => ({
            reservationId: row.reservation_id,
            holdRef: row.hold_ref,
            skuId: row.sku_id,
            nodeId: row.node_id,
            qty: row.qty,
          }),
        );
  const locked = await lockAvailability(tx, [...wanted, ...(await read())]);
  // Read again under the locks: what expired or was released meanwhile is no longer there.
  const units = (await read()).filter((unit) => locked.has(keyOf(unit)));
  return { locked, unitsByHold: Map.groupBy(units, (unit) => unit.holdRef) };
}

/** Nodes whose stock may be promised. */
export async function promisingNodes(tx: Tx): Promise<CandidateNode[]> {
  const nodes = await nodesOf(tx);
  return nodes.filter((n) => n.isActive && n.mode !== 'external').map(toCandidate);
}

/** Demands with their kits opened, and every SKU that is stocked for them. Pure. */
export function openKits(
  requests: readonly PromiseRequest[],
  kits: ReadonlyMap<string, { skuId: string; qty: number }[]>,
): { demands: Demand[]; skuIds: string[] } {
  const demands = requests.map(
    (request): Demand => ({
      ...request,
      lines: request.lines.map((l) => ({ ...l, components: kits.get(l.skuId) ?? null })),
    }),
  );
  const lines = demands.flatMap((demand) => demand.lines);
  const skuIds = lines.flatMap((line) => (line.components ?? [line]).map((part) => part.skuId));
  return { demands, skuIds: [...new Set(skuIds)] };
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
  usedHolds: readonly HoldUnits[],
): Promise<void> {
  const rows = decisions.flatMap((decision, i) => {
    const request = requests[i] as PromiseRequest;
    return mergeUnits(decision.promised, request.hold !== undefined).map((units) => ({
      ...units,
      request,
    }));
  });
  if (rows.length === 0) return;
  const changes = reservedChanges([...rows, ...usedHolds.map((u) => ({ ...u, qty: -u.qty }))]);
  await changeAvailability(tx, changes);
  await closeHeld(
    tx,
    usedHolds.map((unit) => unit.reservationId),
  );
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
  await announce(tx, changes);
}

/** Net changes of `reserved`; what comes out even is left away. */
function reservedChanges(units: readonly (StockKey & { qty: number })[]): AvailabilityChange[] {
  const sums = new Map<string, AvailabilityChange>();
  for (const { skuId, nodeId, qty } of units) {
    const key = keyOf({ skuId, nodeId });
    const sum = sums.get(key) ?? { skuId, nodeId, sellableChange: 0, reservedChange: 0 };
    sum.reservedChange += qty;
    sums.set(key, sum);
  }
  return [...sums.values()].filter((change) => change.reservedChange !== 0);
}

async function announce(tx: Tx, changes: readonly AvailabilityChange[]): Promise<void> {
  tx.touch('stock');
  if (changes.length === 0) return;
  const rose = changes.filter((change) => change.reservedChange < 0);
  await emit(tx, 'stock.availability_changed', {
    skuIds: [...new Set(changes.map((change) => change.skuId))],
    roseSkuIds: [...new Set(rose.map((change) => change.skuId))],
  });
}

/** One reservation per line, SKU and node; a soft hold has no lines, so one per SKU and node. */
function mergeUnits(promised: readonly PromisedUnits[], isHold: boolean): PromisedUnits[] {
  const merged = new Map<string, PromisedUnits>();
  for (const units of promised) {
    const key = `${isHold ? '' : units.lineId}/${units.skuId}/${units.nodeId}`;
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

/** Gives back every open promise of these orders; what was consumed stays consumed. Answers how many. */
export async function releasePromises(tx: Tx, orderIds: readonly string[]): Promise<number> {
  return release(tx, 'order_id = any($2::bigint[])', orderIds);
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
  const closed = await closeHeld(
    tx,
    seen.map((row) => row.reservation_id),
  );
  const changes = reservedChanges(
    closed.map((row) => ({ skuId: row.sku_id, nodeId: row.node_id, qty: -row.qty })),
  );
  await changeAvailability(tx, changes);
  await announce(tx, changes);
  return closed.length;
}

/** Under their availability rows' locks: closes promises that are still open. */
async function closeHeld(tx: Tx, reservationIds: readonly string[]): Promise<HeldRow[]> {
  if (reservationIds.length === 0) return [];
  return tx.query<HeldRow>(
    `update stock.reservation set state = 'released', closed_at = clock_timestamp()
      where tenant_id = $1 and state = 'held' and reservation_id = any($2::bigint[])
    returning reservation_id, sku_id, node_id, qty`,
    [tx.tenantId, reservationIds],
  );
}
