import { randomUUID } from 'node:crypto';
import type { PartOf, Problem, ReplyOf, RouteSpec } from '@quayside/contract';

/** Quayside refused what a worker asked: what a person would read on the screen. */
export class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'Refused';
    this.problem = problem;
  }
}

export interface Login {
  name: string;
  email: string;
  password: string;
}

type Parts<R extends RouteSpec> = (R extends { params: unknown }
  ? { params: PartOf<R, 'params'> }
  : { params?: undefined }) &
  (R extends { query: unknown } ? { query?: PartOf<R, 'query'> } : { query?: undefined }) &
  (R extends { body: unknown } ? { body: PartOf<R, 'body'> } : { body?: undefined });

/** A worker's handheld: signed in with its own account, speaking the same API as the floor pages. */
export interface Handheld {
  readonly name: string;
  /** A call that gets no answer is repeated under the same Idempotency-Key until it does or `isOver`. */
  call<const R extends RouteSpec>(route: R, parts: Parts<R>): Promise<ReplyOf<R>>;
}

/** Waits between tries of a call that got no answer, ms; the last one is used from then on. */
const RETRY_MS = [200, 500, 1000, 2000];
const CALL_TIMEOUT_MS = 30_000;

export async function signIn(
  baseUrl: string,
  login: Login,
  isOver: () => boolean,
): Promise<Handheld> {
  let cookie = await fetchCookie(baseUrl, login, isOver);
  return {
    name: login.name,
    async call(route, parts) {
      const key = randomUUID();
      const url = urlOf(baseUrl, route, parts);
      for (let tries = 0; ; tries += 1) {
        const answer = await tryOnce(route, url, parts.body, cookie, key, login.name);
        if (answer.kind === 'ok') return answer.reply as ReplyOf<typeof route>;
        if (answer.kind === 'refused') {
          if (answer.problem.code !== 'not_signed_in' || tries > 3)
            throw new Refused(answer.problem);
          cookie = await fetchCookie(baseUrl, login, isOver);
          continue;
        }
        if (isOver()) throw new Error(`the shift ended while ${route.path} had no answer`);
        await wait(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] as number);
      }
    },
  };
}

type Answer =
  | { kind: 'ok'; reply: unknown }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'no_answer' };

async function tryOnce(
  route: RouteSpec,
  url: string,
  body: unknown,
  cookie: string,
  key: string,
  device: string,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: route.method,
      headers: {
        cookie,
        'idempotency-key': key,
        'x-device': `robot ${device}`.slice(0, 60),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    if (response.ok) return { kind: 'ok', reply: await response.json() };
    if (response.status >= 500 || response.status === 429) {
      await response.body?.cancel();
      return { kind: 'no_answer' };
    }
    return { kind: 'refused', problem: (await response.json()) as Problem };
  } catch {
    // Refused connection, reset, time-out, half an answer: the server is away or was killed; ask again.
    return { kind: 'no_answer' };
  }
}

function urlOf(
  baseUrl: string,
  route: RouteSpec,
  parts: { params?: unknown; query?: unknown },
): string {
  const params = (parts.params ?? {}) as Record<string, string>;
  const path = route.path.replaceAll(/:([A-Za-z]+)/g, (_all, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  const url = new URL(path, baseUrl);
  for (const [name, value] of Object.entries((parts.query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.toString();
}

async function fetchCookie(baseUrl: string, login: Login, isOver: () => boolean): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const cookies = await trySignIn(baseUrl, login);
    if (cookies !== null) return cookies;
    if (isOver()) throw new Error(`${login.email} could not sign in before the shift ended`);
    await wait(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] as number);
  }
}

/** The session cookie; null when there was no answer. Throws when the account is refused. */
async function trySignIn(baseUrl: string, login: Login): Promise<string | null> {
  let response: Response;
  try {
    response = await fetch(new URL('/api/auth/sign-in/email', baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(baseUrl).origin },
      body: JSON.stringify({ email: login.email, password: login.password }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
  } catch {
    return null;
  }
  await response.arrayBuffer();
  if (response.status >= 500 || response.status === 429) return null;
  if (!response.ok) throw new Error(`${login.email} may not sign in (${response.status})`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
