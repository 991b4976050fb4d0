import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../packages/server/src/platform/migrate.ts';
import type {} from '../packages/server/src/platform/testkit.ts';
import { scratchPostgres } from './scratch-postgres.ts';

/**
 * One PostgreSQL for the whole run, with one migrated template. `TEST_DATABASE_URL` names a server
 * of one's own instead (any database of it: the template is made beside it and dropped at the end).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await scratchPostgres();
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
