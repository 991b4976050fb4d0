// `npm test`: the fast house checks and all tests; each check counts as a test. The last line is
// "N passed, N failed", with ", N skipped" when there are any.
// `npm test -- packages/server/src/stock` runs only these tests, without the checks.
import { fastSteps, runSteps, table } from './house.ts';
import { runTests } from './vitest-run.ts';

const args = process.argv.slice(2);
const reports = args.length === 0 ? await runSteps(fastSteps) : [];
if (reports.length > 0) console.log(table(reports));

const tests = await runTests(args);
const passed = tests.passed + reports.filter(({ ok }) => ok).length;
const failed = tests.failed + reports.filter(({ ok }) => !ok).length;
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
console.log(`\n${passed} passed, ${failed} failed${skipped}`);
process.exitCode = failed === 0 ? 0 : 1;
