import { type Database, forEveryTenant, type JobsByName } from '../platform/index.ts';
import { sweepExpiredHolds } from '../stock/index.ts';

const EVERY_MINUTE = 'stock.sweep_all_holds';
/** Holds in one transaction; what is left is swept a minute later. */
const HOLDS_MAX = 500;

/**
 * Soft holds past their time count for nothing at once; this only tidies up, so that shops are told of
 * stock that nobody else has asked for since.
 */
export function tidyHolds(database: Database): JobsByName {
  return forEveryTenant(database, { all: EVERY_MINUTE, ofTenant: 'stock.sweep_holds' }, (tx) =>
    sweepExpiredHolds(tx, HOLDS_MAX),
  );
}

export const tidyHoldsCrontab: readonly { task: string; match: string }[] = [
  { task: EVERY_MINUTE, match: '* * * * *' },
];
