import { type Database, forEveryTenant, type JobsByName } from '../../platform/index.ts';
import { runDueWaveRules } from './rules.ts';

const EVERY_MINUTE = 'warehouse.ask_wave_rules';

/** Wave rules are asked every minute. */
export function warehouseJobs(database: Database): JobsByName {
  return forEveryTenant(
    database,
    { all: EVERY_MINUTE, ofTenant: 'warehouse.run_wave_rules' },
    runDueWaveRules,
  );
}

export const warehouseCrontab: readonly { task: string; match: string }[] = [
  { task: EVERY_MINUTE, match: '* * * * *' },
];
