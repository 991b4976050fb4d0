import { addJob, type Clock, type Tx } from '../platform/index.ts';
import { insertMessage } from './queries.ts';
import { localeOf, type MessageFacts, type MessageKind, render } from './templates.ts';

/** A happening that a customer is to hear of. */
export interface Notice {
  orderId: string;
  kind: MessageKind;
  /** Names the happening: the same key, however often it comes, is one message. */
  onceKey: string;
  /** Null: the shop gives no address; the message is kept all the same. */
  recipient: string | null;
  locale: string;
  facts: MessageFacts;
}

/** No display name, no list, no comment: one mailbox, as RFC 5321 limits it. */
const ADDRESS = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,255}$/;

/** Writes one message about a happening and queues its sending; a repeat changes nothing. */
export async function notify(deps: { clock: Clock }, tx: Tx, notice: Notice): Promise<void> {
  const { kind, locale, facts } = notice;
  const recipient =
    notice.recipient !== null && ADDRESS.test(notice.recipient) ? notice.recipient : null;
  const rendered = render(kind, locale, facts);
  const messageId = await insertMessage(tx, {
    orderId: notice.orderId,
    kind,
    onceKey: notice.onceKey,
    recipient,
    locale: localeOf(locale),
    ...rendered,
    at: deps.clock.now(),
  });
  if (messageId === null) return;
  tx.touch('messages');
  if (recipient !== null) await scheduleMessage(tx, messageId, deps.clock.now());
}

export async function scheduleMessage(tx: Tx, messageId: string, at: Date): Promise<void> {
  await addJob(
    tx,
    'notifications.send',
    { messageId },
    { runAt: at, jobKey: `message:${messageId}` },
  );
}
