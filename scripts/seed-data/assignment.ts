import { byPopularity, type SeedCatalogue, type SeedSku } from './catalogue.ts';
import { GEOMETRY, GEOMETRY_ORIGIN, type SeedLocation } from './warehouse.ts';

/** Where a SKU's opening stock lies: the pick face first, what does not fit there above it. */
export interface Assignment {
  skuCode: string;
  locations: { locationCode: string; qty: number }[];
}

/** More goods than this in one bin and a picker searches instead of picking. */
export const SKUS_PER_BIN_MAX = 4;

// Bending to the floor shelf or reaching to the third costs about as much as five metres of walking.
const OUTSIDE_GOLDEN_LEVEL_MM = 5_000;
const GOLDEN_LEVEL = 2;

// Room a SKU may claim in its pick face: a whole shelf, a half, a quarter.
const PICK_FACE_SHARE = { A: 1, B: 0.5, C: 0.25 } as const;

interface Bin {
  location: SeedLocation;
  effortMm: number;
  freeMm3: number;
  freeG: number;
  skuCount: number;
}

/**
 * Gives every SKU its bins: the most picked ones next to the depot at hand height.
 * Opening quantity that a pick face can't hold goes to the nearest bulk bins with room.
 */
export function assignBins(
  catalogue: Pick<SeedCatalogue, 'skus' | 'pickCountBySku'>,
  locations: readonly SeedLocation[],
  qtyBySku: ReadonlyMap<string, number>,
): Assignment[] {
  const skuByCode = new Map(catalogue.skus.map((sku) => [sku.skuCode, sku]));
  const pickBins = binsOf(locations, 'pick');
  const bulkBins = binsOf(locations, 'bulk');
  const assignments: Assignment[] = [];
  let next = 0;
  for (const [skuCode] of byPopularity(catalogue.pickCountBySku)) {
    const sku = skuByCode.get(skuCode);
    if (!sku) throw new Error(`SKU ${skuCode} is picked but not in the catalogue`);
    const qty = qtyBySku.get(skuCode) ?? 0;
    next = firstBinWithRoom(pickBins, next, sku, qty);
    const pickBin = pickBins[next];
    if (!pickBin) throw new Error(`The pick faces are full before SKU ${skuCode}`);
    assignments.push({ skuCode, locations: fill(sku, qty, pickBin, bulkBins) });
  }
  return assignments.sort((a, b) => (a.skuCode < b.skuCode ? -1 : 1));
}

function binsOf(locations: readonly SeedLocation[], type: 'pick' | 'bulk'): Bin[] {
  const bins = locations
    .filter((location) => location.type === type)
    .map((location) => ({
      location,
      effortMm: effortMm(location),
      freeMm3: location.capacityLitres * 1e6,
      freeG: location.capacityG,
      skuCount: 0,
    }));
  return bins.sort(
    (a, b) => a.effortMm - b.effortMm || (a.location.code < b.location.code ? -1 : 1),
  );
}

function effortMm(location: SeedLocation): number {
  const depotXMm = GEOMETRY_ORIGIN.xMm + GEOMETRY.depot.aisle * GEOMETRY.aisleSpacing;
  const aisleXMm = GEOMETRY_ORIGIN.xMm + (location.walk?.aisle ?? 0) * GEOMETRY.aisleSpacing;
  const walkMm = Math.abs(aisleXMm - depotXMm) + location.yMm - GEOMETRY_ORIGIN.yMm;
  const isOutOfReach = location.type === 'pick' && location.level !== GOLDEN_LEVEL;
  return walkMm + (isOutOfReach ? OUTSIDE_GOLDEN_LEVEL_MM : 0);
}

function unitMm3(sku: SeedSku): number {
  return sku.lengthMm * sku.widthMm * sku.heightMm;
}

function roomFor(sku: SeedSku, bin: Bin): number {
  return Math.floor(Math.min(bin.freeMm3 / unitMm3(sku), bin.freeG / sku.weightG));
}

// A bin is left behind once the next SKU has no fair room in it: popular goods stay in front.
function firstBinWithRoom(bins: readonly Bin[], from: number, sku: SeedSku, qty: number): number {
  let index = from;
  for (; index < bins.length; index += 1) {
    const bin = bins[index];
    if (bin && bin.skuCount < SKUS_PER_BIN_MAX && roomFor(sku, bin) >= fairQty(sku, qty, bin))
      break;
  }
  return index;
}

function fairQty(sku: SeedSku, qty: number, bin: Bin): number {
  const shareMm3 = bin.location.capacityLitres * 1e6 * PICK_FACE_SHARE[sku.abc] * 0.25;
  return Math.max(1, Math.min(qty, Math.floor(shareMm3 / unitMm3(sku))));
}

function fill(
  sku: SeedSku,
  qty: number,
  pickBin: Bin,
  bulkBins: readonly Bin[],
): Assignment['locations'] {
  const shareMm3 = pickBin.location.capacityLitres * 1e6 * PICK_FACE_SHARE[sku.abc];
  const pickQty = Math.min(
    qty,
    roomFor(sku, pickBin),
    Math.max(1, Math.floor(shareMm3 / unitMm3(sku))),
  );
  const placed = [put(sku, pickQty, pickBin)];
  let leftQty = qty - pickQty;
  const nearest = leftQty > 0 ? bulkBins.toSorted(byDistanceTo(pickBin)) : [];
  for (const bin of nearest) {
    if (leftQty === 0) break;
    const binQty = bin.skuCount < SKUS_PER_BIN_MAX ? Math.min(leftQty, roomFor(sku, bin)) : 0;
    // Splitting a SKU over many bins for a handful of units helps nobody.
    if (binQty === 0 || (binQty < leftQty && bin.skuCount > 0)) continue;
    placed.push(put(sku, binQty, bin));
    leftQty -= binQty;
  }
  if (leftQty > 0) throw new Error(`No bulk room for ${leftQty} units of SKU ${sku.skuCode}`);
  return placed;
}

function put(sku: SeedSku, qty: number, bin: Bin): { locationCode: string; qty: number } {
  bin.freeMm3 -= qty * unitMm3(sku);
  bin.freeG -= qty * sku.weightG;
  bin.skuCount += 1;
  return { locationCode: bin.location.code, qty };
}

function byDistanceTo(pickBin: Bin): (a: Bin, b: Bin) => number {
  const distanceMm = ({ location }: Bin) =>
    Math.abs(location.xMm - pickBin.location.xMm) +
    Math.abs(location.yMm - pickBin.location.yMm) +
    location.zMm;
  return (a, b) => distanceMm(a) - distanceMm(b) || (a.location.code < b.location.code ? -1 : 1);
}
