/**
 * JSON from the outside. Whole numbers beyond 2^53 come out as text, exactly as written, because platforms print
 * 64-bit ids as bare numbers (TikTok Shop and Shopee package numbers) and `JSON.parse` would quietly change them.
 */

// V8 hands the reviver the source text of a primitive (TC39 "JSON.parse source text access", in Node since 21);
// TypeScript 6 does not know the third argument yet.
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (
        this: unknown,
        key: string,
        value: unknown,
        context: { source?: string },
      ) => unknown,
    ): unknown;
  }
}

/** A digit run that could exceed 2^53 - 1 (16 digits): only then is the slower, exact reading needed. */
const longDigits = /\d{16}/;

export function parseJson(bytes: Uint8Array): { ok: true; value: unknown } | { ok: false } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = longDigits.test(text)
      ? JSON.parse(text, keepLongIntegers)
      : JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return { ok: false };
    throw error;
  }
}

function keepLongIntegers(
  this: unknown,
  _key: string,
  value: unknown,
  context: { source?: string },
): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context.source ?? '';
  return /^-?\d+$/.test(source) ? source : value;
}
