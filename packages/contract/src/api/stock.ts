import { type Static, Type } from 'typebox';
import {
  At,
  Id,
  IdParams,
  Nullable,
  Ok,
  Page,
  PageQuery,
  PositiveQty,
  Qty,
  Text,
} from '../common.ts';
import { route } from '../route.ts';
import { stockStatuses } from '../states/stock.ts';

const Status = Type.Enum(stockStatuses);

/** SKU × node: what is there, what is promised, what may still be promised. */
export const StockRow = Type.Object({
  skuId: Id,
  skuCode: Type.String(),
  name: Type.String(),
  nodeId: Id,
  nodeCode: Type.String(),
  onHandQty: Type.Integer(),
  sellableQty: Type.Integer(),
  reservedQty: Type.Integer(),
  safetyQty: Type.Integer(),
  atpQty: Type.Integer(),
});
export type StockRow = Static<typeof StockRow>;

export const BalanceRow = Type.Object({
  nodeId: Id,
  nodeCode: Type.String(),
  locationId: Id,
  locationCode: Type.String(),
  locationType: Type.String(),
  status: Status,
  lotCode: Nullable(Type.String()),
  onHandQty: Type.Integer(),
  allocatedQty: Type.Integer(),
});
export type BalanceRow = Static<typeof BalanceRow>;

export const MoveRow = Type.Object({
  moveId: Id,
  movedAt: At,
  skuCode: Type.String(),
  qty: Type.Integer(),
  fromLocationCode: Type.String(),
  fromStatus: Type.String(),
  toLocationCode: Type.String(),
  toStatus: Type.String(),
  reason: Type.String(),
  reference: Nullable(Type.String()),
  actorName: Type.String(),
  device: Nullable(Type.String()),
});
export type MoveRow = Static<typeof MoveRow>;

export const StockDetail = Type.Object({
  skuId: Id,
  skuCode: Type.String(),
  name: Type.String(),
  isKit: Type.Boolean(),
  nodes: Type.Array(StockRow),
  balances: Type.Array(BalanceRow),
  reservations: Type.Array(
    Type.Object({
      reservationId: Id,
      nodeCode: Type.String(),
      qty: Type.Integer(),
      orderId: Nullable(Id),
      orderNumber: Nullable(Type.String()),
      expiresAt: Nullable(At),
      createdAt: At,
    }),
  ),
  listings: Type.Array(
    Type.Object({
      listingId: Id,
      channelName: Type.String(),
      externalItemId: Type.String(),
      multiple: Type.Integer(),
      computedQty: Nullable(Type.Integer()),
      acceptedQty: Nullable(Type.Integer()),
      owedSince: Nullable(At),
    }),
  ),
});
export type StockDetail = Static<typeof StockDetail>;

export const stockRoutes = {
  listStock: route({
    method: 'GET',
    path: '/api/v1/stock',
    summary: 'Stock by SKU and node, with what may still be promised',
    tag: 'stock',
    permission: 'stock.read',
    query: Type.Object({
      ...PageQuery,
      search: Type.Optional(Type.String({ maxLength: 100 })),
      nodeId: Type.Optional(Id),
      /** Only rows whose ATP is at most this. */
      atpMax: Type.Optional(Type.Integer({ minimum: 0 })),
    }),
    reply: Page(StockRow),
  }),
  getStock: route({
    method: 'GET',
    path: '/api/v1/stock/:id',
    summary: 'One SKU: by node, by location, who holds promises, what each shop shows',
    tag: 'stock',
    permission: 'stock.read',
    params: IdParams,
    reply: StockDetail,
  }),
  listMoves: route({
    method: 'GET',
    path: '/api/v1/stock/:id/moves',
    summary: 'The ledger of one SKU, newest first',
    tag: 'stock',
    permission: 'stock.read',
    params: IdParams,
    query: Type.Object({ ...PageQuery, nodeId: Type.Optional(Id) }),
    reply: Page(MoveRow),
  }),
  adjustStock: route({
    method: 'POST',
    path: '/api/v1/stock/adjustments',
    summary: 'Correct what a location holds, with a reason; moves to or from loss and found',
    tag: 'stock',
    permission: 'stock.adjust',
    isIdempotent: true,
    body: Type.Object({
      adjustments: Type.Array(
        Type.Object({
          skuCode: Text(64),
          locationCode: Text(40),
          nodeCode: Text(20),
          status: Type.Optional(Status),
          /** Signed change in base units. */
          changeQty: Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 }),
          reason: Type.Union([
            Type.Literal('count'),
            Type.Literal('damage'),
            Type.Literal('loss'),
            Type.Literal('found'),
            Type.Literal('opening'),
            Type.Literal('receipt'),
          ]),
        }),
        { minItems: 1, maxItems: 5000 },
      ),
    }),
    reply: Type.Object({ moves: Type.Integer() }),
  }),
  moveStock: route({
    method: 'POST',
    path: '/api/v1/stock/moves',
    summary: 'Move stock between locations or statuses',
    tag: 'stock',
    permission: 'stock.move',
    isIdempotent: true,
    body: Type.Object({
      moves: Type.Array(
        Type.Object({
          skuCode: Text(64),
          nodeCode: Text(20),
          fromLocationCode: Text(40),
          toLocationCode: Text(40),
          fromStatus: Type.Optional(Status),
          toStatus: Type.Optional(Status),
          qty: PositiveQty,
        }),
        { minItems: 1, maxItems: 1000 },
      ),
    }),
    reply: Type.Object({ moves: Type.Integer() }),
  }),
  setSafetyStock: route({
    method: 'PUT',
    path: '/api/v1/stock/safety',
    summary: 'Set safety stock of SKUs at a node',
    tag: 'stock',
    permission: 'stock.adjust',
    body: Type.Object({
      rows: Type.Array(Type.Object({ skuCode: Text(64), nodeCode: Text(20), safetyQty: Qty }), {
        minItems: 1,
        maxItems: 5000,
      }),
    }),
    reply: Type.Object({ changed: Type.Integer() }),
  }),
  addHold: route({
    method: 'POST',
    path: '/api/v1/stock/holds',
    summary: 'Hold stock for a cart or quote for a while; all lines or none',
    tag: 'stock',
    permission: 'orders.write',
    isIdempotent: true,
    status: 201,
    body: Type.Object({
      holdRef: Text(100),
      ttlSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
      lines: Type.Array(Type.Object({ skuCode: Text(64), qty: PositiveQty }), {
        minItems: 1,
        maxItems: 200,
      }),
    }),
    reply: Type.Object({ holdRef: Type.String(), expiresAt: At }),
  }),
  dropHold: route({
    method: 'DELETE',
    path: '/api/v1/stock/holds/:holdRef',
    summary: 'Release a soft hold before its time',
    tag: 'stock',
    permission: 'orders.write',
    params: Type.Object({ holdRef: Type.String({ maxLength: 100 }) }),
    reply: Ok,
  }),
};
