import { expect, test } from 'vitest';
import type { Outside } from './outside.ts';
import { RateLimiter } from './rate-limit.ts';

/** Time passes only while somebody sleeps. */
function slowClock(): Outside & { sleptMs: number[] } {
  let nowMs = 1_000_000;
  const sleptMs: number[] = [];
  return {
    sleptMs,
    now: () => nowMs,
    random: () => 0.5,
    sleep: async (ms) => {
      sleptMs.push(ms);
      nowMs += ms;
    },
  };
}

test('lets a burst go and then spaces the calls out', async () => {
  const outside = slowClock();
  const limiter = new RateLimiter({ perSecond: 10, burst: 3, queueMsMax: 5_000 }, outside);

  for (let call = 0; call < 5; call += 1) expect(await limiter.take('shop')).toBe(0);

  expect(outside.sleptMs).toEqual([100, 100]);
});

test('one shop does not slow another', async () => {
  const outside = slowClock();
  const limiter = new RateLimiter({ perSecond: 1, burst: 1, queueMsMax: 5_000 }, outside);

  await limiter.take('busy');
  await limiter.take('quiet');

  expect(outside.sleptMs).toEqual([]);
});

test('refuses what would queue too long and does not count it', async () => {
  const outside = slowClock();
  const limiter = new RateLimiter({ perSecond: 1, burst: 1, queueMsMax: 500 }, outside);

  expect(await limiter.take('shop')).toBe(0);
  expect(await limiter.take('shop')).toBe(1_000);
  expect(await limiter.take('shop')).toBe(1_000);
  expect(outside.sleptMs).toEqual([]);
});

test('a pause holds everybody of that key back, for exactly so long', async () => {
  const outside = slowClock();
  const limiter = new RateLimiter({ perSecond: 10, burst: 5, queueMsMax: 5_000 }, outside);

  limiter.pause('shop', 2_000);
  expect(await limiter.take('shop')).toBe(0);
  expect(await limiter.take('other')).toBe(0);

  expect(outside.sleptMs).toEqual([2_000]);
});
