import { only, type Tx } from '../platform/index.ts';

/** The client that a tenant began with: whose goods a newly connected shop sells. */
export async function firstClientId(tx: Tx): Promise<string> {
  const row = only(
    await tx.query<{ client_id: string }>(
      `select client_id from catalogue.client where tenant_id = $1 order by client_id limit 1`,
      [tx.tenantId],
    ),
  );
  return row.client_id;
}
