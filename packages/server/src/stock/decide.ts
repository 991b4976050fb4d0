import { type Availability, availableToPromiseQty, keyOf } from './lock.ts';

/** One line of a demand. A kit's line has its components: it is promised in whole kits only. */
export interface DemandLine {
  lineId: string;
  skuId: string;
  /** Base units of the SKU, or kits. */
  qty: number;
  components: readonly { skuId: string; qty: number }[] | null;
}

/** What one order, or one soft hold, wants promised. */
export interface Demand {
  demandId: string;
  lines: readonly DemandLine[];
  /** True: everything or nothing. */
  isShipComplete: boolean;
  /** Higher goes first; then the earlier placed; then the order given. */
  priority: number;
  placedAtMs: number;
  destination: Place | null;
  /** Units that a soft hold keeps for this demand alone; nobody else in the batch gets them. */
  own?: readonly { skuId: string; nodeId: string; qty: number }[];
}

export interface Place {
  latitude: number;
  longitude: number;
}

/** A node that may ship. */
export interface CandidateNode {
  nodeId: string;
  nodeCode: string;
  /** Lower goes first. */
  priority: number;
  place: Place | null;
}

/** Units of a SKU (a component, for kits) promised for a line at a node. */
export interface PromisedUnits {
  lineId: string;
  skuId: string;
  nodeId: string;
  qty: number;
}

export interface Why {
  rule: 'priority_then_distance';
  chosenNodeIds: string[];
  candidates: {
    nodeId: string;
    distanceKm: number | null;
    canShipAll: boolean;
    lacks: { skuId: string; missingQty: number }[];
  }[];
}

export interface Decision {
  demandId: string;
  promised: PromisedUnits[];
  /** Line id → units (or kits) of the line that are promised. */
  promisedQtyByLine: Map<string, number>;
  isComplete: boolean;
  why: Why;
}

/** Lacks named per candidate at most: the page shows why, not a stock list. */
const LACKS_SHOWN_MAX = 5;

/**
 * Who gets what, from where: pure, over locked rows and demands, so that it can be tested, explained
 * and replayed. Demands are served by priority, then age. For each, nodes are tried by priority, then
 * distance: the first that can ship everything alone wins; else the lines are filled node by node in
 * that order, kits before loose units (a kit needs its parts side by side; loose units fit anywhere).
 * A kit is promised whole and from one node. What a demand takes, the next one lacks.
 */
export function decide(
  demands: readonly Demand[],
  availability: ReadonlyMap<string, Availability>,
  nodes: readonly CandidateNode[],
): Decision[] {
  const free = new Map<string, number>();
  for (const [key, row] of availability) free.set(key, availableToPromiseQty(row));
  const order = demands
    .map((demand, index) => ({ demand, index }))
    .sort(
      (a, b) =>
        b.demand.priority - a.demand.priority ||
        a.demand.placedAtMs - b.demand.placedAtMs ||
        a.index - b.index,
    );
  const decisions = new Array<Decision>(demands.length);
  for (const { demand, index } of order) decisions[index] = decideOne(demand, free, nodes);
  return decisions;
}

interface Ranked {
  node: CandidateNode;
  distanceKm: number | null;
}

function decideOne(
  demand: Demand,
  free: Map<string, number>,
  nodes: readonly CandidateNode[],
): Decision {
  const ranked = rank(nodes, demand.destination);
  const needs = needsOf(demand.lines);
  const own = ownUnits(demand);
  const offered: Stock = (key) => (free.get(key) ?? 0) + (own.get(key) ?? 0);
  const candidates = ranked.map(({ node, distanceKm }) => {
    const lacks = [...needs]
      .map(([skuId, qty]) => ({
        skuId,
        missingQty: qty - offered(keyOf({ skuId, nodeId: node.nodeId })),
      }))
      .filter((lack) => lack.missingQty > 0);
    return {
      nodeId: node.nodeId,
      distanceKm,
      canShipAll: lacks.length === 0,
      lacks: lacks.slice(0, LACKS_SHOWN_MAX),
    };
  });
  const winner = candidates.find((c) => c.canShipAll);
  const route = winner === undefined ? ranked.map((r) => r.node.nodeId) : [winner.nodeId];

  const taken = new Map<string, number>();
  const left: Stock = (key) => offered(key) - (taken.get(key) ?? 0);
  const promised: PromisedUnits[] = [];
  const promisedQtyByLine = new Map<string, number>();
  for (const line of [...demand.lines].sort(kitsFirst)) {
    promisedQtyByLine.set(line.lineId, fillLine(line, route, { left, taken }, promised));
  }
  const isComplete = demand.lines.every((l) => promisedQtyByLine.get(l.lineId) === l.qty);
  if (!isComplete && demand.isShipComplete) {
    for (const line of demand.lines) promisedQtyByLine.set(line.lineId, 0);
    promised.length = 0;
  } else {
    // The hold's own units go first; what it leaves over is free from the next batch on.
    for (const [key, qty] of taken) {
      free.set(key, (free.get(key) ?? 0) - Math.max(0, qty - (own.get(key) ?? 0)));
    }
  }
  const chosenNodeIds = [...new Set(promised.map((p) => p.nodeId))];
  return {
    demandId: demand.demandId,
    promised,
    promisedQtyByLine,
    isComplete,
    why: { rule: 'priority_then_distance', chosenNodeIds, candidates },
  };
}

/** Units that can be had of a (SKU, node). */
type Stock = (key: string) => number;

const kitsFirst = (a: DemandLine, b: DemandLine) =>
  Number(a.components === null) - Number(b.components === null);

function ownUnits(demand: Demand): Map<string, number> {
  const own = new Map<string, number>();
  for (const unit of demand.own ?? []) {
    own.set(keyOf(unit), (own.get(keyOf(unit)) ?? 0) + unit.qty);
  }
  return own;
}

/** Fills one line along the nodes; answers how many of its units (or kits) are promised. */
function fillLine(
  line: DemandLine,
  route: readonly string[],
  stock: { left: Stock; taken: Map<string, number> },
  promised: PromisedUnits[],
): number {
  const parts = line.components ?? [{ skuId: line.skuId, qty: 1 }];
  let openQty = line.qty;
  for (const nodeId of route) {
    if (openQty === 0) break;
    const fits = parts.map((p) =>
      Math.floor(stock.left(keyOf({ skuId: p.skuId, nodeId })) / p.qty),
    );
    const takeQty = Math.min(openQty, ...fits);
    if (takeQty <= 0) continue;
    for (const part of parts) {
      const qty = takeQty * part.qty;
      const key = keyOf({ skuId: part.skuId, nodeId });
      stock.taken.set(key, (stock.taken.get(key) ?? 0) + qty);
      promised.push({ lineId: line.lineId, skuId: part.skuId, nodeId, qty });
    }
    openQty -= takeQty;
  }
  return line.qty - openQty;
}

/** Units of each stocked SKU that the whole demand needs; kits counted by their components. */
export function needsOf(lines: readonly DemandLine[]): Map<string, number> {
  const needs = new Map<string, number>();
  for (const line of lines) {
    for (const part of line.components ?? [{ skuId: line.skuId, qty: 1 }]) {
      needs.set(part.skuId, (needs.get(part.skuId) ?? 0) + part.qty * line.qty);
    }
  }
  return needs;
}

function rank(nodes: readonly CandidateNode[], destination: Place | null): Ranked[] {
  return nodes
    .map((node) => ({
      node,
      distanceKm:
        destination === null || node.place === null ? null : distanceKm(node.place, destination),
    }))
    .sort(
      (a, b) =>
        a.node.priority - b.node.priority ||
        (a.distanceKm ?? Number.POSITIVE_INFINITY) - (b.distanceKm ?? Number.POSITIVE_INFINITY) ||
        (a.node.nodeCode < b.node.nodeCode ? -1 : 1),
    );
}

/** Mean radius of the Earth, km (IUGG). */
const EARTH_RADIUS_KM = 6371.0088;

/** Great-circle distance, km, to a tenth. */
export function distanceKm(a: Place, b: Place): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const dLat = rad(b.latitude - a.latitude);
  const dLon = rad(b.longitude - a.longitude);
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(dLon / 2) ** 2;
  return Math.round(2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h))) * 10) / 10;
}
