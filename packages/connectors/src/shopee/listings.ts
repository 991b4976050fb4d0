/** Listings and the stock they offer. */
import type {
  ChannelListing,
  ListingPage,
  ShopSession,
  StockRow,
  StockRowOutcome,
} from '../channel.ts';
import { type Failure, failure, type Outcome, success } from '../outcome.ts';
import { wireId } from './account.ts';
import type { Envelope, ShopeeCall, ShopeeClient } from './client.ts';
import { itemToListing, modelToListing } from './map.ts';
import {
  flagOf,
  idOf,
  parse,
  textOf,
  WireItem,
  WireItemDetails,
  WireItemPage,
  WireModelList,
  WireStockAnswer,
} from './wire.ts';

/** get_item_list allows 100, but get_item_base_info takes 50 ids: one of each per page. */
const PAGE_SIZE = 50;
/** update_stock: one item a call, at most 50 models. */
const MODELS_PER_CALL_MAX = 50;
export const STOCK_BATCH_MAX = 1_000;
/** Everything a seller can still sell or switch on; both DELETE states are gone for good. */
const ITEM_STATUSES = ['NORMAL', 'UNLIST', 'REVIEWING', 'BANNED'] as const;

export async function listListings(
  client: ShopeeClient,
  session: ShopSession,
  cursor: string | null,
): Promise<Outcome<ListingPage>> {
  if (cursor !== null && !/^\d{1,9}$/.test(cursor)) {
    return failure('final', 'bad_cursor', 'The cursor is not one of a list of listings');
  }
  const page = await client.read(
    {
      method: 'GET',
      path: 'product/get_item_list',
      effect: 'read',
      session,
      query: [
        ['offset', cursor ?? '0'],
        ['page_size', String(PAGE_SIZE)],
        ...ITEM_STATUSES.map((status) => ['item_status', status] as const),
      ],
    },
    WireItemPage,
  );
  if (!page.ok) return page;
  const itemIds = (page.value.item ?? []).map((row) => String(row.item_id));
  const read = await readItems(client, session, itemIds);
  if (!read.ok) return read;
  const nextOffset = page.value.next_offset ?? Number(cursor ?? '0') + itemIds.length;
  const hasNext = flagOf(page.value.has_next_page) && nextOffset > Number(cursor ?? '0');
  return success({ ...read.value, nextCursor: hasNext ? String(nextOffset) : null });
}

type ReadItems = Omit<ListingPage, 'nextCursor'>;

async function readItems(
  client: ShopeeClient,
  session: ShopSession,
  itemIds: readonly string[],
): Promise<Outcome<ReadItems>> {
  const items: ReadItems = { listings: [], unreadable: [] };
  if (itemIds.length === 0) return success(items);
  const details = await client.read(
    {
      method: 'GET',
      path: 'product/get_item_base_info',
      effect: 'read',
      session,
      query: [['item_id_list', itemIds.join(',')]],
    },
    WireItemDetails,
  );
  if (!details.ok) return details;
  for (const raw of details.value.item_list ?? []) {
    const parsed = parse(WireItem, raw);
    if (!parsed.ok) {
      items.unreadable.push({ externalItemId: itemIdOf(raw), reason: parsed.reason, raw });
    } else if (flagOf(parsed.value.has_model)) {
      const failed = await readModels(client, session, parsed.value, items);
      if (failed !== null) return failed;
    } else {
      add(items, String(parsed.value.item_id), itemToListing(raw), raw);
    }
  }
  return success(items);
}

/** Adds the item's variations to `items`; answers the failure if they could not be read. */
async function readModels(
  client: ShopeeClient,
  session: ShopSession,
  item: WireItem,
  items: ReadItems,
): Promise<Failure | null> {
  const externalItemId = String(item.item_id);
  const models = await client.read(
    {
      method: 'GET',
      path: 'product/get_model_list',
      effect: 'read',
      session,
      query: [['item_id', externalItemId]],
    },
    WireModelList,
  );
  if (!models.ok) return models;
  for (const raw of models.value.model) {
    add(items, externalItemId, modelToListing(item, raw, models.value.tier_variation), raw);
  }
  return null;
}

function add(
  items: ReadItems,
  externalItemId: string,
  listing: { ok: true; value: ChannelListing } | { ok: false; reason: string },
  raw: unknown,
): void {
  if (listing.ok) items.listings.push(listing.value);
  else items.unreadable.push({ externalItemId, reason: listing.reason, raw });
}

function itemIdOf(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null || !('item_id' in raw)) return null;
  const { item_id } = raw;
  return typeof item_id === 'number' || typeof item_id === 'string' ? idOf(item_id) : null;
}

// ---------------------------------------------------------------- stock

export async function pushStock(
  client: ShopeeClient,
  session: ShopSession,
  rows: readonly StockRow[],
): Promise<StockRowOutcome[]> {
  if (rows.length > STOCK_BATCH_MAX) {
    throw new RangeError(`pushStock takes at most ${STOCK_BATCH_MAX} rows`);
  }
  const outcomeByRow = new Map<StockRow, Outcome<{ qty: number }>>();
  let stop: Failure | null = null;
  for (const call of toCalls(rows, outcomeByRow)) {
    const outcomes: Map<StockRow, Outcome<{ qty: number }>> | Failure =
      stop ?? (await updateStock(client, session, call));
    for (const row of call) {
      const outcome = 'kind' in outcomes ? outcomes : outcomes.get(row);
      outcomeByRow.set(row, outcome ?? notNamed());
    }
    // No use in knocking again with the same token or in the same second.
    if (
      'kind' in outcomes &&
      (outcomes.kind === 'auth_expired' || outcomes.kind === 'rate_limited')
    )
      stop = outcomes;
  }
  return rows.map((row) => ({ row, outcome: outcomeByRow.get(row) ?? notNamed() }));
}

/** Groups rows by item, at most 50 models each. Rows that cannot be sent get their outcome at once. */
function toCalls(
  rows: readonly StockRow[],
  outcomeByRow: Map<StockRow, Outcome<{ qty: number }>>,
): StockRow[][] {
  const lastByKey = new Map<string, StockRow>();
  for (const row of rows) {
    if (!Number.isSafeInteger(row.qty) || row.qty < 0) {
      const message = 'A stock number must be a whole number of 0 or more';
      outcomeByRow.set(row, failure('final', 'invalid_qty', message));
      continue;
    }
    const key = `${row.externalItemId}.${row.externalModelId ?? '0'}`;
    const earlier = lastByKey.get(key);
    if (earlier !== undefined) {
      const message = 'The same listing comes again further down; only the last number was sent';
      outcomeByRow.set(earlier, failure('final', 'superseded', message));
    }
    lastByKey.set(key, row);
  }
  const calls: StockRow[][] = [];
  const openByItem = new Map<string, StockRow[]>();
  for (const row of lastByKey.values()) {
    let call = openByItem.get(row.externalItemId);
    if (call === undefined || call.length >= MODELS_PER_CALL_MAX) {
      call = [];
      calls.push(call);
      openByItem.set(row.externalItemId, call);
    }
    call.push(row);
  }
  return calls;
}

async function updateStock(
  client: ShopeeClient,
  session: ShopSession,
  rows: readonly StockRow[],
): Promise<Map<StockRow, Outcome<{ qty: number }>> | Failure> {
  const locationId = session.shopContext?.locationId;
  const call: ShopeeCall = {
    method: 'POST',
    path: 'product/update_stock',
    // Absolute numbers, but a late repeat could undo a newer one: the caller decides.
    effect: 'once',
    session,
    body: {
      item_id: wireId(rows[0]?.externalItemId ?? ''),
      stock_list: rows.map((row) => ({
        model_id: wireId(row.externalModelId ?? '0'),
        seller_stock: [
          { ...(locationId === undefined ? {} : { location_id: locationId }), stock: row.qty },
        ],
      })),
    },
  };
  const answered = await client.callRaw(call, (envelope, answer) => {
    const named = outcomesByModel(client, call, envelope);
    if (named.size > 0) return success({ named, isOk: envelope.code === '' });
    if (envelope.code === '') return success({ named, isOk: true });
    return client.refuse(call, envelope, answer);
  });
  if (!answered.ok) return answered;
  const { named } = answered.value;
  return new Map(
    rows.map((row) => [row, named.get(row.externalModelId ?? '0')?.(row.qty) ?? notNamed()]),
  );
}

/** What the answer says per model, also when the envelope carries an error (all models refused). */
function outcomesByModel(
  client: ShopeeClient,
  call: ShopeeCall,
  envelope: Envelope,
): Map<string, (sentQty: number) => Outcome<{ qty: number }>> {
  const named = new Map<string, (sentQty: number) => Outcome<{ qty: number }>>();
  const parsed = parse(WireStockAnswer, envelope.response ?? {});
  if (!parsed.ok) return named;
  for (const row of parsed.value.success_list ?? []) {
    named.set(idOf(row.model_id) ?? '0', (sentQty) => success({ qty: row.stock ?? sentQty }));
  }
  for (const row of parsed.value.failure_list ?? []) {
    const reason = textOf(row.failed_reason) ?? 'no reason given';
    // The reason is a code, a sentence, or both as "code: sentence".
    const code = /^[a-z_.]{3,80}(?=$|:)/.exec(reason)?.[0] ?? 'stock_refused';
    named.set(idOf(row.model_id) ?? '0', () =>
      // Named as failed, so not carried out: a busy platform may be asked again.
      client.refuse({ ...call, effect: 'repeatable' }, { code, message: reason }, null),
    );
  }
  return named;
}

function notNamed(): Failure {
  return failure('unknown', 'row_not_answered', 'Shopee answered without naming this listing');
}
