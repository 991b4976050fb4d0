import { locationCheckDigits } from '../../packages/contract/src/barcode.ts';

/** A place that holds goods or people work at. Floor coordinates from the building's south-west corner. */
export interface SeedLocation {
  code: string;
  /** Code 128 text on the label. */
  barcode: string;
  checkDigits: string;
  type: 'pick' | 'bulk' | 'receiving' | 'packing' | 'staging' | 'dock' | 'tote' | 'cart';
  zone: string;
  aisle?: string;
  bay?: number;
  level?: number;
  side?: 'L' | 'R';
  carrier?: string;
  xMm: number;
  yMm: number;
  zMm: number;
  capacityLitres: number;
  capacityG: number;
  /** Where a walker stops for it; both rack faces and all levels of a bay are one stop. */
  walk?: { aisle: number; block: number; slot: number };
}

/** The walking graph of the racks, all lengths in mm; what the optimiser calls a layout. */
export const GEOMETRY = {
  aisles: 10,
  blocks: 2,
  slotsPerAisle: 10,
  aisleSpacing: 3_800,
  slotPitch: 2_700,
  crossAisleWidth: 3_000,
  // Totes are fetched and brought back at the front, in the middle, next to the pack stations.
  depot: { aisle: 4, crossAisle: 0, offset: 0 },
} as const;

/** Where the crossing of aisle 0 and the front cross-aisle lies on the floor. */
export const GEOMETRY_ORIGIN = { xMm: 6_000, yMm: 18_000 } as const;

export const ZONES = [
  { code: 'PICK', name: 'Pick faces', kind: 'pick' },
  { code: 'BULK', name: 'Bulk above the pick faces', kind: 'bulk' },
  { code: 'RECEIVING', name: 'Receiving', kind: 'receiving' },
  { code: 'PACKING', name: 'Packing', kind: 'packing' },
  { code: 'STAGING', name: 'Staging by carrier', kind: 'staging' },
  { code: 'DISPATCH', name: 'Dispatch', kind: 'dispatch' },
] as const;

// A bay is 2.7 m wide and 1 m deep. Levels 1 to 3 are shelves within reach, 700 mm high; 4 and 5
// hold pallets under 1.5 m. 85 % of the space between the shelves can be used.
const LEVELS = [
  { level: 1, zMm: 0, capacityLitres: 1_600, capacityG: 900_000 },
  { level: 2, zMm: 800, capacityLitres: 1_600, capacityG: 900_000 },
  { level: 3, zMm: 1_600, capacityLitres: 1_600, capacityG: 900_000 },
  { level: 4, zMm: 2_500, capacityLitres: 3_400, capacityG: 3_000_000 },
  { level: 5, zMm: 4_200, capacityLitres: 3_400, capacityG: 3_000_000 },
] as const;
const FIRST_BULK_LEVEL = 4;
const RACK_DEPTH_MM = 1_000;
const AISLE_WIDTH_MM = GEOMETRY.aisleSpacing - 2 * RACK_DEPTH_MM;

/** Every location of SG-WEST: the racks, then the places one works at. */
export function warehouseLocations(): SeedLocation[] {
  return [...rackLocations(), ...floorLocations()];
}

function rackLocations(): SeedLocation[] {
  const locations: SeedLocation[] = [];
  for (let aisle = 0; aisle < GEOMETRY.aisles; aisle += 1) {
    for (let block = 0; block < GEOMETRY.blocks; block += 1) {
      for (let slot = 0; slot < GEOMETRY.slotsPerAisle; slot += 1) {
        for (const side of ['L', 'R'] as const) {
          for (const level of LEVELS) {
            locations.push(rackLocation({ aisle, block, slot }, side, level));
          }
        }
      }
    }
  }
  return locations;
}

function rackLocation(
  walk: { aisle: number; block: number; slot: number },
  side: 'L' | 'R',
  { level, zMm, capacityLitres, capacityG }: (typeof LEVELS)[number],
): SeedLocation {
  const aisle = String.fromCharCode(65 + walk.aisle);
  // Odd bays on the left, even ones on the right, counted from the front as house numbers are.
  const bay = (walk.block * GEOMETRY.slotsPerAisle + walk.slot) * 2 + (side === 'L' ? 1 : 2);
  const code = `${aisle}-${String(bay).padStart(2, '0')}-${level}`;
  const fromAisle = (AISLE_WIDTH_MM + RACK_DEPTH_MM) / 2;
  const isBulk = level >= FIRST_BULK_LEVEL;
  return {
    ...labelOf(code),
    type: isBulk ? 'bulk' : 'pick',
    zone: isBulk ? 'BULK' : 'PICK',
    aisle,
    bay,
    level,
    side,
    xMm:
      GEOMETRY_ORIGIN.xMm +
      walk.aisle * GEOMETRY.aisleSpacing +
      (side === 'L' ? -1 : 1) * fromAisle,
    yMm: GEOMETRY_ORIGIN.yMm + walkMmFromFront(walk.block, walk.slot),
    zMm,
    capacityLitres,
    capacityG,
    walk,
  };
}

/** Distance of a stop from the centre line of the front cross-aisle. */
export function walkMmFromFront(block: number, slot: number): number {
  const { slotsPerAisle, slotPitch, crossAisleWidth } = GEOMETRY;
  const subAisleMm = slotsPerAisle * slotPitch + crossAisleWidth;
  return block * subAisleMm + (slotPitch + crossAisleWidth) / 2 + slot * slotPitch;
}

// The label shows code and check digits; its barcode is both, so a code read off the task does not
// pass for a scan.
function labelOf(code: string): { code: string; barcode: string; checkDigits: string } {
  const checkDigits = locationCheckDigits(code);
  return { code, barcode: `${code}-${checkDigits}`, checkDigits };
}

/** What stands on the floor rather than in a rack. */
type FloorType = Exclude<SeedLocation['type'], 'pick' | 'bulk'>;

type FloorRow = readonly [prefix: string, count: number, digits: number, FloorType, zone: string];

const FLOOR: readonly FloorRow[] = [
  ['RCV-', 3, 1, 'receiving', 'RECEIVING'],
  ['PACK-', 4, 1, 'packing', 'PACKING'],
  ['DOCK-', 2, 1, 'dock', 'DISPATCH'],
  ['TOTE-', 60, 3, 'tote', 'PACKING'],
  ['CART-', 6, 1, 'cart', 'PACKING'],
];

const CARRIER_LANES = [
  ['STAGE-SPX', 'SPX Express'],
  ['STAGE-NINJAVAN', 'Ninja Van'],
  ['STAGE-JNT', 'J&T Express'],
  ['STAGE-SINGPOST', 'SingPost'],
  ['STAGE-OTHER', 'Other carriers'],
] as const;

function floorLocations(): SeedLocation[] {
  const numbered = FLOOR.flatMap(([prefix, count, digits, type, zone]) =>
    Array.from({ length: count }, (_, index) =>
      floorLocation(prefix + String(index + 1).padStart(digits, '0'), type, zone, index),
    ),
  );
  const lanes = CARRIER_LANES.map(([code, carrier], index) => ({
    ...floorLocation(code, 'staging', 'STAGING', index),
    carrier,
  }));
  return [...numbered, ...lanes];
}

// First place of each kind, step to the next, and what one of them holds (a tote: 45 l, 20 kg).
const FLOOR_PLACES: Record<
  FloorType,
  { xMm: number; yMm: number; stepMm: number; capacityLitres: number; capacityG: number }
> = {
  receiving: {
    xMm: 3_000,
    yMm: 3_000,
    stepMm: 4_000,
    capacityLitres: 20_000,
    capacityG: 10_000_000,
  },
  packing: { xMm: 16_000, yMm: 12_000, stepMm: 3_000, capacityLitres: 1_000, capacityG: 300_000 },
  staging: { xMm: 17_000, yMm: 6_000, stepMm: 4_000, capacityLitres: 12_000, capacityG: 4_000_000 },
  dock: { xMm: 26_000, yMm: 0, stepMm: 8_000, capacityLitres: 60_000, capacityG: 20_000_000 },
  tote: { xMm: 30_000, yMm: 12_000, stepMm: 0, capacityLitres: 45, capacityG: 20_000 },
  cart: { xMm: 32_000, yMm: 13_500, stepMm: 1_000, capacityLitres: 400, capacityG: 200_000 },
};

function floorLocation(code: string, type: FloorType, zone: string, index: number): SeedLocation {
  const { xMm, yMm, stepMm, capacityLitres, capacityG } = FLOOR_PLACES[type];
  return {
    code,
    barcode: code,
    checkDigits: locationCheckDigits(code),
    type,
    zone,
    xMm: xMm + index * stepMm,
    yMm,
    zMm: 0,
    capacityLitres,
    capacityG,
  };
}
