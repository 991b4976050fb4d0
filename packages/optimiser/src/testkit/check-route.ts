import type { Route, RoutingInstance } from '../route/geometry.ts';

/** What can be wrong with a tour. */
export interface RouteFault {
  kind: 'unknown_pick' | 'pick_twice' | 'pick_missed' | 'wrong_length' | 'unwalkable_length';
  message: string;
}

/**
 * Judges a tour without any of the optimiser's code: every pick once, and a length that fits a walk
 * through the aisles, drawn as a graph of crossings and stops.
 *
 * `claim` says what the length stands for: the shortest walk in this order (`exact`), or the walk
 * of a rule, which may go the long way round (`atLeast`).
 */
export function checkRoute(
  instance: RoutingInstance,
  { route, length }: Route,
  claim: 'exact' | 'atLeast' = 'exact',
): RouteFault[] {
  const faults = pickFaults(instance, route);
  if (faults.some((fault) => fault.kind === 'unknown_pick')) return faults;
  const walked = walkedLength(instance, route);
  const tolerance = 1e-6 * Math.max(1, walked);
  if (!Number.isFinite(length) || length < walked - tolerance) {
    faults.push({
      kind: 'unwalkable_length',
      message: `The tour claims ${length}; walking it takes ${walked}`,
    });
  } else if (claim === 'exact' && length > walked + tolerance) {
    faults.push({
      kind: 'wrong_length',
      message: `The tour claims ${length}; walking it takes only ${walked}`,
    });
  }
  return faults;
}

function pickFaults(instance: RoutingInstance, route: readonly number[]): RouteFault[] {
  const faults: RouteFault[] = [];
  const visits = instance.picks.map(() => 0);
  for (const pick of route) {
    const before = visits[pick];
    if (before === undefined) {
      faults.push({ kind: 'unknown_pick', message: `There is no pick ${pick}` });
      continue;
    }
    visits[pick] = before + 1;
    if (before === 1) faults.push({ kind: 'pick_twice', message: `Pick ${pick} comes twice` });
  }
  visits.forEach((count, pick) => {
    if (count === 0) faults.push({ kind: 'pick_missed', message: `Pick ${pick} is missed` });
  });
  return faults;
}

/** The shortest walk from the depot past the picks in this order and back, by Dijkstra. */
export function walkedLength(instance: RoutingInstance, route: readonly number[]): number {
  if (route.length === 0) return 0;
  const graph = drawGraph(instance);
  const nodes = [graph.depot, ...route.map((pick) => graph.picks[pick] ?? -1), graph.depot];
  const legs = nodes.slice(1).map((to, index) => shortestWalk(graph.edges, nodes[index] ?? -1, to));
  return legs.reduce((sum, leg) => sum + leg, 2 * (instance.depot.offset ?? 0));
}

interface WalkGraph {
  edges: { to: number; length: number }[][];
  depot: number;
  /** The node of each pick; picks at one slot share it. */
  picks: number[];
}

function drawGraph(instance: RoutingInstance): WalkGraph {
  const { aisles, blocks, slotsPerAisle, aisleSpacing, slotPitch, crossAisleWidth } = instance;
  const edges: WalkGraph['edges'] = [];
  const join = (one: number, other: number, length: number) => {
    (edges[one] ??= []).push({ to: other, length });
    (edges[other] ??= []).push({ to: one, length });
  };
  // Each aisle is a chain: crossing, slots, crossing, slots, …, crossing.
  const rowsPerBlock = slotsPerAisle + 1;
  const rows = blocks * rowsPerBlock + 1;
  const toFirstSlot = (crossAisleWidth + slotPitch) / 2;
  for (let aisle = 0; aisle < aisles; aisle += 1) {
    for (let row = 0; row < rows; row += 1) {
      const isCrossing = row % rowsPerBlock === 0;
      const node = aisle * rows + row;
      const touchesCrossing = isCrossing || (row + 1) % rowsPerBlock === 0;
      if (row + 1 < rows) join(node, node + 1, touchesCrossing ? toFirstSlot : slotPitch);
      if (isCrossing && aisle + 1 < aisles) join(node, node + rows, aisleSpacing);
    }
  }
  const { depot } = instance;
  return {
    edges,
    depot: depot.aisle * rows + depot.crossAisle * rowsPerBlock,
    picks: instance.picks.map(
      ({ aisle, block, slot }) => aisle * rows + block * rowsPerBlock + 1 + slot,
    ),
  };
}

function shortestWalk(edges: WalkGraph['edges'], from: number, to: number): number {
  const reached = new Map<number, number>([[from, 0]]);
  const settled = new Set<number>();
  while (reached.size > 0) {
    const [node, length] = [...reached].reduce((a, b) => (b[1] < a[1] ? b : a));
    if (node === to) return length;
    reached.delete(node);
    settled.add(node);
    for (const edge of edges[node] ?? []) {
      if (settled.has(edge.to)) continue;
      const known = reached.get(edge.to) ?? Number.POSITIVE_INFINITY;
      reached.set(edge.to, Math.min(known, length + edge.length));
    }
  }
  return Number.POSITIVE_INFINITY;
}

/** The length of the shortest tour by trying every order, for at most eight picks. */
export function bruteForceLength(instance: RoutingInstance): number {
  const count = instance.picks.length;
  if (count === 0) return 0;
  if (count > 8) throw new RangeError(`Trying every order of ${count} picks takes too long`);
  const graph = drawGraph(instance);
  const nodes = [graph.depot, ...graph.picks];
  const legs = nodes.map((from) => nodes.map((to) => shortestWalk(graph.edges, from, to)));
  const leg = (from: number, to: number) => legs[from]?.[to] ?? Number.POSITIVE_INFINITY;
  const shortest = (at: number, left: readonly number[]): number =>
    left.length === 0
      ? leg(at, 0)
      : Math.min(
          ...left.map((next) => {
            const others = left.filter((node) => node !== next);
            return leg(at, next) + shortest(next, others);
          }),
        );
  const all = graph.picks.map((_, index) => index + 1);
  return shortest(0, all) + 2 * (instance.depot.offset ?? 0);
}
