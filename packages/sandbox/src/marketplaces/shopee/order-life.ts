import { seconds } from '../../clock.ts';
import { schedule } from '../../state/due-actions.ts';
import type { World } from '../../world.ts';
import {
  type LogisticsStatus,
  type OrderEvent,
  type OrderStatus,
  orderLife,
} from './life-cycle.ts';
import { findOrder, type LineRow, linesOf, type OrderRow } from './order-rows.ts';
import { PUSH, queuePush } from './push.ts';
import { pushReservedStock, returnStock } from './stock.ts';

/** Seconds the seller has to arrange shipment: two days, as the items say in days_to_ship. */
export const DAYS_TO_SHIP = 2;
const DAY_MS = 86_400_000;
/** An unpaid order lapses after a day; an unanswered cancellation request is granted after two. */
const UNPAID_LIFE_MS = DAY_MS;
const ANSWER_CANCEL_MS = 2 * DAY_MS;

export interface CancelFacts {
  by: 'buyer' | 'seller' | 'system';
  reason: string;
  buyerReason?: string;
}

/**
 * Moves an order along its life: the table decides, everything that follows is done in the same
 * transaction (stock, parcels, pushes, what is owed later). Answers the new status, or null when the
 * table refuses.
 */
export function moveOrder(
  world: World,
  orderSn: string,
  event: OrderEvent,
  cancel?: CancelFacts,
): OrderStatus | null {
  return world.database.transaction(() => {
    const order = findOrder(world, orderSn);
    if (order === undefined) return null;
    const next = orderLife[order.status][event];
    if (next === null) return null;
    // The clock may have stood still since the last change; update_time never runs backwards.
    const nowMs = Math.max(world.clock.now(), order.updated_at);
    world.database.run(
      'update shop_order set status = ?, updated_at = ? where seq = ?',
      next,
      nowMs,
      order.seq,
    );
    afterMove(world, order, event, next, nowMs, cancel);
    pushOrderStatus(world, order.shop_id, orderSn, next, nowMs);
    return next;
  });
}

function afterMove(
  world: World,
  order: OrderRow,
  event: OrderEvent,
  next: OrderStatus,
  nowMs: number,
  cancel: CancelFacts | undefined,
): void {
  switch (event) {
    case 'pay':
      world.database.run(
        'update shop_order set paid_at = ?, ship_by_at = ? where seq = ?',
        nowMs,
        nowMs + DAYS_TO_SHIP * DAY_MS,
        order.seq,
      );
      setPackages(world, order.order_sn, 'LOGISTICS_READY', nowMs);
      return;
    case 'arrange':
      return;
    case 'pick_up':
      world.database.run(
        'update shop_order set pickup_done_at = ? where seq = ?',
        nowMs,
        order.seq,
      );
      return;
    case 'deliver': {
      const { completeAfterMs } = world.options.pace;
      if (completeAfterMs !== null) {
        schedule(world, 'complete', order.order_sn, nowMs + completeAfterMs);
      }
      return;
    }
    case 'complete':
      return;
    case 'reject_cancel':
      world.database.run(
        `update shop_order set cancel_by = '', cancel_reason = '', buyer_cancel_reason = ''
          where seq = ?`,
        order.seq,
      );
      return;
    case 'buyer_cancel':
    case 'seller_cancel':
    case 'expire':
      recordCancel(world, order, cancel);
      if (next === 'IN_CANCEL') {
        schedule(world, 'accept_cancel', order.order_sn, nowMs + ANSWER_CANCEL_MS);
        return;
      }
      closeCancelled(world, order, nowMs);
      return;
    case 'accept_cancel':
      closeCancelled(world, order, nowMs);
      return;
    default:
      event satisfies never;
  }
}

function recordCancel(world: World, order: OrderRow, cancel: CancelFacts | undefined): void {
  world.database.run(
    `update shop_order set status_before_cancel = ?, cancel_by = ?, cancel_reason = ?,
       buyer_cancel_reason = ? where seq = ?`,
    order.status,
    cancel?.by ?? 'system',
    cancel?.reason ?? 'Other',
    cancel?.buyerReason ?? '',
    order.seq,
  );
}

/** The units go back on sale, the parcels are called off. */
function closeCancelled(world: World, order: OrderRow, nowMs: number): void {
  for (const line of linesOf(world, order.order_sn)) {
    returnStock(world, line);
    if (line.promotion_qty > 0) pushPromotionChange(world, 'cancel_order', order.order_sn, line);
  }
  for (const [from, to] of [
    ['LOGISTICS_NOT_START', 'LOGISTICS_INVALID'],
    ['LOGISTICS_READY', 'LOGISTICS_INVALID'],
    ['LOGISTICS_REQUEST_CREATED', 'LOGISTICS_REQUEST_CANCELED'],
  ] as const) {
    world.database.run(
      `update package set logistics_status = ?, updated_at = ?
        where order_sn = ? and logistics_status = ?`,
      to,
      nowMs,
      order.order_sn,
      from,
    );
  }
}

/** Called after the stock was changed: the promotion now holds what is left (or came back). */
export function pushPromotionChange(
  world: World,
  action: 'place_order' | 'cancel_order',
  orderSn: string,
  line: Pick<LineRow, 'item_id' | 'model_id' | 'promotion_qty'>,
): void {
  const left = world.database.row<{ promotion_qty: number }>(
    'select promotion_qty from offer where item_id = ? and model_id = ?',
    line.item_id,
    line.model_id,
  );
  const newQty = left?.promotion_qty ?? 0;
  const change = action === 'place_order' ? line.promotion_qty : -line.promotion_qty;
  pushReservedStock(world, action, orderSn, {
    item_id: line.item_id,
    model_id: line.model_id,
    old_qty: newQty + change,
    new_qty: newQty,
  });
}

function setPackages(world: World, orderSn: string, status: LogisticsStatus, nowMs: number): void {
  world.database.run(
    'update package set logistics_status = ?, updated_at = ? where order_sn = ?',
    status,
    nowMs,
    orderSn,
  );
}

/** Push 3: every change of status, with nothing but the status; the rest is to be read. */
export function pushOrderStatus(
  world: World,
  shopId: number,
  orderSn: string,
  status: OrderStatus,
  atMs: number,
): void {
  queuePush(world, {
    shopId,
    code: PUSH.orderStatus,
    subject: orderSn,
    data: {
      completed_scenario: '',
      items: [],
      ordersn: orderSn,
      status,
      update_time: seconds(atMs),
    },
  });
}

/** After a day without payment. */
export function expireUnpaid(world: World, orderSn: string): void {
  moveOrder(world, orderSn, 'expire', { by: 'system', reason: 'Unpaid Order' });
}

export function scheduleUnpaidExpiry(world: World, orderSn: string, placedAt: number): void {
  schedule(world, 'expire_unpaid', orderSn, placedAt + UNPAID_LIFE_MS);
}

const BUYER_REASONS = [
  'Need to change delivery address',
  'Modify existing order (color, size, voucher, etc)',
  "Don't Want to Buy Anymore",
  'Found Cheaper Elsewhere',
];

/** The buyer wants out; `seed` picks the reason given, always the same for the same order. */
export function buyerCancels(world: World, orderSn: string, seed: number): OrderStatus | null {
  return moveOrder(world, orderSn, 'buyer_cancel', {
    by: 'buyer',
    reason: 'Buyer Request to Cancel',
    buyerReason: BUYER_REASONS[seed % BUYER_REASONS.length] ?? 'Others',
  });
}
