import { emit, record, type Tx } from '../platform/index.ts';
import { type BrokenPromise, openPromises, promise } from '../stock/index.ts';
import { whyNames } from './capture.ts';
import { settle } from './follow.ts';
import { type FulfilmentUnits, insertFulfilments } from './insert.ts';
import { lockOrders, lockStockAndOrders, ordersOf } from './lock.ts';
import { toRequest, wantingOrders } from './open-order.ts';
import { partsUnderWay, uncovered } from './parts.ts';
import { TAKEN_BACK, takeBack } from './take-back.ts';

/**
 * Promises again what waits: backordered orders, and held ones whose lines can now be promised. One
 * batch, priorities first, then age. Orders without a hold get their fulfilment orders. Answers the
 * orders that got something. `freed`: orders whose holds have just gone, and what was promised to them
 * meanwhile; they are announced even if nothing new is promised.
 */
export async function promiseAgain(
  tx: Tx,
  orderIds: readonly string[],
  freed: { freeIds: readonly string[]; units: readonly FulfilmentUnits[] } = {
    freeIds: [],
    units: [],
  },
): Promise<string[]> {
  if (orderIds.length === 0) return [];
  await lockStockAndOrders(tx, orderIds);
  const wanting = await wantingOrders(tx, orderIds);
  const answers = await promise(tx, wanting.map(toRequest));
  const names = await whyNames(
    tx,
    answers.map((a) => a.decision),
  );
  const isHeld = new Set(wanting.filter((o) => o.is_held).map((o) => o.order_id));
  const lineRows: { orderLineId: string; qty: number }[] = [];
  const whys: { orderId: string; why: string }[] = [];
  const units = [...freed.units];
  const announced = new Set(freed.freeIds);
  for (const { decision, request } of answers) {
    const orderId = request.orderId as string;
    whys.push({ orderId, why: JSON.stringify(names(decision)) });
    for (const [orderLineId, qty] of decision.promisedQtyByLine) {
      if (qty > 0) lineRows.push({ orderLineId, qty });
    }
    if (isHeld.has(orderId)) continue;
    if (decision.promised.length > 0) announced.add(orderId);
    for (const p of decision.promised) {
      units.push({ orderId, orderLineId: p.lineId, skuId: p.skuId, nodeId: p.nodeId, qty: p.qty });
    }
  }
  await raisePromised(tx, lineRows);
  await keepWhy(tx, whys);
  await insertFulfilments(tx, units);
  const served = answers
    .filter((a) => a.decision.promised.length > 0)
    .map((a) => a.request.orderId as string);
  await resolveShortages(tx, served);
  await settle(tx, orderIds);
  await record(
    tx,
    served.map((orderId) => ({ subjectKind: 'order', subjectId: orderId, kind: 'promised' })),
  );
  await announcePromised(tx, [...announced]);
  return served;
}

/** Says which of the orders may be released: those with a part that waits for it. */
async function announcePromised(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  const rows = await tx.query<{ order_id: string }>(
    `select distinct order_id from orders.fulfilment_order
      where tenant_id = $1 and order_id = any($2) and state = 'promised' order by order_id`,
    [tx.tenantId, orderIds],
  );
  if (rows.length === 0) return;
  await emit(tx, 'orders.promised', { orderIds: rows.map((row) => row.order_id) });
}

/** What was promised to orders while they were held, and is in no fulfilment order yet. */
export async function unopened(tx: Tx, orderIds: readonly string[]): Promise<FulfilmentUnits[]> {
  if (orderIds.length === 0) return [];
  return uncovered(await openPromises(tx, orderIds), await partsUnderWay(tx, orderIds));
}

/**
 * Books promises that the stock could not keep: the whole order goes back to waiting (a part of it
 * would break "ship complete"), its other promises are given back, a shortage is opened for each
 * missing SKU, and it is promised again at once from what else there is.
 */
export async function fallShort(
  tx: Tx,
  broken: readonly BrokenPromise[],
  cause: 'short_pick' | 'count' | 'damage' | 'other',
): Promise<string[]> {
  const ofOrders = broken.filter((b) => b.orderId !== null && b.orderLineId !== null);
  if (ofOrders.length === 0) return [];
  await lockOrders(
    tx,
    ofOrders.map((b) => b.orderId as string),
  );
  await tx.execute(
    `insert into orders.shortage (tenant_id, order_id, order_line_id, sku_id, node_id, qty, cause)
     select $1, s.order_id, s.order_line_id, s.sku_id, s.node_id, s.qty, $2
       from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[])
            s (order_id, order_line_id, sku_id, node_id, qty)`,
    [
      tx.tenantId,
      cause,
      ofOrders.map((b) => b.orderId),
      ofOrders.map((b) => b.orderLineId),
      ofOrders.map((b) => b.skuId),
      ofOrders.map((b) => b.nodeId),
      ofOrders.map((b) => b.qty),
    ],
  );
  const orderIds = [...new Set(ofOrders.map((b) => b.orderId as string))];
  await takeBack(tx, orderIds, ofOrders);
  await record(
    tx,
    ofOrders.map((b) => ({
      subjectKind: 'order',
      subjectId: b.orderId as string,
      kind: 'fell_short',
      facts: { skuId: b.skuId, qty: b.qty, cause },
    })),
  );
  await promiseAgain(tx, orderIds);
  return orderIds;
}

async function raisePromised(
  tx: Tx,
  rows: readonly { orderLineId: string; qty: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.execute(
    `update orders.order_line l set promised_qty = l.promised_qty + p.qty
       from unnest($2::bigint[], $3::int[]) p (order_line_id, qty)
      where l.tenant_id = $1 and l.order_line_id = p.order_line_id`,
    [tx.tenantId, rows.map((r) => r.orderLineId), rows.map((r) => r.qty)],
  );
}

async function keepWhy(tx: Tx, whys: readonly { orderId: string; why: string }[]): Promise<void> {
  if (whys.length === 0) return;
  await tx.execute(
    `update orders.sales_order o set why = w.why
       from unnest($2::bigint[], $3::jsonb[]) w (order_id, why)
      where o.tenant_id = $1 and o.order_id = w.order_id`,
    [tx.tenantId, whys.map((w) => w.orderId), whys.map((w) => w.why)],
  );
}

/** A line's shortages are over when every unit of it is promised again or gone. */
async function resolveShortages(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx.execute(
    `update orders.shortage s set resolved_at = clock_timestamp(), resolution = 'promised again'
       from orders.order_line l
      where s.tenant_id = $1 and s.order_id = any($2) and s.resolved_at is null
        and l.tenant_id = $1 and l.order_line_id = s.order_line_id
        and l.qty = l.promised_qty + l.shipped_qty + l.cancelled_qty`,
    [tx.tenantId, orderIds],
  );
}

/**
 * What a node could not find of a fulfilment order: its promises are taken back here, before the loss is
 * booked, so that the loss takes no other order's. Answers what was not kept, for `fallShort`.
 */
export async function unkeptPromises(
  tx: Tx,
  fulfilmentOrderId: string,
  lines: readonly { skuId: string; qty: number }[],
): Promise<BrokenPromise[]> {
  const [orderId] = await lockStockAndOrders(tx, await ordersOf(tx, [fulfilmentOrderId]));
  if (orderId === undefined) return [];
  const parts = (await partsUnderWay(tx, [orderId])).filter(
    (part) => part.fulfilmentOrderId === fulfilmentOrderId && part.state !== 'packed',
  );
  if (parts.length === 0) return [];
  await takeBack(tx, [orderId], []);
  return lines.flatMap(({ skuId, qty }) => {
    const part = parts.find((p) => p.skuId === skuId);
    if (part === undefined) return [];
    const { orderLineId, nodeId } = part;
    return [{ reservationId: TAKEN_BACK, orderId, orderLineId, skuId, nodeId, qty }];
  });
}
