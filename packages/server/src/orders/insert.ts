import { only, type Tx } from '../platform/index.ts';
import type { HoldKind, NewOrder } from './capture.ts';

/** Takes identities for orders and lines, one round trip. */
export async function takeIds(
  tx: Tx,
  orders: number,
  lines: number,
): Promise<{ orderIds: string[]; lineIds: string[] }> {
  const row = only(
    await tx.query<{ order_ids: string[]; line_ids: string[] }>(
      `select array(select nextval('orders.sales_order_order_id_seq') from generate_series(1, $1::int))::text[] as order_ids,
              array(select nextval('orders.order_line_order_line_id_seq') from generate_series(1, $2::int))::text[] as line_ids`,
      [orders, lines],
    ),
  );
  return { orderIds: row.order_ids, lineIds: row.line_ids };
}

/** Inserts orders; answers how many were new. `on conflict` waits for a capture of the same order elsewhere. */
export async function insertOrders(tx: Tx, orders: readonly NewOrder[]): Promise<number> {
  return tx.execute(
    `insert into orders.sales_order
       (tenant_id, order_id, channel_id, channel_name, external_order_number, external_state,
        external_updated_at, state, hold_kinds, ship_complete, priority, placed_at, paid_at, ship_by_at,
        currency, total_minor, shipping_minor, is_cod, line_count, unit_qty, buyer_name, buyer_email,
        buyer_phone, address, country, note, carrier, why, cancelled_at, cancel_reason)
     overriding system value
     select $1, o.* from jsonb_to_recordset($2::jsonb) o (
        order_id bigint, channel_id bigint, channel_name text, external_order_number text,
        external_state text, external_updated_at timestamptz, state text, hold_kinds text[],
        ship_complete boolean, priority int, placed_at timestamptz, paid_at timestamptz,
        ship_by_at timestamptz, currency text, total_minor bigint, shipping_minor bigint,
        is_cod boolean, line_count int, unit_qty int, buyer_name text, buyer_email text,
        buyer_phone text, address jsonb, country text, note text, carrier text, why jsonb,
        cancelled_at timestamptz, cancel_reason text)
     on conflict (tenant_id, channel_id, external_order_number) do nothing`,
    [
      tx.tenantId,
      JSON.stringify(
        orders.map(({ orderId, input, lines, state, shipByAt, why }) => ({
          order_id: orderId,
          channel_id: input.channelId,
          channel_name: input.channelName,
          external_order_number: input.externalOrderNumber,
          external_state: input.externalState,
          external_updated_at: input.externalUpdatedAt,
          state,
          hold_kinds: input.holds.map((h) => h.kind),
          ship_complete: input.isShipComplete,
          priority: input.priority,
          placed_at: input.placedAt,
          paid_at: input.paidAt,
          ship_by_at: shipByAt,
          currency: input.currency,
          total_minor: input.totalMinor,
          shipping_minor: input.shippingMinor,
          is_cod: input.isCod,
          line_count: lines.length,
          unit_qty: lines.reduce((sum, l) => sum + l.line.qty, 0),
          buyer_name: input.buyerName,
          buyer_email: input.buyerEmail,
          buyer_phone: input.buyerPhone,
          address: input.address,
          country: input.address?.country ?? null,
          note: input.note,
          carrier: input.carrier,
          why,
          cancelled_at:
            input.cancelledBecause === null ? null : (input.externalUpdatedAt ?? input.placedAt),
          cancel_reason: input.cancelledBecause,
        })),
      ),
    ],
  );
}

export async function insertLines(tx: Tx, orders: readonly NewOrder[]): Promise<void> {
  const rows = orders.flatMap((o) =>
    o.lines.map((l) => ({
      ...l,
      orderId: o.orderId,
      cancelledQty: o.state === 'cancelled' ? l.line.qty : 0,
    })),
  );
  await tx.execute(
    `insert into orders.order_line
       (tenant_id, order_line_id, order_id, line_number, sku_id, is_kit, external_line_id,
        external_item_id, external_model_id, seller_sku, name, qty, promised_qty, cancelled_qty,
        unit_price_minor, discount_minor)
     overriding system value
     select $1, l.* from unnest($2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::boolean[],
        $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::int[], $13::int[],
        $14::int[], $15::bigint[], $16::bigint[]) l`,
    [
      tx.tenantId,
      rows.map((r) => r.orderLineId),
      rows.map((r) => r.orderId),
      rows.map((r) => r.lineNumber),
      rows.map((r) => r.line.skuId),
      rows.map((r) => r.line.isKit),
      rows.map((r) => r.line.externalLineId),
      rows.map((r) => r.line.externalItemId),
      rows.map((r) => r.line.externalModelId),
      rows.map((r) => r.line.sellerSku),
      rows.map((r) => r.line.name),
      rows.map((r) => r.line.qty),
      rows.map((r) => r.promisedQty),
      rows.map((r) => r.cancelledQty),
      rows.map((r) => r.line.unitPriceMinor),
      rows.map((r) => r.line.discountMinor),
    ],
  );
}

export async function insertHolds(
  tx: Tx,
  holds: readonly { orderId: string; kind: HoldKind; note: string | null }[],
): Promise<void> {
  if (holds.length === 0) return;
  await tx.execute(
    `insert into orders.hold (tenant_id, order_id, kind, note, placed_by)
     select $1, h.order_id, h.kind, h.note, $2
       from unnest($3::bigint[], $4::text[], $5::text[]) h (order_id, kind, note)
     on conflict do nothing`,
    [
      tx.tenantId,
      tx.actor.name,
      holds.map((h) => h.orderId),
      holds.map((h) => h.kind),
      holds.map((h) => h.note),
    ],
  );
}

/** What one node is told to ship of one line. */
export interface FulfilmentUnits {
  orderId: string;
  orderLineId: string;
  skuId: string;
  nodeId: string;
  qty: number;
}

/** Makes one fulfilment order per (order, node) with its lines; answers their ids. */
export async function insertFulfilments(
  tx: Tx,
  units: readonly FulfilmentUnits[],
): Promise<string[]> {
  if (units.length === 0) return [];
  const rows = await tx.query<{ fulfilment_order_id: string }>(
    `with unit as (
       select * from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::int[])
         u (order_id, order_line_id, sku_id, node_id, qty)),
     made as (
       insert into orders.fulfilment_order (tenant_id, order_id, node_id)
       select distinct $1::int, order_id, node_id from unit order by order_id, node_id
       returning fulfilment_order_id, order_id, node_id),
     lines as (
       insert into orders.fulfilment_line (tenant_id, fulfilment_order_id, order_line_id, sku_id, qty)
       select $1, m.fulfilment_order_id, u.order_line_id, u.sku_id, sum(u.qty)
         from unit u join made m on m.order_id = u.order_id and m.node_id = u.node_id
        group by m.fulfilment_order_id, u.order_line_id, u.sku_id)
     select fulfilment_order_id from made order by fulfilment_order_id`,
    [
      tx.tenantId,
      units.map((u) => u.orderId),
      units.map((u) => u.orderLineId),
      units.map((u) => u.skuId),
      units.map((u) => u.nodeId),
      units.map((u) => u.qty),
    ],
  );
  return rows.map((row) => row.fulfilment_order_id);
}
