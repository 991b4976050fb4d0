import {
  type Layout,
  routeLength,
  type Stop,
  shortestRoute,
  sShapeRoute,
} from '@quayside/optimiser';
import type { LocationFacts } from '../../catalogue/index.ts';

/** Where one stands to pick; null for a place that is not on the walking geometry. */
export function standOf(location: LocationFacts): Stop | null {
  const { gridAisle: aisle, gridBlock: block, gridSlot: slot } = location;
  return aisle === null || block === null || slot === null ? null : { aisle, block, slot };
}

const keyOf = (stop: Stop) => `${stop.aisle}/${stop.block}/${stop.slot}`;

/** Walk from the depot to a location, mm; far away for places off the geometry. */
export function depotDistanceMm(layout: Layout | null, location: LocationFacts): number {
  const stand = standOf(location);
  if (layout === null || stand === null) return Number.MAX_SAFE_INTEGER;
  return routeLength({ ...layout, picks: [stand] }, [0]) / 2;
}

export interface Walk {
  /** Location ids in walking order, each once. */
  locationIds: string[];
  walkMm: number;
  /** What an S-shape walk over the same stops would be, mm. */
  sShapeWalkMm: number;
}

/**
 * The shortest walk past locations, from the depot and back. Those at one stop go by level, bottom up,
 * then by code; those off the geometry come last, by code, and add no walk.
 */
export function planWalk(layout: Layout | null, locations: readonly LocationFacts[]): Walk {
  const stands = new Map<string, { stop: Stop; locations: LocationFacts[] }>();
  const offGrid: LocationFacts[] = [];
  for (const location of new Map(locations.map((l) => [l.locationId, l])).values()) {
    const stop = standOf(location);
    if (layout === null || stop === null) {
      offGrid.push(location);
      continue;
    }
    const stand = stands.get(keyOf(stop)) ?? { stop, locations: [] };
    stand.locations.push(location);
    stands.set(keyOf(stop), stand);
  }
  const ordered = [...stands.values()];
  const off = offGrid.sort(compareCodes).map((l) => l.locationId);
  if (layout === null || ordered.length === 0) {
    return { locationIds: off, walkMm: 0, sShapeWalkMm: 0 };
  }
  const instance = { ...layout, picks: ordered.map((stand) => stand.stop) };
  const shortest = shortestRoute(instance);
  const visited = shortest.route.flatMap((index) => {
    const stand = ordered[index];
    if (stand === undefined) throw new Error(`the walk names stop ${index}, which does not exist`);
    return stand.locations.sort((a, b) => (a.level ?? 0) - (b.level ?? 0) || compareCodes(a, b));
  });
  return {
    locationIds: [...visited.map((l) => l.locationId), ...off],
    walkMm: Math.round(shortest.length),
    sShapeWalkMm: Math.round(sShapeRoute(instance).length),
  };
}

function compareCodes(a: LocationFacts, b: LocationFacts): number {
  return a.locationCode < b.locationCode ? -1 : a.locationCode > b.locationCode ? 1 : 0;
}
