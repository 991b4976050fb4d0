import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from './json.ts';

const parsed = (text: string) => parseJson(new TextEncoder().encode(text));

test('whole numbers beyond 2^53 come out as the text that was sent', () => {
  expect(parsed('{"id":576462088776319301,"n":-9007199254740993,"ok":9007199254740991}')).toEqual({
    ok: true,
    value: { id: '576462088776319301', n: '-9007199254740993', ok: 9007199254740991 },
  });
});

test('texts and decimals of many digits are left alone', () => {
  expect(parsed('["576462088776319301",0.12345678901234567]')).toEqual({
    ok: true,
    value: ['576462088776319301', 0.12345678901234567],
  });
});

test.each(['', '{', '<html>', '{"a":1}x', 'NaN'])('%j is not JSON', (text) => {
  expect(parsed(text)).toEqual({ ok: false });
});

test('bytes that are not UTF-8 are not JSON', () => {
  expect(parseJson(Uint8Array.from([0x22, 0xff, 0x22]))).toEqual({ ok: false });
});

test('reads any other JSON as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      fc.pre(!/\d{16}/.test(text));
      expect(parsed(text)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});
