import { kitsOf } from '../catalogue/index.ts';
import { emit, type Tx } from '../platform/index.ts';

/** One row of availability. */
export interface StockKey {
  skuId: string;
  nodeId: string;
}

export interface Availability extends StockKey {
  sellableQty: number;
  reservedQty: number;
  safetyQty: number;
  preorderQty: number;
}

export interface AvailabilityChange extends StockKey {
  sellableChange: number;
  reservedChange: number;
}

/** Of one SKU at one node or location, base units: what the database's integers hold, with room for a sum. */
export const STOCK_QTY_MAX = 1_000_000_000;

export const keyOf = (key: StockKey): string => `${key.skuId}/${key.nodeId}`;

/** What may still be promised. Integer base units; never negative, whatever the ledger says. */
export function availableToPromiseQty(row: Omit<Availability, keyof StockKey>): number {
  return Math.max(0, row.sellableQty + row.preorderQty - row.reservedQty - row.safetyQty);
}

/**
 * THE LOCK ORDER, written once: availability by (SKU, node), then balances by (SKU, location), then
 * orders by id, then tasks by id. Whoever takes several rows takes them here, in one statement each.
 */
export function inLockOrder<K extends StockKey>(keys: readonly K[]): K[] {
  const once = new Map(keys.map((key) => [keyOf(key), key]));
  return [...once.values()].sort(
    (a, b) => compareIds(a.skuId, b.skuId) || compareIds(a.nodeId, b.nodeId),
  );
}

/** Identities are decimal text: shorter is smaller. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Makes the rows that a promise or a receipt needs, so that a missing row can be locked too. */
export async function ensureAvailability(tx: Tx, keys: readonly StockKey[]): Promise<void> {
  if (keys.length === 0) return;
  const ordered = inLockOrder(keys);
  await tx.execute(
    `insert into stock.availability (tenant_id, sku_id, node_id)
     select $1, k.sku_id, k.node_id
       from unnest($2::bigint[], $3::bigint[]) k (sku_id, node_id)
      order by k.sku_id, k.node_id
     on conflict do nothing`,
    [tx.tenantId, ordered.map((k) => k.skuId), ordered.map((k) => k.nodeId)],
  );
}

interface LockedRow {
  sku_id: string;
  node_id: string;
  sellable_qty: number;
  reserved_qty: number;
  safety_qty: number;
  preorder_qty: number;
  has_expired: boolean;
}

/**
 * Locks availability rows in the one order and answers them. Soft holds past their time on these rows
 * are released first, so that they count for nothing. Keys without a row are not in the answer.
 */
export async function lockAvailability(
  tx: Tx,
  keys: readonly StockKey[],
): Promise<Map<string, Availability>> {
  if (keys.length === 0) return new Map();
  const ordered = inLockOrder(keys);
  const skuIds = ordered.map((k) => k.skuId);
  const nodeIds = ordered.map((k) => k.nodeId);
  const rows = await tx.query<LockedRow>(
    // Rows are sorted before they are locked: PostgreSQL puts LockRows above the sort.
    `select a.sku_id, a.node_id, a.sellable_qty, a.reserved_qty, a.safety_qty, a.preorder_qty,
            exists (select 1 from stock.reservation r
                     where r.tenant_id = $1 and r.sku_id = a.sku_id and r.node_id = a.node_id
                       and r.state = 'held' and r.expires_at <= clock_timestamp()) as has_expired
       from stock.availability a
       join unnest($2::bigint[], $3::bigint[]) k (sku_id, node_id)
         on a.sku_id = k.sku_id and a.node_id = k.node_id
      where a.tenant_id = $1
      order by a.sku_id, a.node_id
        for update of a`,
    [tx.tenantId, skuIds, nodeIds],
  );
  const locked = new Map<string, Availability>();
  for (const row of rows) {
    const key = { skuId: row.sku_id, nodeId: row.node_id };
    locked.set(keyOf(key), {
      ...key,
      sellableQty: row.sellable_qty,
      reservedQty: row.reserved_qty,
      safetyQty: row.safety_qty,
      preorderQty: row.preorder_qty,
    });
  }
  if (rows.some((row) => row.has_expired)) await expireHolds(tx, skuIds, nodeIds, locked);
  return locked;
}

/** Under the rows' locks: closes soft holds past their time and takes their units off `reserved`. */
async function expireHolds(
  tx: Tx,
  skuIds: readonly string[],
  nodeIds: readonly string[],
  locked: Map<string, Availability>,
): Promise<void> {
  const expired = await tx.query<{ sku_id: string; node_id: string; qty: number }>(
    `update stock.reservation r
        set state = 'expired', closed_at = clock_timestamp()
       from unnest($2::bigint[], $3::bigint[]) k (sku_id, node_id)
      where r.tenant_id = $1 and r.sku_id = k.sku_id and r.node_id = k.node_id
        and r.state = 'held' and r.expires_at <= clock_timestamp()
    returning r.sku_id, r.node_id, r.qty`,
    [tx.tenantId, skuIds, nodeIds],
  );
  const changes = new Map<string, AvailabilityChange>();
  for (const hold of expired) {
    const key = { skuId: hold.sku_id, nodeId: hold.node_id };
    const change = changes.get(keyOf(key)) ?? { ...key, sellableChange: 0, reservedChange: 0 };
    change.reservedChange -= hold.qty;
    changes.set(keyOf(key), change);
    const row = locked.get(keyOf(key));
    if (row !== undefined) row.reservedQty -= hold.qty;
  }
  await changeAvailability(tx, [...changes.values()]);
  if (changes.size === 0) return;
  const freed = [...new Set([...changes.values()].map((c) => c.skuId))];
  await emit(tx, 'stock.availability_changed', { skuIds: freed, roseSkuIds: freed });
}

/**
 * Locks every availability row of these SKUs (of a kit: its components), for a verb that will also lock
 * orders: stock comes first.
 */
export async function lockStockOf(tx: Tx, skuIds: readonly string[]): Promise<void> {
  if (skuIds.length === 0) return;
  const kits = await kitsOf(tx, skuIds);
  const stocked = skuIds.flatMap((id) => kits.get(id)?.map((part) => part.skuId) ?? [id]);
  await tx.execute(
    `select 1 from stock.availability
      where tenant_id = $1 and sku_id = any($2) order by sku_id, node_id for update`,
    [tx.tenantId, [...new Set(stocked)]],
  );
}

/** Relative changes to locked rows, one statement. The wall `never_oversold` is checked per row. */
export async function changeAvailability(
  tx: Tx,
  changes: readonly AvailabilityChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const changed = await tx.execute(
    `update stock.availability a
        set sellable_qty = a.sellable_qty + c.sellable_change,
            reserved_qty = a.reserved_qty + c.reserved_change
       from unnest($2::bigint[], $3::bigint[], $4::int[], $5::int[])
            c (sku_id, node_id, sellable_change, reserved_change)
      where a.tenant_id = $1 and a.sku_id = c.sku_id and a.node_id = c.node_id`,
    [
      tx.tenantId,
      changes.map((c) => c.skuId),
      changes.map((c) => c.nodeId),
      changes.map((c) => c.sellableChange),
      changes.map((c) => c.reservedChange),
    ],
  );
  if (changed !== changes.length) throw new Error('an availability row was missing under its lock');
}
