import type { ChannelOrder } from '@quayside/connectors';
import { skusById } from '../catalogue/index.ts';
import type { Channels, ReadOrders } from '../channels/index.ts';
import {
  applyNews,
  type CaptureInput,
  type ChannelNews,
  instructionsFor,
  mapLines,
  releaseFulfilments,
} from '../orders/index.ts';
import {
  type Actor,
  type Database,
  type JobPayload,
  type JobsByName,
  onEvent,
  tenantFacts,
} from '../platform/index.ts';
import { acceptFulfilments } from '../warehouse/index.ts';
import { oweArrangement } from './ship-confirm.ts';

/**
 * Sell: a channel's order is read, captured, promised, released and accepted by its node.
 *
 *   channels.orders_changed       → read from the platform → orders.applyNews (capture, promise)
 *   channels.listing_mapped       → orders.mapLines (the hold goes, the order is promised)
 *   orders.promised               → orders.releaseFulfilments, where the tenant releases by itself
 *   orders.fulfilment_released    → warehouse.acceptFulfilments
 */
export function orderToWarehouse(database: Database, channels: Channels): JobsByName {
  return {
    'channels.orders_changed': (async (
      payload: JobPayload & { channelId: string; externalOrderNumbers: string[] },
    ) => {
      await importOrders(database, channels, payload);
    }) as never,

    ...onEvent(database, 'channels.listing_mapped', async (tx, { listingId }) => {
      const listing = await channels.listingFacts(tx, listingId);
      if (listing === null || listing.skuId === null) return;
      const { skuId } = listing;
      const sku = (await skusById(tx, [skuId])).get(skuId);
      await mapLines(tx, { ...listing, skuId, isKit: sku?.isKit ?? false });
    }),

    ...onEvent(database, 'orders.promised', async (tx, { orderIds }) => {
      const tenant = await tenantFacts(tx);
      if (tenant.isAutoRelease) await releaseFulfilments(tx, orderIds);
    }),

    ...onEvent(database, 'orders.fulfilment_released', async (tx, { fulfilmentOrderIds }) => {
      const instructions = await instructionsFor(tx, fulfilmentOrderIds);
      await acceptFulfilments(tx, instructions);
      // A simple node has no wave to wait for: its shipment is arranged at once.
      await oweArrangement(tx, channels, fulfilmentOrderIds, 'simple');
    }),
  };
}

async function importOrders(
  database: Database,
  channels: Channels,
  payload: JobPayload & { channelId: string; externalOrderNumbers: string[] },
): Promise<void> {
  const { tenantId, channelId } = payload;
  const asShop = { tenantId, actor: shopActor(channelId, 'channel') };
  const read = await channels.readOrders(asShop, channelId, payload.externalOrderNumbers);
  const scope = { tenantId, actor: shopActor(channelId, read.channel.name) };
  await database.inTransaction(scope, async (tx) => {
    const skuIds = read.orders.flatMap((o) =>
      o.lines.flatMap((line) => read.mappingOf(line)?.skuId ?? []),
    );
    const skus = await skusById(tx, skuIds);
    const isKit = (skuId: string) => skus.get(skuId)?.isKit ?? false;
    const ours = read.orders.filter((order) => order.isShippedBySeller);
    const reactions = await applyNews(
      tx,
      channelId,
      ours.map((order) => toNews(read, order, isKit)),
    );
    for (const reaction of reactions) {
      await channels.oweTask(tx, {
        channelId,
        kind: reaction.owe,
        orderId: reaction.orderId,
        orderNumber: reaction.orderNumber,
        externalOrderNumber: reaction.externalOrderNumber,
        facts: {},
      });
    }
    await channels.noteCaptured(tx, read);
  });
}

/** The author of what a shop itself brought about. */
function shopActor(channelId: string, name: string): Actor {
  return { kind: 'channel', id: channelId, name, device: null };
}

const phaseByState: Record<ChannelOrder['state'], ChannelNews['phase']> = {
  unpaid: 'unpaid',
  on_hold: 'unpaid',
  ready: 'ready',
  arranged: 'ready',
  shipped: 'shipped',
  delivered: 'delivered',
  completed: 'delivered',
  cancel_requested: 'cancel_requested',
  cancelled: 'cancelled',
  returning: 'unknown',
  unknown: 'unknown',
};

/** A channel's order in the order desk's words. Pure. */
export function toNews(
  read: ReadOrders,
  order: ChannelOrder,
  isKit: (skuId: string) => boolean,
): ChannelNews {
  const phase = phaseByState[order.state];
  const lines = order.lines
    .filter((line) => line.qty > line.cancelledQty)
    .map((line): CaptureInput['lines'][number] => {
      const mapping = read.mappingOf(line);
      return {
        skuId: mapping?.skuId ?? null,
        isKit: mapping === null ? false : isKit(mapping.skuId),
        externalLineId: line.externalLineId,
        externalItemId: line.externalItemId,
        externalModelId: line.externalModelId,
        sellerSku: line.sellerSku,
        name: line.name,
        qty: (line.qty - line.cancelledQty) * (mapping?.multiple ?? 1),
        unitPriceMinor: Math.round(line.unitPriceMinor / (mapping?.multiple ?? 1)),
        discountMinor: line.discountMinor,
      };
    });
  // An order whose every line was cancelled still has lines to show.
  const shown = lines.length > 0 ? lines : allLines(order);
  const reason = order.cancel?.reason ?? order.cancel?.externalBy ?? null;
  return {
    updatedAt: order.updatedAt,
    phase,
    cancelReason: reason,
    input: {
      channelId: read.channel.channelId,
      channelName: read.channel.name,
      externalOrderNumber: order.externalOrderNumber,
      externalState: order.externalState,
      externalUpdatedAt: order.updatedAt,
      placedAt: order.placedAt,
      paidAt: order.paidAt,
      shipByAt: order.shipBy,
      currency: order.currency,
      totalMinor: order.totals.totalMinor ?? order.totals.goodsMinor - order.totals.discountMinor,
      shippingMinor: order.totals.shippingMinor ?? 0,
      isCod: order.payment.isCod,
      buyerName: order.buyer.name ?? order.address?.name ?? order.buyer.username,
      buyerEmail: read.emailOf(order),
      buyerPhone: order.buyer.phone ?? order.address?.phone ?? null,
      address: toAddress(order),
      note: order.note,
      carrier: order.carrier,
      priority: 50,
      isShipComplete: true,
      acceptsBackorder: true,
      holds: holdsOf(phase, shown),
      usesHoldRef: null,
      cancelledBecause: phase === 'cancelled' ? (reason ?? 'cancelled at the channel') : null,
      lines: shown,
    },
  };
}

function allLines(order: ChannelOrder): CaptureInput['lines'][number][] {
  return order.lines.map((line) => ({
    skuId: null,
    isKit: false,
    externalLineId: line.externalLineId,
    externalItemId: line.externalItemId,
    externalModelId: line.externalModelId,
    sellerSku: line.sellerSku,
    name: line.name,
    qty: line.qty,
    unitPriceMinor: line.unitPriceMinor,
    discountMinor: line.discountMinor,
  }));
}

function holdsOf(
  phase: ChannelNews['phase'],
  lines: readonly { skuId: string | null; sellerSku: string | null; name: string }[],
): CaptureInput['holds'] {
  if (phase === 'cancelled') return [];
  const unmapped = lines.filter((line) => line.skuId === null);
  return [
    ...(phase === 'unpaid' ? [{ kind: 'payment' as const, note: null }] : []),
    ...(phase === 'unknown'
      ? [{ kind: 'manual' as const, note: 'unknown state at the channel' }]
      : []),
    ...(unmapped.length > 0
      ? [
          {
            kind: 'unmapped_sku' as const,
            note: unmapped
              .map((line) => line.sellerSku ?? line.name)
              .join(', ')
              .slice(0, 500),
          },
        ]
      : []),
  ];
}

function toAddress(order: ChannelOrder): CaptureInput['address'] {
  const { address } = order;
  if (address === null) return null;
  const parts = {
    name: address.name,
    phone: address.phone,
    line1: address.line1 ?? address.full,
    line2: address.line2,
    district: [address.town, address.district].filter(Boolean).join(', ') || null,
    city: address.city,
    state: address.state,
    postcode: address.postcode,
    country: address.country,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null));
}
