import type { LocationFacts } from '../catalogue/index.ts';
import { Refusal, type Tx } from '../platform/index.ts';
import { compareIds, STOCK_QTY_MAX } from './lock.ts';
import type { MoveInput } from './move.ts';

interface BalanceKey {
  locationId: string;
  skuId: string;
  lotCode: string;
  lpn: string;
  status: string;
}

interface BalanceChange extends BalanceKey {
  onHandChange: number;
  allocatedChange: number;
}

const keyOf = (k: BalanceKey) => `${k.skuId}/${k.locationId}/${k.lotCode}/${k.lpn}/${k.status}`;

/**
 * Keeps the balances of real locations in step with the moves. Locks them by (SKU, location) after
 * availability. Refuses `stock_below_zero` where a location holds less, or holds it for a pick.
 */
export async function changeBalances(
  tx: Tx,
  moves: readonly MoveInput[],
  locations: ReadonlyMap<string, LocationFacts>,
): Promise<void> {
  const changes = balanceChanges(moves, locations);
  if (changes.length === 0) return;
  const columns = [
    changes.map((c) => c.locationId),
    changes.map((c) => c.skuId),
    changes.map((c) => c.lotCode),
    changes.map((c) => c.lpn),
    changes.map((c) => c.status),
  ];
  await tx.execute(
    `insert into stock.balance (tenant_id, location_id, sku_id, lot_code, lpn, status, on_hand_qty)
     select $1, k.location_id, k.sku_id, k.lot_code, k.lpn, k.status, 0
       from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
            k (location_id, sku_id, lot_code, lpn, status)
      order by k.sku_id, k.location_id, k.lot_code, k.lpn, k.status
     on conflict do nothing`,
    [tx.tenantId, ...columns],
  );
  const held = await lockBalances(tx, columns);
  for (const change of changes) refuseImpossible(change, held.get(keyOf(change)), locations);
  const changed = await tx.execute(
    `update stock.balance b
        set on_hand_qty = b.on_hand_qty + c.on_hand_change,
            allocated_qty = b.allocated_qty + c.allocated_change
       from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[])
            c (location_id, sku_id, lot_code, lpn, status, on_hand_change, allocated_change)
      where b.tenant_id = $1 and b.location_id = c.location_id and b.sku_id = c.sku_id
        and b.lot_code = c.lot_code and b.lpn = c.lpn and b.status = c.status`,
    [
      tx.tenantId,
      ...columns,
      changes.map((c) => c.onHandChange),
      changes.map((c) => c.allocatedChange),
    ],
  );
  if (changed !== changes.length) throw new Error('a balance row was missing under its lock');
}

interface Held {
  onHandQty: number;
  allocatedQty: number;
}

async function lockBalances(tx: Tx, columns: readonly string[][]): Promise<Map<string, Held>> {
  const rows = await tx.query<{
    location_id: string;
    sku_id: string;
    lot_code: string;
    lpn: string;
    status: string;
    on_hand_qty: number;
    allocated_qty: number;
  }>(
    `select b.location_id, b.sku_id, b.lot_code, b.lpn, b.status, b.on_hand_qty, b.allocated_qty
       from stock.balance b
       join unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
            k (location_id, sku_id, lot_code, lpn, status)
         on b.location_id = k.location_id and b.sku_id = k.sku_id and b.lot_code = k.lot_code
        and b.lpn = k.lpn and b.status = k.status
      where b.tenant_id = $1
      order by b.sku_id, b.location_id, b.lot_code, b.lpn, b.status
        for update of b`,
    [tx.tenantId, ...columns],
  );
  return new Map(
    rows.map((row) => [
      keyOf({
        locationId: row.location_id,
        skuId: row.sku_id,
        lotCode: row.lot_code,
        lpn: row.lpn,
        status: row.status,
      }),
      { onHandQty: row.on_hand_qty, allocatedQty: row.allocated_qty },
    ]),
  );
}

function refuseImpossible(
  change: BalanceChange,
  held: Held | undefined,
  locations: ReadonlyMap<string, LocationFacts>,
): void {
  if (held === undefined) throw new Error('a balance row was not there to lock');
  const onHandQty = held.onHandQty + change.onHandChange;
  const allocatedQty = held.allocatedQty + change.allocatedChange;
  if (onHandQty > STOCK_QTY_MAX) {
    throw new Refusal('invalid_input', 'That is more of one SKU than a location can hold.', {
      facts: { skuId: change.skuId, qtyMax: STOCK_QTY_MAX },
    });
  }
  if (onHandQty >= 0 && allocatedQty >= 0 && allocatedQty <= onHandQty) return;
  const code = locations.get(change.locationId)?.locationCode ?? change.locationId;
  const free = held.onHandQty - held.allocatedQty;
  throw new Refusal(
    'stock_below_zero',
    `Location ${code} holds ${held.onHandQty} (${free} of them free); ${-change.onHandChange} were to leave.`,
    {
      facts: { locationCode: code, skuId: change.skuId, ...held, changeQty: change.onHandChange },
      remedy: 'Count the location, or take from another one.',
    },
  );
}

function balanceChanges(
  moves: readonly MoveInput[],
  locations: ReadonlyMap<string, LocationFacts>,
): BalanceChange[] {
  const changes = new Map<string, BalanceChange>();
  const add = (key: BalanceKey, onHandChange: number, allocatedChange: number) => {
    // A virtual location has no balance: its side of the ledger is the ledger.
    if (locations.get(key.locationId)?.nodeId === null) return;
    const change = changes.get(keyOf(key)) ?? { ...key, onHandChange: 0, allocatedChange: 0 };
    change.onHandChange += onHandChange;
    change.allocatedChange += allocatedChange;
    changes.set(keyOf(key), change);
  };
  for (const move of moves) {
    const { skuId, lotCode = '', lpn = '', qty } = move;
    add(
      {
        skuId,
        lotCode,
        lpn,
        locationId: move.fromLocationId,
        status: move.fromStatus ?? 'available',
      },
      -qty,
      move.isAllocationTaken === true ? -qty : 0,
    );
    add(
      { skuId, lotCode, lpn, locationId: move.toLocationId, status: move.toStatus ?? 'available' },
      qty,
      move.isAllocationMade === true ? qty : 0,
    );
  }
  return [...changes.values()].sort(
    (a, b) => compareIds(a.skuId, b.skuId) || compareIds(a.locationId, b.locationId),
  );
}

/** Appends to the ledger, in the order given. */
export async function appendMoves(tx: Tx, moves: readonly MoveInput[]): Promise<void> {
  await tx.execute(
    `insert into stock.move
       (tenant_id, sku_id, lot_code, lpn, from_location_id, from_status, to_location_id, to_status,
        qty, reason, reference_kind, reference_id, scan_id, actor_name, device)
     select $1, m.sku_id, m.lot_code, m.lpn, m.from_location_id, m.from_status, m.to_location_id,
            m.to_status, m.qty, m.reason, m.reference_kind, m.reference_id, m.scan_id, $2, $3
       from unnest($4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bigint[],
                   $10::text[], $11::int[], $12::text[], $13::text[], $14::bigint[], $15::text[])
            with ordinality m (sku_id, lot_code, lpn, from_location_id, from_status, to_location_id,
                   to_status, qty, reason, reference_kind, reference_id, scan_id, n)
      order by m.n`,
    [
      tx.tenantId,
      tx.actor.name,
      tx.actor.device,
      moves.map((m) => m.skuId),
      moves.map((m) => m.lotCode ?? ''),
      moves.map((m) => m.lpn ?? ''),
      moves.map((m) => m.fromLocationId),
      moves.map((m) => m.fromStatus ?? 'available'),
      moves.map((m) => m.toLocationId),
      moves.map((m) => m.toStatus ?? 'available'),
      moves.map((m) => m.qty),
      moves.map((m) => m.reason),
      moves.map((m) => m.referenceKind ?? null),
      moves.map((m) => m.referenceId ?? null),
      moves.map((m) => m.scanId ?? null),
    ],
  );
}
