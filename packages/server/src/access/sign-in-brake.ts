import type { Clock } from '../platform/index.ts';

interface Count {
  qty: number;
  until: number;
}

/** Wrong passwords in a row that one address may try for one e-mail, and in all. */
const FAILURES_MAX_PER_EMAIL = 10;
const FAILURES_MAX_PER_ADDRESS = 50;
const WINDOW_MS = 15 * 60_000;
const REMEMBERED_MAX = 20_000;

/**
 * Stops the guessing of passwords: wrong attempts are counted per address and e-mail, and per address.
 * An attempt counts as wrong until it has succeeded, so that many at once gain nothing. Right passwords
 * are never counted: a whole shift may sign in through one address. Counts of this process only.
 */
export class SignInBrake {
  readonly #counts = new Map<string, Count>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How long to wait, in whole seconds; or 0 and what to call once the password was right. */
  begin(address: string, email: string): { waitS: number; succeed: () => void } {
    const now = this.#clock.now().getTime();
    const byEmail = this.#count(`${address} ${email.toLowerCase()}`, now);
    const byAddress = this.#count(address, now);
    const full = [
      ...(byEmail.qty >= FAILURES_MAX_PER_EMAIL ? [byEmail] : []),
      ...(byAddress.qty >= FAILURES_MAX_PER_ADDRESS ? [byAddress] : []),
    ];
    if (full.length > 0) {
      const until = Math.max(...full.map((count) => count.until));
      return { waitS: Math.ceil((until - now) / 1000), succeed: () => undefined };
    }
    byEmail.qty += 1;
    byAddress.qty += 1;
    return {
      waitS: 0,
      succeed: () => {
        byEmail.qty = 0;
        byAddress.qty -= 1;
      },
    };
  }

  #count(key: string, now: number): Count {
    const known = this.#counts.get(key);
    if (known !== undefined && known.until > now) return known;
    const count = { qty: 0, until: now + WINDOW_MS };
    this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size > REMEMBERED_MAX) {
      const [oldest] = this.#counts.keys();
      if (oldest !== undefined) this.#counts.delete(oldest);
    }
    return count;
  }
}
