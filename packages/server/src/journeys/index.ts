/**
 * The journeys: the only place where domains meet. Each file is one road, a list of `event → verb` that
 * can be read aloud; handlers are idempotent, because events come at least once.
 */
export { orderToWarehouse } from './order-to-warehouse.ts';
export { shipConfirm } from './ship-confirm.ts';
export { shipSimpleRoute } from './ship-simple.ts';
export { stockToChannels } from './stock-to-channels.ts';
export { tidyHolds, tidyHoldsCrontab } from './tidy-holds.ts';
export { undo } from './undo.ts';
