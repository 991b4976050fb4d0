import { spread } from './hash.ts';
import { SIZE_RULES, SOLD_IN_PACKS } from './size-rules.ts';

/** Outer size and weight of one unit as it lies on the shelf, longest side first. */
export interface UnitSize {
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  weightG: number;
}

/** The longest sides and the weight that still go out as one parcel (largest carton, one-person lift). */
export const PARCEL_LIMIT: UnitSize = {
  lengthMm: 580,
  widthMm: 380,
  heightMm: 380,
  weightG: 14_000,
};

/** Plausible size and weight for a description; the same code and words give the same figures. */
export function sizeOf(skuCode: string, description: string): UnitSize {
  const words = description.toUpperCase();
  const rule = SIZE_RULES.find(({ pattern }) => pattern.test(words));
  if (!rule) throw new Error(`No size rule matches "${description}"`);
  const sizeFactor = sizeWordFactor(words);
  const pieces = SOLD_IN_PACKS.test(words) ? 1 : Math.min(pieceCount(words), 24);
  // A set nests and stacks: it takes less room than its pieces side by side.
  const setFactor = pieces > 1 ? pieces ** 0.24 : 1;
  const sides = rule.sidesMm.map((side, axis) => {
    const varied = side * sizeFactor * setFactor * (1 + 0.12 * spread(`${skuCode}:${axis}`));
    return Math.max(2, Math.round(varied));
  });
  const [longest = 2, middle = 2, shortest = 2] = sides.toSorted((a, b) => b - a);
  const heavier = rule.weightG * sizeFactor ** 2 * (pieces > 1 ? pieces ** 0.7 : 1);
  return {
    lengthMm: Math.min(longest, PARCEL_LIMIT.lengthMm),
    widthMm: Math.min(middle, PARCEL_LIMIT.widthMm),
    heightMm: Math.min(shortest, PARCEL_LIMIT.heightMm),
    weightG: Math.min(
      PARCEL_LIMIT.weightG,
      Math.max(4, Math.round(heavier * (1 + 0.15 * spread(`${skuCode}:g`)))),
    ),
  };
}

function sizeWordFactor(words: string): number {
  if (/\bMINI\b|\bTINY\b|MINIATURE/.test(words)) return 0.68;
  if (/\bSMALL\b|\bLITTLE\b/.test(words)) return 0.82;
  if (/\bLARGE\b|\bBIG\b|\bTALL\b/.test(words)) return 1.22;
  if (/\bGIANT\b/.test(words)) return 1.4;
  return 1;
}

/** Pieces in one unit: `SET OF 6 …`, `SET/6`, `PACK OF 72 …`, `S/4`, `BOX OF 24`. */
export function pieceCount(words: string): number {
  const match =
    /(?:SET|PACK|BOX|PKT|BAG|PAIR) ?(?:OF|\/) ?(\d+)|\bS\/(\d+)|\b(\d+) ?(?:PIECE|PCE|PC)\b/.exec(
      words,
    );
  const count = Number(match?.[1] ?? match?.[2] ?? match?.[3] ?? 1);
  return Number.isInteger(count) && count > 0 ? count : 1;
}
