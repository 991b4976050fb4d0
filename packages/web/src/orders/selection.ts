/** Which orders are ticked, and from where a Shift click reaches. */
export type Selection = { keys: ReadonlySet<string>; anchor: string | null };

export const noSelection: Selection = { keys: new Set(), anchor: null };

/**
 * A click on a row's box. Without Shift the row is turned over. With Shift everything from the
 * anchor to the row takes the anchor's new state, as in a mail list; rows in between keep no own will.
 */
export function toggleRow(
  selection: Selection,
  order: readonly string[],
  key: string,
  withShift: boolean,
): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(key);
  const keys = new Set(selection.keys);
  if (!withShift || from < 0 || to < 0) {
    if (keys.has(key)) keys.delete(key);
    else keys.add(key);
    return { keys, anchor: key };
  }
  const isAdding = selection.anchor !== null && selection.keys.has(selection.anchor);
  for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (isAdding) keys.add(each);
    else keys.delete(each);
  }
  return { keys, anchor: key };
}

/** The box in the head: all loaded rows, or none when they all are already. */
export function toggleAll(selection: Selection, order: readonly string[]): Selection {
  const isAll = order.length > 0 && order.every((key) => selection.keys.has(key));
  return isAll ? noSelection : { keys: new Set([...selection.keys, ...order]), anchor: null };
}

/** The row after (or before) the one the keyboard stands on; from nowhere, the first. */
export function stepFrom(order: readonly string[], at: string | null, by: 1 | -1): string | null {
  if (order.length === 0) return null;
  const here = at === null ? -1 : order.indexOf(at);
  if (here < 0) return order[0] ?? null;
  return order[Math.min(order.length - 1, Math.max(0, here + by))] ?? null;
}
