import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Logger as Log } from 'pino';

/** How often jobs of dead processes are looked for, ms. */
const LOOK_MS = 3_000;
/** A pool that has just claimed its first job may not hold its lock yet, s. */
const YOUNG_S = 3;

/**
 * Gives back the jobs of processes that died. The queue itself waits four hours before it believes that a
 * pool of workers is dead; a kill −9 must not hold a shop's orders for so long.
 *
 * Every pool's name is held as an advisory lock by one session of its process. The session ends with
 * the process, so a name that can be locked belongs to nobody: its jobs and queues are free again.
 * After a restart of the database a living pool may be taken for dead until the session is back: its
 * job then runs twice, which handlers bear anyway (at least once).
 */
export interface JobLocks {
  /** Hand this to the runner: the pools' names are learnt from it. */
  events: WorkerEvents;
  /** Answers the names whose jobs were given back. */
  reclaim(): Promise<string[]>;
  stop(): Promise<void>;
}

/** `everyMs` null: only when asked, for tests. */
export async function openJobLocks(
  ownerUrl: string,
  log: Pick<Log, 'warn'>,
  everyMs: number | null = LOOK_MS,
): Promise<JobLocks> {
  const names = new Set<string>();
  let session: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const opened = async (): Promise<pg.Client> => {
    if (session !== null) return session;
    const client = new pg.Client({
      connectionString: ownerUrl,
      application_name: 'quayside job locks',
    });
    client.on('error', () => {
      if (session === client) session = null;
    });
    await client.connect();
    for (const name of names) await client.query(lock, [name]);
    session = client;
    return client;
  };

  const reclaim = async (): Promise<string[]> => {
    const client = await opened();
    const { rows } = await client.query<{ name: string }>(
      `select locked_by as name from graphile_worker._private_jobs
        where locked_by is not null and locked_at < now() - make_interval(secs => $1)
       union
       select locked_by from graphile_worker._private_job_queues
        where locked_by is not null and locked_at < now() - make_interval(secs => $1)`,
      [YOUNG_S],
    );
    const dead: string[] = [];
    for (const { name } of rows) {
      // Our own session could take its own locks again: it must not ask.
      if (names.has(name)) continue;
      const answer = await client.query<{ is_free: boolean }>(`select ${tryLock} as is_free`, [
        name,
      ]);
      if (answer.rows[0]?.is_free !== true) continue;
      await client.query('select graphile_worker.force_unlock_workers(array[$1::text])', [name]);
      await client.query(unlock, [name]);
      dead.push(name);
    }
    if (dead.length > 0) log.warn({ pools: dead }, 'jobs of a dead process are given back');
    return dead;
  };

  const look = async (): Promise<void> => {
    try {
      await reclaim();
    } catch (error) {
      log.warn({ error }, 'jobs of dead processes could not be looked for');
      await session?.end().catch(() => undefined);
      session = null;
    }
    schedule();
  };
  const schedule = () => {
    if (isStopped || everyMs === null) return;
    timer = setTimeout(() => {
      look().catch((error: unknown) => log.warn({ error }, 'looking for dead processes failed'));
    }, everyMs);
  };

  const events: WorkerEvents = new EventEmitter();
  // Since 0.18 the queue claims in the name of the pool, not of the worker.
  events.on('pool:create', ({ workerPool }) => {
    names.add(workerPool.id);
    session?.query(lock, [workerPool.id]).catch(() => {
      // The next look opens a session that holds every name.
      session = null;
    });
  });
  events.on('pool:release', ({ workerPool }) => {
    names.delete(workerPool.id);
    session?.query(unlock, [workerPool.id]).catch(() => {
      session = null;
    });
  });

  await opened();
  if (everyMs !== null) await look();
  return {
    events,
    reclaim,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await session?.end();
    },
  };
}

const lock = `select pg_advisory_lock(hashtextextended('quayside pool ' || $1::text, 0))`;
const tryLock = `pg_try_advisory_lock(hashtextextended('quayside pool ' || $1::text, 0))`;
const unlock = `select pg_advisory_unlock(hashtextextended('quayside pool ' || $1::text, 0))`;
