import type { World } from '../../world.ts';
import { type Answer, answer, type Call } from './call.ts';
import { refuse, ShopeeError } from './errors.ts';
import { packageNumber, trackingNumber } from './numbers.ts';
import { type LineRow, linesOf, type OrderRow, orderOf, packagesOf } from './order-rows.ts';
import type { Params } from './params.ts';

/** Parcels per order outside Taiwan. Source: guide "Order management" 6.1. */
const PARCELS_MAX = 5;

/** order/split_order: two to five parcels, whole lines, every line exactly once, before shipping. */
export function splitOrder({ world, shopId, body }: Call): Answer {
  const order = orderOf(world, shopId, body.text('order_sn'), () =>
    refuse.notFound('the order is not found'),
  );
  if (order.split_up === 1) {
    throw new ShopeeError('order.order_has_been_split', 'This order has already been split.');
  }
  const isArranged = packagesOf(world, order.order_sn).some(
    (parcel) => parcel.arranged_at !== null,
  );
  if (order.status !== 'READY_TO_SHIP' || isArranged) {
    throw new ShopeeError('order.order_split_failed', 'Split order failed, please try again.');
  }
  const asked = body.children('package_list', { min: 0, max: 1_000 });
  if (asked.length < 2 || asked.length > PARCELS_MAX) {
    throw new ShopeeError('error_param', 'The size of package list is over limit.');
  }
  const split = readSplit(linesOf(world, order.order_sn), asked);
  const numbers = world.database.transaction(() => writeSplit(world, order, split));
  return answer({
    order_sn: order.order_sn,
    package_list: split.map((contents, index) => ({
      package_number: numbers[index],
      item_list: contents.map((line) => ({
        item_id: line.item_id,
        model_id: line.model_id,
        order_item_id: line.order_item_id,
        promotion_group_id: 0,
        model_quantity: line.qty,
      })),
    })),
  });
}

function readSplit(lines: LineRow[], asked: Params[]): LineRow[][] {
  const used = new Set<number>();
  const readItem = (item: Params): LineRow => {
    const itemId = item.int('item_id');
    const modelId = item.int('model_id', { fallback: 0 });
    const line = lines.find((known) => known.item_id === itemId && known.model_id === modelId);
    if (line === undefined) {
      throw new ShopeeError(
        'order.order_split_item_not_exist',
        'Cannot split order with invalid items.',
      );
    }
    if (used.has(line.order_item_id)) {
      throw new ShopeeError(
        'order.order_split_duplicate_item',
        'Cannot split order with duplicate items.',
      );
    }
    if (item.int('model_quantity', { fallback: line.qty }) !== line.qty) {
      throw new ShopeeError(
        'order.order_split_wrong_item_quantity',
        'Cannot split order with wrong model quantity',
      );
    }
    used.add(line.order_item_id);
    return line;
  };
  const split = asked.map((parcel) =>
    parcel.children('item_list', { min: 1, max: 1_000 }).map(readItem),
  );
  if (used.size !== lines.length) {
    throw new ShopeeError(
      'order.order_split_package_missing_item',
      'Cannot split order with missing items.',
    );
  }
  return split;
}

/** The one parcel becomes several, each with its own number and tracking number. */
function writeSplit(world: World, order: OrderRow, split: LineRow[][]): string[] {
  const { database } = world;
  const nowMs = world.clock.now();
  for (const parcel of packagesOf(world, order.order_sn)) {
    database.run('delete from package_line where package_number = ?', parcel.package_number);
    database.run('delete from package where package_number = ?', parcel.package_number);
  }
  database.run(
    'update shop_order set split_up = 1, updated_at = max(updated_at, ?) where seq = ?',
    nowMs,
    order.seq,
  );
  return split.map((contents, index) => {
    const number = packageNumber(order.seq, index + 1);
    database.run(
      `insert into package (package_number, order_sn, logistics_status, updated_at, tracking_number)
       values (?, ?, 'LOGISTICS_READY', ?, ?)`,
      number,
      order.order_sn,
      nowMs,
      trackingNumber(number),
    );
    for (const line of contents) {
      database.run(
        'insert into package_line (package_number, order_item_id, qty) values (?, ?, ?)',
        number,
        line.order_item_id,
        line.qty,
      );
    }
    return number;
  });
}
