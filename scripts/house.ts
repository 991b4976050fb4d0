import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkArrows } from './arrows.ts';
import { checkSchema } from './schema.ts';
import { commandOf, commandStep, root, type StepResult } from './steps.ts';
import { checkTidy } from './tidy.ts';

export interface Step {
  readonly name: string;
  run(): Promise<StepResult>;
}

/** Everything checked about the code without running it, cheapest first. */
export const steps: readonly Step[] = [
  {
    name: 'format',
    run: () => commandStep(commandOf('@biomejs/biome', 'biome'), ['check', '--colors=off']),
  },
  { name: 'tidy', run: async () => checkTidy() },
  { name: 'arrows', run: checkArrows },
  { name: 'spelling', run: checkSpelling },
  { name: 'types', run: () => tsc('tsconfig.json') },
  { name: 'types of the pages', run: () => tsc('packages/web/tsconfig.json') },
  {
    name: 'dead code',
    run: () => commandStep(commandOf('knip'), ['--no-progress']),
  },
  { name: 'schema is fresh', run: checkSchema },
  { name: 'typed lint', run: () => commandStep(commandOf('eslint'), ['--max-warnings=0', '.']) },
];

/** The steps that every test run begins with. */
export const fastSteps = ['format', 'tidy', 'arrows', 'types', 'types of the pages'];

export interface StepReport {
  readonly name: string;
  readonly seconds: number;
  readonly ok: boolean;
}

/** Runs steps one after the other, showing what a failed one says; returns how each went. */
export async function runSteps(names: readonly string[]): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (const step of steps.filter(({ name }) => names.includes(name))) {
    const startedAtMs = performance.now();
    // A step that breaks has failed; the others still say what they found.
    const { ok, output } = await step.run().catch((error: unknown) => ({
      ok: false,
      output: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }));
    const seconds = (performance.now() - startedAtMs) / 1000;
    if (!ok) console.log(`\n${step.name}:\n${output.trimEnd()}\n`);
    reports.push({ name: step.name, seconds, ok });
  }
  return reports;
}

/** A table of step, seconds, ok or failed. */
export function table(reports: readonly StepReport[]): string {
  const wide = Math.max(...reports.map(({ name }) => name.length));
  return reports
    .map(({ name, seconds, ok }) =>
      [name.padEnd(wide), seconds.toFixed(1).padStart(6), ok ? 'ok' : 'FAILED'].join('  '),
    )
    .join('\n');
}

function tsc(project: string): Promise<StepResult> {
  const memory = join(root, '.cache', `${project.replaceAll('/', '-')}.tsbuildinfo`);
  return commandStep(commandOf('typescript', 'tsc'), [
    ...['-p', project, '--noEmit', '--incremental', '--tsBuildInfoFile', memory],
  ]);
}

/** The glossary is a word list, too: what it defines is spelt right. */
async function checkSpelling(): Promise<StepResult> {
  const glossary = readFileSync(join(root, 'GLOSSARY.md'), 'utf8');
  const words = new Set(glossary.match(/[\p{L}]{3,}/gu) ?? []);
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(join(root, '.cache', 'glossary-words.txt'), [...words].join('\n'));
  return commandStep(commandOf('cspell'), ['lint', '--no-progress', '--no-color', '--quiet']);
}
