/**
 * What Shopee sends, parsed and never cast. Names are Shopee's. Strict about what we cannot do without, tolerant
 * about the rest: unknown fields and unknown words pass, a number may come as text and a text as a number.
 * Lists are parsed row by row, so that one odd row does not spoil its page.
 */
import Type, { type Static, type TSchema } from 'typebox';
import Value from 'typebox/value';

/** 64-bit ids: a number while it is exact, else text (see json.ts). */
const Id = Type.Union([Type.Integer(), Type.String({ minLength: 1 })]);
const Amount = Type.Union([Type.Number(), Type.String()]);
const optional = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]));
const Text = optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()]));
/** Unix seconds; 0, empty and null stand for "not yet". */
const Instant = optional(Type.Union([Type.Number(), Type.String()]));
const Flag = optional(Type.Unknown());
const Rows = optional(Type.Array(Type.Unknown()));

/** Bounds on a line's quantity: a buyer cannot buy none, and a million of one thing is a broken message. */
const BoughtQty = Type.Integer({ minimum: 1, maximum: 1_000_000 });
const SomeQty = optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 }));

export const WireEnvelope = Type.Object({
  error: Text,
  message: Text,
  request_id: Text,
  response: Type.Optional(Type.Unknown()),
});

/** Data sits at the top level of the token answers. */
export const WireTokens = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  refresh_token: Type.String({ minLength: 1 }),
  expire_in: Type.Number({ minimum: 1 }),
});

/** Also at the top level. */
export const WireShop = Type.Object({
  shop_name: Text,
  region: Text,
  status: Text,
  auth_time: Instant,
  expire_time: Instant,
});

export const WireOrderPage = Type.Object({
  more: Type.Boolean(),
  next_cursor: Text,
  order_list: Type.Array(
    Type.Object({ order_sn: Type.String({ minLength: 1 }), order_status: Text }),
  ),
});

export const WireOrderDetails = Type.Object({ order_list: Rows });

export const WireOrderItem = Type.Object({
  item_id: Id,
  item_name: Text,
  item_sku: Text,
  model_id: optional(Id),
  model_name: Text,
  model_sku: Text,
  model_quantity_purchased: BoughtQty,
  model_original_price: Amount,
  model_discounted_price: optional(Amount),
  promotion_type: Text,
  order_item_id: optional(Id),
  promotion_group_id: optional(Id),
  cancelled_qty: SomeQty,
});
export type WireOrderItem = Static<typeof WireOrderItem>;

export const WirePackage = Type.Object({
  // Missing or empty until the order is paid.
  package_number: Text,
  logistics_status: Text,
  shipping_carrier: Text,
  tracking_number: Text,
  item_list: optional(
    Type.Array(
      Type.Object({
        item_id: Id,
        model_id: optional(Id),
        model_quantity: SomeQty,
        order_item_id: optional(Id),
        promotion_group_id: optional(Id),
      }),
    ),
  ),
});
export type WirePackage = Static<typeof WirePackage>;

export const WireAddress = Type.Object({
  name: Text,
  phone: Text,
  town: Text,
  district: Text,
  city: Text,
  state: Text,
  region: Text,
  zipcode: Text,
  full_address: Text,
});
export type WireAddress = Static<typeof WireAddress>;

export const WireOrder = Type.Object({
  order_sn: Type.String({ minLength: 1 }),
  order_status: Type.String({ minLength: 1 }),
  currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  create_time: Type.Union([Type.Number(), Type.String()]),
  update_time: Type.Union([Type.Number(), Type.String()]),
  item_list: Type.Array(WireOrderItem, { minItems: 1 }),
  package_list: optional(Type.Array(WirePackage)),
  recipient_address: optional(WireAddress),
  cod: Flag,
  split_up: Flag,
  advance_package: Flag,
  total_amount: optional(Amount),
  estimated_shipping_fee: optional(Amount),
  pay_time: Instant,
  ship_by_date: Instant,
  message_to_seller: Text,
  buyer_user_id: optional(Id),
  buyer_username: Text,
  payment_method: Text,
  shipping_carrier: Text,
  checkout_shipping_carrier: Text,
  fulfillment_flag: Text,
  cancel_by: Text,
  cancel_reason: Text,
  buyer_cancel_reason: Text,
});
export type WireOrder = Static<typeof WireOrder>;

const WirePrices = optional(
  Type.Array(
    Type.Object({
      currency: Text,
      original_price: optional(Amount),
      current_price: optional(Amount),
    }),
  ),
);
const WireStock = optional(
  Type.Object({
    summary_info: optional(
      Type.Object({ total_reserved_stock: SomeQty, total_available_stock: SomeQty }),
    ),
    seller_stock: optional(Type.Array(Type.Object({ location_id: Text, stock: SomeQty }))),
  }),
);

export const WireItemPage = Type.Object({
  item: optional(Type.Array(Type.Object({ item_id: Id, item_status: Text }))),
  has_next_page: Flag,
  next_offset: optional(Type.Integer({ minimum: 0 })),
});
export const WireItemDetails = Type.Object({ item_list: Rows });
export const WireItem = Type.Object({
  item_id: Id,
  item_name: Text,
  item_sku: Text,
  item_status: Text,
  has_model: Flag,
  gtin_code: Text,
  price_info: WirePrices,
  stock_info_v2: WireStock,
});
export type WireItem = Static<typeof WireItem>;

export const WireModelList = Type.Object({
  model: Type.Array(Type.Unknown()),
  tier_variation: optional(
    Type.Array(Type.Object({ option_list: optional(Type.Array(Type.Object({ option: Text }))) })),
  ),
});
export type WireModelList = Static<typeof WireModelList>;
export const WireModel = Type.Object({
  model_id: Id,
  tier_index: optional(Type.Array(Type.Integer({ minimum: 0 }))),
  model_sku: Text,
  model_name: Text,
  model_status: Text,
  gtin_code: Text,
  price_info: WirePrices,
  stock_info_v2: WireStock,
});
export type WireModel = Static<typeof WireModel>;

export const WireStockAnswer = Type.Object({
  failure_list: optional(Type.Array(Type.Object({ model_id: optional(Id), failed_reason: Text }))),
  success_list: optional(Type.Array(Type.Object({ model_id: optional(Id), stock: SomeQty }))),
});

const WireNames = optional(Type.Array(Type.String()));
export const WireShippingParameter = Type.Object({
  info_needed: Type.Object({
    pickup: WireNames,
    dropoff: WireNames,
    non_integrated: WireNames,
  }),
  pickup: optional(
    Type.Object({
      address_list: optional(
        Type.Array(
          Type.Object({
            address_id: Id,
            time_slot_list: optional(
              Type.Array(
                Type.Object({
                  pickup_time_id: Type.String({ minLength: 1 }),
                  date: Instant,
                  flags: WireNames,
                }),
              ),
            ),
          }),
        ),
      ),
    }),
  ),
  dropoff: optional(
    Type.Object({
      branch_list: optional(Type.Array(Type.Object({ branch_id: Id }))),
      slug_list: optional(Type.Array(Type.Object({ slug: Type.String() }))),
    }),
  ),
});
export type WireShippingParameter = Static<typeof WireShippingParameter>;

export const WireTracking = Type.Object({ tracking_number: Text, hint: Text });

/** Rows of the shipping-document calls; every call uses some of the fields. */
export const WireDocumentResult = Type.Object({
  result_list: Type.Array(
    Type.Object({
      order_sn: Text,
      package_number: Text,
      status: Text,
      suggest_shipping_document_type: Text,
      selectable_shipping_document_type: WireNames,
      fail_error: Text,
      fail_message: Text,
    }),
    { minItems: 1 },
  ),
});

export const WireUpdateTime = Type.Object({ update_time: Instant });

export const WirePush = Type.Object({
  code: Type.Union([Type.Integer(), Type.String({ pattern: '^\\d{1,4}$' })]),
  msg_id: Text,
  shop_id: optional(Id),
  timestamp: Instant,
  data: Type.Optional(Type.Unknown()),
});
export type WirePush = Static<typeof WirePush>;

/** Of `data`, what some push types carry. */
export const WirePushBody = Type.Object({
  ordersn: Text,
  order_sn: Text,
  package_number: Text,
  status: Text,
  update_time: Instant,
  shop_id: optional(Id),
  item_id: optional(Id),
  model_id: optional(Id),
  variation_id: optional(Id),
});

export const WireLostPushes = Type.Object({
  push_message_list: Rows,
  has_next_page: Flag,
  last_message_id: optional(Id),
});
export const WireLostPush = Type.Object({
  shop_id: optional(Id),
  code: optional(Type.Union([Type.Integer(), Type.String()])),
  timestamp: Instant,
  data: Type.String(),
});

export type Parsed<T> = { ok: true; value: T } | { ok: false; reason: string };

/** The reason names the place and the rule, never the value: it may be a person's address. */
export function parse<T extends TSchema>(schema: T, value: unknown): Parsed<Static<T>> {
  if (Value.Check(schema, value)) return { ok: true, value };
  const [first] = Value.Errors(schema, value);
  const place = first === undefined || first.instancePath === '' ? '/' : first.instancePath;
  return { ok: false, reason: `${place} ${first?.message ?? 'does not fit'}` };
}

/** Null for missing and empty. */
export function textOf(value: string | number | boolean | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  const text = String(value).trim();
  return text === '' ? null : text;
}

/** Ids as text; 0 stands for "none" all over the platform (model_id, buyer_user_id). */
export function idOf(value: number | string | null | undefined): string | null {
  const text = textOf(value);
  return text === '0' ? null : text;
}

/** Shopee sends true, "true", 1 and "1". */
export function flagOf(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

/** Seconds from 1970 up to the year 2100; anything else (milliseconds, say) is not an instant of this platform. */
const SECONDS_MAX = 4_102_444_800;

export function instantOf(value: number | string | null | undefined): Date | null {
  const seconds = typeof value === 'string' ? Number(value.trim() || '0') : value;
  if (seconds === null || seconds === undefined) return null;
  if (!(seconds > 0 && seconds <= SECONDS_MAX)) return null;
  return new Date(Math.round(seconds * 1000));
}
