import {
  addJob,
  allTenantIds,
  type Database,
  type Job,
  type JobPayload,
  type JobsByName,
  scopeOf,
  systemActor,
} from '../../platform/index.ts';
import { runDueWaveRules } from './rules.ts';

const EVERY_MINUTE = 'warehouse.ask_wave_rules';
const OF_TENANT = 'warehouse.run_wave_rules';

/** Wave rules are asked every minute, each tenant in a job of its own: one's fault delays no other. */
export function warehouseJobs(database: Database): JobsByName {
  const askAll = async () => {
    for (const tenantId of await allTenantIds(database)) {
      await database.inTransaction({ tenantId, actor: systemActor }, (tx) =>
        // What fails is asked again a minute later, so it is not tried twice.
        addJob(tx, OF_TENANT, {}, { jobKey: OF_TENANT, attemptsMax: 1 }),
      );
    }
  };
  const runOne = async (payload: JobPayload) => {
    await database.inTransaction(scopeOf(payload), runDueWaveRules);
  };
  return { [EVERY_MINUTE]: askAll satisfies Job, [OF_TENANT]: runOne as Job };
}

export const warehouseCrontab: readonly { task: string; match: string }[] = [
  { task: EVERY_MINUTE, match: '* * * * *' },
];
