/**
 * Notifications: what the customer is told, by mail.
 *
 * Promises: one message per happening (`onceKey`), written in the transaction of its cause and sent at
 * least once after it; a repeat carries the same Message-ID, so that mail systems can recognise it. A
 * message without address is kept and says so. After eight tries, or a refusal for good, it is dead and
 * stands with its reason. Never sends inside a transaction, never decides who is told what.
 */
import { createTransport } from 'nodemailer';
import type { Logger as Log } from 'pino';
import type { Clock, Database, Job, JobPayload, JobsByName, Tx } from '../platform/index.ts';
import { scopeOf } from '../platform/index.ts';
import { type Notice, notify } from './notify.ts';
import { messagesOf, type SentMessage } from './queries.ts';
import { type Mailer, sendMessage } from './send.ts';

export type { Notice } from './notify.ts';
export type { SentMessage } from './queries.ts';
export type { MessageFacts } from './templates.ts';

export interface NotificationsDeps {
  database: Database;
  clock: Clock;
  /** Null: no mail server; messages are kept and die unsent, with that reason. */
  smtpUrl: string | null;
  mailFrom: string;
  log: Pick<Log, 'warn'>;
}

export interface Notifications {
  notify(tx: Tx, notice: Notice): Promise<void>;
  /** What was told about an order, oldest first. */
  messagesOf(tx: Tx, orderId: string): Promise<SentMessage[]>;
  notificationJobs: JobsByName;
  close(): void;
}

/** Of one process; a mail server rarely takes more from one client. */
const CONNECTIONS_MAX = 4;
const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

export function makeNotifications(deps: NotificationsDeps): Notifications {
  const transport =
    deps.smtpUrl === null
      ? null
      : createTransport({
          url: deps.smtpUrl,
          pool: true,
          maxConnections: CONNECTIONS_MAX,
          connectionTimeout: CONNECT_MS,
          greetingTimeout: CONNECT_MS,
          socketTimeout: SILENCE_MS,
          disableFileAccess: true,
          disableUrlAccess: true,
        });
  const mailer: Mailer | null =
    transport === null
      ? null
      : async (mail) => {
          await transport.sendMail({ ...mail, from: deps.mailFrom });
        };
  const send: Job = (async (payload: JobPayload & { messageId: string }) => {
    await sendMessage({ ...deps, mailer }, scopeOf(payload), payload.messageId);
  }) as Job;
  return {
    notify: (tx, notice) => notify(deps, tx, notice),
    messagesOf,
    notificationJobs: { 'notifications.send': send },
    close: () => transport?.close(),
  };
}
