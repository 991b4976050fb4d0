import type { ChannelConnector, LostPushPage } from '../channel.ts';
import { type Outcome, success } from '../outcome.ts';
import * as account from './account.ts';
import { ShopeeClient, type ShopeeOptions } from './client.ts';
import * as listings from './listings.ts';
import * as orders from './orders.ts';
import { lostToChannelPush, verifyShopeePush } from './push.ts';
import * as shipping from './shipping.ts';
import { flagOf, idOf, WireLostPushes } from './wire.ts';

/** Guide "Push Mechanism": answer 2xx with an empty body within 3 s. */
const PUSH_ACK_MS = 3_000;

/** Shopee Open Platform v2. Limits, sources and what is not known for certain: README.md in this folder. */
export function createShopeeConnector(options: ShopeeOptions): ChannelConnector {
  const client = new ShopeeClient(options);
  const pushKeys = [...options.pushKeys];
  return {
    platform: 'shopee',
    limits: {
      orderDetailBatchMax: orders.ORDER_DETAIL_BATCH_MAX,
      stockBatchMax: listings.STOCK_BATCH_MAX,
      pushAckMs: PUSH_ACK_MS,
    },
    authoriseUrl: (request) => account.authoriseUrl(client, request),
    readAuthorisationReturn: (query) => account.readAuthorisationReturn(query),
    exchangeCode: (grant) => account.exchangeCode(client, grant),
    refreshTokens: (tokens) => account.refreshTokens(client, tokens),
    shopProfile: (session) => account.shopProfile(client, session),
    listOrderRefs: (session, window) => orders.listOrderRefs(client, session, window),
    getOrders: (session, numbers) => orders.getOrders(client, session, numbers),
    listListings: (session, cursor) => listings.listListings(client, session, cursor),
    pushStock: (session, rows) => listings.pushStock(client, session, rows),
    arrangeShipment: (session, parcel, preference) =>
      shipping.arrangeShipment(client, session, parcel, preference),
    trackingNumber: (session, parcel) => shipping.trackingNumber(client, session, parcel),
    requestLabel: (session, request) => shipping.requestLabel(client, session, request),
    labelState: (session, ticket) => shipping.labelState(client, session, ticket),
    downloadLabel: (session, ticket) => shipping.downloadLabel(client, session, ticket),
    cancelOrder: (session, request) => orders.cancelOrder(client, session, request),
    answerBuyerCancellation: (session, number, answer) =>
      orders.answerBuyerCancellation(client, session, number, answer),
    lostPushes: () => lostPushes(client),
    confirmLostPushes: (receipt) => confirmLostPushes(client, receipt),
    verifyPush: (request) => verifyShopeePush(pushKeys, request),
    close: () => client.close(),
  };
}

/** At most 100 a page, of the last 3 days. Signed as a public call (push.get_lost_push_message, 2026-11-23). */
async function lostPushes(client: ShopeeClient): Promise<Outcome<LostPushPage>> {
  const page = await client.read(
    { method: 'GET', path: 'push/get_lost_push_message', effect: 'read', session: null },
    WireLostPushes,
  );
  if (!page.ok) return page;
  const rows = page.value.push_message_list ?? [];
  return success({
    // A row we cannot read is let go: it is a hint, and polling finds what it hinted at.
    pushes: rows.flatMap((row) => lostToChannelPush(row) ?? []),
    receipt: rows.length === 0 ? null : idOf(page.value.last_message_id),
    hasMore: flagOf(page.value.has_next_page),
  });
}

async function confirmLostPushes(client: ShopeeClient, receipt: string): Promise<Outcome<null>> {
  const answered = await client.call({
    method: 'POST',
    path: 'push/confirm_consumed_lost_push_message',
    effect: 'repeatable',
    session: null,
    body: { last_message_id: account.wireId(receipt) },
  });
  return answered.ok ? success(null) : answered;
}
