import type { World } from '../stock/testkit.ts';

/**
 * An auditor that trusts nothing: reads every row of the company and works the truth out again in
 * memory, by itself and not with the statements of `checkInvariants`. Answers what is wrong, in words.
 */
export async function audit(world: World): Promise<string[]> {
  const books = await readBooks(world);
  return [
    ...ledgerWrong(books),
    ...availabilityWrong(books),
    ...reservationsWrong(books),
    ...linesWrong(books),
  ];
}

interface Books {
  moves: Row<
    | 'sku_id'
    | 'lot_code'
    | 'lpn'
    | 'from_location_id'
    | 'from_status'
    | 'to_location_id'
    | 'to_status',
    'qty'
  >[];
  balances: Row<
    'sku_id' | 'lot_code' | 'lpn' | 'location_id' | 'status',
    'on_hand_qty' | 'allocated_qty'
  >[];
  locations: Map<string, { node_id: string | null; is_sellable: boolean }>;
  availability: Row<'sku_id' | 'node_id', 'sellable_qty' | 'reserved_qty' | 'preorder_qty'>[];
  reservations: (Row<'sku_id' | 'node_id' | 'state', 'qty'> & {
    order_id: string | null;
    order_line_id: string | null;
    hold_ref: string | null;
  })[];
  lines: (Row<
    'order_line_id' | 'order_id' | 'state',
    'qty' | 'promised_qty' | 'shipped_qty' | 'cancelled_qty'
  > & {
    sku_id: string | null;
    is_held: boolean;
  })[];
  parts: Row<'order_line_id' | 'order_id' | 'sku_id' | 'node_id' | 'state', 'qty'>[];
  kits: Map<string, { sku_id: string; qty: number }[]>;
}
type Row<Text extends string, Numeric extends string> = Record<Text, string> &
  Record<Numeric, number>;

async function readBooks(world: World): Promise<Books> {
  const read = <R extends object>(text: string) => world.rows<R>(text, [world.tenantId]);
  const kits = await read<{ kit_sku_id: string; sku_id: string; qty: number }>(
    'select kit_sku_id, component_sku_id as sku_id, qty from catalogue.kit_component where tenant_id = $1',
  );
  const locations = await read<{
    location_id: string;
    node_id: string | null;
    is_sellable: boolean;
  }>('select location_id, node_id, is_sellable from catalogue.location where tenant_id = $1');
  return {
    moves: await read('select * from stock.move where tenant_id = $1'),
    balances: await read('select * from stock.balance where tenant_id = $1'),
    locations: new Map(locations.map((l) => [l.location_id, l])),
    availability: await read('select * from stock.availability where tenant_id = $1'),
    reservations: await read('select * from stock.reservation where tenant_id = $1'),
    lines: await read(
      `select l.*, o.state, cardinality(o.hold_kinds) > 0 as is_held
         from orders.order_line l join orders.sales_order o using (tenant_id, order_id)
        where tenant_id = $1`,
    ),
    parts: await read(
      `select l.order_line_id, f.order_id, l.sku_id, f.node_id, f.state, l.qty
         from orders.fulfilment_line l join orders.fulfilment_order f using (tenant_id, fulfilment_order_id)
        where tenant_id = $1`,
    ),
    kits: Map.groupBy(kits, (k) => k.kit_sku_id),
  };
}

class Sums {
  readonly byKey = new Map<string, number>();

  add(key: string, qty: number): void {
    this.byKey.set(key, (this.byKey.get(key) ?? 0) + qty);
  }

  /** Where two sums differ: `what key: expected, found`. */
  differencesTo(found: Sums, what: string): string[] {
    const keys = new Set([...this.byKey.keys(), ...found.byKey.keys()]);
    return [...keys]
      .map((key) => ({ key, is: found.byKey.get(key) ?? 0, mustBe: this.byKey.get(key) ?? 0 }))
      .filter(({ is, mustBe }) => is !== mustBe)
      .map(({ key, is, mustBe }) => `${what} ${key}: ${mustBe} expected, ${is} found`);
  }
}

function ledgerWrong({ moves, balances, locations }: Books): string[] {
  const ledger = new Sums();
  const isReal = (locationId: string) => locations.get(locationId)?.node_id !== null;
  for (const m of moves) {
    const goods = `${m.sku_id}/${m.lot_code}/${m.lpn}`;
    if (isReal(m.from_location_id)) {
      ledger.add(`${goods}@${m.from_location_id}/${m.from_status}`, -m.qty);
    }
    if (isReal(m.to_location_id)) ledger.add(`${goods}@${m.to_location_id}/${m.to_status}`, m.qty);
  }
  const held = new Sums();
  for (const b of balances) {
    held.add(`${b.sku_id}/${b.lot_code}/${b.lpn}@${b.location_id}/${b.status}`, b.on_hand_qty);
  }
  const impossible = balances
    .filter((b) => b.on_hand_qty < 0 || b.allocated_qty < 0 || b.allocated_qty > b.on_hand_qty)
    .map(
      (b) => `balance of ${b.sku_id} at ${b.location_id}: ${b.allocated_qty} of ${b.on_hand_qty}`,
    );
  return [...ledger.differencesTo(held, 'on hand'), ...impossible];
}

function availabilityWrong({ balances, locations, availability, reservations }: Books): string[] {
  const sellable = new Sums();
  for (const b of balances) {
    const location = locations.get(b.location_id);
    if (location?.is_sellable === true && b.status === 'available') {
      sellable.add(`${b.sku_id}/${location.node_id}`, b.on_hand_qty);
    }
  }
  const reserved = new Sums();
  for (const r of reservations) {
    if (r.state === 'held') reserved.add(`${r.sku_id}/${r.node_id}`, r.qty);
  }
  const foundSellable = new Sums();
  const foundReserved = new Sums();
  for (const a of availability) {
    foundSellable.add(`${a.sku_id}/${a.node_id}`, a.sellable_qty);
    foundReserved.add(`${a.sku_id}/${a.node_id}`, a.reserved_qty);
  }
  const oversold = availability
    .filter((a) => a.reserved_qty > a.sellable_qty + a.preorder_qty)
    .map((a) => `oversold: ${a.sku_id}/${a.node_id}`);
  return [
    ...sellable.differencesTo(foundSellable, 'sellable'),
    ...reserved.differencesTo(foundReserved, 'reserved'),
    ...oversold,
  ];
}

const CLOSED = ['shipped', 'delivered', 'cancelled'];
const UNDER_WAY = ['promised', 'released', 'picking', 'picked', 'packed'];

/** Promises = held reservations, kits by their components; parts = reservations, place by place. */
function reservationsWrong({ reservations, lines, parts, kits }: Books): string[] {
  const held = reservations.filter((r) => r.state === 'held');
  const lineById = new Map(lines.map((l) => [l.order_line_id, l]));
  const orphans = held
    .filter((r) => r.hold_ref === null)
    .filter((r) => CLOSED.includes(lineById.get(r.order_line_id ?? '')?.state ?? 'cancelled'))
    .map((r) => `a held reservation of no open order: line ${r.order_line_id}`);
  const promised = new Sums();
  for (const line of lines) {
    if (line.sku_id === null) continue;
    for (const part of kits.get(line.sku_id) ?? [{ sku_id: line.sku_id, qty: 1 }]) {
      promised.add(`${line.order_line_id}/${part.sku_id}`, line.promised_qty * part.qty);
    }
  }
  const kept = new Sums();
  const keptByNode = new Sums();
  for (const r of held) {
    if (r.hold_ref !== null) continue;
    kept.add(`${r.order_line_id}/${r.sku_id}`, r.qty);
    if (lineById.get(r.order_line_id ?? '')?.is_held === true) continue;
    keptByNode.add(`${r.order_line_id}/${r.sku_id}@${r.node_id}`, r.qty);
  }
  const told = new Sums();
  for (const p of parts) {
    if (!UNDER_WAY.includes(p.state)) continue;
    if (lineById.get(p.order_line_id)?.is_held === true) continue;
    told.add(`${p.order_line_id}/${p.sku_id}@${p.node_id}`, p.qty);
  }
  return [
    ...orphans,
    ...promised.differencesTo(kept, 'promised line'),
    ...told.differencesTo(keptByNode, 'fulfilment line'),
  ];
}

function linesWrong({ lines }: Books): string[] {
  return lines
    .filter((l) => {
      const rest = l.qty - l.promised_qty - l.shipped_qty - l.cancelled_qty;
      if (rest < 0 || l.promised_qty < 0 || l.shipped_qty < 0 || l.cancelled_qty < 0) return true;
      return CLOSED.includes(l.state) && (rest > 0 || l.promised_qty > 0);
    })
    .map((l) => `line ${l.order_line_id} of a ${l.state} order does not add up`);
}
