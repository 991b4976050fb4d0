import {
  assertInstance,
  depotOffset,
  type Layout,
  type Route,
  type RoutingInstance,
  subAisleLength,
} from './geometry.ts';
import { groupBySubAisle, largestGap, type SubAisle } from './sub-aisle.ts';

/**
 * The rules of thumb that pickers are taught. They are baselines: never shorter than
 * `shortestRoute`. Their length is that of the walk the rule prescribes, which may pass a picker
 * round the long side.
 *
 * One block: as the literature defines them. Several blocks: block after block, the farthest from
 * the depot first, each by the same rule; each ends on the block's side towards the depot.
 */

/** S-shape: every aisle with a pick is walked through; an odd last one is walked in and out. */
export function sShapeRoute(instance: RoutingInstance): Route {
  return walkBlocks(instance, (walk, block) => {
    const aisles = block.isFirst ? block.aisles : nearestEndFirst(walk, block.aisles);
    // Coming from the far side, an odd number of passes ends on the near side; else an even one.
    const passes = block.isFirst
      ? aisles.length - (aisles.length % 2)
      : aisles.length - 1 + (aisles.length % 2);
    aisles.slice(0, passes).forEach((subAisle, index) => {
      const isOutward = block.isFirst === (index % 2 === 0);
      walk.through(subAisle, isOutward ? block.near : block.far);
    });
    for (const subAisle of aisles.slice(passes))
      walk.inAndOut(subAisle, block.near, subAisle.picks);
  });
}

/** Return: every aisle with a pick is walked in and out from the side towards the depot. */
export function returnRoute(instance: RoutingInstance): Route {
  return walkBlocks(instance, (walk, block) => {
    const { before, after } = splitAtDepot(instance, block);
    for (const subAisle of [...before, ...after]) {
      walk.inAndOut(subAisle, block.near, subAisle.picks);
    }
  });
}

/**
 * Largest gap: the first and the last aisle are walked through, the others from both ends up to
 * their largest gap, which may lie at an end.
 */
export function largestGapRoute(instance: RoutingInstance): Route {
  return walkBlocks(instance, (walk, block) => {
    const aisles = block.isFirst ? block.aisles : nearestEndFirst(walk, block.aisles);
    const last = aisles.at(-1);
    const first = aisles[0];
    if (!first || !last) return;
    if (first === last) {
      if (block.isFirst) walk.inAndOut(first, block.near, first.picks);
      else walk.through(first, block.far);
      return;
    }
    // Only the block one comes to from the depot's side has a first aisle to walk out through.
    const between = block.isFirst ? aisles.slice(1, -1) : aisles.slice(0, -1);
    const split = new Map(between.map((subAisle) => [subAisle, splitAtGap(instance, subAisle)]));
    const near = between.filter((subAisle) => nearPicks(block, split.get(subAisle)).length > 0);
    const { before, after } = block.isFirst
      ? splitAtDepot(instance, { ...block, aisles: near })
      : { before: [], after: near };
    const dipNear = (subAisle: SubAisle) =>
      walk.inAndOut(subAisle, block.near, nearPicks(block, split.get(subAisle)));
    before.forEach(dipNear);
    if (block.isFirst) walk.through(first, block.near);
    for (const subAisle of between) {
      const picks = farPicks(block, split.get(subAisle));
      if (picks.length > 0) walk.inAndOut(subAisle, block.far, picks);
    }
    walk.through(last, block.far);
    after.toReversed().forEach(dipNear);
  });
}

/** One block as the picker comes to it. */
interface BlockVisit {
  /** Its sub-aisles with picks, left to right. */
  aisles: SubAisle[];
  /** Cross-aisle towards the depot, and the one behind. */
  near: number;
  far: number;
  /** True when the picker comes from the side of the depot. */
  isFirst: boolean;
}

interface GapSplit {
  lower: number[];
  upper: number[];
}

function splitAtGap(layout: Layout, { picks, heights }: SubAisle): GapSplit {
  const below = largestGap(heights, subAisleLength(layout), true)?.below ?? 0;
  return { lower: picks.slice(0, below), upper: picks.slice(below) };
}

function nearPicks(block: BlockVisit, split: GapSplit | undefined): number[] {
  return (block.near < block.far ? split?.lower : split?.upper) ?? [];
}

function farPicks(block: BlockVisit, split: GapSplit | undefined): number[] {
  return (block.near < block.far ? split?.upper : split?.lower) ?? [];
}

// Walking out to the left and back from the right, each aisle is passed on one of the two.
function splitAtDepot(layout: Layout, { aisles }: BlockVisit) {
  return {
    before: aisles.filter((subAisle) => subAisle.aisle < layout.depot.aisle).toReversed(),
    after: aisles.filter((subAisle) => subAisle.aisle >= layout.depot.aisle),
  };
}

function nearestEndFirst(walk: Walk, aisles: SubAisle[]): SubAisle[] {
  const toLeft = Math.abs(walk.aisle - (aisles[0]?.aisle ?? 0));
  const toRight = Math.abs(walk.aisle - (aisles.at(-1)?.aisle ?? 0));
  return toRight < toLeft ? aisles.toReversed() : aisles;
}

function walkBlocks(
  instance: RoutingInstance,
  visit: (walk: Walk, block: BlockVisit) => void,
): Route {
  assertInstance(instance);
  const subAisles = groupBySubAisle(instance);
  const { crossAisle } = instance.depot;
  const walk = new Walk(instance);
  const blocks = Array.from({ length: instance.blocks }, (_, block) => block);
  const above = blocks.filter((block) => block >= crossAisle).toReversed();
  const below = blocks.filter((block) => block < crossAisle);
  for (const side of [above, below]) {
    let isFirst = true;
    for (const block of side) {
      const aisles = (subAisles[block] ?? []).filter((subAisle) => subAisle !== undefined);
      if (aisles.length === 0) continue;
      const [near, far] = block >= crossAisle ? [block, block + 1] : [block + 1, block];
      visit(walk, { aisles, near, far, isFirst });
      isFirst = false;
    }
  }
  return walk.home();
}

/** A walk in the making, from crossing to crossing. */
class Walk {
  readonly #layout: Layout;
  readonly #route: number[] = [];
  #length = 0;
  aisle: number;
  #crossAisle: number;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.aisle = layout.depot.aisle;
    this.#crossAisle = layout.depot.crossAisle;
  }

  /** Walks a sub-aisle from one of its cross-aisles to the other. */
  through({ aisle, block, picks }: SubAisle, from: number): void {
    this.#goTo(aisle, from);
    this.#route.push(...(from === block ? picks : picks.toReversed()));
    this.#length += subAisleLength(this.#layout);
    this.#crossAisle = from === block ? block + 1 : block;
  }

  /** Walks from a cross-aisle to the farthest of these picks of a sub-aisle and back. */
  inAndOut({ aisle, block, picks, heights }: SubAisle, from: number, some: number[]): void {
    this.#goTo(aisle, from);
    const someHeights = some.map((pick) => heights[picks.indexOf(pick)] ?? 0);
    const isFromBelow = from === block;
    this.#route.push(...(isFromBelow ? some : some.toReversed()));
    this.#length += isFromBelow
      ? 2 * Math.max(...someHeights)
      : 2 * (subAisleLength(this.#layout) - Math.min(...someHeights));
  }

  /** Back to the depot: the tour. */
  home(): Route {
    if (this.#route.length === 0) return { route: [], length: 0 };
    this.#goTo(this.#layout.depot.aisle, this.#layout.depot.crossAisle);
    return { route: this.#route, length: this.#length + depotOffset(this.#layout) };
  }

  #goTo(aisle: number, crossAisle: number): void {
    this.#length +=
      Math.abs(aisle - this.aisle) * this.#layout.aisleSpacing +
      Math.abs(crossAisle - this.#crossAisle) * subAisleLength(this.#layout);
    this.aisle = aisle;
    this.#crossAisle = crossAisle;
  }
}
