import { asProblem } from '../api/problem.ts';

/** First and longest wait between tries. */
const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 8_000;

export interface Patience {
  pause: (ms: number) => Promise<void>;
  /** True once nobody waits for the answer any more. */
  isOver: () => boolean;
  /** The network did not answer; another try follows. */
  onAway: () => void;
}

/**
 * Asks until the server answers, yes or no: a lost answer leaves it open whether the work was done,
 * and only the same call under the same key finds out. The caller's function must reuse its key.
 * Null when nobody waits any more.
 */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  patience: Patience,
): Promise<T | null> {
  let waitMs = RETRY_MS_MIN;
  while (!patience.isOver()) {
    try {
      return await ask();
    } catch (error) {
      const { status } = asProblem(error);
      if (status !== 0 && status !== 429 && status < 502) throw error;
      patience.onAway();
      await patience.pause(waitMs);
      waitMs = Math.min(waitMs * 2, RETRY_MS_MAX);
    }
  }
  return null;
}
