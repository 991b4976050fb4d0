import {
  type ManifestState,
  manifestTable,
  type ParcelState,
  parcelTable,
  statesAllowing,
} from '@quayside/contract';
import { only, Refusal, type Tx } from '../../platform/index.ts';
import type { OutboundRef } from '../progress.ts';

export interface ManifestFacts {
  manifestId: string;
  manifestNumber: string;
  nodeId: string;
  carrier: string;
  state: ManifestState;
  openedAt: Date;
  closedAt: Date | null;
  parcels: number;
  weightG: number;
  waiting: number;
}

/** Parcels that count on a manifest: handed over or gone, not those cancelled after their scan. */
const counts = `('on_manifest', 'shipped')`;

const figures = `cross join lateral (
    select count(*)::int as parcels, coalesce(sum(p.weight_g), 0)::int as weight_g
      from warehouse.parcel p
     where p.tenant_id = $1 and p.manifest_id = m.manifest_id and p.state in ${counts}) f
  cross join lateral (
    select count(*)::int as waiting
      from warehouse.parcel p
      join warehouse.outbound_order o
        on o.tenant_id = p.tenant_id and o.outbound_order_id = p.outbound_order_id
     where m.state = 'open' and p.tenant_id = $1 and p.state = 'labelled' and p.manifest_id is null
       and p.carrier = m.carrier and o.node_id = m.node_id) w`;

const columns = `m.manifest_id as "manifestId", m.manifest_number as "manifestNumber",
  m.node_id as "nodeId", m.carrier, m.state, m.opened_at as "openedAt", m.closed_at as "closedAt",
  f.parcels, f.weight_g as "weightG", w.waiting`;

export async function manifestById(tx: Tx, manifestId: string): Promise<ManifestFacts> {
  const [row] = await tx.query<ManifestFacts>(
    `select ${columns} from warehouse.manifest m ${figures}
      where m.tenant_id = $1 and m.manifest_id = $2`,
    [tx.tenantId, manifestId],
  );
  if (row === undefined) throw new Refusal('not_found', `There is no manifest ${manifestId}.`);
  return row;
}

/** Open ones first, then newest first; the cursor is (state, id) of the last row. */
export async function manifestRows(
  tx: Tx,
  nodeId: string,
  after: { state: string; manifestId: string } | null,
  limit: number,
): Promise<ManifestFacts[]> {
  return tx.query<ManifestFacts>(
    `select ${columns}
       from (select * from warehouse.manifest
              where tenant_id = $1 and node_id = $2
                and ($3::text is null
                     or (state = $3 and manifest_id < $4::bigint)
                     or ($3 = 'open' and state = 'closed'))
              order by (state = 'open') desc, manifest_id desc limit $5) m ${figures}
      order by (m.state = 'open') desc, m.manifest_id desc`,
    [tx.tenantId, nodeId, after?.state ?? null, after?.manifestId ?? null, limit],
  );
}

/** A manifest as locked: the warehouse's lock order begins with it (see index.ts). */
export interface LockedManifest {
  manifestId: string;
  manifestNumber: string;
  nodeId: string;
  carrier: string;
  state: ManifestState;
}

export async function lockManifest(tx: Tx, manifestId: string): Promise<LockedManifest> {
  const [row] = await tx.query<LockedManifest>(
    `select manifest_id as "manifestId", manifest_number as "manifestNumber", node_id as "nodeId",
            carrier, state
       from warehouse.manifest where tenant_id = $1 and manifest_id = $2 for update`,
    [tx.tenantId, manifestId],
  );
  if (row === undefined) throw new Refusal('not_found', `There is no manifest ${manifestId}.`);
  return row;
}

export async function openManifestOf(
  tx: Tx,
  nodeId: string,
  carrier: string,
): Promise<string | null> {
  const [row] = await tx.query<{ manifest_id: string }>(
    `select manifest_id from warehouse.manifest
      where tenant_id = $1 and node_id = $2 and carrier = $3 and state = 'open'`,
    [tx.tenantId, nodeId, carrier],
  );
  return row?.manifest_id ?? null;
}

/** Two who open at once get one manifest: the unique index decides. */
export async function insertManifest(
  tx: Tx,
  manifest: { manifestNumber: string; nodeId: string; carrier: string },
): Promise<void> {
  await tx.execute(
    `insert into warehouse.manifest (tenant_id, manifest_number, node_id, carrier, opened_by)
     values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, node_id, carrier) where state = 'open' do nothing`,
    [tx.tenantId, manifest.manifestNumber, manifest.nodeId, manifest.carrier, tx.actor.name],
  );
}

/** Puts a parcel of a locked order onto a locked, open manifest. */
export async function putOntoManifest(tx: Tx, parcelId: string, manifestId: string): Promise<void> {
  only(
    await tx.query(
      `update warehouse.parcel set state = 'on_manifest', manifest_id = $3
        where tenant_id = $1 and parcel_id = $2 and state = any($4)
      returning parcel_id`,
      [tx.tenantId, parcelId, manifestId, statesAllowing(parcelTable, 'hand_over')],
    ),
  );
}

export async function markClosed(tx: Tx, manifestId: string): Promise<void> {
  only(
    await tx.query(
      `update warehouse.manifest
          set state = 'closed', closed_at = clock_timestamp(), closed_by = $3
        where tenant_id = $1 and manifest_id = $2 and state = any($4)
      returning manifest_id`,
      [tx.tenantId, manifestId, tx.actor.name, statesAllowing(manifestTable, 'close')],
    ),
  );
}

/** A parcel named by a manifest, with its order. */
export interface ManifestLine extends OutboundRef {
  parcelId: string;
  sscc: string;
  trackingNumber: string | null;
  weightG: number;
  state: ParcelState;
  locationId: string;
  nodeId: string;
  postcode: string | null;
}

const lineColumns = `p.parcel_id as "parcelId", p.sscc, p.tracking_number as "trackingNumber",
  p.weight_g as "weightG", p.state, p.location_id as "locationId", o.node_id as "nodeId",
  o.outbound_order_id as "outboundOrderId", o.fulfilment_order_id as "fulfilmentOrderId",
  o.order_id as "orderId", o.order_number as "orderNumber", o.address->>'postcode' as postcode`;

const lineTables = `warehouse.parcel p join warehouse.outbound_order o
  on o.tenant_id = p.tenant_id and o.outbound_order_id = p.outbound_order_id`;

/** What a manifest names, in the order of the parcels; cancelled ones among them wait for put-back. */
export async function manifestLines(tx: Tx, manifestId: string): Promise<ManifestLine[]> {
  return tx.query<ManifestLine>(
    `select ${lineColumns} from ${lineTables}
      where p.tenant_id = $1 and p.manifest_id = $2 order by p.parcel_id`,
    [tx.tenantId, manifestId],
  );
}

/** What waits on a screen; the hand-over of more is a second look. */
const WAITING_MAX = 1000;

/** Labelled parcels of a carrier that wait at a node and are on no manifest. */
export async function waitingLines(
  tx: Tx,
  nodeId: string,
  carrier: string,
): Promise<ManifestLine[]> {
  return tx.query<ManifestLine>(
    `select ${lineColumns} from ${lineTables}
      where p.tenant_id = $1 and p.state = 'labelled' and p.manifest_id is null and p.carrier = $3
        and o.node_id = $2
      order by p.parcel_id limit $4`,
    [tx.tenantId, nodeId, carrier, WAITING_MAX],
  );
}

export async function waitingCarriers(
  tx: Tx,
  nodeId: string,
): Promise<
  { carrier: string; waiting: number; onManifest: number; openManifestId: string | null }[]
> {
  return tx.query(
    `with standing as (
       select p.carrier, count(*) filter (where p.state = 'labelled')::int as waiting,
              count(*) filter (where p.state = 'on_manifest')::int as on_manifest
         from ${lineTables}
        where p.tenant_id = $1 and o.node_id = $2 and p.state in ('labelled', 'on_manifest')
          and p.carrier is not null
        group by p.carrier)
     select carrier, coalesce(s.waiting, 0) as waiting, coalesce(s.on_manifest, 0) as "onManifest",
            m.manifest_id as "openManifestId"
       from standing s
       full join (select carrier, manifest_id from warehouse.manifest
                   where tenant_id = $1 and node_id = $2 and state = 'open') m using (carrier)
      order by carrier limit 200`,
    [tx.tenantId, nodeId],
  );
}

/** Parcels of locked orders leave: on the manifest until now, shipped from now on. */
export async function markParcelsShipped(tx: Tx, parcelIds: readonly string[]): Promise<void> {
  const changed = await tx.execute(
    `update warehouse.parcel set state = 'shipped', shipped_at = clock_timestamp()
      where tenant_id = $1 and parcel_id = any($2) and state = any($3)`,
    [tx.tenantId, parcelIds, statesAllowing(parcelTable, 'ship')],
  );
  if (changed !== parcelIds.length) {
    throw new Error(`${changed} of ${parcelIds.length} locked parcels were shipped`);
  }
}

/** Lines of orders shipped without picking: all of them left. */
export async function markLinesPicked(tx: Tx, outboundOrderIds: readonly string[]): Promise<void> {
  await tx.execute(
    `update warehouse.outbound_line set picked_qty = qty
      where tenant_id = $1 and outbound_order_id = any($2)`,
    [tx.tenantId, outboundOrderIds],
  );
}
