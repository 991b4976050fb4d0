import {
  type PickTaskState,
  pickTaskTable,
  statesAllowing,
  type TourState,
  tourTable,
} from '@quayside/contract';
import { only, Refusal, type Tx } from '../../platform/index.ts';

export interface TourFacts {
  tourId: string;
  tourNumber: string;
  waveNumber: string;
  nodeId: string;
  state: TourState;
  pickerId: string | null;
  pickerName: string | null;
  walkMm: string;
}

const tourColumns = `t.tour_id as "tourId", t.tour_number as "tourNumber",
  w.wave_number as "waveNumber", t.node_id as "nodeId", t.state, t.picker_id as "pickerId",
  t.picker_name as "pickerName", t.walk_mm as "walkMm"`;

export async function tourById(tx: Tx, tourId: string): Promise<TourFacts> {
  const [tour] = await selectTour(tx, tourId, '');
  if (tour === undefined) throw new Refusal('not_found', `There is no tour ${tourId}.`);
  return tour;
}

/** Locks a tour; after the outbound order, where a verb needs both. */
export async function lockTour(tx: Tx, tourId: string): Promise<TourFacts> {
  const [tour] = await selectTour(tx, tourId, 'for update of t');
  if (tour === undefined) throw new Refusal('not_found', `There is no tour ${tourId}.`);
  return tour;
}

function selectTour(tx: Tx, tourId: string, lock: string): Promise<TourFacts[]> {
  return tx.query<TourFacts>(
    `select ${tourColumns} from warehouse.tour t
       join warehouse.wave w on w.tenant_id = t.tenant_id and w.wave_id = t.wave_id
      where t.tenant_id = $1 and t.tour_id = $2 ${lock}`,
    [tx.tenantId, tourId],
  );
}

/** One claim at a time per picker: a double tap must not take two tours. */
export async function lockPicker(tx: Tx, pickerId: string): Promise<void> {
  await tx.execute(`select pg_advisory_xact_lock($1::int, hashtext($2))`, [tx.tenantId, pickerId]);
}

/** The tour that this picker walks at a node, or null. */
export async function tourOfPicker(
  tx: Tx,
  nodeId: string,
  pickerId: string,
): Promise<string | null> {
  const [row] = await tx.query<{ tour_id: string }>(
    `select tour_id from warehouse.tour
      where tenant_id = $1 and node_id = $2 and picker_id = $3 and state = 'claimed'
      order by claimed_at, tour_id limit 1`,
    [tx.tenantId, nodeId, pickerId],
  );
  return row?.tour_id ?? null;
}

/** The next open tour of a node, by deadline. Two pickers never wait for each other and never get one. */
export async function takeNextTour(
  tx: Tx,
  nodeId: string,
  picker: { id: string; name: string },
): Promise<string | null> {
  const [row] = await tx.query<{ tour_id: string }>(
    `update warehouse.tour t
        set state = 'claimed', picker_id = $3, picker_name = $4, claimed_at = clock_timestamp()
       from (select tour_id from warehouse.tour
              where tenant_id = $1 and node_id = $2 and state = 'open'
              order by ship_by_at, tour_id limit 1 for update skip locked) next
      where t.tenant_id = $1 and t.tour_id = next.tour_id
    returning t.tour_id`,
    [tx.tenantId, nodeId, picker.id, picker.name],
  );
  return row?.tour_id ?? null;
}

/** Claims one tour if it is open; answers whether it was. */
export async function takeTour(
  tx: Tx,
  tourId: string,
  picker: { id: string; name: string },
): Promise<boolean> {
  const changed = await tx.execute(
    `update warehouse.tour
        set state = 'claimed', picker_id = $3, picker_name = $4, claimed_at = clock_timestamp()
      where tenant_id = $1 and tour_id = $2 and state = any($5)`,
    [tx.tenantId, tourId, picker.id, picker.name, statesAllowing(tourTable, 'claim')],
  );
  return changed === 1;
}

/** Gives a locked, claimed tour back. */
export async function releaseTour(tx: Tx, tourId: string): Promise<void> {
  await tx.execute(
    `update warehouse.tour
        set state = 'open', picker_id = null, picker_name = null, claimed_at = null
      where tenant_id = $1 and tour_id = $2 and state = any($3)`,
    [tx.tenantId, tourId, statesAllowing(tourTable, 'hand_back')],
  );
}

/** A tour that was done is walked again, by the same picker. */
export async function reopenTour(tx: Tx, tourId: string): Promise<void> {
  await tx.execute(
    `update warehouse.tour set state = 'claimed', done_at = null
      where tenant_id = $1 and tour_id = $2 and state = any($3)`,
    [tx.tenantId, tourId, statesAllowing(tourTable, 'reopen')],
  );
}

export interface TaskFacts {
  pickTaskId: string;
  tourId: string;
  outboundOrderId: string;
  outboundLineId: string;
  locationId: string;
  skuId: string;
  lotCode: string;
  qty: number;
  pickedQty: number;
  state: PickTaskState;
  stopSequence: number;
}

const taskColumns = `k.pick_task_id as "pickTaskId", k.tour_id as "tourId",
  k.outbound_order_id as "outboundOrderId", k.outbound_line_id as "outboundLineId",
  k.location_id as "locationId", k.sku_id as "skuId", k.lot_code as "lotCode", k.qty,
  k.picked_qty as "pickedQty", k.state, k.stop_sequence as "stopSequence"`;

export async function taskById(tx: Tx, pickTaskId: string): Promise<TaskFacts> {
  const [task] = await tx.query<TaskFacts>(
    `select ${taskColumns} from warehouse.pick_task k
      where k.tenant_id = $1 and k.pick_task_id = $2`,
    [tx.tenantId, pickTaskId],
  );
  if (task === undefined) throw new Refusal('not_found', `There is no pick task ${pickTaskId}.`);
  return task;
}

export async function tasksOfTour(tx: Tx, tourId: string): Promise<TaskFacts[]> {
  return tx.query<TaskFacts>(
    `select ${taskColumns} from warehouse.pick_task k
      where k.tenant_id = $1 and k.tour_id = $2
      order by k.stop_sequence, k.pick_task_id`,
    [tx.tenantId, tourId],
  );
}

/** Bins at which this order's SKU was reported short: not worth walking to again. */
export async function shortLocationsOf(
  tx: Tx,
  outboundOrderId: string,
  skuId: string,
): Promise<string[]> {
  const rows = await tx.query<{ location_id: string }>(
    `select distinct location_id from warehouse.pick_task
      where tenant_id = $1 and outbound_order_id = $2 and sku_id = $3 and state = 'short'`,
    [tx.tenantId, outboundOrderId, skuId],
  );
  return rows.map((row) => row.location_id);
}

/** Adds picked units to an open task under its order's lock; a full one is done. */
export async function addPicked(tx: Tx, pickTaskId: string, qty: number): Promise<void> {
  only(
    await tx.query(
      `update warehouse.pick_task
          set picked_qty = picked_qty + $3, picked_at = clock_timestamp(), picked_by = $4,
              state = case when picked_qty + $3 = qty then 'picked' else state end
        where tenant_id = $1 and pick_task_id = $2 and state = any($5) and picked_qty + $3 <= qty
      returning pick_task_id`,
      [tx.tenantId, pickTaskId, qty, tx.actor.name, statesAllowing(pickTaskTable, 'confirm')],
    ),
  );
}

export async function markShort(tx: Tx, pickTaskId: string): Promise<void> {
  only(
    await tx.query(
      `update warehouse.pick_task
          set state = 'short', picked_at = coalesce(picked_at, clock_timestamp()), picked_by = $3
        where tenant_id = $1 and pick_task_id = $2 and state = any($4)
      returning pick_task_id`,
      [tx.tenantId, pickTaskId, tx.actor.name, statesAllowing(pickTaskTable, 'report_short')],
    ),
  );
}

/** Opens a task again with nothing picked. */
export async function clearPicked(tx: Tx, pickTaskId: string): Promise<void> {
  only(
    await tx.query(
      `update warehouse.pick_task
          set state = 'open', picked_qty = 0, picked_at = null, picked_by = null
        where tenant_id = $1 and pick_task_id = $2 and state in ('open', 'picked')
      returning pick_task_id`,
      [tx.tenantId, pickTaskId],
    ),
  );
}

/** Numbers stops anew, in one statement. */
export async function renumberStops(
  tx: Tx,
  stops: readonly { pickTaskId: string; stopSequence: number }[],
): Promise<void> {
  await tx.execute(
    `update warehouse.pick_task k set stop_sequence = s.stop_sequence
       from unnest($2::bigint[], $3::int[]) s (pick_task_id, stop_sequence)
      where k.tenant_id = $1 and k.pick_task_id = s.pick_task_id`,
    [tx.tenantId, stops.map((s) => s.pickTaskId), stops.map((s) => s.stopSequence)],
  );
}

export interface SlotFacts {
  slot: number;
  outboundOrderId: string;
  orderNumber: string;
  state: string;
  toteLocationId: string | null;
  units: number;
  pickedUnits: number;
}

export async function slotsOf(tx: Tx, tourId: string): Promise<SlotFacts[]> {
  return tx.query<SlotFacts>(
    `select s.slot, s.outbound_order_id as "outboundOrderId", o.order_number as "orderNumber",
            o.state, o.tote_location_id as "toteLocationId", l.units, l.picked as "pickedUnits"
       from warehouse.tour_slot s
       join warehouse.outbound_order o
         on o.tenant_id = s.tenant_id and o.outbound_order_id = s.outbound_order_id
      cross join lateral (
            select coalesce(sum(qty), 0)::int as units, coalesce(sum(picked_qty), 0)::int as picked
              from warehouse.outbound_line
             where tenant_id = $1 and outbound_order_id = s.outbound_order_id) l
      where s.tenant_id = $1 and s.tour_id = $2
      order by s.slot`,
    [tx.tenantId, tourId],
  );
}

/** The order that a tote holds, or null. */
export async function orderInTote(
  tx: Tx,
  toteLocationId: string,
): Promise<{ outboundOrderId: string; orderNumber: string } | null> {
  const [row] = await tx.query<{ outboundOrderId: string; orderNumber: string }>(
    `select outbound_order_id as "outboundOrderId", order_number as "orderNumber"
       from warehouse.outbound_order
      where tenant_id = $1 and tote_location_id = $2`,
    [tx.tenantId, toteLocationId],
  );
  return row ?? null;
}

export async function setTote(
  tx: Tx,
  outboundOrderId: string,
  toteLocationId: string | null,
): Promise<void> {
  await tx.execute(
    `update warehouse.outbound_order set tote_location_id = $3
      where tenant_id = $1 and outbound_order_id = $2`,
    [tx.tenantId, outboundOrderId, toteLocationId],
  );
}

export interface TourListRow {
  tourId: string;
  tourNumber: string;
  waveNumber: string;
  state: TourState;
  pickerName: string | null;
  isMine: boolean;
  stops: number;
  stopsDone: number;
  units: number;
  orders: number;
  shipByAt: Date;
  walkMm: string;
}

/** Tours of a node on one screen: nobody scrolls further on a handheld. */
const TOURS_MAX = 100;

/** Mine first, then open ones by deadline, then others' and done ones. */
export async function tourRows(
  tx: Tx,
  nodeId: string,
  pickerId: string,
  includeDone: boolean,
): Promise<TourListRow[]> {
  return tx.query<TourListRow>(
    `select t.*, k.stops, k.done as "stopsDone", k.units, s.orders
       from (select t.tour_id as "tourId", t.tour_number as "tourNumber",
                    w.wave_number as "waveNumber", t.state, t.picker_name as "pickerName",
                    (t.state = 'claimed' and t.picker_id = $3) as "isMine",
                    t.ship_by_at as "shipByAt", t.walk_mm as "walkMm"
               from warehouse.tour t
               join warehouse.wave w on w.tenant_id = t.tenant_id and w.wave_id = t.wave_id
              where t.tenant_id = $1 and t.node_id = $2
                and (t.state in ('open', 'claimed') or ($4 and t.state = 'done'))
              order by (t.state = 'claimed' and t.picker_id = $3) desc,
                       array_position(array['open', 'claimed', 'done'], t.state),
                       t.done_at desc nulls first, t.ship_by_at, t.tour_id
              limit $5) t
      cross join lateral (
            select count(*) filter (where state <> 'cancelled')::int as stops,
                   count(*) filter (where state in ('picked', 'short'))::int as done,
                   coalesce(sum(qty) filter (where state <> 'cancelled'), 0)::int as units
              from warehouse.pick_task where tenant_id = $1 and tour_id = t."tourId") k
      cross join lateral (
            select count(*)::int as orders
              from warehouse.tour_slot where tenant_id = $1 and tour_id = t."tourId") s
      order by t."isMine" desc, array_position(array['open', 'claimed', 'done'], t.state),
               t."shipByAt", t."tourId"`,
    [tx.tenantId, nodeId, pickerId, includeDone, TOURS_MAX],
  );
}
