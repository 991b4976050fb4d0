import { randomBytes } from 'node:crypto';
import { seconds } from '../../clock.ts';
import type { World } from '../../world.ts';
import { PUSH, pushConfig } from './push.ts';
import { pushSign } from './sign.ts';

interface WaitingPush {
  id: number;
  subject: string;
  body: string;
  attempts: number;
}

export interface PushDelivery {
  /** Looks for due pushes now. */
  wake(): void;
  /** True while a push is on its way. */
  isBusy(): boolean;
  /** Lets what is on its way arrive, then sends nothing more. */
  stop(): Promise<void>;
}

/** Enough to keep a local receiver busy, few enough not to drown it. */
const IN_FLIGHT_MAX = 16;

export interface PushAnswer {
  isAccepted: boolean;
  note: string;
}

/**
 * One POST. Accepted means 2xx and an EMPTY body in time; anything else counts as failed.
 * Source: guide "Push Mechanism notifications", Retry Logic.
 */
export async function sendPush(
  world: World,
  callbackUrl: string,
  body: string,
): Promise<PushAnswer> {
  try {
    const answer = await fetch(callbackUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: pushSign(world.options.pushKey, callbackUrl, body),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(world.options.pace.pushTimeoutMs),
    });
    const text = await answer.text();
    if (!answer.ok) return { isAccepted: false, note: `HTTP ${answer.status}` };
    if (text !== '') return { isAccepted: false, note: `HTTP ${answer.status}, body not empty` };
    return { isAccepted: true, note: `HTTP ${answer.status}` };
  } catch (error) {
    return { isAccepted: false, note: failureOf(error) };
  }
}

function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'no answer in time';
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** The push that a new callback URL must acknowledge before it is taken. */
export async function sendTestPush(world: World, callbackUrl: string): Promise<PushAnswer> {
  const body = JSON.stringify({
    msg_id: randomBytes(8).toString('hex'),
    data: { verify_info: 'This is a Verification message. Please respond in the certain format.' },
    shop_id: 0,
    code: PUSH.test,
    timestamp: seconds(world.clock.now()),
  });
  return sendPush(world, callbackUrl, body);
}

/** Delivers queued pushes: in order of time, one at a time per order, retried with growing waits. */
export function startPushDelivery(world: World): PushDelivery {
  const onTheWay = new Map<number, { subject: string; sent: Promise<void> }>();
  let isStopped = false;
  let isWoken = false;

  const due = (): WaitingPush[] =>
    world.database.rows<WaitingPush>(
      `select id, subject, body, attempts from push
        where state = 'waiting' and next_attempt_at <= ? order by next_attempt_at, id limit 64`,
      world.clock.now(),
    );

  const deliver = async (push: WaitingPush, callbackUrl: string): Promise<void> => {
    const answer = await sendPush(world, callbackUrl, push.body);
    recordAnswer(world, push, answer);
    onTheWay.delete(push.id);
    if (!isStopped) wake();
  };

  const pump = (): void => {
    const { callbackUrl } = pushConfig(world);
    if (callbackUrl === null || onTheWay.size >= IN_FLIGHT_MAX) return;
    const subjects = new Set([...onTheWay.values()].map((flight) => flight.subject));
    for (const push of due()) {
      if (onTheWay.size >= IN_FLIGHT_MAX) return;
      if (onTheWay.has(push.id) || subjects.has(push.subject)) continue;
      subjects.add(push.subject);
      onTheWay.set(push.id, { subject: push.subject, sent: deliver(push, callbackUrl) });
    }
  };

  const wake = (): void => {
    if (isWoken || isStopped) return;
    isWoken = true;
    setImmediate(() => {
      isWoken = false;
      if (!isStopped) pump();
    });
  };

  return {
    wake,
    isBusy: () => isWoken || onTheWay.size > 0,
    stop: async () => {
      isStopped = true;
      await Promise.all([...onTheWay.values()].map((flight) => flight.sent));
    },
  };
}

function recordAnswer(world: World, push: WaitingPush, answer: PushAnswer): void {
  const nowMs = world.clock.now();
  if (answer.isAccepted) {
    world.database.run(
      `update push set state = 'delivered', attempts = attempts + 1, answer = ?, finished_at = ?
        where id = ?`,
      answer.note,
      nowMs,
      push.id,
    );
    return;
  }
  const waitMs = world.options.pace.pushRetryMs[push.attempts];
  world.database.run(
    `update push set attempts = attempts + 1, answer = ?, state = ?, next_attempt_at = ?,
       finished_at = ? where id = ?`,
    answer.note,
    waitMs === undefined ? 'lost' : 'waiting',
    nowMs + (waitMs ?? 0),
    waitMs === undefined ? nowMs : null,
    push.id,
  );
}
