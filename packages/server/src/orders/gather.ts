import { setTimeout as pause } from 'node:timers/promises';
import { type Database, LostRace, Refusal, type TenantScope } from '../platform/index.ts';
import { type CaptureAnswer, type CaptureInput, capture } from './capture.ts';

/**
 * How long a single order may wait for company, ms: callers that come together are committed together
 * (group commit), so a flash sale on one SKU takes one row lock per batch, not one per order. While a
 * batch is being written the next one gathers anyway, so a lone caller waits this long at most.
 */
const GATHER_MS = 2;
/** Orders in one transaction at most: beyond this the batch gains little and its callers wait. */
const BATCH_MAX = 200;

interface Waiting {
  input: CaptureInput;
  actorKey: string;
  scope: TenantScope;
  resolve: (answer: CaptureAnswer) => void;
  reject: (error: unknown) => void;
}

/** Captures single orders in gathered batches; each caller is answered after its batch is durable. */
export function makeGatherer(database: Database): {
  captureOne(scope: TenantScope, input: CaptureInput): Promise<CaptureAnswer>;
} {
  const queues = new Map<string, Waiting[]>();
  const writing = new Set<string>();
  const timers = new Set<string>();

  const flush = async (key: string): Promise<void> => {
    timers.delete(key);
    if (writing.has(key)) return;
    const queue = queues.get(key) ?? [];
    const batch = queue.splice(0, BATCH_MAX);
    const [first] = batch;
    if (first === undefined) {
      queues.delete(key);
      return;
    }
    writing.add(key);
    try {
      const answers = await database.inTransaction(first.scope, (tx) =>
        capture(
          tx,
          batch.map((w) => w.input),
        ),
      );
      batch.forEach((w, i) => w.resolve(answers[i] as CaptureAnswer));
    } catch (error) {
      await settleOneByOne(database, batch, error);
    } finally {
      writing.delete(key);
    }
    void flush(key);
  };

  return {
    captureOne(scope, input) {
      const actorKey = `${scope.actor.kind}:${scope.actor.id ?? ''}:${scope.actor.device ?? ''}`;
      // One batch has one tenant and one author, so every event in it is signed rightly.
      const key = `${scope.tenantId}|${actorKey}`;
      return new Promise((resolve, reject) => {
        const queue = queues.get(key) ?? [];
        queue.push({ input, actorKey, scope, resolve, reject });
        queues.set(key, queue);
        if (!writing.has(key) && !timers.has(key)) {
          timers.add(key);
          void pause(GATHER_MS).then(() => flush(key));
        }
      });
    },
  };
}

/**
 * One bad order must not refuse its neighbours: what failed together is tried alone. Where the database
 * itself is gone there is no order to blame, and nobody waits for 200 time-outs in a row.
 */
async function settleOneByOne(
  database: Database,
  batch: readonly Waiting[],
  error: unknown,
): Promise<void> {
  if (batch.length === 1 || !mayBeAnOrdersFault(error)) {
    for (const waiting of batch) waiting.reject(error);
    return;
  }
  for (const waiting of batch) {
    try {
      const [answer] = await database.inTransaction(waiting.scope, (tx) =>
        capture(tx, [waiting.input]),
      );
      waiting.resolve(answer as CaptureAnswer);
    } catch (alone) {
      waiting.reject(alone);
    }
  }
}

/** A refusal, a race, or an error that the database answered with; not a broken or missing connection. */
function mayBeAnOrdersFault(error: unknown): boolean {
  if (error instanceof Refusal || error instanceof LostRace) return true;
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}
