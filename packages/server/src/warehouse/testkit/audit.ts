import type pg from 'pg';
import { expect } from 'vitest';

/** Each answers the rows that break a promise of the books; all must be empty. */
const BREACHES = {
  'the ledger’s sum is the balance': `
    with flow as (
      select tenant_id, to_location_id as location_id, sku_id, lot_code, to_status as status, qty from stock.move
      union all
      select tenant_id, from_location_id, sku_id, lot_code, from_status, -qty from stock.move),
    ledger as (
      select f.tenant_id, f.location_id, f.sku_id, f.lot_code, f.status, sum(f.qty) as qty
        from flow f join catalogue.location l using (tenant_id, location_id)
       where l.type <> 'virtual' group by 1, 2, 3, 4, 5)
    select * from ledger l full join stock.balance b
           using (tenant_id, location_id, sku_id, lot_code, status)
     where coalesce(l.qty, 0) <> coalesce(b.on_hand_qty, 0)`,
  'allocated lies between zero and on hand': `
    select * from stock.balance where not (0 <= allocated_qty and allocated_qty <= on_hand_qty)`,
  'allocated is what open stops still want': `
    with wanted as (
      select tenant_id, location_id, sku_id, lot_code, sum(qty - picked_qty) as qty
        from warehouse.pick_task where state = 'open' group by 1, 2, 3, 4)
    select * from wanted w full join stock.balance b using (tenant_id, location_id, sku_id, lot_code)
     where coalesce(w.qty, 0) <> coalesce(b.allocated_qty, 0)`,
  'sellable is the sum of the node’s balances': `
    with held as (
      select b.tenant_id, l.node_id, b.sku_id, sum(b.on_hand_qty) as qty
        from stock.balance b join catalogue.location l using (tenant_id, location_id)
       where b.status = 'available' and l.is_sellable group by 1, 2, 3)
    select * from held h full join stock.availability a using (tenant_id, node_id, sku_id)
     where coalesce(h.qty, 0) <> coalesce(a.sellable_qty, 0)`,
  'reserved is the sum of the held promises': `
    with held as (
      select tenant_id, node_id, sku_id, sum(qty) as qty
        from stock.reservation where state = 'held' group by 1, 2, 3)
    select * from held h full join stock.availability a using (tenant_id, node_id, sku_id)
     where coalesce(h.qty, 0) <> coalesce(a.reserved_qty, 0)`,
  'a line’s picked units are those of its stops': `
    select l.outbound_line_id, l.picked_qty, sum(t.picked_qty)
      from warehouse.outbound_line l
      join warehouse.pick_task t using (tenant_id, outbound_line_id)
     group by l.outbound_line_id, l.picked_qty having l.picked_qty <> sum(t.picked_qty)`,
  'a tote holds what was picked for its order': `
    with inside as (
      select b.tenant_id, b.location_id, b.sku_id, sum(b.on_hand_qty) as qty
        from stock.balance b join catalogue.location l using (tenant_id, location_id)
       where l.type = 'tote' and b.on_hand_qty > 0 group by 1, 2, 3),
    picked as (
      select o.tenant_id, o.tote_location_id as location_id, l.sku_id, sum(l.picked_qty) as qty
        from warehouse.outbound_order o join warehouse.outbound_line l using (tenant_id, outbound_order_id)
       where o.tote_location_id is not null and l.picked_qty > 0 group by 1, 2, 3)
    select * from inside i full join picked p using (tenant_id, location_id, sku_id)
     where coalesce(i.qty, 0) <> coalesce(p.qty, 0)`,
  'a tour in work has an open stop': `
    select t.tour_id from warehouse.tour t
     where t.state in ('open', 'claimed') and not exists (
           select 1 from warehouse.pick_task k
            where k.tenant_id = t.tenant_id and k.tour_id = t.tour_id and k.state = 'open')`,
};

/** Looks through the whole database, as the owner, for anything that the books don't allow. */
export async function audit(owner: pg.Client): Promise<void> {
  const found: Record<string, unknown[]> = {};
  for (const [promise, breaches] of Object.entries(BREACHES)) {
    const { rows } = await owner.query(breaches);
    if (rows.length > 0) found[promise] = rows;
  }
  expect(found).toEqual({});
}
