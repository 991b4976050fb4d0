import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { organization } from 'better-auth/plugins/organization';
import type pg from 'pg';
import type { Logger } from 'pino';
import { type Config, deriveKey } from '../platform/index.ts';
import { membershipsOf } from './queries.ts';

/** The header in which mount.ts hands the client's address over; the client's own one is dropped. */
export const CLIENT_IP_HEADER = 'x-quayside-client-ip';

/** One sign-in a week, by the clock and not by use: a session that leaked ends by itself. */
const SESSION_S = 7 * 24 * 60 * 60;
const COOKIE_PREFIX = 'quayside';

/**
 * better-auth, set up for people who are added by their tenant: e-mail and password, organisations,
 * sessions in the auth schema. The pool's connections must have `search_path = auth`.
 *
 * Its own origin check is off because same-origin.ts stands in front of it and of the API alike.
 */
export function makeAuth(pool: pg.Pool, config: AuthConfig, log: Log) {
  return betterAuth({
    appName: 'Quayside',
    baseURL: config.publicUrl,
    basePath: '/api/auth',
    secret: deriveKey(config.secret, 'auth').toString('base64'),
    database: pool,
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 200,
    },
    session: { expiresIn: SESSION_S, disableSessionRefresh: true },
    plugins: [organization({ allowUserToCreateOrganization: false })],
    databaseHooks: {
      session: {
        create: {
          // A person who was switched off gives the right password and still gets no session.
          before: async (session) => {
            const memberships = await membershipsOf(pool, session.userId);
            if (memberships.some((m) => m.isActive)) return;
            throw new APIError('FORBIDDEN', {
              code: 'PERSON_SWITCHED_OFF',
              message: 'This account is switched off. Ask an owner of your company.',
            });
          },
        },
      },
    },
    rateLimit: {
      enabled: true,
      storage: 'memory',
      window: 60,
      max: 300,
      // Each attempt costs about 50 ms of a core. Guessing is stopped much earlier, by sign-in-brake.ts;
      // this lets a whole shift behind one address sign in at once.
      customRules: { '/sign-in/email': { window: 60, max: 200 } },
    },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: isHttps(config.publicUrl),
      disableCSRFCheck: true,
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
    },
    logger: {
      level: 'warn',
      log: (level, message, ...more) => {
        // A wrong password is no fault of ours: not worth a warning.
        const as = level === 'error' ? 'error' : 'info';
        log[as]({ more }, `sign-in: ${message}`);
      },
    },
  });
}

type Log = Pick<Logger, 'info' | 'error'>;
export type AuthConfig = Pick<Config, 'publicUrl' | 'secret'>;
export type Auth = ReturnType<typeof makeAuth>;

/** Name of the cookie that carries a session. */
export function sessionCookieName(publicUrl: string): string {
  return `${isHttps(publicUrl) ? '__Secure-' : ''}${COOKIE_PREFIX}.session_token`;
}

const isHttps = (url: string) => url.startsWith('https://');
