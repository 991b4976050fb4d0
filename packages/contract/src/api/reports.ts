import { type Static, Type } from 'typebox';
import { At, Id, Nullable } from '../common.ts';
import { route } from '../route.ts';

export const Dashboard = Type.Object({
  at: At,
  /** Orders by state now; `oldestAt` is when the oldest was placed, `nextShipByAt` the soonest deadline. */
  stages: Type.Array(
    Type.Object({
      state: Type.String(),
      orders: Type.Integer(),
      units: Type.Integer(),
      oldestAt: Nullable(At),
      nextShipByAt: Nullable(At),
      late: Type.Integer(),
    }),
  ),
  /** Open orders by minutes to ship-by. */
  shipBy: Type.Array(
    Type.Object({
      bucket: Type.Union([
        Type.Literal('late'),
        Type.Literal('under_2h'),
        Type.Literal('under_6h'),
        Type.Literal('under_24h'),
        Type.Literal('later'),
      ]),
      orders: Type.Integer(),
    }),
  ),
  /** Last 60 minutes, by minute, gaps filled: captured and shipped. */
  flow: Type.Array(
    Type.Object({
      at: At,
      captured: Type.Integer(),
      picked: Type.Integer(),
      shipped: Type.Integer(),
    }),
  ),
  today: Type.Object({
    captured: Type.Integer(),
    shipped: Type.Integer(),
    cancelled: Type.Integer(),
    unitsShipped: Type.Integer(),
    salesMinor: Type.Integer(),
    currency: Type.String(),
    shorts: Type.Integer(),
    mailsSent: Type.Integer(),
  }),
  people: Type.Array(
    Type.Object({
      name: Type.String(),
      picksLastHour: Type.Integer(),
      unitsLastHour: Type.Integer(),
      packedLastHour: Type.Integer(),
      lastSeenAt: Nullable(At),
    }),
  ),
  attention: Type.Object({
    shortages: Type.Integer(),
    unmapped: Type.Integer(),
    deadTasks: Type.Integer(),
    lapsedChannels: Type.Integer(),
  }),
});
export type Dashboard = Static<typeof Dashboard>;

export const reportRoutes = {
  dashboard: route({
    method: 'GET',
    path: '/api/v1/dashboard',
    summary: 'The live wall: stages, deadlines, flow, people, what needs attention',
    tag: 'reports',
    permission: 'reports.read',
    query: Type.Object({ nodeId: Type.Optional(Id) }),
    reply: Dashboard,
  }),
};

/**
 * Server-Sent Events at `/api/v1/live`: each event's `data` is one of these. They are hints to
 * re-read, sent after commit; a client that reconnects re-reads what it shows.
 */
export const LiveHint = Type.Object({
  topic: Type.Union([
    Type.Literal('orders'),
    Type.Literal('stock'),
    Type.Literal('warehouse'),
    Type.Literal('channels'),
    Type.Literal('messages'),
  ]),
  at: At,
});
export type LiveHint = Static<typeof LiveHint>;
export const livePath = '/api/v1/live';
