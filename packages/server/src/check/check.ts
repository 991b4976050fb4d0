/** One invariant, as one statement over all tenants: it runs while the system works, on one snapshot. */
export interface Check {
  name: string;
  /** What must hold, in a sentence. */
  what: string;
  /**
   * SQL of everything that is looked at: `tenant_id`, what names the row, `expected` and `found` as text,
   * `is_breach`. It is aggregated and cut in the database, so no number of rows costs memory here.
   */
  compared: string;
  /** Columns of `compared` that put breaches into a stable order. */
  key: readonly string[];
  /** SQL over a breach `b`: the thing in a person's words. */
  subject: string;
  /** SQL over a breach `b`: what caused it, where the books show it; null where they do not. */
  cause: string;
  /** Only for numbers that are derived from others; the ledger itself is never repaired. */
  repair?: 'balance' | 'allocated' | 'availability';
  /** Not breaches: things that a person should look at. */
  isList?: true;
}

export const skuCode = (id: string) =>
  `coalesce((select k.sku_code from catalogue.sku k where k.tenant_id = b.tenant_id and k.sku_id = ${id}), ${id}::text)`;
export const nodeCode = (id: string) =>
  `coalesce((select n.node_code from catalogue.node n where n.tenant_id = b.tenant_id and n.node_id = ${id}), ${id}::text)`;
export const locationCode = (id: string) =>
  `coalesce((select l.location_code from catalogue.location l where l.tenant_id = b.tenant_id and l.location_id = ${id}), ${id}::text)`;
export const orderNumber = (id: string) => `'Q' || lpad(${id}::text, 8, '0')`;

/** The last entries of a subject's timeline, newest first: what, by whom, when. */
export const lastEvents = (kind: string, id: string, count = 3) => `
  (select string_agg(e.line, '; ' order by e.event_id desc)
     from (select ev.event_id, ev.kind || ' by ' || ev.actor_name
                  || coalesce(' (' || ev.device || ')', '') || ' at ' || ${utc('ev.at')} as line
             from platform.event ev
            where ev.tenant_id = b.tenant_id and ev.subject_kind = '${kind}' and ev.subject_id = ${id}
            order by ev.event_id desc limit ${count}) e)`;

/** The last moves that match, newest first: what went where, why, by whom, when. */
export const lastMoves = (where: string, count = 3) => `
  (select string_agg(m.line, '; ' order by m.move_id desc)
     from (select mv.move_id, 'move ' || mv.move_id || ': ' || mv.qty || ' from '
                  || lf.location_code || ' to ' || lt.location_code || ', ' || mv.reason
                  || ', by ' || mv.actor_name || coalesce(' (' || mv.device || ')', '')
                  || ' at ' || ${utc('mv.moved_at')} as line
             from stock.move mv
             join catalogue.location lf on lf.tenant_id = mv.tenant_id and lf.location_id = mv.from_location_id
             join catalogue.location lt on lt.tenant_id = mv.tenant_id and lt.location_id = mv.to_location_id
            where mv.tenant_id = b.tenant_id and mv.sku_id = b.sku_id and (${where})
            order by mv.move_id desc limit ${count}) m)`;

function utc(instant: string): string {
  return `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || 'Z'`;
}

/**
 * Ids named by jobs that are still to be done: what is on its way is no breach. A job that was given up
 * is not on its way.
 */
export const pendingJobs = (field: string) => `
  (select (j.payload ->> 'tenantId')::int as tenant_id, v.id::bigint as id
     from graphile_worker._private_jobs j
    cross join lateral (
      select jsonb_array_elements_text(j.payload::jsonb -> '${field}s')
       where jsonb_typeof(j.payload::jsonb -> '${field}s') = 'array'
      union all
      select j.payload ->> '${field}' where j.payload ->> '${field}' is not null) v (id)
    where j.attempts < j.max_attempts)`;
