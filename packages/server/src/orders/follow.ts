import {
  type FulfilmentEvent,
  type FulfilmentState,
  fulfilmentTable,
  type OrderState,
  statesAllowing,
} from '@quayside/contract';
import { emit, record, type Tx } from '../platform/index.ts';
import { keepToTheLast, openPromises } from '../stock/index.ts';
import { lockOrders, ordersOf } from './lock.ts';
import { type LineUnits, partsUnderWay, qtyByLine, uncovered } from './parts.ts';

/** How far along a fulfilment order is; an order is as far as its least advanced one. */
const rankOf: Record<FulfilmentState, number | null> = {
  promised: 1,
  released: 2,
  picking: 3,
  picked: 4,
  packed: 5,
  shipped: 6,
  short: null,
  cancelled: null,
};
const stateByRank: Record<number, OrderState> = {
  1: 'promised',
  2: 'released',
  3: 'picking',
  4: 'picked',
  5: 'packed',
  6: 'shipped',
};

export interface OrderStanding {
  state: OrderState;
  holds: number;
  /** Units neither promised, shipped nor cancelled. */
  backorderedQty: number;
  fulfilments: readonly FulfilmentState[];
}

/** The state an order has by what its parts say. Pure. */
export function standingState(order: OrderStanding): OrderState {
  if (order.state === 'cancelled' || order.state === 'delivered') return order.state;
  const ranks = order.fulfilments
    .map((s) => rankOf[s])
    .filter((rank): rank is number => rank !== null);
  const open = ranks.filter((rank) => rank < 6);
  if (open.length === 0) {
    if (order.holds > 0) return 'held';
    if (order.backorderedQty > 0) return 'backordered';
    return ranks.length > 0 ? 'shipped' : order.state === 'held' ? 'promised' : order.state;
  }
  const least = Math.min(...open);
  if (order.holds > 0 && least === 1) return 'held';
  return stateByRank[least] as OrderState;
}

/** Sets the state of orders to what their parts say, under their rows' locks. Answers those that changed. */
export async function settle(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx.query<{
    order_id: string;
    state: OrderState;
    holds: number;
    backordered_qty: number;
    fulfilments: FulfilmentState[];
  }>(
    `select o.order_id, o.state, cardinality(o.hold_kinds) as holds,
            (select coalesce(sum(l.qty - l.promised_qty - l.shipped_qty - l.cancelled_qty), 0)::int
               from orders.order_line l
              where l.tenant_id = $1 and l.order_id = o.order_id) as backordered_qty,
            array(select f.state from orders.fulfilment_order f
                   where f.tenant_id = $1 and f.order_id = o.order_id) as fulfilments
       from orders.sales_order o
      where o.tenant_id = $1 and o.order_id = any($2)
      order by o.order_id for update of o`,
    [tx.tenantId, orderIds],
  );
  const changed = rows
    .map((row) => ({
      orderId: row.order_id,
      before: row.state,
      state: standingState({
        state: row.state,
        holds: row.holds,
        backorderedQty: row.backordered_qty,
        fulfilments: row.fulfilments,
      }),
    }))
    .filter((row) => row.state !== row.before);
  if (changed.length > 0) {
    await tx.execute(
      `update orders.sales_order o
          set state = c.state,
              shipped_at = case when c.state = 'shipped' then coalesce(o.shipped_at, clock_timestamp()) else o.shipped_at end
         from unnest($2::bigint[], $3::text[]) c (order_id, state)
        where o.tenant_id = $1 and o.order_id = c.order_id`,
      [tx.tenantId, changed.map((c) => c.orderId), changed.map((c) => c.state)],
    );
    tx.touch('orders');
  }
  return changed.map((c) => c.orderId);
}

/**
 * Follows what a node says of its fulfilment orders. An event that the table refuses in the present
 * state (late or repeated) changes nothing. Answers the orders concerned.
 */
export async function followFulfilments(
  tx: Tx,
  fulfilmentOrderIds: readonly string[],
  event: FulfilmentEvent,
): Promise<string[]> {
  const from = statesAllowing(fulfilmentTable, event);
  const next = [...new Set(from.map((s) => fulfilmentTable[s][event]))];
  const [to] = next;
  if (to === undefined || to === null || next.length !== 1) {
    throw new Error(`event ${event} does not lead to one state`);
  }
  await lockOrders(tx, await ordersOf(tx, fulfilmentOrderIds));
  const rows = await tx.query<{ order_id: string; node_id: string }>(
    `update orders.fulfilment_order set state = $3
      where tenant_id = $1 and fulfilment_order_id = any($2) and state = any($4) and state <> $3
    returning order_id, node_id`,
    [tx.tenantId, fulfilmentOrderIds, to, from],
  );
  if (event === 'pack') {
    await keepToTheLast(
      tx,
      rows.map((row) => ({ orderId: row.order_id, nodeId: row.node_id })),
    );
  }
  const orderIds = [...new Set(rows.map((row) => row.order_id))];
  await settle(tx, orderIds);
  return orderIds;
}

/** Hands promised fulfilment orders to their nodes. Answers their orders; emits `orders.fulfilment_released`. */
export async function releaseFulfilments(tx: Tx, orderIds: readonly string[]): Promise<string[]> {
  // Under the orders' locks: a hold that is being placed is seen.
  await lockOrders(tx, orderIds);
  const rows = await tx.query<{ fulfilment_order_id: string; order_id: string }>(
    `update orders.fulfilment_order f
        set state = 'released'
       from orders.sales_order o
      where f.tenant_id = $1 and o.tenant_id = $1 and o.order_id = f.order_id
        and f.order_id = any($2) and f.state = 'promised' and cardinality(o.hold_kinds) = 0
        and not o.is_cancel_requested
    returning f.fulfilment_order_id, f.order_id`,
    [tx.tenantId, orderIds],
  );
  if (rows.length === 0) return [];
  const released = [...new Set(rows.map((row) => row.order_id))];
  await settle(tx, released);
  await emit(tx, 'orders.fulfilment_released', {
    fulfilmentOrderIds: rows.map((row) => row.fulfilment_order_id),
  });
  await record(
    tx,
    released.map((orderId) => ({ subjectKind: 'order', subjectId: orderId, kind: 'released' })),
  );
  return released;
}

/**
 * Books what left with these fulfilment orders: shipped quantities rise, promises are already consumed.
 * The node's word that goods left stands for every step before it, so news that overtook others are
 * taken; repeated news change nothing; goods that left although the part was given up are put on the
 * order's timeline. Answers the orders that are shipped whole now.
 */
export async function recordShipment(
  tx: Tx,
  fulfilmentOrderIds: readonly string[],
): Promise<string[]> {
  const lockedIds = await lockOrders(tx, await ordersOf(tx, fulfilmentOrderIds));
  const before = await partsUnderWay(tx, lockedIds);
  const rows = await tx.query<{ order_id: string; fulfilment_order_id: string }>(
    `update orders.fulfilment_order set state = 'shipped'
      where tenant_id = $1 and fulfilment_order_id = any($2)
        and state in ('promised', 'released', 'picking', 'picked', 'packed')
    returning order_id, fulfilment_order_id`,
    [tx.tenantId, fulfilmentOrderIds],
  );
  await noteLeftAnyway(tx, fulfilmentOrderIds);
  if (rows.length === 0) return [];
  const left = new Set(rows.map((row) => row.fulfilment_order_id));
  const orderIds = [...new Set(rows.map((row) => row.order_id))];
  const leaving = before.filter((part) => left.has(part.fulfilmentOrderId));
  await raiseShipped(tx, leaving, [
    ...before,
    ...uncovered(await openPromises(tx, orderIds), before),
  ]);
  await settle(tx, orderIds);
  const whole = await tx.query<{ order_id: string }>(
    `select order_id from orders.sales_order
      where tenant_id = $1 and order_id = any($2) and state = 'shipped' order by order_id`,
    [tx.tenantId, orderIds],
  );
  const isWhole = new Set(whole.map((row) => row.order_id));
  await record(
    tx,
    orderIds.map((orderId) => ({
      subjectKind: 'order',
      subjectId: orderId,
      kind: isWhole.has(orderId) ? 'shipped' : 'part_shipped',
    })),
  );
  tx.touch('orders');
  return [...isWhole];
}

/** Moves what left from promised to shipped, line by line; a kit's line by the kits that left. */
async function raiseShipped(
  tx: Tx,
  leaving: readonly LineUnits[],
  promised: readonly LineUnits[],
): Promise<void> {
  const shipped = await qtyByLine(tx, leaving, promised);
  await tx.execute(
    `update orders.order_line l
        set shipped_qty = l.shipped_qty + s.qty, promised_qty = l.promised_qty - s.qty
       from unnest($2::bigint[], $3::int[]) s (order_line_id, qty)
      where l.tenant_id = $1 and l.order_line_id = s.order_line_id`,
    [tx.tenantId, shipped.map((s) => s.orderLineId), shipped.map((s) => s.qty)],
  );
}

/** Goods of a part that was cancelled or fell short are gone all the same: a person must see it. */
async function noteLeftAnyway(tx: Tx, fulfilmentOrderIds: readonly string[]): Promise<void> {
  const rows = await tx.query<{ order_id: string; fulfilment_order_id: string; state: string }>(
    `select order_id, fulfilment_order_id, state from orders.fulfilment_order
      where tenant_id = $1 and fulfilment_order_id = any($2) and state in ('cancelled', 'short')`,
    [tx.tenantId, fulfilmentOrderIds],
  );
  await record(
    tx,
    rows.map((row) => ({
      subjectKind: 'order',
      subjectId: row.order_id,
      kind: 'left_though_stopped',
      facts: { fulfilmentOrderId: row.fulfilment_order_id, state: row.state },
    })),
  );
}
