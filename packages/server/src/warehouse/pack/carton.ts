import type { CartonTypeRow } from './queries.ts';

/** Items do not tile a box: a fifth of it stays air and padding. */
const USABLE_SHARE = 0.8;

export interface PackItem {
  qty: number;
  weightG: number | null;
  /** Length, width, height of one unit; null where nobody measured it. */
  sidesMm: readonly [number, number, number] | null;
}

/**
 * The smallest carton type that should hold the items: by volume, by the longest sides, by weight.
 * Unmeasured items count for nothing. Null when none does. `types` are smallest first.
 */
export function suggestCarton(
  items: readonly PackItem[],
  types: readonly CartonTypeRow[],
): CartonTypeRow | null {
  const volumeMm3 = items.reduce((sum, { qty, sidesMm }) => {
    return sidesMm === null ? sum : sum + qty * sidesMm[0] * sidesMm[1] * sidesMm[2];
  }, 0);
  const weightG = items.reduce((sum, item) => sum + item.qty * (item.weightG ?? 0), 0);
  const fits = (type: CartonTypeRow) =>
    volumeMm3 <= type.lengthMm * type.widthMm * type.heightMm * USABLE_SHARE &&
    weightG <= type.weightGMax &&
    items.every(({ sidesMm }) => sidesMm === null || fitsInside(sidesMm, type));
  return types.find(fits) ?? null;
}

function fitsInside(sidesMm: readonly [number, number, number], type: CartonTypeRow): boolean {
  const item = [...sidesMm].sort((a, b) => b - a);
  const inner = [type.lengthMm, type.widthMm, type.heightMm].sort((a, b) => b - a);
  return item.every((side, at) => side <= (inner[at] ?? 0));
}

/** What the goods weigh, grams; null where one of them was never weighed. */
export function goodsWeightG(items: readonly PackItem[]): number | null {
  let sum = 0;
  for (const { qty, weightG } of items) {
    if (weightG === null) return null;
    sum += qty * weightG;
  }
  return sum;
}

/** Scales, padding and data differ: 40 % of what is expected, and at least 250 g, either way. */
const WEIGHT_TOLERANCE_SHARE = 0.4;
const WEIGHT_TOLERANCE_G = 250;

export function isWeightPlausible(weightG: number, expectedG: number | null): boolean {
  if (expectedG === null) return true;
  const tolerance = Math.max(expectedG * WEIGHT_TOLERANCE_SHARE, WEIGHT_TOLERANCE_G);
  return Math.abs(weightG - expectedG) <= tolerance;
}
