import { checkInvariants, formatReport } from '@quayside/server';
import type { Command } from 'commander';
import { homeFrom } from './paths.ts';
import { startPostgres } from './postgres.ts';
import { findRunning } from './running.ts';

/** Verifies every invariant on a live database, names each breach and its cause, and mends what is derived. */
export function register(program: Command): void {
  program
    .command('check')
    .description('verify every invariant of the data; --repair mends derived numbers')
    .option('--repair', 'mend balances, allocations and availability from the ledger')
    .option('--json', 'one JSON line instead of the table')
    .action(async (options: { repair?: boolean; json?: boolean }) => {
      const home = homeFrom(process.env);
      const known = process.env.DATABASE_URL || findRunning(home)?.databaseUrl;
      const postgres = known ? undefined : await startPostgres({ home });
      try {
        const url = known ?? postgres?.url('quayside') ?? '';
        const report = await checkInvariants(url, { repair: options.repair ?? false });
        console.log(formatReport(report, { json: options.json ?? false }));
        const open = report.checks.filter((check) => check.breachCount > check.repairedCount);
        process.exitCode = open.length === 0 ? 0 : 1;
      } finally {
        await postgres?.stop();
      }
    });
}
