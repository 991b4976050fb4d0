import type { Clock } from '../../clock.ts';

/** A bucket a shop: holds one second's worth of calls and fills evenly. */
export interface RateLimit {
  /** Takes one call; false when the shop has used up its second. */
  take(shopId: number): boolean;
}

export function openRateLimit(clock: Clock, qps: number | null): RateLimit {
  const buckets = new Map<number, { left: number; at: number }>();
  if (qps === null) return { take: () => true };
  return {
    take: (shopId) => {
      const nowMs = clock.now();
      const bucket = buckets.get(shopId) ?? { left: qps, at: nowMs };
      bucket.left = Math.min(qps, bucket.left + ((nowMs - bucket.at) * qps) / 1000);
      bucket.at = nowMs;
      buckets.set(shopId, bucket);
      if (bucket.left < 1) return false;
      bucket.left -= 1;
      return true;
    },
  };
}
