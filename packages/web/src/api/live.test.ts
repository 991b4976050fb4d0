import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gatherTopics, type LiveTopic } from './live.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function gathered() {
  const flushes: LiveTopic[][] = [];
  return { flushes, gather: gatherTopics((topics) => flushes.push([...topics])) };
}

test('a burst of hints is one re-read, each topic once', () => {
  const { flushes, gather } = gathered();

  for (let each = 0; each < 50; each += 1) gather.add(each % 2 === 0 ? 'orders' : 'stock');
  vi.advanceTimersByTime(799);
  expect(flushes).toEqual([]);
  vi.advanceTimersByTime(1);

  expect(flushes).toEqual([['orders', 'stock']]);
});

test('hints that never pause are answered every two and a half seconds', () => {
  const { flushes, gather } = gathered();

  for (let ms = 0; ms < 6_000; ms += 100) {
    gather.add('orders');
    vi.advanceTimersByTime(100);
  }

  expect(flushes).toEqual([['orders'], ['orders']]);
});

test('after stopping nothing is re-read', () => {
  const { flushes, gather } = gathered();

  gather.add('orders');
  gather.stop();
  vi.advanceTimersByTime(10_000);

  expect(flushes).toEqual([]);
});
