import {
  type ChannelOrder,
  type ChannelOrderBatch,
  type ChannelOrderLine,
  type Failure,
  failure,
  type Outcome,
  success,
} from '@quayside/connectors';
import type { TenantScope } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import * as channels from './queries/channel.ts';
import * as listings from './queries/listing.ts';
import { type Shops, saysExpired } from './session.ts';

/** What others may know of a shop. */
export interface ChannelFacts {
  channelId: string;
  clientId: string;
  platform: string;
  name: string;
  currency: string;
  region: string | null;
  externalShopId: string;
  buyerEmailPattern: string | null;
}

/** Which SKU a listing is, and how many of it one listed piece holds. */
export interface LineMapping {
  listingId: string;
  skuId: string;
  multiple: number;
}

/** What the platform says of some orders now. */
export interface ReadOrders {
  channel: ChannelFacts;
  /** When the platform was asked: nothing here is older than this. */
  readAt: Date;
  orders: ChannelOrder[];
  /** The line's SKU; null where the listing is unknown or not mapped: the order is held for it. */
  mappingOf(line: Pick<ChannelOrderLine, 'externalItemId' | 'externalModelId'>): LineMapping | null;
  /** Where the buyer can be written to: as the platform gives it, or by the shop's pattern; else null. */
  emailOf(order: Pick<ChannelOrder, 'buyer'>): string | null;
  /** Asked for, and the platform does not show them (yet). */
  missing: string[];
  unreadable: { externalOrderNumber: string | null; reason: string }[];
}

/** The shop cannot be asked now: thrown, so that the job is tried again. Names nothing secret. */
export class ChannelUnavailable extends Error {
  readonly failure: Failure;

  constructor(cause: Failure) {
    super(`${cause.code}: ${cause.message}`);
    this.name = 'ChannelUnavailable';
    this.failure = cause;
  }
}

/**
 * Reads orders from the platform, then, in a short transaction, which SKUs their lines are. Hand the
 * answer to `noteCaptured` in the transaction that captures them. Throws `ChannelUnavailable`.
 */
export async function readOrders(
  deps: ChannelsDeps,
  shops: Shops,
  scope: TenantScope,
  channelId: string,
  externalOrderNumbers: readonly string[],
): Promise<ReadOrders> {
  const readAt = deps.clock.now();
  const batch = await readAll(shops, scope, channelId, [...new Set(externalOrderNumbers)]);
  if (!batch.ok) throw new ChannelUnavailable(batch);
  const { orders, missing, unreadable } = batch.value;
  const lines = orders.flatMap((order) => order.lines);
  const { channel, mapping } = await deps.database.inTransaction(scope, async (tx) => ({
    channel: await channels.channelById(tx, channelId),
    mapping: await listings.mappingOfLines(tx, channelId, lines),
  }));
  if (channel === null) throw new Error(`there is no channel ${channelId}`);
  return {
    channel: toFacts(channel),
    readAt,
    orders,
    mappingOf: (line) => mapping.get(listings.listingKey(line)) ?? null,
    emailOf: (order) => emailOf(order, channel.buyer_email_pattern),
    missing,
    unreadable: unreadable.map(({ externalOrderNumber, reason }) => ({
      externalOrderNumber,
      reason,
    })),
  };
}

export function toFacts(channel: channels.ChannelRow): ChannelFacts {
  return {
    channelId: channel.channel_id,
    clientId: channel.client_id,
    platform: channel.platform,
    name: channel.name,
    currency: channel.currency,
    region: channel.region,
    externalShopId: channel.external_shop_id,
    buyerEmailPattern: channel.buyer_email_pattern,
  };
}

async function readAll(
  shops: Shops,
  scope: TenantScope,
  channelId: string,
  numbers: readonly string[],
): Promise<Outcome<ChannelOrderBatch>> {
  const all: ChannelOrderBatch = { orders: [], missing: [], unreadable: [] };
  let first = 0;
  while (first < numbers.length) {
    let taken = 0;
    const batch = await shops.call(
      scope,
      channelId,
      (connector, session) => {
        taken = connector.limits.orderDetailBatchMax;
        return connector.getOrders(session, numbers.slice(first, first + taken));
      },
      saysExpired,
    );
    if (!batch.ok) return batch;
    if (taken === 0) return failure('final', 'no_batch', 'The connector reads no orders');
    all.orders.push(...batch.value.orders);
    all.missing.push(...batch.value.missing);
    all.unreadable.push(...batch.value.unreadable);
    first += taken;
  }
  return success(all);
}

/** The platform's own relay address, in the shop's pattern; a name with blanks cannot be part of one. */
function emailOf(order: Pick<ChannelOrder, 'buyer'>, pattern: string | null): string | null {
  if (order.buyer.email !== null) return order.buyer.email;
  const { username } = order.buyer;
  if (pattern === null || username === null || !/^[\w.+-]+$/.test(username)) return null;
  return pattern.replace('{username}', username.toLowerCase());
}
