import type { Address, OrderFilters, OrderRow, OrderState } from '@quayside/contract';
import { nodesOf, skusByCode } from '../catalogue/index.ts';
import { type Caller, decodeCursor, type Tx, toPage } from '../platform/index.ts';

/** Builds the `where` of the workbench; every value is a parameter. */
class Filter {
  readonly values: unknown[] = [];
  readonly parts: string[] = [];

  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  and(part: string): void {
    this.parts.push(part);
  }

  get where(): string {
    return this.parts.join('\n   and ');
  }
}

async function filterOf(tx: Tx, filters: OrderFilters, caller: Caller): Promise<Filter> {
  const f = new Filter();
  f.and(`o.tenant_id = ${f.value(tx.tenantId)}`);
  if (filters.state !== undefined) f.and(`o.state = ${f.value(filters.state)}`);
  if (filters.channelId !== undefined) f.and(`o.channel_id = ${f.value(filters.channelId)}`);
  if (filters.carrier !== undefined) f.and(`o.carrier = ${f.value(filters.carrier)}`);
  if (filters.hold !== undefined) f.and(`${f.value(filters.hold)} = any(o.hold_kinds)`);
  if (filters.singleUnit === true) f.and('o.unit_qty = 1');
  if (filters.placedFrom !== undefined) f.and(`o.placed_at >= ${f.value(filters.placedFrom)}`);
  if (filters.placedTo !== undefined) f.and(`o.placed_at < ${f.value(filters.placedTo)}`);
  if (filters.shipByWithinMin !== undefined) {
    const minutes = f.value(filters.shipByWithinMin);
    f.and(`o.ship_by_at <= now() + make_interval(mins => ${minutes}::int)`);
    f.and(`o.state not in ('shipped', 'delivered', 'cancelled')`);
  }
  if (filters.nodeId !== undefined) f.and(servedBy(f.value([filters.nodeId])));
  if (caller.nodeIds !== null) f.and(servedBy(f.value([...caller.nodeIds])));
  if (filters.skuCode !== undefined) {
    const sku = (await skusByCode(tx, [filters.skuCode])).get(filters.skuCode);
    f.and(`exists (select 1 from orders.order_line l where l.tenant_id = o.tenant_id
             and l.order_id = o.order_id and l.sku_id = ${f.value(sku?.skuId ?? null)})`);
  }
  if (filters.search !== undefined && filters.search.trim() !== '') {
    f.and(searchPart(f, filters.search.trim()));
  }
  return f;
}

const servedBy = (nodeIds: string) =>
  `exists (select 1 from orders.fulfilment_order f where f.tenant_id = o.tenant_id
     and f.order_id = o.order_id and f.state <> 'cancelled' and f.node_id = any(${nodeIds}::bigint[]))`;

function searchPart(f: Filter, search: string): string {
  const exact = f.value(search);
  const prefix = f.value(`${search.replaceAll(/[\\%_]/g, '\\$&')}%`);
  const lower = f.value(`${search.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`);
  return `(o.order_number = upper(${exact}) or o.external_order_number like ${prefix}
    or o.buyer_phone = ${exact} or lower(o.buyer_name) like ${lower}
    or o.tracking_numbers @> array[${exact}::text])`;
}

interface Row {
  order_id: string;
  order_number: string;
  external_order_number: string;
  channel_id: string;
  channel_name: string;
  state: OrderState;
  is_cancel_requested: boolean;
  hold_kinds: OrderRow['holdKinds'];
  placed_at: Date;
  ship_by_at: Date;
  buyer_name: string | null;
  country: string | null;
  line_count: number;
  unit_qty: number;
  total_minor: string;
  currency: string;
  carrier: string | null;
  tracking_numbers: string[];
  node_ids: string[];
  sort_key: string;
}

export const orderRowColumns = `o.order_id, o.order_number, o.external_order_number, o.channel_id,
  o.channel_name, o.state, o.is_cancel_requested, o.hold_kinds, o.placed_at, o.ship_by_at,
  o.buyer_name, o.country, o.line_count, o.unit_qty::int as unit_qty, o.total_minor, o.currency,
  o.carrier, o.tracking_numbers,
  array(select distinct f.node_id::text from orders.fulfilment_order f
         where f.tenant_id = o.tenant_id and f.order_id = o.order_id and f.state not in ('cancelled', 'short')) as node_ids`;

/** One page of the workbench, keyset: soonest ship-by first, or newest first. */
export async function listOrders(
  tx: Tx,
  caller: Caller,
  query: OrderFilters & { cursor?: string; limit?: number; sort?: 'ship_by' | 'newest' },
): Promise<{ rows: OrderRow[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  const isNewest = query.sort === 'newest';
  const f = await filterOf(tx, query, caller);
  const after = decodeCursor(query.cursor, 2);
  const [column, direction] = isNewest ? ['o.placed_at', 'desc'] : ['o.ship_by_at', 'asc'];
  if (after !== null) {
    const compare = isNewest ? '<' : '>';
    f.and(
      `(${column}, o.order_id) ${compare} (${f.value(after[0])}::timestamptz, ${f.value(after[1])}::bigint)`,
    );
  }
  const rows = await tx.query<Row>(
    `select ${orderRowColumns}, ${column}::text as sort_key
       from orders.sales_order o
      where ${f.where}
      order by ${column} ${direction}, o.order_id ${direction}
      limit ${f.value(limit + 1)}`,
    f.values,
  );
  const page = toPage(rows, limit, (row) => [row.sort_key, row.order_id]);
  const codes = new Map((await nodesOf(tx)).map((n) => [n.nodeId, n.nodeCode]));
  return {
    rows: page.rows.map((row) => toOrderRow(row, codes)),
    nextCursor: page.nextCursor,
  };
}

export function toOrderRow(
  row: Omit<Row, 'sort_key'>,
  nodeCodes: ReadonlyMap<string, string>,
): OrderRow {
  return {
    orderId: row.order_id,
    orderNumber: row.order_number,
    externalOrderNumber: row.external_order_number,
    channelId: row.channel_id === '0' ? null : row.channel_id,
    channelName: row.channel_name,
    state: row.state,
    isCancelRequested: row.is_cancel_requested,
    holdKinds: row.hold_kinds,
    placedAt: row.placed_at.toISOString(),
    shipByAt: row.ship_by_at.toISOString(),
    buyerName: row.buyer_name,
    country: row.country,
    lineCount: row.line_count,
    unitQty: row.unit_qty,
    totalMinor: Number(row.total_minor),
    currency: row.currency,
    nodeCodes: row.node_ids.map((id) => nodeCodes.get(id) ?? id),
    carrier: row.carrier,
    trackingNumbers: row.tracking_numbers,
  };
}

/** How many orders stand in each state under the filters (their own state filter left out). */
export async function countOrders(
  tx: Tx,
  caller: Caller,
  filters: OrderFilters,
): Promise<Record<string, number>> {
  const { state: _state, ...others } = filters;
  const f = await filterOf(tx, others, caller);
  const rows = await tx.query<{ state: string; orders: number }>(
    `select o.state, count(*)::int as orders from orders.sales_order o
      where ${f.where} group by o.state`,
    f.values,
  );
  return Object.fromEntries(rows.map((row) => [row.state, row.orders]));
}

/** "Select all that match" takes this many at most. */
const SELECTED_MAX = 5000;

export async function listOrderIds(
  tx: Tx,
  caller: Caller,
  filters: OrderFilters,
): Promise<{ orderIds: string[]; isCut: boolean }> {
  const f = await filterOf(tx, filters, caller);
  const rows = await tx.query<{ order_id: string }>(
    `select o.order_id from orders.sales_order o
      where ${f.where} order by o.ship_by_at, o.order_id limit ${f.value(SELECTED_MAX + 1)}`,
    f.values,
  );
  return {
    orderIds: rows.slice(0, SELECTED_MAX).map((row) => row.order_id),
    isCut: rows.length > SELECTED_MAX,
  };
}

/** Orders that a search box finds: by number, external number, AWB, phone or buyer. */
export async function searchOrders(
  tx: Tx,
  caller: Caller,
  q: string,
  limit: number,
): Promise<{ orderId: string; orderNumber: string; detail: string }[]> {
  const { rows } = await listOrders(tx, caller, { search: q, limit, sort: 'newest' });
  return rows.map((row) => ({
    orderId: row.orderId,
    orderNumber: row.orderNumber,
    detail: [row.externalOrderNumber, row.buyerName, row.state].filter(Boolean).join(' · '),
  }));
}

/** What a node needs to carry out fulfilment orders: the OMS side of the contract. */
export interface FulfilmentInstruction {
  fulfilmentOrderId: string;
  orderId: string;
  orderNumber: string;
  externalOrderNumber: string;
  channelId: string;
  channelName: string;
  nodeId: string;
  shipByAt: Date;
  carrier: string | null;
  address: Address | null;
  buyerName: string | null;
  note: string | null;
  lines: { skuId: string; qty: number }[];
}

export async function instructionsFor(
  tx: Tx,
  fulfilmentOrderIds: readonly string[],
): Promise<FulfilmentInstruction[]> {
  const rows = await tx.query<{
    fulfilment_order_id: string;
    order_id: string;
    order_number: string;
    external_order_number: string;
    channel_id: string;
    channel_name: string;
    node_id: string;
    ship_by_at: Date;
    carrier: string | null;
    address: Address | null;
    buyer_name: string | null;
    note: string | null;
    lines: { skuId: string; qty: number }[];
  }>(
    `select f.fulfilment_order_id, f.order_id, o.order_number, o.external_order_number, o.channel_id,
            o.channel_name, f.node_id, o.ship_by_at, o.carrier, o.address, o.buyer_name, o.note,
            (select json_agg(json_build_object('skuId', s.sku_id::text, 'qty', s.qty) order by s.sku_id)
               from (select l.sku_id, sum(l.qty)::int as qty from orders.fulfilment_line l
                      where l.tenant_id = $1 and l.fulfilment_order_id = f.fulfilment_order_id
                      group by l.sku_id) s) as lines
       from orders.fulfilment_order f
       join orders.sales_order o on o.tenant_id = $1 and o.order_id = f.order_id
      where f.tenant_id = $1 and f.fulfilment_order_id = any($2) and f.state = 'released'
      order by f.fulfilment_order_id`,
    [tx.tenantId, fulfilmentOrderIds],
  );
  return rows.map((row) => ({
    fulfilmentOrderId: row.fulfilment_order_id,
    orderId: row.order_id,
    orderNumber: row.order_number,
    externalOrderNumber: row.external_order_number,
    channelId: row.channel_id,
    channelName: row.channel_name,
    nodeId: row.node_id,
    shipByAt: row.ship_by_at,
    carrier: row.carrier,
    address: row.address,
    buyerName: row.buyer_name,
    note: row.note,
    lines: row.lines,
  }));
}
