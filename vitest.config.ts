import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/**
 * Tiers: a test file that asks for a database belongs to `database`, the journeys in the browser to
 * `browser`, every other one to `unit`, which needs nothing but the file itself.
 */
const testFiles = globSync('{packages,scripts,bench,db}/**/*.test.{ts,tsx}', {
  cwd: import.meta.dirname,
  exclude: (path) => path.includes('node_modules'),
});
const browser = testFiles.filter((path) => path.startsWith('packages/cli/e2e/'));
const others = testFiles.filter((path) => !browser.includes(path));
const database = others.filter((path) => readFileSync(path, 'utf8').includes('freshDatabase('));
const unit = others.filter((path) => !database.includes(path));

/** An empty list would mean "the usual files" to vitest. */
const none = ['no-such-file'];
const orNone = (files: string[]) => (files.length > 0 ? files : none);

export default defineConfig({
  test: {
    pool: 'forks',
    // Two cores are the smallest machine we promise for; tests of one file share its database.
    maxWorkers: 2,
    passWithNoTests: true,
    dangerouslyIgnoreUnhandledErrors: false,
    restoreMocks: true,
    projects: [
      { extends: true, test: { name: 'unit', include: orNone(unit), testTimeout: 20_000 } },
      {
        extends: true,
        test: {
          name: 'database',
          include: orNone(database),
          globalSetup: ['scripts/vitest-postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: orNone(browser),
          testTimeout: 400_000,
          hookTimeout: 400_000,
          // One journey at a time: each starts a whole Quayside and a Chromium.
          fileParallelism: false,
        },
      },
    ],
  },
});
