/** An order that a tour may take: which aisles it needs, how many stops. */
export interface TourCandidate {
  id: string;
  aisles: ReadonlySet<number>;
  stops: number;
}

/** A cart and a picker's patience end here; one order that is larger walks alone. */
export const STOPS_PER_TOUR_MAX = 120;

/**
 * Groups orders into tours that share aisles. Greedy from a seed: the soonest order left opens a tour,
 * then the one that adds the fewest new aisles joins (the more shared aisles, then the sooner, where
 * that is equal), until the cart is full. Pure: the order given (soonest first) decides every tie.
 */
export function groupTours(orders: readonly TourCandidate[], ordersPerTour: number): string[][] {
  const left = [...orders];
  const tours: string[][] = [];
  for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
    const tour = [seed.id];
    const aisles = new Set(seed.aisles);
    let stops = seed.stops;
    while (tour.length < ordersPerTour) {
      const best = bestCompanion(left, aisles, STOPS_PER_TOUR_MAX - stops);
      if (best === null) break;
      const [joined] = left.splice(best, 1);
      if (joined === undefined) break;
      tour.push(joined.id);
      for (const aisle of joined.aisles) aisles.add(aisle);
      stops += joined.stops;
    }
    tours.push(tour);
  }
  return tours;
}

function bestCompanion(
  left: readonly TourCandidate[],
  aisles: ReadonlySet<number>,
  stopsLeft: number,
): number | null {
  let best: { index: number; added: number; shared: number } | null = null;
  for (const [index, order] of left.entries()) {
    if (order.stops > stopsLeft) continue;
    let shared = 0;
    for (const aisle of order.aisles) if (aisles.has(aisle)) shared += 1;
    const added = order.aisles.size - shared;
    if (best === null || added < best.added || (added === best.added && shared > best.shared)) {
      best = { index, added, shared };
    }
  }
  return best?.index ?? null;
}
