/**
 * Numbers people read, made from a running number: unique by construction, without a table of used
 * ones. Multiplying by an odd constant modulo a power of two is a permutation, so they look shuffled
 * as Shopee's do, yet never collide.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTUVWXY';
const ORDER_SPACE = 2n ** 40n;
/** 2^36 has eleven digits, which is how many an SPX tracking number carries. */
const PACKAGE_SPACE = 2n ** 36n;

/** e.g. 251214B9XAB0ST: the day in Singapore (UTC+8), then eight characters. */
export function orderNumber(seq: number, placedAt: number): string {
  const day = new Date(placedAt + 8 * 3_600_000).toISOString().slice(2, 10).replaceAll('-', '');
  let rest = (BigInt(seq) * 0x9e3779b97fn + 0x5bd1e995n) % ORDER_SPACE;
  let tail = '';
  for (let place = 0; place < 8; place += 1) {
    tail = (ALPHABET[Number(rest % 32n)] ?? '0') + tail;
    rest /= 32n;
  }
  return day + tail;
}

/** e.g. OFG192947720204989. `part` tells the parcels of a split order apart (0 = unsplit). */
export function packageNumber(seq: number, part: number): string {
  const shuffled = (BigInt(seq * 8 + part) * 0xc2b2ae3d27n + 0x165667b1n) % PACKAGE_SPACE;
  return `OFG1${shuffled.toString().padStart(14, '0')}`;
}

/** SPX Express, as the documents' sample SPXID02742637123B: country, eleven digits, a letter. */
export function trackingNumber(ofPackage: string): string {
  const digits = ofPackage.slice(-11);
  let sum = 0;
  for (const digit of digits) sum = (sum * 3 + Number(digit)) % 26;
  return `SPXSG${digits}${String.fromCharCode(65 + sum)}`;
}
