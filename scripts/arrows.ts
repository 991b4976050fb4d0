import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandOf, root, runNode, type StepResult } from './steps.ts';

/** Each breach is a file that must be refused, and the rule that must refuse it. */
const BREACHES: readonly { rule: string; path: string; text: string }[] = [
  { rule: 'packages-web', path: 'packages/web/src/a.ts', text: `import '@quayside/server';` },
  {
    rule: 'packages-sandbox',
    path: 'packages/sandbox/src/a.ts',
    text: `import '@quayside/connectors';`,
  },
  {
    rule: 'packages-server',
    path: 'packages/server/src/a.ts',
    text: `import '@quayside/sandbox';`,
  },
  {
    rule: 'packages-connectors',
    path: 'packages/connectors/src/a.ts',
    text: `import '@quayside/server';`,
  },
  {
    rule: 'packages-optimiser',
    path: 'packages/optimiser/src/a.ts',
    text: `import '@quayside/contract';`,
  },
  { rule: 'packages-cli', path: 'packages/cli/src/a.ts', text: `import '@quayside/sandbox';` },
  {
    rule: 'no-node-in-pure-packages',
    path: 'packages/contract/src/a.ts',
    text: `import 'node:fs';`,
  },
  { rule: 'declared', path: 'packages/web/src/b.ts', text: `import 'undeclared';` },
  { rule: 'by-name', path: 'packages/cli/src/b.ts', text: `import '../../server/src/index.ts';` },
  { rule: 'resolvable', path: 'packages/web/src/c.ts', text: `import './nowhere.ts';` },
  {
    rule: 'server-orders',
    path: 'packages/server/src/orders/a.ts',
    text: `import '../warehouse/index.ts';`,
  },
  {
    rule: 'server-stock',
    path: 'packages/server/src/stock/a.ts',
    text: `import type { x } from '../orders/index.ts'; export type y = x;`,
  },
  {
    rule: 'server-platform',
    path: 'packages/server/src/platform/a.ts',
    text: `import '../stock/index.ts';`,
  },
  {
    rule: 'server-reporting',
    path: 'packages/server/src/reporting/a.ts',
    text: `import '../warehouse/index.ts';`,
  },
  {
    rule: 'server-channels',
    path: 'packages/server/src/channels/a.ts',
    text: `import '../journeys/index.ts';`,
  },
  {
    rule: 'server-catalogue',
    path: 'packages/server/src/catalogue/a.ts',
    text: `import '../access/index.ts';`,
  },
  {
    rule: 'server-orders-routes',
    path: 'packages/server/src/orders/routes.ts',
    text: `import '../warehouse/index.ts';`,
  },
  {
    rule: 'server-orders-packages',
    path: 'packages/server/src/orders/b.ts',
    text: `import '@quayside/connectors';`,
  },
  {
    rule: 'through-the-door',
    path: 'packages/server/src/orders/c.ts',
    text: `import '../stock/queries.ts';`,
  },
  { rule: 'no-cycles', path: 'packages/optimiser/src/b.ts', text: `import './c.ts';` },
  {
    rule: 'tests-too',
    path: 'packages/web/src/d.test.ts',
    text: `import '@quayside/server/migrate';`,
  },
];

/** What the planted tree needs to resolve, and one import of each kind that must pass. */
const GROUND: Readonly<Record<string, string>> = {
  'packages/optimiser/src/c.ts': `import './b.ts';`,
  'packages/server/src/stock/queries.ts': 'export {};',
  'packages/server/src/catalogue/routes.ts': `import '../access/index.ts'; import '@quayside/contract';`,
  'packages/server/src/platform/migrate.ts': 'export {};',
  'packages/server/src/orders/d.test.ts': `import '@quayside/sandbox'; import '../access/index.ts';`,
  'packages/cli/src/d.ts': `import '@quayside/server/migrate';`,
};

const PACKAGES = ['contract', 'optimiser', 'connectors', 'server', 'web', 'sandbox', 'cli'];
const DOMAINS = ['access', 'catalogue', 'stock', 'orders', 'warehouse', 'journeys'];

interface Cruise {
  readonly totalCruised: number;
  readonly violations: readonly { from: string; to: string; rule: { name: string } }[];
}

/** The arrows of the repository, after proving on planted breaches that they can be missed by none. */
export async function checkArrows(): Promise<StepResult> {
  const missed = await missedBreaches();
  if (missed.length > 0) {
    return { ok: false, output: `the check itself is broken:\n${missed.join('\n')}\n` };
  }
  const { totalCruised, violations } = await cruise(
    root,
    ['packages', 'scripts', 'bench'].filter((folder) => existsSync(join(root, folder))),
  );
  const lines = violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`);
  // A parser that does not know the compiler's version cruises nothing and finds nothing wrong.
  if (totalCruised === 0) lines.push('no module was looked at');
  return { ok: lines.length === 0, output: `${lines.join('\n')}\n` };
}

async function missedBreaches(): Promise<string[]> {
  const tree = join(root, '.cache', `arrows-${process.pid}`);
  try {
    plant(tree);
    const { violations } = await cruise(tree, ['packages']);
    const found = new Set(violations.map(({ from, rule }) => `${rule.name} ${from}`));
    const missed = BREACHES.filter(({ rule, path }) => !found.has(`${rule} ${path}`)).map(
      ({ rule, path, text }) => `not caught by ${rule}: ${text} in ${path}`,
    );
    const wronged = violations
      .filter(({ from }) => from in GROUND && !from.includes('optimiser'))
      .map(({ from, to, rule }) => `refused by ${rule.name}, but allowed: ${from} → ${to}`);
    return [...missed, ...wronged];
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

function plant(tree: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  const everyone = Object.fromEntries(PACKAGES.map((name) => [`@quayside/${name}`, '*']));
  write('package.json', JSON.stringify({ name: 'planted', dependencies: {} }));
  mkdirSync(join(tree, 'node_modules', '@quayside'), { recursive: true });
  write('node_modules/undeclared/package.json', '{"name":"undeclared","main":"index.js"}');
  write('node_modules/undeclared/index.js', '');
  for (const name of PACKAGES) {
    const exports = { '.': './src/index.ts', './migrate': './src/platform/migrate.ts' };
    const manifest = { name: `@quayside/${name}`, exports, dependencies: everyone };
    write(`packages/${name}/package.json`, JSON.stringify(manifest));
    write(`packages/${name}/src/index.ts`, 'export {};');
    symlinkSync(`../../packages/${name}`, join(tree, 'node_modules', '@quayside', name));
  }
  for (const name of DOMAINS) write(`packages/server/src/${name}/index.ts`, 'export {};');
  for (const [path, text] of Object.entries(GROUND)) write(path, text);
  for (const { path, text } of BREACHES) write(path, text);
}

async function cruise(cwd: string, folders: readonly string[]): Promise<Cruise> {
  const config = join(root, '.dependency-cruiser.cjs');
  const { stdout, stderr } = await runNode(
    commandOf('dependency-cruiser', 'depcruise'),
    ['--config', config, '--output-type', 'json', ...folders],
    { cwd },
  );
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser said: ${stderr || stdout}`);
  const { summary }: { summary: Cruise } = JSON.parse(stdout);
  return summary;
}
