/**
 * The ground that every domain stands on: database transactions of one tenant, jobs and events that
 * commit with their cause, timelines, HTTP service with problem answers, sealed secrets, live hints.
 *
 * Knows no trade word. Promises: a transaction sees one tenant; an event exists exactly when its
 * change does; a repeated Idempotency-Key has one effect; a refusal changes nothing.
 */
export { type Actor, systemActor } from './actor.ts';
export { type Clock, systemClock } from './clock.ts';
export { type Config, readConfig } from './config.ts';
export { takeNumbers } from './counter.ts';
export { decodeCursor, toPage } from './cursor.ts';
export {
  addJob,
  type Database,
  emit,
  LostRace,
  only,
  openDatabase,
  type TenantScope,
  type Topic,
  type Tx,
} from './database.ts';
export { readDocument, storeDocument } from './document.ts';
export {
  type Ask,
  type Authenticate,
  type Caller,
  installProblems,
  makeService,
  mayUseNode,
  type Service,
} from './http.ts';
export {
  forEveryTenant,
  type Job,
  type JobPayload,
  type JobPlan,
  type JobsByName,
  onEvent,
  scopeOf,
  startJobs,
} from './jobs.ts';
export { type Live, startLive } from './live.ts';
export { Refusal } from './refusal.ts';
export { deriveKey, makeSeal, type Seal } from './seal.ts';
export { type TenantFacts, tenantFacts } from './tenant.ts';
export { type Happening, record } from './timeline.ts';
