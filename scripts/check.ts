// `npm run check`: everything CI runs on the code, cheapest first, tests last.
// `npm run check -- tidy types` runs only the steps named.
import { runSteps, steps, table } from './house.ts';
import { runTests } from './vitest-run.ts';

const known = [...steps.map(({ name }) => name), 'tests'];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown step ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(1);
}

const reports = await runSteps(asked.length > 0 ? asked : known);
if (asked.length === 0 || asked.includes('tests')) {
  const startedAtMs = performance.now();
  const { failed } = await runTests([]);
  const seconds = (performance.now() - startedAtMs) / 1000;
  reports.push({ name: 'tests', seconds, ok: failed === 0 });
}
console.log(`\n${table(reports)}`);
process.exitCode = reports.every(({ ok }) => ok) ? 0 : 1;
