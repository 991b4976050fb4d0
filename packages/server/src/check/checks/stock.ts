import { type Check, lastMoves, locationCode, nodeCode, skuCode } from '../check.ts';

const goods = `${skuCode('b.sku_id')} || coalesce(' lot ' || nullif(b.lot_code, ''), '')
  || coalesce(' LPN ' || nullif(b.lpn, ''), '') || ' (' || b.status || ') in ' || ${locationCode('b.location_id')}`;
const skuAtNode = `${skuCode('b.sku_id')} || ' at ' || ${nodeCode('b.node_id')}`;
const ofBalance = `b.location_id in (mv.from_location_id, mv.to_location_id)`;
const ofNode = `exists (select 1 from catalogue.location l where l.tenant_id = b.tenant_id and l.node_id = b.node_id
  and l.location_id in (mv.from_location_id, mv.to_location_id))`;

export const stockChecks: readonly Check[] = [
  {
    name: 'ledger_balances',
    what: 'On hand of every location, SKU, lot, LPN and status is what the moves add up to',
    compared: `
      with flow as (
        select tenant_id, to_location_id as location_id, sku_id, lot_code, lpn, to_status as status, qty
          from stock.move
        union all
        select tenant_id, from_location_id, sku_id, lot_code, lpn, from_status, -qty from stock.move),
      ledger as (
        select f.tenant_id, f.location_id, f.sku_id, f.lot_code, f.lpn, f.status, sum(f.qty) as qty
          from flow f join catalogue.location l using (tenant_id, location_id)
         where l.node_id is not null
         group by f.tenant_id, f.location_id, f.sku_id, f.lot_code, f.lpn, f.status)
      select tenant_id, location_id, sku_id, lot_code, lpn, status,
             coalesce(g.qty, 0)::text as expected, coalesce(h.on_hand_qty, 0)::text as found,
             coalesce(g.qty, 0) <> coalesce(h.on_hand_qty, 0) as is_breach
        from ledger g full join stock.balance h
             using (tenant_id, location_id, sku_id, lot_code, lpn, status)`,
    key: ['sku_id', 'location_id', 'lot_code', 'lpn', 'status'],
    subject: goods,
    cause: lastMoves(ofBalance),
    repair: 'balance',
  },
  {
    name: 'balances_pick_tasks',
    what: 'Allocated of every bin is what open pick tasks still want of it, and lies on hand',
    compared: `
      with wanted as (
        select tenant_id, location_id, sku_id, lot_code, '' as lpn, 'available' as status,
               sum(qty - picked_qty) as qty
          from warehouse.pick_task where state = 'open'
         group by tenant_id, location_id, sku_id, lot_code)
      select tenant_id, location_id, sku_id, lot_code, lpn, status,
             coalesce(w.qty, 0)::text as expected, coalesce(h.allocated_qty, 0)::text as found,
             coalesce(w.qty, 0) <> coalesce(h.allocated_qty, 0) as is_breach
        from wanted w full join stock.balance h
             using (tenant_id, location_id, sku_id, lot_code, lpn, status)`,
    key: ['sku_id', 'location_id', 'lot_code', 'lpn', 'status'],
    subject: goods,
    cause: `(select string_agg('pick task ' || t.pick_task_id || ' ' || t.state || ' (' || t.picked_qty || ' of '
                      || t.qty || coalesce(' by ' || t.picked_by, '') || ')', '; ' order by t.pick_task_id desc)
               from (select * from warehouse.pick_task k
                      where k.tenant_id = b.tenant_id and k.location_id = b.location_id and k.sku_id = b.sku_id
                      order by k.pick_task_id desc limit 3) t)`,
    repair: 'allocated',
  },
  {
    name: 'balances_availability',
    what: 'Sellable of every SKU and node is what lies available in its sellable locations',
    compared: `
      with held as (
        select h.tenant_id, h.sku_id, l.node_id, sum(h.on_hand_qty) as qty
          from stock.balance h join catalogue.location l using (tenant_id, location_id)
         where h.status = 'available' and l.is_sellable and l.node_id is not null
         group by h.tenant_id, h.sku_id, l.node_id)
      select tenant_id, sku_id, node_id,
             coalesce(h.qty, 0)::text as expected, coalesce(a.sellable_qty, 0)::text as found,
             coalesce(h.qty, 0) <> coalesce(a.sellable_qty, 0) as is_breach
        from held h full join stock.availability a using (tenant_id, sku_id, node_id)`,
    key: ['sku_id', 'node_id'],
    subject: skuAtNode,
    cause: lastMoves(ofNode),
    repair: 'availability',
  },
  {
    name: 'reservations_availability',
    what: 'Reserved of every SKU and node is what the held promises add up to, and is covered by stock',
    compared: `
      with held as (
        select tenant_id, sku_id, node_id, sum(qty) as qty
          from stock.reservation where state = 'held' group by tenant_id, sku_id, node_id)
      select tenant_id, sku_id, node_id, coalesce(h.qty, 0)::text as expected,
             coalesce(a.reserved_qty, 0)::text
               || case when coalesce(h.qty, 0) > coalesce(a.sellable_qty + a.preorder_qty, 0)
                       then ' and only ' || coalesce(a.sellable_qty + a.preorder_qty, 0) || ' to cover them' else '' end as found,
             coalesce(h.qty, 0) <> coalesce(a.reserved_qty, 0)
               or coalesce(h.qty, 0) > coalesce(a.sellable_qty + a.preorder_qty, 0) as is_breach
        from held h full join stock.availability a using (tenant_id, sku_id, node_id)`,
    key: ['sku_id', 'node_id'],
    subject: skuAtNode,
    cause: `(select string_agg('reservation ' || r.reservation_id || ' of ' || r.qty || ' ' || r.state
                      || coalesce(' for order ' || r.order_id, ' for hold ' || r.hold_ref), '; ' order by r.reservation_id desc)
               from (select * from stock.reservation v
                      where v.tenant_id = b.tenant_id and v.sku_id = b.sku_id and v.node_id = b.node_id
                      order by coalesce(v.closed_at, v.created_at) desc, v.reservation_id desc limit 3) r)`,
    repair: 'availability',
  },
];
