import {
  addJob,
  allTenantIds,
  type Database,
  type Job,
  type JobPayload,
  type JobsByName,
  scopeOf,
  systemActor,
} from '../platform/index.ts';
import { sweepExpiredHolds } from '../stock/index.ts';

const EVERY_MINUTE = 'stock.sweep_all_holds';
const OF_TENANT = 'stock.sweep_holds';
/** Holds in one transaction; what is left is swept a minute later. */
const HOLDS_MAX = 500;

/**
 * Soft holds past their time count for nothing at once; this only tidies up, so that shops are told of
 * stock that nobody else has asked for since.
 */
export function tidyHolds(database: Database): JobsByName {
  const sweepAll = async () => {
    for (const tenantId of await allTenantIds(database)) {
      await database.inTransaction({ tenantId, actor: systemActor }, (tx) =>
        addJob(tx, OF_TENANT, {}, { jobKey: OF_TENANT, attemptsMax: 1 }),
      );
    }
  };
  const sweepOne = async (payload: JobPayload) => {
    await database.inTransaction(scopeOf(payload), (tx) => sweepExpiredHolds(tx, HOLDS_MAX));
  };
  return { [EVERY_MINUTE]: sweepAll satisfies Job, [OF_TENANT]: sweepOne as Job };
}

export const tidyHoldsCrontab: readonly { task: string; match: string }[] = [
  { task: EVERY_MINUTE, match: '* * * * *' },
];
