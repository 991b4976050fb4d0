import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isPushSignedBy, type ShopeeSignature, signPush, signRequest } from './sign.ts';

interface Vectors {
  requests: (ShopeeSignature & { name: string; expected: string })[];
  push: { callbackUrl: string; pushKey: string; rawBody: string; expected: string };
}
const vectors: Vectors = JSON.parse(
  readFileSync(new URL('./fixtures/signatures.json', import.meta.url), 'utf8'),
);

test('there are nine request signatures made by public SDKs', () => {
  expect(vectors.requests).toHaveLength(9);
});

test.each(vectors.requests)('signs $name as public SDKs do', ({ expected, ...signature }) => {
  expect(signRequest(signature)).toBe(expected);
});

test('signs a push over URL, bar and body', () => {
  const { pushKey, callbackUrl, rawBody, expected } = vectors.push;

  expect(signPush(pushKey, callbackUrl, Buffer.from(rawBody))).toBe(expected);
});

test('accepts any of the candidate keys and no other', () => {
  const { pushKey, callbackUrl, expected } = vectors.push;
  const rawBody = Buffer.from(vectors.push.rawBody);

  expect(isPushSignedBy([pushKey], callbackUrl, rawBody, expected)).toBe(true);
  expect(isPushSignedBy(['old', pushKey], callbackUrl, rawBody, expected)).toBe(true);
  expect(isPushSignedBy([pushKey, 'new'], callbackUrl, rawBody, expected)).toBe(true);
  expect(isPushSignedBy(['old', 'new'], callbackUrl, rawBody, expected)).toBe(false);
  expect(isPushSignedBy([], callbackUrl, rawBody, expected)).toBe(false);
});

test.each(['', 'zz', 'abcd', `${vectors.push.expected}00`, vectors.push.expected.slice(2)])(
  'refuses the signature %j',
  (signature) => {
    const { pushKey, callbackUrl, rawBody } = vectors.push;

    expect(isPushSignedBy([pushKey], callbackUrl, Buffer.from(rawBody), signature)).toBe(false);
  },
);
