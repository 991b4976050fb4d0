import type {
  ChannelConnector,
  ChannelOrder,
  Failure,
  Outcome,
  ShopSession,
} from '@quayside/connectors';
import type { TenantScope, Tx } from '../../platform/index.ts';
import type { ChannelsDeps } from '../context.ts';
import type { TaskRow } from '../queries/task.ts';
import { type Shops, saysExpired } from '../session.ts';

/** How one attempt of a task ended. */
export type StepEnd =
  /** Done; `write` runs in the transaction that says so. */
  | { kind: 'done'; write: (deps: ChannelsDeps, tx: Tx) => Promise<void> }
  /** Try again; not counted where the task itself was not at fault. `waitMs` null: by the back-off. */
  | { kind: 'later'; reason: string; isCounted: boolean; waitMs: number | null }
  /** Refused for good: a person must look. */
  | { kind: 'refused'; reason: string }
  /** There is nothing left to do: the order is cancelled at the channel. */
  | { kind: 'moot'; reason: string };

/** What an attempt may use. */
export interface TaskCall {
  shops: Shops;
  scope: TenantScope;
  task: TaskRow;
  now: () => Date;
  /** Keeps progress at once, with an entry on the order's timeline, so that no repeat does it again. */
  keep: (kept: { facts: Record<string, unknown>; happened: string | null }) => Promise<void>;
}

export type Step = (call: TaskCall) => Promise<StepEnd>;

export function onShop<T>(
  { shops, scope, task }: TaskCall,
  call: (connector: ChannelConnector, session: ShopSession) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  return shops.call<Outcome<T>>(scope, task.channel_id, call, saysExpired);
}

/** The order as the platform shows it now; null when it does not. */
export async function readOrder(call: TaskCall): Promise<Outcome<ChannelOrder | null>> {
  const batch = await onShop(call, (connector, session) =>
    connector.getOrders(session, [call.task.external_order_number]),
  );
  return batch.ok ? { ok: true, value: batch.value.orders[0] ?? null } : batch;
}

/** How a failed call ends an attempt; the exceptions are the steps' own. */
export function endOf(failed: Failure): StepEnd {
  const reason = `${failed.code}: ${failed.message}`;
  switch (failed.kind) {
    case 'rate_limited':
      return { kind: 'later', reason, isCounted: false, waitMs: failed.retryAfterMs ?? 1_000 };
    case 'auth_expired':
      return { kind: 'later', reason, isCounted: false, waitMs: null };
    case 'retryable':
    case 'unknown':
      return { kind: 'later', reason, isCounted: true, waitMs: failed.retryAfterMs ?? null };
    case 'final':
      return notCallable.has(failed.code)
        ? { kind: 'later', reason, isCounted: false, waitMs: null }
        : { kind: 'refused', reason };
    default:
      return failed.kind satisfies never;
  }
}

/** Failures of the shop's connection, not of the task. */
const notCallable: ReadonlySet<string> = new Set(['channel_not_connected', 'no_connector']);
