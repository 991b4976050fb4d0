import type { OrderAnswer, OrderInput } from '@quayside/contract';
import { type SkuFacts, skusByCode } from '../catalogue/index.ts';
import { Refusal, type Tx } from '../platform/index.ts';
import type { CaptureAnswer, CaptureInput } from './capture.ts';

/** The API itself as a channel: its orders carry the caller's own numbers. */
export const apiChannel = { channelId: '0', channelName: 'API' } as const;

/** Totals beyond this are a typing error, not an order: what a double can still hold to the unit. */
const TOTAL_MINOR_MAX = 1_000_000_000_000;

/** An API order in capture's words. Refuses `unknown_sku` with every code that does not exist. */
export function toCaptureInput(
  order: OrderInput,
  skus: ReadonlyMap<string, SkuFacts>,
  defaults: { currency: string; now: Date },
): CaptureInput {
  const unknown = order.lines.filter((l) => !skus.has(l.skuCode)).map((l) => l.skuCode);
  if (unknown.length > 0) {
    throw new Refusal('unknown_sku', `There is no SKU ${unknown.join(', ')}.`, {
      facts: { skuCodes: unknown },
      remedy: 'Create the SKU first, or correct the code.',
    });
  }
  const lines = order.lines.map((line) => {
    const sku = skus.get(line.skuCode) as SkuFacts;
    return {
      skuId: sku.skuId,
      isKit: sku.isKit,
      externalLineId: null,
      externalItemId: null,
      externalModelId: null,
      sellerSku: line.skuCode,
      name: line.name ?? sku.name,
      qty: line.qty,
      unitPriceMinor: line.unitPriceMinor ?? 0,
      discountMinor: 0,
    };
  });
  const goodsMinor = lines.reduce((sum, l) => sum + l.unitPriceMinor * l.qty, 0);
  const totalMinor = goodsMinor + (order.shippingMinor ?? 0);
  if (totalMinor > TOTAL_MINOR_MAX) {
    throw new Refusal('invalid_input', 'The order’s total is beyond what an order can be worth.', {
      facts: { totalMinor },
    });
  }
  const placedAt = order.placedAt === undefined ? defaults.now : new Date(order.placedAt);
  const isPaid = order.isPaid ?? true;
  return {
    ...apiChannel,
    externalOrderNumber: order.externalOrderNumber,
    externalState: null,
    externalUpdatedAt: null,
    placedAt,
    paidAt: isPaid ? placedAt : null,
    shipByAt: order.shipByAt === undefined ? null : new Date(order.shipByAt),
    currency: order.currency ?? defaults.currency,
    totalMinor,
    shippingMinor: order.shippingMinor ?? 0,
    isCod: false,
    buyerName: order.buyer?.name ?? order.address?.name ?? null,
    buyerEmail: order.buyer?.email ?? null,
    buyerPhone: order.buyer?.phone ?? order.address?.phone ?? null,
    address: order.address ?? null,
    note: order.note ?? null,
    carrier: null,
    priority: order.priority ?? 50,
    isShipComplete: order.shipComplete ?? true,
    acceptsBackorder: order.acceptBackorder ?? true,
    holds: isPaid ? [] : [{ kind: 'payment', note: null }],
    usesHoldRef: order.holdRef ?? null,
    cancelledBecause: null,
    lines,
  };
}

export async function skusOf(
  tx: Tx,
  orders: readonly OrderInput[],
): Promise<Map<string, SkuFacts>> {
  return skusByCode(
    tx,
    orders.flatMap((o) => o.lines.map((l) => l.skuCode)),
  );
}

export function toAnswer(externalOrderNumber: string, answer: CaptureAnswer): OrderAnswer {
  if (answer.ok) {
    const { isNew, orderId, orderNumber, state } = answer;
    return { externalOrderNumber, ok: true, isNew, orderId, orderNumber, state };
  }
  return {
    externalOrderNumber,
    ok: false,
    code: answer.reason,
    message: 'Less is available to promise than was asked for, and the order takes no backorder.',
  };
}
