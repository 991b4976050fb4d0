import type { orderRoutes, ReplyOf } from '@quayside/contract';
import { skusMatching } from '../catalogue/index.ts';
import { searchOrders } from '../orders/index.ts';
import type { Caller, Tx } from '../platform/index.ts';

type Hit = ReplyOf<typeof orderRoutes.search>['hits'][number];

/** One box for any code: what a person may see of it, at most a screenful. */
export async function search(tx: Tx, caller: Caller, typed: string): Promise<Hit[]> {
  const q = typed.trim();
  if (q.length < 2) return [];
  const hits: Hit[] = [];
  if (caller.permissions.has('orders.read')) {
    for (const order of await searchOrders(tx, caller, q, 8)) {
      hits.push({
        kind: 'order',
        id: order.orderId,
        title: order.orderNumber,
        detail: order.detail,
      });
    }
  }
  if (caller.permissions.has('warehouse.read')) hits.push(...(await parcels(tx, caller, q)));
  if (caller.permissions.has('catalogue.read')) {
    for (const sku of await skusMatching(tx, q, 8)) {
      hits.push({ kind: 'sku', id: sku.skuId, title: sku.skuCode, detail: sku.name });
    }
    hits.push(...(await locations(tx, caller, q)));
  }
  return hits;
}

async function parcels(tx: Tx, caller: Caller, q: string): Promise<Hit[]> {
  const rows = await tx.query<{
    order_id: string;
    sscc: string;
    order_number: string;
    state: string;
  }>(
    `select o.order_id, p.sscc, o.order_number, p.state
       from warehouse.parcel p
       join warehouse.outbound_order o
         on o.tenant_id = $1 and o.outbound_order_id = p.outbound_order_id
      where p.tenant_id = $1 and (p.sscc = $2 or p.tracking_number = $2)
        and ($3::bigint[] is null or o.node_id = any($3))
      order by p.parcel_id desc limit 5`,
    [tx.tenantId, q.replace(/^\(?00\)?(?=\d{18}$)/, ''), nodesOf(caller)],
  );
  return rows.map((row) => ({
    kind: 'parcel',
    id: row.order_id,
    title: row.sscc,
    detail: `${row.order_number} · ${row.state}`,
  }));
}

async function locations(tx: Tx, caller: Caller, q: string): Promise<Hit[]> {
  const rows = await tx.query<{
    location_id: string;
    location_code: string;
    type: string;
    node_code: string;
  }>(
    `select l.location_id, l.location_code, l.type, n.node_code
       from catalogue.location l
       join catalogue.node n on n.tenant_id = $1 and n.node_id = l.node_id
      where l.tenant_id = $1 and l.type <> 'carton' and (l.location_code = upper($2) or l.barcode = $2)
        and ($3::bigint[] is null or l.node_id = any($3))
      order by l.location_code limit 5`,
    [tx.tenantId, q, nodesOf(caller)],
  );
  return rows.map((row) => ({
    kind: 'location',
    id: row.location_id,
    title: row.location_code,
    detail: `${row.node_code} · ${row.type}`,
  }));
}

const nodesOf = (caller: Caller) => (caller.nodeIds === null ? null : [...caller.nodeIds]);
