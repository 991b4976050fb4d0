import type { Manifest, ManifestParcel } from '@quayside/contract';
import type { Static } from 'typebox';
import { nodeById } from '../../catalogue/index.ts';
import { manifestPdf } from '../../documents/index.ts';
import {
  type Clock,
  decodeCursor,
  Refusal,
  type Tx,
  tenantFacts,
  toPage,
} from '../../platform/index.ts';
import { languageOf, onPaper } from '../paper.ts';
import { nodeCodesOf } from '../wave/read.ts';
import {
  type ManifestFacts,
  type ManifestLine,
  manifestById,
  manifestLines,
  manifestRows,
  waitingLines,
} from './queries.ts';

export type ManifestParcelRow = Static<typeof ManifestParcel>;

function toManifest(row: ManifestFacts, nodeCodes: ReadonlyMap<string, string>): Manifest {
  return {
    ...row,
    nodeCode: nodeCodes.get(row.nodeId) ?? row.nodeId,
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}

export function toParcelRow(line: ManifestLine, isOnManifest: boolean): ManifestParcelRow {
  const { parcelId, orderNumber, sscc, trackingNumber, weightG } = line;
  return { parcelId, orderNumber, sscc, trackingNumber, weightG, isOnManifest };
}

export async function manifestOf(tx: Tx, manifestId: string): Promise<Manifest> {
  return toManifest(await manifestById(tx, manifestId), await nodeCodesOf(tx));
}

/** A manifest with its parcels and, while it is open, those of its carrier that still wait. */
export async function getManifest(
  tx: Tx,
  manifestId: string,
): Promise<{ manifest: Manifest; parcels: ManifestParcelRow[] }> {
  const manifest = await manifestOf(tx, manifestId);
  const lines = await manifestLines(tx, manifestId);
  const waiting =
    manifest.state === 'open' ? await waitingLines(tx, manifest.nodeId, manifest.carrier) : [];
  return {
    manifest,
    parcels: [
      ...lines.filter((l) => l.state !== 'cancelled').map((line) => toParcelRow(line, true)),
      ...waiting.map((line) => toParcelRow(line, false)),
    ],
  };
}

export async function listManifests(
  tx: Tx,
  nodeId: string,
  page: { cursor?: string | undefined; limit?: number | undefined },
): Promise<{ rows: Manifest[]; nextCursor: string | null }> {
  const limit = page.limit ?? 50;
  const [state, manifestId] = decodeCursor(page.cursor, 2) ?? [];
  const after = state === undefined || manifestId === undefined ? null : { state, manifestId };
  const rows = await manifestRows(tx, nodeId, after, limit + 1);
  const cut = toPage(rows, limit, (row) => [row.state, row.manifestId]);
  const nodeCodes = await nodeCodesOf(tx);
  return { rows: cut.rows.map((row) => toManifest(row, nodeCodes)), nextCursor: cut.nextCursor };
}

/** The manifest on paper, with boxes to sign. Refuses `manifest_empty`. */
export async function manifestPaper(
  tx: Tx,
  manifestId: string,
  clock: Clock,
): Promise<{ contentType: string; content: Uint8Array; name: string }> {
  const manifest = await manifestById(tx, manifestId);
  const lines = (await manifestLines(tx, manifestId)).filter((line) => line.state !== 'cancelled');
  if (lines.length === 0) throw emptyManifest(manifest.manifestNumber);
  const node = await nodeById(tx, manifest.nodeId);
  const tenant = await tenantFacts(tx);
  const printedAt = clock.now();
  const content = await onPaper(() =>
    manifestPdf({
      manifestNumber: manifest.manifestNumber,
      carrierName: manifest.carrier,
      collectionAt: manifest.closedAt ?? printedAt,
      nodeName: node.name,
      parcels: lines.map((line) => ({
        trackingNumber: line.trackingNumber ?? line.sscc,
        orderNumber: line.orderNumber,
        sscc: line.sscc,
        weightG: line.weightG,
        ...(line.postcode === null || line.postcode === '' ? {} : { postcode: line.postcode }),
      })),
      printedAt,
      timeZone: node.timeZone,
      language: languageOf(tenant),
    }),
  );
  return {
    contentType: 'application/pdf',
    content,
    name: `manifest-${manifest.manifestNumber}.pdf`,
  };
}

export function emptyManifest(manifestNumber: string): Refusal {
  return new Refusal('manifest_empty', `Manifest ${manifestNumber} has no parcel.`, {
    facts: { manifestNumber },
    remedy: 'Scan the parcels that the carrier takes.',
  });
}
