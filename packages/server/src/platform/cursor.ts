import { Refusal } from './refusal.ts';

/** An opaque keyset cursor: the sort key of the last row of the page. */
function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The sort key, of exactly `parts` parts; a made-up cursor is refused. */
export function decodeCursor(cursor: string | undefined, parts: number): string[] | null {
  if (cursor === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === parts) return key.map(String);
  } catch {
    // Falls through to the refusal: whatever was wrong, the cursor is not one of ours.
  }
  throw new Refusal('invalid_input', 'The cursor is not one that this route gave out.', {
    remedy: 'Start from the first page (leave the cursor away).',
  });
}

/** Cuts a result that was read with `limit + 1` into a page and its next cursor. */
export function toPage<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): { rows: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null;
  return { rows: page, nextCursor };
}
