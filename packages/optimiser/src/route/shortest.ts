import { euler, type Walkway } from './euler.ts';
import { Frontier, WAYS } from './frontier.ts';
import {
  assertInstance,
  depotOffset,
  type Route,
  type RoutingInstance,
  subAisleLength,
} from './geometry.ts';
import { groupBySubAisle, largestGap, type SubAisle } from './sub-aisle.ts';

/** One thing that can be done next while sweeping the warehouse from left to right. */
interface Choice {
  action: number;
  cost: number;
  /** The edges of the tour that it draws. */
  walkways: Walkway[];
}

/** The cheapest way to reach each state after one more step of the sweep. */
interface Layer {
  states: number[];
  costs: number[];
  /** Positions in the layer before. */
  from: number[];
  choices: Choice[];
}

// The states of a column depend on its height only; they are worked out once.
const frontiers = new Map<number, Frontier>();

function frontierOf(height: number): Frontier {
  const frontier = frontiers.get(height) ?? new Frontier(height);
  frontiers.set(height, frontier);
  return frontier;
}

/**
 * The shortest tour, exactly, for any number of blocks.
 *
 * A sweep over the aisles from left to right keeps, for each state of the column of crossings, the
 * cheapest part of a tour (Ratliff and Rosenthal 1983 for one block; Cambazard and Catusse 2018 for
 * more). The time grows with aisles and picks in a line, with blocks about sixfold for each.
 */
export function shortestRoute(instance: RoutingInstance): Route {
  assertInstance(instance);
  if (instance.picks.length === 0) return { route: [], length: 0 };
  const frontier = frontierOf(instance.blocks + 1);
  const layers: Layer[] = [start(frontier)];
  for (const choices of stepsOf(instance, frontier)) {
    layers.push(advance(frontier, layers.at(-1) ?? start(frontier), choices));
  }
  const { length, walkways } = readBack(frontier, layers);
  const { aisle, crossAisle } = instance.depot;
  const picks = euler(walkways, aisle * (instance.blocks + 1) + crossAisle);
  return { route: picks, length: length + depotOffset(instance) };
}

function start(frontier: Frontier): Layer {
  return { states: [frontier.empty], costs: [0], from: [-1], choices: [] };
}

// The sweep, step by step: a column's sub-aisles bottom to top, then its ways to the next column.
function* stepsOf(instance: RoutingInstance, frontier: Frontier): Generator<Choice[]> {
  const subAisles = groupBySubAisle(instance);
  const { blocks, depot } = instance;
  const used = [depot.aisle, ...instance.picks.map((pick) => pick.aisle)];
  const last = used.reduce((a, b) => Math.max(a, b));
  for (let aisle = used.reduce((a, b) => Math.min(a, b)); aisle <= last; aisle += 1) {
    if (aisle === depot.aisle) {
      yield [{ action: frontier.touch(depot.crossAisle), cost: 0, walkways: [] }];
    }
    for (let block = 0; block < blocks; block += 1) {
      yield sweepChoices(instance, frontier, { aisle, block }, subAisles[block]?.[aisle]);
    }
    for (let crossAisle = 0; aisle < last && crossAisle <= blocks; crossAisle += 1) {
      const from = aisle * (blocks + 1) + crossAisle;
      const walkway = { from, to: from + blocks + 1, picks: [] };
      yield [0, 1, 2].map((edges) => ({
        action: frontier.step(crossAisle, edges),
        cost: edges * instance.aisleSpacing,
        walkways: Array.from({ length: edges }, () => walkway),
      }));
    }
  }
}

function sweepChoices(
  instance: RoutingInstance,
  frontier: Frontier,
  { aisle, block }: { aisle: number; block: number },
  subAisle: SubAisle | undefined,
): Choice[] {
  const length = subAisleLength(instance);
  const below = aisle * (instance.blocks + 1) + block;
  const above = below + 1;
  const picks = subAisle?.picks ?? [];
  const heights = subAisle?.heights ?? [];
  const choice = (way: number, cost: number, walkways: Walkway[]): Choice => ({
    action: frontier.sweep(block, way),
    cost,
    walkways,
  });
  const through = { from: below, to: above, picks };
  const choices = [
    choice(WAYS.pass, length, [through]),
    choice(WAYS.passTwice, 2 * length, [through, { from: above, to: below, picks: [] }]),
  ];
  if (picks.length === 0) return [choice(WAYS.skip, 0, []), ...choices];
  const inAndOutBelow = (some: number[]) => ({ from: below, to: below, picks: some });
  const inAndOutAbove = (some: number[]) => ({ from: above, to: above, picks: some.toReversed() });
  choices.push(
    choice(WAYS.fromBelow, 2 * (heights.at(-1) ?? 0), [inAndOutBelow(picks)]),
    choice(WAYS.fromAbove, 2 * (length - (heights[0] ?? 0)), [inAndOutAbove(picks)]),
  );
  const gap = largestGap(heights, length, false);
  if (gap) {
    const cost = 2 * (length - gap.size);
    const lower = inAndOutBelow(picks.slice(0, gap.below));
    choices.push(choice(WAYS.aroundGap, cost, [lower, inAndOutAbove(picks.slice(gap.below))]));
  }
  return choices;
}

function advance(frontier: Frontier, before: Layer, choices: readonly Choice[]): Layer {
  const after: Layer = { states: [], costs: [], from: [], choices: [] };
  const positionByState = new Map<number, number>();
  before.states.forEach((state, from) => {
    for (const choice of choices) {
      const next = frontier.next(state, choice.action);
      if (next < 0) continue;
      const cost = (before.costs[from] ?? 0) + choice.cost;
      const position = positionByState.get(next) ?? after.states.length;
      if (cost >= (after.costs[position] ?? Number.POSITIVE_INFINITY)) continue;
      positionByState.set(next, position);
      after.states[position] = next;
      after.costs[position] = cost;
      after.from[position] = from;
      after.choices[position] = choice;
    }
  });
  return after;
}

function readBack(frontier: Frontier, layers: readonly Layer[]) {
  const final = layers.at(-1) ?? start(frontier);
  let position = -1;
  let length = Number.POSITIVE_INFINITY;
  final.states.forEach((state, at) => {
    const cost = final.costs[at] ?? Number.POSITIVE_INFINITY;
    if (cost < length && frontier.isTour(state)) [position, length] = [at, cost];
  });
  const walkways: Walkway[] = [];
  for (const layer of layers.toReversed()) {
    walkways.push(...(layer.choices[position]?.walkways ?? []));
    position = layer.from[position] ?? -1;
  }
  return { length, walkways };
}
