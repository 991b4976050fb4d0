import type { EventName, QuaysideEvents } from '@quayside/contract';
import { Logger, parseCronItems, run } from 'graphile-worker';
import type { Logger as Log } from 'pino';
import { systemActor } from './actor.ts';
import { addJob, type Database, type TenantScope, type Tx } from './database.ts';
import { openJobLocks } from './job-locks.ts';
import { allTenantIds } from './tenant.ts';

/** What every job's payload carries. */
export interface JobPayload {
  tenantId: number;
}

export type Job = (payload: never) => Promise<void>;
export type JobsByName = Record<string, Job>;

/** The jobs of one process and when they run by the clock. */
export interface JobPlan {
  jobs: JobsByName;
  /** Five-field crontab patterns (UTC) of tenant-less jobs. */
  crontab: readonly { task: string; match: string }[];
}

/** Binds an event to its verb: one transaction of that tenant, the system as the actor. */
export function onEvent<N extends EventName>(
  database: Database,
  name: N,
  act: (tx: Tx, payload: QuaysideEvents[N]) => Promise<void>,
): JobsByName {
  return {
    [name]: (async (payload: QuaysideEvents[N] & JobPayload) => {
      await database.inTransaction(scopeOf(payload), (tx) => act(tx, payload));
    }) as Job,
  };
}

/**
 * Work by the clock, each tenant in a job and a transaction of its own: one's fault delays no other. A
 * clocked task `all` queues `ofTenant` for every tenant; what fails is asked again at the next stroke,
 * so it is not tried twice.
 */
export function forEveryTenant(
  database: Database,
  names: { all: string; ofTenant: string },
  act: (tx: Tx) => Promise<unknown>,
): JobsByName {
  const askAll = async () => {
    for (const tenantId of await allTenantIds(database)) {
      await database.inTransaction({ tenantId, actor: systemActor }, (tx) =>
        addJob(tx, names.ofTenant, {}, { jobKey: names.ofTenant, attemptsMax: 1 }),
      );
    }
  };
  const runOne = async (payload: JobPayload) => {
    await database.inTransaction(scopeOf(payload), act);
  };
  return { [names.all]: askAll satisfies Job, [names.ofTenant]: runOne as Job };
}

export function scopeOf(payload: JobPayload): TenantScope {
  return { tenantId: payload.tenantId, actor: systemActor };
}

/**
 * Runs the job queue (graphile-worker) over the owner's connection. A job that throws is tried again
 * with exponential back-off; what was acknowledged survives a kill, because the job is a row. Jobs of
 * workers that died are taken up again within seconds. When the queue ends by itself, so does the
 * process: a server that does no jobs only looks alive.
 */
export async function startJobs(options: {
  ownerDatabaseUrl: string;
  plan: JobPlan;
  concurrency: number;
  log: Log;
  /** The queue ended without being asked to. */
  onEnded: (error: unknown) => void;
}): Promise<{ stop(): Promise<void> }> {
  const { plan, log } = options;
  const taskList = Object.fromEntries(
    Object.entries(plan.jobs).map(([name, job]) => [
      name,
      async (payload: unknown) => {
        await job(payload as never);
      },
    ]),
  );
  const locks = await openJobLocks(options.ownerDatabaseUrl, log);
  const runner = await run({
    events: locks.events,
    connectionString: options.ownerDatabaseUrl,
    concurrency: options.concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    maxPoolSize: options.concurrency + 3,
    taskList,
    parsedCronItems: parseCronItems(
      plan.crontab.map(({ task, match }) => ({ task, match, options: { backfillPeriod: 0 } })),
    ),
    logger: new Logger(() => (level, message, meta) => {
      if (level === 'error') log.error({ meta: namesOf(meta) }, message);
      else if (level === 'warning') log.warn({ meta: namesOf(meta) }, message);
    }),
  });
  let isStopping = false;
  const watch = async () => {
    await runner.promise;
    if (!isStopping) throw new Error('the job queue ended by itself');
  };
  watch().catch((error: unknown) => {
    if (!isStopping) options.onEnded(error);
  });
  return {
    async stop() {
      isStopping = true;
      await runner.stop();
      await locks.stop();
    },
  };
}

/** Of the queue's log facts only the names: a payload may hold personal facts. */
function namesOf(meta: unknown): Record<string, unknown> {
  const job = (
    meta as { job?: { id?: string; task_identifier?: string; attempts?: number } } | null
  )?.job;
  const error = (meta as { error?: unknown } | null)?.error;
  return {
    job: job?.id,
    task: job?.task_identifier,
    attempts: job?.attempts,
    error: error instanceof Error ? error.message : undefined,
  };
}
