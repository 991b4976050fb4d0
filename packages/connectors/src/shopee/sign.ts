/**
 * Shopee Open Platform v2 signatures.
 * Source: Open Platform guides "API calls", "Authorization and Authentication", "Push Mechanism" (read 2026-11-23);
 * the request rule is confirmed by four public SDKs.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface ShopeeSignature {
  partnerId: string;
  partnerKey: string;
  /** Starts with `/api/v2/`; query and body are not signed. */
  path: string;
  /** Unix seconds; Shopee accepts 5 minutes either way. */
  timestamp: number;
  /** Left out for public calls (token, authorisation, push). */
  shop?: { accessToken: string; externalShopId: string };
}

/** Lower-case hex. The key is used as text even where it looks like hex. */
export function signRequest(signature: ShopeeSignature): string {
  const { partnerId, partnerKey, path, timestamp, shop } = signature;
  const base = `${partnerId}${path}${timestamp}${shop?.accessToken ?? ''}${shop?.externalShopId ?? ''}`;
  return createHmac('sha256', partnerKey).update(base).digest('hex');
}

/** Lower-case hex over the registered callback URL, a bar, and the body as received. */
export function signPush(pushKey: string, callbackUrl: string, rawBody: Uint8Array): string {
  return pushDigest(pushKey, callbackUrl, rawBody).toString('hex');
}

/**
 * True when one of the keys signed the push. Every key is tried and compared in constant time, so that neither the
 * right digits nor the right key can be found out by timing.
 */
export function isPushSignedBy(
  pushKeys: readonly string[],
  callbackUrl: string,
  rawBody: Uint8Array,
  signatureHex: string,
): boolean {
  const given = Buffer.from(signatureHex, 'hex');
  if (given.length !== 32) return false;
  let isSigned = false;
  for (const key of pushKeys) {
    const isSame = timingSafeEqual(pushDigest(key, callbackUrl, rawBody), given);
    isSigned = isSame || isSigned;
  }
  return isSigned;
}

function pushDigest(pushKey: string, callbackUrl: string, rawBody: Uint8Array): Buffer {
  return createHmac('sha256', pushKey).update(`${callbackUrl}|`).update(rawBody).digest();
}
