import type { Tx } from '../platform/index.ts';
import type { MessageKind } from './templates.ts';

export type MessageState = 'owed' | 'sent' | 'dead' | 'no_address';

export interface NewMessage {
  orderId: string;
  kind: MessageKind;
  onceKey: string;
  recipient: string | null;
  locale: string;
  subject: string;
  text: string;
  html: string;
  at: Date;
}

/** Null when its key was used before. */
export async function insertMessage(tx: Tx, message: NewMessage): Promise<string | null> {
  const [row] = await tx.query<{ message_id: string }>(
    `insert into notifications.message
       (tenant_id, order_id, kind, once_key, recipient, locale, subject, body_text, body_html, state,
        created_at, next_try_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
     on conflict (tenant_id, once_key) do nothing returning message_id`,
    [
      tx.tenantId,
      message.orderId,
      message.kind,
      message.onceKey,
      message.recipient,
      message.locale,
      message.subject,
      message.text,
      message.html,
      message.recipient === null ? 'no_address' : 'owed',
      message.at,
    ],
  );
  return row?.message_id ?? null;
}

export interface MessageRow {
  message_id: string;
  order_id: string;
  kind: MessageKind;
  recipient: string | null;
  subject: string;
  body_text: string;
  body_html: string;
  state: MessageState;
  attempts: number;
  next_try_at: Date | null;
}

export async function lockMessage(tx: Tx, messageId: string): Promise<MessageRow | null> {
  const [row] = await tx.query<MessageRow>(
    `select message_id, order_id, kind, recipient, subject, body_text, body_html, state, attempts,
            next_try_at
       from notifications.message where tenant_id = $1 and message_id = $2 for update`,
    [tx.tenantId, messageId],
  );
  return row ?? null;
}

/** One attempt begins; nobody begins another before `leaseUntil`. */
export async function beginAttempt(tx: Tx, messageId: string, leaseUntil: Date): Promise<number> {
  const [row] = await tx.query<{ attempts: number }>(
    `update notifications.message set attempts = attempts + 1, next_try_at = $3
      where tenant_id = $1 and message_id = $2 returning attempts`,
    [tx.tenantId, messageId, leaseUntil],
  );
  if (row === undefined) throw new Error(`there is no message ${messageId}`);
  return row.attempts;
}

/** False when the attempt was overtaken. */
export async function endAttempt(
  tx: Tx,
  messageId: string,
  attempt: number,
  end: {
    state: MessageState;
    lastError: string | null;
    nextTryAt: Date | null;
    sentAt: Date | null;
  },
): Promise<boolean> {
  const ended = await tx.execute(
    `update notifications.message
        set state = $4, last_error = $5, next_try_at = $6, sent_at = $7
      where tenant_id = $1 and message_id = $2 and attempts = $3 and state = 'owed'`,
    [tx.tenantId, messageId, attempt, end.state, end.lastError, end.nextTryAt, end.sentAt],
  );
  return ended === 1;
}

/** A message as an order's page shows it. */
export interface SentMessage {
  messageId: string;
  kind: MessageKind;
  recipient: string | null;
  subject: string;
  state: MessageState;
  attempts: number;
  lastError: string | null;
  createdAt: string;
  sentAt: string | null;
}

export async function messagesOf(tx: Tx, orderId: string): Promise<SentMessage[]> {
  const rows = await tx.query<{
    message_id: string;
    kind: MessageKind;
    recipient: string | null;
    subject: string;
    state: MessageState;
    attempts: number;
    last_error: string | null;
    created_at: Date;
    sent_at: Date | null;
  }>(
    `select message_id, kind, recipient, subject, state, attempts, last_error, created_at, sent_at
       from notifications.message where tenant_id = $1 and order_id = $2
      order by message_id limit 100`,
    [tx.tenantId, orderId],
  );
  return rows.map((row) => ({
    messageId: row.message_id,
    kind: row.kind,
    recipient: row.recipient,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    lastError: row.last_error,
    createdAt: row.created_at.toISOString(),
    sentAt: row.sent_at?.toISOString() ?? null,
  }));
}
