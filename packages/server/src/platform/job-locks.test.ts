import pg from 'pg';
import pino from 'pino';
import { afterEach, expect, test } from 'vitest';
import { type JobLocks, openJobLocks } from './job-locks.ts';
import { startJobs } from './jobs.ts';
import { freshDatabase } from './testkit.ts';

const database = await freshDatabase();
const log = { warn: () => undefined };
const open: JobLocks[] = [];

afterEach(async () => {
  for (const locks of open.splice(0)) await locks.stop();
});

async function locksOf(): Promise<JobLocks> {
  const locks = await openJobLocks(database.ownerUrl, log, null);
  open.push(locks);
  return locks;
}

async function owner<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** A job in its own queue that a worker of that name claimed some time ago. */
async function claimedBy(worker: string, secondsAgo: number): Promise<void> {
  const [job] = await owner<{ id: string }>(
    `select id from graphile_worker.add_job('any', '{}'::json, queue_name := $1)`,
    [`of ${worker}`],
  );
  await owner(
    `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - make_interval(secs => $2) where id = $3`,
    [worker, secondsAgo, job?.id],
  );
  await owner(
    `update graphile_worker._private_job_queues set locked_by = $1, locked_at = now() - make_interval(secs => $2) where queue_name = $3`,
    [worker, secondsAgo, `of ${worker}`],
  );
}

const holders = (table: string) =>
  owner<{ locked_by: string }>(
    `select locked_by from graphile_worker.${table} where locked_by is not null order by 1`,
  ).then((rows) => rows.map((row) => row.locked_by));

/** A pool of that process begins; its lock is taken before this returns. */
async function working(locks: JobLocks, worker: string): Promise<void> {
  locks.events.emit('pool:create', { workerPool: { id: worker } } as never);
  // Statements of one session go one after the other: when this one is answered, the lock is held.
  await locks.reclaim();
}

test('jobs and queues of a dead worker are given back; those of living and young ones are not', async () => {
  const mine = await locksOf();
  const others = await locksOf();
  await working(mine, 'worker-mine');
  await working(others, 'worker-others');
  await claimedBy('worker-mine', 60);
  await claimedBy('worker-others', 60);
  await claimedBy('worker-dead', 60);
  await claimedBy('worker-young', 0);

  expect(await mine.reclaim()).toEqual(['worker-dead']);

  expect(await holders('jobs')).toEqual(['worker-mine', 'worker-others', 'worker-young']);
  expect(await holders('_private_job_queues')).toEqual([
    'worker-mine',
    'worker-others',
    'worker-young',
  ]);
});

test('when a process is gone, its workers are dead to the others', async () => {
  const mine = await locksOf();
  const others = await openJobLocks(database.ownerUrl, log, null);
  await working(others, 'worker-gone');
  await claimedBy('worker-gone', 60);
  expect(await mine.reclaim()).not.toContain('worker-gone');

  await others.stop();

  expect(await mine.reclaim()).toContain('worker-gone');
});

test('a queue that a dead process left locked, without a job, is free again', async () => {
  const mine = await locksOf();
  await claimedBy('pool-half', 60);
  await owner(
    `update graphile_worker._private_jobs set locked_by = null, locked_at = null where locked_by = 'pool-half'`,
  );

  expect(await mine.reclaim()).toContain('pool-half');

  expect(await holders('_private_job_queues')).not.toContain('pool-half');
});

test('a job that runs for long in a living process is left to it', async () => {
  const begun = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const runner = await startJobs({
    ownerDatabaseUrl: database.ownerUrl,
    concurrency: 1,
    log: pino({ level: 'silent' }),
    onEnded: (error) => begun.reject(error),
    plan: {
      crontab: [],
      jobs: {
        long: async () => {
          begun.resolve();
          await mayEnd.promise;
        },
      },
    },
  });
  await owner(`select graphile_worker.add_job('long', '{}'::json, queue_name := 'of long')`);
  await begun.promise;
  await owner(
    `update graphile_worker._private_jobs set locked_at = now() - interval '1 hour' where locked_by is not null`,
  );
  await owner(
    `update graphile_worker._private_job_queues set locked_at = now() - interval '1 hour' where locked_by is not null`,
  );
  const [living] = await owner<{ name: string }>(
    `select locked_by as name from graphile_worker.jobs where task_identifier = 'long'`,
  );
  const others = await locksOf();

  expect(await others.reclaim()).not.toContain(living?.name);

  expect(await holders('jobs')).toContain(living?.name);
  mayEnd.resolve();
  await runner.stop();
});
