/** Free stock of a SKU in one bin, with what the choice between bins needs. */
export interface Bin {
  locationId: string;
  skuId: string;
  lotCode: string;
  freeQty: number;
  isPickFace: boolean;
  /** Walk from the depot, mm. */
  distanceMm: number;
}

/** Units of a SKU that an order takes from one bin. */
export interface Claim {
  skuId: string;
  locationId: string;
  lotCode: string;
  qty: number;
}

export interface OrderNeed {
  id: string;
  lines: readonly { skuId: string; qty: number }[];
}

/**
 * Gives each order its bins, in the order given: what an earlier one takes, a later one lacks. An
 * order whose lines are not all covered takes nothing. Pure; leaves `bins` as they were.
 *
 * Per line: first the earliest lot (lot codes sort by expiry: FEFO), then pick faces before bulk, then
 * the nearest bin that has all that is still needed, else the nearest ones until it is enough.
 */
export function claimBins(
  orders: readonly OrderNeed[],
  bins: readonly Bin[],
): { claims: Map<string, Claim[]>; lacking: string[] } {
  const binsBySku = new Map<string, Bin[]>();
  for (const bin of bins) {
    const ofSku = binsBySku.get(bin.skuId) ?? [];
    ofSku.push({ ...bin });
    binsBySku.set(bin.skuId, ofSku);
  }
  for (const ofSku of binsBySku.values()) ofSku.sort(compareBins);

  const claims = new Map<string, Claim[]>();
  const lacking: string[] = [];
  for (const order of orders) {
    const taken = order.lines.map((line) => claimLine(line.qty, binsBySku.get(line.skuId) ?? []));
    if (taken.some((line) => line === null)) {
      lacking.push(order.id);
      continue;
    }
    const steps = taken.flatMap((line) => line ?? []);
    for (const { bin, qty } of steps) bin.freeQty -= qty;
    claims.set(
      order.id,
      steps.map(({ bin, qty }) => ({
        skuId: bin.skuId,
        locationId: bin.locationId,
        lotCode: bin.lotCode,
        qty,
      })),
    );
  }
  return { claims, lacking };
}

function compareBins(a: Bin, b: Bin): number {
  if (a.lotCode !== b.lotCode) return a.lotCode < b.lotCode ? -1 : 1;
  if (a.isPickFace !== b.isPickFace) return a.isPickFace ? -1 : 1;
  return a.distanceMm - b.distanceMm || Number(BigInt(a.locationId) - BigInt(b.locationId));
}

/** `bins` of one SKU, best first. Null when all of them together are not enough. */
function claimLine(qty: number, bins: readonly Bin[]): { bin: Bin; qty: number }[] | null {
  const steps: { bin: Bin; qty: number }[] = [];
  let open = qty;
  for (const group of groupsOf(bins)) {
    const whole = group.find((bin) => bin.freeQty >= open);
    for (const bin of whole === undefined ? group : [whole]) {
      const step = Math.min(open, bin.freeQty);
      if (step > 0) steps.push({ bin, qty: step });
      open -= step;
      if (open === 0) return steps;
    }
  }
  return null;
}

/** Runs of one lot and one kind of place: a nearer bin may be passed by only within its run. */
function groupsOf(bins: readonly Bin[]): Bin[][] {
  const groups: Bin[][] = [];
  for (const bin of bins) {
    const last = groups.at(-1);
    const first = last?.[0];
    if (
      last !== undefined &&
      first !== undefined &&
      first.lotCode === bin.lotCode &&
      first.isPickFace === bin.isPickFace
    ) {
      last.push(bin);
    } else {
      groups.push([bin]);
    }
  }
  return groups;
}
