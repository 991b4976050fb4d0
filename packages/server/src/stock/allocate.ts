import { Refusal, type Tx } from '../platform/index.ts';
import { compareIds } from './lock.ts';

/** Free stock of a SKU in one location, locked for the one who allocates. */
export interface FreeStock {
  locationId: string;
  skuId: string;
  lotCode: string;
  lpn: string;
  /** Available, base units. */
  onHandQty: number;
  /** Of it, not allocated. */
  freeQty: number;
}

/** A claim on a bin (positive) or its return (negative). */
export interface AllocationChange {
  locationId: string;
  skuId: string;
  lotCode: string;
  qtyChange: number;
}

/**
 * Locks the available balances of SKUs in the given locations, by (SKU, location), and answers what is
 * free in each: what a wave or a short pick may allocate.
 */
export async function lockFreeStock(
  tx: Tx,
  locationIds: readonly string[],
  skuIds: readonly string[],
): Promise<FreeStock[]> {
  const rows = await tx.query<{
    location_id: string;
    sku_id: string;
    lot_code: string;
    lpn: string;
    on_hand_qty: number;
    free_qty: number;
  }>(
    `select location_id, sku_id, lot_code, lpn, on_hand_qty, on_hand_qty - allocated_qty as free_qty
       from stock.balance
      where tenant_id = $1 and sku_id = any($2) and location_id = any($3)
        and status = 'available' and lpn = '' and on_hand_qty > 0
      order by sku_id, location_id, lot_code
        for update`,
    [tx.tenantId, [...new Set(skuIds)], [...new Set(locationIds)]],
  );
  return rows
    .filter((row) => row.free_qty > 0)
    .map((row) => ({
      locationId: row.location_id,
      skuId: row.sku_id,
      lotCode: row.lot_code,
      lpn: row.lpn,
      onHandQty: row.on_hand_qty,
      freeQty: row.free_qty,
    }));
}

/** Claims bins for picks, or gives claims back. Refuses `stock_below_zero` where a bin has not that much free. */
export async function changeAllocations(
  tx: Tx,
  changes: readonly AllocationChange[],
): Promise<void> {
  const sums = new Map<string, AllocationChange>();
  for (const change of changes) {
    const key = `${change.skuId}/${change.locationId}/${change.lotCode}`;
    const sum = sums.get(key) ?? { ...change, qtyChange: 0 };
    sum.qtyChange += change.qtyChange;
    sums.set(key, sum);
  }
  const ordered = [...sums.values()]
    .filter((c) => c.qtyChange !== 0)
    .sort((a, b) => compareIds(a.skuId, b.skuId) || compareIds(a.locationId, b.locationId));
  if (ordered.length === 0) return;
  const columns = [
    ordered.map((c) => c.locationId),
    ordered.map((c) => c.skuId),
    ordered.map((c) => c.lotCode),
  ];
  // Locked in the one order first: an update alone would lock in whatever order its plan finds.
  await tx.execute(
    `select 1 from stock.balance b
       join unnest($2::bigint[], $3::bigint[], $4::text[]) k (location_id, sku_id, lot_code)
         on b.location_id = k.location_id and b.sku_id = k.sku_id and b.lot_code = k.lot_code
      where b.tenant_id = $1 and b.lpn = '' and b.status = 'available'
      order by b.sku_id, b.location_id, b.lot_code for update of b`,
    [tx.tenantId, ...columns],
  );
  const changed = await tx.execute(
    `update stock.balance b
        set allocated_qty = b.allocated_qty + c.qty_change
       from unnest($2::bigint[], $3::bigint[], $4::text[], $5::int[])
            c (location_id, sku_id, lot_code, qty_change)
      where b.tenant_id = $1 and b.location_id = c.location_id and b.sku_id = c.sku_id
        and b.lot_code = c.lot_code and b.lpn = '' and b.status = 'available'
        and b.allocated_qty + c.qty_change between 0 and b.on_hand_qty`,
    [tx.tenantId, ...columns, ordered.map((c) => c.qtyChange)],
  );
  if (changed !== ordered.length) {
    throw new Refusal('stock_below_zero', 'A bin no longer has that much free stock.', {
      remedy: 'Try again; the bins were taken by another wave.',
    });
  }
}
