/**
 * Where the tour begins and ends: the crossing of an aisle and a cross-aisle, `offset` away from
 * its centre (walked once out and once back; default 0).
 */
export interface Depot {
  aisle: number;
  crossAisle: number;
  offset?: number;
}

/**
 * A rectangular warehouse of parallel aisles, cut into blocks by cross-aisles.
 *
 * Aisles count from the left, blocks and slots from the bottom, cross-aisles 0 (front) to `blocks`
 * (back). Lengths are in any one unit, centre line to centre line. Both rack faces and all levels
 * at a slot are one stop.
 */
export interface Layout {
  aisles: number;
  blocks: number;
  /** Slots of one aisle within one block. */
  slotsPerAisle: number;
  aisleSpacing: number;
  slotPitch: number;
  crossAisleWidth: number;
  depot: Depot;
}

/** A place one stops at to pick. */
export interface Stop {
  aisle: number;
  block: number;
  slot: number;
}

/** One picker's tour to be planned. */
export interface RoutingInstance extends Layout {
  picks: readonly Stop[];
}

/** A tour: indices into `picks` in visiting order, and how far one walks from depot to depot. */
export interface Route {
  route: number[];
  length: number;
}

/** From the centre line of a block's lower cross-aisle to that of its upper one. */
export function subAisleLength(layout: Layout): number {
  return layout.slotsPerAisle * layout.slotPitch + layout.crossAisleWidth;
}

/** How far a slot lies above the centre line of its block's lower cross-aisle. */
export function heightInBlock(layout: Layout, slot: number): number {
  return (layout.slotPitch + layout.crossAisleWidth) / 2 + slot * layout.slotPitch;
}

/** The shortest walk between two stops. */
export function walkDistance(layout: Layout, from: Stop, to: Stop): number {
  const across = Math.abs(from.aisle - to.aisle) * layout.aisleSpacing;
  const fromHeight = heightInBlock(layout, from.slot);
  const toHeight = heightInBlock(layout, to.slot);
  const sideLength = subAisleLength(layout);
  if (from.aisle === to.aisle || from.block !== to.block) {
    return across + Math.abs((from.block - to.block) * sideLength + fromHeight - toHeight);
  }
  // Racks stand between: round by the lower or by the upper cross-aisle.
  const around = Math.min(fromHeight + toHeight, 2 * sideLength - fromHeight - toHeight);
  return across + around;
}

function depotDistance(layout: Layout, stop: Stop): number {
  const { aisle, crossAisle } = layout.depot;
  const across = Math.abs(stop.aisle - aisle) * layout.aisleSpacing;
  const height = stop.block * subAisleLength(layout) + heightInBlock(layout, stop.slot);
  return across + Math.abs(height - crossAisle * subAisleLength(layout));
}

/** The way out of the depot and back into it. */
export function depotOffset(layout: Layout): number {
  return 2 * (layout.depot.offset ?? 0);
}

/** How far one walks from the depot past the picks in this order and back, always the shortest way. */
export function routeLength(instance: RoutingInstance, route: readonly number[]): number {
  const stops = route.map((index) => {
    const stop = instance.picks[index];
    if (!stop) throw new RangeError(`The route names pick ${index}, which does not exist`);
    return stop;
  });
  const first = stops[0];
  const last = stops.at(-1);
  if (!first || !last) return 0;
  let length = depotOffset(instance) + depotDistance(instance, first);
  stops.forEach((stop, index) => {
    const next = stops[index + 1];
    length += next ? walkDistance(instance, stop, next) : 0;
  });
  return length + depotDistance(instance, last);
}

/** Refuses, with the reason, what is no layout or lies outside of it. */
export function assertInstance(instance: RoutingInstance): void {
  for (const key of ['aisles', 'blocks', 'slotsPerAisle'] as const) {
    assertWhole(key, instance[key], 1, Number.MAX_SAFE_INTEGER);
  }
  for (const key of ['aisleSpacing', 'slotPitch', 'crossAisleWidth'] as const) {
    assertLength(key, instance[key]);
  }
  assertLength('depot.offset', instance.depot.offset ?? 0);
  assertWhole('depot.aisle', instance.depot.aisle, 0, instance.aisles - 1);
  assertWhole('depot.crossAisle', instance.depot.crossAisle, 0, instance.blocks);
  instance.picks.forEach((pick, index) => {
    assertWhole(`picks[${index}].aisle`, pick.aisle, 0, instance.aisles - 1);
    assertWhole(`picks[${index}].block`, pick.block, 0, instance.blocks - 1);
    assertWhole(`picks[${index}].slot`, pick.slot, 0, instance.slotsPerAisle - 1);
  });
}

function assertWhole(name: string, value: number, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw new RangeError(`${name} must be a whole number from ${min} to ${max}, got ${value}`);
  }
}

function assertLength(name: string, value: number): void {
  if (!Number.isFinite(value) || value < 0) {
    throw new RangeError(`${name} must be a length, 0 or more, got ${value}`);
  }
}
