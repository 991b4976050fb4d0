import type { CancelLine, CancelReason } from '@quayside/connectors';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { record, type Tx } from '../../platform/index.ts';
import { endOf, onShop, readOrder, type StepEnd, type TaskCall } from './step.ts';

const Reason = Type.Union([
  Type.Literal('out_of_stock'),
  Type.Literal('customer_request'),
  Type.Literal('undeliverable_area'),
  Type.Literal('cod_not_supported'),
]);

/**
 * Cancels the whole order at the channel. The order is read first: one that is cancelled already counts as
 * done, and a buyer who asks for the same is simply told yes. After an answer that was lost the next
 * attempt sees by the order whether it got through.
 */
export async function cancelAtChannel(call: TaskCall): Promise<StepEnd> {
  const { task } = call;
  const read = await readOrder(call);
  if (!read.ok) return endOf(read);
  const order = read.value;
  if (order === null) {
    return {
      kind: 'later',
      reason: 'not_shown: the order is not shown',
      isCounted: true,
      waitMs: null,
    };
  }
  if (order.state === 'cancelled') return done(call, 'told_channel_to_cancel', 'already');
  if (order.state === 'cancel_requested') return answerCancellation(call, 'accept');
  const reason: CancelReason = Value.Check(Reason, task.facts.reason)
    ? task.facts.reason
    : 'customer_request';
  // The platform wants to know what was missing; without our word for it that is all of it.
  const lines: CancelLine[] = order.lines.map((line) => ({
    externalLineId: line.externalLineId,
    externalItemId: line.externalItemId,
    externalModelId: line.externalModelId,
    qty: line.qty,
  }));
  const answer = await onShop(call, (connector, session) =>
    connector.cancelOrder(session, {
      externalOrderNumber: task.external_order_number,
      reason,
      scope: 'order',
      lines: reason === 'out_of_stock' ? lines : [],
    }),
  );
  return answer.ok ? done(call, 'told_channel_to_cancel', reason) : endOf(answer);
}

/** Tells a buyer who asks to cancel yes or no; nothing is left to say once the channel has moved on. */
export async function answerCancellation(
  call: TaskCall,
  answer: 'accept' | 'reject',
): Promise<StepEnd> {
  const read = await readOrder(call);
  if (!read.ok) return endOf(read);
  if (read.value === null) {
    return {
      kind: 'later',
      reason: 'not_shown: the order is not shown',
      isCounted: true,
      waitMs: null,
    };
  }
  if (read.value.state !== 'cancel_requested') {
    return done(call, 'answered_cancellation', 'already');
  }
  const answered = await onShop(call, (connector, session) =>
    connector.answerBuyerCancellation(session, call.task.external_order_number, answer),
  );
  return answered.ok ? done(call, 'answered_cancellation', answer) : endOf(answered);
}

function done({ task }: TaskCall, kind: string, how: string): StepEnd {
  return {
    kind: 'done',
    write: async (_deps, tx: Tx) => {
      await record(tx, [
        { subjectKind: 'order', subjectId: task.order_id, kind, facts: { task: task.kind, how } },
      ]);
      tx.touch('orders');
    },
  };
}
