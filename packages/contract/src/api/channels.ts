import { type Static, Type } from 'typebox';
import { At, Id, IdParams, Nullable, Ok, Page, PageQuery, PositiveQty } from '../common.ts';
import { route } from '../route.ts';
import { channelStates } from '../states/channel.ts';

const State = Type.Enum(channelStates);

/** A connected shop and how well it is. */
export const ChannelHealth = Type.Object({
  channelId: Id,
  platform: Type.String(),
  name: Type.String(),
  externalShopId: Type.String(),
  region: Nullable(Type.String()),
  currency: Type.String(),
  state: State,
  lastError: Nullable(Type.String()),
  accessExpiresAt: Nullable(At),
  refreshExpiresAt: Nullable(At),
  /** How far the order feed has been read. */
  feedWatermarkAt: Nullable(At),
  lastPollAt: Nullable(At),
  lastPushAt: Nullable(At),
  /** Longest time that an order of the last hour took from placed to captured, ms. */
  feedLagMs: Nullable(Type.Integer()),
  listings: Type.Integer(),
  listingsUnmapped: Type.Integer(),
  offersOwed: Type.Integer(),
  oldestOwedAt: Nullable(At),
  tasksOwed: Type.Integer(),
  tasksDead: Type.Integer(),
  ordersToday: Type.Integer(),
  pushesRefused: Type.Integer(),
});
export type ChannelHealth = Static<typeof ChannelHealth>;

export const Listing = Type.Object({
  listingId: Id,
  channelId: Id,
  externalItemId: Type.String(),
  externalModelId: Nullable(Type.String()),
  sellerSku: Nullable(Type.String()),
  name: Type.String(),
  skuId: Nullable(Id),
  skuCode: Nullable(Type.String()),
  multiple: Type.Integer(),
  computedQty: Nullable(Type.Integer()),
  toldQty: Nullable(Type.Integer()),
  acceptedQty: Nullable(Type.Integer()),
  acceptedAt: Nullable(At),
  owedSince: Nullable(At),
  nextTryAt: Nullable(At),
  lastError: Nullable(Type.String()),
  rule: Nullable(Type.String()),
});
export type Listing = Static<typeof Listing>;

export const PushLogRow = Type.Object({
  pushLogId: Id,
  at: At,
  listingId: Id,
  sellerSku: Nullable(Type.String()),
  computedQty: Type.Integer(),
  sentQty: Nullable(Type.Integer()),
  /** What the fence did: sent the number, sent the lower one, or waited for the feed. */
  fence: Type.Union([Type.Literal('open'), Type.Literal('lowered'), Type.Literal('waiting')]),
  rule: Type.String(),
  feedWatermarkAt: Nullable(At),
  isAccepted: Nullable(Type.Boolean()),
  answer: Nullable(Type.String()),
  nextTryAt: Nullable(At),
});
export type PushLogRow = Static<typeof PushLogRow>;

export const channelRoutes = {
  listChannels: route({
    method: 'GET',
    path: '/api/v1/channels',
    summary: 'Connected shops and their health',
    tag: 'channels',
    permission: 'channels.read',
    reply: Type.Object({ rows: Type.Array(ChannelHealth) }),
  }),
  getChannel: route({
    method: 'GET',
    path: '/api/v1/channels/:id',
    summary: 'One shop and its health',
    tag: 'channels',
    permission: 'channels.read',
    params: IdParams,
    reply: ChannelHealth,
  }),
  listPlatforms: route({
    method: 'GET',
    path: '/api/v1/channels/platforms',
    summary: 'Platforms that a shop can be connected from',
    tag: 'channels',
    permission: 'channels.read',
    reply: Type.Object({
      rows: Type.Array(Type.Object({ platform: Type.String(), name: Type.String() })),
    }),
  }),
  connectChannel: route({
    method: 'POST',
    path: '/api/v1/channels/connect',
    summary: 'Begin the platform’s authorisation; send the browser to the answered address',
    tag: 'channels',
    permission: 'channels.write',
    body: Type.Object({ platform: Type.String({ maxLength: 40 }) }),
    reply: Type.Object({ url: Type.String() }),
  }),
  pauseChannel: route({
    method: 'POST',
    path: '/api/v1/channels/:id/pause',
    summary: 'Stop telling this shop stock (orders still come in)',
    tag: 'channels',
    permission: 'channels.write',
    params: IdParams,
    reply: ChannelHealth,
  }),
  resumeChannel: route({
    method: 'POST',
    path: '/api/v1/channels/:id/resume',
    summary: 'Tell stock again',
    tag: 'channels',
    permission: 'channels.write',
    params: IdParams,
    reply: ChannelHealth,
  }),
  pollChannel: route({
    method: 'POST',
    path: '/api/v1/channels/:id/poll',
    summary: 'Read the order feed again from an instant; harmless to repeat',
    tag: 'channels',
    permission: 'channels.write',
    params: IdParams,
    body: Type.Object({ from: Type.Optional(At) }),
    reply: Ok,
  }),
  fetchListings: route({
    method: 'POST',
    path: '/api/v1/channels/:id/listings/fetch',
    summary: 'Fetch the shop’s listings and map them by SKU code or barcode',
    tag: 'channels',
    permission: 'channels.write',
    params: IdParams,
    reply: Ok,
  }),
  listListings: route({
    method: 'GET',
    path: '/api/v1/channels/:id/listings',
    summary: 'Listings of a shop: what it was told, what it accepted, what is owed and why',
    tag: 'channels',
    permission: 'channels.read',
    params: IdParams,
    query: Type.Object({
      ...PageQuery,
      search: Type.Optional(Type.String({ maxLength: 100 })),
      only: Type.Optional(
        Type.Union([Type.Literal('unmapped'), Type.Literal('owed'), Type.Literal('failed')]),
      ),
    }),
    reply: Page(Listing),
  }),
  mapListing: route({
    method: 'PUT',
    path: '/api/v1/listings/:id',
    summary: 'Map a listing to a SKU and multiple; orders held for it are promised',
    tag: 'channels',
    permission: 'channels.write',
    params: IdParams,
    body: Type.Object({ skuCode: Type.String({ maxLength: 64 }), multiple: PositiveQty }),
    reply: Listing,
  }),
  pushListing: route({
    method: 'POST',
    path: '/api/v1/listings/:id/push',
    summary: 'Tell this listing’s number now',
    tag: 'channels',
    permission: 'channels.write',
    params: IdParams,
    reply: Ok,
  }),
  listPushLog: route({
    method: 'GET',
    path: '/api/v1/channels/:id/push-log',
    summary: 'Every stock push: computed, rule, fence, sent, answer',
    tag: 'channels',
    permission: 'channels.read',
    params: IdParams,
    query: Type.Object({ ...PageQuery, listingId: Type.Optional(Id) }),
    reply: Page(PushLogRow),
  }),
  listChannelTasks: route({
    method: 'GET',
    path: '/api/v1/channel-tasks',
    summary: 'Work owed to channels; `dead` ones wait for a person',
    tag: 'channels',
    permission: 'channels.read',
    query: Type.Object({
      ...PageQuery,
      state: Type.Optional(Type.Union([Type.Literal('owed'), Type.Literal('dead')])),
      channelId: Type.Optional(Id),
    }),
    reply: Page(
      Type.Object({
        channelTaskId: Id,
        channelId: Id,
        channelName: Type.String(),
        orderId: Nullable(Id),
        orderNumber: Nullable(Type.String()),
        kind: Type.String(),
        state: Type.String(),
        attempts: Type.Integer(),
        lastError: Nullable(Type.String()),
        owedSince: At,
        nextTryAt: Nullable(At),
      }),
    ),
  }),
  retryChannelTask: route({
    method: 'POST',
    path: '/api/v1/channel-tasks/:id/retry',
    summary: 'Try a dead task again now',
    tag: 'channels',
    permission: 'channels.write',
    params: IdParams,
    reply: Ok,
  }),
};

/** The address that a platform's push is sent to; answers 2xx with an empty body. */
export const pushPath = (platform: string) => `/api/v1/channels/${platform}/push`;
/** Where a platform sends the browser back after authorisation. */
export const callbackPath = (platform: string) => `/api/v1/channels/${platform}/callback`;
