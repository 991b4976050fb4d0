/**
 * Connectors: the outside world as HTTP and pure mapping. No database, no domain rules.
 *
 * Promises: every call ends within a bounded time in an `Outcome` whose kind says what the caller must do; nothing
 * secret shows in a message; nothing a platform sends is dropped (`raw`), nothing it leaves open is guessed.
 * Never does: keep state between calls (but connections and the shops' token buckets), decide for the trade, retry
 * something that could happen twice.
 */
export * from './channel.ts';
export type { HttpOptions } from './http.ts';
export { minorDigits, toMinor } from './money.ts';
export { type Failure, type FailureKind, failure, type Outcome, success } from './outcome.ts';
export { type Outside, realOutside } from './outside.ts';
export type { RateLimit } from './rate-limit.ts';
export {
  type ConnectablePlatform,
  type ConnectorOptions,
  connectablePlatforms,
  createConnector,
  isConnectable,
} from './registry.ts';
export type { ShopeeOptions } from './shopee/client.ts';
