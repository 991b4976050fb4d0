import { catalogueRoutes, warehouseRoutes as floor, type PackJob } from '@quayside/contract';
import { type Handheld, Refused } from './client.ts';
import type { Shift } from './shift.ts';

/** Packs what waits, until the shift ends. `place` and `places` share the queue out among the stations. */
export async function pack(
  handheld: Handheld,
  nodeId: string,
  station: { place: number; places: number },
  shift: Shift,
): Promise<void> {
  const shelf = await putBackPlace(handheld, nodeId);
  while (!shift.isOver()) {
    const { rows } = await handheld.call(floor.listPackQueue, { query: { nodeId } });
    const mine = rows.filter(
      (row) => Number(row.outboundOrderId) % station.places === station.place,
    );
    if (mine.length === 0) {
      await shift.spend('idle');
      continue;
    }
    for (const row of mine) {
      if (shift.isOver()) return;
      try {
        const scan = row.toteBarcode ?? row.orderNumber;
        const job = await handheld.call(floor.openPack, { body: { nodeId, scan } });
        if (job.isCancelled) await putBack(handheld, job, shelf, shift);
        else await packOne(handheld, job, shift);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        shift.count(`refused: ${error.problem.code}`);
        shift.note(`${handheld.name} with ${row.orderNumber}: ${error.problem.detail}`);
        await shift.spend('idle');
      }
    }
  }
}

async function packOne(handheld: Handheld, opened: PackJob, shift: Shift): Promise<void> {
  let job = opened;
  const params = { id: job.outboundOrderId };
  if (job.parcel !== null) return;
  for (const line of job.lines) {
    const qty = line.qty - line.verifiedQty;
    if (qty <= 0) continue;
    await shift.spend('unit', Math.min(qty, 10));
    const each = line.barcodes.find((b) => b.unitsPer === 1);
    job = await handheld.call(floor.verifyItem, {
      params,
      body: { scan: each?.barcode ?? line.skuCode, qty },
    });
  }
  await shift.spend('pack');
  const largest = job.cartons.toSorted((a, b) => volume(b) - volume(a))[0];
  const cartonCode = job.suggestedCartonCode ?? largest?.cartonCode;
  if (cartonCode === undefined) throw new Error('there is no carton at this station');
  await handheld.call(floor.closeCarton, {
    params,
    body: { cartonCode, weightG: Math.min(1_000_000, Math.max(1, job.expectedWeightG ?? 500)) },
  });
  shift.count('packed');
}

const volume = (c: { lengthMm: number; widthMm: number; heightMm: number }) =>
  c.lengthMm * c.widthMm * c.heightMm;

async function putBack(
  handheld: Handheld,
  job: PackJob,
  shelf: string,
  shift: Shift,
): Promise<void> {
  await shift.spend('stop');
  await handheld.call(floor.putBack, {
    params: { id: job.outboundOrderId },
    body: { locationScan: shelf },
  });
  shift.count('putBack');
}

/** Where a robot returns goods: the first pick face of the node. */
async function putBackPlace(handheld: Handheld, nodeId: string): Promise<string> {
  const { rows } = await handheld.call(catalogueRoutes.listLocations, {
    params: { id: nodeId },
    query: { type: 'pick_face', limit: 1 },
  });
  const [first] = rows;
  if (first === undefined) throw new Error('this node has no pick face to put goods back to');
  return first.barcode;
}
