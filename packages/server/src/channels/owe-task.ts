import { channelTaskTable, nextState } from '@quayside/contract';
import { addJob, Refusal, record, type Tx } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { insertTask, lockTask, resetTask, type TaskKind } from './queries/task.ts';

/** Something to be done at a shop for one of its orders. */
export interface TaskOwed {
  channelId: string;
  kind: TaskKind;
  orderId: string;
  orderNumber: string;
  externalOrderNumber: string;
  /** `cancel_order` reads `reason` (of the connector's reasons) and `lines`. */
  facts?: Record<string, unknown>;
}

/**
 * Owes a task to a channel; a second call for the same order and kind changes nothing. It is carried out
 * at least once after this transaction's commit, with back-off, until done, dropped or dead.
 */
export async function oweTask(
  deps: Pick<ChannelsDeps, 'clock'>,
  tx: Tx,
  owed: TaskOwed,
): Promise<void> {
  const at = deps.clock.now();
  const taskId = await insertTask(tx, { ...owed, facts: owed.facts ?? {}, at });
  if (taskId === null) return;
  await scheduleTask(tx, taskId, at);
  tx.touch('channels');
}

export async function scheduleTask(tx: Tx, taskId: string, at: Date): Promise<void> {
  await addJob(tx, 'channels.run_task', { taskId }, { runAt: at, jobKey: `task:${taskId}` });
}

/** A person retries a task, usually a dead one. Refuses one that is done. */
export async function retryTask(
  deps: Pick<ChannelsDeps, 'clock'>,
  tx: Tx,
  taskId: string,
): Promise<void> {
  const task = await lockTask(tx, taskId);
  if (task === null) throw new Refusal('not_found', `There is no channel task ${taskId}.`);
  if (nextState(channelTaskTable, task.state, 'retry') === null) {
    throw new Refusal('state_refused', `The task is ${task.state}.`, {
      facts: { state: task.state },
      remedy: 'Nothing needs to be done.',
    });
  }
  await resetTask(tx, taskId, deps.clock.now());
  await scheduleTask(tx, taskId, deps.clock.now());
  await record(tx, [
    {
      subjectKind: 'order',
      subjectId: task.order_id,
      kind: 'channel_task_retried',
      facts: { task: task.kind, before: task.state, lastError: task.last_error },
    },
  ]);
  tx.touch('channels');
}
