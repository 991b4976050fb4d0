import { type Static, Type } from 'typebox';
import {
  At,
  BulkReply,
  Currency,
  Id,
  IdParams,
  Minor,
  Nullable,
  Ok,
  Page,
  PageQuery,
  PositiveQty,
  Text,
} from '../common.ts';
import { route } from '../route.ts';
import { fulfilmentStates } from '../states/fulfilment.ts';
import { orderStates } from '../states/order.ts';

const State = Type.Enum(orderStates);
export const FulfilmentStateSchema = Type.Enum(fulfilmentStates);
export const holdKinds = ['payment', 'unmapped_sku', 'address', 'manual', 'stock'] as const;
const HoldKind = Type.Enum(holdKinds);

export const Address = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 200 })),
  phone: Type.Optional(Type.String({ maxLength: 60 })),
  line1: Type.Optional(Type.String({ maxLength: 300 })),
  line2: Type.Optional(Type.String({ maxLength: 300 })),
  district: Type.Optional(Type.String({ maxLength: 100 })),
  city: Type.Optional(Type.String({ maxLength: 100 })),
  state: Type.Optional(Type.String({ maxLength: 100 })),
  postcode: Type.Optional(Type.String({ maxLength: 20 })),
  country: Type.Optional(Type.String({ maxLength: 60 })),
});
export type Address = Static<typeof Address>;

export const OrderRow = Type.Object({
  orderId: Id,
  orderNumber: Type.String(),
  externalOrderNumber: Nullable(Type.String()),
  channelId: Nullable(Id),
  channelName: Type.String(),
  state: State,
  isCancelRequested: Type.Boolean(),
  holdKinds: Type.Array(HoldKind),
  placedAt: At,
  shipByAt: Nullable(At),
  buyerName: Nullable(Type.String()),
  country: Nullable(Type.String()),
  lineCount: Type.Integer(),
  unitQty: Type.Integer(),
  totalMinor: Minor,
  currency: Currency,
  nodeCodes: Type.Array(Type.String()),
  carrier: Nullable(Type.String()),
  trackingNumbers: Type.Array(Type.String()),
});
export type OrderRow = Static<typeof OrderRow>;

/** Filters of the workbench; also the body of a saved view and of "all that match". */
export const orderFilters = {
  state: Type.Optional(State),
  channelId: Type.Optional(Id),
  nodeId: Type.Optional(Id),
  carrier: Type.Optional(Type.String({ maxLength: 60 })),
  hold: Type.Optional(HoldKind),
  search: Type.Optional(Type.String({ maxLength: 100 })),
  skuCode: Type.Optional(Type.String({ maxLength: 64 })),
  /** Only orders whose ship-by is within so many minutes from now (past ones included). */
  shipByWithinMin: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  placedFrom: Type.Optional(At),
  placedTo: Type.Optional(At),
  singleUnit: Type.Optional(Type.Boolean()),
};
export const OrderFilters = Type.Object(orderFilters);
export type OrderFilters = Static<typeof OrderFilters>;

export const OrderLine = Type.Object({
  orderLineId: Id,
  lineNumber: Type.Integer(),
  skuId: Nullable(Id),
  skuCode: Nullable(Type.String()),
  sellerSku: Nullable(Type.String()),
  name: Type.String(),
  isKit: Type.Boolean(),
  qty: Type.Integer(),
  promisedQty: Type.Integer(),
  backorderedQty: Type.Integer(),
  shippedQty: Type.Integer(),
  cancelledQty: Type.Integer(),
  unitPriceMinor: Minor,
  discountMinor: Minor,
  /** Where each unit is now: promised at a node, in a bin, in a tote, in a parcel, with the carrier. */
  whereabouts: Type.Array(
    Type.Object({
      qty: Type.Integer(),
      skuCode: Type.String(),
      stage: Type.Union([
        Type.Literal('backordered'),
        Type.Literal('promised'),
        Type.Literal('bin'),
        Type.Literal('tote'),
        Type.Literal('parcel'),
        Type.Literal('carrier'),
        Type.Literal('cancelled'),
      ]),
      place: Type.String(),
    }),
  ),
});
export type OrderLine = Static<typeof OrderLine>;

/** Why the node won: what each candidate had and lacked. */
export const SourcingWhy = Type.Object({
  rule: Type.String(),
  chosen: Type.Array(Type.String()),
  candidates: Type.Array(
    Type.Object({
      nodeCode: Type.String(),
      priority: Type.Integer(),
      distanceKm: Nullable(Type.Number()),
      canShipAll: Type.Boolean(),
      lacks: Type.Array(Type.Object({ skuCode: Type.String(), missingQty: Type.Integer() })),
    }),
  ),
});
export type SourcingWhy = Static<typeof SourcingWhy>;

export const TimelineEntry = Type.Object({
  eventId: Id,
  at: At,
  kind: Type.String(),
  actorKind: Type.Union([
    Type.Literal('person'),
    Type.Literal('api_key'),
    Type.Literal('channel'),
    Type.Literal('system'),
  ]),
  actorName: Type.String(),
  device: Nullable(Type.String()),
  facts: Type.Record(Type.String(), Type.Unknown()),
});
export type TimelineEntry = Static<typeof TimelineEntry>;

export const actionNames = ['release', 'place_hold', 'clear_hold', 'cancel', 'ship'] as const;

export const OrderDetail = Type.Object({
  ...OrderRow.properties,
  externalState: Nullable(Type.String()),
  paidAt: Nullable(At),
  isCod: Type.Boolean(),
  note: Nullable(Type.String()),
  buyerEmail: Nullable(Type.String()),
  buyerPhone: Nullable(Type.String()),
  address: Nullable(Address),
  shippingMinor: Minor,
  cancelReason: Nullable(Type.String()),
  lines: Type.Array(OrderLine),
  holds: Type.Array(
    Type.Object({
      holdId: Id,
      kind: HoldKind,
      note: Nullable(Type.String()),
      placedAt: At,
      placedBy: Type.String(),
      clearedAt: Nullable(At),
      clearedBy: Nullable(Type.String()),
    }),
  ),
  fulfilments: Type.Array(
    Type.Object({
      fulfilmentOrderId: Id,
      nodeId: Id,
      nodeCode: Type.String(),
      nodeMode: Type.String(),
      state: FulfilmentStateSchema,
      units: Type.Integer(),
      createdAt: At,
      waveNumber: Nullable(Type.String()),
      parcels: Type.Array(
        Type.Object({
          parcelId: Id,
          sscc: Type.String(),
          state: Type.String(),
          carrier: Nullable(Type.String()),
          trackingNumber: Nullable(Type.String()),
          weightG: Nullable(Type.Integer()),
          carrierLabelDocumentId: Nullable(Id),
        }),
      ),
    }),
  ),
  why: Nullable(SourcingWhy),
  channelTasks: Type.Array(
    Type.Object({
      channelTaskId: Id,
      kind: Type.String(),
      state: Type.String(),
      attempts: Type.Integer(),
      lastError: Nullable(Type.String()),
    }),
  ),
  messages: Type.Array(
    Type.Object({
      messageId: Id,
      kind: Type.String(),
      recipient: Nullable(Type.String()),
      state: Type.String(),
      sentAt: Nullable(At),
    }),
  ),
  timeline: Type.Array(TimelineEntry),
  /** Every action, legal or not; where not, why. */
  actions: Type.Array(
    Type.Object({
      action: Type.Enum(actionNames),
      isLegal: Type.Boolean(),
      whyNot: Nullable(Type.String()),
    }),
  ),
});
export type OrderDetail = Static<typeof OrderDetail>;

export const OrderInput = Type.Object({
  /** The caller's own number: the same number twice is one order. */
  externalOrderNumber: Text(100),
  placedAt: Type.Optional(At),
  shipByAt: Type.Optional(At),
  currency: Type.Optional(Currency),
  shippingMinor: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
  isPaid: Type.Optional(Type.Boolean()),
  /** True: nothing ships until everything can. Default true. */
  shipComplete: Type.Optional(Type.Boolean()),
  /** True (default): what is missing waits as a backorder. False: refuse the order instead. */
  acceptBackorder: Type.Optional(Type.Boolean()),
  priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  note: Type.Optional(Type.String({ maxLength: 2000 })),
  buyer: Type.Optional(
    Type.Object({
      name: Type.Optional(Type.String({ maxLength: 200 })),
      email: Type.Optional(Type.String({ format: 'email', maxLength: 200 })),
      phone: Type.Optional(Type.String({ maxLength: 60 })),
    }),
  ),
  address: Type.Optional(Address),
  /** Consumes this soft hold. */
  holdRef: Type.Optional(Text(100)),
  lines: Type.Array(
    Type.Object({
      skuCode: Text(64),
      qty: PositiveQty,
      unitPriceMinor: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
      name: Type.Optional(Type.String({ maxLength: 300 })),
    }),
    { minItems: 1, maxItems: 500 },
  ),
});
export type OrderInput = Static<typeof OrderInput>;

export const OrderAnswer = Type.Object({
  externalOrderNumber: Type.String(),
  ok: Type.Boolean(),
  /** False where the order was captured before and this call changed nothing. */
  isNew: Type.Optional(Type.Boolean()),
  orderId: Type.Optional(Id),
  orderNumber: Type.Optional(Type.String()),
  state: Type.Optional(State),
  code: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
});
export type OrderAnswer = Static<typeof OrderAnswer>;

const Selection = Type.Object({ orderIds: Type.Array(Id, { minItems: 1, maxItems: 5000 }) });

export const orderRoutes = {
  listOrders: route({
    method: 'GET',
    path: '/api/v1/orders',
    summary: 'The workbench: orders by stage and filter, soonest ship-by first',
    tag: 'orders',
    permission: 'orders.read',
    query: Type.Object({
      ...PageQuery,
      ...orderFilters,
      sort: Type.Optional(Type.Union([Type.Literal('ship_by'), Type.Literal('newest')])),
    }),
    reply: Page(OrderRow),
  }),
  countOrders: route({
    method: 'GET',
    path: '/api/v1/orders/counts',
    summary: 'How many orders stand in each state, under the same filters',
    tag: 'orders',
    permission: 'orders.read',
    query: OrderFilters,
    reply: Type.Object({ counts: Type.Record(Type.String(), Type.Integer()) }),
  }),
  listOrderIds: route({
    method: 'GET',
    path: '/api/v1/orders/ids',
    summary: 'Ids of all orders that match (at most 5,000), for "select all that match"',
    tag: 'orders',
    permission: 'orders.read',
    query: OrderFilters,
    reply: Type.Object({ orderIds: Type.Array(Id), isCut: Type.Boolean() }),
  }),
  getOrder: route({
    method: 'GET',
    path: '/api/v1/orders/:id',
    summary: 'One order: facts, lines with the whereabouts of each unit, timeline, legal actions',
    tag: 'orders',
    permission: 'orders.read',
    params: IdParams,
    reply: OrderDetail,
  }),
  addOrder: route({
    method: 'POST',
    path: '/api/v1/orders',
    summary: 'Capture one order; answered when durable and promised',
    tag: 'orders',
    permission: 'orders.write',
    isIdempotent: true,
    status: 201,
    body: OrderInput,
    reply: OrderAnswer,
  }),
  addOrders: route({
    method: 'POST',
    path: '/api/v1/orders/bulk',
    summary: 'Capture many orders in one transaction; one answer per order, in order',
    tag: 'orders',
    permission: 'orders.write',
    body: Type.Object({ orders: Type.Array(OrderInput, { minItems: 1, maxItems: 1000 }) }),
    reply: Type.Object({ answers: Type.Array(OrderAnswer) }),
  }),
  releaseOrders: route({
    method: 'POST',
    path: '/api/v1/orders/release',
    summary: 'Release promised orders to their nodes',
    tag: 'orders',
    permission: 'orders.write',
    body: Selection,
    reply: BulkReply,
  }),
  placeHolds: route({
    method: 'POST',
    path: '/api/v1/orders/holds',
    summary: 'Put orders on hold',
    tag: 'orders',
    permission: 'orders.write',
    body: Type.Object({
      ...Selection.properties,
      kind: Type.Union([Type.Literal('manual'), Type.Literal('address'), Type.Literal('payment')]),
      note: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    reply: BulkReply,
  }),
  clearHolds: route({
    method: 'POST',
    path: '/api/v1/orders/holds/clear',
    summary: 'Clear holds of a kind (or all that a person may clear) and promise the orders',
    tag: 'orders',
    permission: 'orders.write',
    body: Type.Object({ ...Selection.properties, kind: Type.Optional(HoldKind) }),
    reply: BulkReply,
  }),
  cancelOrders: route({
    method: 'POST',
    path: '/api/v1/orders/cancel',
    summary: 'Cancel whole orders that are not packed; promises return at once',
    tag: 'orders',
    permission: 'orders.cancel',
    body: Type.Object({
      ...Selection.properties,
      reason: Type.Union([
        Type.Literal('customer_request'),
        Type.Literal('out_of_stock'),
        Type.Literal('undeliverable'),
      ]),
    }),
    reply: BulkReply,
  }),
  shipSimple: route({
    method: 'POST',
    path: '/api/v1/orders/ship',
    summary: 'Ship orders from nodes in simple mode: one click, no bins',
    tag: 'orders',
    permission: 'orders.write',
    body: Selection,
    reply: BulkReply,
  }),
  listExceptions: route({
    method: 'GET',
    path: '/api/v1/exceptions',
    summary: 'What needs a person: shortages, unmapped SKUs, dead channel tasks',
    tag: 'orders',
    permission: 'orders.read',
    query: Type.Object(PageQuery),
    reply: Page(
      Type.Object({
        exceptionId: Type.String(),
        kind: Type.Union([
          Type.Literal('shortage'),
          Type.Literal('unmapped_sku'),
          Type.Literal('channel_task'),
        ]),
        openedAt: At,
        orderId: Nullable(Id),
        orderNumber: Nullable(Type.String()),
        skuCode: Nullable(Type.String()),
        qty: Nullable(Type.Integer()),
        what: Type.String(),
        channelTaskId: Nullable(Id),
      }),
    ),
  }),
  search: route({
    method: 'GET',
    path: '/api/v1/search',
    summary: 'One box: order number, external number, AWB, phone, buyer, SKU, barcode',
    tag: 'orders',
    permission: null,
    query: Type.Object({ q: Type.String({ minLength: 2, maxLength: 100 }) }),
    reply: Type.Object({
      hits: Type.Array(
        Type.Object({
          kind: Type.Union([
            Type.Literal('order'),
            Type.Literal('sku'),
            Type.Literal('location'),
            Type.Literal('parcel'),
          ]),
          id: Id,
          title: Type.String(),
          detail: Type.String(),
        }),
      ),
    }),
  }),
  listViews: route({
    method: 'GET',
    path: '/api/v1/views',
    summary: 'Saved views of the workbench, mine and the team’s',
    tag: 'orders',
    permission: 'orders.read',
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          viewId: Id,
          name: Type.String(),
          isShared: Type.Boolean(),
          isMine: Type.Boolean(),
          filters: OrderFilters,
          columns: Type.Array(Type.String()),
        }),
      ),
    }),
  }),
  addView: route({
    method: 'POST',
    path: '/api/v1/views',
    summary: 'Save a view',
    tag: 'orders',
    permission: 'orders.read',
    status: 201,
    body: Type.Object({
      name: Text(60),
      isShared: Type.Boolean(),
      filters: OrderFilters,
      columns: Type.Array(Text(40), { maxItems: 30 }),
    }),
    reply: Type.Object({ viewId: Id }),
  }),
  dropView: route({
    method: 'DELETE',
    path: '/api/v1/views/:id',
    summary: 'Delete a saved view of mine',
    tag: 'orders',
    permission: 'orders.read',
    params: IdParams,
    reply: Ok,
  }),
};
