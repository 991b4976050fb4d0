import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './ports.ts';
import { type PostgresPlace, placePostgres } from './postgres-owner.ts';
import { codeOf, Problem, sentenceOf } from './problem.ts';
import { endProcess, markOf, type ProcessMark } from './process-mark.ts';
import { secretsOf } from './secrets.ts';

/** The superuser of the embedded cluster; owns every database in it. */
const OWNER = 'quayside';
/** A crash replays at most `max_wal_size` of log, which took under 10 s on a slow disk. */
const READY_WITHIN_MS = 120_000;

export interface PostgresOptions {
  readonly home: string;
  /** Told when the server ended without being asked to; it is started again on the same port. */
  readonly onExit?: (sentence: string) => void;
  /** Told after every start again, with the new process id. */
  readonly onRestart?: () => void;
  /** False only for throw-away test clusters: nothing is flushed to the disk. */
  readonly isDurable?: boolean;
}

export interface PostgresServer {
  /** Connection string of the owner for one database of the cluster. */
  url(database: string): string;
  readonly port: number;
  /** Process id of the postmaster that runs now. */
  readonly pid: number;
  /** Makes the database unless it is there. */
  createDatabase(name: string): Promise<void>;
  /** Fast shutdown: open transactions are rolled back, everything acknowledged is on the disk. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL server of its own for one home, and keeps it running until `stop`.
 *
 * Keeps: the data of the home, the port it chose first (while it is free), loopback only, password
 * only (SCRAM). Recovers from a stale `postmaster.pid`, from a server orphaned by a killed
 * supervisor (it is shut down before ours starts: two postmasters never share a cluster) and from
 * a killed server.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  mkdirSync(options.home, { recursive: true });
  const secrets = secretsOf(options.home);
  const place = placePostgres(options.home);
  await stopOrphan(place.dataDir);
  if (!existsSync(join(place.dataDir, 'PG_VERSION'))) {
    await createCluster(place, secrets.postgresPassword);
  }
  const port = await rememberedPort(options.home, place.dataDir);
  writeSettings(place, port, options.isDurable ?? true);
  const url = (database: string) =>
    `postgresql://${OWNER}:${secrets.postgresPassword}@127.0.0.1:${port}/${database}`;
  const keeper = new Postmaster(place, url('postgres'), options);
  await keeper.start();
  return {
    url,
    port,
    get pid() {
      return keeper.pid;
    },
    createDatabase: (name) => createDatabase(url('postgres'), name),
    stop: () => keeper.stop(),
  };
}

/** One postmaster after the other on the same cluster. */
class Postmaster {
  readonly #place: PostgresPlace;
  readonly #url: string;
  readonly #onExit: (sentence: string) => void;
  readonly #onRestart: () => void;
  #process: ChildProcess | undefined;
  #isStopping = false;

  constructor(place: PostgresPlace, url: string, options: PostgresOptions) {
    this.#place = place;
    this.#url = url;
    this.#onExit = options.onExit ?? (() => {});
    this.#onRestart = options.onRestart ?? (() => {});
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async start(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    let lastError: unknown;
    while (Date.now() < deadline && !this.#isStopping) {
      const child = this.#spawn();
      while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
        try {
          await answer(this.#url);
          child.once('exit', (code, signalName) => this.#ended(code, signalName));
          if (child.exitCode !== null || child.signalCode !== null) break;
          return;
        } catch (error) {
          lastError = error;
          // 28P01: someone else's server answers on our port, or the password file was replaced.
          if (codeOf(error) === '28P01') {
            await this.stop();
            throw new Problem(
              `The database in ${this.#place.dataDir} does not accept the password in secrets.json. Start over: npm run reset`,
            );
          }
          await pause(30);
        }
      }
      // After a kill −9, backends of the old postmaster need a moment to notice; until they are gone
      // the new one ends with "pre-existing shared memory block is still in use".
      await pause(200);
      if (!isPassing(this.#failures())) break;
    }
    if (this.#isStopping) return;
    throw new Problem(
      `PostgreSQL did not start: ${this.#failures().at(-1) ?? sentenceOf(lastError)} (log: ${this.#logPath()})`,
    );
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    const pid = this.#process?.pid;
    const mark = pid === undefined ? undefined : markOf(pid);
    // SIGINT is PostgreSQL's fast shutdown, SIGTERM would wait for every client to leave.
    await endProcess(mark, 'SIGINT', 30_000);
  }

  #failures(): string[] {
    const path = this.#logPath();
    return existsSync(path) ? failuresIn(readFileSync(path, 'utf8')) : [];
  }

  #logPath(): string {
    return join(this.#place.dataDir, '..', 'postgres.log');
  }

  #spawn(): ChildProcess {
    const log = openSync(this.#logPath(), 'w');
    dropForeignPidFile(this.#place.dataDir);
    const child = spawn(join(this.#place.binDir, 'postgres'), ['-D', this.#place.dataDir], {
      ...this.#place.runAs,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', log, log],
      // Its own group: a Ctrl-C in the terminal must reach the server after the supervisor said so.
      detached: true,
    });
    closeSync(log);
    child.on('error', (error) => this.#onExit(`PostgreSQL cannot be run: ${sentenceOf(error)}`));
    if (child.pid !== undefined) leash(child, child.pid, this.#place);
    this.#process = child;
    return child;
  }

  #ended(code: number | null, signalName: NodeJS.Signals | null): void {
    if (this.#isStopping) return;
    this.#onExit(`PostgreSQL ended (${signalName ?? `exit ${code}`}); starting it again.`);
    this.start().then(this.#onRestart, (error: unknown) => this.#onExit(sentenceOf(error)));
  }
}

/**
 * A shell that shuts the server down when our end of its pipe closes, which the system does for us
 * even after a kill −9. Three seconds give the API server time to finish what is in flight.
 */
function leash(child: ChildProcess, pid: number, place: PostgresPlace): void {
  const script = 'read -r _ || sleep 3; kill -INT "$1" 2>/dev/null';
  const watcher = spawn('/bin/sh', ['-c', script, 'sh', String(pid)], {
    ...place.runAs,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  // Ending before the server did is fine; writing to it then is not our concern.
  watcher.stdin.on('error', () => {});
  child.once('exit', () => watcher.kill('SIGKILL'));
}

async function createCluster(place: PostgresPlace, password: string): Promise<void> {
  const passwordFile = join(place.dataDir, '..', `password-${randomBytes(6).toString('hex')}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.runAs) chownSync(passwordFile, place.runAs.uid, place.runAs.gid);
  const args = [
    `--pgdata=${place.dataDir}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own C.UTF-8: the same order and case rules on every machine, whatever its C library.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await run(join(place.binDir, 'initdb'), args, place);
  } catch (error) {
    rmSync(place.dataDir, { recursive: true, force: true });
    throw new Problem(`PostgreSQL could not create its data folder: ${sentenceOf(error)}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function run(program: string, args: string[], place: PostgresPlace): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(program, args, {
    ...place.runAs,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.once('error', reject);
  child.once('close', (code) => {
    if (code === 0) return resolve();
    const telling = said.split('\n').filter((line) => /error|fatal|could not/i.test(line));
    reject(new Error(telling.at(-1) ?? `${program} ended with ${code}`));
  });
  return promise;
}

/** Settings for two cores and a few gigabytes. Written at every start, so that changes here arrive. */
function writeSettings(place: PostgresPlace, port: number, isDurable: boolean): void {
  const flushed = isDurable ? 'on' : 'off';
  const settings = [
    '# Written by Quayside at every start; put your own lines into custom.conf beside this file.',
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    "unix_socket_directories = ''",
    'max_connections = 100',
    'shared_buffers = 256MB',
    'effective_cache_size = 1GB',
    'work_mem = 8MB',
    'maintenance_work_mem = 64MB',
    // Containers without /dev/shm exist; parallel queries then share memory through a file.
    `dynamic_shared_memory_type = ${existsSync('/dev/shm') ? 'posix' : 'mmap'}`,
    'random_page_cost = 1.1',
    'jit = off',
    `fsync = ${flushed}`,
    `synchronous_commit = ${flushed}`,
    `full_page_writes = ${flushed}`,
    'wal_level = replica',
    'max_wal_size = 1GB',
    'min_wal_size = 160MB',
    'checkpoint_timeout = 10min',
    'checkpoint_completion_target = 0.9',
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
    "default_text_search_config = 'pg_catalog.simple'",
    "log_line_prefix = '%m [%p] %d '",
    'log_min_messages = warning',
    "include_if_exists = 'custom.conf'",
  ];
  const path = join(place.dataDir, 'postgresql.conf');
  writeFileSync(path, `${settings.join('\n')}\n`, { mode: 0o600 });
  if (place.runAs) chownSync(path, place.runAs.uid, place.runAs.gid);
}

/** The port of the last run while it is free, so that tools connected by hand find the server again. */
async function rememberedPort(home: string, dataDir: string): Promise<number> {
  const path = join(home, 'postgres.json');
  const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : {};
  const wanted =
    typeof kept === 'object' && kept !== null && 'port' in kept ? Number(kept.port) : undefined;
  const port = await freePort(wanted);
  writeFileSync(path, `${JSON.stringify({ port, dataDir })}\n`);
  return port;
}

/** A server left by a supervisor that was killed holds the cluster: shut it down before starting ours. */
async function stopOrphan(dataDir: string): Promise<void> {
  await endProcess(postmasterOf(dataDir), 'SIGINT', 30_000);
}

/**
 * The living postmaster of this cluster. The file outlives a killed server, and in a container the
 * number in it is soon somebody else, so the process must also be a postgres on this very folder.
 */
function postmasterOf(dataDir: string): ProcessMark | undefined {
  const mark = markInPidFile(dataDir);
  return mark !== undefined && worksIn(mark.pid, dataDir) ? mark : undefined;
}

function markInPidFile(dataDir: string): ProcessMark | undefined {
  const path = join(dataDir, 'postmaster.pid');
  if (!existsSync(path)) return undefined;
  const pid = Number(readFileSync(path, 'utf8').split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? markOf(pid) : undefined;
}

/** PostgreSQL and all its children work in the cluster's folder. */
function worksIn(pid: number, dataDir: string): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === dataDir;
  } catch {
    // Gone meanwhile, or another user's process and therefore not one of ours.
    return false;
  }
}

/**
 * PostgreSQL refuses to start while the process named in `postmaster.pid` lives, whoever that is now.
 * The file is removed only when that one is a stranger and nothing works in the cluster any more:
 * otherwise it is what keeps two servers from writing to the same files.
 */
function dropForeignPidFile(dataDir: string): void {
  const mark = markInPidFile(dataDir);
  if (mark === undefined || process.platform !== 'linux') return;
  const everyone = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  if (everyone.some((name) => worksIn(Number(name), dataDir))) return;
  rmSync(join(dataDir, 'postmaster.pid'), { force: true });
}

async function answer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // The server may be shutting down while we ask; the query's own error says so.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end();
  }
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const found = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/**
 * Why this start failed, in its own words. After a kill −9 the old postmaster's backends still write
 * their last line into the same file, as many as there were clients: they say nothing about this start.
 */
export function failuresIn(log: string): string[] {
  return log
    .replaceAll('\0', '')
    .split('\n')
    .filter((line) => /FATAL|PANIC|ERROR|could not|shared memory/.test(line))
    .filter((line) => !line.includes('unexpected postmaster exit'));
}

export function isPassing(lines: readonly string[]): boolean {
  return lines.some((line) => /shared memory block|lock file .* already exists/.test(line));
}
