import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Request signature. Source: Open Platform guide "API calls", Sign: partner_id, path, timestamp and,
 * for a shop call, access_token and shop_id, joined without separators; the key is used as text.
 */
export function requestSign(
  partnerKey: string,
  call: { partnerId: string; path: string; timestamp: string; accessToken: string; shopId: string },
): string {
  const base = call.partnerId + call.path + call.timestamp + call.accessToken + call.shopId;
  return createHmac('sha256', partnerKey).update(base).digest('hex');
}

/** Push signature. Source: guide "Push Mechanism notifications", Push Authorization: url | raw body. */
export function pushSign(pushKey: string, callbackUrl: string, rawBody: string): string {
  return createHmac('sha256', pushKey).update(`${callbackUrl}|${rawBody}`).digest('hex');
}

/** Compares without telling by its time how much was right. */
export function sameSign(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
