import type { LeftOut, LeftOutReason } from '@quayside/contract';
import {
  type LocationFacts,
  locationsOfType,
  type NodeGeometry,
  nodeById,
} from '../../catalogue/index.ts';
import { Refusal, type Tx } from '../../platform/index.ts';
import { lockFreeStock } from '../../stock/index.ts';
import { linesOf, type OutboundLine } from '../outbound/queries.ts';
import { type Bin, type Claim, claimBins } from './claim-bins.ts';
import { groupTours } from './group-tours.ts';
import { countWaiting, selectWaiting, type WaitingOrder } from './queries.ts';
import { depotDistanceMm, planWalk, standOf, type Walk } from './walk.ts';

/** Which waiting orders a wave takes, soonest ship-by first. */
export interface WaveSelection {
  nodeId: string;
  carrier?: string;
  channelId?: string;
  shipByWithinMin?: number;
  ordersMax?: number;
  ordersPerTour?: number;
  orderIds?: string[];
}

export const ORDERS_MAX_DEFAULT = 100;
export const ORDERS_PER_TOUR_DEFAULT = 12;

export interface PlannedTour {
  orders: WaitingOrder[];
  walk: Walk;
}

export interface WavePlan {
  orders: WaitingOrder[];
  lines: OutboundLine[];
  claims: Map<string, Claim[]>;
  tours: PlannedTour[];
  leftOut: LeftOut;
}

/**
 * Where goods of a node may be picked from, and how far each place is. Bins that are blocked, or whose
 * stock may not be promised, are no such place.
 */
export async function pickPlaces(
  tx: Tx,
  nodeId: string,
): Promise<{ layout: NodeGeometry | null; locationsById: Map<string, LocationFacts> }> {
  const node = await nodeById(tx, nodeId);
  if (node.mode !== 'directed') {
    throw new Refusal('state_refused', `${node.name} keeps stock without bins; it has no waves.`, {
      facts: { nodeCode: node.nodeCode, mode: node.mode },
      remedy: 'Ship its orders from the order desk, or switch the node to directed.',
    });
  }
  const places = await locationsOfType(tx, nodeId, ['pick_face', 'bulk']);
  return {
    layout: node.geometry,
    locationsById: new Map(
      places.filter((l) => !l.isBlocked && l.isSellable).map((l) => [l.locationId, l]),
    ),
  };
}

/** Locks what is free of these SKUs at the places, and says how good a bin each is. */
export async function freeBins(
  tx: Tx,
  places: { layout: NodeGeometry | null; locationsById: ReadonlyMap<string, LocationFacts> },
  skuIds: readonly string[],
): Promise<Bin[]> {
  const free = await lockFreeStock(tx, [...places.locationsById.keys()], skuIds);
  return free.map((f) => {
    const location = places.locationsById.get(f.locationId);
    if (location === undefined) throw new Error(`location ${f.locationId} was not asked for`);
    return {
      locationId: f.locationId,
      skuId: f.skuId,
      lotCode: f.lotCode,
      freeQty: f.freeQty,
      isPickFace: location.type === 'pick_face',
      distanceMm: depotDistanceMm(places.layout, location),
    };
  });
}

/**
 * Plans a wave: which orders, from which bins, in which tours. Locks the orders (those that another
 * wave is taking now are passed over) when `isRelease`, then the balances of their SKUs.
 */
export async function planWave(
  tx: Tx,
  selection: WaveSelection,
  options: { isRelease: boolean },
): Promise<WavePlan> {
  const places = await pickPlaces(tx, selection.nodeId);
  const ordersMax = selection.ordersMax ?? ORDERS_MAX_DEFAULT;
  const candidates = await selectWaiting(tx, selection, ordersMax, options.isRelease);
  const counts = await countWaiting(tx, selection);
  const lines = await linesOf(
    tx,
    candidates.map((o) => o.outboundOrderId),
  );
  const bins = await freeBins(
    tx,
    places,
    lines.map((l) => l.skuId),
  );
  const linesByOrder = Map.groupBy(lines, (line) => line.outboundOrderId);
  const { claims, lacking } = claimBins(
    candidates.map((o) => ({
      id: o.outboundOrderId,
      lines: linesByOrder.get(o.outboundOrderId) ?? [],
    })),
    bins,
  );
  const orders = candidates.filter((o) => claims.has(o.outboundOrderId));
  const notTaken = counts.matching - candidates.length;
  const isFull = candidates.length >= ordersMax;
  return {
    orders,
    lines: orders.flatMap((o) => linesByOrder.get(o.outboundOrderId) ?? []),
    claims,
    tours: planTours(orders, claims, places, selection.ordersPerTour ?? ORDERS_PER_TOUR_DEFAULT),
    leftOut: leftOutOf([
      ['bins_lack_stock', lacking.length],
      ['over_orders_max', isFull ? notTaken : 0],
      ['other_carrier', counts.otherCarrier],
      ['other_channel', counts.otherChannel],
      ['ships_later', counts.shipsLater],
      ['not_waiting', counts.notWaiting + (isFull ? 0 : notTaken)],
    ]),
  };
}

function leftOutOf(counts: readonly (readonly [LeftOutReason, number])[]): LeftOut {
  return counts.filter(([, orders]) => orders > 0).map(([reason, orders]) => ({ reason, orders }));
}

function planTours(
  orders: readonly WaitingOrder[],
  claims: ReadonlyMap<string, Claim[]>,
  places: { layout: NodeGeometry | null; locationsById: ReadonlyMap<string, LocationFacts> },
  ordersPerTour: number,
): PlannedTour[] {
  const placeOf = (claim: Claim): LocationFacts => {
    const location = places.locationsById.get(claim.locationId);
    if (location === undefined) throw new Error(`location ${claim.locationId} was not asked for`);
    return location;
  };
  const claimsOf = (id: string) => claims.get(id) ?? [];
  const byId = new Map(orders.map((o) => [o.outboundOrderId, o]));
  const groups = groupTours(
    orders.map((o) => {
      const stands = claimsOf(o.outboundOrderId).map((claim) => standOf(placeOf(claim)));
      return {
        id: o.outboundOrderId,
        aisles: new Set(stands.flatMap((stand) => (stand === null ? [] : [stand.aisle]))),
        stops: stands.length,
      };
    }),
    ordersPerTour,
  );
  return groups.map((ids) => ({
    orders: ids.flatMap((id) => byId.get(id) ?? []),
    walk: planWalk(
      places.layout,
      ids.flatMap((id) => claimsOf(id).map(placeOf)),
    ),
  }));
}
