import { expect, test } from 'vitest';
import type { Effect } from '../http.ts';
import { refused } from './refusal.ts';

/** 15:30 in Singapore: the quota comes back at midnight there, 8.5 hours later. */
const NOW_MS = Date.UTC(2026, 10, 23, 7, 30, 0);

function kindOf(code: string, message: string, effect: Effect) {
  return refused({ code, message, name: 'GET /x', effect, nowMs: NOW_MS, retryAfterMs: null }).kind;
}

test.each([
  ['invalid_acceess_token', 'Invalid access_token, please have a check.', 'auth_expired'],
  ['common.error_auth', 'Invalid access_token.', 'auth_expired'],
  ['error_auth', 'Invalid partner_id or shopid.', 'auth_expired'],
  ['refresh_token_expired', '', 'auth_expired'],
  ['error_auth', 'No permission to current api.', 'final'],
  ['error_auth', 'Total stock must be more than reserved stock.', 'final'],
  ['error_sign', 'Wrong sign.', 'final'],
  ['error_param', 'Timestamp is expired.', 'retryable'],
  ['error_param', 'parameter invalid', 'final'],
  ['error_not_found', '', 'final'],
  ['error_limit', 'daily API call limit', 'rate_limited'],
  ['order.error_limit', 'Can not cancel this order', 'final'],
  ['order. error_param', 'You can not cancel warehouse order.', 'final'],
  ['error_rate_limit', '', 'rate_limited'],
  ['logistics.download_later', '', 'retryable'],
  ['something_new', '', 'final'],
])('%s "%s" is %s for a read and for a call of one effect', (code, message, kind) => {
  expect([kindOf(code, message, 'read'), kindOf(code, message, 'once')]).toEqual([kind, kind]);
});

test.each([
  ['error_server', ''],
  ['error_system_busy', ''],
  ['error_network', 'Inner http call failed'],
  ['logistics.error_timeout', ''],
  ['error_auth', 'System error, please try again later.'],
  ['error_something', 'Our system is taking some time to respond, please try later.'],
])('%s "%s" leaves open whether it happened', (code, message) => {
  expect([kindOf(code, message, 'read'), kindOf(code, message, 'once')]).toEqual([
    'retryable',
    'unknown',
  ]);
});

test('the daily quota is waited for until midnight in Singapore, the second for a second', () => {
  const at = { message: '', name: 'GET /x', effect: 'read' as const, nowMs: NOW_MS };

  expect(refused({ ...at, code: 'error_limit', retryAfterMs: null }).retryAfterMs).toBe(
    8.5 * 3_600_000,
  );
  expect(refused({ ...at, code: 'error_rate_limit', retryAfterMs: null }).retryAfterMs).toBe(1_000);
  expect(refused({ ...at, code: 'error_rate_limit', retryAfterMs: 4_000 }).retryAfterMs).toBe(
    4_000,
  );
});
