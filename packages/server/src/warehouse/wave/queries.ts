import { fulfilmentTable, statesAllowing } from '@quayside/contract';
import { only, type Tx } from '../../platform/index.ts';
import type { OutboundRef } from '../progress.ts';
import type { WaveSelection } from './plan.ts';

export interface WaitingOrder extends OutboundRef {
  shipByAt: Date;
}

/** The filters that a selection names; `$3` to `$6` of every statement that uses it. */
const matches = `($3::text is null or o.carrier = $3)
  and ($4::bigint is null or o.channel_id = $4)
  and ($5::int is null or o.ship_by_at <= clock_timestamp() + make_interval(mins => $5))
  and ($6::bigint[] is null or o.order_id = any($6))`;

function filterValues(tx: Tx, selection: WaveSelection): unknown[] {
  return [
    tx.tenantId,
    selection.nodeId,
    selection.carrier ?? null,
    selection.channelId ?? null,
    selection.shipByWithinMin ?? null,
    selection.orderIds ?? null,
  ];
}

/** Orders that wait for a wave, soonest ship-by first. With `isLocked`, those another wave is taking are passed over. */
export async function selectWaiting(
  tx: Tx,
  selection: WaveSelection,
  ordersMax: number,
  isLocked: boolean,
): Promise<WaitingOrder[]> {
  return tx.query<WaitingOrder>(
    `select o.outbound_order_id as "outboundOrderId", o.fulfilment_order_id as "fulfilmentOrderId",
            o.order_id as "orderId", o.order_number as "orderNumber", o.ship_by_at as "shipByAt"
       from warehouse.outbound_order o
      where o.tenant_id = $1 and o.node_id = $2 and o.state = 'released' and o.wave_id is null
        and ${matches}
      order by o.ship_by_at, o.outbound_order_id
      limit $7 ${isLocked ? 'for update skip locked' : ''}`,
    [...filterValues(tx, selection), ordersMax],
  );
}

/** Why waiting orders of the node do not match, each counted once, and how many match. */
export async function countWaiting(
  tx: Tx,
  selection: WaveSelection,
): Promise<{
  matching: number;
  otherCarrier: number;
  otherChannel: number;
  shipsLater: number;
  notWaiting: number;
}> {
  const row = only(
    await tx.query<{
      matching: number;
      otherCarrier: number;
      otherChannel: number;
      shipsLater: number;
      named: number;
    }>(
      `select count(*) filter (where ${matches})::int as matching,
              count(*) filter (where o.carrier is distinct from $3 and $3::text is not null)::int as "otherCarrier",
              count(*) filter (where ($3::text is null or o.carrier = $3) and o.channel_id <> $4)::int as "otherChannel",
              count(*) filter (where ($3::text is null or o.carrier = $3)
                                 and ($4::bigint is null or o.channel_id = $4)
                                 and o.ship_by_at > clock_timestamp() + make_interval(mins => $5))::int as "shipsLater",
              count(distinct o.order_id)::int as named
         from warehouse.outbound_order o
        where o.tenant_id = $1 and o.node_id = $2 and o.state = 'released' and o.wave_id is null
          and ($6::bigint[] is null or o.order_id = any($6))`,
      filterValues(tx, selection),
    ),
  );
  const { named, ...counts } = row;
  const asked = new Set(selection.orderIds ?? []).size;
  return { ...counts, notWaiting: selection.orderIds === undefined ? 0 : asked - named };
}

export async function insertWave(
  tx: Tx,
  wave: { waveNumber: string; nodeId: string; rule: string; walkMm: number; sShapeWalkMm: number },
): Promise<string> {
  const row = only(
    await tx.query<{ wave_id: string }>(
      `insert into warehouse.wave
         (tenant_id, wave_number, node_id, rule, released_by, walk_mm, s_shape_walk_mm)
       values ($1, $2, $3, $4, $5, $6, $7) returning wave_id`,
      [
        tx.tenantId,
        wave.waveNumber,
        wave.nodeId,
        wave.rule,
        tx.actor.name,
        wave.walkMm,
        wave.sShapeWalkMm,
      ],
    ),
  );
  return row.wave_id;
}

/** Takes locked orders into a wave. */
export async function bindToWave(
  tx: Tx,
  waveId: string,
  outboundOrderIds: readonly string[],
): Promise<void> {
  const changed = await tx.execute(
    `update warehouse.outbound_order o set wave_id = $2
      where o.tenant_id = $1 and o.outbound_order_id = any($3) and o.wave_id is null
        and o.state = any($4)`,
    [tx.tenantId, waveId, outboundOrderIds, statesAllowing(fulfilmentTable, 'start_pick')],
  );
  if (changed !== outboundOrderIds.length) throw new Error('a locked order left its wave');
}

/** Answers the tours' ids in the order given. */
export async function insertTours(
  tx: Tx,
  waveId: string,
  nodeId: string,
  tours: readonly { tourNumber: string; walkMm: number; shipByAt: Date }[],
): Promise<string[]> {
  const rows = await tx.query<{ tour_id: string; tour_number: string }>(
    `insert into warehouse.tour (tenant_id, tour_number, wave_id, node_id, walk_mm, ship_by_at)
     select $1, t.tour_number, $2, $3, t.walk_mm, t.ship_by_at
       from unnest($4::text[], $5::bigint[], $6::timestamptz[]) t (tour_number, walk_mm, ship_by_at)
     returning tour_id, tour_number`,
    [
      tx.tenantId,
      waveId,
      nodeId,
      tours.map((t) => t.tourNumber),
      tours.map((t) => t.walkMm),
      tours.map((t) => t.shipByAt),
    ],
  );
  const ids = new Map(rows.map((row) => [row.tour_number, row.tour_id]));
  return tours.map((tour) => {
    const id = ids.get(tour.tourNumber);
    if (id === undefined) throw new Error(`tour ${tour.tourNumber} was not inserted`);
    return id;
  });
}

export async function insertSlots(
  tx: Tx,
  slots: readonly { tourId: string; slot: number; outboundOrderId: string }[],
): Promise<void> {
  await tx.execute(
    `insert into warehouse.tour_slot (tenant_id, tour_id, slot, outbound_order_id)
     select $1, s.* from unnest($2::bigint[], $3::int[], $4::bigint[]) s`,
    [
      tx.tenantId,
      slots.map((s) => s.tourId),
      slots.map((s) => s.slot),
      slots.map((s) => s.outboundOrderId),
    ],
  );
}

/** One stop to be walked to. */
export interface NewTask {
  tourId: string;
  outboundOrderId: string;
  outboundLineId: string;
  locationId: string;
  skuId: string;
  lotCode: string;
  qty: number;
  stopSequence: number;
}

export async function insertTasks(tx: Tx, tasks: readonly NewTask[]): Promise<void> {
  await tx.execute(
    `insert into warehouse.pick_task
       (tenant_id, tour_id, outbound_order_id, outbound_line_id, location_id, sku_id, lot_code, qty,
        stop_sequence)
     select $1, t.* from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
                                $6::bigint[], $7::text[], $8::int[], $9::int[]) t`,
    [
      tx.tenantId,
      tasks.map((t) => t.tourId),
      tasks.map((t) => t.outboundOrderId),
      tasks.map((t) => t.outboundLineId),
      tasks.map((t) => t.locationId),
      tasks.map((t) => t.skuId),
      tasks.map((t) => t.lotCode),
      tasks.map((t) => t.qty),
      tasks.map((t) => t.stopSequence),
    ],
  );
}

/** A wave with its progress, as counted now. */
export interface WaveRow {
  waveId: string;
  waveNumber: string;
  nodeId: string;
  rule: string;
  releasedAt: Date;
  releasedBy: string;
  walkMm: string;
  sShapeWalkMm: string;
  orders: number;
  ordersPacked: number;
  ordersShipped: number;
  lines: number;
  units: number;
  tours: number;
  toursDone: number;
  shorts: number;
}

/** Waves newest first: of the given ids, or a page before `beforeId`. */
export async function waveRows(
  tx: Tx,
  choice: {
    waveId?: string;
    nodeIds?: readonly string[] | null;
    beforeId?: string | null;
    limit: number;
  },
): Promise<WaveRow[]> {
  return tx.query<WaveRow>(
    `select w.wave_id as "waveId", w.wave_number as "waveNumber", w.node_id as "nodeId", w.rule,
            w.released_at as "releasedAt", w.released_by as "releasedBy", w.walk_mm as "walkMm",
            w.s_shape_walk_mm as "sShapeWalkMm", o.orders, o.packed as "ordersPacked",
            o.shipped as "ordersShipped", l.lines, l.units, t.tours, t.done as "toursDone", k.shorts
       from (select * from warehouse.wave
              where tenant_id = $1 and ($2::bigint is null or wave_id = $2)
                and ($3::bigint[] is null or node_id = any($3))
                and ($4::bigint is null or wave_id < $4)
              order by wave_id desc limit $5) w
      cross join lateral (
            select count(*)::int as orders,
                   count(*) filter (where state in ('packed', 'shipped'))::int as packed,
                   count(*) filter (where state = 'shipped')::int as shipped
              from warehouse.outbound_order
             where tenant_id = $1 and wave_id = w.wave_id) o
      cross join lateral (
            select count(*)::int as lines, coalesce(sum(ol.qty), 0)::int as units
              from warehouse.outbound_order oo
              join warehouse.outbound_line ol
                on ol.tenant_id = $1 and ol.outbound_order_id = oo.outbound_order_id
             where oo.tenant_id = $1 and oo.wave_id = w.wave_id) l
      cross join lateral (
            select count(*)::int as tours, count(*) filter (where state in ('done', 'cancelled'))::int as done
              from warehouse.tour where tenant_id = $1 and wave_id = w.wave_id) t
      cross join lateral (
            select count(*) filter (where p.state = 'short')::int as shorts
              from warehouse.tour pt
              join warehouse.pick_task p on p.tenant_id = $1 and p.tour_id = pt.tour_id
             where pt.tenant_id = $1 and pt.wave_id = w.wave_id) k
      order by w.wave_id desc`,
    [
      tx.tenantId,
      choice.waveId ?? null,
      choice.nodeIds ?? null,
      choice.beforeId ?? null,
      choice.limit,
    ],
  );
}
