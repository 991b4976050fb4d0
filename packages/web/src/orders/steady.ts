/** A list that a person reads: `rows` in the places they had, and how many new ones wait above. */
export type Steady<R> = {
  rows: R[];
  arrived: number;
  /** Rows that no longer belong here (released, shipped, held …): shown pale until the list is renewed. */
  gone: ReadonlySet<string>;
};

/**
 * Lays a fresh read under the rows on the screen without moving one of them: known rows get their new
 * values, rows that left stay where they were, rows below the last shown one are appended (the next
 * page), and rows that belong between or above wait until the person asks for them.
 */
export function keepSteady<R>(
  shownKeys: readonly string[],
  shown: ReadonlyMap<string, R>,
  fresh: readonly R[],
  keyOf: (row: R) => string,
): Steady<R> {
  const freshByKey = new Map(fresh.map((row) => [keyOf(row), row]));
  const shownSet = new Set(shownKeys);
  let lastShownAt = -1;
  fresh.forEach((row, index) => {
    if (shownSet.has(keyOf(row))) lastShownAt = index;
  });
  const rows: R[] = [];
  const gone = new Set<string>();
  for (const key of shownKeys) {
    const now = freshByKey.get(key);
    const before = shown.get(key);
    if (now !== undefined) rows.push(now);
    else if (before !== undefined) {
      rows.push(before);
      gone.add(key);
    }
  }
  let arrived = 0;
  fresh.forEach((row, index) => {
    if (shownSet.has(keyOf(row))) return;
    if (index > lastShownAt) rows.push(row);
    else arrived += 1;
  });
  return { rows, arrived, gone };
}
