import { Refusal, type Tx } from '../../platform/index.ts';
import type { Consumption } from '../../stock/index.ts';
import type { Goods } from '../outbound/queries.ts';
import type { OutboundRef } from '../progress.ts';

/**
 * The promises whose goods leave with fulfilment orders. The WMS knows no order lines: whoever wires it
 * to an OMS (ours or another) says.
 */
export type ConsumptionsOf = (
  tx: Tx,
  fulfilmentOrderIds: readonly string[],
) => Promise<Consumption[]>;

/**
 * The promises to consume with goods that leave, unit for unit. Refuses `order_cancelled`, naming the
 * orders, where goods are promised no more: the order desk took a promise back a moment ago, and its
 * word has not reached the floor yet.
 */
export async function promisesBehind(
  tx: Tx,
  orders: readonly OutboundRef[],
  goods: readonly Goods[],
  consumptionsOf: ConsumptionsOf,
): Promise<Consumption[]> {
  const consume = await consumptionsOf(
    tx,
    orders.map((order) => order.fulfilmentOrderId),
  );
  if (isSame(goods, consume)) return consume;
  const unpromised: OutboundRef[] = [];
  for (const order of orders) {
    const its = goods.filter((g) => g.outboundOrderId === order.outboundOrderId);
    if (!isSame(its, await consumptionsOf(tx, [order.fulfilmentOrderId]))) unpromised.push(order);
  }
  const numbers = unpromised.map((order) => order.orderNumber);
  throw new Refusal('order_cancelled', `Order ${numbers.join(', ')} is promised no more.`, {
    facts: { orderNumbers: numbers },
    remedy: 'Keep these parcels back, wait a moment for the order desk’s word, and try again.',
  });
}

function isSame(
  goods: readonly { skuId: string; qty: number }[],
  promised: readonly { skuId: string; qty: number }[],
): boolean {
  const open = new Map<string, number>();
  for (const { skuId, qty } of goods) open.set(skuId, (open.get(skuId) ?? 0) + qty);
  for (const { skuId, qty } of promised) open.set(skuId, (open.get(skuId) ?? 0) - qty);
  return [...open.values()].every((qty) => qty === 0);
}
