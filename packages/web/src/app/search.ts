/** A search value as text, or nothing: addresses are typed in by people too. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A search value as a whole number of at least `least`, or nothing. */
export function wholeOf(value: unknown, least = 0): number | undefined {
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value)) return undefined;
  const number = Number(value);
  return number >= least ? number : undefined;
}

/** A search value as one of the words, or nothing. */
export function oneOf<const W extends readonly string[]>(
  words: W,
  value: unknown,
): W[number] | undefined {
  return words.find((word) => word === value);
}
