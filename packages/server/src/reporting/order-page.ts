import type { Address, OrderDetail, OrderLine, OrderState, SourcingWhy } from '@quayside/contract';
import { nodesOf } from '../catalogue/index.ts';
import { orderRowColumns, toOrderRow, whyNot } from '../orders/index.ts';
import { type Caller, Refusal, type Tx } from '../platform/index.ts';

type RowFacts = Parameters<typeof toOrderRow>[0];

interface HeadRow extends RowFacts {
  state: OrderState;
  external_state: string | null;
  paid_at: Date | null;
  is_cod: boolean;
  note: string | null;
  buyer_email: string | null;
  buyer_phone: string | null;
  address: Address | null;
  shipping_minor: string;
  cancel_reason: string | null;
  why: SourcingWhy | null;
}

/** Everything about one order on one page: read across the domains, written by none. */
export async function orderPage(tx: Tx, caller: Caller, orderId: string): Promise<OrderDetail> {
  const [head] = await tx.query<HeadRow>(
    `select ${orderRowColumns}, o.external_state, o.paid_at, o.is_cod, o.note, o.buyer_email,
            o.buyer_phone, o.address, o.shipping_minor, o.cancel_reason, o.why
       from orders.sales_order o where o.tenant_id = $1 and o.order_id = $2`,
    [tx.tenantId, orderId],
  );
  const isHidden =
    head !== undefined &&
    caller.nodeIds !== null &&
    !head.node_ids.some((nodeId) => caller.nodeIds?.has(nodeId));
  if (head === undefined || isHidden) {
    throw new Refusal('not_found', `There is no order ${orderId} for you.`);
  }
  const nodes = await nodesOf(tx);
  const nodeCodes = new Map(nodes.map((n) => [n.nodeId, n.nodeCode]));
  const fulfilments = await fulfilmentsOf(tx, orderId, nodes);
  const row = toOrderRow(head, nodeCodes);
  const isSimple =
    fulfilments.length > 0 &&
    fulfilments.every((f) => f.nodeMode === 'simple' || ['cancelled', 'short'].includes(f.state));
  return {
    ...row,
    externalState: head.external_state,
    paidAt: head.paid_at?.toISOString() ?? null,
    isCod: head.is_cod,
    note: head.note,
    buyerEmail: head.buyer_email,
    buyerPhone: head.buyer_phone,
    address: head.address,
    shippingMinor: Number(head.shipping_minor),
    cancelReason: head.cancel_reason,
    lines: await linesOf(tx, orderId, head),
    holds: await holdsOf(tx, orderId),
    fulfilments,
    why: head.why,
    channelTasks: await channelTasksOf(tx, orderId),
    messages: await messagesOf(tx, orderId),
    timeline: await timelineOf(tx, orderId),
    actions: (['release', 'place_hold', 'clear_hold', 'cancel', 'ship'] as const).map((action) => {
      const reason =
        action === 'ship' && !isSimple
          ? 'Its node works with bins: wave, pick, pack and hand over instead.'
          : whyNot(action, head.state, head.hold_kinds);
      return { action, isLegal: reason === null, whyNot: reason };
    }),
  };
}

interface LineRow {
  order_line_id: string;
  line_number: number;
  sku_id: string | null;
  sku_code: string | null;
  seller_sku: string | null;
  name: string;
  is_kit: boolean;
  qty: number;
  promised_qty: number;
  shipped_qty: number;
  cancelled_qty: number;
  unit_price_minor: string;
  discount_minor: string;
  parts: PartRow[] | null;
}

interface PartRow {
  skuCode: string;
  qty: number;
  nodeCode: string;
  state: string;
  /** Of this SKU in the fulfilment order: units in the tote, and the tote; bins still to visit. */
  picked: number;
  tote: string | null;
  bins: { code: string; qty: number }[] | null;
  parcel: string | null;
  carrier: string | null;
  ordered: number;
}

async function linesOf(tx: Tx, orderId: string, head: { state: OrderState }): Promise<OrderLine[]> {
  const rows = await tx.query<LineRow>(
    `select l.order_line_id, l.line_number, l.sku_id, s.sku_code, l.seller_sku, l.name, l.is_kit,
            l.qty, l.promised_qty, l.shipped_qty, l.cancelled_qty, l.unit_price_minor, l.discount_minor,
            (select json_agg(json_build_object(
                'skuCode', fs.sku_code, 'qty', fl.qty, 'nodeCode', n.node_code, 'state', f.state,
                'picked', coalesce(ol.picked_qty, 0), 'ordered', coalesce(ol.qty, fl.qty),
                'tote', t.location_code,
                'bins', (select json_agg(json_build_object('code', b.location_code, 'qty', p.qty - p.picked_qty))
                           from warehouse.pick_task p
                           join catalogue.location b on b.tenant_id = $1 and b.location_id = p.location_id
                          where p.tenant_id = $1 and p.outbound_line_id = ol.outbound_line_id
                            and p.state = 'open'),
                'parcel', pa.sscc, 'carrier', pa.carrier) order by fs.sku_code)
               from orders.fulfilment_line fl
               join orders.fulfilment_order f
                 on f.tenant_id = $1 and f.fulfilment_order_id = fl.fulfilment_order_id
                and f.state not in ('cancelled', 'short')
               join catalogue.sku fs on fs.tenant_id = $1 and fs.sku_id = fl.sku_id
               join catalogue.node n on n.tenant_id = $1 and n.node_id = f.node_id
               left join warehouse.outbound_order o
                 on o.tenant_id = $1 and o.fulfilment_order_id = f.fulfilment_order_id
               left join warehouse.outbound_line ol
                 on ol.tenant_id = $1 and ol.outbound_order_id = o.outbound_order_id and ol.sku_id = fl.sku_id
               left join catalogue.location t on t.tenant_id = $1 and t.location_id = o.tote_location_id
               left join lateral (
                 select pp.sscc, pp.carrier from warehouse.parcel pp
                  where pp.tenant_id = $1 and pp.outbound_order_id = o.outbound_order_id
                    and pp.state <> 'cancelled'
                  order by pp.parcel_id desc limit 1) pa on true
              where fl.tenant_id = $1 and fl.order_line_id = l.order_line_id) as parts
       from orders.order_line l
       left join catalogue.sku s on s.tenant_id = $1 and s.sku_id = l.sku_id
      where l.tenant_id = $1 and l.order_id = $2 order by l.line_number`,
    [tx.tenantId, orderId],
  );
  return rows.map((row) => {
    const backorderedQty = row.qty - row.promised_qty - row.shipped_qty - row.cancelled_qty;
    return {
      orderLineId: row.order_line_id,
      lineNumber: row.line_number,
      skuId: row.sku_id,
      skuCode: row.sku_code,
      sellerSku: row.seller_sku,
      name: row.name,
      isKit: row.is_kit,
      qty: row.qty,
      promisedQty: row.promised_qty,
      backorderedQty,
      shippedQty: row.shipped_qty,
      cancelledQty: row.cancelled_qty,
      unitPriceMinor: Number(row.unit_price_minor),
      discountMinor: Number(row.discount_minor),
      whereabouts: whereabouts(row, backorderedQty, head.state),
    };
  });
}

type Whereabouts = OrderLine['whereabouts'];

/** Where each unit of a line is now. A kit line shows its components, each with its own units. */
function whereabouts(row: LineRow, backorderedQty: number, state: OrderState): Whereabouts {
  const skuCode = row.sku_code ?? row.seller_sku ?? '';
  const places: Whereabouts = [];
  if (row.cancelled_qty > 0) {
    places.push({ qty: row.cancelled_qty, skuCode, stage: 'cancelled', place: '' });
  }
  if (backorderedQty > 0 && state !== 'cancelled') {
    places.push({ qty: backorderedQty, skuCode, stage: 'backordered', place: '' });
  }
  for (const part of row.parts ?? []) places.push(...placesOf(part));
  return places;
}

function placesOf(part: PartRow): Whereabouts {
  const { skuCode, qty, nodeCode } = part;
  switch (part.state) {
    case 'shipped':
      return [{ qty, skuCode, stage: 'carrier', place: part.carrier ?? nodeCode }];
    case 'packed':
      return [{ qty, skuCode, stage: 'parcel', place: part.parcel ?? nodeCode }];
    case 'picking':
    case 'picked': {
      // The same SKU on two lines shares one outbound line: this line's share of what is picked.
      const inTote = Math.min(qty, part.picked);
      const open = qty - inTote;
      const bins = (part.bins ?? []).map((b) => b.code).join(', ');
      return [
        ...(inTote > 0
          ? [{ qty: inTote, skuCode, stage: 'tote' as const, place: part.tote ?? nodeCode }]
          : []),
        ...(open > 0
          ? [{ qty: open, skuCode, stage: 'bin' as const, place: bins || nodeCode }]
          : []),
      ];
    }
    default: {
      const bins = (part.bins ?? []).map((b) => b.code).join(', ');
      return bins === ''
        ? [{ qty, skuCode, stage: 'promised', place: nodeCode }]
        : [{ qty, skuCode, stage: 'bin', place: bins }];
    }
  }
}

async function holdsOf(tx: Tx, orderId: string): Promise<OrderDetail['holds']> {
  const rows = await tx.query<{
    hold_id: string;
    kind: OrderDetail['holds'][number]['kind'];
    note: string | null;
    placed_at: Date;
    placed_by: string;
    cleared_at: Date | null;
    cleared_by: string | null;
  }>(
    `select hold_id, kind, note, placed_at, placed_by, cleared_at, cleared_by from orders.hold
      where tenant_id = $1 and order_id = $2 order by hold_id`,
    [tx.tenantId, orderId],
  );
  return rows.map((row) => ({
    holdId: row.hold_id,
    kind: row.kind,
    note: row.note,
    placedAt: row.placed_at.toISOString(),
    placedBy: row.placed_by,
    clearedAt: row.cleared_at?.toISOString() ?? null,
    clearedBy: row.cleared_by,
  }));
}

async function fulfilmentsOf(
  tx: Tx,
  orderId: string,
  nodes: Awaited<ReturnType<typeof nodesOf>>,
): Promise<OrderDetail['fulfilments']> {
  const rows = await tx.query<{
    fulfilment_order_id: string;
    node_id: string;
    state: OrderDetail['fulfilments'][number]['state'];
    units: number;
    created_at: Date;
    wave_number: string | null;
    parcels: OrderDetail['fulfilments'][number]['parcels'] | null;
  }>(
    `select f.fulfilment_order_id, f.node_id, f.state, f.created_at, w.wave_number,
            (select coalesce(sum(l.qty), 0)::int from orders.fulfilment_line l
              where l.tenant_id = $1 and l.fulfilment_order_id = f.fulfilment_order_id) as units,
            (select json_agg(json_build_object(
                'parcelId', p.parcel_id::text, 'sscc', p.sscc, 'state', p.state,
                'carrier', coalesce(p.carrier, o.carrier), 'trackingNumber', coalesce(p.tracking_number, o.tracking_number),
                'weightG', p.weight_g, 'carrierLabelDocumentId', o.carrier_label_document_id::text)
              order by p.parcel_id)
               from warehouse.parcel p
              where p.tenant_id = $1 and p.outbound_order_id = o.outbound_order_id) as parcels
       from orders.fulfilment_order f
       left join warehouse.outbound_order o
         on o.tenant_id = $1 and o.fulfilment_order_id = f.fulfilment_order_id
       left join warehouse.wave w on w.tenant_id = $1 and w.wave_id = o.wave_id
      where f.tenant_id = $1 and f.order_id = $2 order by f.fulfilment_order_id`,
    [tx.tenantId, orderId],
  );
  const byId = new Map(nodes.map((n) => [n.nodeId, n]));
  return rows.map((row) => ({
    fulfilmentOrderId: row.fulfilment_order_id,
    nodeId: row.node_id,
    nodeCode: byId.get(row.node_id)?.nodeCode ?? row.node_id,
    nodeMode: byId.get(row.node_id)?.mode ?? 'simple',
    state: row.state,
    units: row.units,
    createdAt: row.created_at.toISOString(),
    waveNumber: row.wave_number,
    parcels: row.parcels ?? [],
  }));
}

async function channelTasksOf(tx: Tx, orderId: string): Promise<OrderDetail['channelTasks']> {
  const rows = await tx.query<{
    channel_task_id: string;
    kind: string;
    state: string;
    attempts: number;
    last_error: string | null;
  }>(
    `select channel_task_id, kind, state, attempts, last_error from channels.channel_task
      where tenant_id = $1 and order_id = $2 order by channel_task_id`,
    [tx.tenantId, orderId],
  );
  return rows.map((row) => ({
    channelTaskId: row.channel_task_id,
    kind: row.kind,
    state: row.state,
    attempts: row.attempts,
    lastError: row.last_error,
  }));
}

async function messagesOf(tx: Tx, orderId: string): Promise<OrderDetail['messages']> {
  const rows = await tx.query<{
    message_id: string;
    kind: string;
    recipient: string | null;
    state: string;
    sent_at: Date | null;
  }>(
    `select message_id, kind, recipient, state, sent_at from notifications.message
      where tenant_id = $1 and order_id = $2 order by message_id`,
    [tx.tenantId, orderId],
  );
  return rows.map((row) => ({
    messageId: row.message_id,
    kind: row.kind,
    recipient: row.recipient,
    state: row.state,
    sentAt: row.sent_at?.toISOString() ?? null,
  }));
}

/** A timeline longer than this is cut at its beginning: the newest matter. */
const TIMELINE_MAX = 300;

async function timelineOf(tx: Tx, orderId: string): Promise<OrderDetail['timeline']> {
  const rows = await tx.query<{
    event_id: string;
    at: Date;
    kind: string;
    actor_kind: OrderDetail['timeline'][number]['actorKind'];
    actor_name: string;
    device: string | null;
    facts: Record<string, unknown>;
  }>(
    `select event_id, at, kind, actor_kind, actor_name, device, facts from platform.event
      where tenant_id = $1 and subject_kind = 'order' and subject_id = $2
      order by event_id desc limit $3`,
    [tx.tenantId, orderId, TIMELINE_MAX],
  );
  return rows.reverse().map((row) => ({
    eventId: row.event_id,
    at: row.at.toISOString(),
    kind: row.kind,
    actorKind: row.actor_kind,
    actorName: row.actor_name,
    device: row.device,
    facts: row.facts,
  }));
}
