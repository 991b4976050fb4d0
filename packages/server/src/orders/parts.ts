import type { FulfilmentState } from '@quayside/contract';
import type { Tx } from '../platform/index.ts';

/** Units of a stocked SKU (a component, for a kit) in one place of an order line. */
export interface PartUnits {
  fulfilmentOrderId: string;
  orderId: string;
  nodeId: string;
  state: FulfilmentState;
  orderLineId: string;
  skuId: string;
  qty: number;
}

/** Lines of the orders' fulfilment orders that are under way: neither left nor given up. */
export async function partsUnderWay(tx: Tx, orderIds: readonly string[]): Promise<PartUnits[]> {
  const rows = await tx.query<{
    fulfilment_order_id: string;
    order_id: string;
    node_id: string;
    state: FulfilmentState;
    order_line_id: string;
    sku_id: string;
    qty: number;
  }>(
    `select f.fulfilment_order_id, f.order_id, f.node_id, f.state, l.order_line_id, l.sku_id, l.qty
       from orders.fulfilment_order f
       join orders.fulfilment_line l
         on l.tenant_id = $1 and l.fulfilment_order_id = f.fulfilment_order_id
      where f.tenant_id = $1 and f.order_id = any($2)
        and f.state in ('promised', 'released', 'picking', 'picked', 'packed')
      order by f.fulfilment_order_id, l.order_line_id, l.sku_id`,
    [tx.tenantId, orderIds],
  );
  return rows.map((row) => ({
    fulfilmentOrderId: row.fulfilment_order_id,
    orderId: row.order_id,
    nodeId: row.node_id,
    state: row.state,
    orderLineId: row.order_line_id,
    skuId: row.sku_id,
    qty: row.qty,
  }));
}

/** Units promised for a line at a node. */
export interface LineUnits {
  orderLineId: string;
  skuId: string;
  nodeId: string;
  qty: number;
}

const placeOf = (u: LineUnits) => `${u.orderLineId}/${u.skuId}/${u.nodeId}`;

/** Sums per (line, SKU, node). */
export function sumByPlace(units: readonly LineUnits[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const u of units) sums.set(placeOf(u), (sums.get(placeOf(u)) ?? 0) + u.qty);
  return sums;
}

/** Promises that no part under way covers: a held order has promises and no parts yet. Pure. */
export function uncovered<U extends LineUnits>(
  promises: readonly U[],
  parts: readonly LineUnits[],
): U[] {
  const covered = sumByPlace(parts);
  const merged = new Map<string, U>();
  for (const p of promises) {
    const before = merged.get(placeOf(p));
    merged.set(placeOf(p), before === undefined ? p : { ...before, qty: before.qty + p.qty });
  }
  return [...merged.values()]
    .map((u) => ({ ...u, qty: u.qty - (covered.get(placeOf(u)) ?? 0) }))
    .filter((u) => u.qty > 0);
}

/**
 * How many of a line's promised kits (or units) some of its stocked units make up: `some` of `all` is
 * as many of `promisedQty`. It reads the kit's composition from what was promised, so that a kit whose
 * recipe was changed since still ships what it was. Pure.
 */
export function shareOfLine(
  promisedQty: number,
  some: readonly LineUnits[],
  all: readonly LineUnits[],
): number {
  const sum = (units: readonly LineUnits[], skuId: string) =>
    units.reduce((total, u) => total + (u.skuId === skuId ? u.qty : 0), 0);
  const shares = [...new Set(some.map((u) => u.skuId))].map((skuId) =>
    Math.floor((sum(some, skuId) * promisedQty) / sum(all, skuId)),
  );
  return shares.length === 0 ? 0 : Math.min(promisedQty, ...shares);
}

/** How many of each line's units, or kits, some stocked units make up. `promised` is all that stands promised. */
export async function qtyByLine(
  tx: Tx,
  some: readonly LineUnits[],
  promised: readonly LineUnits[],
): Promise<{ orderLineId: string; qty: number }[]> {
  const ofLine = (units: readonly LineUnits[], id: string) =>
    units.filter((u) => u.orderLineId === id);
  const lines = await tx.query<{ order_line_id: string; is_kit: boolean; promised_qty: number }>(
    `select order_line_id, is_kit, promised_qty from orders.order_line
      where tenant_id = $1 and order_line_id = any($2)`,
    [tx.tenantId, [...new Set(some.map((u) => u.orderLineId))]],
  );
  return lines.map((line) => {
    const units = ofLine(some, line.order_line_id);
    const qty = line.is_kit
      ? shareOfLine(line.promised_qty, units, ofLine(promised, line.order_line_id))
      : units.reduce((sum, u) => sum + u.qty, 0);
    return { orderLineId: line.order_line_id, qty };
  });
}
