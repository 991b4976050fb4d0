import { warehouseRoutes as floor } from '@quayside/contract';
import { type Handheld, Refused } from './client.ts';
import type { Shift } from './shift.ts';

/** The carrier's van: told which parcels it has taken. */
export type TakeOver = (trackingNumbers: string[]) => void;

/** Parcels on a manifest at most before the van leaves; a person closes it when the van is there. */
const VAN_PARCELS_MAX = 200;

/** Hands parcels over to carriers, until the shift ends. */
export async function handOver(
  handheld: Handheld,
  nodeId: string,
  takeOver: TakeOver,
  shift: Shift,
): Promise<void> {
  while (!shift.isOver()) {
    const { rows } = await handheld.call(floor.listWaitingCarriers, { query: { nodeId } });
    const busy = rows.filter((row) => row.waiting > 0 || row.onManifest > 0);
    for (const row of busy) {
      if (shift.isOver()) return;
      try {
        await loadVan(handheld, nodeId, row.carrier, takeOver, shift);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        shift.count(`refused: ${error.problem.code}`);
        shift.note(`${handheld.name} for ${row.carrier}: ${error.problem.detail}`);
      }
    }
    await shift.spend('idle');
  }
}

async function loadVan(
  handheld: Handheld,
  nodeId: string,
  carrier: string,
  takeOver: TakeOver,
  shift: Shift,
): Promise<void> {
  const open = await handheld.call(floor.openManifest, { body: { nodeId, carrier } });
  const params = { id: open.manifestId };
  const { parcels } = await handheld.call(floor.getManifest, { params });
  const taken: string[] = parcels
    .filter((p) => p.isOnManifest)
    .flatMap((p) => p.trackingNumber ?? []);
  for (const parcel of parcels.filter((p) => !p.isOnManifest).slice(0, VAN_PARCELS_MAX)) {
    if (shift.isOver()) return;
    await shift.spend('parcel');
    try {
      await handheld.call(floor.scanOntoManifest, { params, body: { scan: parcel.sscc } });
      if (parcel.trackingNumber !== null) taken.push(parcel.trackingNumber);
      shift.count('handedOver');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Cancelled at the last moment: it stays here, which is what the scan is for.
      shift.count(`refused: ${error.problem.code}`);
    }
  }
  const manifest = (await handheld.call(floor.getManifest, { params })).manifest;
  if (manifest.parcels === 0) return;
  await handheld.call(floor.closeManifest, { params });
  shift.count('manifests');
  takeOver(taken);
}
