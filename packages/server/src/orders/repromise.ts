import type { Address } from '@quayside/contract';
import { emit, record, type Tx } from '../platform/index.ts';
import { type BrokenPromise, openPromises, promise, releaseReservations } from '../stock/index.ts';
import { whyNames } from './capture.ts';
import { settle } from './follow.ts';
import { type FulfilmentUnits, insertFulfilments } from './insert.ts';
import { placeOf } from './place.ts';

interface OpenOrder {
  order_id: string;
  ship_complete: boolean;
  priority: number;
  placed_at: Date;
  ship_by_at: Date;
  address: Address | null;
  is_held: boolean;
  lines: { orderLineId: string; skuId: string | null; openQty: number }[];
}

/**
 * Promises again what waits: backordered orders, and held ones whose lines can now be promised. One
 * batch, priorities first, then age. Orders without a hold get their fulfilment orders. Answers the
 * orders that got something.
 */
export async function promiseAgain(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  if (orderIds.length === 0) return [];
  const orders = await lockOpenOrders(tx, orderIds);
  const wanting = orders.filter(
    (o) => o.lines.some((l) => l.openQty > 0) && o.lines.every((l) => l.skuId !== null),
  );
  const answers = await promise(
    tx,
    wanting.map((o) => ({
      demandId: o.order_id,
      orderId: o.order_id,
      rankAt: o.ship_by_at,
      isShipComplete: o.ship_complete,
      priority: o.priority,
      placedAtMs: o.placed_at.getTime(),
      destination: placeOf(o.address),
      lines: o.lines
        .filter((l) => l.openQty > 0)
        .map((l) => ({ lineId: l.orderLineId, skuId: l.skuId as string, qty: l.openQty })),
    })),
  );
  const names = await whyNames(
    tx,
    answers.map((a) => a.decision),
  );
  const lineRows: { orderLineId: string; qty: number }[] = [];
  const whys: { orderId: string; why: string }[] = [];
  const units: FulfilmentUnits[] = [];
  for (const { decision, request } of answers) {
    const orderId = request.orderId as string;
    whys.push({ orderId, why: JSON.stringify(names(decision)) });
    for (const [orderLineId, qty] of decision.promisedQtyByLine) {
      if (qty > 0) lineRows.push({ orderLineId, qty });
    }
    const isHeld = wanting.find((o) => o.order_id === orderId)?.is_held ?? false;
    if (isHeld) continue;
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
  if (served.length > 0) await emit(tx, 'orders.promised', { orderIds: served });
  return served;
}

/** Orders of these SKUs that wait for stock, in promise order; the next batch comes with the next rise. */
export async function waitingFor(
  tx: Tx,
  skuIds: readonly string[],
  limit: number,
): Promise<string[]> {
  const rows = await tx.query<{ order_id: string }>(
    `select o.order_id from orders.sales_order o
      where o.tenant_id = $1 and o.state = 'backordered'
        and exists (select 1 from orders.order_line l
                     where l.tenant_id = $1 and l.order_id = o.order_id and l.sku_id = any($2)
                       and l.qty > l.promised_qty + l.shipped_qty + l.cancelled_qty)
      order by o.priority desc, o.placed_at, o.order_id
      limit $3`,
    [tx.tenantId, skuIds, limit],
  );
  return rows.map((row) => row.order_id);
}

/** Gives an order whose holds are gone its fulfilment orders for what was promised while it was held. */
export async function openFulfilments(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const promises = await openPromises(tx, orderIds);
  const told = await tx.query<{
    order_line_id: string;
    sku_id: string;
    node_id: string;
    qty: number;
  }>(
    `select l.order_line_id, l.sku_id, f.node_id, sum(l.qty)::int as qty
       from orders.fulfilment_order f
       join orders.fulfilment_line l
         on l.tenant_id = $1 and l.fulfilment_order_id = f.fulfilment_order_id
      where f.tenant_id = $1 and f.order_id = any($2)
        and f.state in ('promised', 'released', 'picking', 'picked', 'packed')
      group by l.order_line_id, l.sku_id, f.node_id`,
    [tx.tenantId, orderIds],
  );
  const toldQty = new Map(told.map((t) => [`${t.order_line_id}/${t.sku_id}/${t.node_id}`, t.qty]));
  const openUnits = new Map<string, FulfilmentUnits>();
  for (const p of promises) {
    const key = `${p.orderLineId}/${p.skuId}/${p.nodeId}`;
    openUnits.set(key, { ...p, qty: p.qty + (openUnits.get(key)?.qty ?? 0) });
  }
  const missing = [...openUnits]
    .map(([key, units]) => ({ ...units, qty: units.qty - (toldQty.get(key) ?? 0) }))
    .filter((units) => units.qty > 0);
  await insertFulfilments(tx, missing);
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
  await takeBack(tx, orderIds);
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

/** Gives back the open promises of the orders, but not of parts already packed, and stops those parts. */
export async function takeBack(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const packed = await tx.query<{ order_id: string; node_id: string }>(
    `select order_id, node_id from orders.fulfilment_order
      where tenant_id = $1 and order_id = any($2) and state = 'packed'`,
    [tx.tenantId, orderIds],
  );
  const isPacked = new Set(packed.map((f) => `${f.order_id}/${f.node_id}`));
  const promises = await openPromises(tx, orderIds);
  const kept = promises.filter((p) => isPacked.has(`${p.orderId}/${p.nodeId}`));
  const given = promises.filter((p) => !isPacked.has(`${p.orderId}/${p.nodeId}`));
  await releaseReservations(
    tx,
    given.map((p) => p.reservationId),
  );
  await tx.execute(
    `update orders.fulfilment_order set state = 'short'
      where tenant_id = $1 and order_id = any($2) and state in ('promised', 'released', 'picking', 'picked')`,
    [tx.tenantId, orderIds],
  );
  // A kit line that keeps any component at a packed node keeps all of it: kits are promised whole per node.
  await tx.execute(
    `update orders.order_line l
        set promised_qty = case when l.is_kit and k.qty > 0 then l.promised_qty else coalesce(k.qty, 0) end
       from orders.order_line l2
       left join (select order_line_id, sum(qty)::int as qty
                    from unnest($3::bigint[], $4::int[]) u (order_line_id, qty)
                   group by order_line_id) k on k.order_line_id = l2.order_line_id
      where l.tenant_id = $1 and l2.tenant_id = $1 and l.order_line_id = l2.order_line_id
        and l.order_id = any($2) and l.promised_qty > 0`,
    [tx.tenantId, orderIds, kept.map((p) => p.orderLineId), kept.map((p) => p.qty)],
  );
  await settle(tx, orderIds);
}

async function lockOpenOrders(tx: Tx, orderIds: readonly string[]): Promise<OpenOrder[]> {
  return tx.query<OpenOrder>(
    `select o.order_id, o.ship_complete, o.priority, o.placed_at, o.ship_by_at, o.address,
            cardinality(o.hold_kinds) > 0 as is_held,
            (select json_agg(json_build_object(
                      'orderLineId', l.order_line_id::text, 'skuId', l.sku_id::text,
                      'openQty', l.qty - l.promised_qty - l.shipped_qty - l.cancelled_qty)
                    order by l.line_number)
               from orders.order_line l
              where l.tenant_id = $1 and l.order_id = o.order_id) as lines
       from orders.sales_order o
      where o.tenant_id = $1 and o.order_id = any($2)
        and o.state not in ('cancelled', 'shipped', 'delivered')
      order by o.order_id for update of o`,
    [tx.tenantId, orderIds],
  );
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

async function resolveShortages(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx.execute(
    `update orders.shortage set resolved_at = clock_timestamp(), resolution = 'promised again'
      where tenant_id = $1 and order_id = any($2) and resolved_at is null`,
    [tx.tenantId, orderIds],
  );
}

/** What a node could not find of a fulfilment order, said as promises that were not kept. */
export async function unkeptPromises(
  tx: Tx,
  fulfilmentOrderId: string,
  lines: readonly { skuId: string; qty: number }[],
): Promise<BrokenPromise[]> {
  const rows = await tx.query<{
    order_id: string;
    node_id: string;
    order_line_id: string;
    sku_id: string;
  }>(
    `select distinct on (l.sku_id) f.order_id, f.node_id, l.order_line_id, l.sku_id
       from orders.fulfilment_order f
       join orders.fulfilment_line l
         on l.tenant_id = $1 and l.fulfilment_order_id = f.fulfilment_order_id
      where f.tenant_id = $1 and f.fulfilment_order_id = $2
        and f.state in ('released', 'picking', 'picked')
      order by l.sku_id, l.order_line_id`,
    [tx.tenantId, fulfilmentOrderId],
  );
  return lines.flatMap(({ skuId, qty }) => {
    const row = rows.find((r) => r.sku_id === skuId);
    if (row === undefined) return [];
    return [
      {
        reservationId: '0',
        orderId: row.order_id,
        orderLineId: row.order_line_id,
        skuId,
        nodeId: row.node_id,
        qty,
      },
    ];
  });
}
