import { only, type Tx } from './database.ts';

/** Takes `count` consecutive numbers and answers the first. Holds the counter's row until commit. */
export async function takeNumbers(tx: Tx, name: string, count = 1): Promise<number> {
  const row = only(
    await tx.query<{ first: string }>(
      `insert into platform.counter as c (tenant_id, name, next_value) values ($1, $2, 1 + $3::int)
       on conflict (tenant_id, name) do update set next_value = c.next_value + $3::int
       returning next_value - $3::int as first`,
      [tx.tenantId, name, count],
    ),
  );
  return Number(row.first);
}
