import { channelTaskTable, nextState } from '@quayside/contract';
import { emit, record, type TenantScope, type Tx } from '../platform/index.ts';
import { type ChannelsDeps, channelActor } from './context.ts';
import { scheduleTask } from './owe-task.ts';
import { channelById } from './queries/channel.ts';
import * as tasks from './queries/task.ts';
import type { Shops } from './session.ts';
import { arrangeShipment } from './tasks/arrange.ts';
import { answerCancellation, cancelAtChannel } from './tasks/cancel.ts';
import { fetchLabel } from './tasks/label.ts';
import type { Step, StepEnd, TaskCall } from './tasks/step.ts';

/** Waits before the next attempt: 2 s, 4 s, 8 s … 15 min. Twelve attempts are about three quarters of an hour. */
const BACKOFF_BASE_MS = 2_000;
const BACKOFF_MAX_MS = 15 * 60_000;
const ATTEMPTS_MAX = 12;
/** An attempt makes a handful of calls of at most 20 s each; one that died leaves the task for the next after this. */
const LEASE_MS = 3 * 60_000;
/** A shop that cannot be called (lapsed, no tokens) is no fault of the task: it waits without counting. */
const SHOP_WAIT_MS = 5 * 60_000;

const stepByKind: Record<tasks.TaskKind, Step> = {
  arrange_shipment: arrangeShipment,
  fetch_label: fetchLabel,
  cancel_order: cancelAtChannel,
  accept_cancel: (call) => answerCancellation(call, 'accept'),
  reject_cancel: (call) => answerCancellation(call, 'reject'),
};

/**
 * Carries out a task that is owed: claims it for one attempt, talks to the platform outside of any
 * transaction, and ends the attempt. An attempt that was overtaken changes nothing. After a final refusal
 * or twelve attempts the task is dead: visible, waiting for a person.
 */
export async function runTask(
  deps: ChannelsDeps,
  shops: Shops,
  given: TenantScope,
  taskId: string,
): Promise<void> {
  const claimed = await deps.database.inTransaction(given, (tx) => claim(deps, tx, taskId));
  if (claimed === null) return;
  const { task, attempt, channelName } = claimed;
  const scope = { ...given, actor: channelActor(task.channel_id, channelName) };
  const keep = async (kept: { facts: Record<string, unknown>; happened: string | null }) => {
    await deps.database.inTransaction(scope, async (tx) => {
      await tasks.keepFacts(tx, taskId, kept.facts);
      if (kept.happened !== null) await recordFor(tx, task, kept.happened, kept.facts);
    });
  };
  const call: TaskCall = { shops, scope, task, now: () => deps.clock.now(), keep };
  const end = await stepByKind[task.kind](call);
  await deps.database.inTransaction(scope, (tx) => finish(deps, tx, task, attempt, end));
}

interface Claim {
  task: tasks.TaskRow;
  attempt: number;
  channelName: string;
}

async function claim(deps: ChannelsDeps, tx: Tx, taskId: string): Promise<Claim | null> {
  const now = deps.clock.now();
  const task = await tasks.lockTask(tx, taskId);
  if (task === null || task.state !== 'owed') return null;
  if (task.next_try_at > now) {
    // Another attempt is under way, or this job came early: look again when it is due.
    await scheduleTask(tx, taskId, task.next_try_at);
    return null;
  }
  const channel = await channelById(tx, task.channel_id);
  if (channel === null) throw new Error(`task ${taskId} is owed to an unknown channel`);
  const attempt = await tasks.beginAttempt(tx, taskId, new Date(now.getTime() + LEASE_MS));
  return { task, attempt, channelName: channel.name };
}

async function finish(
  deps: ChannelsDeps,
  tx: Tx,
  task: tasks.TaskRow,
  attempt: number,
  end: StepEnd,
): Promise<void> {
  const now = deps.clock.now();
  const decided = decideEnd(end, attempt);
  const next = decided.event === null ? 'owed' : nextState(channelTaskTable, 'owed', decided.event);
  if (next === null) throw new Error(`an owed task cannot ${decided.event}`);
  const nextTryAt = new Date(now.getTime() + decided.waitMs);
  const isOurs = await tasks.endAttempt(tx, task.channel_task_id, attempt, {
    state: next,
    attempts: decided.attempts,
    lastError: end.kind === 'done' ? null : end.reason,
    nextTryAt,
    facts: {},
    doneAt: next === 'owed' ? null : now,
  });
  if (!isOurs) return;
  tx.touch('channels');
  if (next === 'owed') return scheduleTask(tx, task.channel_task_id, nextTryAt);
  if (next === 'dead') {
    await recordFor(tx, task, 'channel_task_dead', { reason: decided.reason, attempts: attempt });
  }
  if (next === 'dropped') {
    await recordFor(tx, task, 'channel_task_dropped', { reason: decided.reason });
    // The order is not what we think it is: read it.
    await emit(tx, 'channels.orders_changed', {
      channelId: task.channel_id,
      externalOrderNumbers: [task.external_order_number],
    });
  }
  if (end.kind === 'done') await end.write(deps, tx);
}

interface DecidedEnd {
  event: 'succeed' | 'give_up' | 'drop' | null;
  attempts: number;
  waitMs: number;
  reason: string | null;
}

function decideEnd(end: StepEnd, attempt: number): DecidedEnd {
  switch (end.kind) {
    case 'done':
      return { event: 'succeed', attempts: attempt, waitMs: 0, reason: null };
    case 'refused':
      return { event: 'give_up', attempts: attempt, waitMs: 0, reason: end.reason };
    case 'moot':
      return { event: 'drop', attempts: attempt, waitMs: 0, reason: end.reason };
    case 'later': {
      const backOffMs = Math.min(BACKOFF_BASE_MS * 2 ** (attempt - 1), BACKOFF_MAX_MS);
      if (!end.isCounted) {
        // The attempt did not happen as far as the task is concerned.
        return {
          event: null,
          attempts: attempt - 1,
          waitMs: end.waitMs ?? SHOP_WAIT_MS,
          reason: end.reason,
        };
      }
      const isOver = attempt >= ATTEMPTS_MAX;
      return {
        event: isOver ? 'give_up' : null,
        attempts: attempt,
        waitMs: Math.max(backOffMs, end.waitMs ?? 0),
        reason: end.reason,
      };
    }
    default:
      return end satisfies never;
  }
}

async function recordFor(
  tx: Tx,
  task: tasks.TaskRow,
  kind: string,
  facts: Record<string, unknown>,
): Promise<void> {
  await record(tx, [
    {
      subjectKind: 'order',
      subjectId: task.order_id,
      kind,
      facts: { task: task.kind, externalOrderNumber: task.external_order_number, ...facts },
    },
  ]);
  tx.touch('orders');
}

/** Everything owed to a shop is tried now: it can be called again. */
export async function wakeTasksOf(tx: Tx, channelId: string, at: Date): Promise<void> {
  const all = { externalOrderNumber: null, kind: null };
  for (const taskId of await tasks.wakeTasks(tx, channelId, all, at)) {
    await scheduleTask(tx, taskId, at);
  }
}

/** A push says that what the task waits for may be there. */
export async function wakeTaskOf(
  tx: Tx,
  channelId: string,
  externalOrderNumber: string,
  kind: tasks.TaskKind,
  at: Date,
): Promise<void> {
  for (const taskId of await tasks.wakeTasks(tx, channelId, { externalOrderNumber, kind }, at)) {
    await scheduleTask(tx, taskId, at);
  }
}

/** Owed tasks whose job is gone, after so long that no attempt can still be under way. */
export async function reviveTasks(tx: Tx, channelId: string, now: Date): Promise<void> {
  const dueBefore = new Date(now.getTime() - LEASE_MS);
  for (const taskId of await tasks.forgottenTasks(tx, channelId, dueBefore)) {
    await scheduleTask(tx, taskId, now);
  }
}
