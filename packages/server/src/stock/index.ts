/**
 * The stock heart: the ledger of moves, its balances, and what may be promised.
 *
 * Promises: moves are appended, never changed, and for every location on hand = moves in − moves out
 * ≥ 0; reserved ≤ sellable (+ declared preorder) at every commit; a soft hold past its time counts for
 * nothing. All physical changes go through `postMoves` (arrays), all promises through `promise`
 * (arrays). Locks are taken in one order, written in lock.ts. Refuses `insufficient`,
 * `stock_below_zero`, `unknown_location`. Emits `stock.availability_changed`. Never decides which order
 * exists, never names a channel.
 */
export {
  type AllocationChange,
  changeAllocations,
  type FreeStock,
  lockFreeStock,
} from './allocate.ts';
export { atpByNode, openPromises } from './availability.ts';
export { type BrokenPromise, keepToTheLast } from './break.ts';
export { type Decision, type Place } from './decide.ts';
export { holdStock, sweepExpiredHolds } from './hold.ts';
export { lockStockOf } from './lock.ts';
export { bookMiscount } from './miscount.ts';
export { type Consumption, type MoveInput, postMoves, postMovesBreaking } from './move.ts';
export {
  type PromiseRequest,
  promise,
  releaseHolds,
  releasePromises,
  releaseReservations,
} from './promise.ts';
export { balancesOfSku, promisesOfSku, stockByLocation, stockOfSku } from './read.ts';
export { type Rehearsal, startRehearsal } from './rehearse.ts';
export { stockRoutes } from './routes.ts';
