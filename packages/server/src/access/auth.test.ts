import { getMigrations } from 'better-auth/db/migration';
import pg from 'pg';
import pino from 'pino';
import { afterAll, expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import { makeAuth } from './auth.ts';

const database = await freshDatabase();
const pool = new pg.Pool({
  connectionString: database.ownerUrl,
  options: '-c search_path=auth',
  max: 2,
});
afterAll(() => pool.end());
const auth = makeAuth(
  pool,
  { publicUrl: 'http://shop.test', secret: new Uint8Array(32).fill(7) },
  pino({ level: 'silent' }),
);

async function planned() {
  const { toBeCreated, toBeAdded, compileMigrations } = await getMigrations(auth.options);
  return { toBeCreated, toBeAdded, sql: await compileMigrations() };
}

test('the library would change nothing in the auth schema that our migration made', async () => {
  const plan = await planned();

  expect(plan.toBeCreated).toEqual([]);
  expect(plan.toBeAdded).toEqual([]);
  expect(plan.sql.replaceAll(/[;\s]/g, '')).toBe('');
});

test('a column or a table that the library misses is seen', async () => {
  await pool.query('alter table auth.session drop column "ipAddress"');
  await pool.query('drop table auth.invitation');

  const plan = await planned();

  expect(plan.toBeCreated.map(({ table }) => table)).toEqual(['invitation']);
  expect(plan.toBeAdded.map(({ table, fields }) => [table, Object.keys(fields)])).toEqual([
    ['session', ['ipAddress']],
  ]);
});
