import type { Outside } from './outside.ts';

export interface RateLimit {
  /** Sustained calls per second for one key (a shop). */
  perSecond: number;
  /** Calls that may go at once after a quiet time. */
  burst: number;
  /** A call that would have to queue longer than this is refused instead, so that workers never pile up. */
  queueMsMax: number;
}

/** Keys remembered before full, idle buckets are forgotten: bounds memory with many thousand shops. */
const BUCKETS_MAX = 10_000;

interface Bucket {
  tokens: number;
  /** Epoch ms at which `tokens` was true. May lie in the future while paused. */
  at: number;
}

/** Token bucket per key; a key is one shop, so a busy shop does not slow another. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #outside: Outside;
  readonly #bucketByKey = new Map<string, Bucket>();

  constructor(limit: RateLimit, outside: Outside) {
    this.#limit = limit;
    this.#outside = outside;
  }

  /** Waits for a turn. The answer is 0, or how long one would have to wait when that is beyond `queueMsMax`. */
  async take(key: string): Promise<number> {
    const bucket = this.#refill(key);
    const missing = 1 - bucket.tokens;
    const pausedMs = Math.max(0, bucket.at - this.#outside.now());
    const waitMs = pausedMs + (missing > 0 ? (missing / this.#limit.perSecond) * 1000 : 0);
    if (waitMs > this.#limit.queueMsMax) return waitMs;
    // Taken before waiting, so that those who come later queue behind (tokens may go negative).
    bucket.tokens -= 1;
    if (waitMs > 0) await this.#outside.sleep(waitMs);
    return 0;
  }

  /** The platform said to stop: nobody with this key goes for so long. */
  pause(key: string, ms: number): void {
    const bucket = this.#refill(key);
    const until = this.#outside.now() + ms;
    if (until <= bucket.at) return;
    bucket.at = until;
    bucket.tokens = Math.min(bucket.tokens, 1);
  }

  #refill(key: string): Bucket {
    const now = this.#outside.now();
    let bucket = this.#bucketByKey.get(key);
    if (bucket === undefined) {
      if (this.#bucketByKey.size >= BUCKETS_MAX) this.#forgetIdle(now);
      bucket = { tokens: this.#limit.burst, at: now };
      this.#bucketByKey.set(key, bucket);
    }
    if (now > bucket.at) {
      const gained = ((now - bucket.at) / 1000) * this.#limit.perSecond;
      bucket.tokens = Math.min(this.#limit.burst, bucket.tokens + gained);
      bucket.at = now;
    }
    return bucket;
  }

  #forgetIdle(now: number): void {
    const fullAfterMs = (this.#limit.burst / this.#limit.perSecond) * 1000;
    for (const [key, bucket] of this.#bucketByKey) {
      if (now - bucket.at > fullAfterMs) this.#bucketByKey.delete(key);
    }
  }
}
