/**
 * The warehouse (WMS): outbound orders, waves, tours, picks, cartons, parcels, manifests.
 *
 * Promises: an order is waved whole, with every unit claimed in a bin, or it keeps waiting; a tour has
 * one picker and a tote one order; goods move only by scans that fit (bin, item, tote, parcel), each
 * checked here again; what is in a tote or carton is known to the unit until it ships or is put back; a
 * label is printed only for a carton scanned clean; a cancelled order is stopped at its next scan, at
 * pick, pack or hand-over, and a manifest can't close over its parcel; a closed manifest is final.
 *
 * Every change goes through the tables of contract/states, every physical move through `stock`. It
 * knows fulfilment orders and no order lines: what promises a shipment consumes is asked of the wiring
 * (`consumptionsOf`). Emits `warehouse.wave_released`, `progressed`, `fell_short`, `bin_miscounted`,
 * `shipment_confirmed`; those of one order are handled in the order of their commits. Refusals name
 * what was expected, what came, and what to do. It never changes a promise and never corrects a
 * balance: a shortage is told, and others decide.
 *
 * Lock order: manifest, outbound orders by id, tours by id, then the doors of `stock`.
 */
export { acceptFulfilments, type OutboundInput } from './outbound/accept.ts';
export { cancelOutbound, withdrawFulfilments } from './outbound/cancel.ts';
export { keepCartonTypes } from './pack/carton-types.ts';
export { closeCarton } from './pack/close-carton.ts';
export { attachLabel, attachLabelError, attachShipment } from './pack/label.ts';
export { putBack } from './pack/put-back.ts';
export { listPackQueue, openPack } from './pack/read.ts';
export { restartPack, verifyItem } from './pack/verify.ts';
export { claimTour, handBackTour } from './pick/claim.ts';
export { confirmPick } from './pick/confirm.ts';
export { getTour, listTours } from './pick/read.ts';
export { reportShort } from './pick/short.ts';
export { bindTote } from './pick/tote.ts';
export { undoPick } from './pick/undo.ts';
export { warehouseRoutes } from './routes.ts';
export { closeManifest } from './ship/close.ts';
export { openManifest, scanOntoManifest } from './ship/manifest.ts';
export type { ConsumptionsOf } from './ship/promises.ts';
export { getManifest, listManifests } from './ship/read.ts';
export { shipSimple } from './ship/ship-simple.ts';
export { warehouseCrontab, warehouseJobs } from './wave/jobs.ts';
export { listWaves } from './wave/read.ts';
export { previewWave, releaseWave } from './wave/release.ts';
export {
  addWaveRule,
  changeWaveRule,
  dropWaveRule,
  listWaveRules,
  runDueWaveRules,
} from './wave/rules.ts';
