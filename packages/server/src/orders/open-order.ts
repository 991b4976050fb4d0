import type { Address } from '@quayside/contract';
import type { Tx } from '../platform/index.ts';
import type { PromiseRequest } from '../stock/index.ts';
import { placeOf } from './place.ts';

/** An order that is not over, with what its lines still lack. */
export interface OpenOrder {
  order_id: string;
  ship_complete: boolean;
  priority: number;
  placed_at: Date;
  ship_by_at: Date;
  address: Address | null;
  is_held: boolean;
  lines: { orderLineId: string; skuId: string | null; openQty: number }[];
}

/** Of these orders, those that lack units and whose every line has its SKU. */
export async function wantingOrders(tx: Tx, orderIds: readonly string[]): Promise<OpenOrder[]> {
  const orders = await openOrders(tx, orderIds);
  return orders.filter(
    (o) => o.lines.some((l) => l.openQty > 0) && o.lines.every((l) => l.skuId !== null),
  );
}

/** What an order still wants promised. Pure. */
export function toRequest(order: OpenOrder): PromiseRequest {
  return {
    demandId: order.order_id,
    orderId: order.order_id,
    rankAt: order.ship_by_at,
    isShipComplete: order.ship_complete,
    priority: order.priority,
    placedAtMs: order.placed_at.getTime(),
    destination: placeOf(order.address),
    lines: order.lines
      .filter((l) => l.openQty > 0)
      .map((l) => ({ lineId: l.orderLineId, skuId: l.skuId as string, qty: l.openQty })),
  };
}

async function openOrders(tx: Tx, orderIds: readonly string[]): Promise<OpenOrder[]> {
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
      order by o.order_id`,
    [tx.tenantId, orderIds],
  );
}
