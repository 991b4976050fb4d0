import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { consoleRoutes } from './console/routes.ts';
import { BadRequest } from './control/read-body.ts';
import { controlRoutes } from './control/routes.ts';
import type { Crew } from './crew/crew.ts';
import { crewRoutes } from './crew/routes.ts';
import { authorisePages } from './marketplaces/shopee/authorise-page.ts';
import { ShopeeError } from './marketplaces/shopee/errors.ts';
import { passGate } from './marketplaces/shopee/gate.ts';
import { openRateLimit } from './marketplaces/shopee/rate-limit.ts';
import { ENDPOINTS } from './marketplaces/shopee/routes.ts';
import type { Shoppers } from './traffic/shoppers.ts';
import type { World } from './world.ts';

/** Everything the outside world serves over HTTP, on one port. */
export function buildHttp(world: World, shoppers: Shoppers, crew: Crew): FastifyInstance {
  const app = Fastify({ bodyLimit: 4 * 1024 * 1024, forceCloseConnections: true });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body.toString())));
    },
  );
  // An empty JSON body is an empty object: clients send the header with nothing behind it.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = body.toString();
    if (text === '') {
      done(null, {});
      return;
    }
    try {
      const parsed: unknown = JSON.parse(text);
      done(null, parsed);
    } catch {
      done(new BadRequest('The body is not JSON.'));
    }
  });
  app.setErrorHandler(async (error, request, reply) => {
    await answerError(error, request, reply);
  });
  app.get('/healthz', () => ({ isReady: true }));
  authorisePages(app, world);
  shopeeRoutes(app, world);
  controlRoutes(app, world, shoppers);
  consoleRoutes(app, world, shoppers);
  crewRoutes(app, world, crew);
  return app;
}

async function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  if (request.url.startsWith('/api/v2/')) {
    const isBad = error instanceof BadRequest;
    await reply.status(isBad ? 200 : 500).send({
      error: isBad ? 'error_param' : 'error_server',
      message: isBad ? 'parse data failed' : 'Something wrong. Please try later.',
      request_id: request.id,
    });
    if (!isBad) process.stderr.write(`sandbox: ${request.url.split('?', 1)[0]}: ${message}\n`);
    return;
  }
  if (error instanceof BadRequest || error instanceof ShopeeError) {
    await reply.status(400).send({ problem: message });
    return;
  }
  process.stderr.write(`sandbox: ${request.method} ${request.url.split('?', 1)[0]}: ${message}\n`);
  await reply.status(500).send({ problem: message });
}

function shopeeRoutes(app: FastifyInstance, world: World): void {
  const limit = openRateLimit(world.clock, world.options.rateLimitQps);
  app.route<{ Querystring: Record<string, unknown> }>({
    method: ['GET', 'POST'],
    url: '/api/v2/*',
    handler: async (request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '';
      const answer = await passGate(world, ENDPOINTS, limit, {
        method: request.method,
        path,
        query: request.query,
        body: request.body,
      });
      if (answer.delayMs > 0) {
        await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
      }
      if (answer.isNeverSent) {
        // The caller waits in vain, as with a connection that died: its own time-out must end it.
        reply.hijack();
        return;
      }
      await reply.status(answer.httpStatus).type(answer.contentType).send(answer.body);
    },
  });
}
