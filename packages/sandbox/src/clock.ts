/** Where the sandbox takes its time from. Tests pass one they can turn; the process uses the machine's. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

export const machineClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is told to move. */
export interface TurnableClock extends Clock {
  advance(ms: number): void;
}

export function turnableClock(startAtMs: number): TurnableClock {
  let nowMs = startAtMs;
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

/** Shopee counts in whole Unix seconds on the wire. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
