import type { Breach, CheckReport, CheckResult } from './check-invariants.ts';

/** The report for people, or as one line of JSON. */
export function formatReport(report: CheckReport, options: { json?: boolean } = {}): string {
  if (options.json === true) return JSON.stringify(report);
  const breachCount = report.checks.reduce((sum, check) => sum + check.breachCount, 0);
  const repairedCount = report.checks.reduce((sum, check) => sum + check.repairedCount, 0);
  const mended = repairedCount > 0 ? `, ${counted(repairedCount, 'number')} worked out again` : '';
  return [
    ...report.checks.flatMap(linesOf),
    `${counted(report.checks.length, 'check')}, ${counted(breachCount, 'breach', 'breaches')}${mended}.`,
  ].join('\n');
}

function linesOf(check: CheckResult): string[] {
  const mark = check.breachCount === 0 ? 'ok    ' : 'BREACH';
  const more = check.breachCount - check.breaches.length;
  return [
    `${mark} ${check.what} (${check.name}, ${counted(check.checkedRows, 'row')})`,
    ...check.breaches.flatMap(breachLines),
    ...(more > 0 ? [`       … and ${more} more`] : []),
    ...check.listed.map(
      (item) => `       ${tenantOf(item)}${item.subject}: ${item.found}${causeOf(item)}`,
    ),
  ];
}

function breachLines(breach: Breach): string[] {
  const repaired = breach.isRepaired ? ' (repaired)' : '';
  return [
    `       ${tenantOf(breach)}${breach.subject}: expected ${breach.expected}, found ${breach.found}${repaired}`,
    ...(breach.cause === null ? [] : [`         ${breach.cause}`]),
  ];
}

const tenantOf = ({ tenantId }: Breach) => (tenantId === null ? '' : `tenant ${tenantId}: `);
const causeOf = ({ cause }: Breach) => (cause === null ? '' : `, ${cause}`);
const counted = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;
