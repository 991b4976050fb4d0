/** Chance with a seed: the same seed gives the same run, so a failure can be repeated. */
export interface Chance {
  /** A number in [0, 1). */
  next(): number;
  /** True with the given probability; 0 never draws, so unused faults do not shift the sequence. */
  happens(probability: number): boolean;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for shoppers and faults. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return { next, happens: (probability) => probability > 0 && next() < probability };
}

/** FNV-1a, 32 bits: turns a name (customer, invoice, SKU) into a number that never changes. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Chance that belongs to one name: each invoice has its own fate, whatever order they come in. */
export function chanceOf(name: string): Chance {
  return seededChance(hashOf(name));
}
