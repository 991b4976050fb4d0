/**
 * Something the person who started Quayside can act on: it is printed as one line, without a stack.
 * Everything else that is thrown is a defect and keeps its stack.
 */
export class Problem extends Error {
  override name = 'Problem';
}

/** The system's error code (`ENOENT`, `EADDRINUSE`, `28P01` …), or an empty text. */
export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return '';
}

/** One line of text for whatever was thrown. */
export function sentenceOf(error: unknown): string {
  const inner =
    error instanceof AggregateError && error.errors.length > 0
      ? sentenceOf(error.errors[0])
      : undefined;
  if (inner !== undefined) return inner;
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
