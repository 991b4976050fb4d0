import { expect, test } from 'vitest';
import type { Tx } from '../../platform/index.ts';
import { freshDatabase } from '../../platform/testkit.ts';
import { closeManifest } from '../index.ts';
import { availability, aWorld, balances, clear, events, stock } from '../testkit/world.ts';

const world = await aWorld(await freshDatabase());

/** A manifest of so many scanned parcels of one RED each, made with plain SQL: the way there is tested elsewhere. */
async function aFullManifest(parcels: number): Promise<string> {
  await clear(world);
  await stock(world, [{ sku: 'RED', bin: 'A1', qty: parcels + 5 }]);
  const values = [world.tenantId, world.nodeId, world.sku.RED, world.at.A1, parcels];
  const run = (text: string, using: unknown[]) => world.owner.query(text, using);
  const n = `generate_series(1, $1::int) n`;
  await run(
    `insert into warehouse.manifest (tenant_id, manifest_number, node_id, carrier, opened_by)
     values ($1, 'M-' || $3::text, $2, 'SPX', 'Lan')`,
    [world.tenantId, world.nodeId, parcels],
  );
  await run(
    `insert into warehouse.wave (tenant_id, wave_number, node_id, rule, released_by)
     values ($1, 'W-1', $2, 'by hand', 'Lan')`,
    values.slice(0, 2),
  );
  await run(
    `insert into warehouse.tour (tenant_id, tour_number, wave_id, node_id, state, picker_id, walk_mm, ship_by_at)
     select $1, 'T-1', wave_id, node_id, 'done', 'p', 0, now() from warehouse.wave where tenant_id = $1`,
    [world.tenantId],
  );
  await run(
    `insert into catalogue.location (tenant_id, node_id, location_code, barcode, type, is_sellable)
     select $2, $3, 'BOX' || n, 'BOX' || n, 'carton', true from ${n}`,
    [parcels, world.tenantId, world.nodeId],
  );
  await run(
    `insert into warehouse.outbound_order
       (tenant_id, fulfilment_order_id, order_id, order_number, channel_id, channel_name, node_id, state, ship_by_at)
     select $2, n, n, 'SO-' || n, 7, 'Shopee', $3, 'packed', now() from ${n}`,
    [parcels, world.tenantId, world.nodeId],
  );
  await run(
    `with line as (
       insert into warehouse.outbound_line
         (tenant_id, outbound_order_id, sku_id, qty, picked_qty, verified_qty)
       select tenant_id, outbound_order_id, $1, 1, 1, 1 from warehouse.outbound_order returning *)
     insert into warehouse.pick_task
       (tenant_id, tour_id, outbound_order_id, outbound_line_id, location_id, sku_id, qty, picked_qty,
        state, stop_sequence)
     select l.tenant_id, t.tour_id, l.outbound_order_id, l.outbound_line_id, $2, l.sku_id, 1, 1,
            'picked', 1 from line l, warehouse.tour t`,
    [world.sku.RED, world.at.A1],
  );
  await run(
    `insert into warehouse.parcel (tenant_id, outbound_order_id, sscc, carton_code, location_id,
                                   weight_g, state, carrier, tracking_number, manifest_id, closed_by)
     select o.tenant_id, o.outbound_order_id, lpad(o.order_id::text, 18, '0'), 'S', l.location_id, 150,
            'on_manifest', 'SPX', 'SG' || o.order_id, m.manifest_id, 'Lan'
       from warehouse.outbound_order o
       join catalogue.location l on l.location_code = 'BOX' || o.order_id
      cross join warehouse.manifest m`,
    [],
  );
  await run(
    `with moved as (
       insert into stock.move (tenant_id, sku_id, from_location_id, from_status, to_location_id,
                               to_status, qty, reason, actor_name)
       select l.tenant_id, $2, $3, 'available', l.location_id, 'available', 1, 'pack', 'Lan'
         from catalogue.location l where l.type = 'carton' returning *),
     filled as (
       insert into stock.balance (tenant_id, location_id, sku_id, status, on_hand_qty)
       select tenant_id, to_location_id, sku_id, 'available', 1 from moved),
     promised as (
       insert into stock.reservation (tenant_id, sku_id, node_id, qty, order_id, order_line_id)
       select $1, $2, node_id, 1, order_id, order_id from warehouse.outbound_order),
     taken as (
       update stock.balance set on_hand_qty = on_hand_qty - $4 where location_id = $3)
     update stock.availability set reserved_qty = $4`,
    [world.tenantId, world.sku.RED, world.at.A1, parcels],
  );
  const { rows } = await run('select manifest_id from warehouse.manifest', []);
  return String(rows[0]?.manifest_id);
}

/** Closes as Lan and answers how many statements it took. */
async function closeCounting(manifestId: string): Promise<number> {
  let statements = 0;
  await world.as('Lan', (tx) => {
    const counting: Tx = {
      ...tx,
      query: (text, values) => {
        statements += 1;
        return tx.query(text, values);
      },
      execute: (text, values) => {
        statements += 1;
        return tx.execute(text, values);
      },
    };
    return closeManifest(counting, manifestId, async (_, ids) =>
      ids.map((id) => ({ orderLineId: id, skuId: world.sku.RED, nodeId: world.nodeId, qty: 1 })),
    );
  });
  return statements;
}

test('a thousand parcels leave in one transaction, with as many statements as forty', async () => {
  const few = await closeCounting(await aFullManifest(40));
  const many = await closeCounting(await aFullManifest(1000));

  expect(many).toBe(few);
  expect(await balances(world, 'RED')).toEqual({ A1: '5/0' });
  expect(await availability(world, 'RED')).toBe('5/0');
  const told = (await events(world)) as { task: string; fulfilmentOrderIds: string[] }[];
  expect(told.map((event) => event.task)).toEqual(
    Array.from({ length: 8 }, () => 'warehouse.shipment_confirmed'),
  );
  expect(new Set(told.flatMap((event) => event.fulfilmentOrderIds)).size).toBe(1000);
  const { rows } = await world.owner.query(
    `select (select count(*)::int from warehouse.parcel where state = 'shipped' and shipped_at is not null) as parcels,
            (select count(*)::int from warehouse.outbound_order where state = 'shipped') as orders,
            (select count(*)::int from stock.reservation where state = 'consumed') as promises,
            (select count(*)::int from platform.event where kind = 'shipped') as happenings`,
  );
  expect(rows).toEqual([{ parcels: 1000, orders: 1000, promises: 1000, happenings: 1000 }]);
});
