import { seconds } from '../../clock.ts';
import type { World } from '../../world.ts';
import { type Answer, answer, type Call } from './call.ts';
import { refuse, ShopeeError } from './errors.ts';
import { SHOP } from './shop.ts';

export interface OfferRow {
  item_id: number;
  model_id: number;
  sku_code: string;
  model_name: string;
  gtin: string;
  price_minor: number;
  stock_qty: number;
  promotion_qty: number;
}

interface ItemRow {
  item_id: number;
  name: string;
  has_model: number;
  weight_g: number;
  length_mm: number;
  width_mm: number;
  height_mm: number;
  created_at: number;
  updated_at: number;
}

const ITEM_STATUSES = ['NORMAL', 'BANNED', 'UNLIST', 'REVIEWING', 'SELLER_DELETE', 'SHOPEE_DELETE'];

/** product/get_item_list: offset paging; every item here is NORMAL. */
export function getItemList({ world, shopId, query }: Call): Answer {
  const offset = query.int('offset', { fallback: 0 });
  const pageSize = query.int('page_size', { min: 1, max: 100 });
  const wanted = query.list('item_status');
  if (wanted.length === 0) throw refuse.param('item_status is required');
  if (wanted.some((status) => !ITEM_STATUSES.includes(status))) {
    throw new ShopeeError('error_param_item_status', 'Item status error.');
  }
  const from = query.int('update_time_from', { fallback: 0 }) * 1000;
  const to = query.has('update_time_to')
    ? query.int('update_time_to') * 1000 + 999
    : Number.MAX_SAFE_INTEGER;
  const where = 'shop_id = ? and updated_at between ? and ?';
  const isNormalWanted = wanted.includes('NORMAL');
  const total = isNormalWanted
    ? (world.database.row<{ count: number }>(
        `select count(*) as count from item where ${where}`,
        shopId,
        from,
        to,
      )?.count ?? 0)
    : 0;
  const items = isNormalWanted
    ? world.database.rows<{ item_id: number; updated_at: number }>(
        `select item_id, updated_at from item where ${where} order by item_id limit ? offset ?`,
        shopId,
        from,
        to,
        pageSize,
        offset,
      )
    : [];
  const hasNextPage = offset + items.length < total;
  return answer({
    item: items.map((item) => ({
      item_id: item.item_id,
      item_status: 'NORMAL',
      update_time: seconds(item.updated_at),
      tag: { kit: false },
    })),
    total_count: total,
    has_next_page: hasNextPage,
    next_offset: hasNextPage ? offset + items.length : 0,
  });
}

export function findItem(world: World, shopId: number, itemId: number): ItemRow {
  const item = world.database.row<ItemRow>(
    `select item_id, name, has_model, weight_g, length_mm, width_mm, height_mm, created_at, updated_at
       from item where item_id = ? and shop_id = ?`,
    itemId,
    shopId,
  );
  if (item === undefined) {
    throw new ShopeeError('error_item_not_found', 'Product not found');
  }
  return item;
}

export function offersOf(world: World, itemId: number): OfferRow[] {
  return world.database.rows<OfferRow>(
    `select item_id, model_id, sku_code, model_name, gtin, price_minor, stock_qty, promotion_qty
       from offer where item_id = ? order by model_id`,
    itemId,
  );
}

/** Amounts travel as decimals in major units. */
export function major(minor: number): number {
  return minor / 100;
}

function priceOf(offer: OfferRow): Record<string, unknown> {
  return {
    currency: SHOP.currency,
    original_price: major(offer.price_minor),
    current_price: major(offer.price_minor),
  };
}

function stockOf(offers: OfferRow[]): Record<string, unknown> {
  const stock = offers.reduce((sum, offer) => sum + offer.stock_qty, 0);
  const reserved = offers.reduce((sum, offer) => sum + offer.promotion_qty, 0);
  return {
    summary_info: { total_reserved_stock: reserved, total_available_stock: stock },
    seller_stock: [{ location_id: SHOP.locationId, stock, if_saleable: true }],
    shopee_stock: [],
  };
}

const kilograms = (weightG: number): string => (weightG / 1000).toFixed(3);
const centimetres = (mm: number): number => Math.max(1, Math.ceil(mm / 10));

/** product/get_item_base_info: unknown items are simply absent. Price and stock only without models. */
export function getItemBaseInfo({ world, shopId, query }: Call): Answer {
  const ids = query.list('item_id_list').map(Number);
  if (ids.length === 0 || ids.length > 50) {
    throw refuse.param('the length of item_id_list should be between 1 and 50');
  }
  const items = ids.flatMap((itemId) =>
    world.database.rows<ItemRow>(
      `select item_id, name, has_model, weight_g, length_mm, width_mm, height_mm, created_at,
         updated_at from item where item_id = ? and shop_id = ?`,
      itemId,
      shopId,
    ),
  );
  return answer({ item_list: items.map((item) => wireItem(item, offersOf(world, item.item_id))) });
}

function wireItem(item: ItemRow, offers: OfferRow[]): Record<string, unknown> {
  const only = item.has_model === 0 ? offers[0] : undefined;
  return {
    item_id: item.item_id,
    category_id: 100_636,
    item_name: item.name,
    description: item.name,
    item_sku: only?.sku_code ?? '',
    create_time: seconds(item.created_at),
    update_time: seconds(item.updated_at),
    attribute_list: [],
    ...(only === undefined
      ? {}
      : { price_info: [priceOf(only)], stock_info_v2: stockOf([only]), gtin_code: only.gtin }),
    image: { image_url_list: [], image_id_list: [], image_ratio: '1:1' },
    weight: kilograms(item.weight_g),
    dimension: {
      package_length: centimetres(item.length_mm),
      package_width: centimetres(item.width_mm),
      package_height: centimetres(item.height_mm),
    },
    logistic_info: [
      {
        logistic_id: SHOP.channelId,
        logistic_name: SHOP.carrier,
        enabled: true,
        is_free: false,
        estimated_shipping_fee: 1.99,
      },
    ],
    pre_order: { is_pre_order: false, days_to_ship: 2 },
    condition: 'NEW',
    item_status: 'NORMAL',
    deboost: 'false',
    has_model: item.has_model === 1,
    has_promotion: offers.some((offer) => offer.promotion_qty > 0),
    brand: { brand_id: 0, original_brand_name: 'NoBrand' },
    item_dangerous: 0,
    description_type: 'normal',
    tag: { kit: false },
  };
}

/** product/get_model_list: one variation ("Design") whose options are the item's SKUs. */
export function getModelList({ world, shopId, query }: Call): Answer {
  const item = findItem(world, shopId, query.int('item_id'));
  const offers = item.has_model === 0 ? [] : offersOf(world, item.item_id);
  const option = (offer: OfferRow): string => `${offer.sku_code} ${offer.model_name}`.slice(0, 30);
  return answer({
    tier_variation:
      offers.length === 0
        ? []
        : [{ name: 'Design', option_list: offers.map((offer) => ({ option: option(offer) })) }],
    model: offers.map((offer, index) => ({
      model_id: offer.model_id,
      model_sku: offer.sku_code,
      model_name: option(offer),
      model_status: 'MODEL_NORMAL',
      tier_index: [index],
      price_info: [priceOf(offer)],
      stock_info_v2: stockOf([offer]),
      pre_order: { is_pre_order: false, days_to_ship: 2 },
      gtin_code: offer.gtin,
      weight: kilograms(item.weight_g),
      dimension: {
        package_length: centimetres(item.length_mm),
        package_width: centimetres(item.width_mm),
        package_height: centimetres(item.height_mm),
      },
    })),
  });
}
