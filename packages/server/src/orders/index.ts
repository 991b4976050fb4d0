/**
 * The order desk (OMS): capture once, hold, promise, source, release to nodes, follow, cancel.
 *
 * Promises: the same (channel, external number) is one order whatever arrives twice; every unit of a
 * line is exactly one of promised, shipped, cancelled or backordered; a promise that stock could not
 * keep is a visible shortage; states follow the table in contract/states/order.ts. Capture and
 * promise share one transaction. Refuses `unknown_sku`, `insufficient`, `state_refused`. Emits
 * `orders.promised`, `orders.fulfilment_released`, `orders.fulfilments_withdrawn`, `orders.cancelled`.
 * Never knows bins or platforms.
 */
export { type CancelOutcome, cancelOrders } from './cancel.ts';
export { type CaptureInput, type CaptureLine, capture, type HoldKind } from './capture.ts';
export { followFulfilments, recordShipment, releaseFulfilments } from './follow.ts';
export {
  applyNews,
  type ChannelNews,
  type ChannelOrderRef,
  type ChannelReaction,
  channelOrdersOf,
  consumptionsOf,
  mapLines,
  noteShipment,
  openFulfilmentsOf,
  ordersForMail,
} from './from-channel.ts';
export { fallShort, promiseAgain, unkeptPromises } from './repromise.ts';
export { bulk, orderRoutes, whyNot } from './routes.ts';
export { waitingFor } from './waiting.ts';
export {
  type FulfilmentInstruction,
  instructionsFor,
  orderRowColumns,
  searchOrders,
  toOrderRow,
} from './workbench.ts';
