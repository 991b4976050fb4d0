import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appUrlOf, type Migrated, MigrationRefusal, migrate } from '@quayside/server/migrate';
import pg from 'pg';
import { inRepository } from './paths.ts';
import { codeOf, Problem, sentenceOf } from './problem.ts';
import { secretsOf } from './secrets.ts';

/** The oldest server whose SQL we use. */
const OLDEST_POSTGRES = 15;
const SEED = inRepository('packages/server/src/seed/main.ts');

export interface Databases {
  readonly databaseUrl: string;
  readonly appDatabaseUrl: string;
  readonly applied: readonly string[];
}

/** Where a connection string leads, without its password: "127.0.0.1:5432/quayside". */
export function placeOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}

/** Answers when this database can be used, or says in one line why not; never with its password. */
export async function reachDatabase(url: string): Promise<void> {
  let place: string;
  try {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error('another scheme');
    place = placeOf(url);
  } catch {
    throw new Problem('DATABASE_URL is not of the form postgresql://user:password@host:5432/name');
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version >= OLDEST_POSTGRES) return;
    throw new Problem(
      `The database at ${place} is PostgreSQL ${version}; Quayside needs ${OLDEST_POSTGRES} or newer.`,
    );
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`Cannot reach the database at ${place} (DATABASE_URL): ${sentenceOf(error)}`);
  } finally {
    await client.end();
  }
}

/** Migrates, and provides the server's own login: `APP_DATABASE_URL`'s when that is set. */
export async function prepareDatabase(home: string, ownerUrl: string): Promise<Databases> {
  const chosen = process.env.APP_DATABASE_URL;
  const login = chosen ? loginIn(chosen) : { appPassword: secretsOf(home).appRolePassword };
  let migrated: Migrated;
  try {
    migrated = await migrate(ownerUrl, login);
  } catch (error) {
    if (error instanceof MigrationRefusal) throw new Problem(error.message);
    if (error instanceof pg.DatabaseError || codeOf(error).startsWith('E')) {
      throw new Problem(`The database at ${placeOf(ownerUrl)} refused: ${sentenceOf(error)}`);
    }
    throw error;
  }
  return {
    databaseUrl: ownerUrl,
    appDatabaseUrl: chosen || appUrlOf(ownerUrl, migrated.appRole, login.appPassword),
    applied: migrated.applied,
  };
}

function loginIn(url: string): { appRole: string; appPassword: string } {
  const { username, password } = new URL(url);
  return { appRole: decodeURIComponent(username), appPassword: decodeURIComponent(password) };
}

/** Fills an empty database with the demo; does nothing to one that is seeded. Runs as its own program. */
export async function seedDemo(home: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (!existsSync(SEED)) return;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', SEED], {
    env: { ...env, QUAYSIDE_HOME: home },
    // In an operator's own database it says the first owner's password, once.
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-20_000);
  });
  const ended = Promise.withResolvers<number | null>();
  child.once('error', ended.reject);
  child.once('close', ended.resolve);
  const code = await ended.promise;
  if (code === 0) return;
  const telling = said.split('\n').filter((line) => /error|refus|problem/i.test(line));
  throw new Problem(`The demo data could not be written: ${telling[0]?.trim() ?? `exit ${code}`}`);
}
