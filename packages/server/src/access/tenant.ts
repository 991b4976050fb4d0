import { randomBytes } from 'node:crypto';
import type { Settings } from '@quayside/contract';
import { type Database, only, record, systemActor, type Tx } from '../platform/index.ts';

/** A company that begins to use Quayside. */
export interface TenantInput {
  name: string;
  /** Lower case, once per installation. */
  slug: string;
  /** ISO 4217. */
  currency: string;
  timeZone: string;
  locale: string;
  /** 6 to 12 digits; begins the company's GTINs and SSCCs. */
  gs1CompanyPrefix: string;
  senderAddress: Record<string, string>;
}

/**
 * Makes a tenant and fills it, in one transaction: it exists with everything that `fill` writes or not
 * at all. Answers false, and fills nothing, when a tenant of that slug is there already; of several
 * processes that try at once, one fills and the others wait for it.
 */
export async function openTenant(
  database: Database,
  input: TenantInput,
  fill: (tx: Tx) => Promise<void>,
): Promise<boolean> {
  // No tenant has the number 0: until it has its own, this transaction sees no tenant's rows.
  return database.inTransaction({ tenantId: 0, actor: systemActor }, async (tx) => {
    const organisationId = randomBytes(16).toString('hex');
    const isNew = await tx.execute(
      `insert into auth.organization (id, name, slug, "createdAt") values ($1, $2, $3, now())
       on conflict (slug) do nothing`,
      [organisationId, input.name, input.slug],
    );
    if (isNew === 0) return false;
    const { tenant_id: tenantId } = only(
      await tx.query<{ tenant_id: number }>(
        `insert into platform.tenant (organisation_id, name, base_currency, time_zone, locale,
                gs1_company_prefix, sender_address)
         values ($1, $2, $3, $4, $5, $6, $7) returning tenant_id`,
        [
          organisationId,
          input.name,
          input.currency,
          input.timeZone,
          input.locale,
          input.gs1CompanyPrefix,
          JSON.stringify(input.senderAddress),
        ],
      ),
    );
    await tx.query(`select set_config('app.tenant_id', $1, true)`, [String(tenantId)]);
    await fill({ ...tx, tenantId });
    return true;
  });
}

/** Whether a tenant of that slug exists. */
export async function isTenant(database: Database, slug: string): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    'select 1 from auth.organization where slug = $1',
    [slug],
  );
  return rowCount === 1;
}

export async function settingsOf(tx: Tx): Promise<Settings> {
  const row = only(
    await tx.query<{ is_auto_release: boolean }>(
      'select is_auto_release from platform.tenant where tenant_id = $1',
      [tx.tenantId],
    ),
  );
  return { isAutoRelease: row.is_auto_release };
}

/** Changes settings; what stays as it was leaves no trace in the timeline. */
export async function changeSettings(tx: Tx, change: Partial<Settings>): Promise<Settings> {
  const before = await settingsOf(tx);
  const after = { ...before, ...change };
  if (after.isAutoRelease === before.isAutoRelease) return after;
  await tx.execute('update platform.tenant set is_auto_release = $2 where tenant_id = $1', [
    tx.tenantId,
    after.isAutoRelease,
  ]);
  await record(tx, [
    {
      subjectKind: 'tenant',
      subjectId: String(tx.tenantId),
      kind: 'settings_changed',
      facts: { before, after },
    },
  ]);
  return after;
}
