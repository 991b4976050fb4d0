/**
 * The life of a Shopee order. Source: Open Platform guide "Order management", Order Status Flow and
 * section 10 (read 2025-12 copy). RETRY_SHIP, TO_RETURN and INVOICE_PENDING are not played here.
 */
export type OrderStatus =
  | 'UNPAID'
  | 'READY_TO_SHIP'
  | 'PROCESSED'
  | 'SHIPPED'
  | 'TO_CONFIRM_RECEIVE'
  | 'COMPLETED'
  | 'IN_CANCEL'
  | 'CANCELLED';

export type OrderEvent =
  | 'pay'
  | 'arrange'
  | 'pick_up'
  | 'deliver'
  | 'complete'
  | 'buyer_cancel'
  | 'seller_cancel'
  | 'accept_cancel'
  | 'reject_cancel'
  | 'expire';

/** null means refused. A buyer may leave freely until the parcel is arranged; then the seller decides. */
export const orderLife: Record<OrderStatus, Record<OrderEvent, OrderStatus | null>> = {
  UNPAID: {
    pay: 'READY_TO_SHIP',
    arrange: null,
    pick_up: null,
    deliver: null,
    complete: null,
    buyer_cancel: 'CANCELLED',
    seller_cancel: 'CANCELLED',
    accept_cancel: null,
    reject_cancel: null,
    expire: 'CANCELLED',
  },
  READY_TO_SHIP: {
    pay: null,
    arrange: 'PROCESSED',
    pick_up: null,
    deliver: null,
    complete: null,
    buyer_cancel: 'CANCELLED',
    seller_cancel: 'CANCELLED',
    accept_cancel: null,
    reject_cancel: null,
    expire: null,
  },
  PROCESSED: {
    pay: null,
    arrange: null,
    pick_up: 'SHIPPED',
    deliver: null,
    complete: null,
    buyer_cancel: 'IN_CANCEL',
    seller_cancel: 'CANCELLED',
    accept_cancel: null,
    reject_cancel: null,
    expire: null,
  },
  SHIPPED: {
    pay: null,
    arrange: null,
    pick_up: null,
    deliver: 'TO_CONFIRM_RECEIVE',
    complete: null,
    buyer_cancel: null,
    seller_cancel: null,
    accept_cancel: null,
    reject_cancel: null,
    expire: null,
  },
  TO_CONFIRM_RECEIVE: {
    pay: null,
    arrange: null,
    pick_up: null,
    deliver: null,
    complete: 'COMPLETED',
    buyer_cancel: null,
    seller_cancel: null,
    accept_cancel: null,
    reject_cancel: null,
    expire: null,
  },
  COMPLETED: {
    pay: null,
    arrange: null,
    pick_up: null,
    deliver: null,
    complete: null,
    buyer_cancel: null,
    seller_cancel: null,
    accept_cancel: null,
    reject_cancel: null,
    expire: null,
  },
  IN_CANCEL: {
    pay: null,
    arrange: null,
    pick_up: null,
    deliver: null,
    complete: null,
    buyer_cancel: null,
    seller_cancel: null,
    accept_cancel: 'CANCELLED',
    reject_cancel: 'PROCESSED',
    expire: null,
  },
  CANCELLED: {
    pay: null,
    arrange: null,
    pick_up: null,
    deliver: null,
    complete: null,
    buyer_cancel: null,
    seller_cancel: null,
    accept_cancel: null,
    reject_cancel: null,
    expire: null,
  },
};

export const ORDER_STATUSES: readonly OrderStatus[] = [
  'UNPAID',
  'READY_TO_SHIP',
  'PROCESSED',
  'SHIPPED',
  'TO_CONFIRM_RECEIVE',
  'COMPLETED',
  'IN_CANCEL',
  'CANCELLED',
];

export function isOrderStatus(text: string): text is OrderStatus {
  return ORDER_STATUSES.some((status) => status === text);
}

export type LogisticsStatus =
  | 'LOGISTICS_NOT_START'
  | 'LOGISTICS_READY'
  | 'LOGISTICS_REQUEST_CREATED'
  | 'LOGISTICS_PICKUP_DONE'
  | 'LOGISTICS_DELIVERY_DONE'
  | 'LOGISTICS_INVALID'
  | 'LOGISTICS_REQUEST_CANCELED';
