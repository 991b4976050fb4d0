import type { PartOf, ReplyOf, RouteSpec } from '@quayside/contract';
import { localProblem, problemOf } from './problem.ts';

/** Optional query fields may be given as `undefined`; they are left out of the address. */
type Loose<T> = { [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] } extends infer L
  ? { [K in keyof L]: object extends Pick<L, K> ? L[K] | undefined : L[K] }
  : never;

type Part<R extends RouteSpec, K extends 'params' | 'query' | 'body'> = [PartOf<R, K>] extends [
  undefined,
]
  ? object
  : object extends PartOf<R, K>
    ? { [P in K]?: Loose<PartOf<R, K>> | undefined }
    : { [P in K]: K extends 'query' ? Loose<PartOf<R, K>> : PartOf<R, K> };

/** What a call of this route takes: exactly the parts that its contract names. */
export type CallInput<R extends RouteSpec> = Part<R, 'params'> &
  Part<R, 'query'> &
  Part<R, 'body'> & {
    /** The caller's name for one intent; routes marked idempotent get a fresh one otherwise. */
    idempotencyKey?: string | undefined;
    signal?: AbortSignal | undefined;
  };

/** The same input without its types, as the wire sees it. */
type PlainInput = {
  params?: Record<string, unknown> | undefined;
  query?: Record<string, unknown> | undefined;
  body?: unknown;
  idempotencyKey?: string | undefined;
  signal?: AbortSignal | undefined;
};

/** Fills `/:id` parts and appends the query; absent values are left out. */
export function addressOf(
  path: string,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`path ${path} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const tail = search.toString();
  return tail === '' ? filled : `${filled}?${tail}`;
}

/**
 * Calls one route of the contract, typed both ways. Throws `ApiProblem` on a refusal and where no
 * answer came; an aborted call throws the abort. An idempotent route always carries an
 * `Idempotency-Key`: pass the same one when you repeat the same intent.
 */
export async function call<const R extends RouteSpec>(
  route: R,
  ...[input]: object extends CallInput<R> ? [input?: CallInput<R>] : [input: CallInput<R>]
): Promise<ReplyOf<R>> {
  const { params, query, body, idempotencyKey, signal }: PlainInput = input ?? {};
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (route.isIdempotent) headers['idempotency-key'] = idempotencyKey ?? crypto.randomUUID();
  let response: Response;
  try {
    response = await fetch(addressOf(route.path, params, query), {
      method: route.method,
      credentials: 'same-origin',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw localProblem('unreachable', 0);
  }
  if (!response.ok) throw await problemOf(response);
  try {
    // The server validates every reply against this schema before it sends it.
    const reply: ReplyOf<R> = await response.json();
    return reply;
  } catch {
    throw localProblem('unreadable', response.status);
  }
}
