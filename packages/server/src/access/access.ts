import type { FastifyRequest } from 'fastify';
import pg from 'pg';
import type { Logger } from 'pino';
import {
  type Authenticate,
  type Clock,
  type Config,
  type Database,
  type Service,
  systemClock,
} from '../platform/index.ts';
import { makeAuth } from './auth.ts';
import { makeKeys } from './keys.ts';
import { mountAuth } from './mount.ts';
import { type AccessDeps, serveAccess } from './routes.ts';
import { refuseForeignOrigin } from './same-origin.ts';
import { makeSessions } from './sessions.ts';
import { SignInBrake } from './sign-in-brake.ts';

type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

const DEVICE_LENGTH_MAX = 60;

/** Signing in, and who asks. */
export interface Access {
  /** For `makeService`: the person behind a session cookie or the key behind a bearer token. */
  authenticate: Authenticate;
  /** Registers the contract's `accessRoutes`, and `/api/auth/*` (sign-in, sign-out, password). */
  routes(service: Service, deps: AccessDeps): Promise<void>;
  stop(): Promise<void>;
}

export function makeAccess(options: {
  database: Database;
  config: Pick<Config, 'appDatabaseUrl' | 'publicUrl' | 'secret' | 'sandboxUrl'>;
  log: Log;
  clock?: Clock;
}): Access {
  const { database, config, log, clock = systemClock } = options;
  const pool = new pg.Pool({
    connectionString: config.appDatabaseUrl,
    // better-auth names its tables without a schema.
    options: '-c search_path=auth',
    max: 4,
    application_name: 'quayside sign-in',
    connectionTimeoutMillis: 10_000,
  });
  // An idle connection that dies (database restarted) is replaced by the pool on its next use.
  pool.on('error', () => undefined);
  const auth = makeAuth(pool, config, log);
  const sessions = makeSessions(auth, pool, config.publicUrl, clock);
  const keys = makeKeys(database, log, clock);
  const brake = new SignInBrake(clock);

  return {
    async authenticate(request) {
      const secret = bearerOf(request);
      if (secret !== null) return withDevice(await keys.callerOf(secret), request);
      const cookie = sessions.cookieOf(request);
      if (cookie === null) return null;
      const caller = await sessions.callerOf(cookie);
      if (caller !== null) refuseForeignOrigin(request, config.publicUrl);
      return withDevice(caller, request);
    },
    async routes(service, deps) {
      await mountAuth(service.app, { auth, sessions, brake, publicUrl: config.publicUrl });
      serveAccess(service, { sessions, keys, sandboxUrl: config.sandboxUrl }, deps);
    },
    async stop() {
      await keys.settle();
      // The library reads the schema when it starts; ending the pool under it would log an error.
      await (await auth.$context).checkSchema?.();
      await pool.end();
    },
  };
}

function bearerOf(request: FastifyRequest): string | null {
  const [, secret] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return secret ?? null;
}

/** Adds the device's own name (`X-Device`), as the floor's handhelds send it. */
function withDevice<C extends { actor: { device: string | null } }>(
  caller: C | null,
  request: FastifyRequest,
): C | null {
  const given = request.headers['x-device'];
  if (caller === null || typeof given !== 'string') return caller;
  const device = given
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, DEVICE_LENGTH_MAX);
  return device === '' ? caller : { ...caller, actor: { ...caller.actor, device } };
}
