import { hashOf } from '../../chance.ts';
import type { Buyer } from '../../traffic/buyers.ts';
import type { World } from '../../world.ts';
import { isLinked } from './is-linked.ts';
import { orderNumber, packageNumber, trackingNumber } from './numbers.ts';
import {
  moveOrder,
  pushOrderStatus,
  pushPromotionChange,
  scheduleUnpaidExpiry,
} from './order-life.ts';
import type { OfferRow } from './products.ts';
import { SHOP } from './shop.ts';
import { takeStock } from './stock.ts';

/** What a buyer puts into the cart. Without a price the shop's own counts. */
export interface Wish {
  skuCode: string;
  qty: number;
  unitPriceMinor?: number;
}

export interface SoldOutLine {
  skuCode: string;
  qty: number;
  reason: 'sold_out' | 'not_listed';
}

export type Placement =
  | { isPlaced: true; orderSn: string; orderedQty: number; soldOut: SoldOutLine[] }
  | { isPlaced: false; soldOut: SoldOutLine[] };

/** Buyers pay a flat SGD 1.99 for standard delivery. */
const SHIPPING_MINOR = 199;

/** Lines of one SKU become one line: the same thing twice in a cart is one row with the sum. */
function mergeWishes(wishes: Wish[]): Wish[] {
  const bySku = new Map<string, Wish>();
  for (const wish of wishes) {
    const known = bySku.get(wish.skuCode);
    if (known === undefined) bySku.set(wish.skuCode, { ...wish });
    else known.qty += wish.qty;
  }
  return [...bySku.values()];
}

interface TakenLine {
  offer: OfferRow;
  qty: number;
  promotionQty: number;
  paidPriceMinor: number;
}

/**
 * A buyer checks out. What the shop does not show cannot be bought: such a line is dropped whole and
 * reported. Order, parcel, stock and pushes are one transaction.
 */
export function placeOrder(
  world: World,
  buyer: Buyer,
  wishes: Wish[],
  facts: { invoiceNumber?: string; messageToSeller?: string; isPaid: boolean },
): Placement {
  return world.database.transaction(() => {
    const soldOut: SoldOutLine[] = [];
    const taken: TakenLine[] = [];
    for (const wish of mergeWishes(wishes)) {
      const offer = world.database.row<OfferRow>(
        `select item_id, model_id, sku_code, model_name, gtin, price_minor, stock_qty, promotion_qty
           from offer where sku_code = ?`,
        wish.skuCode,
      );
      const promotionQty = offer === undefined ? null : takeStock(world, offer, wish.qty);
      if (offer === undefined || promotionQty === null) {
        const reason = offer === undefined ? 'not_listed' : 'sold_out';
        soldOut.push({ skuCode: wish.skuCode, qty: wish.qty, reason });
        continue;
      }
      const paidPriceMinor = wish.unitPriceMinor ?? offer.price_minor;
      taken.push({ offer, qty: wish.qty, promotionQty, paidPriceMinor });
    }
    if (taken.length === 0) return { isPlaced: false, soldOut };
    const orderSn = writeOrder(world, buyer, taken, facts);
    for (const line of taken) {
      if (line.promotionQty === 0) continue;
      pushPromotionChange(world, 'place_order', orderSn, {
        item_id: line.offer.item_id,
        model_id: line.offer.model_id,
        promotion_qty: line.promotionQty,
      });
    }
    if (facts.isPaid) {
      moveOrder(world, orderSn, 'pay');
    } else {
      const nowMs = world.clock.now();
      pushOrderStatus(world, SHOP.shopId, orderSn, 'UNPAID', nowMs);
      scheduleUnpaidExpiry(world, orderSn, nowMs);
    }
    const orderedQty = taken.reduce((sum, line) => sum + line.qty, 0);
    return { isPlaced: true, orderSn, orderedQty, soldOut };
  });
}

function writeOrder(
  world: World,
  buyer: Buyer,
  taken: TakenLine[],
  facts: { invoiceNumber?: string; messageToSeller?: string },
): string {
  const { database } = world;
  const nowMs = world.clock.now();
  const goodsMinor = taken.reduce((sum, line) => sum + line.qty * line.paidPriceMinor, 0);
  const { lastId: seq } = database.run(
    `insert into shop_order (order_sn, shop_id, status, placed_at, updated_at, buyer_user_id,
       buyer_username, recipient, goods_minor, shipping_minor, message_to_seller, invoice_number)
     values (?, ?, 'UNPAID', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    `new ${nowMs} ${hashOf(buyer.username)}`,
    SHOP.shopId,
    nowMs,
    nowMs,
    buyer.userId,
    buyer.username,
    JSON.stringify(buyer.recipient),
    goodsMinor,
    SHIPPING_MINOR,
    facts.messageToSeller ?? '',
    facts.invoiceNumber ?? null,
  );
  const orderSn = orderNumber(seq, nowMs);
  database.run('update shop_order set order_sn = ? where seq = ?', orderSn, seq);
  const parcel = packageNumber(seq, 0);
  database.run(
    `insert into package (package_number, order_sn, logistics_status, updated_at, tracking_number)
     values (?, ?, 'LOGISTICS_NOT_START', ?, ?)`,
    parcel,
    orderSn,
    nowMs,
    trackingNumber(parcel),
  );
  taken.forEach((line, index) => {
    database.run(
      `insert into order_line (order_sn, order_item_id, item_id, model_id, sku_code, qty,
         original_price_minor, paid_price_minor, promotion_qty) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      orderSn,
      index + 1,
      line.offer.item_id,
      line.offer.model_id,
      line.offer.sku_code,
      line.qty,
      Math.max(line.offer.price_minor, line.paidPriceMinor),
      line.paidPriceMinor,
      line.promotionQty,
    );
    database.run(
      'insert into package_line (package_number, order_item_id, qty) values (?, ?, ?)',
      parcel,
      index + 1,
      line.qty,
    );
  });
  return orderSn;
}

/** A shop nobody connected, or with nothing on its shelf, has no customers. */
export function isShopOpen(world: World): boolean {
  if (!isLinked(world, SHOP.shopId)) return false;
  return world.database.row('select 1 from offer where stock_qty > 0 limit 1') !== undefined;
}
