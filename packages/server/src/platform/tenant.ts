import { type Database, only, type Tx } from './database.ts';

/** The company behind a transaction, as papers and numbers need it. */
export interface TenantFacts {
  name: string;
  timeZone: string;
  locale: string;
  baseCurrency: string;
  /** Begins its GTINs and SSCCs: 6 to 12 digits. */
  gs1CompanyPrefix: string;
  /** Promised orders without a hold go to their nodes by themselves. */
  isAutoRelease: boolean;
  /** The sender on labels; the fields that it has. */
  senderAddress: Record<string, string>;
}

export async function tenantFacts(tx: Tx): Promise<TenantFacts> {
  const row = only(
    await tx.query<{
      name: string;
      time_zone: string;
      locale: string;
      base_currency: string;
      gs1_company_prefix: string;
      is_auto_release: boolean;
      sender_address: Record<string, string>;
    }>(
      `select name, time_zone, locale, base_currency, gs1_company_prefix, is_auto_release,
              sender_address
         from platform.tenant where tenant_id = $1`,
      [tx.tenantId],
    ),
  );
  return {
    name: row.name,
    timeZone: row.time_zone,
    locale: row.locale,
    baseCurrency: row.base_currency,
    gs1CompanyPrefix: row.gs1_company_prefix,
    isAutoRelease: row.is_auto_release,
    senderAddress: row.sender_address,
  };
}

/** Every tenant: for work by the clock, which then runs tenant by tenant. */
export async function allTenantIds(database: Database): Promise<number[]> {
  const { rows } = await database.pool.query<{ tenant_id: number }>(
    'select tenant_id from platform.tenant order by tenant_id',
  );
  return rows.map((row) => row.tenant_id);
}
