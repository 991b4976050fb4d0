import { type ApiProblem, asProblem } from '../../api/problem.ts';

/**
 * The outbox: what was done on the floor goes to the server in the order in which it was done, each
 * under its own idempotency key, and stays on the device until the server has answered. A lost
 * answer is asked for again under the same key, so nothing is done twice. A refusal is final for its
 * own entry; the entries behind it still go, because each is judged by itself.
 */
export interface OutboxEntry<C> {
  /** Sent as `Idempotency-Key`. */
  key: string;
  /** Order of doing; the store gives it out. */
  sequence: number;
  /** Whose work it is: never sent under another person's session. */
  personId: string;
  command: C;
}

/** Where entries wait: IndexedDB in the browser, memory where that is forbidden. */
export interface OutboxStore<C> {
  add(entry: Omit<OutboxEntry<C>, 'sequence'>): Promise<OutboxEntry<C>>;
  remove(key: string): Promise<void>;
  /** All entries of the person, oldest first. */
  list(personId: string): Promise<OutboxEntry<C>[]>;
}

export type Settled<C, A> =
  | { ok: true; entry: OutboxEntry<C>; answer: A }
  | { ok: false; entry: OutboxEntry<C>; problem: ApiProblem };

export interface OutboxState<C> {
  waiting: readonly OutboxEntry<C>[];
  /** The last try got no answer; tries go on. */
  isCutOff: boolean;
  /** The session has ended: someone must sign in before anything is sent. */
  isSignedOut: boolean;
  /** The device refuses to keep entries: they live only as long as this page. */
  isUnkept: boolean;
}

export interface OutboxOptions<C, A> {
  personId: string;
  store: OutboxStore<C>;
  send: (command: C, key: string) => Promise<A>;
  newKey: () => string;
  /** Waits before the next try; ends early when `wake` is called. */
  pause: (ms: number, woken: Promise<void>) => Promise<void>;
  onSettled: (settled: Settled<C, A>) => void;
}

export interface Outbox<C> {
  put(command: C): void;
  /** Try now: the network came back, or someone signed in. */
  wake(): void;
  /** Ends the sending; resolves once no call is in flight. What waits stays in the store. */
  stop(): Promise<void>;
  getState(): OutboxState<C>;
  subscribe(listener: () => void): () => void;
}

/** First and longest wait between tries of an entry that got no answer. */
const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 10_000;
/** A server that fails on one entry this often is not coming round: the person must see it. */
const FAILURES_MAX = 12;

/** Answers that say nothing about the command itself: it is sent again. */
function isWorthRetrying(problem: ApiProblem): boolean {
  return problem.status === 0 || problem.status === 429 || problem.status >= 500;
}

export function makeOutbox<C, A>(options: OutboxOptions<C, A>): Outbox<C> {
  const { personId, store, send, onSettled } = options;
  let state: OutboxState<C> = {
    waiting: [],
    isCutOff: false,
    isSignedOut: false,
    isUnkept: false,
  };
  let isStopped = false;
  let wakeUp = () => {};
  let woken = new Promise<void>((resolve) => (wakeUp = resolve));
  const listeners = new Set<() => void>();
  // Entries are shown as waiting at once; the store follows in the same order.
  let stored: Promise<void> = Promise.resolve();
  let localSequence = Number.MAX_SAFE_INTEGER - 1_000_000;

  const change = (next: Partial<OutboxState<C>>) => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };
  const wake = () => {
    wakeUp();
    woken = new Promise((resolve) => (wakeUp = resolve));
  };

  const listKept = () =>
    store.list(personId).catch(() => {
      change({ isUnkept: true });
      return [];
    });
  /** Keeps or removes in the store; a store that fails costs only the safety of a reload. */
  const inStore = (act: () => Promise<unknown>): Promise<void> =>
    act().then(
      () => undefined,
      () => change({ isUnkept: true }),
    );

  const settle = async (settled: Settled<C, A>) => {
    await inStore(() => store.remove(settled.entry.key));
    change({ waiting: state.waiting.filter((entry) => entry.key !== settled.entry.key) });
    onSettled(settled);
  };

  /** One try of one entry: its outcome, or why it must be tried again. */
  const tryOnce = async (
    entry: OutboxEntry<C>,
    failures: number,
  ): Promise<Settled<C, A> | 'again' | 'failed'> => {
    try {
      const answer = await send(entry.command, entry.key);
      change({ isCutOff: false, isSignedOut: false });
      return { ok: true, entry, answer };
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 401) {
        change({ isSignedOut: true, isCutOff: false });
        return 'again';
      }
      const isFailing = problem.code === 'internal';
      if (isWorthRetrying(problem) && !(isFailing && failures + 1 >= FAILURES_MAX)) {
        change({ isCutOff: true });
        return isFailing ? 'failed' : 'again';
      }
      change({ isCutOff: false, isSignedOut: false });
      return { ok: false, entry, problem };
    }
  };

  /** Tries one entry until it is settled or the outbox stops. */
  const deliver = async (entry: OutboxEntry<C>) => {
    let retryMs = RETRY_MS_MIN;
    let failures = 0;
    while (!isStopped) {
      const tried = await tryOnce(entry, failures);
      if (typeof tried === 'object') return settle(tried);
      if (tried === 'failed') failures += 1;
      if (!isStopped) await options.pause(retryMs, woken);
      retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
    }
  };

  const run = async () => {
    const kept = await listKept();
    const keptKeys = new Set(kept.map((entry) => entry.key));
    change({ waiting: [...kept, ...state.waiting.filter((entry) => !keptKeys.has(entry.key))] });
    while (!isStopped) {
      const next = state.waiting[0];
      if (next === undefined) await woken;
      else {
        await stored;
        await deliver(next);
      }
    }
  };
  const running = run();

  return {
    put(command) {
      const entry = { key: options.newKey(), personId, command };
      localSequence += 1;
      change({ waiting: [...state.waiting, { ...entry, sequence: localSequence }] });
      stored = stored.then(() => inStore(() => store.add(entry)));
      wake();
    },
    wake,
    stop() {
      isStopped = true;
      wake();
      return running;
    },
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
