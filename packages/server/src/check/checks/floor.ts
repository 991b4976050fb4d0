import {
  type Check,
  lastEvents,
  lastMoves,
  locationCode,
  orderNumber,
  pendingJobs,
  skuCode,
} from '../check.ts';

const orderEvents = lastEvents('order', 'b.order_id');

export const floorChecks: readonly Check[] = [
  {
    name: 'parts_outbound_orders',
    what: 'Every fulfilment order that a node works on is in the state that the node says, unless the word is on its way',
    compared: `
      with word as (
        select tenant_id, id from ${pendingJobs('fulfilmentOrderId')} p),
      order_word as (
        select tenant_id, id from ${pendingJobs('orderId')} p)
      select f.tenant_id, f.fulfilment_order_id, f.order_id, f.state as expected,
             coalesce(w.state, 'nothing') as found,
             case when w.state is null
                    then f.state in ('released', 'picking', 'picked', 'packed') and n.mode <> 'external'
                  when f.state = 'short' then w.state not in ('short', 'cancelled')
                  when f.state = 'cancelled' then w.state not in ('short', 'cancelled')
                  else w.state <> f.state end
               and not exists (select 1 from word p where p.tenant_id = f.tenant_id and p.id = f.fulfilment_order_id)
               and not exists (select 1 from order_word p where p.tenant_id = f.tenant_id and p.id = f.order_id) as is_breach
        from orders.fulfilment_order f
        join catalogue.node n on n.tenant_id = f.tenant_id and n.node_id = f.node_id
        left join warehouse.outbound_order w
          on w.tenant_id = f.tenant_id and w.fulfilment_order_id = f.fulfilment_order_id`,
    key: ['fulfilment_order_id'],
    subject: `'fulfilment order ' || b.fulfilment_order_id || ' of ' || ${orderNumber('b.order_id')}`,
    cause: orderEvents,
  },
  {
    name: 'outbound_lines_parts',
    what: 'The floor was told exactly the goods of each fulfilment order',
    compared: `
      with desk as (
        select tenant_id, fulfilment_order_id, sku_id, sum(qty) as qty
          from orders.fulfilment_line group by tenant_id, fulfilment_order_id, sku_id),
      floor as (
        select w.tenant_id, w.fulfilment_order_id, w.order_id, l.sku_id, l.qty
          from warehouse.outbound_line l join warehouse.outbound_order w using (tenant_id, outbound_order_id)),
      known as (
        select d.* from desk d where exists (
          select 1 from warehouse.outbound_order w
           where w.tenant_id = d.tenant_id and w.fulfilment_order_id = d.fulfilment_order_id))
      select tenant_id, fulfilment_order_id, sku_id, d.qty::text as expected, coalesce(f.qty, 0)::text as found,
             coalesce(f.order_id, (select o.order_id from orders.fulfilment_order o
               where o.tenant_id = d.tenant_id and o.fulfilment_order_id = d.fulfilment_order_id)) as order_id,
             coalesce(d.qty, 0) <> coalesce(f.qty, 0) as is_breach
        from known d full join floor f using (tenant_id, fulfilment_order_id, sku_id)`,
    key: ['fulfilment_order_id', 'sku_id'],
    subject: `'fulfilment order ' || b.fulfilment_order_id || ': ' || ${skuCode('b.sku_id')}`,
    cause: orderEvents,
  },
  {
    name: 'pick_tasks_orders',
    what: 'Open pick tasks belong to orders that are being picked; what was picked is what their lines say',
    compared: `
      with task as (
        select tenant_id, outbound_line_id, sum(picked_qty) as picked, bool_or(state = 'open') as is_open
          from warehouse.pick_task group by tenant_id, outbound_line_id)
      select t.tenant_id, t.outbound_line_id, w.order_id, l.sku_id,
             l.picked_qty || ' picked' as expected,
             t.picked || ' picked' || case when t.is_open then ', open, order ' || w.state else '' end as found,
             t.picked <> l.picked_qty or (t.is_open and w.state not in ('released', 'picking')) as is_breach
        from task t
        join warehouse.outbound_line l using (tenant_id, outbound_line_id)
        join warehouse.outbound_order w using (tenant_id, outbound_order_id)`,
    key: ['outbound_line_id'],
    subject: `${orderNumber('b.order_id')} || ': ' || ${skuCode('b.sku_id')}`,
    cause: orderEvents,
  },
  {
    name: 'totes_cartons',
    what: 'Goods in a tote or carton are those of an order that has not left and is not put back',
    compared: `
      with inside as (
        select h.tenant_id, h.location_id, h.sku_id, l.type, sum(h.on_hand_qty) as qty
          from stock.balance h join catalogue.location l using (tenant_id, location_id)
         where l.type in ('tote', 'carton') and h.on_hand_qty > 0
         group by h.tenant_id, h.location_id, h.sku_id, l.type),
      owner as (
        select o.tenant_id, o.tote_location_id as location_id, o.outbound_order_id
          from warehouse.outbound_order o
         where o.tote_location_id is not null and o.state <> 'shipped' and o.put_back_at is null
        union all
        select p.tenant_id, p.location_id, p.outbound_order_id
          from warehouse.parcel p join warehouse.outbound_order o using (tenant_id, outbound_order_id)
         where o.state <> 'shipped' and o.put_back_at is null),
      due as (
        select w.tenant_id, w.location_id, l.sku_id, sum(l.picked_qty) as qty
          from owner w join warehouse.outbound_line l using (tenant_id, outbound_order_id)
         where l.picked_qty > 0 group by w.tenant_id, w.location_id, l.sku_id)
      select tenant_id, location_id, sku_id, coalesce(d.qty, 0)::text as expected,
             coalesce(i.qty, 0)::text as found, coalesce(d.qty, 0) <> coalesce(i.qty, 0) as is_breach
        from inside i full join due d using (tenant_id, location_id, sku_id)`,
    key: ['location_id', 'sku_id'],
    subject: `${skuCode('b.sku_id')} || ' in ' || ${locationCode('b.location_id')}`,
    cause: lastMoves('b.location_id in (mv.from_location_id, mv.to_location_id)'),
  },
  {
    name: 'parcels_orders',
    what: 'A packed or shipped order at a directed node has its parcel, in step with it and with its manifest',
    compared: `
      with parcel as (
        select p.tenant_id, p.outbound_order_id, count(*) filter (where p.state <> 'cancelled') as live,
               bool_and(p.state = 'shipped') filter (where p.state <> 'cancelled') as all_shipped,
               bool_or(p.state = 'shipped') as any_shipped,
               bool_or(p.state = 'on_manifest' and m.manifest_id is null) as lacks_manifest,
               bool_or(p.state = 'on_manifest' and m.state = 'closed') as stayed_behind,
               string_agg(p.sscc || ' ' || p.state, ', ' order by p.parcel_id) as parcels
          from warehouse.parcel p
          left join warehouse.manifest m on m.tenant_id = p.tenant_id and m.manifest_id = p.manifest_id
         group by p.tenant_id, p.outbound_order_id)
      select w.tenant_id, w.outbound_order_id, w.order_id, 'parcels of a ' || w.state || ' order' as expected,
             coalesce(p.parcels, 'no parcel')
               || case when p.stayed_behind then ', its manifest is closed' else '' end as found,
             case when w.state = 'packed' then coalesce(p.live, 0) = 0 or p.any_shipped
                  when w.state = 'shipped' then n.mode = 'directed' and not coalesce(p.all_shipped, false)
                  when w.state in ('cancelled', 'short') then coalesce(p.live, 0) > 0
                  else coalesce(p.live, 0) > 0 end
               or coalesce(p.lacks_manifest, false) or coalesce(p.stayed_behind, false) as is_breach
        from warehouse.outbound_order w
        join catalogue.node n on n.tenant_id = w.tenant_id and n.node_id = w.node_id
        left join parcel p
          on p.tenant_id = w.tenant_id and p.outbound_order_id = w.outbound_order_id`,
    key: ['outbound_order_id'],
    subject: orderNumber('b.order_id'),
    cause: orderEvents,
  },
];
