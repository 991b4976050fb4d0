import { existsSync } from 'node:fs';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { livePath } from '@quayside/contract';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import {
  type Authenticate,
  type Config,
  type Database,
  installProblems,
  type Live,
  makeService,
  type Service,
} from './platform/index.ts';

/** Requests of one caller a minute at most: far above a busy station, far below a runaway script. */
const REQUESTS_A_MINUTE_MAX = 60_000;
/** 1,000 orders of 500 lines in one bulk call, as JSON. */
const BODY_BYTES_MAX = 32 * 1024 * 1024;

/** The HTTP side of the server without its routes: problems, documentation, static web, health. */
export async function makeApp(options: {
  config: Config;
  log: Logger;
  database: Database;
  live: Live;
  authenticate: Authenticate;
  isReady(): boolean;
}): Promise<{ app: FastifyInstance; service: Service }> {
  const { config, database, authenticate } = options;
  const app = Fastify({
    loggerInstance: options.log as never,
    bodyLimit: BODY_BYTES_MAX,
    disableRequestLogging: true,
    trustProxy: 'loopback',
    forceCloseConnections: 'idle',
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', allErrors: false } },
  }) as unknown as FastifyInstance;
  installProblems(app);
  // Swagger UI brings its own inline styles; everything else of the page is ours.
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        frameSrc: ["'self'", 'blob:'],
        objectSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        frameAncestors: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: config.publicUrl.startsWith('https:'),
    crossOriginEmbedderPolicy: false,
  });
  await app.register(compress, { threshold: 1024 });
  await app.register(rateLimit, {
    max: REQUESTS_A_MINUTE_MAX,
    timeWindow: '1 minute',
    keyGenerator: (request) => request.headers.authorization ?? request.ip,
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Quayside',
        version: '1',
        description:
          'Orders, stock and warehouse. Sign in with a session cookie, or send an API key as `Authorization: Bearer qs_…`. Errors are RFC 9457 problems with a code and a remedy. Lists are keyset pages. `Idempotency-Key` makes a repeated call answer the first answer.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'quayside.session_token' },
          key: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { key: [] }],
    },
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs' });

  app.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    if (!options.isReady()) return reply.status(503).send({ ready: false });
    await database.pool.query('select 1');
    return { ready: true };
  });
  const service = makeService(app, database, authenticate);
  serveLive(app, options.live, authenticate);
  await serveWeb(app, config.webDist);
  return { app, service };
}

/** Seconds between comments on a quiet live stream, so that proxies keep it open. */
const HEARTBEAT_MS = 15_000;

function serveLive(app: FastifyInstance, live: Live, authenticate: Authenticate): void {
  app.get(livePath, { schema: { hide: true } }, async (request, reply) => {
    const caller = await authenticate(request);
    if (caller === null) return reply.status(401).send();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write('retry: 2000\n: hello\n\n');
    const unsubscribe = live.subscribe(caller.tenantId, (hint) => {
      raw.write(`data: ${JSON.stringify(hint)}\n\n`);
    });
    const heartbeat = setInterval(() => raw.write(': beat\n\n'), HEARTBEAT_MS);
    request.raw.on('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
    });
  });
}

/** The built web app; any path that is no file and no API is a page of it. */
async function serveWeb(app: FastifyInstance, webDist: string | null): Promise<void> {
  if (webDist === null || !existsSync(webDist)) return;
  await app.register(fastifyStatic, {
    root: webDist,
    index: ['index.html'],
    wildcard: false,
    setHeaders(reply, path) {
      // Built files carry their hash in the name; the page itself must be asked for each time.
      const isHashed = path.includes('/assets/');
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    if (request.url.startsWith('/api/')) return reply.callNotFound();
    return reply.sendFile('index.html');
  });
}
