import pg from 'pg';

/** The row of a breach, as its check compared it. */
export interface RepairKey {
  tenant_id: number;
  sku_id: string | number;
  location_id?: string | number;
  node_id?: string | number;
  lot_code?: string;
  lpn?: string;
  status?: string;
}

/**
 * Works one derived number out again, under the locks that everybody takes (availability, then balance),
 * and writes what it was and is to the SKU's timeline. False where the truth breaks a rule of the
 * database (more promised than there is): that needs a decision, not arithmetic.
 */
export async function repairOne(
  client: pg.Client,
  kind: 'balance' | 'allocated' | 'availability',
  key: RepairKey,
): Promise<boolean> {
  await client.query('begin');
  try {
    const nodeId = key.node_id ?? (await nodeOf(client, key));
    await client.query(
      `insert into stock.availability (tenant_id, sku_id, node_id) values ($1, $2, $3) on conflict do nothing`,
      [key.tenant_id, key.sku_id, nodeId],
    );
    await client.query(
      `select 1 from stock.availability where tenant_id = $1 and sku_id = $2 and node_id = $3 for update`,
      [key.tenant_id, key.sku_id, nodeId],
    );
    const changes =
      kind === 'availability'
        ? await deriveAvailability(client, key, nodeId)
        : await deriveBalance(client, key);
    if (changes !== null) await recordRepair(client, key, kind, changes);
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback');
    // 23514: a check of the database refuses the true number.
    if (error instanceof pg.DatabaseError && error.code === '23514') return false;
    throw error;
  }
}

interface Changes {
  before: Record<string, number>;
  after: Record<string, number>;
}

async function nodeOf(client: pg.Client, key: RepairKey): Promise<string> {
  const { rows } = await client.query<{ node_id: string }>(
    'select node_id from catalogue.location where tenant_id = $1 and location_id = $2',
    [key.tenant_id, key.location_id],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`there is no location ${key.location_id}`);
  return row.node_id;
}

async function deriveBalance(client: pg.Client, key: RepairKey): Promise<Changes | null> {
  const place = [key.tenant_id, key.location_id, key.sku_id, key.lot_code, key.lpn, key.status];
  await client.query(
    `insert into stock.balance (tenant_id, location_id, sku_id, lot_code, lpn, status, on_hand_qty)
     values ($1, $2, $3, $4, $5, $6, 0) on conflict do nothing`,
    place,
  );
  const where = `tenant_id = $1 and location_id = $2 and sku_id = $3 and lot_code = $4 and lpn = $5 and status = $6`;
  const before = await one(
    client,
    `select on_hand_qty as "onHandQty", allocated_qty as "allocatedQty" from stock.balance where ${where} for update`,
    place,
  );
  const after = await one(
    client,
    `select (select coalesce(sum(case when to_location_id = $2 and to_status = $6 then qty else 0 end
                               - case when from_location_id = $2 and from_status = $6 then qty else 0 end), 0)
               from stock.move
              where tenant_id = $1 and sku_id = $3 and lot_code = $4 and lpn = $5
                and $2 in (to_location_id, from_location_id))::int as "onHandQty",
            (select coalesce(sum(qty - picked_qty), 0) from warehouse.pick_task
              where tenant_id = $1 and location_id = $2 and sku_id = $3 and lot_code = $4 and state = 'open'
                and $5 = '' and $6 = 'available')::int as "allocatedQty"`,
    place,
  );
  if (isSame(before, after)) return null;
  await client.query(
    `update stock.balance set on_hand_qty = $7, allocated_qty = $8 where ${where}`,
    [...place, after.onHandQty, after.allocatedQty],
  );
  return { before, after };
}

async function deriveAvailability(
  client: pg.Client,
  key: RepairKey,
  nodeId: string | number,
): Promise<Changes | null> {
  const place = [key.tenant_id, key.sku_id, nodeId];
  const where = 'tenant_id = $1 and sku_id = $2 and node_id = $3';
  const before = await one(
    client,
    `select sellable_qty as "sellableQty", reserved_qty as "reservedQty" from stock.availability where ${where}`,
    place,
  );
  const after = await one(
    client,
    `select (select coalesce(sum(h.on_hand_qty), 0) from stock.balance h
               join catalogue.location l using (tenant_id, location_id)
              where h.tenant_id = $1 and h.sku_id = $2 and l.node_id = $3 and l.is_sellable
                and h.status = 'available')::int as "sellableQty",
            (select coalesce(sum(qty), 0) from stock.reservation where ${where} and state = 'held')::int as "reservedQty"`,
    place,
  );
  if (isSame(before, after)) return null;
  await client.query(
    `update stock.availability set sellable_qty = $4, reserved_qty = $5 where ${where}`,
    [...place, after.sellableQty, after.reservedQty],
  );
  // Shops hear of it like of any other change.
  await client.query(
    `select graphile_worker.add_job('stock.availability_changed', payload := $1::json)`,
    [
      JSON.stringify({
        tenantId: key.tenant_id,
        skuIds: [String(key.sku_id)],
        roseSkuIds: [String(key.sku_id)],
      }),
    ],
  );
  return { before, after };
}

async function recordRepair(
  client: pg.Client,
  key: RepairKey,
  kind: string,
  changes: Changes,
): Promise<void> {
  const { tenant_id: _tenant, sku_id: _sku, ...rest } = key;
  const place = Object.fromEntries(
    Object.entries(rest).filter(([name]) =>
      ['location_id', 'node_id', 'lot_code', 'lpn', 'status'].includes(name),
    ),
  );
  await client.query(
    `insert into platform.event (tenant_id, subject_kind, subject_id, kind, actor_kind, actor_name, facts)
     values ($1, 'sku', $2, 'repaired', 'system', 'quayside check', $3)`,
    [key.tenant_id, key.sku_id, JSON.stringify({ what: kind, ...place, ...changes })],
  );
}

async function one(
  client: pg.Client,
  text: string,
  values: unknown[],
): Promise<Record<string, number>> {
  const { rows } = await client.query<Record<string, number>>(text, values);
  const [row] = rows;
  if (row === undefined) throw new Error('a row vanished under its lock');
  return row;
}

const isSame = (a: Record<string, number>, b: Record<string, number>) =>
  Object.keys(a).every((name) => a[name] === b[name]);
