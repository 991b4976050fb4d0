import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../packages/cli/src/postgres.ts';
import { isAlive, markOf, type ProcessMark } from '../packages/cli/src/process-mark.ts';
import { migrate } from '../packages/server/src/platform/migrate.ts';
import type {} from '../packages/server/src/platform/testkit.ts';

const HOMES = join(tmpdir(), 'quayside-test');

/**
 * One PostgreSQL for the whole run, with one migrated template. `TEST_DATABASE_URL` names a server
 * of one's own instead (any database of it: the template is made beside it and dropped at the end).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await serverForTests();
  const database = `quayside_template_${randomBytes(4).toString('hex')}`;
  const appPassword = randomBytes(12).toString('hex');
  const administration = new pg.Client({ connectionString: server.url('postgres') });
  await administration.connect();
  await administration.query(`create database ${database}`);
  const ownerUrl = server.url(database);
  const { appRole } = await migrate(ownerUrl, { appPassword });
  project.provide('postgresTemplate', { ownerUrl, database, appRole, appPassword });

  return async () => {
    await administration.query(`drop database if exists ${database} with (force)`);
    await administration.query(`drop role if exists ${pg.escapeIdentifier(appRole)}`);
    await administration.end();
    await server.stop();
  };
}

interface TestServer {
  url(database: string): string;
  stop(): Promise<void>;
}

async function serverForTests(): Promise<TestServer> {
  const own = process.env.TEST_DATABASE_URL;
  if (own) {
    const url = (database: string) => {
      const other = new URL(own);
      other.pathname = `/${database}`;
      return other.toString();
    };
    return { url, stop: async () => {} };
  }
  sweepAbandoned();
  const home = join(HOMES, `${process.pid}-${randomBytes(3).toString('hex')}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'run-by.json'), JSON.stringify(markOf(process.pid)));
  // The files are thrown away at the end, so nothing needs to reach the disk: 3 times faster.
  const server = await startPostgres({ home, isDurable: false });
  const stop = async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

/** Homes whose run was killed: their servers have ended by themselves, their files have not. */
function sweepAbandoned(): void {
  mkdirSync(HOMES, { recursive: true, mode: 0o1777 });
  for (const name of readdirSync(HOMES)) {
    try {
      const mark: ProcessMark = JSON.parse(readFileSync(join(HOMES, name, 'run-by.json'), 'utf8'));
      if (!isAlive(mark)) rmSync(join(HOMES, name, ''), { recursive: true, force: true });
    } catch {
      // Another run is making it this very moment, or another user's: both are theirs to clean.
    }
  }
}
