import { orderRoutes as orderApi } from '@quayside/contract';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { putSkus } from '../catalogue/index.ts';
import { orderRoutes } from '../orders/index.ts';
import { systemClock, tenantFacts } from '../platform/index.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { reportRoutes } from '../reporting/index.ts';
import { makeWorld } from './testkit.ts';

/**
 * Row-level security, tried on every table that has a tenant: one row of tenant 1 and one of tenant 2
 * in each, read and written as the server's own login.
 */
const fresh = await freshDatabase();
const owner = new pg.Client({ connectionString: fresh.ownerUrl });
const server = new pg.Client({ connectionString: fresh.appUrl });
await owner.connect();
await server.connect();
afterAll(async () => {
  await owner.end();
  await server.end();
});

const other = await freshDatabase();
const world = await makeWorld(other, {
  more: (service) => {
    orderRoutes(service, {
      clock: systemClock,
      currencyOf: async (tx) => (await tenantFacts(tx)).baseCurrency,
    });
    reportRoutes(service, {
      clock: systemClock,
      tenantOf: async () => ({ currency: 'SGD', timeZone: 'Asia/Singapore' }),
    });
  },
});

interface Table {
  name: string;
  columns: string;
  /** Values of one row; `$1` is the tenant. */
  values: string;
}

/** Every table with a tenant_id, in whatever schema. The list of tenants itself is shared by design. */
async function tenantTables(): Promise<Table[]> {
  const { rows } = await owner.query<Table>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
            string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns,
            string_agg(case when a.attname = 'tenant_id' then '$1::int'
                            when t.typcategory = 'A' then format('''{}''::%s', format_type(t.oid, null))
                            when t.typname in ('json', 'jsonb') then '''{}'''
                            when t.typname = 'timestamptz' then 'now()'
                            when t.typname = 'bool' then 'true'
                            when t.typname = 'bytea' then 'decode(''0'' || $1::int, ''hex'')'
                            else format('$1::int::text::%s', format_type(t.oid, null)) end,
                       ', ' order by a.attnum) as values
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and a.attidentity <> 'a' and a.attgenerated = ''
       join pg_type t on t.oid = a.atttypid
      where c.relkind in ('r', 'p')
        and n.nspname not in ('pg_catalog', 'information_schema')
        and exists (select 1 from pg_attribute o
                     where o.attrelid = c.oid and o.attname = 'tenant_id' and not o.attisdropped)
        and not (n.nspname = 'platform' and c.relname = 'tenant')
      group by 1 order by 1`,
  );
  return rows;
}

/** What a synthetic row may break, but row-level security does not need. This database is thrown away. */
async function dropRulesOfTrade(): Promise<void> {
  await owner.query(
    `do $$ declare c record; begin
       for c in select conrelid::regclass as relation, conname from pg_constraint
                 where contype in ('c', 'f') and connamespace::regnamespace::text not in
                       ('pg_catalog', 'information_schema', 'graphile_worker', 'auth', 'migrations')
       loop execute format('alter table %s drop constraint if exists %I cascade', c.relation, c.conname);
       end loop; end $$`,
  );
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.code ?? 'unknown';
    throw error;
  }
}

const countOf = async (text: string): Promise<number> => {
  const { rows } = await server.query<{ n: number }>(text);
  return rows[0]?.n ?? -1;
};

/** Does one statement in a transaction of tenant 1 and takes it back. */
async function asTenant1<T>(work: () => Promise<T>): Promise<T> {
  await server.query(`begin; set local app.tenant_id = '1'`);
  try {
    return await work();
  } finally {
    await server.query('rollback');
  }
}

/** 42501: the policy or the missing grant refused. */
const REFUSED = '42501';

/** Each way in which a table lets tenant 1 at a row of tenant 2, or hides its own from it. */
async function breaches(): Promise<string[]> {
  const found: string[] = [];
  for (const { name, columns, values } of await tenantTables()) {
    const insert = `insert into ${name} (${columns}) values (${values})`;
    const own = await asTenant1(() =>
      countOf(`select count(*)::int as n from ${name} where tenant_id = 1`),
    );
    if (own !== 1) found.push(`${name} hides the tenant's own row`);
    const foreign = await asTenant1(() =>
      countOf(`select count(*)::int as n from ${name} where tenant_id <> 1`),
    );
    if (foreign !== 0) found.push(`${name} shows another tenant's row`);
    const inserted = await asTenant1(() => codeOf(server.query(insert, [2])));
    if (inserted !== REFUSED) found.push(`${name} takes a row for another tenant (${inserted})`);
    const given = await asTenant1(() =>
      codeOf(server.query(`update ${name} set tenant_id = 2 where tenant_id = 1`)),
    );
    if (given !== REFUSED) found.push(`${name} gives a row to another tenant (${given})`);
    const unnamed = await countOf(`select count(*)::int as n from ${name}`);
    if (unnamed !== 0) found.push(`${name} shows rows to a connection without a tenant`);
    await server.query(`set app.tenant_id = ''`);
    const emptied = await countOf(`select count(*)::int as n from ${name}`);
    await server.query('reset app.tenant_id');
    if (emptied !== 0) found.push(`${name} shows rows to a connection with an empty tenant`);
  }
  return found;
}

async function fillEachTable(): Promise<Table[]> {
  await dropRulesOfTrade();
  const tables = await tenantTables();
  for (const { name, columns, values } of tables) {
    for (const tenantId of [1, 2]) {
      await owner.query(`insert into ${name} (${columns}) values (${values})`, [tenantId]);
    }
  }
  return tables;
}

test('the server logs in as a role that cannot go round the policies', async () => {
  const { rows } = await server.query<Record<string, boolean | number>>(
    `select r.rolsuper, r.rolbypassrls,
            (select count(*)::int from pg_class c where c.relowner = r.oid) as owned
       from pg_roles r where r.rolname = current_user`,
  );

  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, owned: 0 }]);
});

test('no table of any schema lets one tenant at the rows of another', async () => {
  const tables = await fillEachTable();

  const schemas = new Set(tables.map(({ name }) => name.split('.')[0]));
  expect([...schemas]).toEqual([
    ...['catalogue', 'channels', 'notifications', 'orders', 'platform', 'stock', 'warehouse'],
  ]);
  expect(await breaches()).toEqual([]);
});

test('a policy that is dropped, switched off, opened or forgotten is seen', async () => {
  await owner.query(`
    alter table stock.balance disable row level security;
    drop policy own_tenant on platform.event;
    create policy everyone on catalogue.sku for select using (true);
    create table warehouse.forgotten (tenant_id int not null, note text);
    insert into warehouse.forgotten values (1, 'a'), (2, 'b')`);

  expect(await breaches()).toEqual([
    "catalogue.sku shows another tenant's row",
    'catalogue.sku shows rows to a connection without a tenant',
    'catalogue.sku shows rows to a connection with an empty tenant',
    "platform.event hides the tenant's own row",
    "stock.balance shows another tenant's row",
    // Its key is there already; nothing else refused it.
    'stock.balance takes a row for another tenant (23505)',
    'stock.balance gives a row to another tenant (done)',
    'stock.balance shows rows to a connection without a tenant',
    'stock.balance shows rows to a connection with an empty tenant',
    "warehouse.forgotten shows another tenant's row",
    'warehouse.forgotten takes a row for another tenant (done)',
    'warehouse.forgotten gives a row to another tenant (done)',
    'warehouse.forgotten shows rows to a connection without a tenant',
    'warehouse.forgotten shows rows to a connection with an empty tenant',
  ]);
});

test('an API key of one company cannot read the order of another by its id', async () => {
  const harbour = await world.tenant('harbour');
  const kopi = await world.tenant('kopi');
  for (const tenant of [harbour, kopi]) {
    await tenant.run((tx) => putSkus(tx, [{ skuCode: 'MUG', name: 'Mug' }]));
  }
  const harbourKey = await keyOf('owner@harbour.test');
  const kopiKey = await keyOf('owner@kopi.test');
  const placed = await world.app.inject({
    method: 'POST',
    url: orderApi.addOrder.path,
    headers: { authorization: `Bearer ${kopiKey}` },
    payload: { externalOrderNumber: 'K-1', lines: [{ skuCode: 'MUG', qty: 1 }] },
  });
  expect(placed.statusCode).toBe(201);
  const url = orderApi.getOrder.path.replace(':id', placed.json().orderId);

  const own = await world.app.inject({ url, headers: { authorization: `Bearer ${kopiKey}` } });
  const foreign = await world.app.inject({
    url,
    headers: { authorization: `Bearer ${harbourKey}` },
  });

  expect(own.statusCode).toBe(200);
  expect(own.json()).toMatchObject({ externalOrderNumber: 'K-1' });
  expect(foreign.statusCode).toBe(404);
  expect(foreign.json()).toMatchObject({ code: 'not_found' });
});

async function keyOf(email: string): Promise<string> {
  const reply = await world.app.inject({
    method: 'POST',
    url: '/api/v1/api-keys',
    headers: { cookie: await world.signIn(email) },
    payload: { name: 'erp', scopes: ['orders.read', 'orders.write'] },
  });
  return reply.json().secret;
}
