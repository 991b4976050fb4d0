import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, normalize } from 'node:path';
import { longFunctions, parse, repositorySources, type Source, topLevelNames } from './sources.ts';
import { root, type StepResult } from './steps.ts';

/** A rule names what it dislikes, and carries a file that must make it complain. */
interface Rule {
  readonly name: string;
  readonly sample: { readonly path: string; readonly text: string };
  complaints(source: Source): string[];
}

const LINES_MAX = 600;
const FUNCTION_LINES_MAX = 70;
const BANNED = new Set([
  'manager',
  'helper',
  'util',
  'utils',
  'handler',
  'processor',
  'data',
  'info',
]);
const DOMAINS = ['catalogue', 'stock', 'orders', 'warehouse', 'channels', 'notifications'];
const DOMAIN_FILE = new RegExp(`^packages/server/src/(${DOMAINS.join('|')})/`);
// In parts, or this file would break its own rule.
const LEFT_OVER = new RegExp(`\\b(TO${'DO'}|FIX${'ME'}|XX${'X'})\\b(?! \\(#\\d+\\))`, 'g');
/** Names of the outside stay as they are where its wire is spoken. */
const WIRE = /^packages\/(sandbox\/src\/marketplaces|connectors\/src\/[^/]+)\//;
const isTest = (path: string) => /\.test\.tsx?$|\/testkit[./]/.test(path);

const rules: readonly Rule[] = [
  {
    name: `no file over ${LINES_MAX} lines`,
    sample: { path: 'a.ts', text: '//\n'.repeat(LINES_MAX + 1) },
    complaints: ({ path, text }) => {
      const lines = text.split('\n').length - 1;
      const isCounted = /\.(ts|tsx|mjs|sql|css)$/.test(path) && path !== 'db/schema.sql';
      return isCounted && lines > LINES_MAX ? [`${lines} lines`] : [];
    },
  },
  {
    // A component's markup is long and flat; a test file's describe is a chapter, not a function.
    name: `no function over ${FUNCTION_LINES_MAX} lines`,
    sample: { path: 'a.ts', text: `function f() {${'\n'.repeat(FUNCTION_LINES_MAX + 1)}}` },
    complaints: (source) => {
      const max = source.path.endsWith('.tsx') ? 200 : FUNCTION_LINES_MAX;
      return isTest(source.path) ? [] : longFunctions(source, max);
    },
  },
  {
    name: 'names say what a thing is',
    sample: { path: 'stock-helper.ts', text: 'class OrderManager {}' },
    complaints: (source) =>
      [basename(source.path, extname(source.path)), ...topLevelNames(source)]
        .filter(
          (name) =>
            source.syntax &&
            !WIRE.test(source.path) &&
            !isTest(source.path) &&
            wordsOf(name).some((word) => BANNED.has(word)),
        )
        .map((name) => `"${name}"`),
  },
  {
    name: 'what is left to do has an issue number',
    sample: { path: 'a.ts', text: `// ${'TO'}DO later` },
    complaints: ({ path, text }) => (isProse(path) ? [] : matches(text, LEFT_OVER)),
  },
  {
    name: 'clock and chance are arguments',
    sample: { path: 'packages/server/src/stock/a.ts', text: 'const at = Date.now();' },
    complaints: ({ path, text }) =>
      DOMAIN_FILE.test(path) && !isTest(path)
        ? matches(
            code(text),
            /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(/g,
          )
        : [],
  },
  {
    name: "no domain reads another one's tables",
    sample: { path: 'packages/server/src/orders/queries.ts', text: 'select 1 from stock.balance' },
    complaints: ({ path, text }) => {
      const own = DOMAIN_FILE.exec(path)?.[1];
      if (own === undefined || isTest(path)) return [];
      const others = DOMAINS.filter((domain) => domain !== own).join('|');
      const inSql = new RegExp(`\\b(from|join|update|into)\\s+(${others})\\.[a-z_]+`, 'gi');
      const inBuilder = new RegExp(
        `(selectFrom|[jJ]oin|updateTable|insertInto|deleteFrom)\\('(${others})\\.[a-z_]+`,
        'g',
      );
      return [...matches(text, inSql), ...matches(text, inBuilder)];
    },
  },
  {
    name: 'links lead somewhere',
    sample: { path: 'docs/a.md', text: 'see [here](nowhere.md)' },
    complaints: ({ path, text }) =>
      extname(path) !== '.md'
        ? []
        : [...text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
            .map((match) => match[1] ?? '')
            .filter((target) => !/^[a-z]+:/.test(target))
            .filter((target) => !existsSync(join(root, normalize(join(dirname(path), target))))),
  },
  {
    name: 'no control characters',
    sample: { path: 'a.ts', text: 'a\u0007b' },
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    complaints: ({ text }) =>
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? ['yes'] : [],
  },
  {
    // A registry that lacks some platform's binary of a fresh release makes a lock file without it,
    // and npm ci then refuses everywhere: pin the release before.
    name: 'the lock file is complete',
    sample: {
      path: 'package-lock.json',
      text: '{"packages":{"node_modules/a":{"optionalDependencies":{"a-linux":"1.0.0"}}}}',
    },
    complaints: ({ path, text }) => (path === 'package-lock.json' ? missingInLock(text) : []),
  },
  {
    name: 'every dependency is explained in docs/dependencies.md',
    sample: { path: 'package.json', text: '{"dependencies":{"left-pad":"1.0.0"}}' },
    complaints: ({ path, text }) => {
      if (basename(path) !== 'package.json') return [];
      const manifest: Record<string, Record<string, string>> = JSON.parse(text);
      const explained = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
      return ['dependencies', 'devDependencies', 'optionalDependencies']
        .flatMap((kind) => Object.keys(manifest[kind] ?? {}))
        .filter((name) => !name.startsWith('@quayside/') && !explained.includes(`\`${name}\``));
    },
  },
];

/** Every rule complains about its own sample, and about nothing in the repository. */
export function checkTidy(): StepResult {
  const blind = rules.filter(({ sample, complaints }) => complaints(parse(sample)).length === 0);
  const broken = blind.map(({ name }) => `the rule "${name}" does not see its own sample`);
  const found = repositorySources().flatMap((source) =>
    rules.flatMap((rule) =>
      rule.complaints(source).map((complaint) => `${source.path}: ${rule.name}: ${complaint}`),
    ),
  );
  const lines = [...broken, ...found];
  return { ok: lines.length === 0, output: `${lines.join('\n')}\n` };
}

function missingInLock(text: string): string[] {
  const lock: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } =
    JSON.parse(text);
  const paths = Object.keys(lock.packages);
  return Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies).filter(
      (name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)),
    ),
  );
}

const wordsOf = (name: string) =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);

const isProse = (path: string) => extname(path) === '.md';

const code = (text: string) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');

const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([found]) => `"${found}"`);
