import { isSscc } from '@quayside/contract';

/** A paper was asked for with something on it that cannot be printed truthfully: names the field and what it must be. */
export class DocumentInputError extends Error {
  readonly field: string;
  readonly expected: string;

  constructor(field: string, expected: string) {
    super(`${field}: expected ${expected}`);
    this.name = 'DocumentInputError';
    this.field = field;
    this.expected = expected;
  }
}

function refuse(field: string, expected: string): never {
  throw new DocumentInputError(field, expected);
}

/** A text with at least one visible character. */
export function checkText(field: string, value: string, charactersMax: number): void {
  if (typeof value !== 'string' || value.trim() === '' || [...value].length > charactersMax) {
    refuse(field, `a text of 1 to ${charactersMax} characters`);
  }
}

/** A text that may be absent, but not blank by accident. */
export function checkOptionalText(
  field: string,
  value: string | undefined,
  charactersMax: number,
): void {
  if (value !== undefined) checkText(field, value, charactersMax);
}

export function checkWhole(field: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    refuse(field, `a whole number from ${min} to ${max}`);
  }
}

export function checkInstant(field: string, value: Date): void {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) refuse(field, 'a valid instant');
}

export function checkTimeZone(field: string, value: string): void {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: value });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    refuse(field, 'an IANA time zone such as Asia/Singapore');
  }
}

export function checkCount(field: string, length: number, min: number, max: number): void {
  if (length < min || length > max) refuse(field, `${min} to ${max} entries`);
}

/** Every code printed as Code 128: what a scanner types and a person can read out over the phone. */
export function checkScanCode(field: string, value: string, charactersMax: number): void {
  const isPlain =
    typeof value === 'string' && /^[A-Za-z0-9](?:[A-Za-z0-9 ./+_:#-]*[A-Za-z0-9])?$/.test(value);
  if (!isPlain || value.length > charactersMax) {
    refuse(
      field,
      `1 to ${charactersMax} letters, digits or - . / + _ : # and spaces inside, beginning and ending with a letter or digit`,
    );
  }
}

export function checkSscc(field: string, value: string): void {
  if (typeof value !== 'string' || !isSscc(value)) {
    refuse(field, 'an SSCC: 18 digits with a right check digit');
  }
}

export function checkCountry(field: string, value: string): void {
  if (!/^[A-Z]{2}$/.test(value)) refuse(field, 'a two-letter ISO 3166 country code in capitals');
}

export function checkCurrency(field: string, value: string): void {
  if (!/^[A-Z]{3}$/.test(value)) refuse(field, 'a three-letter ISO 4217 currency code in capitals');
}

export function checkUnique(field: string, values: readonly string[]): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) refuse(field, `each value once; ${value} is there twice`);
    seen.add(value);
  }
}
