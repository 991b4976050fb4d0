import { hashOf } from '../../chance.ts';
import { seconds } from '../../clock.ts';
import type { CatalogueSku } from '../../options.ts';
import type { World } from '../../world.ts';
import { type Answer, answer, type Call } from './call.ts';
import { ShopeeError } from './errors.ts';

/** The one shop of this platform, and where its parcels are collected. */
export const SHOP = {
  shopId: 220_011,
  name: 'Harbour Gifts SG',
  region: 'SG',
  currency: 'SGD',
  description: 'Gifts, lights and little things for the home, packed in Singapore.',
  account: 'harbour.gifts.sg',
  password: 'harbour-demo',
  /** The single stock location of a shop outside the multi-warehouse whitelist. */
  locationId: 'SGZ',
  pickupAddressId: 220_011_01,
  pickupAddress: {
    region: 'SG',
    state: 'Singapore',
    city: 'Singapore',
    district: 'Tuas',
    town: '',
    address: '21 Tuas South Avenue 8, #02-11',
    zipcode: '637422',
  },
  channelId: 18_028,
  carrier: 'SPX Express (Standard)',
} as const;

/** Past 2^32, as real item ids are (sample: 23620853561). */
const FIRST_ITEM_ID = 22_001_100_001;
const FIRST_MODEL_ID = 220_011_000_001;
/** One SKU in eighteen starts a pair; with its neighbour that makes about 10 % of all SKUs models. */
const PAIR_EVERY = 18;

/** Opens the shop and lists the catalogue; does nothing when this state has one already. */
export function openShop(world: World, catalogue: CatalogueSku[]): void {
  const { database } = world;
  database.transaction(() => {
    database.run(
      `insert into shop (shop_id, name, region, currency, description) values (?, ?, ?, ?, ?)
       on conflict (shop_id) do nothing`,
      SHOP.shopId,
      SHOP.name,
      SHOP.region,
      SHOP.currency,
      SHOP.description,
    );
    const listed =
      database.row<{ count: number }>('select count(*) as count from item')?.count ?? 0;
    if (listed > 0) return;
    // The same catalogue gives the same ids: sorted by SKU code, counted from the first.
    const skus = [...catalogue].sort((left, right) => (left.skuCode < right.skuCode ? -1 : 1));
    let itemId = FIRST_ITEM_ID;
    let modelId = FIRST_MODEL_ID;
    for (let index = 0; index < skus.length; index += 1, itemId += 1) {
      const sku = skus[index];
      if (sku === undefined) continue;
      const partner = skus[index + 1];
      if (partner === undefined || hashOf(sku.skuCode) % PAIR_EVERY !== 0) {
        listItem(world, itemId, sku.name, [{ sku, modelId: 0 }]);
        continue;
      }
      listItem(world, itemId, `${sku.name} / ${partner.name}`.slice(0, 120), [
        { sku, modelId },
        { sku: partner, modelId: modelId + 1 },
      ]);
      modelId += 2;
      index += 1;
    }
  });
}

function listItem(
  world: World,
  itemId: number,
  name: string,
  models: { sku: CatalogueSku; modelId: number }[],
): void {
  const first = models[0];
  if (first === undefined) return;
  const nowMs = world.clock.now();
  world.database.run(
    `insert into item (item_id, shop_id, name, has_model, weight_g, length_mm, width_mm, height_mm,
       created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    itemId,
    SHOP.shopId,
    name,
    first.modelId === 0 ? 0 : 1,
    first.sku.weightG,
    first.sku.lengthMm,
    first.sku.widthMm,
    first.sku.heightMm,
    nowMs,
    nowMs,
  );
  for (const { sku, modelId } of models) {
    world.database.run(
      `insert into offer (item_id, model_id, sku_code, model_name, gtin, price_minor)
       values (?, ?, ?, ?, ?, ?)`,
      itemId,
      modelId,
      sku.skuCode,
      sku.name,
      sku.gtin,
      sku.priceMinor,
    );
  }
}

interface ShopRow {
  name: string;
  region: string;
  description: string;
  auth_at: number | null;
  auth_expires_at: number | null;
}

function shopRow({ world, shopId }: Call): ShopRow {
  const shop = world.database.row<ShopRow>(
    'select name, region, description, auth_at, auth_expires_at from shop where shop_id = ?',
    shopId,
  );
  if (shop === undefined) throw new ShopeeError('error_shop', 'shopid is invalid');
  return shop;
}

/** shop/get_shop_info answers at the top level. */
export function getShopInfo(call: Call): Answer {
  const shop = shopRow(call);
  return {
    top: {
      shop_name: shop.name,
      region: shop.region,
      status: 'NORMAL',
      sip_affi_shops: [],
      is_cb: false,
      auth_time: seconds(shop.auth_at ?? 0),
      expire_time: seconds(shop.auth_expires_at ?? 0),
      is_sip: false,
      is_upgraded_cbsc: false,
      merchant_id: null,
      shop_fulfillment_flag: 'Others',
      is_main_shop: false,
      is_direct_shop: false,
      linked_main_shop_id: 0,
      linked_direct_shop_list: [],
      is_one_awb: false,
      is_mart_shop: false,
      is_outlet_shop: false,
    },
  };
}

export function getProfile(call: Call): Answer {
  const shop = shopRow(call);
  return answer({
    shop_logo: '',
    description: shop.description,
    shop_name: shop.name,
    invoice_issuer: 'Other',
  });
}

/** A shop with one location is not in the multi-warehouse whitelist, and is told so. */
export function getWarehouseDetail(call: Call): Answer {
  shopRow(call);
  throw new ShopeeError(
    'warehouse.error_not_in_whitelist',
    'Your shop is not in multi-warehouse whitelist.',
  );
}
