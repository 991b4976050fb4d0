import type { Tx } from '../../platform/index.ts';

/** Counts of a shop, for its health. */
export interface HealthCounts {
  channel_id: string;
  listings: number;
  listings_unmapped: number;
  offers_owed: number;
  oldest_owed_at: Date | null;
  tasks_owed: number;
  tasks_dead: number;
  orders_today: number;
  capture_lag_ms: string | null;
}

/** Of all the tenant's shops at once. `today`: when the tenant's day began. */
export async function healthCounts(
  tx: Tx,
  today: Date,
  lagSince: Date,
): Promise<Map<string, HealthCounts>> {
  const rows = await tx.query<HealthCounts>(
    `select c.channel_id, l.listings, l.listings_unmapped, o.offers_owed, o.oldest_owed_at,
            t.tasks_owed, t.tasks_dead, s.orders_today, s.capture_lag_ms
       from channels.channel c
      cross join lateral (
        select count(*)::int as listings,
               count(*) filter (where sku_id is null)::int as listings_unmapped
          from channels.listing l
         where l.tenant_id = $1 and l.channel_id = c.channel_id and l.is_active) l
      cross join lateral (
        select count(*)::int as offers_owed, min(owed_since) as oldest_owed_at
          from channels.listing_offer o
         where o.tenant_id = $1 and o.channel_id = c.channel_id and o.owed_since is not null) o
      cross join lateral (
        select count(*) filter (where state = 'owed')::int as tasks_owed,
               count(*) filter (where state = 'dead')::int as tasks_dead
          from channels.channel_task t
         where t.tenant_id = $1 and t.channel_id = c.channel_id
           and t.state in ('owed', 'dead')) t
      cross join lateral (
        select count(*) filter (where placed_at >= $2)::int as orders_today,
               (max(extract(epoch from captured_at - placed_at))
                  filter (where captured_at >= $3 and placed_at >= c.connected_at) * 1000)::bigint
                 as capture_lag_ms
          from channels.seen_order s
         where s.tenant_id = $1 and s.channel_id = c.channel_id
           and s.captured_at is not null and s.placed_at >= least($2, $3)) s
      where c.tenant_id = $1`,
    [tx.tenantId, today, lagSince],
  );
  return new Map(rows.map((row) => [row.channel_id, row]));
}
