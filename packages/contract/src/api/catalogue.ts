import { type Static, Type } from 'typebox';
import {
  Currency,
  Id,
  IdParams,
  Minor,
  Nullable,
  Page,
  PageQuery,
  PositiveQty,
  Text,
} from '../common.ts';
import { route } from '../route.ts';

export const trackings = ['none', 'lot', 'serial'] as const;
export const nodeModes = ['simple', 'directed', 'external'] as const;
export const locationTypes = [
  'pick_face',
  'bulk',
  'receiving',
  'packing',
  'staging',
  'dock',
  'tote',
  'carton',
  'cart',
  'stock',
] as const;

const Tracking = Type.Enum(trackings);
const NodeMode = Type.Enum(nodeModes);
const LocationType = Type.Enum(locationTypes);

export const Sku = Type.Object({
  skuId: Id,
  skuCode: Type.String(),
  name: Type.String(),
  tracking: Tracking,
  isKit: Type.Boolean(),
  isActive: Type.Boolean(),
  lengthMm: Nullable(Type.Integer()),
  widthMm: Nullable(Type.Integer()),
  heightMm: Nullable(Type.Integer()),
  weightG: Nullable(Type.Integer()),
  priceMinor: Nullable(Minor),
  currency: Currency,
  abc: Nullable(Type.String()),
  tags: Type.Array(Type.String()),
  /** Every code that a scan of this SKU may carry; `unitsPer` > 1 is a pack level. */
  barcodes: Type.Array(
    Type.Object({ barcode: Type.String(), packName: Type.String(), unitsPer: Type.Integer() }),
  ),
  components: Type.Array(
    Type.Object({ skuId: Id, skuCode: Type.String(), name: Type.String(), qty: PositiveQty }),
  ),
});
export type Sku = Static<typeof Sku>;

export const SkuInput = Type.Object({
  skuCode: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._ /-]{0,63}$' }),
  name: Text(300),
  tracking: Type.Optional(Tracking),
  lengthMm: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
  widthMm: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
  heightMm: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
  weightG: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_000_000 })),
  priceMinor: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
  currency: Type.Optional(Currency),
  tags: Type.Optional(Type.Array(Text(40), { maxItems: 20 })),
  barcodes: Type.Optional(
    Type.Array(
      Type.Object({
        barcode: Type.String({ pattern: '^[!-~]{1,48}$' }),
        packName: Type.Optional(Text(40)),
        unitsPer: Type.Optional(PositiveQty),
      }),
      { maxItems: 20 },
    ),
  ),
  components: Type.Optional(
    Type.Array(Type.Object({ skuCode: Text(64), qty: PositiveQty }), { maxItems: 50 }),
  ),
});
export type SkuInput = Static<typeof SkuInput>;

export const Node = Type.Object({
  nodeId: Id,
  nodeCode: Type.String(),
  name: Type.String(),
  mode: NodeMode,
  isActive: Type.Boolean(),
  priority: Type.Integer(),
  latitude: Nullable(Type.Number()),
  longitude: Nullable(Type.Number()),
  postcode: Nullable(Type.String()),
  address: Nullable(Type.String()),
  timeZone: Type.String(),
  locationCount: Type.Integer(),
});
export type Node = Static<typeof Node>;

export const Location = Type.Object({
  locationId: Id,
  nodeId: Id,
  locationCode: Type.String(),
  barcode: Type.String(),
  type: LocationType,
  zone: Nullable(Type.String()),
  aisle: Nullable(Type.String()),
  bay: Nullable(Type.Integer()),
  level: Nullable(Type.Integer()),
  xMm: Nullable(Type.Integer()),
  yMm: Nullable(Type.Integer()),
  zMm: Nullable(Type.Integer()),
  capacityL: Nullable(Type.Integer()),
  capacityG: Nullable(Type.Integer()),
  isBlocked: Type.Boolean(),
  skuCount: Type.Integer(),
  onHandQty: Type.Integer(),
});
export type Location = Static<typeof Location>;

export const catalogueRoutes = {
  listSkus: route({
    method: 'GET',
    path: '/api/v1/skus',
    summary: 'SKUs by code or name',
    tag: 'catalogue',
    permission: 'catalogue.read',
    query: Type.Object({
      ...PageQuery,
      search: Type.Optional(Type.String({ maxLength: 100 })),
      isKit: Type.Optional(Type.Boolean()),
    }),
    reply: Page(Sku),
  }),
  getSku: route({
    method: 'GET',
    path: '/api/v1/skus/:id',
    summary: 'One SKU with its barcodes, packs and components',
    tag: 'catalogue',
    permission: 'catalogue.read',
    params: IdParams,
    reply: Sku,
  }),
  putSkus: route({
    method: 'POST',
    path: '/api/v1/skus/bulk',
    summary: 'Create or change SKUs by code; all or none',
    tag: 'catalogue',
    permission: 'catalogue.write',
    body: Type.Object({ skus: Type.Array(SkuInput, { minItems: 1, maxItems: 5000 }) }),
    reply: Type.Object({ created: Type.Integer(), changed: Type.Integer() }),
  }),
  listNodes: route({
    method: 'GET',
    path: '/api/v1/nodes',
    summary: 'Sites that hold and ship stock',
    tag: 'catalogue',
    permission: 'catalogue.read',
    reply: Type.Object({ rows: Type.Array(Node) }),
  }),
  addNode: route({
    method: 'POST',
    path: '/api/v1/nodes',
    summary: 'Add a node; a simple node gets its one stock location',
    tag: 'catalogue',
    permission: 'settings.write',
    status: 201,
    body: Type.Object({
      nodeCode: Type.String({ pattern: '^[A-Z0-9][A-Z0-9-]{0,19}$' }),
      name: Text(100),
      mode: Type.Union([Type.Literal('simple'), Type.Literal('directed')]),
      priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
      latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
      longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
      postcode: Type.Optional(Text(20)),
      address: Type.Optional(Text(300)),
      timeZone: Type.Optional(Text(60)),
    }),
    reply: Node,
  }),
  changeNode: route({
    method: 'PATCH',
    path: '/api/v1/nodes/:id',
    summary: 'Change priority, name, or whether the node ships; switch simple to directed',
    tag: 'catalogue',
    permission: 'settings.write',
    params: IdParams,
    body: Type.Object({
      name: Type.Optional(Text(100)),
      priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
      isActive: Type.Optional(Type.Boolean()),
      mode: Type.Optional(Type.Literal('directed')),
    }),
    reply: Node,
  }),
  listLocations: route({
    method: 'GET',
    path: '/api/v1/nodes/:id/locations',
    summary: 'Locations of a node',
    tag: 'catalogue',
    permission: 'catalogue.read',
    params: IdParams,
    query: Type.Object({
      ...PageQuery,
      search: Type.Optional(Type.String({ maxLength: 60 })),
      type: Type.Optional(LocationType),
    }),
    reply: Page(Location),
  }),
  addLocations: route({
    method: 'POST',
    path: '/api/v1/nodes/:id/locations',
    summary: 'Create locations; all or none',
    tag: 'catalogue',
    permission: 'settings.write',
    params: IdParams,
    status: 201,
    body: Type.Object({
      locations: Type.Array(
        Type.Object({
          locationCode: Type.String({ pattern: '^[A-Z0-9][A-Z0-9-]{0,29}$' }),
          barcode: Type.Optional(Type.String({ pattern: '^[!-~]{1,48}$' })),
          type: LocationType,
          zone: Type.Optional(Text(40)),
          aisle: Type.Optional(Text(10)),
          bay: Type.Optional(Type.Integer({ minimum: 0 })),
          level: Type.Optional(Type.Integer({ minimum: 0 })),
          xMm: Type.Optional(Type.Integer()),
          yMm: Type.Optional(Type.Integer()),
          zMm: Type.Optional(Type.Integer()),
          capacityL: Type.Optional(Type.Integer({ minimum: 0 })),
          capacityG: Type.Optional(Type.Integer({ minimum: 0 })),
        }),
        { minItems: 1, maxItems: 5000 },
      ),
    }),
    reply: Type.Object({ created: Type.Integer() }),
  }),
};
