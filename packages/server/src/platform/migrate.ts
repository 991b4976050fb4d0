import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { runMigrations, Logger as WorkerLogger } from 'graphile-worker';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

/** Plain SQL files, `NNNN_domain_change.sql`, applied in order and never edited once merged. */
export const migrationsDir = resolve(import.meta.dirname, '../../../../db/migrations');

/**
 * Where the runner keeps its own books. A schema of its own, because the first migration creates
 * `platform` and the others, and because the application role has no business here.
 */
const BOOKS = 'migrations';
/** "quay" in ASCII: any two migrating processes meet at this lock. */
const MIGRATION_LOCK = 0x71756179;

/** The migrations and this database do not go together; the message is for the person who started us. */
export class MigrationRefusal extends Error {
  override name = 'MigrationRefusal';
}

export interface MigrateOptions {
  /** Login role of the server; cannot bypass row-level security. Default: `quayside_app_<database>`. */
  readonly appRole?: string;
  readonly appPassword: string;
  /** Folder of the SQL files; tests bring their own. */
  readonly dir?: string;
}

export interface Migrated {
  /** Names of the migrations applied now, in order; empty when the schema was up to date. */
  readonly applied: readonly string[];
  readonly appRole: string;
  /** Connection string of the application role for the same database. */
  readonly appUrl: string;
}

/**
 * Brings a database to the schema of this code, and the application role to its rights.
 *
 * Takes an advisory lock, so that any number of starting processes may call it. Each migration and
 * its checksum are written in one transaction. Refuses (`MigrationRefusal`) a database that is newer
 * than the code, an applied migration that was edited since, and a migration that fails.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions): Promise<Migrated> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    application_name: 'quayside migrate',
  });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const database = await currentDatabase(client);
    const appRole = options.appRole ?? appRoleFor(database);
    const files = await readMigrations(options.dir ?? migrationsDir);
    await openBooks(client);
    await refuseUnfit(client, files);
    await migrateJobQueue(ownerUrl);
    const applied = await applyMissing(client, files, options.dir ?? migrationsDir);
    await provideAppRole(client, { appRole, password: options.appPassword, database });
    return { applied, appRole, appUrl: appUrlOf(ownerUrl, appRole, options.appPassword) };
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
}

/** `quayside_app_<database>`: roles belong to the whole cluster, so each database has its own. */
export function appRoleFor(database: string): string {
  return `quayside_app_${database.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`.slice(0, 63);
}

/** The owner's connection string, with the application role in the owner's place. */
export function appUrlOf(ownerUrl: string, appRole: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(appRole);
  url.password = encodeURIComponent(password);
  return url.toString();
}

interface MigrationFile {
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

async function currentDatabase(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>('select current_database() as name');
  const name = rows[0]?.name;
  if (name === undefined) throw new Error('current_database() returned no row');
  return name;
}

async function readMigrations(dir: string): Promise<MigrationFile[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = new Set<string>();
  const files: MigrationFile[] = [];
  for (const name of names) {
    const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1];
    if (number === undefined) throw new MigrationRefusal(`${name}: not NNNN_domain_change.sql`);
    if (numbers.has(number))
      throw new MigrationRefusal(`Two migrations have the number ${number}.`);
    numbers.add(number);
    const sql = await readFile(join(dir, name), 'utf8');
    const sha256 = createHash('sha256').update(sql).digest('hex');
    files.push({ name: basename(name, '.sql'), sql, sha256 });
  }
  return files;
}

async function openBooks(client: pg.Client): Promise<void> {
  await client.query(`
    create schema if not exists ${BOOKS};
    create table if not exists ${BOOKS}.applied (
      id serial primary key, name varchar(255) not null, run_on timestamp not null);
    create table if not exists ${BOOKS}.checksum (
      name text primary key, sha256 text not null);
    comment on schema ${BOOKS} is 'The migration runner''s own books.';
    comment on table ${BOOKS}.checksum is 'SHA-256 of each applied file; an edited file is refused.';
  `);
}

async function refuseUnfit(client: pg.Client, files: readonly MigrationFile[]): Promise<void> {
  const { rows } = await client.query<{ name: string; sha256: string | null }>(
    `select a.name, c.sha256 from ${BOOKS}.applied a left join ${BOOKS}.checksum c using (name) order by a.id`,
  );
  const fileByName = new Map(files.map((file) => [file.name, file]));
  for (const { name, sha256 } of rows) {
    const file = fileByName.get(name);
    if (file === undefined) {
      throw new MigrationRefusal(
        `The database is newer than this program: it has ${name}, this program ends with ${files.at(-1)?.name ?? 'no migration'}. Update the program or use another database.`,
      );
    }
    if (sha256 !== file.sha256) {
      throw new MigrationRefusal(
        `Migration ${name} was edited after this database had applied it. Restore the file and write a new migration instead (a demo database: npm run reset).`,
      );
    }
  }
}

/** graphile-worker keeps its own migrations; they come first, so that ours may name its functions. */
async function migrateJobQueue(ownerUrl: string): Promise<void> {
  const quiet = new WorkerLogger(() => () => {});
  await runMigrations({ connectionString: ownerUrl, logger: quiet });
}

async function applyMissing(
  client: pg.Client,
  files: readonly MigrationFile[],
  dir: string,
): Promise<string[]> {
  const complaints: string[] = [];
  const fileByName = new Map(files.map((file) => [file.name, file]));
  try {
    const done = await runner({
      dbClient: client,
      dir,
      ignorePattern: '(?!.*\\.sql$).*',
      direction: 'up',
      migrationsSchema: BOOKS,
      migrationsTable: 'applied',
      noLock: true,
      singleTransaction: false,
      logger: { info() {}, warn() {}, debug() {}, error: (text) => void complaints.push(text) },
      migrationLoaderStrategies: [
        {
          extensions: ['.sql'],
          loader: async (paths) =>
            paths.map((path) => {
              const file = fileByName.get(basename(path, '.sql'));
              if (file === undefined) throw new Error(`${path} appeared while migrating`);
              return { id: path, filePaths: [path], actions: actionsOf(file) };
            }),
        },
      ],
    });
    return done.map(({ name }) => name);
  } catch (error) {
    // The runner leaves its transaction open when a statement fails.
    await client.query('rollback');
    throw new MigrationRefusal(await describe(client, files, error), { cause: error });
  }
}

type Actions = { up: (builder: Builder) => void; down: false };
type Builder = { sql(text: string): void; noTransaction(): void };

/** The file as it stands, and its checksum, in one transaction; down does not exist (forward only). */
function actionsOf(file: MigrationFile): Actions {
  return {
    up: (builder) => {
      // `create index concurrently` refuses a transaction; such a file says so in its first line.
      if (/^--\s*no transaction\b/i.test(file.sql)) builder.noTransaction();
      builder.sql(file.sql);
      builder.sql(
        `insert into ${BOOKS}.checksum (name, sha256) values ('${file.name}', '${file.sha256}')
           on conflict (name) do update set sha256 = excluded.sha256`,
      );
    },
    down: false,
  };
}

async function describe(
  client: pg.Client,
  files: readonly MigrationFile[],
  error: unknown,
): Promise<string> {
  const { rows } = await client.query<{ name: string }>(`select name from ${BOOKS}.applied`);
  const done = new Set(rows.map(({ name }) => name));
  const failing = files.find(({ name }) => !done.has(name));
  const { line, message } = placeOf(error, failing?.sql ?? '');
  return `Migration ${failing?.name ?? '(unknown)'} failed${line}: ${message}`;
}

function placeOf(error: unknown, sql: string): { line: string; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN;
  if (!Number.isInteger(position)) return { line: '', message };
  return { line: ` at line ${sql.slice(0, position).split('\n').length}`, message };
}

interface AppRole {
  readonly appRole: string;
  readonly password: string;
  readonly database: string;
}

/**
 * Makes the server's login role, or brings it up to date, and grants it what the server does: read and
 * write rows of the domains, call their functions, enqueue jobs. It owns nothing and bypasses nothing.
 *
 * A table whose comment begins with "Append-only" is granted select and insert only: the ledger's
 * rows cannot be changed even by a defect in the server.
 */
async function provideAppRole(client: pg.Client, app: AppRole): Promise<void> {
  const role = pg.escapeIdentifier(app.appRole);
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [
    app.appRole,
  ]);
  const attributes = 'login nosuperuser nobypassrls nocreatedb nocreaterole noreplication';
  const verb = rowCount === 0 ? 'create' : 'alter';
  await client.query('begin');
  await client.query(
    `${verb} role ${role} with ${attributes} password ${pg.escapeLiteral(app.password)}`,
  );
  await client.query(`grant connect on database ${pg.escapeIdentifier(app.database)} to ${role}`);
  for (const schema of await domainSchemas(client)) await grantSchema(client, schema, role);
  await grantEnqueue(client, role);
  await client.query('commit');
}

async function domainSchemas(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select nspname as name from pg_namespace
      where nspname !~ '^pg_' and nspname not in ('information_schema', 'public', 'graphile_worker', $1)
      order by nspname`,
    [BOOKS],
  );
  return rows.map(({ name }) => name);
}

async function grantSchema(client: pg.Client, name: string, role: string): Promise<void> {
  const schema = pg.escapeIdentifier(name);
  await client.query(`
    grant usage on schema ${schema} to ${role};
    grant select, insert, update, delete on all tables in schema ${schema} to ${role};
    grant usage, select on all sequences in schema ${schema} to ${role};
    grant execute on all functions in schema ${schema} to ${role};
    alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${role};
    alter default privileges in schema ${schema} grant usage, select on sequences to ${role};
    alter default privileges in schema ${schema} grant execute on functions to ${role};
  `);
  const { rows } = await client.query<{ table: string }>(
    `select quote_ident(c.relname) as table from pg_class c
      where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')
        and obj_description(c.oid, 'pg_class') ilike 'append-only%'`,
    [schema],
  );
  for (const { table } of rows) {
    await client.query(`revoke update, delete, truncate on ${schema}.${table} from ${role}`);
  }
}

/**
 * The queue's tables are closed to everyone but their owner (row-level security without a policy). The
 * server must enqueue in its own transaction, so the enqueueing functions run with the owner's rights.
 */
async function grantEnqueue(client: pg.Client, role: string): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(
    `select p.oid::regprocedure::text as signature from pg_proc p
      where p.pronamespace = 'graphile_worker'::regnamespace and p.proname in ('add_job', 'add_jobs')`,
  );
  await client.query(`grant usage on schema graphile_worker to ${role}`);
  for (const { signature } of rows) {
    await client.query(
      `alter function ${signature} security definer set search_path = pg_catalog, graphile_worker, pg_temp`,
    );
    await client.query(`revoke execute on function ${signature} from public`);
    await client.query(`grant execute on function ${signature} to ${role}`);
  }
}
