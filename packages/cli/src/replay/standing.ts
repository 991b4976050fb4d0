import pg from 'pg';

/** Where the orders bought since the start stand, and what is still owed to anybody. */
export interface Standing {
  states: Record<string, number>;
  jobs: number;
  tasksOwed: number;
  tasksDead: number;
  offersOwed: number;
  messagesOwed: number;
  messagesDead: number;
}

/** A connection that is made anew when the database was killed under it. */
export async function withDatabase<T>(
  url: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const client = new pg.Client({ connectionString: url, application_name: 'quayside replay' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await use(client);
    } catch (error) {
      const isRefusedStatement =
        error instanceof pg.DatabaseError && !/^(57|08)/.test(error.code ?? '');
      if (isRefusedStatement || tries === 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** The newest order before the replay: what comes after it is the replay's. */
export async function orderMark(url: string, tenantId: number): Promise<string> {
  return withDatabase(url, async (client) => {
    const { rows } = await client.query<{ mark: string }>(
      `select coalesce(max(order_id), 0)::text as mark from orders.sales_order where tenant_id = $1`,
      [tenantId],
    );
    return rows[0]?.mark ?? '0';
  });
}

export async function tenantOfShop(url: string): Promise<number> {
  return withDatabase(url, async (client) => {
    const { rows } = await client.query<{ tenant_id: number }>(
      `select tenant_id from channels.channel where platform = 'shopee' order by channel_id limit 1`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('No Shopee shop is connected.');
    return row.tenant_id;
  });
}

export async function standing(url: string, tenantId: number, mark: string): Promise<Standing> {
  return withDatabase(url, async (client) => {
    const states = await client.query<{ state: string; orders: number }>(
      `select state, count(*)::int as orders from orders.sales_order
        where tenant_id = $1 and order_id > $2 and channel_id <> 0 group by state`,
      [tenantId, mark],
    );
    const owed = await client.query<Omit<Standing, 'states'>>(
      `select
         (select count(*)::int from graphile_worker.jobs
           where attempts < max_attempts and run_at < now() + interval '5 seconds') as jobs,
         (select count(*)::int from channels.channel_task where tenant_id = $1 and state = 'owed') as "tasksOwed",
         (select count(*)::int from channels.channel_task where tenant_id = $1 and state = 'dead') as "tasksDead",
         (select count(*)::int from channels.listing_offer where tenant_id = $1 and owed_since is not null) as "offersOwed",
         (select count(*)::int from notifications.message where tenant_id = $1 and state = 'owed') as "messagesOwed",
         (select count(*)::int from notifications.message where tenant_id = $1 and state = 'dead') as "messagesDead"`,
      [tenantId],
    );
    const [row] = owed.rows;
    if (row === undefined) throw new Error('counting what is owed gave no row');
    return { states: Object.fromEntries(states.rows.map((s) => [s.state, s.orders])), ...row };
  });
}

/** Orders that are not at rest: somebody or something still has to act on them. */
export function moving(states: Record<string, number>): number {
  return ['held', 'promised', 'released', 'picking', 'picked', 'packed'].reduce(
    (sum, state) => sum + (states[state] ?? 0),
    0,
  );
}
