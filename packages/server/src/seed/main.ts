import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Database } from '../platform/index.ts';
import { harbour, kopi, MAIN_SLUG } from './companies.ts';
import { loginsPath } from './logins.ts';

/**
 * Fills an empty database; does nothing to one that is filled. Environment: `DATABASE_URL`,
 * `APP_DATABASE_URL`, `QUAYSIDE_HOME`.
 *
 * The demo, whose passwords everybody knows, goes only where nobody works: into the database that this
 * home made itself, or where the operator asks for it (`QUAYSIDE_DEMO=1`). In an operator's own database,
 * and wherever `NODE_ENV=production`, it makes one company with one owner and prints the password once;
 * `QUAYSIDE_COMPANY`, `QUAYSIDE_OWNER_EMAIL`, `QUAYSIDE_CURRENCY`, `QUAYSIDE_TIME_ZONE` and
 * `QUAYSIDE_GS1_PREFIX` name it.
 */
async function seed(env: NodeJS.ProcessEnv): Promise<void> {
  const ownerUrl = needed(env, 'DATABASE_URL');
  const appUrl = needed(env, 'APP_DATABASE_URL');
  const home = needed(env, 'QUAYSIDE_HOME');
  const isDemo = isDemoWanted(env, ownerUrl, home);
  const slugs = isDemo ? [harbour.slug, kopi.slug] : [MAIN_SLUG];
  // Every start passes here: the domains (about a second of loading) are only read when there is work.
  const isDone = await hasTenants(appUrl, slugs);
  if (isDone && (!isDemo || existsSync(loginsPath(home)))) return;
  const { openDatabase } = await import('../platform/index.ts');
  const database = openDatabase(appUrl, { connectionsMax: 2 });
  try {
    if (isDemo) {
      const { seedDemo } = await import('./demo.ts');
      await seedDemo({ database, home });
    } else {
      await seedFirstOwner(database, env);
    }
  } finally {
    await database.close();
  }
}

async function seedFirstOwner(database: Database, env: NodeJS.ProcessEnv): Promise<void> {
  const { seedOwner } = await import('./owner.ts');
  const first = await seedOwner(database, {
    name: env.QUAYSIDE_COMPANY || 'My company',
    ownerEmail: env.QUAYSIDE_OWNER_EMAIL || 'owner@quayside.test',
    currency: env.QUAYSIDE_CURRENCY || 'USD',
    timeZone: env.QUAYSIDE_TIME_ZONE || 'UTC',
    // GS1's prefix for demonstrations: labels are right in form until the company's own is set.
    gs1CompanyPrefix: env.QUAYSIDE_GS1_PREFIX || '952000000',
  });
  if (first === null) return;
  console.log(`First login: ${first.email} with password ${first.password}`);
  console.log('It is shown this once. Sign in and change it.');
}

async function hasTenants(appUrl: string, slugs: readonly string[]): Promise<boolean> {
  const client = new pg.Client({ connectionString: appUrl, application_name: 'quayside seed' });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      'select 1 from auth.organization where slug = any($1)',
      [slugs],
    );
    return rowCount === slugs.length;
  } finally {
    await client.end();
  }
}

function isDemoWanted(env: NodeJS.ProcessEnv, ownerUrl: string, home: string): boolean {
  if (env.QUAYSIDE_DEMO === '1') return true;
  if (env.QUAYSIDE_DEMO === '0' || env.NODE_ENV === 'production') return false;
  return isMadeByHome(ownerUrl, home);
}

/** The embedded PostgreSQL of a home has the random password that only this home's secrets name. */
function isMadeByHome(ownerUrl: string, home: string): boolean {
  const path = join(home, 'secrets.json');
  if (!existsSync(path)) return false;
  const secrets: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof secrets !== 'object' || secrets === null) return false;
  const own: unknown = Reflect.get(secrets, 'postgresPassword');
  return typeof own === 'string' && own !== '' && new URL(ownerUrl).password === own;
}

function needed(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set.`);
  return value;
}

await seed(process.env);
