import { heightInBlock, type RoutingInstance } from './geometry.ts';

/** The picks of one aisle within one block, lowest first, with their heights in the block. */
export interface SubAisle {
  aisle: number;
  block: number;
  picks: number[];
  heights: number[];
}

/** The picks by block and aisle: `bySubAisle[block][aisle]`; nothing where there is none. */
export function groupBySubAisle(instance: RoutingInstance): (SubAisle | undefined)[][] {
  const grouped: (SubAisle | undefined)[][] = Array.from({ length: instance.blocks }, () => []);
  // Sorted by slot, then by index: the same picks always come in the same order.
  const lowestFirst = instance.picks
    .map((pick, index) => ({ ...pick, index }))
    .sort((a, b) => a.slot - b.slot || a.index - b.index);
  for (const { aisle, block, slot, index } of lowestFirst) {
    const row = grouped[block] ?? [];
    const subAisle = row[aisle] ?? { aisle, block, picks: [], heights: [] };
    subAisle.picks.push(index);
    subAisle.heights.push(heightInBlock(instance, slot));
    row[aisle] = subAisle;
  }
  return grouped;
}

/** The widest stretch without a pick; `below` counts the picks under it. */
export interface Gap {
  size: number;
  below: number;
}

/**
 * The largest gap among those between neighbours and, with `ends`, those to both cross-aisles.
 * Of equal gaps the lowest counts. Without `ends` and with one pick there is none.
 */
export function largestGap(heights: readonly number[], length: number, ends: boolean): Gap | null {
  let largest: Gap | null = null;
  for (let below = ends ? 0 : 1; below <= heights.length - (ends ? 0 : 1); below += 1) {
    const size = (heights[below] ?? length) - (heights[below - 1] ?? 0);
    if (largest === null || size > largest.size) largest = { size, below };
  }
  return largest;
}
