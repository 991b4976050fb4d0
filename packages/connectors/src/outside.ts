import { setTimeout as wait } from 'node:timers/promises';

/** Clock, chance and waiting, handed in so that a test decides what time it is. */
export interface Outside {
  /** Epoch milliseconds. */
  now(): number;
  /** 0 <= x < 1. */
  random(): number;
  sleep(ms: number): Promise<void>;
}

export const realOutside: Outside = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: async (ms) => {
    await wait(ms);
  },
};
