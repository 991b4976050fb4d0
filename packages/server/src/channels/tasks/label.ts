import type { Failure, LabelDocument, LabelTicket, Outcome } from '@quayside/connectors';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { emit, record, storeDocument } from '../../platform/index.ts';
import type { ArrangedParcel } from './arrange.ts';
import { endOf, onShop, readOrder, type StepEnd, type TaskCall } from './step.ts';

const Parcels = Type.Array(
  Type.Object({
    externalOrderNumber: Type.String(),
    externalPackageNumber: Type.Union([Type.String(), Type.Null()]),
    trackingNumber: Type.String(),
  }),
);

/**
 * Has the platform make its label, waits for it, keeps the bytes as they came. Every step may be repeated
 * without harm; the document and its event are written once, with the end of the task.
 */
export async function fetchLabel(call: TaskCall): Promise<StepEnd> {
  const parcels = Value.Parse(Parcels, call.task.facts.parcels);
  const labels: { parcel: ArrangedParcel; label: LabelDocument }[] = [];
  for (const parcel of parcels) {
    const fetched = await fetchOne(call, parcel);
    if ('kind' in fetched) return fetched;
    labels.push({ parcel, label: fetched });
  }
  const { task } = call;
  return {
    kind: 'done',
    write: async (_deps, tx) => {
      for (const { parcel, label } of labels) {
        const documentId = await storeDocument(tx, {
          kind: 'carrier_label',
          contentType: label.contentType,
          content: label.bytes,
        });
        const { trackingNumber } = parcel;
        await record(tx, [
          {
            subjectKind: 'order',
            subjectId: task.order_id,
            kind: 'label_fetched',
            facts: { documentId, trackingNumber, bytes: label.bytes.length },
          },
        ]);
        await emit(tx, 'channels.label_fetched', {
          orderId: task.order_id,
          documentId,
          trackingNumber,
        });
      }
      tx.touch('orders');
    },
  };
}

async function fetchOne(call: TaskCall, parcel: ArrangedParcel): Promise<LabelDocument | StepEnd> {
  const { trackingNumber, externalOrderNumber, externalPackageNumber } = parcel;
  const ref = { externalOrderNumber, externalPackageNumber };
  const ticket = await onShop(call, (connector, session) =>
    connector.requestLabel(session, { parcel: ref, trackingNumber, format: 'thermal' }),
  );
  if (!ticket.ok) return refusedOf(call, ticket);
  const state = await onShop(call, (connector, session) =>
    connector.labelState(session, ticket.value),
  );
  if (!state.ok) return refusedOf(call, state);
  switch (state.value.state) {
    case 'preparing':
      return {
        kind: 'later',
        reason: 'label_preparing: the label is being made',
        isCounted: true,
        waitMs: null,
      };
    case 'failed': {
      const reason = `${state.value.code}: ${state.value.reason}`;
      // Asking again starts it again; after twelve times a person sees it.
      return { kind: 'later', reason, isCounted: true, waitMs: null };
    }
    case 'ready':
      return download(call, ticket.value);
    default:
      return state.value satisfies never;
  }
}

async function download(call: TaskCall, ticket: LabelTicket): Promise<LabelDocument | StepEnd> {
  const label: Outcome<LabelDocument> = await onShop(call, (connector, session) =>
    connector.downloadLabel(session, ticket),
  );
  return label.ok ? label.value : refusedOf(call, label);
}

/**
 * Labels are made only in some states of the order, and a platform shows an arrangement with a delay: a
 * refusal is final only if the order itself says so.
 */
async function refusedOf(call: TaskCall, failed: Failure): Promise<StepEnd> {
  if (failed.kind !== 'final') return endOf(failed);
  const read = await readOrder(call);
  if (!read.ok) return endOf(read);
  const reason = `${failed.code}: ${failed.message}`;
  switch (read.value?.state) {
    case 'cancelled':
      return { kind: 'moot', reason: 'cancelled at the channel' };
    case 'ready':
    case 'arranged':
    case 'cancel_requested':
      return { kind: 'later', reason, isCounted: true, waitMs: null };
    default:
      return endOf(failed);
  }
}
