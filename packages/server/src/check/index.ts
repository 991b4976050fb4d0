/**
 * The books, checked: every invariant of the stock heart, the order desk, the floor and the shops over
 * all tenants, while the system works. Names each breach and what caused it where the ledger shows it.
 *
 * Promises: each check is one statement on one snapshot and is aggregated in the database, so its memory
 * is bounded; what is on its way as a job is no breach. Repairs derived numbers only, under the usual
 * locks, each with an entry on the SKU's timeline; never the ledger, a promise or an order.
 */
export {
  type Breach,
  type CheckReport,
  type CheckResult,
  checkInvariants,
} from './check-invariants.ts';
export { formatReport } from './format-report.ts';
