import type { BalanceRow, MoveRow, StockRow } from '@quayside/contract';
import { locationsById, nodesOf, skusById, skusMatching } from '../catalogue/index.ts';
import { type Caller, decodeCursor, type Tx, toPage } from '../platform/index.ts';

interface AvailabilityRow {
  sku_id: string;
  node_id: string;
  sellable_qty: number;
  reserved_qty: number;
  safety_qty: number;
  preorder_qty: number;
  on_hand_qty: number;
}

const atpOf = (row: AvailabilityRow) =>
  Math.max(0, row.sellable_qty + row.preorder_qty - row.reserved_qty - row.safety_qty);

/** Stock by SKU and node, keyset by (SKU, node). Soft holds past their time are left out of `reserved`. */
export async function listStock(
  tx: Tx,
  caller: Caller,
  query: { search?: string; nodeId?: string; atpMax?: number; cursor?: string; limit?: number },
): Promise<{ rows: StockRow[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  const after = decodeCursor(query.cursor, 2);
  const skuIds =
    query.search === undefined || query.search.trim() === ''
      ? null
      : (await skusMatching(tx, query.search.trim(), 500)).map((s) => s.skuId);
  const rows = await tx.query<AvailabilityRow>(
    `${availabilitySelect}
        and ($2::bigint[] is null or a.sku_id = any($2))
        and ($3::bigint is null or a.node_id = $3)
        and ($4::bigint[] is null or a.node_id = any($4))
        and ($5::int is null or greatest(0, a.sellable_qty + a.preorder_qty - a.reserved_qty - a.safety_qty) <= $5)
        and ($6::bigint is null or (a.sku_id, a.node_id) > ($6::bigint, $7::bigint))
      order by a.sku_id, a.node_id
      limit $8`,
    [
      tx.tenantId,
      skuIds,
      query.nodeId ?? null,
      caller.nodeIds === null ? null : [...caller.nodeIds],
      query.atpMax ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      limit + 1,
    ],
  );
  const page = toPage(rows, limit, (row) => [row.sku_id, row.node_id]);
  return { rows: await toStockRows(tx, page.rows), nextCursor: page.nextCursor };
}

const availabilitySelect = `select a.sku_id, a.node_id, a.sellable_qty, a.safety_qty, a.preorder_qty,
            a.reserved_qty - coalesce((select sum(r.qty)::int from stock.reservation r
              where r.tenant_id = $1 and r.sku_id = a.sku_id and r.node_id = a.node_id
                and r.state = 'held' and r.expires_at <= clock_timestamp()), 0) as reserved_qty,
            a.sellable_qty as on_hand_qty
       from stock.availability a
      where a.tenant_id = $1`;

async function toStockRows(tx: Tx, rows: readonly AvailabilityRow[]): Promise<StockRow[]> {
  const skus = await skusById(
    tx,
    rows.map((row) => row.sku_id),
  );
  const nodes = new Map((await nodesOf(tx)).map((n) => [n.nodeId, n]));
  const unsellable = await unsellableOnHand(
    tx,
    rows.map((row) => row.sku_id),
  );
  return rows.map((row) => ({
    skuId: row.sku_id,
    skuCode: skus.get(row.sku_id)?.skuCode ?? row.sku_id,
    name: skus.get(row.sku_id)?.name ?? '',
    nodeId: row.node_id,
    nodeCode: nodes.get(row.node_id)?.nodeCode ?? row.node_id,
    onHandQty: row.sellable_qty + (unsellable.get(`${row.sku_id}/${row.node_id}`) ?? 0),
    sellableQty: row.sellable_qty,
    reservedQty: row.reserved_qty,
    safetyQty: row.safety_qty,
    atpQty: atpOf(row),
  }));
}

interface Balance {
  location_id: string;
  sku_id: string;
  lot_code: string;
  status: BalanceRow['status'];
  on_hand_qty: number;
  allocated_qty: number;
}

async function balancesOf(tx: Tx, skuIds: readonly string[]): Promise<Balance[]> {
  return tx.query<Balance>(
    `select location_id, sku_id, lot_code, status, on_hand_qty, allocated_qty from stock.balance
      where tenant_id = $1 and sku_id = any($2) and on_hand_qty > 0
      order by sku_id, location_id, status, lot_code limit 10000`,
    [tx.tenantId, [...new Set(skuIds)]],
  );
}

/** What lies in a node without being sellable: damaged, in quarantine, or at a receiving dock. */
async function unsellableOnHand(tx: Tx, skuIds: readonly string[]): Promise<Map<string, number>> {
  const balances = await balancesOf(tx, skuIds);
  const locations = await locationsById(
    tx,
    balances.map((b) => b.location_id),
  );
  const sums = new Map<string, number>();
  for (const b of balances) {
    const location = locations.get(b.location_id);
    if (location === undefined || (location.isSellable && b.status === 'available')) continue;
    const key = `${b.sku_id}/${location.nodeId}`;
    sums.set(key, (sums.get(key) ?? 0) + b.on_hand_qty);
  }
  return sums;
}

/** One SKU at each node of the caller's. */
export async function stockOfSku(tx: Tx, caller: Caller, skuId: string): Promise<StockRow[]> {
  const rows = await tx.query<AvailabilityRow>(
    `${availabilitySelect} and a.sku_id = $2 and ($3::bigint[] is null or a.node_id = any($3))
      order by a.node_id`,
    [tx.tenantId, skuId, caller.nodeIds === null ? null : [...caller.nodeIds]],
  );
  return toStockRows(tx, rows);
}

/** Where one SKU lies, bin by bin. */
export async function balancesOfSku(tx: Tx, caller: Caller, skuId: string): Promise<BalanceRow[]> {
  const balances = await balancesOf(tx, [skuId]);
  const locations = await locationsById(
    tx,
    balances.map((b) => b.location_id),
  );
  const nodes = new Map((await nodesOf(tx)).map((n) => [n.nodeId, n]));
  return balances.flatMap((b) => {
    const location = locations.get(b.location_id);
    if (location === undefined || location.nodeId === null) return [];
    if (caller.nodeIds !== null && !caller.nodeIds.has(location.nodeId)) return [];
    return [
      {
        nodeId: location.nodeId,
        nodeCode: nodes.get(location.nodeId)?.nodeCode ?? location.nodeId,
        locationId: b.location_id,
        locationCode: location.locationCode,
        locationType: location.type,
        status: b.status,
        lotCode: b.lot_code === '' ? null : b.lot_code,
        onHandQty: b.on_hand_qty,
        allocatedQty: b.allocated_qty,
      },
    ];
  });
}

/** Open promises of one SKU, newest first. */
export async function promisesOfSku(tx: Tx, caller: Caller, skuId: string) {
  const rows = await tx.query<{
    reservation_id: string;
    node_id: string;
    qty: number;
    order_id: string | null;
    expires_at: Date | null;
    created_at: Date;
  }>(
    `select reservation_id, node_id, qty, order_id, expires_at, created_at from stock.reservation
      where tenant_id = $1 and sku_id = $2 and state = 'held'
        and (expires_at is null or expires_at > clock_timestamp())
        and ($3::bigint[] is null or node_id = any($3))
      order by reservation_id desc limit 200`,
    [tx.tenantId, skuId, caller.nodeIds === null ? null : [...caller.nodeIds]],
  );
  const nodes = new Map((await nodesOf(tx)).map((n) => [n.nodeId, n]));
  return rows.map((row) => ({
    reservationId: row.reservation_id,
    nodeCode: nodes.get(row.node_id)?.nodeCode ?? row.node_id,
    qty: row.qty,
    orderId: row.order_id,
    expiresAt: row.expires_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  }));
}

/** The ledger of one SKU, newest first. */
export async function listMoves(
  tx: Tx,
  caller: Caller,
  skuId: string,
  query: { nodeId?: string; cursor?: string; limit?: number },
): Promise<{ rows: MoveRow[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  const after = decodeCursor(query.cursor, 1);
  const rows = await tx.query<{
    move_id: string;
    moved_at: Date;
    qty: number;
    from_location_id: string;
    from_status: string;
    to_location_id: string;
    to_status: string;
    reason: string;
    reference_kind: string | null;
    reference_id: string | null;
    actor_name: string;
    device: string | null;
  }>(
    `select move_id, moved_at, qty, from_location_id, from_status, to_location_id, to_status, reason,
            reference_kind, reference_id, actor_name, device
       from stock.move
      where tenant_id = $1 and sku_id = $2 and ($3::bigint is null or move_id < $3)
      order by move_id desc limit $4`,
    [tx.tenantId, skuId, after?.[0] ?? null, limit + 1],
  );
  const page = toPage(rows, limit, (row) => [row.move_id]);
  const locations = await locationsById(
    tx,
    page.rows.flatMap((row) => [row.from_location_id, row.to_location_id]),
  );
  const sku = (await skusById(tx, [skuId])).get(skuId);
  const isSeen = (locationId: string) => {
    const nodeId = locations.get(locationId)?.nodeId ?? null;
    if (query.nodeId !== undefined) return nodeId === query.nodeId;
    return caller.nodeIds === null || (nodeId !== null && caller.nodeIds.has(nodeId));
  };
  const codeOf = (locationId: string) => locations.get(locationId)?.locationCode ?? locationId;
  return {
    rows: page.rows
      .filter((row) => isSeen(row.from_location_id) || isSeen(row.to_location_id))
      .map((row) => ({
        moveId: row.move_id,
        movedAt: row.moved_at.toISOString(),
        skuCode: sku?.skuCode ?? skuId,
        qty: row.qty,
        fromLocationCode: codeOf(row.from_location_id),
        fromStatus: row.from_status,
        toLocationCode: codeOf(row.to_location_id),
        toStatus: row.to_status,
        reason: row.reason,
        reference:
          row.reference_kind === null
            ? null
            : `${row.reference_kind} ${row.reference_id ?? ''}`.trim(),
        actorName: row.actor_name,
        device: row.device,
      })),
    nextCursor: page.nextCursor,
  };
}

/** How many SKUs and units lie in each location: for the catalogue's list of locations. */
export async function stockByLocation(
  tx: Tx,
  locationIds: readonly string[],
): Promise<Map<string, { skuCount: number; onHandQty: number }>> {
  const rows = await tx.query<{ location_id: string; skus: number; units: number }>(
    `select location_id, count(distinct sku_id)::int as skus, sum(on_hand_qty)::int as units
       from stock.balance
      where tenant_id = $1 and location_id = any($2) and on_hand_qty > 0 group by location_id`,
    [tx.tenantId, locationIds],
  );
  return new Map(
    rows.map((row) => [row.location_id, { skuCount: row.skus, onHandQty: row.units }]),
  );
}
