import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { PushRequest } from '../channel.ts';
import { lostToChannelPush, toChannelPush, verifyShopeePush } from './push.ts';
import { signPush } from './sign.ts';

const { push: vector } = JSON.parse(
  readFileSync(new URL('./fixtures/signatures.json', import.meta.url), 'utf8'),
) as { push: { callbackUrl: string; pushKey: string; rawBody: string; expected: string } };

function request(change: Partial<PushRequest> = {}): PushRequest {
  return {
    rawBody: Buffer.from(vector.rawBody),
    headers: { Authorization: vector.expected },
    callbackUrl: vector.callbackUrl,
    ...change,
  };
}

test('a signed push is read', () => {
  expect(verifyShopeePush([vector.pushKey], request())).toEqual({
    ok: true,
    push: {
      kind: 'order_changed',
      externalKind: '3',
      externalShopId: '336094210',
      externalOrderNumber: '251214B9XAB0ST',
      authorisation: null,
      dedupeKey: 'shopee:64ca000000000000',
      occurredAt: new Date(1765689439_000),
      raw: JSON.parse(vector.rawBody),
    },
  });
});

test('the second candidate key is good too, and header names know no case', () => {
  const headers = { AUTHORIZATION: [vector.expected.toUpperCase()] };

  expect(verifyShopeePush(['new-key', vector.pushKey], request({ headers })).ok).toBe(true);
});

test('a forged, altered or misdirected push is refused', () => {
  const bad = { ok: false, reason: 'bad_signature' };
  const altered = Buffer.from(vector.rawBody.replace('READY_TO_SHIP', 'CANCELLED'));
  const forged = signPush('guessed', vector.callbackUrl, Buffer.from(vector.rawBody));

  expect(verifyShopeePush(['other'], request())).toEqual(bad);
  expect(verifyShopeePush([vector.pushKey], request({ rawBody: altered }))).toEqual(bad);
  expect(
    verifyShopeePush([vector.pushKey], request({ headers: { authorization: forged } })),
  ).toEqual(bad);
  expect(
    verifyShopeePush(
      [vector.pushKey],
      request({ callbackUrl: 'http://wms.example.com/webhooks/shopee' }),
    ),
  ).toEqual(bad);
  expect(verifyShopeePush([], request())).toEqual(bad);
});

test.each([{}, { authorization: '' }, { authorization: undefined }, { authorization: [] }])(
  'without a signature (%j) it is refused',
  (headers) => {
    expect(verifyShopeePush([vector.pushKey], request({ headers }))).toEqual({
      ok: false,
      reason: 'missing_signature',
    });
  },
);

test('a push too large to be one is refused before its signature is computed', () => {
  const rawBody = new Uint8Array(1024 * 1024 + 1);

  expect(verifyShopeePush([vector.pushKey], request({ rawBody }))).toEqual({
    ok: false,
    reason: 'too_large',
  });
});

test.each(['', 'not json', '[]', '{"data":{}}', '{"code":"DROP TABLE"}'])(
  'signed, but unreadable: %j',
  (text) => {
    const rawBody = Buffer.from(text);
    const headers = { authorization: signPush('key', 'https://x/y', rawBody) };

    expect(verifyShopeePush(['key'], { rawBody, headers, callbackUrl: 'https://x/y' })).toEqual({
      ok: false,
      reason: 'unreadable',
    });
  },
);

const order = { ordersn: '2611A', status: 'PROCESSED', update_time: 1795150930 };

test.each([
  [{ code: 0 }, 'test', null],
  [{ code: 1, data: { shop_id: 7, success: 1 } }, 'authorisation', 'granted'],
  [{ code: 2, shop_id: 7, data: {} }, 'authorisation', 'revoked'],
  [{ code: 12, data: { shop_expire_soon: [7, 8] } }, 'authorisation', 'expiring'],
  [{ code: 3, shop_id: 7, data: order }, 'order_changed', null],
  [{ code: 3, shop_id: 7, data: {} }, 'other', null],
  [{ code: '30', shop_id: '7', data: order }, 'order_changed', null],
  [{ code: 4, shop_id: 7, data: { ordersn: '2611A', tracking_no: 'SPX1' } }, 'tracking', null],
  [{ code: 15, shop_id: 7, data: { ordersn: '2611A', status: 'READY' } }, 'label_ready', null],
  [{ code: 8, shop_id: 7, data: { action: 'place_order', item_id: 1 } }, 'stock', null],
  [{ code: 28, shop_id: 7, data: { points: '1' } }, 'other', null],
  [{ code: 999, shop_id: 7, data: 'free text' }, 'other', null],
])('%j is a hint of kind %s', (raw, kind, authorisation) => {
  expect(toChannelPush(raw)).toMatchObject({ kind, authorisation, raw });
});

test('the shop of an authorisation may stand inside', () => {
  expect(toChannelPush({ code: 1, data: { shop_id: 7 } })?.externalShopId).toBe('7');
});

test('without msg_id, the same message has the same key whenever it is sent, another has another', () => {
  const key = (raw: object) => toChannelPush(raw)?.dedupeKey;
  const first = key({ code: 3, shop_id: 7, timestamp: 1795150931, data: order });

  expect(key({ code: 3, shop_id: 7, timestamp: 1795150999, data: order })).toBe(first);
  expect(key({ code: 3, shop_id: 8, timestamp: 1795150931, data: order })).not.toBe(first);
  expect(key({ code: 4, shop_id: 7, timestamp: 1795150931, data: order })).not.toBe(first);
  expect(
    key({ code: 3, shop_id: 7, timestamp: 1795150931, data: { ...order, status: 'SHIPPED' } }),
  ).not.toBe(first);
});

test('a lost push holds the whole push as text, or only its body', () => {
  const whole = { code: 3, shop_id: 7, timestamp: 1795150931, data: order };
  const row = { shop_id: 7, code: 3, timestamp: 1795150940 };

  const fromWhole = lostToChannelPush({ ...row, data: JSON.stringify(whole) });
  const fromBody = lostToChannelPush({ ...row, data: JSON.stringify(order) });

  expect(fromWhole).toEqual(toChannelPush(whole));
  expect(fromBody).toMatchObject({
    kind: 'order_changed',
    externalShopId: '7',
    externalOrderNumber: '2611A',
    dedupeKey: fromWhole?.dedupeKey,
  });
  expect(lostToChannelPush({ ...row, data: '{' })).toBeNull();
  expect(lostToChannelPush(null)).toBeNull();
});
