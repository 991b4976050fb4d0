/**
 * Wire amounts (major units, as a JSON number or decimal text) to integer minor units, without a float operation.
 *
 * The rule: minor units are those of ISO 4217 (list one, read 2026-11-23), whatever a platform prints.
 * So VND has 0 digits (150000 -> 150000) and IDR has 2, although marketplaces quote and settle whole rupiah:
 * 15000 rupiah on the wire are 1500000 minor, and a minor amount of IDR from a marketplace always ends in 00.
 *
 * A JSON number is turned into its shortest decimal text first, which is the text the platform wrote as long as it
 * has at most 15 significant digits. More decimals than the currency has are a sender's float noise
 * (12.340000152587891): rounded half away from zero.
 */

/** Currencies whose number of minor digits is not 2. */
const minorDigitsByCurrency: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

export function minorDigits(currency: string): number {
  return minorDigitsByCurrency[currency] ?? 2;
}

/** Null when the amount is not a decimal number or does not fit a safe integer. */
export function toMinor(amount: number | string, currency: string): number | null {
  const text = typeof amount === 'number' ? String(amount) : amount.trim();
  const match = /^([+-]?)(\d{1,30})(?:\.(\d{0,60}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;

  // value = digits × 10^-decimals; wanted: value × 10^minorDigits, rounded.
  const digits = BigInt(whole + fraction);
  const shift = minorDigits(currency) - (fraction.length - Number(exponent));
  const magnitude =
    shift >= 0
      ? digits * 10n ** BigInt(Math.min(shift, 400))
      : halfUp(digits, 10n ** BigInt(-shift));

  if (magnitude > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const minor = Number(magnitude);
  return sign === '-' && minor !== 0 ? -minor : minor;
}

function halfUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend * 2n + divisor) / (divisor * 2n);
}
