/**
 * What came of a call to the outside. Outcomes are values: a caller switches over `kind`, nothing is thrown for
 * what the outside did. (Something is thrown only for a mistake in our own code, such as a batch that is too long.)
 */
export type Outcome<T> = Success<T> | Failure;

export interface Success<T> {
  ok: true;
  value: T;
}

/**
 * How the caller must react:
 *
 * - `retryable`: it was not carried out, or asking again does no harm (network down, 503, a busy platform).
 *   Try the same call again later, with back-off.
 * - `rate_limited`: it was not carried out. Wait `retryAfterMs` before *any* further call for this shop.
 * - `auth_expired`: it was not carried out. Refresh the tokens under the shop's lock and call again once; if this
 *   is the answer to the refresh itself, the seller must authorise again and a person must be told.
 * - `final`: it was refused and will be refused again. Do not retry; show `code` and `message` to a person.
 * - `unknown`: it was sent and we do not know whether it was carried out (time-out after sending, connection lost,
 *   an unreadable answer). Ask the platform first (read the order, read the listing), then decide. Never assume
 *   success, never just send again.
 */
export type FailureKind = 'retryable' | 'rate_limited' | 'auth_expired' | 'final' | 'unknown';

export interface Failure {
  ok: false;
  kind: FailureKind;
  /** The platform's own error code where it gave one, else one of ours (`timed_out`, `answer_not_json`, ...). */
  code: string;
  /** For people and logs. Never holds a token, a key or a signature; at most 300 characters. */
  message: string;
  /** How long the platform asked us to wait, where it said so. */
  retryAfterMs?: number;
}

export function success<T>(value: T): Success<T> {
  return { ok: true, value };
}

export function failure(
  kind: FailureKind,
  code: string,
  message: string,
  retryAfterMs?: number,
): Failure {
  return retryAfterMs === undefined
    ? { ok: false, kind, code, message }
    : { ok: false, kind, code, message, retryAfterMs };
}
