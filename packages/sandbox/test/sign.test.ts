import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pushSign, requestSign, sameSign } from '../src/marketplaces/shopee/sign.ts';

interface Vector {
  id: string;
  kind: 'request' | 'webhook';
  inputs: Record<string, string | number>;
  expected: string;
}

const file: { vectors: Vector[] } = JSON.parse(
  readFileSync(new URL('./fixtures/shopee-signatures.json', import.meta.url), 'utf8'),
);
const text = (value: string | number | undefined): string => String(value ?? '');

test('there are nine request vectors and one push vector', () => {
  expect(file.vectors.filter((vector) => vector.kind === 'request')).toHaveLength(9);
  expect(file.vectors.filter((vector) => vector.kind === 'webhook')).toHaveLength(1);
});

for (const vector of file.vectors.filter((known) => known.kind === 'request')) {
  test(`request signature as ${vector.id}`, () => {
    const { inputs } = vector;
    const sign = requestSign(text(inputs.partner_key), {
      partnerId: text(inputs.partner_id),
      path: text(inputs.path),
      timestamp: text(inputs.timestamp),
      accessToken: text(inputs.access_token),
      shopId: text(inputs.shop_id),
    });

    expect(sign).toBe(vector.expected);
  });
}

for (const vector of file.vectors.filter((known) => known.kind === 'webhook')) {
  test(`push signature as ${vector.id}`, () => {
    const { callback_url, push_partner_key, raw_body } = vector.inputs;

    expect(pushSign(text(push_partner_key), text(callback_url), text(raw_body))).toBe(
      vector.expected,
    );
  });
}

test('a signature of another length or another byte is not the same', () => {
  expect(sameSign('abcd', 'abcd')).toBe(true);
  expect(sameSign('abcd', 'abce')).toBe(false);
  expect(sameSign('abcd', 'abcde')).toBe(false);
  expect(sameSign('abcd', '')).toBe(false);
});
