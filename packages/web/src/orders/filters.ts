import { holdKinds, type OrderFilters, orderStates } from '@quayside/contract';
import { flagOf, oneOf, textOf, wholeOf } from '../app/search.ts';

/**
 * The workbench's address. Filters are the URL: a copied address shows a colleague the same orders.
 * Short names, because people read and send them. `node` and `shop` are the top bar's scope.
 */
export type OrdersSearch = {
  state?: (typeof orderStates)[number] | undefined;
  node?: string | undefined;
  shop?: string | undefined;
  carrier?: string | undefined;
  hold?: (typeof holdKinds)[number] | undefined;
  search?: string | undefined;
  sku?: string | undefined;
  /** Minutes to ship-by at most; 0 shows the late ones. */
  within?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
  single?: boolean | undefined;
  sort?: 'newest' | undefined;
  /** The order that is open in the side panel. */
  open?: string | undefined;
};

function idOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && /^\d{1,19}$/.test(text) ? text : undefined;
}

function instantOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** Reads an address; anything that names no filter, or no value of one, is dropped. */
export function readOrdersSearch(search: Record<string, unknown>): OrdersSearch {
  return {
    state: oneOf(orderStates, search.state),
    node: idOf(search.node),
    shop: idOf(search.shop),
    carrier: textOf(search.carrier)?.slice(0, 60),
    hold: oneOf(holdKinds, search.hold),
    search: textOf(search.search)?.slice(0, 100),
    sku: textOf(search.sku)?.slice(0, 64),
    within: wholeOf(search.within),
    from: instantOf(search.from),
    to: instantOf(search.to),
    single: flagOf(search.single),
    sort: oneOf(['newest'], search.sort),
    open: idOf(search.open),
  };
}

/** Leaves out what is not set, for an exact body. */
function only<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  const kept: Partial<T> = {};
  for (const key in values) {
    const value = values[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept as T;
}

/** The filters as the API names them. */
export function filtersOf(search: OrdersSearch): OrderFilters {
  return only<OrderFilters>({
    state: search.state,
    channelId: search.shop,
    nodeId: search.node,
    carrier: search.carrier,
    hold: search.hold,
    search: search.search,
    skuCode: search.sku,
    shipByWithinMin: search.within,
    placedFrom: search.from,
    placedTo: search.to,
    singleUnit: search.single,
  });
}

/** A saved view as an address: the way back of `filtersOf`. */
export function searchOf(filters: OrderFilters): OrdersSearch {
  return {
    state: filters.state,
    shop: filters.channelId,
    node: filters.nodeId,
    carrier: filters.carrier,
    hold: filters.hold,
    search: filters.search,
    sku: filters.skuCode,
    within: filters.shipByWithinMin,
    from: filters.placedFrom,
    to: filters.placedTo,
    single: filters.singleUnit === true ? true : undefined,
  };
}

/** The filters that show as chips: all but the tab and the top bar's scope. */
export const chipNames = [
  'search',
  'sku',
  'carrier',
  'hold',
  'within',
  'from',
  'to',
  'single',
] as const;
export type ChipName = (typeof chipNames)[number];

/** Which chips an address shows. */
export function chipsOf(search: OrdersSearch): ChipName[] {
  return chipNames.filter((name) => search[name] !== undefined);
}

/** The address without its chips: the same tab, scope and order. */
export function withoutChips(search: OrdersSearch): OrdersSearch {
  const { state, node, shop, sort } = search;
  return { state, node, shop, sort };
}

/** Two addresses that ask for the same orders; the open panel and the sort do not count. */
export function sameFilters(one: OrdersSearch, other: OrdersSearch): boolean {
  return JSON.stringify(filtersOf(one)) === JSON.stringify(filtersOf(other));
}
