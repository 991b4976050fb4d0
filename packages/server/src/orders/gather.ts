import { setTimeout as pause } from 'node:timers/promises';
import { type Database, LostRace, Refusal, type TenantScope, type Tx } from '../platform/index.ts';
import { type CaptureAnswer, type CaptureInput, capture } from './capture.ts';

/**
 * How long a single order may wait for company, ms: callers that come together are committed together
 * (group commit), so a flash sale on one SKU takes one row lock per batch, not one per order. While a
 * batch is being written the next one gathers anyway, so a lone caller waits this long at most.
 */
const GATHER_MS = 2;
/** Orders in one transaction at most: beyond this the batch gains little and its callers wait. */
const BATCH_MAX = 200;

/** Turns orders as they came into capture's words, in the batch's transaction; a bad one becomes its refusal. */
export type ReadOrders<Order> = (
  tx: Tx,
  orders: readonly Order[],
) => Promise<(CaptureInput | Refusal)[]>;

interface Waiting<Order> {
  order: Order;
  scope: TenantScope;
  resolve: (answer: CaptureAnswer) => void;
  reject: (error: unknown) => void;
}

/** Captures single orders in gathered batches; each caller is answered after its batch is durable. */
export function makeGatherer<Order>(
  database: Database,
  read: ReadOrders<Order>,
): {
  captureOne(scope: TenantScope, order: Order): Promise<CaptureAnswer>;
} {
  const queues = new Map<string, Waiting<Order>[]>();
  const writing = new Set<string>();
  const timers = new Set<string>();

  const writeBatch = async (batch: readonly Waiting<Order>[]): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    try {
      const answers = await database.inTransaction(first.scope, (tx) =>
        captureAll(tx, read, batch),
      );
      batch.forEach((w, i) => settle(w, answers[i] as CaptureAnswer | Refusal));
    } catch (error) {
      await settleOneByOne(database, read, batch, error);
    }
  };
  // A loop, not a call of itself: under steady load no batch is kept in memory by its successors.
  const flush = async (key: string): Promise<void> => {
    timers.delete(key);
    if (writing.has(key)) return;
    writing.add(key);
    try {
      for (let queue = queues.get(key); queue !== undefined && queue.length > 0; ) {
        await writeBatch(queue.splice(0, BATCH_MAX));
      }
      queues.delete(key);
    } finally {
      writing.delete(key);
    }
  };

  return {
    captureOne(scope, order) {
      const actorKey = `${scope.actor.kind}:${scope.actor.id ?? ''}:${scope.actor.device ?? ''}`;
      // One batch has one tenant and one author, so every event in it is signed rightly.
      const key = `${scope.tenantId}|${actorKey}`;
      return new Promise((resolve, reject) => {
        const queue = queues.get(key) ?? [];
        queue.push({ order, scope, resolve, reject });
        queues.set(key, queue);
        if (!writing.has(key) && !timers.has(key)) {
          timers.add(key);
          // Every fault of a batch is handed to its callers; what is left to fail is our own mistake.
          pause(GATHER_MS)
            .then(() => flush(key))
            .catch(reject);
        }
      });
    },
  };
}

async function captureAll<Order>(
  tx: Tx,
  read: ReadOrders<Order>,
  batch: readonly Waiting<Order>[],
): Promise<(CaptureAnswer | Refusal)[]> {
  const inputs = await read(
    tx,
    batch.map((w) => w.order),
  );
  const good = inputs.filter((input): input is CaptureInput => !(input instanceof Refusal));
  const captured = await capture(tx, good);
  let next = 0;
  return inputs.map((input) =>
    input instanceof Refusal ? input : (captured[next++] as CaptureAnswer),
  );
}

function settle<Order>(waiting: Waiting<Order>, answer: CaptureAnswer | Refusal): void {
  if (answer instanceof Refusal) waiting.reject(answer);
  else waiting.resolve(answer);
}

/**
 * One bad order must not refuse its neighbours: what failed together is tried alone. Where the database
 * itself is gone there is no order to blame, and nobody waits for 200 time-outs in a row.
 */
async function settleOneByOne<Order>(
  database: Database,
  read: ReadOrders<Order>,
  batch: readonly Waiting<Order>[],
  error: unknown,
): Promise<void> {
  if (batch.length === 1 || !mayBeAnOrdersFault(error)) {
    for (const waiting of batch) waiting.reject(error);
    return;
  }
  for (const waiting of batch) {
    try {
      const [answer] = await database.inTransaction(waiting.scope, (tx) =>
        captureAll(tx, read, [waiting]),
      );
      settle(waiting, answer as CaptureAnswer | Refusal);
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
