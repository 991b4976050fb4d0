import { type ParcelState, parcelTable, statesAllowing } from '@quayside/contract';
import { only, type Tx } from '../../platform/index.ts';

export interface CartonTypeRow {
  cartonCode: string;
  name: string;
  lengthMm: number;
  widthMm: number;
  heightMm: number;
  tareG: number;
  weightGMax: number;
}

/** Nobody keeps more kinds of boxes than fit on a shelf. */
const CARTON_TYPES_MAX = 100;

/** Smallest first, by inner volume. */
export async function cartonTypes(tx: Tx): Promise<CartonTypeRow[]> {
  return tx.query<CartonTypeRow>(
    `select carton_code as "cartonCode", name, length_mm as "lengthMm", width_mm as "widthMm",
            height_mm as "heightMm", tare_g as "tareG", weight_g_max as "weightGMax"
       from warehouse.carton_type
      where tenant_id = $1
      order by length_mm::bigint * width_mm * height_mm, carton_code limit $2`,
    [tx.tenantId, CARTON_TYPES_MAX],
  );
}

export async function upsertCartonTypes(tx: Tx, types: readonly CartonTypeRow[]): Promise<void> {
  await tx.execute(
    `insert into warehouse.carton_type
       (tenant_id, carton_code, name, length_mm, width_mm, height_mm, tare_g, weight_g_max)
     select $1, c.* from unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[],
                                $8::int[]) c
     on conflict (tenant_id, carton_code) do update
        set name = excluded.name, length_mm = excluded.length_mm, width_mm = excluded.width_mm,
            height_mm = excluded.height_mm, tare_g = excluded.tare_g,
            weight_g_max = excluded.weight_g_max`,
    [
      tx.tenantId,
      types.map((t) => t.cartonCode),
      types.map((t) => t.name),
      types.map((t) => t.lengthMm),
      types.map((t) => t.widthMm),
      types.map((t) => t.heightMm),
      types.map((t) => t.tareG),
      types.map((t) => t.weightGMax),
    ],
  );
}

export interface ParcelRow {
  parcelId: string;
  outboundOrderId: string;
  sscc: string;
  cartonCode: string;
  locationId: string;
  weightG: number;
  state: ParcelState;
  carrier: string | null;
  trackingNumber: string | null;
  manifestId: string | null;
}

const parcelColumns = `p.parcel_id as "parcelId", p.outbound_order_id as "outboundOrderId", p.sscc,
  p.carton_code as "cartonCode", p.location_id as "locationId", p.weight_g as "weightG", p.state,
  p.carrier, p.tracking_number as "trackingNumber", p.manifest_id as "manifestId"`;

/** The parcel of an order, the newest if there are several, or null. */
export async function parcelOf(tx: Tx, outboundOrderId: string): Promise<ParcelRow | null> {
  const [row] = await tx.query<ParcelRow>(
    `select ${parcelColumns} from warehouse.parcel p
      where p.tenant_id = $1 and p.outbound_order_id = $2
      order by p.parcel_id desc limit 1`,
    [tx.tenantId, outboundOrderId],
  );
  return row ?? null;
}

export async function parcelById(tx: Tx, parcelId: string): Promise<ParcelRow | null> {
  const [row] = await tx.query<ParcelRow>(
    `select ${parcelColumns} from warehouse.parcel p where p.tenant_id = $1 and p.parcel_id = $2`,
    [tx.tenantId, parcelId],
  );
  return row ?? null;
}

/** Parcels that carry one of these codes as SSCC or tracking number; those not yet gone first. */
export async function parcelsByCode(tx: Tx, codes: readonly string[]): Promise<ParcelRow[]> {
  return tx.query<ParcelRow>(
    `select ${parcelColumns} from warehouse.parcel p
      where p.tenant_id = $1 and (p.sscc = any($2) or p.tracking_number = any($2))
      order by array_position(array['labelled', 'on_manifest', 'closed', 'cancelled', 'shipped'], p.state),
               p.parcel_id desc
      limit 10`,
    [tx.tenantId, codes],
  );
}

/** Orders of a node with this order number, ours or the channel's; those that want work first. */
export async function outboundIdsByNumber(
  tx: Tx,
  nodeId: string,
  numbers: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select o.outbound_order_id as id from warehouse.outbound_order o
      where o.tenant_id = $1 and o.node_id = $2
        and (o.order_number = any($3) or o.external_order_number = any($3))
      order by array_position(array['picked', 'picking', 'cancelled', 'short', 'packed', 'released', 'shipped'], o.state),
               o.outbound_order_id desc
      limit 10`,
    [tx.tenantId, nodeId, numbers],
  );
  return rows.map((row) => row.id);
}

export interface QueueRow {
  outboundOrderId: string;
  orderNumber: string;
  toteLocationId: string | null;
  units: number;
  shipByAt: Date;
  isCancelled: boolean;
}

/** What fits a pack station's screen, twice over. */
const QUEUE_MAX = 200;

export async function packQueueRows(tx: Tx, nodeId: string): Promise<QueueRow[]> {
  return tx.query<QueueRow>(
    `select o.outbound_order_id as "outboundOrderId", o.order_number as "orderNumber",
            o.tote_location_id as "toteLocationId", l.picked as units, o.ship_by_at as "shipByAt",
            (o.state in ('cancelled', 'short')) as "isCancelled"
       from warehouse.outbound_order o
      cross join lateral (
            select coalesce(sum(picked_qty), 0)::int as picked from warehouse.outbound_line
             where tenant_id = $1 and outbound_order_id = o.outbound_order_id) l
      where o.tenant_id = $1 and o.node_id = $2
        and (o.state = 'picked'
             or (o.state in ('cancelled', 'short') and o.put_back_at is null and l.picked > 0))
      order by o.ship_by_at, o.outbound_order_id limit $3`,
    [tx.tenantId, nodeId, QUEUE_MAX],
  );
}

/** Counts scanned units of a line under its order's lock. */
export async function addVerified(tx: Tx, outboundLineId: string, qty: number): Promise<void> {
  only(
    await tx.query(
      `update warehouse.outbound_line set verified_qty = verified_qty + $3
        where tenant_id = $1 and outbound_line_id = $2 and verified_qty + $3 <= picked_qty
      returning outbound_line_id`,
      [tx.tenantId, outboundLineId, qty],
    ),
  );
}

export async function clearVerified(tx: Tx, outboundOrderId: string): Promise<void> {
  await tx.execute(
    `update warehouse.outbound_line set verified_qty = 0
      where tenant_id = $1 and outbound_order_id = $2 and verified_qty > 0`,
    [tx.tenantId, outboundOrderId],
  );
}

export async function insertParcel(
  tx: Tx,
  parcel: Omit<ParcelRow, 'parcelId' | 'manifestId'>,
): Promise<void> {
  await tx.execute(
    `insert into warehouse.parcel
       (tenant_id, outbound_order_id, sscc, carton_code, location_id, weight_g, state, carrier,
        tracking_number, closed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      tx.tenantId,
      parcel.outboundOrderId,
      parcel.sscc,
      parcel.cartonCode,
      parcel.locationId,
      parcel.weightG,
      parcel.state,
      parcel.carrier,
      parcel.trackingNumber,
      tx.actor.name,
    ],
  );
}

/** Marks a locked order packed: its goods left the tote. */
export async function markPacked(
  tx: Tx,
  outboundOrderId: string,
  label: { carrier: string | null; trackingNumber: string | null },
): Promise<void> {
  await tx.execute(
    `update warehouse.outbound_order
        set tote_location_id = null, packed_at = clock_timestamp(), packed_by = $3, carrier = $4,
            tracking_number = $5
      where tenant_id = $1 and outbound_order_id = $2`,
    [tx.tenantId, outboundOrderId, tx.actor.name, label.carrier, label.trackingNumber],
  );
}

/** Frees tote and manifest of an order whose goods are back in a bin. */
export async function markPutBack(tx: Tx, outboundOrderId: string): Promise<void> {
  await tx.execute(
    `update warehouse.outbound_order set put_back_at = clock_timestamp(), tote_location_id = null
      where tenant_id = $1 and outbound_order_id = $2`,
    [tx.tenantId, outboundOrderId],
  );
  await tx.execute(
    `update warehouse.parcel set manifest_id = null
      where tenant_id = $1 and outbound_order_id = $2 and state = 'cancelled'`,
    [tx.tenantId, outboundOrderId],
  );
}

/** Carrier and tracking number on locked orders and their unshipped parcels. */
export async function setShipment(
  tx: Tx,
  outboundOrderIds: readonly string[],
  shipment: { carrier: string; trackingNumber: string },
): Promise<void> {
  const values = [tx.tenantId, outboundOrderIds, shipment.carrier, shipment.trackingNumber];
  await tx.execute(
    `update warehouse.outbound_order set carrier = $3, tracking_number = $4, label_error = null
      where tenant_id = $1 and outbound_order_id = any($2)`,
    values,
  );
  await tx.execute(
    `update warehouse.parcel set carrier = $3, tracking_number = $4
      where tenant_id = $1 and outbound_order_id = any($2) and state in ('closed', 'labelled')`,
    values,
  );
}

/** The carrier's label on locked orders; their closed parcels are labelled. */
export async function setLabel(
  tx: Tx,
  outboundOrderIds: readonly string[],
  label: { documentId: string; trackingNumber: string },
): Promise<void> {
  await tx.execute(
    `update warehouse.outbound_order
        set carrier_label_document_id = $3, tracking_number = $4, label_error = null
      where tenant_id = $1 and outbound_order_id = any($2)`,
    [tx.tenantId, outboundOrderIds, label.documentId, label.trackingNumber],
  );
  await tx.execute(
    `update warehouse.parcel set state = 'labelled', tracking_number = $3
      where tenant_id = $1 and outbound_order_id = any($2) and state = any($4)`,
    [
      tx.tenantId,
      outboundOrderIds,
      label.trackingNumber,
      statesAllowing(parcelTable, 'attach_label'),
    ],
  );
}

export async function setLabelError(
  tx: Tx,
  outboundOrderIds: readonly string[],
  error: string,
): Promise<void> {
  await tx.execute(
    `update warehouse.outbound_order set label_error = $3
      where tenant_id = $1 and outbound_order_id = any($2) and carrier_label_document_id is null`,
    [tx.tenantId, outboundOrderIds, error],
  );
}
