import type { OrderStatus } from '../marketplaces/shopee/life-cycle.ts';
import type { Placement } from '../marketplaces/shopee/place-order.ts';
import type { Invoice } from '../options.ts';
import type { World } from '../world.ts';

/** What became of one real basket. */
export interface InvoiceOutcome {
  invoiceNumber: string;
  orderSn: string | null;
  outcome: 'ordered' | 'partly_sold_out' | 'sold_out';
  isCancelled: boolean;
  /** '' not asked for, or: planned, cancelled, asked (seller decides), refused. */
  cancellation: string;
  paidLate: boolean;
  orderedQty: number;
  soldOutLines: number;
  soldOutQty: number;
  soldOut: unknown;
}

export function recordOutcome(
  world: World,
  invoice: Invoice,
  placement: Placement,
  paidLate: boolean,
): void {
  const outcome = !placement.isPlaced
    ? 'sold_out'
    : placement.soldOut.length > 0
      ? 'partly_sold_out'
      : 'ordered';
  world.database.run(
    `insert into invoice_outcome (invoice_number, order_sn, outcome, is_cancelled, cancellation,
       paid_late, ordered_qty, sold_out_lines, sold_out_qty, sold_out)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    invoice.invoiceNumber,
    placement.isPlaced ? placement.orderSn : null,
    outcome,
    invoice.isCancelled ? 1 : 0,
    invoice.isCancelled && placement.isPlaced ? 'planned' : '',
    paidLate ? 1 : 0,
    placement.isPlaced ? placement.orderedQty : 0,
    placement.soldOut.length,
    placement.soldOut.reduce((sum, line) => sum + line.qty, 0),
    JSON.stringify(placement.soldOut),
  );
}

/** The buyer pressed cancel: it went through, the seller must answer, or it was too late. */
export function noteCancellation(world: World, orderSn: string, moved: OrderStatus | null): void {
  const result = moved === 'CANCELLED' ? 'cancelled' : moved === 'IN_CANCEL' ? 'asked' : 'refused';
  world.database.run(
    'update invoice_outcome set cancellation = ? where order_sn = ?',
    result,
    orderSn,
  );
}

interface OutcomeRow {
  seq: number;
  invoice_number: string;
  order_sn: string | null;
  outcome: InvoiceOutcome['outcome'];
  is_cancelled: number;
  cancellation: string;
  paid_late: number;
  ordered_qty: number;
  sold_out_lines: number;
  sold_out_qty: number;
  sold_out: string;
}

/** Outcomes in the order the baskets were read, from after `after` on. */
export function listOutcomes(
  world: World,
  after: number,
  limit: number,
): { outcomes: InvoiceOutcome[]; next: number | null } {
  const found = world.database.rows<OutcomeRow>(
    'select * from invoice_outcome where seq > ? order by seq limit ?',
    after,
    limit + 1,
  );
  const page = found.slice(0, limit);
  return {
    outcomes: page.map((row) => ({
      invoiceNumber: row.invoice_number,
      orderSn: row.order_sn,
      outcome: row.outcome,
      isCancelled: row.is_cancelled === 1,
      cancellation: row.cancellation,
      paidLate: row.paid_late === 1,
      orderedQty: row.ordered_qty,
      soldOutLines: row.sold_out_lines,
      soldOutQty: row.sold_out_qty,
      soldOut: JSON.parse(row.sold_out),
    })),
    next: found.length > limit ? (page.at(-1)?.seq ?? null) : null,
  };
}

export interface ShopperTotals {
  invoicesRead: number;
  ordersPlaced: number;
  invoicesSoldOut: number;
  linesSoldOut: number;
  unitsSoldOut: number;
  unitsOrdered: number;
  /** Orders that went through UNPAID for a while. */
  ordersPaidLate: number;
  cancelsPlanned: number;
  cancelsDone: number;
  cancelsAsked: number;
  cancelsRefused: number;
}

export function shopperTotals(world: World): ShopperTotals {
  const totals = world.database.row<ShopperTotals>(
    `select count(*) as invoicesRead, count(order_sn) as ordersPlaced,
       coalesce(sum(outcome = 'sold_out'), 0) as invoicesSoldOut,
       coalesce(sum(sold_out_lines), 0) as linesSoldOut,
       coalesce(sum(sold_out_qty), 0) as unitsSoldOut,
       coalesce(sum(ordered_qty), 0) as unitsOrdered, coalesce(sum(paid_late), 0) as ordersPaidLate,
       coalesce(sum(cancellation = 'planned'), 0) as cancelsPlanned,
       coalesce(sum(cancellation = 'cancelled'), 0) as cancelsDone,
       coalesce(sum(cancellation = 'asked'), 0) as cancelsAsked,
       coalesce(sum(cancellation = 'refused'), 0) as cancelsRefused
       from invoice_outcome`,
  );
  if (totals === undefined) throw new Error('Totals of an empty table are still a row.');
  return { ...totals };
}
