import type { Dashboard } from '@quayside/contract';
import { only, type Tx } from '../platform/index.ts';

/** The live wall. One statement per block; each uses an index and no more than the open orders or one day. */
export async function dashboard(
  tx: Tx,
  nodeIds: readonly string[] | null,
  tenant: { currency: string; timeZone: string },
  now: Date,
): Promise<Dashboard> {
  return {
    at: now.toISOString(),
    stages: await stages(tx, nodeIds),
    shipBy: await shipBy(tx, nodeIds),
    flow: await flow(tx, nodeIds),
    today: await today(tx, nodeIds, tenant),
    people: await people(tx),
    attention: await attention(tx),
  };
}

/** Orders of the nodes asked for; all where none is named. */
const atNodes = (parameter: string) =>
  `(${parameter}::bigint[] is null or exists (select 1 from orders.fulfilment_order f
      where f.tenant_id = o.tenant_id and f.order_id = o.order_id and f.node_id = any(${parameter})))`;

async function stages(tx: Tx, nodeIds: readonly string[] | null): Promise<Dashboard['stages']> {
  const rows = await tx.query<{
    state: string;
    orders: number;
    units: number;
    oldest_at: Date | null;
    next_ship_by_at: Date | null;
    late: number;
  }>(
    `select o.state, count(*)::int as orders, sum(o.unit_qty)::int as units,
            min(o.placed_at) as oldest_at, min(o.ship_by_at) as next_ship_by_at,
            count(*) filter (where o.ship_by_at < now())::int as late
       from orders.sales_order o
      where o.tenant_id = $1 and ${atNodes('$2')}
        and o.state in ('held', 'backordered', 'promised', 'released', 'picking', 'picked', 'packed')
      group by o.state`,
    [tx.tenantId, nodeIds],
  );
  const byState = new Map(rows.map((row) => [row.state, row]));
  return ['held', 'backordered', 'promised', 'released', 'picking', 'picked', 'packed'].map(
    (state) => {
      const row = byState.get(state);
      return {
        state,
        orders: row?.orders ?? 0,
        units: row?.units ?? 0,
        oldestAt: row?.oldest_at?.toISOString() ?? null,
        nextShipByAt: row?.next_ship_by_at?.toISOString() ?? null,
        late: row?.late ?? 0,
      };
    },
  );
}

async function shipBy(tx: Tx, nodeIds: readonly string[] | null): Promise<Dashboard['shipBy']> {
  const rows = await tx.query<{ bucket: Dashboard['shipBy'][number]['bucket']; orders: number }>(
    `select case when o.ship_by_at < now() then 'late'
                 when o.ship_by_at < now() + interval '2 hours' then 'under_2h'
                 when o.ship_by_at < now() + interval '6 hours' then 'under_6h'
                 when o.ship_by_at < now() + interval '24 hours' then 'under_24h'
                 else 'later' end as bucket, count(*)::int as orders
       from orders.sales_order o
      where o.tenant_id = $1 and ${atNodes('$2')}
        and o.state in ('held', 'backordered', 'promised', 'released', 'picking', 'picked', 'packed')
      group by 1`,
    [tx.tenantId, nodeIds],
  );
  const byBucket = new Map(rows.map((row) => [row.bucket, row.orders]));
  return (['late', 'under_2h', 'under_6h', 'under_24h', 'later'] as const).map((bucket) => ({
    bucket,
    orders: byBucket.get(bucket) ?? 0,
  }));
}

async function flow(tx: Tx, nodeIds: readonly string[] | null): Promise<Dashboard['flow']> {
  const rows = await tx.query<{ at: Date; captured: number; picked: number; shipped: number }>(
    `with minute as (
       select generate_series(date_trunc('minute', now()) - interval '59 minutes',
                              date_trunc('minute', now()), interval '1 minute') as at),
     happening as (
       select date_trunc('minute', o.captured_at) as at, 'captured' as kind, count(*)::int as n
         from orders.sales_order o
        where o.tenant_id = $1 and o.captured_at > now() - interval '60 minutes' and ${atNodes('$2')}
        group by 1
       union all
       select date_trunc('minute', o.shipped_at), 'shipped', count(*)::int
         from orders.sales_order o
        where o.tenant_id = $1 and o.shipped_at > now() - interval '60 minutes' and ${atNodes('$2')}
        group by 1
       union all
       select date_trunc('minute', last.picked_at), 'picked', count(*)::int
         from (select max(p.picked_at) as picked_at
                 from warehouse.pick_task p
                 join warehouse.outbound_order w
                   on w.tenant_id = $1 and w.outbound_order_id = p.outbound_order_id
                where p.tenant_id = $1 and p.picked_at > now() - interval '60 minutes'
                  and w.state in ('picked', 'packed', 'shipped')
                  and ($2::bigint[] is null or w.node_id = any($2))
                group by p.outbound_order_id) last
        group by 1)
     select m.at,
            coalesce(sum(h.n) filter (where h.kind = 'captured'), 0)::int as captured,
            coalesce(sum(h.n) filter (where h.kind = 'picked'), 0)::int as picked,
            coalesce(sum(h.n) filter (where h.kind = 'shipped'), 0)::int as shipped
       from minute m left join happening h on h.at = m.at
      group by m.at order by m.at`,
    [tx.tenantId, nodeIds],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function today(
  tx: Tx,
  nodeIds: readonly string[] | null,
  tenant: { currency: string; timeZone: string },
): Promise<Dashboard['today']> {
  const row = only(
    await tx.query<{
      captured: number;
      shipped: number;
      cancelled: number;
      units_shipped: number;
      sales_minor: string;
      shorts: number;
      mails_sent: number;
    }>(
      `with day as (select date_trunc('day', now() at time zone $3) at time zone $3 as since)
       select
         (select count(*)::int from orders.sales_order o, day
           where o.tenant_id = $1 and o.captured_at >= day.since and ${atNodes('$2')}) as captured,
         (select count(*)::int from orders.sales_order o, day
           where o.tenant_id = $1 and o.shipped_at >= day.since and ${atNodes('$2')}) as shipped,
         (select count(*)::int from orders.sales_order o, day
           where o.tenant_id = $1 and o.cancelled_at >= day.since and ${atNodes('$2')}) as cancelled,
         (select coalesce(sum(o.unit_qty), 0)::int from orders.sales_order o, day
           where o.tenant_id = $1 and o.shipped_at >= day.since and ${atNodes('$2')}) as units_shipped,
         (select coalesce(sum(o.total_minor), 0)::text from orders.sales_order o, day
           where o.tenant_id = $1 and o.captured_at >= day.since and o.state <> 'cancelled'
             and o.currency = $4 and ${atNodes('$2')}) as sales_minor,
         (select count(*)::int from orders.shortage s, day
           where s.tenant_id = $1 and s.opened_at >= day.since) as shorts,
         (select count(*)::int from notifications.message m, day
           where m.tenant_id = $1 and m.sent_at >= day.since) as mails_sent`,
      [tx.tenantId, nodeIds, tenant.timeZone, tenant.currency],
    ),
  );
  return {
    captured: row.captured,
    shipped: row.shipped,
    cancelled: row.cancelled,
    unitsShipped: row.units_shipped,
    salesMinor: Number(row.sales_minor),
    currency: tenant.currency,
    shorts: row.shorts,
    mailsSent: row.mails_sent,
  };
}

async function people(tx: Tx): Promise<Dashboard['people']> {
  const rows = await tx.query<{
    name: string;
    picks: number;
    units: number;
    packed: number;
    last_seen_at: Date | null;
  }>(
    `with pick as (
       select picked_by as name, count(*)::int as picks, sum(picked_qty)::int as units, max(picked_at) as last_at
         from warehouse.pick_task
        where tenant_id = $1 and picked_at > now() - interval '1 hour' and picked_by is not null
        group by picked_by),
     pack as (
       select packed_by as name, count(*)::int as packed, max(packed_at) as last_at
         from warehouse.outbound_order
        where tenant_id = $1 and packed_at > now() - interval '1 hour' and packed_by is not null
        group by packed_by)
     select coalesce(pick.name, pack.name) as name, coalesce(picks, 0) as picks,
            coalesce(units, 0) as units, coalesce(packed, 0) as packed,
            greatest(pick.last_at, pack.last_at) as last_seen_at
       from pick full join pack on pack.name = pick.name
      order by coalesce(units, 0) desc, 1 limit 50`,
    [tx.tenantId],
  );
  return rows.map((row) => ({
    name: row.name,
    picksLastHour: row.picks,
    unitsLastHour: row.units,
    packedLastHour: row.packed,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  }));
}

async function attention(tx: Tx): Promise<Dashboard['attention']> {
  const row = only(
    await tx.query<{ shortages: number; unmapped: number; dead_tasks: number; lapsed: number }>(
      `select
         (select count(*)::int from orders.shortage where tenant_id = $1 and resolved_at is null) as shortages,
         (select count(*)::int from orders.sales_order
           where tenant_id = $1 and state = 'held' and 'unmapped_sku' = any(hold_kinds)) as unmapped,
         (select count(*)::int from channels.channel_task where tenant_id = $1 and state = 'dead') as dead_tasks,
         (select count(*)::int from channels.channel where tenant_id = $1 and state = 'lapsed') as lapsed`,
      [tx.tenantId],
    ),
  );
  return {
    shortages: row.shortages,
    unmapped: row.unmapped,
    deadTasks: row.dead_tasks,
    lapsedChannels: row.lapsed,
  };
}
