/**
 * The one face every sales platform shows to Quayside. The channels domain is written against this file and
 * nothing else of this package; a platform's own words stay inside its folder.
 *
 * Promises of every connector:
 * - No state, no database: tokens and cursors are handed in and handed back, the caller keeps them.
 * - Each call ends in an `Outcome` within a bounded time; see `outcome.ts` for what the caller must do with each kind.
 * - Quantities are whole units per line (platforms that send one line per unit are gathered into quantities),
 *   money is in integer minor units of ISO 4217, instants are `Date` (UTC), ids are text (they exceed 2^53).
 * - What a platform sends beyond what we read is kept in `raw`, never dropped; a state we do not know is `unknown`
 *   with the platform's word beside it, never guessed.
 */
import type { Outcome } from './outcome.ts';

export const channelPlatforms = [
  'shopee',
  'lazada',
  'tiktok_shop',
  'shopify',
  'woocommerce',
] as const;
export type ChannelPlatform = (typeof channelPlatforms)[number];

// ---------------------------------------------------------------- authorisation

/**
 * What must be kept (encrypted) to speak for a shop. Refresh tokens are single use on Shopee, TikTok Shop and
 * Shopify: store the new pair before anything else happens, under a lock per shop.
 */
export interface ShopTokens {
  externalShopId: string;
  accessToken: string;
  /** Null where access never expires and cannot be refreshed (WooCommerce keys). */
  refreshToken: string | null;
  /** Null: does not expire. */
  accessExpiresAt: Date | null;
  /** Null: does not expire, or the platform does not say. */
  refreshExpiresAt: Date | null;
  /**
   * Further facts the platform wants back with every call (TikTok's `shop_cipher`, a shop's own base URL,
   * `locationId` of a Shopee multi-warehouse shop). Kept with the tokens, passed on unread. Empty for most shops.
   */
  shopContext: Readonly<Record<string, string>>;
}

/** What each call about a shop needs: the part of `ShopTokens` that is not for refreshing. */
export type ShopSession = Pick<ShopTokens, 'externalShopId' | 'accessToken'> &
  Partial<Pick<ShopTokens, 'shopContext'>>;

export interface AuthorisationRequest {
  /** Where the platform sends the seller's browser back to, without our `state`. */
  redirectUrl: string;
  /** Unguessable, single use, bound to the person's session by the caller. */
  state: string;
  /** The shop's address, for platforms that start from it (Shopify, WooCommerce). */
  shopAddress?: string;
}

export type AuthorisationReturn =
  | { ok: true; code: string; externalShopId: string | null; state: string | null }
  | { ok: false; reason: 'refused_by_seller' | 'unreadable' | 'bad_signature' | 'whole_account' };

export interface ShopProfile {
  externalShopId: string;
  name: string;
  /** ISO 3166-1 alpha-2 where the platform says. */
  region: string | null;
  /** ISO 4217, the currency the shop sells in, where it can be told. */
  currency: string | null;
  state: 'normal' | 'frozen' | 'banned' | 'unknown';
  externalState: string | null;
  authorisedAt: Date | null;
  /** When the seller's consent itself lapses, whatever the tokens say. */
  authorisationExpiresAt: Date | null;
  raw: unknown;
}

// ---------------------------------------------------------------- orders

/**
 * - `unpaid`: placed, not paid. Several platforms advise to hold stock from here.
 * - `on_hold`: paid, but the platform forbids shipping for now (remorse time, checks). Hold stock, do not release.
 * - `ready`: to be shipped by us.
 * - `arranged`: the platform knows that the parcel is coming (Shopee PROCESSED).
 * - `shipped`: the carrier has it. `delivered`: the buyer has it. `completed`: nothing more will happen.
 * - `cancel_requested`: the buyer asks to cancel and waits for our answer. `cancelled`. `returning`.
 * - `unknown`: a word of the platform we do not know yet; see `externalState`. Change nothing, tell a person.
 */
export type ChannelOrderState =
  | 'unpaid'
  | 'on_hold'
  | 'ready'
  | 'arranged'
  | 'shipped'
  | 'delivered'
  | 'completed'
  | 'cancel_requested'
  | 'cancelled'
  | 'returning'
  | 'unknown';

export interface ChannelOrderRef {
  externalOrderNumber: string;
  /** The platform's word, where the list gives it; a hint only. */
  externalState: string | null;
}

export interface OrderWindow {
  /** Orders changed at or after this instant (any span: the connector splits it as the platform demands). */
  updatedFrom: Date;
  /** ... and at or before this one. Keep both the same while following the cursor. */
  updatedTo: Date;
  /** Null to begin; then `nextCursor` of the page before. Opaque, safe to store. */
  cursor: string | null;
}

export interface OrderRefPage {
  refs: ChannelOrderRef[];
  /** Null when the whole window has been read; only then may a watermark move to `updatedTo`. */
  nextCursor: string | null;
}

export interface ChannelOrderBatch {
  orders: ChannelOrder[];
  /** Asked for, and the platform answered without them. */
  missing: string[];
  /** Sent by the platform in a shape we cannot read. Keep `raw`, show it to a person, carry on with the others. */
  unreadable: { externalOrderNumber: string | null; reason: string; raw: unknown }[];
}

export interface ChannelOrder {
  externalOrderNumber: string;
  state: ChannelOrderState;
  /** The platform's own word for the state. */
  externalState: string;
  placedAt: Date;
  /** Version of the order: never let an older one overwrite a newer one. Resolution is a second on Shopee. */
  updatedAt: Date;
  paidAt: Date | null;
  /** The platform's deadline for hand-over to the carrier. */
  shipBy: Date | null;
  /** ISO 4217; holds for every amount of the order. */
  currency: string;
  totals: ChannelTotals;
  buyer: ChannelBuyer;
  address: ChannelAddress | null;
  payment: { method: string | null; isCod: boolean };
  /** What the buyer wrote to the seller. */
  note: string | null;
  /** Set when cancelled or when the buyer asks for it. */
  cancel: ChannelCancel | null;
  lines: ChannelOrderLine[];
  packages: ChannelPackage[];
  /** True when the platform has split the order: parcels must then be named by package number (see `parcelsOf`). */
  isSplit: boolean;
  /** The delivery option the buyer chose. */
  carrier: string | null;
  /** False when the platform ships it itself (fulfilled by the marketplace): capture for the books, ship nothing. */
  isShippedBySeller: boolean;
  /** The wire object as sent, parsed from JSON (whole numbers beyond 2^53 as text). */
  raw: unknown;
}

export interface ChannelTotals {
  /** Sum of unit price × qty, before discounts. */
  goodsMinor: number;
  /** Sum of the lines' discounts. */
  discountMinor: number;
  /** Null where the platform does not say. */
  shippingMinor: number | null;
  /** What the buyer pays in all. Null while the platform does not say (Shopee: before payment). */
  totalMinor: number | null;
}

export interface ChannelBuyer {
  externalBuyerId: string | null;
  username: string | null;
  name: string | null;
  phone: string | null;
  /** Marketplaces hide it; web shops give it. */
  email: string | null;
}

export interface ChannelAddress {
  name: string | null;
  phone: string | null;
  line1: string | null;
  line2: string | null;
  /** Ward or town, and district, where the country has them. */
  town: string | null;
  district: string | null;
  city: string | null;
  state: string | null;
  postcode: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** The address as one text, as the platform writes it. */
  full: string | null;
  /** True when the platform has starred out name, phone or street: only its own label can be used. */
  isMasked: boolean;
}

export interface ChannelCancel {
  by: 'buyer' | 'seller' | 'platform' | 'unknown';
  externalBy: string | null;
  reason: string | null;
}

export interface ChannelOrderLine {
  /** Stable within the order; hand it back unread when cancelling lines. */
  externalLineId: string;
  externalItemId: string;
  /** Null when the item has no variations. */
  externalModelId: string | null;
  /** The seller's own code on the variation, else on the item; null when none was typed in. */
  sellerSku: string | null;
  name: string;
  /** As bought, at least 1. */
  qty: number;
  /** Of `qty`, already cancelled on the platform. */
  cancelledQty: number;
  /** Before discount. */
  unitPriceMinor: number;
  /** For the whole line, not per unit. */
  discountMinor: number;
}

export interface ChannelPackage {
  externalPackageNumber: string;
  carrier: string | null;
  trackingNumber: string | null;
  state: 'waiting' | 'arranged' | 'picked_up' | 'delivered' | 'failed' | 'cancelled' | 'unknown';
  externalState: string | null;
  /** Which units are in it; empty where the platform does not say. */
  lines: { externalLineId: string; qty: number }[];
}

// ---------------------------------------------------------------- listings and stock

export interface ChannelListing {
  externalItemId: string;
  externalModelId: string | null;
  sellerSku: string | null;
  name: string;
  /** What a buyer pays now. */
  priceMinor: number;
  currency: string;
  /** The seller's stock as the platform holds it: the number `pushStock` sets. */
  stockQty: number;
  /** Set apart by the platform for its promotions; `stockQty` cannot be set below it. */
  reservedQty: number;
  status: 'live' | 'unlisted' | 'reviewing' | 'banned' | 'deleted' | 'unknown';
  externalStatus: string;
  /** GTIN as typed in by the seller, unchecked. */
  barcode: string | null;
  raw: unknown;
}

export interface ListingPage {
  listings: ChannelListing[];
  unreadable: { externalItemId: string | null; reason: string; raw: unknown }[];
  nextCursor: string | null;
}

export interface StockRow {
  externalItemId: string;
  externalModelId: string | null;
  /** Absolute, base units of the listing, 0 or more. */
  qty: number;
}

/** One per row handed in, in the same order. Rows not sent because an earlier call failed carry that failure. */
export interface StockRowOutcome {
  row: StockRow;
  /** `qty`: the number the platform says it now holds. `unknown`: treat the listing as owed, send the newest number. */
  outcome: Outcome<{ qty: number }>;
}

// ---------------------------------------------------------------- shipping

/** Names one parcel. Get it from `parcelsOf(order)`; the package number is null unless the order is split. */
export interface ParcelRef {
  externalOrderNumber: string;
  externalPackageNumber: string | null;
}

export interface ShipmentPreference {
  method: 'pickup' | 'dropoff';
  /** Our own carrier's number, for orders that the platform does not carry (own fleet; Shopify, WooCommerce). */
  ownTracking?: { carrier: string; trackingNumber: string; trackingUrl?: string };
  /** Sender's name, which some drop-off points ask for. */
  senderName?: string;
}

export interface ShipmentArrangement {
  /** `already`: the platform had it; nothing was sent twice. */
  done: 'arranged' | 'already';
  /** What was agreed; may differ from the preference when the platform offers only the other. Null when `already`. */
  method: 'pickup' | 'dropoff' | 'own_carrier' | null;
  /** Start of the collection slot, where one was chosen. */
  pickupAt: Date | null;
}

/** A number alone does not mean "arranged": Shopee in Viet Nam gives it out before. Go by the order's state. */
export type TrackingAnswer =
  | { state: 'known'; trackingNumber: string }
  | { state: 'not_yet'; hint: string | null };

export interface LabelRequest {
  parcel: ParcelRef;
  /** Some platforms refuse without it; pass it when known. */
  trackingNumber: string | null;
  format: 'thermal' | 'sheet';
}

/** The platform's name for a label in the making. Plain JSON; store it, hand it back unread. */
export interface LabelTicket {
  parcel: ParcelRef;
  documentType: string;
  /** The platform's own handle, where it has one (TikTok Shop: the document's URL). */
  documentKey: string | null;
}

export type LabelState =
  | { state: 'ready' }
  | { state: 'preparing' }
  /** Ask again with `requestLabel`, or show `reason` to a person. */
  | { state: 'failed'; code: string; reason: string };

export interface LabelDocument {
  contentType: 'application/pdf' | 'application/zip' | 'image/png';
  bytes: Uint8Array;
}

// ---------------------------------------------------------------- cancelling

export type CancelReason =
  | 'out_of_stock'
  | 'customer_request'
  | 'undeliverable_area'
  | 'cod_not_supported';

export interface CancelRequest {
  externalOrderNumber: string;
  reason: CancelReason;
  /**
   * `order`: all of it; `lines` then names what was out of stock (needed for that reason).
   * `lines`: only the quantities named; refused by platforms or orders that allow all or nothing.
   */
  scope: 'order' | 'lines';
  lines: CancelLine[];
}

export type CancelLine = Pick<
  ChannelOrderLine,
  'externalLineId' | 'externalItemId' | 'externalModelId' | 'qty'
>;

// ---------------------------------------------------------------- pushes

export interface PushRequest {
  /** The body exactly as received; a re-serialised one will not verify. */
  rawBody: Uint8Array;
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The callback URL as registered with the platform (public URL, not what a proxy made of it). */
  callbackUrl: string;
}

export type PushVerdict =
  | { ok: true; push: ChannelPush }
  /** Answer 401 to a bad or missing signature, 400 to the rest; store nothing but the count. */
  | {
      ok: false;
      reason: 'missing_signature' | 'bad_signature' | 'too_large' | 'unreadable';
    };

/**
 * A hint that something happened, never the news itself: store it, answer, then read the resource.
 * Pushes come late, twice, out of order, or not at all; signatures carry no protection against replay.
 */
export interface ChannelPush {
  kind: 'order_changed' | 'tracking' | 'label_ready' | 'authorisation' | 'stock' | 'test' | 'other';
  /** The platform's own type of message. */
  externalKind: string;
  /** Null for messages about the app as a whole. */
  externalShopId: string | null;
  externalOrderNumber: string | null;
  /** Set with kind `authorisation`. `expiring` may concern several shops: check them all. */
  authorisation: 'granted' | 'revoked' | 'expiring' | null;
  /** Same message, same key, however often it is sent. Unique per platform. */
  dedupeKey: string;
  occurredAt: Date | null;
  raw: unknown;
}

export interface LostPushPage {
  pushes: ChannelPush[];
  /** Hand to `confirmLostPushes` after the pushes are stored, never before. Null: nothing to confirm. */
  receipt: string | null;
  hasMore: boolean;
}

// ---------------------------------------------------------------- the connector

export interface ChannelLimits {
  /** Most order numbers in one `getOrders`. */
  orderDetailBatchMax: number;
  /** Most rows in one `pushStock`; the connector groups them into calls as the platform demands. */
  stockBatchMax: number;
  /** How quickly a push must be answered, with an empty body. */
  pushAckMs: number;
}

export interface ChannelConnector {
  readonly platform: ChannelPlatform;
  readonly limits: ChannelLimits;

  /** The address to send the seller's browser to. Valid for some minutes only (signed with the time on Shopee). */
  authoriseUrl(request: AuthorisationRequest): string;
  /** Reads the query the platform sends the browser back with. The caller compares `state` before exchanging. */
  readAuthorisationReturn(query: URLSearchParams): AuthorisationReturn;
  /** Once per code. On `unknown`, send the seller through authorisation again: the code may be used up. */
  exchangeCode(grant: {
    code: string;
    externalShopId: string | null;
  }): Promise<Outcome<ShopTokens>>;
  /**
   * Call under the shop's lock and store the answer before releasing it. `auth_expired`: the seller must authorise
   * again. `unknown`: the old refresh token may be used up; try it once more, then ask the seller.
   */
  refreshTokens(tokens: ShopTokens): Promise<Outcome<ShopTokens>>;

  /** Also the health check of a connection. */
  shopProfile(session: ShopSession): Promise<Outcome<ShopProfile>>;

  listOrderRefs(session: ShopSession, window: OrderWindow): Promise<Outcome<OrderRefPage>>;
  /** At most `limits.orderDetailBatchMax` numbers. */
  getOrders(
    session: ShopSession,
    externalOrderNumbers: readonly string[],
  ): Promise<Outcome<ChannelOrderBatch>>;

  /** Everything that can still be sold or switched on again; deleted listings are left out. */
  listListings(session: ShopSession, cursor: string | null): Promise<Outcome<ListingPage>>;
  /** Sets absolute numbers. Never fails as a whole: each row has its own outcome. */
  pushStock(session: ShopSession, rows: readonly StockRow[]): Promise<StockRowOutcome[]>;

  /** Tells the platform that the parcel is coming. Asking twice is safe: the second answer is `already`. */
  arrangeShipment(
    session: ShopSession,
    parcel: ParcelRef,
    preference: ShipmentPreference,
  ): Promise<Outcome<ShipmentArrangement>>;
  /** Ask again later while `not_yet`, or wait for the push. */
  trackingNumber(session: ShopSession, parcel: ParcelRef): Promise<Outcome<TrackingAnswer>>;

  /** Starts the making of the platform's label; repeating it is harmless. */
  requestLabel(session: ShopSession, request: LabelRequest): Promise<Outcome<LabelTicket>>;
  labelState(session: ShopSession, ticket: LabelTicket): Promise<Outcome<LabelState>>;
  /** Only after `ready`. `retryable`: not quite ready after all. */
  downloadLabel(session: ShopSession, ticket: LabelTicket): Promise<Outcome<LabelDocument>>;

  /** Before shipping only. After `final` or `unknown`, read the order: it may be cancelled already. */
  cancelOrder(
    session: ShopSession,
    request: CancelRequest,
  ): Promise<Outcome<{ updatedAt: Date | null }>>;
  /** Answers a buyer who asks to cancel (`cancel_requested`). After `final` or `unknown`, read the order. */
  answerBuyerCancellation(
    session: ShopSession,
    externalOrderNumber: string,
    answer: 'accept' | 'reject',
  ): Promise<Outcome<{ updatedAt: Date | null }>>;

  /** Pushes the platform could not deliver, for all shops of the app. Empty on platforms without the service. */
  lostPushes(): Promise<Outcome<LostPushPage>>;
  confirmLostPushes(receipt: string): Promise<Outcome<null>>;

  /** Constant time over all candidate keys. Pure: stores nothing, calls nobody. */
  verifyPush(request: PushRequest): PushVerdict;

  /** Closes idle connections; calls in flight end first. */
  close(): Promise<void>;
}

/** The parcels of an order as the shipping calls want them named: by package number only when the order is split. */
export function parcelsOf(
  order: Pick<ChannelOrder, 'externalOrderNumber' | 'isSplit' | 'packages'>,
): ParcelRef[] {
  const { externalOrderNumber } = order;
  if (!order.isSplit) return [{ externalOrderNumber, externalPackageNumber: null }];
  return order.packages.map(({ externalPackageNumber }) => ({
    externalOrderNumber,
    externalPackageNumber,
  }));
}
