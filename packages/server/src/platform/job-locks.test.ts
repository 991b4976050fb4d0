import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { type JobLocks, openJobLocks } from './job-locks.ts';
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
async function claimedBy(worker: string, secondsAgo: number): Promise<string> {
  const [job] = await owner<{ id: string }>(
    `select id from graphile_worker.add_job('any', '{}'::json, queue_name := $1)`,
    [`of ${worker}`],
  );
  await owner(
    `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - make_interval(secs => $2) where id = $3`,
    [worker, secondsAgo, job?.id],
  );
  await owner(
    `update graphile_worker._private_job_queues set locked_by = $1, locked_at = now() where queue_name = $2`,
    [worker, `of ${worker}`],
  );
  return job?.id ?? '';
}

const holders = (table: string) =>
  owner<{ locked_by: string }>(
    `select locked_by from graphile_worker.${table} where locked_by is not null order by 1`,
  ).then((rows) => rows.map((row) => row.locked_by));

/** A worker of that process begins; its lock is taken before this returns. */
async function working(locks: JobLocks, worker: string): Promise<void> {
  locks.events.emit('worker:create', { worker: { workerId: worker } } as never);
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
