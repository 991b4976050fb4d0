import { connectablePlatforms } from '@quayside/connectors';
import { callbackPath, pushPath, channelRoutes as routes } from '@quayside/contract';
import type { FastifyInstance } from 'fastify';
import { addJob, decodeCursor, Refusal, type Service, type Tx, toPage } from '../platform/index.ts';
import { beginConnect, finishConnect, pauseChannel, resumeChannel } from './connect.ts';
import type { ChannelsDeps } from './context.ts';
import { channelHealth, channelsHealth } from './health.ts';
import { mapListing, pushListing, toListings } from './map-listing.ts';
import { retryTask } from './owe-task.ts';
import { channelById } from './queries/channel.ts';
import { listListings, listPushLog } from './queries/listing.ts';
import { listTasks } from './queries/task.ts';
import { receivePush } from './receive-push.ts';

const PAGE_DEFAULT = 50;
/** A platform's push is a few kilobytes; nobody unknown may send more. */
const PUSH_BYTES_MAX = 1024 * 1024;

const platformNames: Record<string, string> = { shopee: 'Shopee' };

export function serveRoutes(deps: ChannelsDeps, service: Service): void {
  serveChannels(deps, service);
  serveListings(deps, service);
  serveTasks(deps, service);
  service.app.register(async (scope) => serveOutside(deps, scope));
}

function serveChannels(deps: ChannelsDeps, service: Service): void {
  service.serve(routes.listChannels, async (tx) => ({ rows: await channelsHealth(deps, tx) }));
  service.serve(routes.getChannel, (tx, { params }) => channelHealth(deps, tx, params.id));
  service.serve(routes.listPlatforms, async () => ({
    rows: connectablePlatforms
      .filter((platform) => deps.connectorFor(platform) !== null)
      .map((platform) => ({ platform, name: platformNames[platform] ?? platform })),
  }));
  service.serve(routes.connectChannel, (tx, { body }) => beginConnect(deps, tx, body.platform));
  service.serve(routes.pauseChannel, async (tx, { params }) => {
    await pauseChannel(tx, params.id);
    return channelHealth(deps, tx, params.id);
  });
  service.serve(routes.resumeChannel, async (tx, { params }) => {
    await resumeChannel(deps, tx, params.id);
    return channelHealth(deps, tx, params.id);
  });
  service.serve(routes.pollChannel, async (tx, { params, body }) => {
    await callable(tx, params.id);
    const from = body.from ?? null;
    await addJob(
      tx,
      'channels.poll',
      { channelId: params.id, from },
      { jobKey: `poll:${params.id}:${from === null ? 'now' : 'from'}` },
    );
    return { ok: true } as const;
  });
  service.serve(routes.fetchListings, async (tx, { params }) => {
    await callable(tx, params.id);
    const startedAt = deps.clock.now().toISOString();
    await addJob(
      tx,
      'channels.fetch_listings',
      { channelId: params.id, cursor: null, startedAt },
      { jobKey: `listings:${params.id}` },
    );
    return { ok: true } as const;
  });
}

/** Refuses a shop that does not exist or cannot be called. */
async function callable(tx: Tx, channelId: string): Promise<void> {
  const channel = await channelById(tx, channelId);
  if (channel === null) throw new Refusal('not_found', `There is no shop ${channelId}.`);
  if (channel.state !== 'connected' && channel.state !== 'paused') {
    throw new Refusal('channel_not_connected', `${channel.name} is ${channel.state}.`, {
      facts: { state: channel.state },
      remedy: 'Connect the shop again.',
    });
  }
}

function serveListings(deps: ChannelsDeps, service: Service): void {
  service.serve(routes.listListings, async (tx, { params, query }) => {
    await exists(tx, params.id);
    const limit = query.limit ?? PAGE_DEFAULT;
    const [afterId] = decodeCursor(query.cursor, 1) ?? [];
    const found = await listListings(tx, params.id, {
      search: query.search ?? null,
      only: query.only ?? null,
      afterId: idOf(afterId),
      limit: limit + 1,
    });
    const page = toPage(found, limit, (row) => [row.listing_id]);
    return { rows: await toListings(tx, page.rows), nextCursor: page.nextCursor };
  });
  service.serve(routes.mapListing, (tx, { params, body }) => mapListing(deps, tx, params.id, body));
  service.serve(routes.pushListing, async (tx, { params }) => {
    await pushListing(deps, tx, params.id);
    return { ok: true } as const;
  });
  service.serve(routes.listPushLog, async (tx, { params, query }) => {
    await exists(tx, params.id);
    const limit = query.limit ?? PAGE_DEFAULT;
    const [beforeId] = decodeCursor(query.cursor, 1) ?? [];
    const found = await listPushLog(tx, params.id, {
      listingId: query.listingId ?? null,
      beforeId: idOf(beforeId),
      limit: limit + 1,
    });
    const page = toPage(found, limit, (row) => [row.push_log_id]);
    return {
      rows: page.rows.map((row) => ({
        pushLogId: row.push_log_id,
        at: row.at.toISOString(),
        listingId: row.listing_id,
        sellerSku: row.seller_sku,
        computedQty: row.computed_qty,
        sentQty: row.sent_qty,
        fence: row.fence,
        rule: row.rule,
        feedWatermarkAt: row.feed_watermark_at?.toISOString() ?? null,
        isAccepted: row.is_accepted,
        answer: row.answer,
        nextTryAt: row.next_try_at?.toISOString() ?? null,
      })),
      nextCursor: page.nextCursor,
    };
  });
}

async function exists(tx: Tx, channelId: string): Promise<void> {
  if ((await channelById(tx, channelId)) === null) {
    throw new Refusal('not_found', `There is no shop ${channelId}.`);
  }
}

/** The id in a cursor; one that somebody made up is refused before it reaches SQL. */
function idOf(part: string | undefined): string | null {
  if (part === undefined) return null;
  if (/^\d{1,18}$/.test(part)) return part;
  throw new Refusal('invalid_input', 'The cursor is not one that this route gave out.');
}

function serveTasks(deps: ChannelsDeps, service: Service): void {
  service.serve(routes.listChannelTasks, async (tx, { query }) => {
    const limit = query.limit ?? PAGE_DEFAULT;
    const [beforeId] = decodeCursor(query.cursor, 1) ?? [];
    const found = await listTasks(tx, {
      state: query.state ?? null,
      channelId: query.channelId ?? null,
      beforeId: idOf(beforeId),
      limit: limit + 1,
    });
    const page = toPage(found, limit, (row) => [row.channel_task_id]);
    return {
      rows: page.rows.map((row) => ({
        channelTaskId: row.channel_task_id,
        channelId: row.channel_id,
        channelName: row.channel_name,
        orderId: row.order_id,
        orderNumber: row.order_number,
        kind: row.kind,
        state: row.state,
        attempts: row.attempts,
        lastError: row.last_error,
        owedSince: row.owed_since.toISOString(),
        nextTryAt: row.state === 'owed' ? row.next_try_at.toISOString() : null,
      })),
      nextCursor: page.nextCursor,
    };
  });
  service.serve(routes.retryChannelTask, async (tx, { params }) => {
    await retryTask(deps, tx, params.id);
    return { ok: true } as const;
  });
}

/** What platforms and sellers' browsers call; a scope of its own, because a push is verified over its raw bytes. */
function serveOutside(deps: ChannelsDeps, app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: PUSH_BYTES_MAX },
    (_request, body, done) => done(null, body),
  );
  app.post<{ Params: { platform: string } }>(
    pushPath(':platform'),
    { schema: { summary: 'A platform’s push', tags: ['channels'], security: [] } },
    async (request, reply) => {
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { headers, params } = request;
      await receivePush(deps, params.platform, { rawBody, headers });
      return reply.status(200).send();
    },
  );
  app.get<{ Params: { platform: string } }>(
    callbackPath(':platform'),
    {
      schema: { summary: 'Back from a platform’s authorisation', tags: ['channels'], security: [] },
    },
    async (request, reply) => {
      const query = new URL(request.url, deps.config.publicUrl).searchParams;
      const answer = await finishConnect(deps, request.params.platform, query);
      const outcome = answer.ok
        ? `connected=${answer.channelId}`
        : `refused=${encodeURIComponent(answer.reason)}`;
      return reply.header('cache-control', 'no-store').redirect(`/channels?${outcome}`, 303);
    },
  );
}
