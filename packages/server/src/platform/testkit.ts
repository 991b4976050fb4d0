import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { appUrlOf } from './migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The migrated database that every test file copies; nobody may be connected to it. */
    postgresTemplate: {
      readonly ownerUrl: string;
      readonly database: string;
      readonly appRole: string;
      readonly appPassword: string;
    };
  }
}

/** A database of one test file, copied from the migrated template. */
export interface FreshDatabase {
  readonly name: string;
  /** Owner: sees every tenant, as migrations and the job queue do. */
  readonly ownerUrl: string;
  /** The server's own login: row-level security holds. */
  readonly appUrl: string;
}

/**
 * Makes a database for this test file and drops it after the last test. Call it at the top of the
 * file: `const database = await freshDatabase();`
 *
 * Connections still open at the end fail the file: a leaked pool hides a leaked transaction.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const template = inject('postgresTemplate');
  const name = `t_${process.pid}_${randomBytes(5).toString('hex')}`;
  const administrationUrl = withDatabase(template.ownerUrl, 'postgres');
  await once(administrationUrl, (client) =>
    copyTemplate(client, `create database ${name} template ${template.database}`),
  );
  const ownerUrl = withDatabase(template.ownerUrl, name);
  afterAll(async () => {
    await once(administrationUrl, async (client) => {
      const leaked = await openConnections(client, name);
      await client.query(`drop database ${name} with (force)`);
      if (leaked.length > 0) {
        throw new Error(`this test file left connections open: ${leaked.join('; ')}`);
      }
    });
  });
  return { name, ownerUrl, appUrl: appUrlOf(ownerUrl, template.appRole, template.appPassword) };
}

/**
 * Copying waits for other copies of the same template; only a stray connection to it is refused
 * (55006, object in use), such as the autovacuum worker that looks in for a moment.
 */
async function copyTemplate(client: pg.Client, statement: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      const isInUse = error instanceof pg.DatabaseError && error.code === '55006';
      if (!isInUse || attempt === 20) throw error;
      await pause(100);
    }
  }
}

/** What is still connected two seconds after the last test: closing sockets take a moment to arrive. */
async function openConnections(client: pg.Client, database: string): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { rows } = await client.query<{ what: string }>(
      `select coalesce(nullif(application_name, ''), 'unnamed') || ' (' || coalesce(state, 'unknown') || '): '
              || left(query, 80) as what
         from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (rows.length === 0 || attempt === 40) return rows.map(({ what }) => what);
    await pause(50);
  }
}

async function once<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.toString();
}
