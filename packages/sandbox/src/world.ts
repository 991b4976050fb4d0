import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { ResolvedOptions } from './options.ts';
import type { Database } from './state/database.ts';

/** What every part of the sandbox shares. */
export interface World {
  options: ResolvedOptions;
  clock: Clock;
  database: Database;
  faults: Faults;
  /** Called when a push was queued, so that it leaves at once. */
  wakePushes: () => void;
}
