import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provideChromium } from './chromium.ts';
import { commandOf, root, runNode } from './steps.ts';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Runs the tests (or those named in `args`), showing vitest's own lines; returns the numbers. */
export async function runTests(args: readonly string[]): Promise<Tally> {
  const chromium = provideChromium();
  if (chromium === undefined)
    console.log('Browser tests skipped: no Chromium (set CHROMIUM_PATH).');
  const tiers = ['unit', 'database', ...(chromium === undefined ? [] : ['browser'])];
  const reportPath = join(root, '.cache', `vitest-${process.pid}.json`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  const { code } = await runNode(
    commandOf('vitest'),
    [
      'run',
      ...tiers.map((tier) => `--project=${tier}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
      ...args,
    ],
    { isShown: true, env: chromium === undefined ? {} : { CHROMIUM_PATH: chromium } },
  );
  try {
    return tally(JSON.parse(readFileSync(reportPath, 'utf8')), code);
  } catch (error) {
    console.error(`vitest left no report: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(reportPath, { force: true });
  }
}

/**
 * Adds up a report. A file that cannot be loaded has no tests to fail, and an unhandled rejection
 * belongs to none: each still counts as a failure, so that no number looks better than the run.
 */
export function tally(report: Report, exitCode: number): Tally {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests,
  };
}
