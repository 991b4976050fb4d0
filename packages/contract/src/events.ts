/**
 * What happens between domains: `domain.thing_happened`. An event is written as a job in the
 * transaction of the change and handled at least once in packages/server/src/journeys; handlers are
 * idempotent. Ids come in arrays, because the batch is the unit and one is a batch of one.
 */
export interface QuaysideEvents {
  /** A push or poll says that these orders changed at the channel. */
  'channels.orders_changed': { channelId: string; externalOrderNumbers: string[] };
  /** Tracking number and carrier are known at the channel; the label may come later. */
  'channels.shipment_arranged': {
    channelId: string;
    orderId: string;
    carrier: string;
    trackingNumber: string;
  };
  /** The platform's own label was fetched and stored as a document. */
  'channels.label_fetched': { orderId: string; documentId: string; trackingNumber: string };
  /** A listing got its SKU: orders held for it can be promised. */
  'channels.listing_mapped': { listingId: string };
  /** These orders hold promises and stand free of holds: they may be released. */
  'orders.promised': { orderIds: string[] };
  /** These fulfilment orders are the nodes' to carry out now. */
  'orders.fulfilment_released': { fulfilmentOrderIds: string[] };
  /** Promises were taken back; nodes stop working on these fulfilment orders. */
  'orders.cancelled': { orderIds: string[]; reason: string; byChannel: boolean };
  /**
   * The stock could not keep these promises: nodes stop working on the fulfilment orders, whose goods are
   * put back. What the order still gets comes as a new fulfilment order. One that the node itself gave up
   * may be among them.
   */
  'orders.fulfilments_withdrawn': { fulfilmentOrderIds: string[] };
  /** The node began, finished, packed: the order's state follows. */
  'warehouse.progressed': {
    fulfilmentOrderIds: string[];
    event: 'start_pick' | 'finish_pick' | 'undo_pick' | 'pack';
  };
  /** A wave took these fulfilment orders: time to arrange their shipment with the channel. */
  'warehouse.wave_released': { waveId: string; fulfilmentOrderIds: string[] };
  /**
   * Units could not be found, nor in any other bin of the node: the node has stopped working on the
   * fulfilment order; the promise of `qty` must be made again elsewhere, or the order waits. The bin
   * was seen to hold `countedQty` of the SKU after the pick: what the ledger says beyond it is lost.
   */
  'warehouse.fell_short': {
    fulfilmentOrderId: string;
    lines: {
      skuId: string;
      qty: number;
      locationId: string;
      lotCode: string;
      countedQty: number;
    }[];
  };
  /**
   * A pick found less than the ledger says, and other bins cover it: no order falls short, but the
   * bin's balance is wrong. Exactly one of this and `warehouse.fell_short` comes per short report.
   */
  'warehouse.bin_miscounted': {
    nodeId: string;
    locationId: string;
    skuId: string;
    lotCode: string;
    countedQty: number;
  };
  /** Parcels left the building with the carrier. */
  'warehouse.shipment_confirmed': { fulfilmentOrderIds: string[] };
  /** What may be promised of these SKUs changed; of `roseSkuIds` there is more than before. */
  'stock.availability_changed': { skuIds: string[]; roseSkuIds: string[] };
}
export type EventName = keyof QuaysideEvents;
