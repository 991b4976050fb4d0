import { seconds } from '../../clock.ts';
import type { World } from '../../world.ts';
import { type Answer, answer, type Call } from './call.ts';
import { refuse, ShopeeError } from './errors.ts';
import type { Params } from './params.ts';
import { findItem, major, type OfferRow, offersOf } from './products.ts';
import { PUSH, queuePush } from './push.ts';
import { SHOP } from './shop.ts';

/** No seller has ten million of a thing; Shopee's own ceiling. */
const STOCK_MAX = 10_000_000;

interface Row {
  offer: OfferRow;
  row: Params;
}

/** The rows of one item, each with its offer: model 0 for an item without models. */
function rowsOf(call: Call, list: string, hasModelError: ShopeeError): Row[] {
  const { world, shopId, body } = call;
  const item = findItem(world, shopId, body.int('item_id'));
  const rows = body.children(list, { min: 1, max: 50 });
  const offers = new Map(offersOf(world, item.item_id).map((offer) => [offer.model_id, offer]));
  const seen = new Set<number>();
  return rows.map((row) => {
    const modelId = row.int('model_id', { fallback: 0 });
    if (modelId === 0 && item.has_model === 1) throw hasModelError;
    if (seen.has(modelId)) throw new ShopeeError('error_param', 'Repeat model_id.');
    seen.add(modelId);
    const offer = offers.get(modelId);
    if (offer === undefined) throw new ShopeeError('error_param', 'Wrong model_id.');
    return { offer, row };
  });
}

function askedStock(row: Params): number {
  let stock = 0;
  for (const place of row.children('seller_stock', { min: 1, max: 50 })) {
    if (place.has('location_id') && place.text('location_id') !== SHOP.locationId) {
      throw new ShopeeError(
        'error_auth',
        "The location_id input is not matched the shop's location_id(more/wrong). Please double check.",
      );
    }
    stock += place.int('stock', { max: STOCK_MAX });
  }
  return stock;
}

/**
 * product/update_stock: absolute, one item, row by row. What a running promotion has reserved is a
 * floor. When no row succeeded the envelope says so too.
 */
export function updateStock(call: Call): Answer {
  const { world } = call;
  const rows = rowsOf(
    call,
    'stock_list',
    new ShopeeError(
      'error_edit_item_stock_for_item_has_model',
      "Can't to edit item stock directly while item has models.",
    ),
  ).map((entry) => ({ ...entry, stock: askedStock(entry.row) }));
  const failures: { model_id: number; failed_reason: string }[] = [];
  const successes: { model_id: number; location_id: string; stock: number }[] = [];
  const { faults } = world;
  world.database.transaction(() => {
    for (const { offer, stock } of rows) {
      if (faults.settings().stockFailureItemIds.includes(offer.item_id)) {
        faults.strike('stockFailure');
        failures.push({
          model_id: offer.model_id,
          failed_reason: faults.settings().stockFailureReason,
        });
        continue;
      }
      if (stock < offer.promotion_qty) {
        failures.push({
          model_id: offer.model_id,
          failed_reason:
            'error_promotion_cantnot_update_stock: Cannot change stock when item is under promotion. Total stock must be more than reserved stock.',
        });
        continue;
      }
      world.database.run(
        'update offer set stock_qty = ? where item_id = ? and model_id = ?',
        stock,
        offer.item_id,
        offer.model_id,
      );
      successes.push({ model_id: offer.model_id, location_id: SHOP.locationId, stock });
    }
    if (successes.length > 0) touchItem(world, rows[0]?.offer.item_id ?? 0);
  });
  const response = { failure_list: failures, success_list: successes };
  if (successes.length === 0) {
    throw new ShopeeError(
      'error_busi_update_stock_failed',
      'Update stock failed, please check failure_list for detailed reason',
      { response },
    );
  }
  return answer(response);
}

export function updatePrice(call: Call): Answer {
  const { world } = call;
  const rows = rowsOf(
    call,
    'price_list',
    new ShopeeError(
      'error_edit_item_price_for_item_has_model',
      "Can't edit item price directly while item has models.",
    ),
  );
  const failures: { model_id: number; failed_reason: string }[] = [];
  const successes: { model_id: number; original_price: number }[] = [];
  world.database.transaction(() => {
    for (const { offer, row } of rows) {
      const priceMinor = Math.round(row.decimal('original_price') * 100);
      if (priceMinor <= 0) {
        failures.push({
          model_id: offer.model_id,
          failed_reason: 'Invalid price, please use the correct format',
        });
      } else if (offer.promotion_qty > 0) {
        failures.push({
          model_id: offer.model_id,
          failed_reason:
            'error_cannot_update_price_in_promotion: Price cannot be changed when model is under promotion.',
        });
      } else {
        world.database.run(
          'update offer set price_minor = ? where item_id = ? and model_id = ?',
          priceMinor,
          offer.item_id,
          offer.model_id,
        );
        successes.push({ model_id: offer.model_id, original_price: major(priceMinor) });
      }
    }
    if (successes.length > 0) touchItem(world, rows[0]?.offer.item_id ?? 0);
  });
  return answer({ failure_list: failures, success_list: successes });
}

function touchItem(world: World, itemId: number): void {
  world.database.run('update item set updated_at = ? where item_id = ?', world.clock.now(), itemId);
}

/**
 * A buyer takes some: only what the shop shows, in one statement, so two buyers cannot both have the
 * last one. Stock reserved for a promotion is used first. Answers how much of it was, or null.
 */
export function takeStock(world: World, offer: OfferRow, qty: number): number | null {
  const promotionQty = Math.min(offer.promotion_qty, qty);
  const taken = world.database.run(
    `update offer set stock_qty = stock_qty - ?, promotion_qty = promotion_qty - ?,
       sold_qty = sold_qty + ? where item_id = ? and model_id = ? and stock_qty >= ?
       and promotion_qty >= ?`,
    qty,
    promotionQty,
    qty,
    offer.item_id,
    offer.model_id,
    qty,
    promotionQty,
  );
  return taken.changes === 1 ? promotionQty : null;
}

/** A cancelled line goes back on the shelf the buyers see, promotion stock into the promotion. */
export function returnStock(
  world: World,
  line: { item_id: number; model_id: number; qty: number; promotion_qty: number },
): void {
  world.database.run(
    `update offer set stock_qty = stock_qty + ?, promotion_qty = promotion_qty + ?,
       sold_qty = sold_qty - ? where item_id = ? and model_id = ?`,
    line.qty,
    line.promotion_qty,
    line.qty,
    line.item_id,
    line.model_id,
  );
}

/** Push 8, sent only for stock that a promotion has reserved. */
export function pushReservedStock(
  world: World,
  action: 'place_order' | 'cancel_order',
  orderSn: string,
  line: { item_id: number; model_id: number; old_qty: number; new_qty: number },
): void {
  queuePush(world, {
    shopId: SHOP.shopId,
    code: PUSH.reservedStock,
    subject: orderSn,
    data: {
      action,
      item_id: line.item_id,
      variation_id: line.model_id,
      ordersn: orderSn,
      promotion_id: line.item_id,
      promotion_type: 'flash_sale',
      update_time: seconds(world.clock.now()),
      changed_values: [{ name: 'reserved_stock', old: line.old_qty, new: line.new_qty }],
    },
  });
}

/** Starts, changes or (0) ends a promotion that reserves part of an offer's stock. */
export function reserveForPromotion(
  world: World,
  itemId: number,
  modelId: number,
  reservedQty: number,
): void {
  const changed = world.database.run(
    'update offer set promotion_qty = ? where item_id = ? and model_id = ? and stock_qty >= ?',
    reservedQty,
    itemId,
    modelId,
    reservedQty,
  );
  if (changed.changes === 0) {
    throw refuse.param('no such item, or less stock than is to be reserved');
  }
}
