import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../platform/index.ts';
import { type Auth, CLIENT_IP_HEADER } from './auth.ts';
import { refuseForeignOrigin } from './same-origin.ts';
import type { Sessions } from './sessions.ts';
import type { SignInBrake } from './sign-in-brake.ts';

/**
 * What of better-auth is reachable. The rest (sign-up, organisations that anybody could make, sessions
 * listed with their tokens) has no caller here, and what cannot be reached cannot be misused.
 */
const OPEN = new Set([
  'POST /api/auth/sign-in/email',
  'POST /api/auth/sign-out',
  'POST /api/auth/change-password',
  'POST /api/auth/revoke-other-sessions',
  'GET /api/auth/organization/list',
  'POST /api/auth/organization/set-active',
]);
const SIGN_IN = '/api/auth/sign-in/email';
const BODY_BYTES_MAX = 16 * 1024;

export interface MountDeps {
  auth: Auth;
  sessions: Sessions;
  brake: SignInBrake;
  publicUrl: string;
}

/**
 * Serves `/api/auth/*`: hands requests to better-auth and its answers back, with all their cookies.
 * What better-auth refuses becomes problem+json like everything else. Bodies are JSON only, which a
 * foreign page cannot send without asking first.
 */
export async function mountAuth(app: FastifyInstance, deps: MountDeps): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: BODY_BYTES_MAX },
      async (_request: FastifyRequest, body: string) => {
        if (parsed(body) !== undefined) return body;
        throw new Refusal('invalid_input', 'The body is not JSON.');
      },
    );
    scope.route({
      method: ['GET', 'POST'],
      url: '/api/auth/*',
      schema: { hide: true },
      handler: (request, reply) => serve(request, reply, deps),
    });
  });
}

async function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: MountDeps,
): Promise<FastifyReply> {
  const path = request.url.split('?')[0] ?? '';
  if (!OPEN.has(`${request.method} ${path}`)) {
    throw new Refusal('not_found', `${request.method} ${path} does not exist.`);
  }
  refuseForeignOrigin(request, deps.publicUrl);
  const attempt = path === SIGN_IN ? deps.brake.begin(request.ip, emailIn(request.body)) : null;
  if (attempt !== null && attempt.waitS > 0) {
    reply.header('retry-after', attempt.waitS);
    throw new Refusal('rate_limited', 'Too many wrong passwords.', {
      facts: { retryAfterS: attempt.waitS },
      remedy: `Try again in ${Math.ceil(attempt.waitS / 60)} minutes, or ask an owner.`,
    });
  }
  const response = await handOver(request, deps);
  if (!response.ok) throw await refusalOf(response, reply);
  attempt?.succeed();
  return send(response, reply);
}

/** What changes a session may end others of the same person: all of them are looked up again. */
async function handOver(request: FastifyRequest, deps: MountDeps): Promise<Response> {
  const { sessions, auth, publicUrl } = deps;
  const cookie = request.method === 'GET' ? null : sessions.cookieOf(request);
  const person = cookie === null ? null : await sessions.callerOf(cookie);
  const response = await auth.handler(toRequest(request, publicUrl));
  if (person?.actor.id) sessions.forgetPerson(person.actor.id);
  return response;
}

function toRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.set(CLIENT_IP_HEADER, request.ip);
  headers.delete('content-length');
  const body = typeof request.body === 'string' ? request.body : undefined;
  return new Request(new URL(request.url, publicUrl), {
    method: request.method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
}

async function send(response: Response, reply: FastifyReply): Promise<FastifyReply> {
  reply.status(response.status).header('cache-control', 'no-store');
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply.send(await response.text());
}

async function refusalOf(response: Response, reply: FastifyReply): Promise<Refusal> {
  const message = messageIn(await response.text());
  switch (response.status) {
    case 401:
      return new Refusal('not_signed_in', message ?? 'Sign in first.');
    case 403:
      return new Refusal('not_permitted', message ?? 'Not allowed.');
    case 404:
      return new Refusal('not_found', message ?? 'There is nothing here.');
    case 429: {
      const seconds = response.headers.get('x-retry-after');
      if (seconds !== null) reply.header('retry-after', seconds);
      return new Refusal('rate_limited', message ?? 'Too many requests.');
    }
    default:
      if (response.status < 500) {
        return new Refusal('invalid_input', message ?? 'The request is not understood.');
      }
      return new Refusal('internal', 'Signing in failed here. It was logged.');
  }
}

function messageIn(text: string): string | null {
  const body = parsed(text);
  const message = typeof body === 'object' && body !== null ? Reflect.get(body, 'message') : null;
  return typeof message === 'string' && message !== '' ? `${message.replace(/\.$/, '')}.` : null;
}

function emailIn(body: unknown): string {
  const given = typeof body === 'string' ? parsed(body) : null;
  const email = typeof given === 'object' && given !== null ? Reflect.get(given, 'email') : '';
  return typeof email === 'string' ? email.slice(0, 200) : '';
}

/** The content of a JSON text, or undefined where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
