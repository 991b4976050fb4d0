import {
  type BulkReply,
  nextState,
  type OrderAnswer,
  type OrderInput,
  orderTable,
  orderRoutes as routes,
} from '@quayside/contract';
import type { SkuFacts } from '../catalogue/index.ts';
import { type Caller, type Clock, Refusal, type Service, type Tx } from '../platform/index.ts';
import { cancelOrders } from './cancel.ts';
import { type CaptureInput, capture } from './capture.ts';
import { releaseFulfilments } from './follow.ts';
import { makeGatherer } from './gather.ts';
import { clearHolds, placeHolds } from './hold.ts';
import { skusOf, toAnswer, toCaptureInput } from './input.ts';
import { addView, dropView, listViews } from './views.ts';
import { countOrders, listOrderIds, listOrders } from './workbench.ts';

/** The order desk's routes. `currencyOf` says the tenant's own currency. */
export function orderRoutes(
  service: Service,
  deps: { clock: Clock; currencyOf(tx: Tx): Promise<string> },
): void {
  const read = async (tx: Tx, orders: readonly OrderInput[]) => {
    const skus = await skusOf(tx, orders);
    const defaults = { currency: await deps.currencyOf(tx), now: deps.clock.now() };
    return orders.map((order) => inputOrRefusal(order, skus, defaults));
  };
  const gatherer = makeGatherer(service.database, read);

  service.serve(routes.listOrders, (tx, { query, caller }) => listOrders(tx, caller, query));
  service.serve(routes.countOrders, async (tx, { query, caller }) => ({
    counts: await countOrders(tx, caller, query),
  }));
  service.serve(routes.listOrderIds, (tx, { query, caller }) => listOrderIds(tx, caller, query));

  service.serveOpen(routes.addOrder, async ({ body, caller, request }, reply) => {
    // The order's own number is its idempotency: the same number is the same order, with or without a key.
    refuseStrayKey(request.headers['idempotency-key']);
    const answer = await gatherer.captureOne(caller, body);
    if (!answer.ok) {
      throw new Refusal('insufficient', 'Less is available to promise than was asked for.', {
        facts: { externalOrderNumber: body.externalOrderNumber, lacks: answer.lacks },
        remedy: 'Order less, or accept a backorder.',
      });
    }
    if (!answer.isNew) reply.status(200);
    return toAnswer(body.externalOrderNumber, answer);
  });

  service.serve(routes.addOrders, async (tx, { body }) => {
    const inputs = await read(tx, body.orders);
    const good = inputs.filter((input): input is CaptureInput => !(input instanceof Refusal));
    const captured = await capture(tx, good);
    let next = 0;
    return {
      answers: body.orders.map(({ externalOrderNumber }, i): OrderAnswer => {
        const input = inputs[i];
        if (input instanceof Refusal) {
          return { externalOrderNumber, ok: false, code: input.code, message: input.message };
        }
        return toAnswer(externalOrderNumber, captured[next++] as (typeof captured)[number]);
      }),
    };
  });

  service.serve(routes.releaseOrders, async (tx, { body, caller }) => {
    const ids = await visible(tx, caller, body.orderIds);
    const released = new Set(await releaseFulfilments(tx, [...ids]));
    return bulk(tx, body.orderIds, ids, released, 'release');
  });
  service.serve(routes.placeHolds, async (tx, { body, caller }) => {
    const ids = await visible(tx, caller, body.orderIds);
    const held = new Set(await placeHolds(tx, [...ids], body.kind, body.note ?? null));
    return bulk(tx, body.orderIds, ids, held, 'place_hold');
  });
  service.serve(routes.clearHolds, async (tx, { body, caller }) => {
    const ids = await visible(tx, caller, body.orderIds);
    const cleared = new Set(await clearHolds(tx, [...ids], body.kind ?? null));
    return bulk(tx, body.orderIds, ids, cleared, 'clear_hold');
  });
  service.serve(routes.cancelOrders, async (tx, { body, caller }) => {
    const ids = await visible(tx, caller, body.orderIds);
    const outcomes = await cancelOrders(tx, [...ids], { reason: body.reason, byChannel: false });
    const done = new Set(outcomes.filter((o) => o.ok).map((o) => o.orderId));
    return bulk(tx, body.orderIds, ids, done, 'cancel');
  });

  service.serve(routes.listViews, async (tx, { caller }) => ({
    rows: await listViews(tx, caller),
  }));
  service.serve(routes.addView, async (tx, { body, caller }) => ({
    viewId: await addView(tx, caller, body),
  }));
  service.serve(routes.dropView, async (tx, { params, caller }) => {
    await dropView(tx, caller, params.id);
    return { ok: true as const };
  });
}

function inputOrRefusal(
  order: OrderInput,
  skus: ReadonlyMap<string, SkuFacts>,
  defaults: { currency: string; now: Date },
): CaptureInput | Refusal {
  try {
    return toCaptureInput(order, skus, defaults);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function refuseStrayKey(key: string | string[] | undefined): void {
  if (typeof key === 'string' && key.length > 200) {
    throw new Refusal('invalid_input', 'Idempotency-Key must have 1 to 200 characters.');
  }
}

/** Of the asked orders, those that exist and that the caller's node limits allow. */
async function visible(
  tx: Tx,
  caller: Caller,
  orderIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ order_id: string }>(
    `select o.order_id from orders.sales_order o
      where o.tenant_id = $1 and o.order_id = any($2)
        and ($3::bigint[] is null or exists (
              select 1 from orders.fulfilment_order f
               where f.tenant_id = $1 and f.order_id = o.order_id and f.node_id = any($3)))`,
    [tx.tenantId, orderIds, caller.nodeIds === null ? null : [...caller.nodeIds]],
  );
  return new Set(rows.map((row) => row.order_id));
}

/** One answer per row asked for, with the reason for each refusal. */
export async function bulk(
  tx: Tx,
  asked: readonly string[],
  seen: ReadonlySet<string>,
  done: ReadonlySet<string>,
  action: 'release' | 'place_hold' | 'clear_hold' | 'cancel' | 'ship',
): Promise<BulkReply> {
  const refused = asked.filter((id) => !done.has(id));
  const rows = await tx.query<{
    order_id: string;
    state: keyof typeof orderTable;
    hold_kinds: string[];
  }>(
    `select order_id, state, hold_kinds from orders.sales_order
      where tenant_id = $1 and order_id = any($2)`,
    [tx.tenantId, refused],
  );
  const byId = new Map(rows.map((row) => [row.order_id, row]));
  return {
    done: asked.length - refused.length,
    refused: refused.length,
    rows: asked.map((id) => {
      if (done.has(id)) return { id, ok: true };
      const row = byId.get(id);
      if (row === undefined || !seen.has(id)) {
        return { id, ok: false, code: 'not_found', message: 'There is no such order for you.' };
      }
      return {
        id,
        ok: false,
        code: 'state_refused',
        message: whyNot(action, row.state, row.hold_kinds) ?? 'Nothing to do.',
      };
    }),
  };
}

/** Why an order refuses an action, in a person's words; null where it is legal. */
export function whyNot(
  action: 'release' | 'place_hold' | 'clear_hold' | 'cancel' | 'ship',
  state: keyof typeof orderTable,
  holdKinds: readonly string[],
): string | null {
  switch (action) {
    case 'release':
      if (holdKinds.length > 0) return `On hold: ${holdKinds.join(', ')}. Clear the hold first.`;
      if (state === 'backordered') return 'Waits for stock; nothing is promised yet.';
      return nextState(orderTable, state, 'release') === null ? `Already ${state}.` : null;
    case 'place_hold':
      return nextState(orderTable, state, 'place_hold') === null
        ? `Already ${state}; a hold is possible until release.`
        : null;
    case 'clear_hold':
      if (holdKinds.length === 0) return 'Not on hold.';
      return holdKinds.every((k) => k === 'unmapped_sku')
        ? 'A listing has no SKU; map it on the channel’s page.'
        : null;
    case 'cancel':
      if (state === 'packed') return 'Already packed; stop it at hand-over instead.';
      return nextState(orderTable, state, 'cancel') === null ? `Already ${state}.` : null;
    case 'ship':
      if (holdKinds.length > 0) return `On hold: ${holdKinds.join(', ')}. Clear the hold first.`;
      return nextState(orderTable, state, 'ship') === null || state === 'packed'
        ? `One-click shipping is for promised orders at simple nodes; this one is ${state}.`
        : null;
    default:
      return action satisfies never;
  }
}
