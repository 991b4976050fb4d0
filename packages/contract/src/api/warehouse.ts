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
import { manifestStates, parcelStates, pickTaskStates, tourStates } from '../states/floor.ts';
import { FulfilmentStateSchema } from './orders.ts';

/** What came out of a scanner, as it came: GTIN, location, tote, SSCC, tracking number. */
const ScanText = Type.String({ minLength: 1, maxLength: 120 });

export const Wave = Type.Object({
  waveId: Id,
  waveNumber: Type.String(),
  nodeId: Id,
  nodeCode: Type.String(),
  rule: Type.String(),
  releasedAt: At,
  releasedBy: Type.String(),
  orders: Type.Integer(),
  lines: Type.Integer(),
  units: Type.Integer(),
  tours: Type.Integer(),
  toursDone: Type.Integer(),
  ordersPacked: Type.Integer(),
  ordersShipped: Type.Integer(),
  shorts: Type.Integer(),
  /** Walk of all tours, metres, and what an S-shape walk over the same stops would have been. */
  walkM: Type.Integer(),
  sShapeWalkM: Type.Integer(),
});
export type Wave = Static<typeof Wave>;

/** Why a waiting order stays out of a wave. */
export const leftOutReasons = [
  /** Free stock in pick faces and bulk does not cover all its lines. */
  'bins_lack_stock',
  /** It matches, but ships later than the orders that fill the wave. */
  'over_orders_max',
  'other_carrier',
  'other_channel',
  'ships_later',
  /** Named in the selection, but no longer waiting: in a wave, cancelled, shipped, or being waved now. */
  'not_waiting',
] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];
export const LeftOut = Type.Array(
  Type.Object({ reason: Type.Enum(leftOutReasons), orders: Type.Integer() }),
);
export type LeftOut = Static<typeof LeftOut>;

export const waveSelection = {
  nodeId: Id,
  carrier: Type.Optional(Type.String({ maxLength: 60 })),
  channelId: Type.Optional(Id),
  shipByWithinMin: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  /** Orders at most, soonest ship-by first. */
  ordersMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  /** Orders in one tour at most: the slots of a cart. */
  ordersPerTour: Type.Optional(Type.Integer({ minimum: 1, maximum: 24, default: 12 })),
  orderIds: Type.Optional(Type.Array(Id, { maxItems: 1000 })),
};

export const WaveRule = Type.Object({
  waveRuleId: Id,
  name: Type.String(),
  nodeId: Id,
  nodeCode: Type.String(),
  carrier: Nullable(Type.String()),
  ordersMin: Type.Integer(),
  ordersMax: Type.Integer(),
  ordersPerTour: Type.Integer(),
  everyMin: Type.Integer(),
  isActive: Type.Boolean(),
  lastRunAt: Nullable(At),
});
export type WaveRule = Static<typeof WaveRule>;

const waveRuleInput = {
  name: Text(80),
  nodeId: Id,
  carrier: Type.Optional(Nullable(Text(60))),
  ordersMin: Type.Integer({ minimum: 1, maximum: 1000 }),
  ordersMax: Type.Integer({ minimum: 1, maximum: 1000 }),
  ordersPerTour: Type.Integer({ minimum: 1, maximum: 24 }),
  everyMin: Type.Integer({ minimum: 1, maximum: 1440 }),
  isActive: Type.Boolean(),
};

export const TourStop = Type.Object({
  pickTaskId: Id,
  stopSequence: Type.Integer(),
  state: Type.Enum(pickTaskStates),
  locationCode: Type.String(),
  locationBarcode: Type.String(),
  skuId: Id,
  skuCode: Type.String(),
  skuName: Type.String(),
  /** Codes that this stop's item scan accepts, so a handheld can check while offline. */
  skuBarcodes: Type.Array(Type.Object({ barcode: Type.String(), unitsPer: Type.Integer() })),
  lotCode: Nullable(Type.String()),
  qty: PositiveQty,
  pickedQty: Qty,
  toteSlot: Type.Integer(),
  toteBarcode: Nullable(Type.String()),
  orderNumber: Type.String(),
  isOrderCancelled: Type.Boolean(),
});
export type TourStop = Static<typeof TourStop>;

export const Tour = Type.Object({
  tourId: Id,
  tourNumber: Type.String(),
  waveNumber: Type.String(),
  nodeId: Id,
  state: Type.Enum(tourStates),
  pickerName: Nullable(Type.String()),
  walkM: Type.Integer(),
  slots: Type.Array(
    Type.Object({
      slot: Type.Integer(),
      orderNumber: Type.String(),
      toteBarcode: Nullable(Type.String()),
      units: Type.Integer(),
      pickedUnits: Type.Integer(),
    }),
  ),
  stops: Type.Array(TourStop),
});
export type Tour = Static<typeof Tour>;

export const TourRow = Type.Object({
  tourId: Id,
  tourNumber: Type.String(),
  waveNumber: Type.String(),
  state: Type.Enum(tourStates),
  pickerName: Nullable(Type.String()),
  isMine: Type.Boolean(),
  stops: Type.Integer(),
  stopsDone: Type.Integer(),
  units: Type.Integer(),
  orders: Type.Integer(),
  shipByAt: Nullable(At),
  walkM: Type.Integer(),
});
export type TourRow = Static<typeof TourRow>;

export const CartonType = Type.Object({
  cartonCode: Type.String(),
  name: Type.String(),
  lengthMm: Type.Integer(),
  widthMm: Type.Integer(),
  heightMm: Type.Integer(),
  tareG: Type.Integer(),
});

export const PackJob = Type.Object({
  outboundOrderId: Id,
  orderId: Id,
  orderNumber: Type.String(),
  externalOrderNumber: Nullable(Type.String()),
  channelName: Type.String(),
  state: FulfilmentStateSchema,
  toteBarcode: Nullable(Type.String()),
  carrier: Nullable(Type.String()),
  shipByAt: Nullable(At),
  note: Nullable(Type.String()),
  /** Cancelled or fallen short on its way (`state` says which): stop, put the goods back. */
  isCancelled: Type.Boolean(),
  lines: Type.Array(
    Type.Object({
      outboundLineId: Id,
      skuId: Id,
      skuCode: Type.String(),
      skuName: Type.String(),
      barcodes: Type.Array(Type.Object({ barcode: Type.String(), unitsPer: Type.Integer() })),
      qty: Type.Integer(),
      verifiedQty: Type.Integer(),
      weightG: Nullable(Type.Integer()),
    }),
  ),
  isComplete: Type.Boolean(),
  expectedWeightG: Nullable(Type.Integer()),
  cartons: Type.Array(CartonType),
  suggestedCartonCode: Nullable(Type.String()),
  parcel: Nullable(
    Type.Object({
      parcelId: Id,
      sscc: Type.String(),
      state: Type.Enum(parcelStates),
      cartonCode: Type.String(),
      weightG: Type.Integer(),
      carrier: Nullable(Type.String()),
      trackingNumber: Nullable(Type.String()),
      /** The platform's or carrier's own label; null while it is being fetched. */
      carrierLabelDocumentId: Nullable(Id),
      labelError: Nullable(Type.String()),
    }),
  ),
});
export type PackJob = Static<typeof PackJob>;

export const Manifest = Type.Object({
  manifestId: Id,
  manifestNumber: Type.String(),
  nodeId: Id,
  nodeCode: Type.String(),
  carrier: Type.String(),
  state: Type.Enum(manifestStates),
  openedAt: At,
  closedAt: Nullable(At),
  parcels: Type.Integer(),
  weightG: Type.Integer(),
  /** Labelled parcels of this carrier that wait at the node and are on no manifest. */
  waiting: Type.Integer(),
});
export type Manifest = Static<typeof Manifest>;

export const ManifestParcel = Type.Object({
  parcelId: Id,
  orderNumber: Type.String(),
  sscc: Type.String(),
  trackingNumber: Nullable(Type.String()),
  weightG: Type.Integer(),
  isOnManifest: Type.Boolean(),
});

export const warehouseRoutes = {
  listWaves: route({
    method: 'GET',
    path: '/api/v1/waves',
    summary: 'Waves, newest first, with their progress and walk',
    tag: 'warehouse',
    permission: 'warehouse.read',
    query: Type.Object({ ...PageQuery, nodeId: Type.Optional(Id) }),
    reply: Page(Wave),
  }),
  previewWave: route({
    method: 'POST',
    path: '/api/v1/waves/preview',
    summary: 'What a wave would take: orders, lines, units, and why others stay out',
    tag: 'warehouse',
    permission: 'warehouse.plan',
    body: Type.Object(waveSelection),
    reply: Type.Object({
      orders: Type.Integer(),
      lines: Type.Integer(),
      units: Type.Integer(),
      tours: Type.Integer(),
      leftOut: LeftOut,
    }),
  }),
  releaseWave: route({
    method: 'POST',
    path: '/api/v1/waves',
    summary: 'Release a wave: bins allocated, tours planned in walking order',
    tag: 'warehouse',
    permission: 'warehouse.plan',
    isIdempotent: true,
    status: 201,
    body: Type.Object(waveSelection),
    reply: Type.Object({ ...Wave.properties, leftOut: LeftOut }),
  }),
  listWaveRules: route({
    method: 'GET',
    path: '/api/v1/wave-rules',
    summary: 'Rules that release waves by themselves',
    tag: 'warehouse',
    permission: 'warehouse.read',
    reply: Type.Object({ rows: Type.Array(WaveRule) }),
  }),
  addWaveRule: route({
    method: 'POST',
    path: '/api/v1/wave-rules',
    summary: 'Add a wave rule',
    tag: 'warehouse',
    permission: 'warehouse.plan',
    status: 201,
    body: Type.Object(waveRuleInput),
    reply: WaveRule,
  }),
  changeWaveRule: route({
    method: 'PUT',
    path: '/api/v1/wave-rules/:id',
    summary: 'Change a wave rule, or switch it on or off',
    tag: 'warehouse',
    permission: 'warehouse.plan',
    params: IdParams,
    body: Type.Object(waveRuleInput),
    reply: WaveRule,
  }),
  dropWaveRule: route({
    method: 'DELETE',
    path: '/api/v1/wave-rules/:id',
    summary: 'Delete a wave rule',
    tag: 'warehouse',
    permission: 'warehouse.plan',
    params: IdParams,
    reply: Ok,
  }),
  listTours: route({
    method: 'GET',
    path: '/api/v1/floor/tours',
    summary: 'Tours to walk: mine first, then open ones by deadline',
    tag: 'floor',
    permission: 'floor.work',
    query: Type.Object({ nodeId: Id, includeDone: Type.Optional(Type.Boolean()) }),
    reply: Type.Object({ rows: Type.Array(TourRow) }),
  }),
  claimTour: route({
    method: 'POST',
    path: '/api/v1/floor/tours/claim',
    summary: 'Take the given tour, or the next one of the node; mine again if I have one',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    body: Type.Object({ nodeId: Id, tourId: Type.Optional(Id) }),
    reply: Type.Object({ tour: Nullable(Tour) }),
  }),
  getTour: route({
    method: 'GET',
    path: '/api/v1/floor/tours/:id',
    summary: 'A tour with its stops in walking order',
    tag: 'floor',
    permission: 'floor.work',
    params: IdParams,
    reply: Tour,
  }),
  handBackTour: route({
    method: 'POST',
    path: '/api/v1/floor/tours/:id/hand-back',
    summary: 'Give the rest of a tour back for another picker',
    tag: 'floor',
    permission: 'floor.work',
    params: IdParams,
    reply: Ok,
  }),
  bindTote: route({
    method: 'POST',
    path: '/api/v1/floor/tours/:id/totes',
    summary: 'Put a tote into a slot of the cart',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    params: IdParams,
    body: Type.Object({ slot: Type.Integer({ minimum: 1, maximum: 24 }), toteScan: ScanText }),
    reply: Tour,
  }),
  confirmPick: route({
    method: 'POST',
    path: '/api/v1/floor/picks/:id/confirm',
    summary: 'Picked: location, item and tote were scanned; goods move from bin to tote',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    params: IdParams,
    body: Type.Object({
      locationScan: ScanText,
      skuScan: ScanText,
      toteScan: ScanText,
      qty: PositiveQty,
    }),
    reply: Tour,
  }),
  reportShort: route({
    method: 'POST',
    path: '/api/v1/floor/picks/:id/short',
    summary:
      'Less found than expected: what is there is picked, another bin is tried, else the order falls short',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    params: IdParams,
    body: Type.Object({
      locationScan: ScanText,
      foundQty: Qty,
      toteScan: Type.Optional(ScanText),
    }),
    reply: Type.Object({
      tour: Tour,
      /** What became of the missing units. */
      outcome: Type.Union([Type.Literal('other_bin'), Type.Literal('order_short')]),
      otherLocationCode: Nullable(Type.String()),
    }),
  }),
  undoPick: route({
    method: 'POST',
    path: '/api/v1/floor/picks/:id/undo',
    summary: 'Take back a confirmed pick: goods return from tote to bin',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    params: IdParams,
    reply: Tour,
  }),
  openPack: route({
    method: 'POST',
    path: '/api/v1/floor/pack/open',
    summary: 'Scan a tote, order number, SSCC or tracking number: the order to pack',
    tag: 'floor',
    permission: 'floor.work',
    body: Type.Object({ nodeId: Id, scan: ScanText }),
    reply: PackJob,
  }),
  listPackQueue: route({
    method: 'GET',
    path: '/api/v1/floor/pack/queue',
    summary:
      'Orders that wait at the pack stations: to pack, or cancelled or short and to put back',
    tag: 'floor',
    permission: 'floor.work',
    query: Type.Object({ nodeId: Id }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          outboundOrderId: Id,
          orderNumber: Type.String(),
          toteBarcode: Nullable(Type.String()),
          units: Type.Integer(),
          shipByAt: Nullable(At),
          isCancelled: Type.Boolean(),
        }),
      ),
    }),
  }),
  verifyItem: route({
    method: 'POST',
    path: '/api/v1/floor/pack/:id/verify',
    summary: 'Scan an item into the carton; a wrong or extra one is stopped',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    params: IdParams,
    body: Type.Object({ scan: ScanText, qty: Type.Optional(PositiveQty) }),
    reply: PackJob,
  }),
  restartPack: route({
    method: 'POST',
    path: '/api/v1/floor/pack/:id/restart',
    summary: 'Forget the scans of an unclosed carton and start over',
    tag: 'floor',
    permission: 'floor.work',
    params: IdParams,
    reply: PackJob,
  }),
  closeCarton: route({
    method: 'POST',
    path: '/api/v1/floor/pack/:id/close',
    summary: 'Close the carton with its weight; the parcel gets its SSCC and label',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    params: IdParams,
    body: Type.Object({
      cartonCode: Text(40),
      weightG: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      /** Set after the packer was told that the weight is far off and confirmed it. */
      isWeightConfirmed: Type.Optional(Type.Boolean()),
    }),
    reply: PackJob,
  }),
  putBack: route({
    method: 'POST',
    path: '/api/v1/floor/pack/:id/put-back',
    summary: 'A cancelled order’s goods go back to a scanned location',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    params: IdParams,
    body: Type.Object({ locationScan: ScanText }),
    reply: Ok,
  }),
  listManifests: route({
    method: 'GET',
    path: '/api/v1/manifests',
    summary: 'Manifests of a node, open ones first',
    tag: 'warehouse',
    permission: 'warehouse.read',
    query: Type.Object({ ...PageQuery, nodeId: Id }),
    reply: Page(Manifest),
  }),
  openManifest: route({
    method: 'POST',
    path: '/api/v1/manifests',
    summary: 'Open a manifest for a carrier, or answer the open one',
    tag: 'floor',
    permission: 'floor.work',
    body: Type.Object({ nodeId: Id, carrier: Text(60) }),
    reply: Manifest,
  }),
  listWaitingCarriers: route({
    method: 'GET',
    path: '/api/v1/floor/handover',
    summary: 'Carriers with labelled parcels waiting at the node',
    tag: 'floor',
    permission: 'floor.work',
    query: Type.Object({ nodeId: Id }),
    reply: Type.Object({
      rows: Type.Array(
        Type.Object({
          carrier: Type.String(),
          waiting: Type.Integer(),
          openManifestId: Nullable(Id),
          onManifest: Type.Integer(),
        }),
      ),
    }),
  }),
  getManifest: route({
    method: 'GET',
    path: '/api/v1/manifests/:id',
    summary: 'A manifest with its parcels and those that still wait',
    tag: 'warehouse',
    permission: 'warehouse.read',
    params: IdParams,
    reply: Type.Object({ manifest: Manifest, parcels: Type.Array(ManifestParcel) }),
  }),
  scanOntoManifest: route({
    method: 'POST',
    path: '/api/v1/manifests/:id/scan',
    summary: 'Hand a parcel over by scanning its label; a cancelled or foreign parcel is refused',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    params: IdParams,
    body: Type.Object({ scan: ScanText }),
    reply: Type.Object({
      manifest: Manifest,
      parcel: ManifestParcel,
      wasAlreadyOn: Type.Boolean(),
    }),
  }),
  closeManifest: route({
    method: 'POST',
    path: '/api/v1/manifests/:id/close',
    summary: 'The carrier has taken the parcels: they are shipped and leave the books',
    tag: 'floor',
    permission: 'floor.work',
    isIdempotent: true,
    params: IdParams,
    reply: Manifest,
  }),
};

/** Routes that answer a file; they are not called through the typed client. */
export const filePaths = {
  manifestPdf: (manifestId: string) => `/api/v1/manifests/${manifestId}/pdf`,
  parcelLabelPdf: (parcelId: string) => `/api/v1/parcels/${parcelId}/label.pdf`,
  parcelLabelZpl: (parcelId: string) => `/api/v1/parcels/${parcelId}/label.zpl`,
  document: (documentId: string) => `/api/v1/documents/${documentId}`,
  pickSlipPdf: (tourId: string) => `/api/v1/tours/${tourId}/pick-slip.pdf`,
};
