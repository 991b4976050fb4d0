/**
 * What a Shopee error code means for the caller. Shopee answers HTTP 200 to refusals and reuses few codes for many
 * things, so some can only be told apart by their English message.
 * Source: error lists of the endpoint pages, guide "API calls" (read 2026-11-23).
 */
import { afterSending, type Effect } from '../http.ts';
import { type Failure, type FailureKind, failure } from '../outcome.ts';

/** Shopee's daily quota is refilled at 00:00 UTC+8. */
const QUOTA_ZONE_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
/** "Too many requests ... try again later", per-second window: one second clears it. */
const PER_SECOND_WAIT_MS = 1_000;

const authExpiredCodes: ReadonlySet<string> = new Set([
  'invalid_acceess_token', // sic
  'invalid_access_token',
  'refresh_token_expired',
  'error_shop_refresh_token',
  'invalid_refresh_token',
  'shop_access_expired',
  'shop_no_linked',
  'partner_shop_no_link',
]);

/** Something broke or timed out behind Shopee's gateway: the call may have gone through all the same. */
const brokenCodes: ReadonlySet<string> = new Set([
  'error_server',
  'error_inner',
  'error_network',
  'error_system_busy',
  'error_unknown',
  'error_config',
  'logistics.error_network',
  'logistics.error_core_server',
  'logistics.error_connection',
  'logistics.error_third_party_server',
  'logistics.error_timeout',
  'logistics.error_other',
  'logistics.error_unknown',
  'logistics.unknown_error',
  'logistics.business_process_error',
]);

/** Refused for now; nothing was done. */
const laterCodes: ReadonlySet<string> = new Set([
  'logistics.download_later',
  'logistics.error_too_many_invoke_function',
  'logistics.package_print_failed',
  'logistics.ship_order_not_ready_to_ship',
]);

export interface Refusal {
  code: string;
  message: string;
  /** Method and path, for the message. */
  name: string;
  effect: Effect;
  nowMs: number;
  /** A wait the answer's headers ask for. */
  retryAfterMs: number | null;
}

export function refused(refusal: Refusal): Failure {
  const { message, name, nowMs } = refusal;
  const code = plainCode(refusal.code);
  const text = `${name}: ${message === '' ? code : message}`;
  if (code === 'error_rate_limit') {
    return failure('rate_limited', code, text, refusal.retryAfterMs ?? PER_SECOND_WAIT_MS);
  }
  if (code === 'error_limit') return failure('rate_limited', code, text, untilQuotaMs(nowMs));
  return failure(kindOf(code, message, refusal.effect), code, text);
}

/** "common.error_auth" -> "error_auth"; some pages print a blank after the dot. Other prefixes carry meaning. */
export function plainCode(code: string): string {
  return code.replace(/\s+/g, '').replace(/^common\./, '');
}

function kindOf(code: string, message: string, effect: Effect): FailureKind {
  if (authExpiredCodes.has(code)) return 'auth_expired';
  if (laterCodes.has(code)) return 'retryable';
  if (brokenCodes.has(code)) return afterSending(effect);
  // error_auth is also used for stock rules and missing permissions, error_param for everything.
  if (code === 'error_auth' && /access_token|partner_id or shop/i.test(message)) {
    return 'auth_expired';
  }
  // Each attempt is signed anew: once the clock is right again, so is the next attempt.
  if (code === 'error_param' && /timestamp is expired/i.test(message)) return 'retryable';
  // "System error, please try again later", "Our system is taking some time to respond, please try later", ...
  if (/try (again )?later/i.test(message)) return afterSending(effect);
  return 'final';
}

function untilQuotaMs(nowMs: number): number {
  return DAY_MS - ((nowMs + QUOTA_ZONE_OFFSET_MS) % DAY_MS);
}
