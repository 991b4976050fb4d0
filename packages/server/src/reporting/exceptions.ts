import type { orderRoutes, ReplyOf } from '@quayside/contract';
import { decodeCursor, type Tx, toPage } from '../platform/index.ts';

type ExceptionRow = ReplyOf<typeof orderRoutes.listExceptions>['rows'][number];

/** What needs a person, oldest first: open shortages, orders with an unmapped listing, dead channel tasks. */
export async function listExceptions(
  tx: Tx,
  query: { cursor?: string; limit?: number },
): Promise<{ rows: ExceptionRow[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  const after = decodeCursor(query.cursor, 2);
  const rows = await tx.query<{
    exception_id: string;
    kind: ExceptionRow['kind'];
    opened_at: Date;
    opened_key: string;
    order_id: string | null;
    order_number: string | null;
    sku_code: string | null;
    qty: number | null;
    what: string;
    channel_task_id: string | null;
  }>(
    `select x.*, x.opened_at::text as opened_key from (
       select 'shortage-' || s.shortage_id as exception_id, 'shortage' as kind, s.opened_at, s.order_id,
              o.order_number, k.sku_code, s.qty, s.cause as what, null::bigint as channel_task_id
         from orders.shortage s
         join orders.sales_order o on o.tenant_id = $1 and o.order_id = s.order_id
         join catalogue.sku k on k.tenant_id = $1 and k.sku_id = s.sku_id
        where s.tenant_id = $1 and s.resolved_at is null
       union all
       select 'unmapped-' || l.order_line_id, 'unmapped_sku', o.captured_at, o.order_id, o.order_number,
              l.seller_sku, l.qty, l.name, null
         from orders.sales_order o
         join orders.order_line l on l.tenant_id = $1 and l.order_id = o.order_id and l.sku_id is null
        where o.tenant_id = $1 and o.state = 'held' and 'unmapped_sku' = any(o.hold_kinds)
       union all
       select 'task-' || t.channel_task_id, 'channel_task', t.owed_since, t.order_id, t.order_number,
              null, null, t.kind || ': ' || coalesce(t.last_error, ''), t.channel_task_id
         from channels.channel_task t
        where t.tenant_id = $1 and t.state = 'dead') x
      where $2::timestamptz is null or (x.opened_at, x.exception_id) > ($2, $3)
      order by x.opened_at, x.exception_id limit $4`,
    [tx.tenantId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
  const page = toPage(rows, limit, (row) => [row.opened_key, row.exception_id]);
  return {
    rows: page.rows.map((row) => ({
      exceptionId: row.exception_id,
      kind: row.kind,
      openedAt: row.opened_at.toISOString(),
      orderId: row.order_id,
      orderNumber: row.order_number,
      skuCode: row.sku_code,
      qty: row.qty,
      what: row.what,
      channelTaskId: row.channel_task_id,
    })),
    nextCursor: page.nextCursor,
  };
}
