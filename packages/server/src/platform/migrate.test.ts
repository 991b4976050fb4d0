import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { appRoleFor, MigrationRefusal, migrate } from './migrate.ts';
import { freshDatabase } from './testkit.ts';

const { ownerUrl: templateUrl } = await freshDatabase();
const appPassword = 'a-password-for-tests';
const made: string[] = [];
const administration = new pg.Client({ connectionString: templateUrl });
await administration.connect();

afterAll(async () => {
  for (const name of made) {
    await administration.query(`drop database if exists ${name} with (force)`);
    await administration.query(`drop role if exists ${appRoleFor(name)}`);
  }
  await administration.end();
});

/** A database without any schema, and a folder of migrations for it. */
async function emptyDatabase(files: Record<string, string>) {
  const name = `m_${process.pid}_${made.length}`;
  made.push(name);
  await administration.query(`create database ${name}`);
  const url = new URL(templateUrl);
  url.pathname = `/${name}`;
  const dir = await mkdtemp(join(tmpdir(), 'quayside-migrations-'));
  const write = async (path: string, sql: string) => writeFile(join(dir, path), sql);
  for (const [path, sql] of Object.entries(files)) await write(path, sql);
  return { name, ownerUrl: url.toString(), dir, write };
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

const TILL = 'create schema till; create table till.sale (id int primary key);';

test('applies each file once, in order', async () => {
  const { ownerUrl, dir, write } = await emptyDatabase({ '0001_till_tables.sql': TILL });
  await write('0002_till_note.sql', 'alter table till.sale add column note text;');

  const first = await migrate(ownerUrl, { appPassword, dir });
  const second = await migrate(ownerUrl, { appPassword, dir });

  expect(first.applied).toEqual(['0001_till_tables', '0002_till_note']);
  expect(second.applied).toEqual([]);
});

test('the application role reads and writes rows, and owns and bypasses nothing', async () => {
  const { ownerUrl, dir, name } = await emptyDatabase({ '0001_till_tables.sql': TILL });

  const { appUrl } = await migrate(ownerUrl, { appPassword, dir });

  await withClient(appUrl, async (client) => {
    await client.query('insert into till.sale values (1)');
    await client.query('delete from till.sale');
    await expect(client.query('drop table till.sale')).rejects.toThrow('must be owner');
    await expect(client.query('select * from migrations.applied')).rejects.toThrow(
      'permission denied for schema migrations',
    );
    const { rows } = await client.query(
      'select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([
      {
        rolname: `quayside_app_${name}`,
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: false,
      },
    ]);
  });
});

test('rows of an append-only table cannot be changed by the application role', async () => {
  const comment = `comment on table till.sale is 'Append-only. One row a sale.';`;
  const { ownerUrl, dir } = await emptyDatabase({ '0001_till_tables.sql': `${TILL}${comment}` });

  const { appUrl } = await migrate(ownerUrl, { appPassword, dir });

  await withClient(appUrl, async (client) => {
    await client.query('insert into till.sale values (1)');
    await expect(client.query('update till.sale set id = 2')).rejects.toThrow('permission denied');
    await expect(client.query('delete from till.sale')).rejects.toThrow('permission denied');
  });
});

test('the application role enqueues a job in its own transaction, and cannot read the queue', async () => {
  const { ownerUrl, dir } = await emptyDatabase({});

  const { appUrl } = await migrate(ownerUrl, { appPassword, dir });
  await migrate(ownerUrl, { appPassword, dir });

  await withClient(appUrl, async (client) => {
    await client.query(`begin; select graphile_worker.add_job('lost'); rollback`);
    await client.query(`select graphile_worker.add_job('kept', '{"n":1}'::json)`);
    await expect(client.query('select * from graphile_worker._private_jobs')).rejects.toThrow(
      'permission denied',
    );
  });
  const jobs = await withClient(ownerUrl, (client) =>
    client.query('select task_identifier from graphile_worker.jobs'),
  );
  expect(jobs.rows).toEqual([{ task_identifier: 'kept' }]);
});

test('a migration that fails leaves nothing of itself and names its line', async () => {
  const { ownerUrl, dir } = await emptyDatabase({
    '0001_till_tables.sql': TILL,
    '0002_till_broken.sql': 'create table till.half (id int);\ncreate table till.half (id int);',
  });

  await expect(migrate(ownerUrl, { appPassword, dir })).rejects.toThrow(
    'Migration 0002_till_broken failed: relation "half" already exists',
  );

  const { rows } = await withClient(ownerUrl, (client) =>
    client.query(`select (select count(*)::int from migrations.applied) as applied,
                         (select count(*)::int from migrations.checksum) as checked,
                         to_regclass('till.half') as half`),
  );
  expect(rows).toEqual([{ applied: 1, checked: 1, half: null }]);
});

test('a syntax error is reported with its line', async () => {
  const { ownerUrl, dir } = await emptyDatabase({ '0001_till_typo.sql': '-- one\n-- two\ncreat;' });

  await expect(migrate(ownerUrl, { appPassword, dir })).rejects.toThrow(
    'Migration 0001_till_typo failed at line 3: syntax error at or near "creat"',
  );
});

test('an edited migration is refused', async () => {
  const { ownerUrl, dir, write } = await emptyDatabase({ '0001_till_tables.sql': TILL });
  await migrate(ownerUrl, { appPassword, dir });
  await write('0001_till_tables.sql', `${TILL} -- a harmless remark`);

  await expect(migrate(ownerUrl, { appPassword, dir })).rejects.toThrow(MigrationRefusal);
  await expect(migrate(ownerUrl, { appPassword, dir })).rejects.toThrow(
    'Migration 0001_till_tables was edited after this database had applied it.',
  );
});

test('a database newer than the code is refused', async () => {
  const { ownerUrl, dir, write } = await emptyDatabase({ '0001_till_tables.sql': TILL });
  await write('0002_till_note.sql', 'alter table till.sale add column note text;');
  await migrate(ownerUrl, { appPassword, dir });
  await rm(join(dir, '0002_till_note.sql'));

  await expect(migrate(ownerUrl, { appPassword, dir })).rejects.toThrow(
    'The database is newer than this program: it has 0002_till_note, this program ends with 0001_till_tables.',
  );
});

test('processes that start together migrate once', async () => {
  const { ownerUrl, dir } = await emptyDatabase({ '0001_till_tables.sql': TILL });

  const results = await Promise.all(
    [1, 2, 3, 4].map(() => migrate(ownerUrl, { appPassword, dir })),
  );

  expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 0, 1]);
});

test('a file that forbids a transaction runs outside of one', async () => {
  const { ownerUrl, dir } = await emptyDatabase({
    '0001_till_tables.sql': TILL,
    '0002_till_index.sql':
      '-- no transaction: an index on a live table\ncreate index concurrently sale_again on till.sale (id);',
  });

  const { applied } = await migrate(ownerUrl, { appPassword, dir });

  expect(applied).toEqual(['0001_till_tables', '0002_till_index']);
});
