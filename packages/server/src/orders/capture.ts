import type { Address, OrderState, SourcingWhy } from '@quayside/contract';
import { nodesOf, skusById } from '../catalogue/index.ts';
import { emit, LostRace, record, type Tx } from '../platform/index.ts';
import { type Decision, promise, releasePromises } from '../stock/index.ts';
import { insertFulfilments, insertHolds, insertLines, insertOrders, takeIds } from './insert.ts';
import { placeOf } from './place.ts';

export type HoldKind = 'payment' | 'unmapped_sku' | 'address' | 'manual' | 'stock';

/** A line as it is captured. `skuId` null: the listing is not mapped yet. */
export interface CaptureLine {
  skuId: string | null;
  isKit: boolean;
  externalLineId: string | null;
  externalItemId: string | null;
  externalModelId: string | null;
  sellerSku: string | null;
  name: string;
  /** Base units of the SKU (kits for a kit), the listing's multiple already applied. */
  qty: number;
  unitPriceMinor: number;
  discountMinor: number;
}

/** An order as it comes from a channel, the API or a till. */
export interface CaptureInput {
  /** '0': the API itself. */
  channelId: string;
  channelName: string;
  externalOrderNumber: string;
  externalState: string | null;
  externalUpdatedAt: Date | null;
  placedAt: Date;
  paidAt: Date | null;
  shipByAt: Date | null;
  currency: string;
  totalMinor: number;
  shippingMinor: number;
  isCod: boolean;
  buyerName: string | null;
  buyerEmail: string | null;
  buyerPhone: string | null;
  address: Address | null;
  note: string | null;
  carrier: string | null;
  priority: number;
  isShipComplete: boolean;
  /** False: an order that cannot be promised whole is refused instead of waiting. */
  acceptsBackorder: boolean;
  /** Holds known at capture. */
  holds: readonly { kind: HoldKind; note: string | null }[];
  /** A soft hold that this order uses up. */
  usesHoldRef: string | null;
  /** Set when the channel had cancelled it before we saw it: captured for the books, never promised. */
  cancelledBecause: string | null;
  lines: readonly CaptureLine[];
}

export type CaptureAnswer =
  | { ok: true; isNew: boolean; orderId: string; orderNumber: string; state: OrderState }
  | { ok: false; reason: 'insufficient'; lacks: { skuId: string; missingQty: number }[] };

/** Deadline of an order whose channel gives none: two days, the working rule of the region's platforms. */
const SHIP_BY_DEFAULT_MS = 48 * 3_600_000;

/** An order that is being captured, with the identities it will have. */
export interface NewOrder {
  orderId: string;
  orderNumber: string;
  input: CaptureInput;
  lines: { orderLineId: string; lineNumber: number; line: CaptureLine; promisedQty: number }[];
  state: OrderState;
  shipByAt: Date;
  why: SourcingWhy | null;
  decision: Decision | null;
}

/**
 * Captures any number of orders in one transaction and a constant number of round trips: once per
 * (channel, external number), promised and sourced at once. One answer per input, in order; an order
 * captured before is answered as it stands, and nothing changes. Emits `orders.promised`.
 */
export async function capture(tx: Tx, inputs: readonly CaptureInput[]): Promise<CaptureAnswer[]> {
  const firstByKey = new Map<string, CaptureInput>();
  for (const input of inputs) {
    const key = keyOf(input);
    if (!firstByKey.has(key)) firstByKey.set(key, input);
  }
  const known = await existingOrders(tx, [...firstByKey.values()]);
  const fresh = [...firstByKey].filter(([key]) => !known.has(key)).map(([, input]) => input);
  const orders = await identify(tx, fresh);
  await decideAll(tx, orders);
  const refused = orders.filter((o) => isRefused(o));
  if (refused.length > 0) {
    await releasePromises(
      tx,
      refused.map((o) => o.orderId),
    );
  }
  const accepted = orders.filter((o) => !isRefused(o));
  if (accepted.length > 0) await writeAll(tx, accepted);
  const answers = new Map<string, CaptureAnswer>(known);
  for (const order of orders) answers.set(keyOf(order.input), answerOf(order));
  const seen = new Set<string>();
  return inputs.map((input) => {
    const key = keyOf(input);
    const answer = answers.get(key) as CaptureAnswer;
    // The second of two equal orders in one call is the same order, not a new one.
    const isRepeat = seen.has(key);
    seen.add(key);
    return answer.ok && isRepeat ? { ...answer, isNew: false } : answer;
  });
}

const keyOf = (o: Pick<CaptureInput, 'channelId' | 'externalOrderNumber'>) =>
  `${o.channelId}/${o.externalOrderNumber}`;

function isRefused(order: NewOrder): boolean {
  return !order.input.acceptsBackorder && order.decision !== null && !order.decision.isComplete;
}

function answerOf(order: NewOrder): CaptureAnswer {
  if (isRefused(order)) {
    const lacks = order.decision?.why.candidates[0]?.lacks ?? [];
    return { ok: false, reason: 'insufficient', lacks };
  }
  const { orderId, orderNumber, state } = order;
  return { ok: true, isNew: true, orderId, orderNumber, state };
}

async function existingOrders(
  tx: Tx,
  inputs: readonly CaptureInput[],
): Promise<Map<string, CaptureAnswer>> {
  const rows = await tx.query<{
    channel_id: string;
    external_order_number: string;
    order_id: string;
    order_number: string;
    state: OrderState;
  }>(
    `select o.channel_id, o.external_order_number, o.order_id, o.order_number, o.state
       from orders.sales_order o
       join unnest($2::bigint[], $3::text[]) k (channel_id, external_order_number)
         on o.channel_id = k.channel_id and o.external_order_number = k.external_order_number
      where o.tenant_id = $1`,
    [tx.tenantId, inputs.map((o) => o.channelId), inputs.map((o) => o.externalOrderNumber)],
  );
  return new Map(
    rows.map((row) => [
      `${row.channel_id}/${row.external_order_number}`,
      {
        ok: true,
        isNew: false,
        orderId: row.order_id,
        orderNumber: row.order_number,
        state: row.state,
      },
    ]),
  );
}

/** Gives each new order and line its identity up front, so that promises and rows are written once. */
async function identify(tx: Tx, inputs: readonly CaptureInput[]): Promise<NewOrder[]> {
  if (inputs.length === 0) return [];
  const lineCount = inputs.reduce((sum, o) => sum + o.lines.length, 0);
  const { orderIds, lineIds } = await takeIds(tx, inputs.length, lineCount);
  let nextLine = 0;
  return inputs.map((input, i) => {
    const orderId = orderIds[i] as string;
    return {
      orderId,
      orderNumber: `Q${orderId.padStart(8, '0')}`,
      input,
      lines: input.lines.map((line, n) => ({
        orderLineId: lineIds[nextLine++] as string,
        lineNumber: n + 1,
        line,
        promisedQty: 0,
      })),
      state: 'backordered',
      shipByAt: input.shipByAt ?? new Date(input.placedAt.getTime() + SHIP_BY_DEFAULT_MS),
      why: null,
      decision: null,
    };
  });
}

/** Promises what can be promised and sets each order's state. */
async function decideAll(tx: Tx, orders: readonly NewOrder[]): Promise<void> {
  // Unmapped lines wait; a cancelled order wants nothing.
  const wanting = orders.filter(
    (o) => o.input.cancelledBecause === null && o.lines.every(({ line }) => line.skuId !== null),
  );
  const answers = await promise(
    tx,
    wanting.map((o) => ({
      demandId: o.orderId,
      orderId: o.orderId,
      rankAt: o.shipByAt,
      isShipComplete: o.input.isShipComplete || !o.input.acceptsBackorder,
      priority: o.input.priority,
      placedAtMs: o.input.placedAt.getTime(),
      destination: placeOf(o.input.address),
      ...(o.input.usesHoldRef === null ? {} : { usesHoldRef: o.input.usesHoldRef }),
      lines: o.lines.map((l) => ({
        lineId: l.orderLineId,
        skuId: l.line.skuId as string,
        qty: l.line.qty,
      })),
    })),
  );
  const decisions = answers.map((a) => a.decision);
  const names = await whyNames(tx, decisions);
  const byId = new Map(decisions.map((d) => [d.demandId, d]));
  for (const order of orders) {
    const decision = byId.get(order.orderId) ?? null;
    order.decision = decision;
    for (const l of order.lines) {
      l.promisedQty = decision?.promisedQtyByLine.get(l.orderLineId) ?? 0;
    }
    order.why = decision === null ? null : names(decision);
    order.state = stateAtCapture(order);
  }
}

function stateAtCapture(order: NewOrder): OrderState {
  if (order.input.cancelledBecause !== null) return 'cancelled';
  if (order.input.holds.length > 0) return 'held';
  const promised = order.decision?.promised.length ?? 0;
  return promised > 0 ? 'promised' : 'backordered';
}

/** Turns a decision's ids into the codes that people read. */
export async function whyNames(
  tx: Tx,
  decisions: readonly Decision[],
): Promise<(decision: Decision) => SourcingWhy> {
  const lackSkuIds = decisions.flatMap((d) =>
    d.why.candidates.flatMap((c) => c.lacks.map((l) => l.skuId)),
  );
  const skus = lackSkuIds.length === 0 ? new Map() : await skusById(tx, lackSkuIds);
  const nodes = new Map((await nodesOf(tx)).map((n) => [n.nodeId, n]));
  const codeOf = (nodeId: string) => nodes.get(nodeId)?.nodeCode ?? nodeId;
  return (decision) => ({
    rule: decision.why.rule,
    chosen: decision.why.chosenNodeIds.map(codeOf),
    candidates: decision.why.candidates.map((c) => ({
      nodeCode: codeOf(c.nodeId),
      priority: nodes.get(c.nodeId)?.priority ?? 0,
      distanceKm: c.distanceKm,
      canShipAll: c.canShipAll,
      lacks: c.lacks.map((l) => ({
        skuCode: skus.get(l.skuId)?.skuCode ?? l.skuId,
        missingQty: l.missingQty,
      })),
    })),
  });
}

async function writeAll(tx: Tx, orders: readonly NewOrder[]): Promise<void> {
  const written = await insertOrders(tx, orders);
  if (written !== orders.length) {
    // Another transaction captured one of them since we looked; everything here is rolled back.
    throw new LostRace('an order was captured by another transaction at the same moment');
  }
  await insertLines(tx, orders);
  await insertHolds(
    tx,
    orders.flatMap((o) =>
      o.input.holds.map((h) => ({ orderId: o.orderId, kind: h.kind, note: h.note })),
    ),
  );
  await insertFulfilments(
    tx,
    orders
      .filter((o) => o.state === 'promised')
      .flatMap((o) =>
        (o.decision?.promised ?? []).map((p) => ({
          orderId: o.orderId,
          orderLineId: p.lineId,
          skuId: p.skuId,
          nodeId: p.nodeId,
          qty: p.qty,
        })),
      ),
  );
  await record(
    tx,
    orders.map((o) => ({
      subjectKind: 'order',
      subjectId: o.orderId,
      kind: 'captured',
      facts: {
        channel: o.input.channelName,
        externalOrderNumber: o.input.externalOrderNumber,
        state: o.state,
        nodes: o.why?.chosen ?? [],
        holds: o.input.holds.map((h) => h.kind),
      },
    })),
  );
  const promised = orders.filter((o) => o.state === 'promised').map((o) => o.orderId);
  if (promised.length > 0) await emit(tx, 'orders.promised', { orderIds: promised });
  tx.touch('orders');
}
