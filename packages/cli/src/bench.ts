import type { Command } from 'commander';
import { oversell } from './bench/oversell.ts';

/** What a bench answers: figures in units that their names say, ratios to the yardstick of the same run. */
export interface BenchResult {
  bench: string;
  figures: Record<string, number>;
  ratios: Record<string, number>;
  /** False where the bench is also a proof, and it failed. */
  isProven: boolean;
}

const benches: Record<string, (say: (line: string) => void) => Promise<BenchResult>> = { oversell };

/** Measures our code and the yardstick in the same run. Each bench starts what it needs, in a home of its own. */
export function register(program: Command): void {
  program
    .command('bench')
    .description(`measure: ${Object.keys(benches).join(', ')}`)
    .argument('<name>', 'which bench')
    .option('--json', 'one JSON line last')
    .action(async (name: string, options: { json?: boolean }) => {
      const bench = benches[name];
      if (bench === undefined) {
        console.error(
          `There is no bench "${name}"; there are: ${Object.keys(benches).join(', ')}.`,
        );
        process.exitCode = 2;
        return;
      }
      const result = await bench((line) => process.stderr.write(`${line}\n`));
      for (const [kind, values] of [
        ['figure', result.figures],
        ['ratio', result.ratios],
      ] as const) {
        for (const [key, value] of Object.entries(values)) {
          console.log(`  ${kind.padEnd(7)} ${key.padEnd(32)} ${value}`);
        }
      }
      console.log(result.isProven ? `${name}: proven.` : `${name}: NOT PROVEN.`);
      if (options.json) {
        const { bench: named, figures, ratios } = result;
        console.log(JSON.stringify({ bench: named, figures, ratios }));
      }
      process.exitCode = result.isProven ? 0 : 1;
    });
}
