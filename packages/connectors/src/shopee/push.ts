/** Shopee's pushes: is it theirs, and what does it hint at. Source: guide "Push Mechanism" (read 2026-11-23). */
import { createHash } from 'node:crypto';
import type { ChannelPush, PushRequest, PushVerdict } from '../channel.ts';
import { parseJson } from '../json.ts';
import { isPushSignedBy } from './sign.ts';
import { idOf, instantOf, parse, textOf, WireLostPush, WirePush, WirePushBody } from './wire.ts';

/** Shopee's messages are a few hundred bytes; an order push lists its items. */
const PUSH_BYTES_MAX = 1024 * 1024;

const kindByCode: ReadonlyMap<number, ChannelPush['kind']> = new Map([
  [0, 'test'],
  [1, 'authorisation'],
  [2, 'authorisation'],
  [12, 'authorisation'],
  [3, 'order_changed'],
  // Fulfilment state and contents of a package: the order is what must be read again.
  [30, 'order_changed'],
  [47, 'order_changed'],
  [4, 'tracking'],
  [15, 'label_ready'],
  // Units reserved by buyers or promotions: the earliest sign of a sale.
  [8, 'stock'],
]);

const authorisationByCode: ReadonlyMap<number, ChannelPush['authorisation']> = new Map([
  [1, 'granted'],
  [2, 'revoked'],
  [12, 'expiring'],
]);

export function verifyShopeePush(pushKeys: readonly string[], request: PushRequest): PushVerdict {
  if (request.rawBody.length > PUSH_BYTES_MAX) return { ok: false, reason: 'too_large' };
  const signature = header(request.headers, 'authorization');
  if (signature === null) return { ok: false, reason: 'missing_signature' };
  if (!isPushSignedBy(pushKeys, request.callbackUrl, request.rawBody, signature)) {
    return { ok: false, reason: 'bad_signature' };
  }
  const json = parseJson(request.rawBody);
  const push = json.ok ? toChannelPush(json.value) : null;
  return push === null ? { ok: false, reason: 'unreadable' } : { ok: true, push };
}

/** Null when it is not a push at all. */
export function toChannelPush(raw: unknown): ChannelPush | null {
  const parsed = parse(WirePush, raw);
  if (!parsed.ok) return null;
  const push = parsed.value;
  const code = Number(push.code);
  const parsedBody = parse(WirePushBody, push.data ?? {});
  const body = parsedBody.ok ? parsedBody.value : {};
  const externalOrderNumber = textOf(body.ordersn) ?? textOf(body.order_sn);
  const kind = kindByCode.get(code) ?? 'other';
  return {
    // Without an order there is nothing to read again.
    kind: kind === 'order_changed' && externalOrderNumber === null ? 'other' : kind,
    externalKind: String(code),
    externalShopId: idOf(push.shop_id) ?? idOf(body.shop_id),
    externalOrderNumber,
    authorisation: authorisationByCode.get(code) ?? null,
    dedupeKey: dedupeKey(push, code),
    occurredAt: instantOf(body.update_time) ?? instantOf(push.timestamp),
    raw,
  };
}

/** One row of get_lost_push_message: `data` is the whole push as text, or only its body. */
export function lostToChannelPush(row: unknown): ChannelPush | null {
  const parsed = parse(WireLostPush, row);
  if (!parsed.ok) return null;
  const lost = parsed.value;
  const json = parseJson(new TextEncoder().encode(lost.data));
  if (!json.ok) return null;
  return (
    toChannelPush(json.value) ??
    toChannelPush({
      code: lost.code,
      shop_id: lost.shop_id,
      timestamp: lost.timestamp,
      data: json.value,
    })
  );
}

/**
 * `msg_id` where the platform sends one, else a digest of code, shop and content. The outer timestamp stays out
 * of the digest: it is the time of sending, which differs between repeats of the same message.
 */
function dedupeKey(push: WirePush, code: number): string {
  const messageId = textOf(push.msg_id);
  if (messageId !== null) return `shopee:${messageId}`;
  const content = code === 0 ? push : push.data;
  const digest = createHash('sha256')
    .update(JSON.stringify([code, push.shop_id ?? null, content ?? null]))
    .digest('hex');
  return `shopee:${digest.slice(0, 40)}`;
}

function header(headers: PushRequest['headers'], name: string): string | null {
  for (const [key, value] of Object.entries(headers)) {
    if (key.toLowerCase() !== name || value === undefined) continue;
    const text = typeof value === 'string' ? value : value[0];
    return text === undefined || text.trim() === '' ? null : text.trim();
  }
  return null;
}
