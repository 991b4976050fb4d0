import { type Check, lastEvents, nodeCode, orderNumber, pendingJobs, skuCode } from '../check.ts';

const UNDER_WAY = `('promised', 'released', 'picking', 'picked', 'packed')`;

/** Parts that have left, by the floor's books, and are not booked by the order desk yet. */
const gone = `
  select l.tenant_id, l.order_line_id, l.sku_id, f.node_id, sum(l.qty) as qty
    from orders.fulfilment_line l
    join orders.fulfilment_order f using (tenant_id, fulfilment_order_id)
    join warehouse.outbound_order w using (tenant_id, fulfilment_order_id)
   where f.state in ${UNDER_WAY} and w.state = 'shipped'
   group by l.tenant_id, l.order_line_id, l.sku_id, f.node_id`;

const line = `${orderNumber('b.order_id')} || ' line ' || b.line_number`;
const lineEvents = lastEvents('order', 'b.order_id');

export const orderChecks: readonly Check[] = [
  {
    name: 'reservations_orders',
    what: 'Every held promise belongs to a soft hold or to a line of an open order',
    compared: `
      select r.tenant_id, r.reservation_id, r.sku_id, r.node_id, r.order_id, r.qty,
             'an open order line' as expected,
             coalesce('order ' || o.state, 'no such line') as found,
             r.order_id is not null
               and (o.order_id is null or o.state in ('shipped', 'delivered', 'cancelled')) as is_breach
        from stock.reservation r
        left join orders.order_line l
          on l.tenant_id = r.tenant_id and l.order_line_id = r.order_line_id and l.order_id = r.order_id
        left join orders.sales_order o on o.tenant_id = l.tenant_id and o.order_id = l.order_id
       where r.state = 'held'`,
    key: ['reservation_id'],
    subject: `'reservation ' || b.reservation_id || ' of ' || b.qty || ' ' || ${skuCode('b.sku_id')}
      || ' at ' || ${nodeCode('b.node_id')} || ' for order ' || b.order_id`,
    cause: lineEvents,
  },
  {
    name: 'order_lines_promises',
    what: 'What every line counts as promised is held for it (kits: by their components) or has just left',
    compared: `
      with kept as (
        select u.tenant_id, u.order_line_id, u.sku_id, sum(u.qty) as qty
          from (select tenant_id, order_line_id, sku_id, qty from stock.reservation
                 where state = 'held' and order_line_id is not null
                union all
                select tenant_id, order_line_id, sku_id, qty from (${gone}) g) u
         group by u.tenant_id, u.order_line_id, u.sku_id),
      units as (
        select k.tenant_id, k.order_line_id, min(k.qty) as least_qty, max(k.qty) as most_qty,
               bool_and(l.promised_qty > 0 and k.qty % greatest(l.promised_qty, 1) = 0) as is_whole,
               string_agg(k.qty::text, ' + ' order by k.sku_id) as parts
          from kept k join orders.order_line l using (tenant_id, order_line_id)
         group by k.tenant_id, k.order_line_id)
      select l.tenant_id, l.order_line_id, l.order_id, l.line_number,
             case when l.is_kit then 'whole kits for ' || l.promised_qty else l.promised_qty::text end as expected,
             coalesce(u.parts, '0') as found,
             case when u.order_line_id is null then l.promised_qty > 0
                  when l.is_kit then not u.is_whole
                  else u.least_qty <> l.promised_qty or u.most_qty <> l.promised_qty end as is_breach
        from orders.order_line l
        left join units u using (tenant_id, order_line_id)`,
    key: ['order_line_id'],
    subject: line,
    cause: lineEvents,
  },
  {
    name: 'parts_promises',
    what: 'Every fulfilment order under way has the promises of its goods, at its node',
    compared: `
      with part as (
        select l.tenant_id, f.order_id, l.order_line_id, l.sku_id, f.node_id, sum(l.qty) as qty
          from orders.fulfilment_line l join orders.fulfilment_order f using (tenant_id, fulfilment_order_id)
         where f.state in ${UNDER_WAY}
         group by l.tenant_id, f.order_id, l.order_line_id, l.sku_id, f.node_id),
      kept as (
        select u.tenant_id, u.order_line_id, u.sku_id, u.node_id, sum(u.qty) as qty
          from (select tenant_id, order_line_id, sku_id, node_id, qty from stock.reservation
                 where state = 'held' and order_line_id is not null
                union all ${gone}) u
         group by u.tenant_id, u.order_line_id, u.sku_id, u.node_id),
      both_sides as (
        select tenant_id, order_line_id, sku_id, node_id, coalesce(p.qty, 0) as told, coalesce(k.qty, 0) as kept
          from part p full join kept k using (tenant_id, order_line_id, sku_id, node_id))
      select s.*, l.order_id, l.line_number, s.told::text as expected, s.kept::text as found,
             -- A held order has promises and no parts yet.
             s.told > s.kept or (s.told < s.kept and cardinality(o.hold_kinds) = 0) as is_breach
        from both_sides s
        join orders.order_line l using (tenant_id, order_line_id)
        join orders.sales_order o on o.tenant_id = l.tenant_id and o.order_id = l.order_id`,
    key: ['order_line_id', 'sku_id', 'node_id'],
    subject: `${line} || ': ' || ${skuCode('b.sku_id')} || ' at ' || ${nodeCode('b.node_id')}`,
    cause: lineEvents,
  },
  {
    name: 'order_lines_units',
    what: 'Every unit of a line is one of promised, shipped, cancelled or waiting; none waits in a closed order',
    compared: `
      select l.tenant_id, l.order_line_id, l.order_id, l.line_number,
             l.qty || ' in all' || case when o.state in ('shipped', 'delivered', 'cancelled')
                                        then ', none open' else '' end as expected,
             l.promised_qty || ' promised, ' || l.shipped_qty || ' shipped, ' || l.cancelled_qty
               || ' cancelled, order ' || o.state as found,
             least(l.promised_qty, l.shipped_qty, l.cancelled_qty) < 0
               or l.promised_qty + l.shipped_qty + l.cancelled_qty > l.qty
               or (o.state in ('shipped', 'delivered', 'cancelled')
                   and l.shipped_qty + l.cancelled_qty <> l.qty) as is_breach
        from orders.order_line l join orders.sales_order o using (tenant_id, order_id)`,
    key: ['order_line_id'],
    subject: line,
    cause: lineEvents,
  },
  {
    name: 'orders_parts',
    what: 'Every order is in the state that its holds, lines and fulfilment orders say',
    compared: `
      with part as (
        select tenant_id, order_id, bool_or(state = 'shipped') as has_shipped,
               min(array_position(array['promised', 'released', 'picking', 'picked', 'packed'], state)) as least
          from orders.fulfilment_order group by tenant_id, order_id),
      rest as (
        select tenant_id, order_id, sum(qty - promised_qty - shipped_qty - cancelled_qty) as qty
          from orders.order_line group by tenant_id, order_id),
      standing as (
        select o.tenant_id, o.order_id, o.state, p.least, cardinality(o.hold_kinds) > 0 as is_held,
               case when o.state in ('cancelled', 'delivered') then o.state
                    when cardinality(o.hold_kinds) > 0 and coalesce(p.least, 1) = 1 then 'held'
                    when p.least is not null
                      then (array['promised', 'released', 'picking', 'picked', 'packed'])[p.least]
                    when r.qty > 0 then 'backordered'
                    when p.has_shipped then 'shipped'
                    when o.state = 'held' then 'promised' else o.state end as due
          from orders.sales_order o
          left join part p using (tenant_id, order_id) left join rest r using (tenant_id, order_id)),
      open_hold as (
        select tenant_id, order_id, array_agg(kind order by kind) as kinds
          from orders.hold where cleared_at is null group by tenant_id, order_id)
      select s.tenant_id, s.order_id,
             s.due || case when s.state in ('cancelled', 'delivered') then ' and no part under way' else '' end
               || coalesce(', on hold for ' || array_to_string(h.kinds, ', '), '') as expected,
             s.state || case when s.state in ('cancelled', 'delivered') and s.least is not null
                             then ' with a part under way' else '' end
               || coalesce(', on hold for ' || nullif(array_to_string(o.hold_kinds, ', '), ''), '') as found,
             s.due <> s.state or (s.state in ('cancelled', 'delivered') and s.least is not null)
               or coalesce(h.kinds, '{}') <> array(select unnest(o.hold_kinds) order by 1) as is_breach
        from standing s
        join orders.sales_order o using (tenant_id, order_id)
        left join open_hold h using (tenant_id, order_id)`,
    key: ['order_id'],
    subject: orderNumber('b.order_id'),
    cause: lineEvents,
  },
  {
    name: 'parts_left_once',
    what: 'What left with fulfilment orders was promised and was consumed once',
    compared: `
      with part as (
        select u.tenant_id, u.order_line_id, u.sku_id, u.node_id, sum(u.qty) as qty
          from (select l.tenant_id, l.order_line_id, l.sku_id, f.node_id, l.qty
                  from orders.fulfilment_line l join orders.fulfilment_order f using (tenant_id, fulfilment_order_id)
                 where f.state = 'shipped'
                union all ${gone}) u
         group by u.tenant_id, u.order_line_id, u.sku_id, u.node_id),
      used as (
        select tenant_id, order_line_id, sku_id, node_id, sum(qty) as qty
          from stock.reservation where state = 'consumed' and order_line_id is not null
         group by tenant_id, order_line_id, sku_id, node_id)
      select x.*, l.order_id, l.line_number, x.left_qty::text as expected, x.used_qty::text as found,
             x.left_qty <> x.used_qty as is_breach
        from (select tenant_id, order_line_id, sku_id, node_id,
                     coalesce(p.qty, 0) as left_qty, coalesce(u.qty, 0) as used_qty
                from part p full join used u using (tenant_id, order_line_id, sku_id, node_id)) x
        left join orders.order_line l
          on l.tenant_id = x.tenant_id and l.order_line_id = x.order_line_id`,
    key: ['order_line_id', 'sku_id', 'node_id'],
    subject: `coalesce(${line}, 'line ' || b.order_line_id) || ': ' || ${skuCode('b.sku_id')} || ' at ' || ${nodeCode('b.node_id')}`,
    cause: lineEvents,
  },
  {
    name: 'shortages_orders',
    what: 'Every open shortage belongs to an open order that still lacks units of that line',
    compared: `
      select s.tenant_id, s.shortage_id, s.order_id, s.sku_id, 'an open line that lacks units' as expected,
             'order ' || o.state || ', ' || (l.qty - l.promised_qty - l.shipped_qty - l.cancelled_qty)
               || ' waiting' as found,
             o.state in ('shipped', 'delivered', 'cancelled')
               or l.qty = l.promised_qty + l.shipped_qty + l.cancelled_qty as is_breach
        from orders.shortage s
        join orders.order_line l using (tenant_id, order_line_id)
        join orders.sales_order o on o.tenant_id = s.tenant_id and o.order_id = s.order_id
       where s.resolved_at is null`,
    key: ['shortage_id'],
    subject: `'shortage ' || b.shortage_id || ' of ' || ${skuCode('b.sku_id')} || ' in ' || ${orderNumber('b.order_id')}`,
    cause: lineEvents,
  },
  {
    name: 'shipped_orders_mails',
    what: 'Every order that has left has one mail to its customer, and no other order has one',
    compared: `
      with mail as (
        select tenant_id, order_id, count(*) as mails from notifications.message
         where kind = 'order_shipped' group by tenant_id, order_id),
      waiting as (
        select p.tenant_id, f.order_id from ${pendingJobs('fulfilmentOrderId')} p
          join orders.fulfilment_order f on f.tenant_id = p.tenant_id and f.fulfilment_order_id = p.id)
      select o.tenant_id, o.order_id,
             case when o.state in ('shipped', 'delivered') then '1' else '0' end || ' mail' as expected,
             coalesce(m.mails, 0) || ' mails, order ' || o.state as found,
             case when o.state in ('shipped', 'delivered') then coalesce(m.mails, 0) <> 1
                  else coalesce(m.mails, 0) > 0 end
               and not exists (select 1 from waiting w
                                where w.tenant_id = o.tenant_id and w.order_id = o.order_id) as is_breach
        from orders.sales_order o left join mail m using (tenant_id, order_id)
       where o.state in ('shipped', 'delivered') or m.mails > 0`,
    key: ['order_id'],
    subject: orderNumber('b.order_id'),
    cause: lineEvents,
  },
];
