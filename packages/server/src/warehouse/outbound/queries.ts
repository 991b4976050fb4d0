import {
  type FulfilmentEvent,
  type FulfilmentState,
  fulfilmentTable,
  parcelTable,
  pickTaskTable,
  statesAllowing,
} from '@quayside/contract';
import { only, Refusal, type Tx } from '../../platform/index.ts';
import type { AllocationChange } from '../../stock/index.ts';
import type { OutboundRef } from '../progress.ts';

/** The WMS's own record of a fulfilment order. */
export interface Outbound extends OutboundRef {
  nodeId: string;
  state: FulfilmentState;
  externalOrderNumber: string | null;
  channelId: string;
  channelName: string;
  shipByAt: Date;
  carrier: string | null;
  trackingNumber: string | null;
  address: Record<string, string> | null;
  buyerName: string | null;
  note: string | null;
  waveId: string | null;
  toteLocationId: string | null;
  carrierLabelDocumentId: string | null;
  labelError: string | null;
  putBackAt: Date | null;
}

const columns = `o.outbound_order_id as "outboundOrderId", o.fulfilment_order_id as "fulfilmentOrderId",
  o.order_id as "orderId", o.order_number as "orderNumber", o.node_id as "nodeId", o.state,
  o.external_order_number as "externalOrderNumber", o.channel_id as "channelId",
  o.channel_name as "channelName", o.ship_by_at as "shipByAt", o.carrier,
  o.tracking_number as "trackingNumber", o.address, o.buyer_name as "buyerName", o.note,
  o.wave_id as "waveId", o.tote_location_id as "toteLocationId",
  o.carrier_label_document_id as "carrierLabelDocumentId", o.label_error as "labelError",
  o.put_back_at as "putBackAt"`;

/** Locks one outbound order: every verb of the floor that changes it holds this row first. */
export async function lockOutbound(tx: Tx, outboundOrderId: string): Promise<Outbound> {
  const [order] = await lockOutbounds(tx, [outboundOrderId]);
  if (order === undefined) {
    throw new Refusal('not_found', `There is no outbound order ${outboundOrderId}.`);
  }
  return order;
}

/** Locks outbound orders by id, ascending: the warehouse's lock order begins here (see index.ts). */
export async function lockOutbounds(
  tx: Tx,
  outboundOrderIds: readonly string[],
): Promise<Outbound[]> {
  return tx.query<Outbound>(
    `select ${columns} from warehouse.outbound_order o
      where o.tenant_id = $1 and o.outbound_order_id = any($2)
      order by o.outbound_order_id for update`,
    [tx.tenantId, outboundOrderIds],
  );
}

export async function lockOutboundsOfOrders(
  tx: Tx,
  orderIds: readonly string[],
): Promise<Outbound[]> {
  return tx.query<Outbound>(
    `select ${columns} from warehouse.outbound_order o
      where o.tenant_id = $1 and o.order_id = any($2)
      order by o.outbound_order_id for update`,
    [tx.tenantId, orderIds],
  );
}

export async function lockOutboundsOfFulfilments(
  tx: Tx,
  fulfilmentOrderIds: readonly string[],
): Promise<Outbound[]> {
  return tx.query<Outbound>(
    `select ${columns} from warehouse.outbound_order o
      where o.tenant_id = $1 and o.fulfilment_order_id = any($2)
      order by o.outbound_order_id for update`,
    [tx.tenantId, fulfilmentOrderIds],
  );
}

export async function outboundById(tx: Tx, outboundOrderId: string): Promise<Outbound> {
  const [order] = await tx.query<Outbound>(
    `select ${columns} from warehouse.outbound_order o
      where o.tenant_id = $1 and o.outbound_order_id = $2`,
    [tx.tenantId, outboundOrderId],
  );
  if (order === undefined) {
    throw new Refusal('not_found', `There is no outbound order ${outboundOrderId}.`);
  }
  return order;
}

/** Applies an event to locked orders. Every one of them must allow it: the caller has looked. */
export async function advance(
  tx: Tx,
  outboundOrderIds: readonly string[],
  event: FulfilmentEvent,
): Promise<void> {
  if (outboundOrderIds.length === 0) return;
  const allowed = statesAllowing(fulfilmentTable, event);
  const to = allowed.map((state) => fulfilmentTable[state][event]);
  const changed = await tx.execute(
    `update warehouse.outbound_order o set state = n.to_state
       from unnest($3::text[], $4::text[]) n (from_state, to_state)
      where o.tenant_id = $1 and o.outbound_order_id = any($2) and o.state = n.from_state`,
    [tx.tenantId, outboundOrderIds, allowed, to],
  );
  if (changed !== outboundOrderIds.length) {
    throw new Error(`${event} changed ${changed} of ${outboundOrderIds.length} locked orders`);
  }
}

/** Units of an order that left their bins and are in its tote or carton. */
export interface Goods {
  outboundOrderId: string;
  skuId: string;
  lotCode: string;
  qty: number;
}

export async function goodsOf(tx: Tx, outboundOrderIds: readonly string[]): Promise<Goods[]> {
  return tx.query<Goods>(
    `select t.outbound_order_id as "outboundOrderId", t.sku_id as "skuId",
            t.lot_code as "lotCode", sum(t.picked_qty)::int as qty
       from warehouse.pick_task t
      where t.tenant_id = $1 and t.outbound_order_id = any($2) and t.picked_qty > 0
      group by t.outbound_order_id, t.sku_id, t.lot_code
      order by t.outbound_order_id, t.sku_id, t.lot_code`,
    [tx.tenantId, outboundOrderIds],
  );
}

/** Cancels the open stops of orders and answers the claims on bins that they give back. */
export async function cancelTasks(
  tx: Tx,
  outboundOrderIds: readonly string[],
): Promise<AllocationChange[]> {
  return tx.query<AllocationChange>(
    `update warehouse.pick_task t set state = 'cancelled'
      where t.tenant_id = $1 and t.outbound_order_id = any($2) and t.state = any($3)
    returning t.location_id as "locationId", t.sku_id as "skuId", t.lot_code as "lotCode",
              t.picked_qty - t.qty as "qtyChange"`,
    [tx.tenantId, outboundOrderIds, statesAllowing(pickTaskTable, 'cancel')],
  );
}

/**
 * Cancels the parcels of orders. One that was scanned onto a manifest stays named there until its
 * goods are put back, so that the manifest can't close while it lies in the carrier's cage.
 */
export async function cancelParcels(tx: Tx, outboundOrderIds: readonly string[]): Promise<void> {
  await tx.execute(
    `update warehouse.parcel p set state = 'cancelled'
      where p.tenant_id = $1 and p.outbound_order_id = any($2) and p.state = any($3)`,
    [tx.tenantId, outboundOrderIds, statesAllowing(parcelTable, 'cancel')],
  );
}

/** Frees the totes of orders of which nothing was picked yet. */
export async function freeEmptyTotes(tx: Tx, outboundOrderIds: readonly string[]): Promise<void> {
  await tx.execute(
    `update warehouse.outbound_order o set tote_location_id = null
      where o.tenant_id = $1 and o.outbound_order_id = any($2) and o.tote_location_id is not null
        and not exists (select 1 from warehouse.pick_task t
                         where t.tenant_id = $1 and t.outbound_order_id = o.outbound_order_id
                           and t.picked_qty > 0)`,
    [tx.tenantId, outboundOrderIds],
  );
}

/** Locks the tours that carry these orders, by id, after the orders. */
export async function lockToursOf(tx: Tx, outboundOrderIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ tourId: string }>(
    `select t.tour_id as "tourId" from warehouse.tour t
      where t.tenant_id = $1 and t.tour_id in (
              select s.tour_id from warehouse.tour_slot s
               where s.tenant_id = $1 and s.outbound_order_id = any($2))
      order by t.tour_id for update`,
    [tx.tenantId, outboundOrderIds],
  );
  return rows.map((row) => row.tourId);
}

/** Ends locked tours that have no open stop left: a claimed one is done, an open one is cancelled. */
export async function endFinishedTours(tx: Tx, tourIds: readonly string[]): Promise<void> {
  await tx.execute(
    `update warehouse.tour t
        set state = case t.state when 'claimed' then 'done' else 'cancelled' end,
            done_at = clock_timestamp()
      where t.tenant_id = $1 and t.tour_id = any($2) and t.state in ('open', 'claimed')
        and not exists (select 1 from warehouse.pick_task k
                         where k.tenant_id = $1 and k.tour_id = t.tour_id and k.state = 'open')`,
    [tx.tenantId, tourIds],
  );
}

/** Inserts outbound orders with their lines; those known already are left as they are. */
export async function insertOutbounds(
  tx: Tx,
  rows: readonly {
    fulfilmentOrderId: string;
    orderId: string;
    orderNumber: string;
    externalOrderNumber: string | null;
    channelId: string;
    channelName: string;
    nodeId: string;
    shipByAt: Date;
    carrier: string | null;
    address: object | null;
    buyerName: string | null;
    note: string | null;
  }[],
): Promise<{ outboundOrderId: string; fulfilmentOrderId: string }[]> {
  return tx.query(
    `insert into warehouse.outbound_order
       (tenant_id, fulfilment_order_id, order_id, order_number, external_order_number, channel_id,
        channel_name, node_id, ship_by_at, carrier, address, buyer_name, note)
     select $1, r.* from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[],
                   $7::text[], $8::bigint[], $9::timestamptz[], $10::text[], $11::jsonb[],
                   $12::text[], $13::text[]) r
      order by 2
     on conflict (tenant_id, fulfilment_order_id) do nothing
     returning outbound_order_id as "outboundOrderId", fulfilment_order_id as "fulfilmentOrderId"`,
    [
      tx.tenantId,
      rows.map((r) => r.fulfilmentOrderId),
      rows.map((r) => r.orderId),
      rows.map((r) => r.orderNumber),
      rows.map((r) => r.externalOrderNumber),
      rows.map((r) => r.channelId),
      rows.map((r) => r.channelName),
      rows.map((r) => r.nodeId),
      rows.map((r) => r.shipByAt),
      rows.map((r) => r.carrier),
      rows.map((r) => (r.address === null ? null : JSON.stringify(r.address))),
      rows.map((r) => r.buyerName),
      rows.map((r) => r.note),
    ],
  );
}

export async function insertOutboundLines(
  tx: Tx,
  lines: readonly { outboundOrderId: string; skuId: string; qty: number }[],
): Promise<void> {
  await tx.execute(
    `insert into warehouse.outbound_line (tenant_id, outbound_order_id, sku_id, qty)
     select $1, l.outbound_order_id, l.sku_id, l.qty
       from unnest($2::bigint[], $3::bigint[], $4::int[]) l (outbound_order_id, sku_id, qty)
      order by l.outbound_order_id, l.sku_id`,
    [
      tx.tenantId,
      lines.map((l) => l.outboundOrderId),
      lines.map((l) => l.skuId),
      lines.map((l) => l.qty),
    ],
  );
}

/**
 * An order that starts again after its first try was stopped (short, re-sourced) keeps the shipment and
 * the label that the channel arranged for it: platforms give one per order.
 */
export async function inheritLabels(tx: Tx, outboundOrderIds: readonly string[]): Promise<void> {
  await tx.execute(
    `update warehouse.outbound_order o
        set carrier = s.carrier, tracking_number = s.tracking_number,
            carrier_label_document_id = s.carrier_label_document_id
       from (select distinct on (b.order_id) b.order_id, b.carrier, b.tracking_number,
                    b.carrier_label_document_id
               from warehouse.outbound_order a
               join warehouse.outbound_order b
                 on b.tenant_id = $1 and b.order_id = a.order_id
                and b.state in ('short', 'cancelled') and b.tracking_number is not null
              where a.tenant_id = $1 and a.outbound_order_id = any($2)
              order by b.order_id, b.outbound_order_id desc) s
      where o.tenant_id = $1 and o.outbound_order_id = any($2) and o.order_id = s.order_id`,
    [tx.tenantId, outboundOrderIds],
  );
}

/** An order's line on the floor. */
export interface OutboundLine {
  outboundLineId: string;
  outboundOrderId: string;
  skuId: string;
  qty: number;
  pickedQty: number;
  verifiedQty: number;
  shortQty: number;
}

export async function linesOf(
  tx: Tx,
  outboundOrderIds: readonly string[],
): Promise<OutboundLine[]> {
  return tx.query<OutboundLine>(
    `select l.outbound_line_id as "outboundLineId", l.outbound_order_id as "outboundOrderId",
            l.sku_id as "skuId", l.qty, l.picked_qty as "pickedQty",
            l.verified_qty as "verifiedQty", l.short_qty as "shortQty"
       from warehouse.outbound_line l
      where l.tenant_id = $1 and l.outbound_order_id = any($2)
      order by l.outbound_order_id, l.outbound_line_id`,
    [tx.tenantId, outboundOrderIds],
  );
}

/** Adds picked (and falling short) units to a line; negative for an undone pick, which forgets its pack scans. */
export async function changeLine(
  tx: Tx,
  outboundLineId: string,
  change: { pickedQty: number; shortQty?: number },
): Promise<void> {
  only(
    await tx.query(
      `update warehouse.outbound_line
          set picked_qty = picked_qty + $3, short_qty = short_qty + $4,
              verified_qty = least(verified_qty, picked_qty + $3)
        where tenant_id = $1 and outbound_line_id = $2
      returning outbound_line_id`,
      [tx.tenantId, outboundLineId, change.pickedQty, change.shortQty ?? 0],
    ),
  );
}
