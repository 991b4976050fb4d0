import type { Manifest } from '@quayside/contract';
import { nodeById } from '../../catalogue/index.ts';
import { Refusal, type Tx, takeNumbers } from '../../platform/index.ts';
import { lockOutbound, type Outbound } from '../outbound/queries.ts';
import { type ParcelRow, parcelById, parcelsByCode } from '../pack/queries.ts';
import { nameOfScan, scanCodes } from '../scan.ts';
import { numbered } from '../wave/release.ts';
import {
  insertManifest,
  type LockedManifest,
  lockManifest,
  manifestById,
  manifestLines,
  openManifestOf,
  putOntoManifest,
} from './queries.ts';
import { type ManifestParcelRow, manifestOf, toParcelRow } from './read.ts';

/** What one sheaf of paper and one carrier's count can take (documents/manifest.ts). */
const PARCELS_MAX = 1000;

/** The open manifest of a node and carrier, opened now if there is none. */
export async function openManifest(
  tx: Tx,
  choice: { nodeId: string; carrier: string },
): Promise<Manifest> {
  await nodeById(tx, choice.nodeId);
  const carrier = choice.carrier.trim();
  const open = await openManifestOf(tx, choice.nodeId, carrier);
  if (open !== null) return manifestOf(tx, open);
  const manifestNumber = numbered('M', await takeNumbers(tx, 'manifest'));
  await insertManifest(tx, { manifestNumber, nodeId: choice.nodeId, carrier });
  const manifestId = await openManifestOf(tx, choice.nodeId, carrier);
  if (manifestId === null) throw new Error(`no manifest is open for ${carrier}`);
  tx.touch('warehouse');
  return manifestOf(tx, manifestId);
}

/**
 * Hands a parcel over to the carrier by scanning its SSCC or tracking number. Scanning it twice changes
 * nothing. Refuses `order_cancelled`, `wrong_carrier`, `parcel_not_ready`, `state_refused` (another
 * node's, or gone), `manifest_closed`, `too_many`, `unknown_barcode`.
 *
 * Locks the manifest, then the order.
 */
export async function scanOntoManifest(
  tx: Tx,
  manifestId: string,
  scan: string,
): Promise<{ manifest: Manifest; parcel: ManifestParcelRow; wasAlreadyOn: boolean }> {
  const manifest = await lockManifest(tx, manifestId);
  const seen = await parcelOfScan(tx, manifest, scan);
  const order = await lockOutbound(tx, seen.outboundOrderId);
  const parcel = await parcelById(tx, seen.parcelId);
  if (parcel === null) throw new Error(`parcel ${seen.parcelId} vanished`);
  const wasAlreadyOn =
    parcel.manifestId === manifestId && ['on_manifest', 'shipped'].includes(parcel.state);
  if (!wasAlreadyOn) {
    await refuseUnfit(tx, manifest, parcel, order);
    await putOntoManifest(tx, parcel.parcelId, manifestId);
    tx.touch('warehouse');
  }
  const line = (await manifestLines(tx, manifestId)).find((l) => l.parcelId === parcel.parcelId);
  if (line === undefined) throw new Error(`parcel ${parcel.sscc} is not on its manifest`);
  return {
    manifest: await manifestOf(tx, manifestId),
    parcel: toParcelRow(line, true),
    wasAlreadyOn,
  };
}

async function parcelOfScan(tx: Tx, manifest: LockedManifest, scan: string): Promise<ParcelRow> {
  const { text, sscc, itemCodes } = scanCodes(scan);
  const codes = [
    ...new Set([text, text.toUpperCase(), ...itemCodes, ...(sscc === null ? [] : [sscc])]),
  ];
  const [parcel] = await parcelsByCode(tx, codes);
  if (parcel !== undefined) return parcel;
  const location = await nameOfScan(tx, manifest.nodeId, scan, 'item');
  throw new Refusal('unknown_barcode', `A parcel was expected, this is ${location}.`, {
    facts: { expected: 'SSCC or tracking number', got: text },
    remedy: 'Scan the parcel’s label.',
  });
}

async function refuseUnfit(
  tx: Tx,
  manifest: LockedManifest,
  parcel: ParcelRow,
  order: Outbound,
): Promise<void> {
  const name = parcel.trackingNumber ?? parcel.sscc;
  const facts = {
    sscc: parcel.sscc,
    trackingNumber: parcel.trackingNumber,
    orderNumber: order.orderNumber,
    state: parcel.state,
  };
  if (order.state === 'cancelled' || parcel.state === 'cancelled') {
    throw new Refusal(
      'order_cancelled',
      `Order ${order.orderNumber} was cancelled; keep parcel ${name}.`,
      {
        facts,
        remedy: 'Take it out of the load and put its goods back at the pack station.',
      },
    );
  }
  if (order.nodeId !== manifest.nodeId) {
    const [its, ours] = [await nodeById(tx, order.nodeId), await nodeById(tx, manifest.nodeId)];
    throw new Refusal(
      'state_refused',
      `Parcel ${name} belongs to ${its.name}, not to ${ours.name}.`,
      {
        facts: { ...facts, expected: ours.nodeCode, got: its.nodeCode },
        remedy: 'Put it aside for its own node.',
      },
    );
  }
  if (parcel.state === 'shipped') {
    throw new Refusal('state_refused', `Parcel ${name} has left already.`, {
      facts: { ...facts, manifestId: parcel.manifestId },
      remedy: 'Put it aside and call the floor lead: it should not be here.',
    });
  }
  if (manifest.state === 'closed') throw closedManifest(manifest);
  if (parcel.state === 'closed' || parcel.carrier === null) {
    throw new Refusal('parcel_not_ready', `Parcel ${name} has no carrier’s label yet.`, {
      facts,
      remedy: 'Print its label at the pack station first.',
    });
  }
  if (parcel.carrier !== manifest.carrier) {
    throw new Refusal(
      'wrong_carrier',
      `Parcel ${name} goes with ${parcel.carrier}, not with ${manifest.carrier}.`,
      {
        facts: { ...facts, expected: manifest.carrier, got: parcel.carrier },
        remedy: `Put it to the parcels of ${parcel.carrier}.`,
      },
    );
  }
  const { parcels } = await manifestById(tx, manifest.manifestId);
  if (parcels >= PARCELS_MAX) {
    throw new Refusal(
      'too_many',
      `Manifest ${manifest.manifestNumber} is full: ${parcels} parcels.`,
      {
        facts: { manifestNumber: manifest.manifestNumber, parcels, expected: PARCELS_MAX },
        remedy: 'Close it and open the next one.',
      },
    );
  }
}

export function closedManifest(manifest: LockedManifest): Refusal {
  return new Refusal('manifest_closed', `Manifest ${manifest.manifestNumber} is closed.`, {
    facts: { manifestNumber: manifest.manifestNumber, carrier: manifest.carrier },
    remedy: `Open a new manifest for ${manifest.carrier}.`,
  });
}
