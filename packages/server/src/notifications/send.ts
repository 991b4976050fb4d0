import type { Logger as Log } from 'pino';
import { type Clock, type Database, record, type TenantScope, type Tx } from '../platform/index.ts';
import { scheduleMessage } from './notify.ts';
import { beginAttempt, endAttempt, lockMessage, type MessageRow } from './queries.ts';

/** One mail as it goes out. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The same for each attempt, so that a repeat is recognised. */
  messageId: string;
}
export type Mailer = (mail: Mail) => Promise<void>;

export interface SendDeps {
  database: Database;
  clock: Clock;
  /** Null: no mail server is set. */
  mailer: Mailer | null;
  mailFrom: string;
  log: Pick<Log, 'warn'>;
}

const TRIES_MAX = 8;
/** 5 s, 15 s, 45 s … an hour: about two hours of a mail server's absence. */
const BACKOFF_BASE_MS = 5_000;
const BACKOFF_FACTOR = 3;
const BACKOFF_MAX_MS = 3_600_000;
/** Longer than an attempt can take with all its time-outs. */
const LEASE_MS = 2 * 60_000;
const ERROR_LENGTH_MAX = 300;

/**
 * Sends a message that is owed: claimed for one attempt, sent outside of any transaction, settled. Sent
 * twice only when the process dies between the server's yes and the commit, and then under the same
 * Message-ID.
 */
export async function sendMessage(
  deps: SendDeps,
  scope: TenantScope,
  messageId: string,
): Promise<void> {
  const claimed = await deps.database.inTransaction(scope, (tx) => claim(deps, tx, messageId));
  if (claimed === null) return;
  const { message, attempt, recipient } = claimed;
  const failure = await trySending(deps, {
    to: recipient,
    subject: message.subject,
    text: message.body_text,
    html: message.body_html,
    messageId: messageIdOf(deps.mailFrom, scope.tenantId, messageId),
  });
  await deps.database.inTransaction(scope, (tx) => settle(deps, tx, message, attempt, failure));
}

/** The same for every attempt of a message. */
export function messageIdOf(mailFrom: string, tenantId: number, messageId: string): string {
  const domain = /@([^\s>]+)>?\s*$/.exec(mailFrom)?.[1] ?? 'quayside.invalid';
  return `<message.${tenantId}.${messageId}@${domain}>`;
}

async function claim(
  deps: SendDeps,
  tx: Tx,
  messageId: string,
): Promise<{ message: MessageRow; attempt: number; recipient: string } | null> {
  const now = deps.clock.now();
  const message = await lockMessage(tx, messageId);
  if (message === null || message.state !== 'owed' || message.recipient === null) return null;
  if (message.next_try_at !== null && message.next_try_at > now) {
    await scheduleMessage(tx, messageId, message.next_try_at);
    return null;
  }
  const attempt = await beginAttempt(tx, messageId, new Date(now.getTime() + LEASE_MS));
  return { message, attempt, recipient: message.recipient };
}

interface SendFailure {
  reason: string;
  isFinal: boolean;
}

async function trySending(deps: SendDeps, mail: Mail): Promise<SendFailure | null> {
  if (deps.mailer === null)
    return { reason: 'no mail server: SMTP_URL is not set', isFinal: false };
  try {
    await deps.mailer(mail);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reply = 'responseCode' in error ? error.responseCode : undefined;
    // RFC 5321, 4.2.1: 5yz is refused for good, 4yz for now; without a reply it was the network.
    const isFinal = typeof reply === 'number' && reply >= 500;
    return { reason: error.message.slice(0, ERROR_LENGTH_MAX), isFinal };
  }
}

async function settle(
  deps: SendDeps,
  tx: Tx,
  message: MessageRow,
  attempt: number,
  failure: SendFailure | null,
): Promise<void> {
  const now = deps.clock.now();
  const messageId = message.message_id;
  const facts = { messageId, message: message.kind };
  if (failure === null) {
    const end = { state: 'sent', lastError: null, nextTryAt: null, sentAt: now } as const;
    if (!(await endAttempt(tx, messageId, attempt, end))) return;
    await record(tx, [
      { subjectKind: 'order', subjectId: message.order_id, kind: 'customer_told', facts },
    ]);
    tx.touch('messages');
    return;
  }
  const { reason } = failure;
  if (failure.isFinal || attempt >= TRIES_MAX) {
    const end = { state: 'dead', lastError: reason, nextTryAt: null, sentAt: null } as const;
    if (!(await endAttempt(tx, messageId, attempt, end))) return;
    deps.log.warn({ messageId, attempt }, 'a message to a customer was given up');
    await record(tx, [
      {
        subjectKind: 'order',
        subjectId: message.order_id,
        kind: 'customer_not_told',
        facts: { ...facts, reason },
      },
    ]);
    tx.touch('messages');
    return;
  }
  const waitMs = Math.min(BACKOFF_BASE_MS * BACKOFF_FACTOR ** (attempt - 1), BACKOFF_MAX_MS);
  const nextTryAt = new Date(now.getTime() + waitMs);
  const end = { state: 'owed', lastError: reason, nextTryAt, sentAt: null } as const;
  if (await endAttempt(tx, messageId, attempt, end))
    await scheduleMessage(tx, messageId, nextTryAt);
}
