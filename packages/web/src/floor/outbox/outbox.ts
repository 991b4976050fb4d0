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

type Tried<C, A> = Settled<C, A> | 'again' | 'failed';

/** One try of one entry: its outcome, or why it must be tried again; `mark` shows how it stands. */
async function tryOnce<C, A>(
  send: OutboxOptions<C, A>['send'],
  entry: OutboxEntry<C>,
  failures: number,
  mark: (now: { isCutOff: boolean; isSignedOut: boolean }) => void,
): Promise<Tried<C, A>> {
  try {
    const answer = await send(entry.command, entry.key);
    mark({ isCutOff: false, isSignedOut: false });
    return { ok: true, entry, answer };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.status === 401) {
      mark({ isCutOff: false, isSignedOut: true });
      return 'again';
    }
    const isFailing = problem.code === 'internal';
    if (isWorthRetrying(problem) && !(isFailing && failures + 1 >= FAILURES_MAX)) {
      mark({ isCutOff: true, isSignedOut: false });
      return isFailing ? 'failed' : 'again';
    }
    mark({ isCutOff: false, isSignedOut: false });
    return { ok: false, entry, problem };
  }
}

/** What waits and how it stands, for whoever shows it. */
function makeBoard<C>() {
  let state: OutboxState<C> = {
    waiting: [],
    isCutOff: false,
    isSignedOut: false,
    isUnkept: false,
  };
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    change(next: Partial<OutboxState<C>>) {
      state = { ...state, ...next };
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** A bell: `rung` resolves at the next ring. */
function makeBell() {
  let resolve = () => {};
  let rung = new Promise<void>((ring) => (resolve = ring));
  return {
    rung: () => rung,
    ring() {
      resolve();
      rung = new Promise((ring) => (resolve = ring));
    },
  };
}

export function makeOutbox<C, A>(options: OutboxOptions<C, A>): Outbox<C> {
  const { personId, store, send, onSettled } = options;
  const board = makeBoard<C>();
  const bell = makeBell();
  let isStopped = false;
  // Entries are shown as waiting at once; the store follows in the same order.
  let stored: Promise<void> = Promise.resolve();
  let localSequence = Number.MAX_SAFE_INTEGER - 1_000_000;

  const unkept = () => board.change({ isUnkept: true });
  /** Keeps or removes in the store; a store that fails costs only the safety of a reload. */
  const inStore = (act: () => Promise<unknown>) => act().then(() => undefined, unkept);

  /** Tries one entry until it is settled or the outbox stops. */
  const deliver = async (entry: OutboxEntry<C>) => {
    let retryMs = RETRY_MS_MIN;
    let failures = 0;
    while (!isStopped) {
      const tried = await tryOnce(send, entry, failures, board.change);
      if (typeof tried === 'object') {
        await inStore(() => store.remove(entry.key));
        const waiting = board.getState().waiting.filter((one) => one.key !== entry.key);
        board.change({ waiting });
        return onSettled(tried);
      }
      if (tried === 'failed') failures += 1;
      if (!isStopped) await options.pause(retryMs, bell.rung());
      retryMs = Math.min(retryMs * 2, RETRY_MS_MAX);
    }
  };
  const run = async () => {
    const kept = await store.list(personId).catch(() => {
      unkept();
      return [];
    });
    const keptKeys = new Set(kept.map((entry) => entry.key));
    const added = board.getState().waiting.filter((entry) => !keptKeys.has(entry.key));
    board.change({ waiting: [...kept, ...added] });
    while (!isStopped) {
      const next = board.getState().waiting[0];
      if (next === undefined) await bell.rung();
      else await stored.then(() => deliver(next));
    }
  };
  const running = run();

  return {
    put(command) {
      const entry = { key: options.newKey(), personId, command };
      localSequence += 1;
      const { waiting } = board.getState();
      board.change({ waiting: [...waiting, { ...entry, sequence: localSequence }] });
      stored = stored.then(() => inStore(() => store.add(entry)));
      bell.ring();
    },
    wake: bell.ring,
    stop() {
      isStopped = true;
      bell.ring();
      return running;
    },
    getState: board.getState,
    subscribe: board.subscribe,
  };
}
