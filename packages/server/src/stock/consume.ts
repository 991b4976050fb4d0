import { LostRace, type Tx } from '../platform/index.ts';
import type { Consumption } from './move.ts';

interface HeldPromise {
  reservation_id: string;
  order_line_id: string;
  sku_id: string;
  node_id: string;
  qty: number;
}

/**
 * Closes the promises whose goods leave, oldest first per (line, SKU, node); the last one is split
 * when only a part of it leaves. Called under the availability rows' locks. Goods without a promise
 * never leave: everything is rolled back and tried again, because most likely the order was cancelled
 * at this very moment, and a second look says so.
 */
export async function closeConsumed(tx: Tx, consume: readonly Consumption[]): Promise<void> {
  if (consume.length === 0) return;
  const held = await tx.query<HeldPromise>(
    `select reservation_id, order_line_id, sku_id, node_id, qty from stock.reservation
      where tenant_id = $1 and state = 'held' and order_id is not null and order_line_id = any($2)
      order by reservation_id for update`,
    [tx.tenantId, [...new Set(consume.map((c) => c.orderLineId))]],
  );
  const { whole, parts } = planConsumption(held, consume);
  if (whole.length > 0) {
    await tx.execute(
      `update stock.reservation set state = 'consumed', closed_at = clock_timestamp()
        where tenant_id = $1 and reservation_id = any($2)`,
      [tx.tenantId, whole],
    );
  }
  for (const part of parts) {
    await tx.execute(
      `with rest as (
         update stock.reservation set qty = qty - $3
          where tenant_id = $1 and reservation_id = $2
         returning sku_id, node_id, order_id, order_line_id, rank_at, created_at)
       insert into stock.reservation
         (tenant_id, sku_id, node_id, qty, state, order_id, order_line_id, rank_at, created_at, closed_at)
       select $1, sku_id, node_id, $3, 'consumed', order_id, order_line_id, rank_at, created_at, clock_timestamp()
         from rest`,
      [tx.tenantId, part.reservationId, part.qty],
    );
  }
}

/** Which promises leave whole and which in part. Pure. */
export function planConsumption(
  held: readonly HeldPromise[],
  consume: readonly Consumption[],
): { whole: string[]; parts: { reservationId: string; qty: number }[] } {
  const wanted = new Map<string, number>();
  for (const c of consume) {
    const key = `${c.orderLineId}/${c.skuId}/${c.nodeId}`;
    wanted.set(key, (wanted.get(key) ?? 0) + c.qty);
  }
  const whole: string[] = [];
  const parts: { reservationId: string; qty: number }[] = [];
  for (const promise of held) {
    const key = `${promise.order_line_id}/${promise.sku_id}/${promise.node_id}`;
    const open = wanted.get(key) ?? 0;
    if (open === 0) continue;
    const qty = Math.min(open, promise.qty);
    if (qty === promise.qty) whole.push(promise.reservation_id);
    else parts.push({ reservationId: promise.reservation_id, qty });
    wanted.set(key, open - qty);
  }
  const missing = [...wanted].filter(([, qty]) => qty > 0);
  if (missing.length > 0)
    throw new LostRace(`goods were to leave without a promise: ${missing.join('; ')}`);
  return { whole, parts };
}
