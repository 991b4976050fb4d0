import type { Tx } from '../platform/index.ts';
import { postMoves } from '../stock/index.ts';
import { of, type World } from '../stock/testkit.ts';
import { type CaptureAnswer, type CaptureInput, capture } from './capture.ts';
import { followFulfilments, recordShipment, releaseFulfilments } from './follow.ts';
import { consumptionsOf } from './from-channel.ts';

/** 1 March 2026, 09:00 in Singapore. */
export const NINE = new Date('2026-03-01T01:00:00Z');

let numbers = 0;

type Lines = Record<string, number | null>;

/** An order as capture takes it: `{ A: 2, KIT: 1 }`; null is a line whose listing is not mapped. */
export function anOrder(
  world: Pick<World, 'sku'>,
  lines: Lines | readonly (readonly [string, number])[],
  more: Partial<CaptureInput> = {},
): CaptureInput {
  numbers += 1;
  const pairs = Array.isArray(lines) ? lines : Object.entries(lines as Lines);
  return {
    channelId: '0',
    channelName: 'API',
    externalOrderNumber: `T${numbers}`,
    externalState: null,
    externalUpdatedAt: null,
    placedAt: NINE,
    paidAt: NINE,
    shipByAt: null,
    currency: 'SGD',
    totalMinor: 1000,
    shippingMinor: 0,
    isCod: false,
    buyerName: 'Tan Wei',
    buyerEmail: null,
    buyerPhone: null,
    address: null,
    note: null,
    carrier: null,
    priority: 50,
    isShipComplete: true,
    acceptsBackorder: true,
    holds: [],
    usesHoldRef: null,
    cancelledBecause: null,
    lines: pairs.map(([code, qty]: readonly [string, number | null]) => ({
      skuId: qty === null ? null : of(world.sku, code),
      isKit: code === 'KIT' || code === 'SET',
      externalLineId: null,
      externalItemId: `item-${code}`,
      externalModelId: null,
      sellerSku: code,
      name: `SKU ${code}`,
      qty: qty ?? 1,
      unitPriceMinor: 500,
      discountMinor: 0,
    })),
    ...more,
  };
}

/** Captures one order; answers its id. */
export async function captured(world: World, input: CaptureInput): Promise<string> {
  const [answer] = await world.run((tx) => capture(tx, [input]));
  return orderIdOf(answer);
}

export function orderIdOf(answer: CaptureAnswer | undefined): string {
  if (answer === undefined || !answer.ok) throw new Error('the order was refused');
  return answer.orderId;
}

/** `state: SKU qty=promised/shipped/cancelled …` of an order. */
export async function standing(world: World, orderId: string): Promise<string> {
  const [order] = await world.rows<{ state: string }>(
    'select state from orders.sales_order where order_id = $1',
    [orderId],
  );
  const lines = await world.rows<{ code: string; qty: number; p: number; s: number; c: number }>(
    `select coalesce(k.sku_code, '?') as code, l.qty, l.promised_qty as p, l.shipped_qty as s,
            l.cancelled_qty as c
       from orders.order_line l left join catalogue.sku k on k.sku_id = l.sku_id
      where l.order_id = $1 order by l.line_number`,
    [orderId],
  );
  return `${order?.state}: ${lines.map((l) => `${l.code} ${l.qty}=${l.p}/${l.s}/${l.c}`).join(', ')}`;
}

export interface Part {
  fulfilmentOrderId: string;
  nodeCode: string;
  state: string;
  lines: string;
}

/** The order's fulfilment orders, oldest first: node, state, `SKU qty` of each line. */
export async function partsOf(world: World, orderId: string): Promise<Part[]> {
  return world.rows<Part>(
    `select f.fulfilment_order_id as "fulfilmentOrderId", n.node_code as "nodeCode", f.state,
            (select string_agg(k.sku_code || ' ' || l.qty, ', ' order by l.order_line_id, k.sku_code)
               from orders.fulfilment_line l join catalogue.sku k on k.sku_id = l.sku_id
              where l.fulfilment_order_id = f.fulfilment_order_id) as lines
       from orders.fulfilment_order f join catalogue.node n on n.node_id = f.node_id
      where f.order_id = $1 order by f.fulfilment_order_id`,
    [orderId],
  );
}

/** As `partsOf`, in short: `W promised: A 2`. */
export async function partsInShort(world: World, orderId: string): Promise<string[]> {
  return (await partsOf(world, orderId)).map((p) => `${p.nodeCode} ${p.state}: ${p.lines}`);
}

/** The goods of parts leave from bins of their nodes that hold them; their promises are consumed. */
export async function sendOff(tx: Tx, world: World, fulfilmentOrderIds: string[]): Promise<void> {
  const consume = await consumptionsOf(tx, fulfilmentOrderIds);
  const moves = [];
  for (const { skuId, nodeId, qty } of consume) {
    let openQty = qty;
    const bins = await tx.query<{ location_id: string; on_hand_qty: number }>(
      `select b.location_id, b.on_hand_qty from stock.balance b
         join catalogue.location l on l.tenant_id = $1 and l.location_id = b.location_id
        where b.tenant_id = $1 and b.sku_id = $2 and l.node_id = $3 and l.is_sellable
          and b.status = 'available' order by b.location_id`,
      [tx.tenantId, skuId, nodeId],
    );
    for (const bin of bins) {
      const taken = moves
        .filter((m) => m.skuId === skuId && m.fromLocationId === bin.location_id)
        .reduce((sum, m) => sum + m.qty, 0);
      const takeQty = Math.min(openQty, bin.on_hand_qty - taken);
      if (takeQty <= 0) continue;
      openQty -= takeQty;
      moves.push({
        skuId,
        fromLocationId: bin.location_id,
        toLocationId: of(world.location, 'customer'),
        qty: takeQty,
        reason: 'ship',
      });
    }
  }
  await postMoves(tx, moves, consume);
}

/** One part goes the whole way: released, picked, packed, gone, booked. */
export async function shipPart(world: World, orderId: string, part: Part): Promise<string[]> {
  const id = part.fulfilmentOrderId;
  await world.run((tx) => releaseFulfilments(tx, [orderId]));
  for (const event of ['start_pick', 'finish_pick', 'pack'] as const) {
    await world.run((tx) => followFulfilments(tx, [id], event));
  }
  await world.run((tx) => sendOff(tx, world, [id]));
  return world.run((tx) => recordShipment(tx, [id]));
}
