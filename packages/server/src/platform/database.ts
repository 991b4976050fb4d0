import type { EventName, LiveHint, QuaysideEvents } from '@quayside/contract';
import pg from 'pg';
import type { Actor } from './actor.ts';

/** Topics of the live stream. */
export type Topic = LiveHint['topic'];

/**
 * One open transaction of one tenant. Row-level security holds: a statement that forgets its tenant
 * still sees no other's rows. `bigint` arrives as text (identities), `int` as a number (quantities).
 */
export interface Tx {
  readonly tenantId: number;
  readonly actor: Actor;
  /** Rows of a statement; `$1` is by habit the tenant. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** How many rows a statement changed. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
  /** Tells live screens after the commit that a topic changed. */
  touch(topic: Topic): void;
  /** Runs after the commit, in order; must not throw and must not be needed for correctness. */
  afterCommit(run: () => void): void;
}

export interface TenantScope {
  tenantId: number;
  actor: Actor;
}

export interface Database {
  readonly pool: pg.Pool;
  /**
   * The one place where transactions open. Serialization failures and deadlocks are retried at most
   * five times; anything else rolls back and is thrown.
   */
  inTransaction<T>(scope: TenantScope, run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Called after each commit that touched topics. */
  onTouched(listen: (tenantId: number, topics: ReadonlySet<Topic>) => void): void;
  close(): Promise<void>;
}

/** 40001 serialization failure, 40P01 deadlock: the same work may succeed when tried again. */
const retryable = new Set(['40001', '40P01']);
const TRIES_MAX = 5;

/** Two transactions met in a way that a second look resolves; the work is rolled back and run again. */
export class LostRace extends Error {
  override name = 'LostRace';
}

function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof LostRace) return true;
  return error instanceof pg.DatabaseError && retryable.has(error.code ?? '');
}

export function openDatabase(url: string, options: { connectionsMax?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connectionsMax ?? 20,
    application_name: 'quayside server',
    // A database that restarts must not leave requests hanging.
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that dies (database restarted) is replaced by the pool on its next use.
  pool.on('error', () => undefined);
  const listeners: ((tenantId: number, topics: ReadonlySet<Topic>) => void)[] = [];

  async function once<T>(scope: TenantScope, run: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    const topics = new Set<Topic>();
    const after: (() => void)[] = [];
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      await client.query(`begin; set local app.tenant_id = '${integer(scope.tenantId)}'`);
      const result = await run(makeTx(client, scope, topics, after));
      await client.query('commit');
      if (topics.size > 0) for (const listen of listeners) listen(scope.tenantId, topics);
      for (const act of after) act();
      return result;
    } catch (error) {
      await client.query('rollback').catch((e: unknown) => {
        broken = e instanceof Error ? e : new Error(String(e));
      });
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  return {
    pool,
    async inTransaction(scope, run) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await once(scope, run);
        } catch (error) {
          if (!isWorthAnotherTry(error) || tries === TRIES_MAX) throw error;
        }
      }
    },
    onTouched(listen) {
      listeners.push(listen);
    },
    close: () => pool.end(),
  };
}

function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new Error(`not a tenant id: ${value}`);
  return String(value);
}

function makeTx(
  client: pg.PoolClient,
  scope: TenantScope,
  topics: Set<Topic>,
  after: (() => void)[],
): Tx {
  return {
    tenantId: scope.tenantId,
    actor: scope.actor,
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      const { rows } = await client.query<Row>(text, [...values]);
      return rows;
    },
    async execute(text, values = []) {
      const { rowCount } = await client.query(text, [...values]);
      return rowCount ?? 0;
    },
    touch: (topic) => void topics.add(topic),
    afterCommit: (run) => void after.push(run),
  };
}

/** The first row of an answer that must have one. */
export function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) {
    throw new Error(`expected one row, got ${rows.length}`);
  }
  return row;
}

/**
 * Writes an event as a job in the transaction of its cause: it exists exactly when the change does.
 * Events of one `subject` are handled one after the other, in the order of their commits.
 */
export async function emit<N extends EventName>(
  tx: Tx,
  name: N,
  payload: QuaysideEvents[N],
  options: { subject?: string; runAt?: Date } = {},
): Promise<void> {
  await addJob(tx, name, payload, options);
}

/** Queues a job of this tenant in the open transaction. `jobKey`: a waiting job of that key is replaced. */
export async function addJob(
  tx: Tx,
  task: string,
  payload: object,
  options: { subject?: string; runAt?: Date; jobKey?: string; attemptsMax?: number } = {},
): Promise<void> {
  await tx.query(
    `select graphile_worker.add_job($1, payload := $2::json, queue_name := $3,
            run_at := $4, max_attempts := $5, job_key := $6) is not null as queued`,
    [
      task,
      JSON.stringify({ tenantId: tx.tenantId, ...payload }),
      options.subject === undefined ? null : `${tx.tenantId}:${options.subject}`,
      options.runAt ?? null,
      options.attemptsMax ?? 25,
      options.jobKey === undefined ? null : `${tx.tenantId}:${options.jobKey}`,
    ],
  );
}
