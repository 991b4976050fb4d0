import type { ChannelTaskState } from '@quayside/contract';
import type { Tx } from '../../platform/index.ts';

export type TaskKind =
  | 'arrange_shipment'
  | 'fetch_label'
  | 'cancel_order'
  | 'accept_cancel'
  | 'reject_cancel';

export interface TaskRow {
  channel_task_id: string;
  channel_id: string;
  kind: TaskKind;
  order_id: string;
  order_number: string;
  external_order_number: string;
  facts: Record<string, unknown>;
  state: ChannelTaskState;
  attempts: number;
  last_error: string | null;
  owed_since: Date;
  next_try_at: Date;
}

const columns = `channel_task_id, channel_id, kind, order_id, order_number, external_order_number,
  facts, state, attempts, last_error, owed_since, next_try_at`;

/**
 * Owes a task once per order and kind; null when it was owed before. The answer to a buyer who asks to
 * cancel is owed anew each time it is asked for.
 */
export async function insertTask(
  tx: Tx,
  task: {
    channelId: string;
    kind: TaskKind;
    orderId: string;
    orderNumber: string;
    externalOrderNumber: string;
    facts: Record<string, unknown>;
    at: Date;
  },
): Promise<string | null> {
  const [row] = await tx.query<{ channel_task_id: string }>(
    `insert into channels.channel_task as t
       (tenant_id, channel_id, kind, order_id, order_number, external_order_number, facts,
        owed_since, next_try_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
     on conflict (tenant_id, channel_id, order_id, kind) do update
       set state = 'owed', attempts = 0, last_error = null, done_at = null,
           owed_since = excluded.owed_since, next_try_at = excluded.next_try_at
       where t.kind in ('accept_cancel', 'reject_cancel') and t.state in ('done', 'dropped')
     returning t.channel_task_id`,
    [
      tx.tenantId,
      task.channelId,
      task.kind,
      task.orderId,
      task.orderNumber,
      task.externalOrderNumber,
      JSON.stringify(task.facts),
      task.at,
    ],
  );
  return row?.channel_task_id ?? null;
}

export async function lockTask(tx: Tx, taskId: string): Promise<TaskRow | null> {
  const [row] = await tx.query<TaskRow>(
    `select ${columns} from channels.channel_task
      where tenant_id = $1 and channel_task_id = $2 for update`,
    [tx.tenantId, taskId],
  );
  return row ?? null;
}

/** One attempt begins: until `leaseUntil` nobody else begins another. The attempt's number is its ticket. */
export async function beginAttempt(tx: Tx, taskId: string, leaseUntil: Date): Promise<number> {
  const [row] = await tx.query<{ attempts: number }>(
    `update channels.channel_task set attempts = attempts + 1, next_try_at = $3
      where tenant_id = $1 and channel_task_id = $2 returning attempts`,
    [tx.tenantId, taskId, leaseUntil],
  );
  if (row === undefined) throw new Error(`there is no channel task ${taskId}`);
  return row.attempts;
}

/** Ends an attempt, if it is still the newest and the task still owed; false when it is not. */
export async function endAttempt(
  tx: Tx,
  taskId: string,
  attempt: number,
  end: {
    state: ChannelTaskState;
    attempts: number;
    lastError: string | null;
    nextTryAt: Date;
    facts: Record<string, unknown>;
    doneAt: Date | null;
  },
): Promise<boolean> {
  const ended = await tx.execute(
    `update channels.channel_task
        set state = $4, attempts = $5, last_error = $6, next_try_at = $7, facts = facts || $8::jsonb,
            done_at = $9
      where tenant_id = $1 and channel_task_id = $2 and attempts = $3 and state = 'owed'`,
    [
      tx.tenantId,
      taskId,
      attempt,
      end.state,
      end.attempts,
      end.lastError,
      end.nextTryAt,
      JSON.stringify(end.facts),
      end.doneAt,
    ],
  );
  return ended === 1;
}

/** Keeps what an attempt has achieved so far, so that the next one goes on from there. */
export async function keepFacts(
  tx: Tx,
  taskId: string,
  facts: Record<string, unknown>,
): Promise<void> {
  await tx.execute(
    `update channels.channel_task set facts = facts || $3::jsonb
      where tenant_id = $1 and channel_task_id = $2`,
    [tx.tenantId, taskId, JSON.stringify(facts)],
  );
}

/** A person asks again: as if it were new. */
export async function resetTask(tx: Tx, taskId: string, at: Date): Promise<void> {
  await tx.execute(
    `update channels.channel_task
        set state = 'owed', attempts = 0, next_try_at = $3
      where tenant_id = $1 and channel_task_id = $2`,
    [tx.tenantId, taskId, at],
  );
}

/** Owed tasks of a shop (or of one order there) are due now; answers which. */
export async function wakeTasks(
  tx: Tx,
  channelId: string,
  which: { externalOrderNumber: string | null; kind: TaskKind | null },
  at: Date,
): Promise<string[]> {
  const rows = await tx.query<{ channel_task_id: string }>(
    `update channels.channel_task set next_try_at = $3
      where tenant_id = $1 and channel_id = $2 and state = 'owed'
        and ($4::text is null or external_order_number = $4)
        and ($5::text is null or kind = $5)
     returning channel_task_id`,
    [tx.tenantId, channelId, at, which.externalOrderNumber, which.kind],
  );
  return rows.map((row) => row.channel_task_id);
}

/** Owed tasks that have been due for long: their job is gone. */
export async function forgottenTasks(tx: Tx, channelId: string, dueBefore: Date) {
  const rows = await tx.query<{ channel_task_id: string }>(
    `select channel_task_id from channels.channel_task
      where tenant_id = $1 and channel_id = $2 and state = 'owed' and next_try_at < $3
      order by next_try_at limit 200`,
    [tx.tenantId, channelId, dueBefore],
  );
  return rows.map((row) => row.channel_task_id);
}

export async function listTasks(
  tx: Tx,
  filter: {
    state: string | null;
    channelId: string | null;
    beforeId: string | null;
    limit: number;
  },
): Promise<(TaskRow & { channel_name: string })[]> {
  return tx.query<TaskRow & { channel_name: string }>(
    `select t.channel_task_id, t.channel_id, t.kind, t.order_id, t.order_number,
            t.external_order_number, t.facts, t.state, t.attempts, t.last_error, t.owed_since,
            t.next_try_at, c.name as channel_name
       from channels.channel_task t
       join channels.channel c on c.tenant_id = $1 and c.channel_id = t.channel_id
      where t.tenant_id = $1 and t.state = any($2) and ($3::bigint is null or t.channel_id = $3)
        and ($4::bigint is null or t.channel_task_id < $4)
      order by t.channel_task_id desc limit $5`,
    [
      tx.tenantId,
      filter.state === null ? ['owed', 'dead'] : [filter.state],
      filter.channelId,
      filter.beforeId,
      filter.limit,
    ],
  );
}
