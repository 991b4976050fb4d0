import type { Clock } from '../platform/index.ts';

interface Entry<V> {
  answer: Promise<V>;
  /** Set once the answer is there. */
  value: { is: V } | null;
  until: number;
}

/**
 * Remembers answers of a look-up for a few seconds, so that the ten calls of one page cost one look-up.
 * Calls for the same key that come while it is being looked up share the answer. Bounded: a flood of
 * made-up keys pushes out the oldest entries, never memory.
 */
export class BriefMemory<V> {
  readonly #entries = new Map<string, Entry<V>>();
  readonly #clock: Clock;
  readonly #forMs: number;
  readonly #entriesMax: number;

  constructor(options: { clock: Clock; forMs: number; entriesMax: number }) {
    this.#clock = options.clock;
    this.#forMs = options.forMs;
    this.#entriesMax = options.entriesMax;
  }

  /** The remembered answer, or the one that `look` finds now. A failed look-up is not remembered. */
  get(key: string, look: () => Promise<V>): Promise<V> {
    const now = this.#clock.now().getTime();
    const known = this.#entries.get(key);
    if (known !== undefined && known.until > now) return known.answer;
    this.#entries.delete(key);
    const entry: Entry<V> = { answer: look(), value: null, until: now + this.#forMs };
    this.#entries.set(key, entry);
    if (this.#entries.size > this.#entriesMax) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
    }
    entry.answer.then(
      (is) => {
        entry.value = { is };
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return entry.answer;
  }

  /** Forgets what fits, and what is still being looked up: it may have been read before the change. */
  forgetWhere(fits: (value: V) => boolean): void {
    for (const [key, { value }] of this.#entries) {
      if (value === null || fits(value.is)) this.#entries.delete(key);
    }
  }
}
