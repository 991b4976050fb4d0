import type { StockStatus } from '@quayside/contract';
import { type LocationFacts, locationsById } from '../catalogue/index.ts';
import { emit, Refusal, type Tx } from '../platform/index.ts';
import { appendMoves, changeBalances } from './balance.ts';
import { type BrokenPromise, breakPromises } from './break.ts';
import { closeConsumed } from './consume.ts';
import {
  type AvailabilityChange,
  changeAvailability,
  ensureAvailability,
  keyOf,
  lockAvailability,
  STOCK_QTY_MAX,
  type StockKey,
} from './lock.ts';

/** One physical change: qty of a SKU from a location (and status) to another. */
export interface MoveInput {
  skuId: string;
  lotCode?: string;
  lpn?: string;
  fromLocationId: string;
  fromStatus?: StockStatus;
  toLocationId: string;
  toStatus?: StockStatus;
  /** Base units, at least 1. */
  qty: number;
  reason: string;
  referenceKind?: string;
  referenceId?: string;
  scanId?: string;
  /** The units leave with their allocation: a pick takes what it had claimed. */
  isAllocationTaken?: boolean;
  /** The units arrive allocated: an undone pick claims its bin again. */
  isAllocationMade?: boolean;
}

/** Promised units of an order line whose goods leave with the moves: ship confirm. */
export interface Consumption extends StockKey {
  orderLineId: string;
  qty: number;
}

/**
 * Appends moves to the ledger and keeps balances and availability in step, in one transaction.
 *
 * Locks availability by (SKU, node), then balances by (SKU, location). Refuses `stock_below_zero`
 * (a location does not hold that much, or it is allocated to somebody's pick) and `insufficient`
 * (less would be sellable than is promised): nothing is then changed. `consume` closes the promises
 * whose goods leave: sellable and reserved fall by the same number.
 */
export async function postMoves(
  tx: Tx,
  moves: readonly MoveInput[],
  consume: readonly Consumption[] = [],
): Promise<void> {
  await apply(tx, moves, consume, async (key, lackingQty) => {
    throw new Refusal('insufficient', 'Less would be sellable than is promised to orders.', {
      facts: { skuId: key.skuId, nodeId: key.nodeId, lackingQty },
      remedy: 'Report a shortage or an adjustment instead; it takes the promises back visibly.',
    });
  });
}

/**
 * As `postMoves`, for the truth that comes as it comes (a count, damage, a loss): where less remains
 * than was promised, promises are taken back in the same transaction, the latest ship-by first. The
 * caller must hand the answer to the orders domain, which opens the shortages.
 */
export async function postMovesBreaking(
  tx: Tx,
  moves: readonly MoveInput[],
): Promise<BrokenPromise[]> {
  return apply(tx, moves, [], (key, lackingQty) => breakPromises(tx, key, lackingQty));
}

async function apply(
  tx: Tx,
  moves: readonly MoveInput[],
  consume: readonly Consumption[],
  resolve: (key: StockKey, lackingQty: number) => Promise<BrokenPromise[]>,
): Promise<BrokenPromise[]> {
  if (moves.length === 0) return [];
  const locations = await locationsById(
    tx,
    moves.flatMap((move) => [move.fromLocationId, move.toLocationId]),
  );
  const changes = availabilityChanges(moves, consume, locations);
  await ensureAvailability(
    tx,
    changes.filter((c) => c.sellableChange > 0),
  );
  const locked = await lockAvailability(tx, changes);
  // What a location does not hold is refused before a promise is looked at.
  await changeBalances(tx, moves, locations);
  const broken: BrokenPromise[] = [];
  for (const change of changes) {
    const row = locked.get(keyOf(change));
    if (row === undefined) {
      throw new Refusal('stock_below_zero', 'This SKU has no stock at this node.', {
        facts: { skuId: change.skuId, nodeId: change.nodeId },
      });
    }
    const sellableAfter = row.sellableQty + change.sellableChange;
    if (sellableAfter > STOCK_QTY_MAX) {
      throw new Refusal('invalid_input', 'That is more of one SKU than a node can hold.', {
        facts: { skuId: change.skuId, nodeId: change.nodeId, qtyMax: STOCK_QTY_MAX },
      });
    }
    const lackingQty = row.reservedQty + change.reservedChange - sellableAfter - row.preorderQty;
    if (lackingQty <= 0) continue;
    const taken = await resolve(change, lackingQty);
    for (const promise of taken) change.reservedChange -= promise.qty;
    broken.push(...taken);
  }
  await closeConsumed(tx, consume);
  await changeAvailability(tx, changes);
  await appendMoves(tx, moves);
  await announce(tx, changes);
  return broken;
}

/** Says which SKUs' ATP changed. Shipping what was promised changes none: both numbers fall together. */
async function announce(tx: Tx, changes: readonly AvailabilityChange[]): Promise<void> {
  tx.touch('stock');
  const moved = changes.filter((c) => c.sellableChange !== c.reservedChange);
  if (moved.length === 0) return;
  const rose = moved.filter((c) => c.sellableChange > c.reservedChange);
  await emit(tx, 'stock.availability_changed', {
    skuIds: unique(moved.map((c) => c.skuId)),
    roseSkuIds: unique(rose.map((c) => c.skuId)),
  });
}

function counts(location: LocationFacts, status: StockStatus | undefined): boolean {
  return location.isSellable && (status ?? 'available') === 'available';
}

/** Net change per (SKU, node); moves within a node's sellable places cancel out and are left away. */
function availabilityChanges(
  moves: readonly MoveInput[],
  consume: readonly Consumption[],
  locations: ReadonlyMap<string, LocationFacts>,
): AvailabilityChange[] {
  const changes = new Map<string, AvailabilityChange>();
  const at = (skuId: string, nodeId: string): AvailabilityChange => {
    const key = { skuId, nodeId };
    const change = changes.get(keyOf(key)) ?? { ...key, sellableChange: 0, reservedChange: 0 };
    changes.set(keyOf(key), change);
    return change;
  };
  for (const move of moves) {
    const from = locationOf(locations, move.fromLocationId);
    const to = locationOf(locations, move.toLocationId);
    if (from.nodeId !== null && counts(from, move.fromStatus)) {
      at(move.skuId, from.nodeId).sellableChange -= move.qty;
    }
    if (to.nodeId !== null && counts(to, move.toStatus)) {
      at(move.skuId, to.nodeId).sellableChange += move.qty;
    }
  }
  for (const c of consume) at(c.skuId, c.nodeId).reservedChange -= c.qty;
  return [...changes.values()].filter((c) => c.sellableChange !== 0 || c.reservedChange !== 0);
}

function locationOf(
  locations: ReadonlyMap<string, LocationFacts>,
  locationId: string,
): LocationFacts {
  const location = locations.get(locationId);
  if (location === undefined) {
    throw new Refusal('unknown_location', `There is no location ${locationId}.`);
  }
  return location;
}

const unique = (ids: readonly string[]) => [...new Set(ids)];
