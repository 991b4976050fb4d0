/** A search value as text, or nothing: addresses are typed in by people too. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A search value as a whole number of at least `least`, or nothing. */
export function wholeOf(value: unknown, least = 0): number | undefined {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d{1,9}$/.test(value)
        ? Number(value)
        : Number.NaN;
  return Number.isSafeInteger(number) && number >= least ? number : undefined;
}

/** A search value as a flag that is set, or nothing. */
export function flagOf(value: unknown): true | undefined {
  return value === true || value === 'true' || value === '1' ? true : undefined;
}

/** A search value as one of the words, or nothing. */
export function oneOf<const W extends readonly string[]>(
  words: W,
  value: unknown,
): W[number] | undefined {
  return words.find((word) => word === value);
}

type Search = Record<string, unknown>;

/** `/stock`: `search`, and `atp` for "at most so many may be promised". */
export function readStockSearch(search: Search): {
  search?: string | undefined;
  atp?: number | undefined;
} {
  return { search: textOf(search.search), atp: wholeOf(search.atp) };
}

/** `/skus`: `search` and `kits`. */
export function readSkusSearch(search: Search): {
  search?: string | undefined;
  kits?: true | undefined;
} {
  return { search: textOf(search.search), kits: flagOf(search.kits) };
}

/** `/nodes`: the `site` whose locations show, and what is looked for among them. */
export function readNodesSearch(search: Search): {
  site?: string | undefined;
  find?: string | undefined;
} {
  return { site: textOf(search.site), find: textOf(search.find) };
}

/** `/channels/…`: the tab, and the filters of its listings. */
export function readChannelSearch(search: Search): {
  tab?: 'listings' | 'pushes' | 'tasks' | undefined;
  only?: 'unmapped' | 'owed' | 'failed' | undefined;
  search?: string | undefined;
} {
  return {
    tab: oneOf(['listings', 'pushes', 'tasks'], search.tab),
    only: oneOf(['unmapped', 'owed', 'failed'], search.only),
    search: textOf(search.search),
  };
}
