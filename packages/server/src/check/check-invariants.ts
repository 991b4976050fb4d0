import pg from 'pg';
import type { Check } from './check.ts';
import { floorChecks } from './checks/floor.ts';
import { orderChecks } from './checks/orders.ts';
import { outsideChecks } from './checks/outside.ts';
import { stockChecks } from './checks/stock.ts';
import { type RepairKey, repairOne } from './repair.ts';

/** A place where the books do not say what they must. */
export interface Breach {
  tenantId: number | null;
  subject: string;
  expected: string;
  found: string;
  /** What the books show of how it came about; null where they show nothing. */
  cause: string | null;
  isRepaired: boolean;
}

export interface CheckResult {
  name: string;
  what: string;
  checkedRows: number;
  /** All of them; `breaches` holds the first 200. */
  breachCount: number;
  repairedCount: number;
  breaches: Breach[];
  /** No breaches: what a person should look at (dead letters). */
  listed: Breach[];
}

export interface CheckReport {
  checkedAt: string;
  checks: CheckResult[];
}

/** Breaches told per check at most: a broken database must not fill the memory of who looks at it. */
const BREACHES_SHOWN_MAX = 200;

const checks: readonly Check[] = [...stockChecks, ...orderChecks, ...floorChecks, ...outsideChecks];

/**
 * Verifies every invariant over all tenants, as the owner, while the system works: each check is one
 * statement on one snapshot, aggregated in the database. With `repair`, derived numbers (on hand,
 * allocated, sellable, reserved) are worked out again under their locks, each with an entry on the SKU's
 * timeline; the ledger, promises and orders are never touched.
 */
export async function checkInvariants(
  ownerDatabaseUrl: string,
  options: { repair?: boolean } = {},
): Promise<CheckReport> {
  const client = new pg.Client({
    connectionString: ownerDatabaseUrl,
    application_name: 'quayside check',
  });
  await client.connect();
  try {
    const checkedAt = new Date().toISOString();
    const results: CheckResult[] = [];
    for (const check of checks) {
      const result = await look(client, check);
      if (options.repair === true && check.repair !== undefined)
        await repair(client, check, result);
      results.push(toResult(check, result));
    }
    return { checkedAt, checks: results };
  } finally {
    await client.end();
  }
}

interface Look {
  checkedRows: number;
  breachCount: number;
  repairedCount: number;
  breaches: (Breach & { key: RepairKey })[];
}

interface Row {
  checked: string;
  breach_count: string;
  tenant_id: number | null;
  subject: string | null;
  expected: string;
  found: string;
  cause: string | null;
  key: RepairKey | null;
}

async function look(client: pg.Client, check: Check): Promise<Look> {
  const order = check.key.map((column) => `b.${column}`).join(', ');
  // A hash of all keys may be larger than work_mem: PostgreSQL then spills it to disk by itself.
  const { rows } = await inSnapshot(client, () =>
    client.query<Row>(
      `with compared as materialized (${check.compared}),
            totals as (select count(*) as checked, count(*) filter (where is_breach) as breach_count from compared),
            shown as (select * from compared b where b.is_breach order by b.tenant_id, ${order} limit ${BREACHES_SHOWN_MAX})
       select t.checked, t.breach_count, b.tenant_id, b.expected, b.found, to_jsonb(b) as key,
              case when b.is_breach then coalesce(${check.subject}, '?') end as subject,
              case when b.is_breach then ${check.cause} end as cause
         from totals t left join shown b on true
        order by b.tenant_id, ${order}`,
    ),
  );
  return {
    checkedRows: Number(rows[0]?.checked ?? 0),
    breachCount: Number(rows[0]?.breach_count ?? 0),
    repairedCount: 0,
    breaches: rows.flatMap((row) =>
      row.subject === null || row.key === null
        ? []
        : [
            {
              tenantId: row.tenant_id,
              subject: row.subject,
              expected: row.expected,
              found: row.found,
              cause: row.cause,
              isRepaired: false,
              key: row.key,
            },
          ],
    ),
  };
}

async function inSnapshot<T>(client: pg.Client, read: () => Promise<T>): Promise<T> {
  await client.query('begin isolation level repeatable read read only');
  try {
    return await read();
  } finally {
    await client.query('rollback');
  }
}

/** Repairs what was found, page by page, until nothing more can be. */
async function repair(client: pg.Client, check: Check, first: Look): Promise<void> {
  const kind = check.repair;
  if (kind === undefined) return;
  for (let page = first; page.breaches.length > 0; page = await look(client, check)) {
    let repaired = 0;
    for (const breach of page.breaches) {
      breach.isRepaired = await repairOne(client, kind, breach.key);
      if (breach.isRepaired) repaired += 1;
    }
    first.repairedCount += repaired;
    // What is left cannot be mended by working numbers out again.
    if (repaired === 0 || page.breachCount <= BREACHES_SHOWN_MAX) break;
  }
}

function toResult(check: Check, result: Look): CheckResult {
  const found = result.breaches.map(({ key: _key, ...breach }) => breach);
  const { checkedRows, breachCount, repairedCount } = result;
  return {
    name: check.name,
    what: check.what,
    checkedRows,
    breachCount: check.isList === true ? 0 : breachCount,
    repairedCount,
    breaches: check.isList === true ? [] : found,
    listed: check.isList === true ? found : [],
  };
}
