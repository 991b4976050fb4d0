import { type Check, skuCode } from '../check.ts';

export const outsideChecks: readonly Check[] = [
  {
    name: 'offers_atp',
    what: 'No shop shows more of a listing than may be promised, unless it is owed a new number',
    compared: `
      with expired as (
        select tenant_id, sku_id, node_id, sum(qty) as qty from stock.reservation
         where state = 'held' and expires_at <= clock_timestamp() group by tenant_id, sku_id, node_id),
      atp as (
        select a.tenant_id, a.sku_id, a.node_id,
               greatest(0, a.sellable_qty + a.preorder_qty - a.safety_qty - a.reserved_qty + coalesce(e.qty, 0)) as qty
          from stock.availability a left join expired e using (tenant_id, sku_id, node_id)),
      part as (
        select l.tenant_id, l.listing_id, l.channel_id, l.sku_id, l.multiple,
               coalesce(k.component_sku_id, l.sku_id) as part_sku_id, coalesce(k.qty, 1) as part_qty
          from channels.listing l
          left join catalogue.kit_component k on k.tenant_id = l.tenant_id and k.kit_sku_id = l.sku_id
         where l.sku_id is not null and l.is_active),
      pieces as (
        select p.tenant_id, p.listing_id, p.sku_id, p.channel_id,
               min(div(coalesce((select sum(a.qty) from atp a
                                   join channels.channel_node c on c.tenant_id = a.tenant_id and c.node_id = a.node_id
                                  where a.tenant_id = p.tenant_id and a.sku_id = p.part_sku_id
                                    and c.channel_id = p.channel_id), 0), p.part_qty * p.multiple)) as qty
          from part p group by p.tenant_id, p.listing_id, p.sku_id, p.channel_id),
      -- Shops are owed their numbers by a job: until it has run, nothing is wrong.
      told_soon as (
        select (j.payload ->> 'tenantId')::int as tenant_id from graphile_worker._private_jobs j
          join graphile_worker._private_tasks t on t.id = j.task_id
         where t.identifier = 'stock.availability_changed' and j.attempts < j.max_attempts)
      select i.tenant_id, i.listing_id, i.sku_id, i.channel_id, 'at most ' || i.qty as expected,
             greatest(0, o.told_qty - o.sold_qty) || ' shown (told ' || o.told_qty || ', sold ' || o.sold_qty
               || ' since)' as found,
             greatest(0, o.told_qty - o.sold_qty) > i.qty and o.owed_since is null and c.state = 'connected'
               and not exists (select 1 from told_soon s where s.tenant_id = i.tenant_id) as is_breach
        from pieces i
        join channels.listing_offer o using (tenant_id, listing_id)
        join channels.channel c on c.tenant_id = i.tenant_id and c.channel_id = i.channel_id
       where o.told_qty is not null`,
    key: ['listing_id'],
    subject: `(select 'listing ' || l.external_item_id || coalesce('/' || nullif(l.external_model_id, ''), '')
                || ' of ' || c.name from channels.listing l join channels.channel c using (tenant_id, channel_id)
               where l.tenant_id = b.tenant_id and l.listing_id = b.listing_id) || ' (' || ${skuCode('b.sku_id')} || ')'`,
    cause: `(select string_agg(p.line, '; ' order by p.push_log_id desc) from (
               select g.push_log_id, 'push ' || g.push_log_id || ': computed ' || g.computed_qty
                      || coalesce(', sent ' || g.sent_qty, ', not sent') || ', fence ' || g.fence
                      || coalesce(', answer ' || g.answer, '') as line
                 from channels.push_log g where g.tenant_id = b.tenant_id and g.listing_id = b.listing_id
                order by g.push_log_id desc limit 3) p)`,
  },
  {
    name: 'tenants_apart',
    what: 'Row-level security stands on every table that has a tenant',
    compared: `
      select null::int as tenant_id, n.nspname || '.' || c.relname as relation, 'on' as expected,
             case when c.relrowsecurity then 'on' else 'off' end as found, not c.relrowsecurity as is_breach
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
       where c.relkind in ('r', 'p')
         and n.nspname in ('platform', 'catalogue', 'stock', 'orders', 'warehouse', 'channels', 'notifications')
         and n.nspname || '.' || c.relname <> 'platform.tenant'`,
    key: ['relation'],
    subject: 'b.relation',
    cause: 'null::text',
  },
  {
    name: 'dead_letters',
    what: 'Work that was given up and waits for a person',
    compared: `
      select (j.payload ->> 'tenantId')::int as tenant_id, 'job ' || t.identifier || ' ' || j.id as thing,
             '' as expected, j.attempts || ' tries' as found, j.last_error as error, true as is_breach
        from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where j.attempts >= j.max_attempts
      union all
      select tenant_id, 'channel task ' || kind || ' of ' || order_number, '', attempts || ' tries', last_error, true
        from channels.channel_task where state = 'dead'
      union all
      select tenant_id, 'mail ' || kind || ' for order ' || order_id, '', attempts || ' tries', last_error, true
        from notifications.message where state = 'dead'`,
    key: ['thing'],
    subject: 'b.thing',
    cause: `left(b.error, 300)`,
    isList: true,
  },
];
