// Who may import whom. Two maps and a few rules; scripts/arrows.ts plants a breach of each to prove that
// this file still catches it. The picture and the reasons are in ARCHITECTURE.md.

/** Between packages: by name (`@quayside/…`), never by a relative path. */
const mayImport = {
  contract: [],
  optimiser: [],
  connectors: ['contract'],
  server: ['contract', 'connectors', 'optimiser'],
  web: ['contract'],
  // Not connectors: wire types shared by both sides would cancel out a shared mistake.
  sandbox: ['contract'],
  cli: ['contract', 'server'],
};

/** Inside the server: only downwards, siblings never. Domains meet in `journeys`. */
const serverMayImport = {
  platform: [],
  documents: [],
  access: ['platform'],
  catalogue: ['platform'],
  stock: ['platform', 'catalogue'],
  orders: ['platform', 'catalogue', 'stock'],
  warehouse: ['platform', 'catalogue', 'stock', 'documents'],
  channels: ['platform', 'catalogue', 'documents'],
  notifications: ['platform'],
  journeys: [
    ...['platform', 'catalogue', 'stock', 'orders', 'warehouse', 'channels', 'notifications'],
    'documents',
  ],
  // ADR 0004: the order page must say the same things as the workbench.
  reporting: ['platform', 'catalogue', 'stock', 'orders'],
  // The invariants, read across all schemas.
  check: ['platform'],
  seed: [
    ...['platform', 'access', 'catalogue', 'stock', 'orders', 'warehouse', 'channels'],
    ...['notifications', 'journeys'],
  ],
};

/** Other packages a server domain may use, beside the contract, which is open to all. */
const serverMayUse = {
  warehouse: ['connectors', 'optimiser'],
  channels: ['connectors'],
  seed: ['connectors', 'optimiser'],
  journeys: ['connectors'],
};

const domains = Object.keys(serverMayImport);
const test = '([.]test[.]tsx?$|/testkit[.]ts$|/testkit/|/e2e/)';
const either = (names) => (names.length > 0 ? `(${names.join('|')})` : '(?!)');

const packageRules = Object.entries(mayImport).map(([name, allowed]) => ({
  name: `packages-${name}`,
  comment: `${name} may import ${allowed.join(', ') || 'no other package'}`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: test },
  to: { path: '^packages/', pathNot: `^packages/${either([name, ...allowed])}/` },
}));

const domainRules = domains.map((name) => ({
  name: `server-${name}`,
  comment: `${name} may import ${serverMayImport[name].join(', ') || 'no other domain'}`,
  severity: 'error',
  from: { path: `^packages/server/src/${name}/`, pathNot: test },
  to: {
    path: `^packages/server/src/${either(domains)}/`,
    // Every route asks who is calling.
    pathNot: `^packages/server/src/${either([name, ...serverMayImport[name]])}/`,
  },
}));

const routeless = domainRules.map((rule) => ({
  ...rule,
  from: { ...rule.from, pathNot: [test, 'routes([.]ts$|/)'] },
}));
const routes = domainRules.map((rule) => ({
  ...rule,
  name: `${rule.name}-routes`,
  from: { path: `${rule.from.path}(.*routes[.]ts$|.*routes/)`, pathNot: test },
  to: { ...rule.to, pathNot: [rule.to.pathNot, '^packages/server/src/access/'] },
}));

const useRules = domains.map((name) => ({
  name: `server-${name}-packages`,
  comment: `${name} may use contract${(serverMayUse[name] ?? []).map((other) => `, ${other}`).join('')}`,
  severity: 'error',
  from: { path: `^packages/server/src/${name}/`, pathNot: test },
  to: {
    path: '^packages/',
    pathNot: `^packages/${either(['server', 'contract', ...(serverMayUse[name] ?? [])])}/`,
  },
}));

module.exports = {
  forbidden: [
    ...packageRules,
    ...routeless,
    ...routes,
    ...useRules,
    {
      name: 'through-the-door',
      comment: 'another domain is entered through its index.ts; platform has a door per file',
      severity: 'error',
      from: { path: '^packages/server/src/([^/]+)/', pathNot: test },
      to: {
        path: `^packages/server/src/${either(domains.filter((name) => name !== 'platform'))}/`,
        pathNot: ['^packages/server/src/$1/', '^packages/server/src/[^/]+/index[.]ts$'],
      },
    },
    {
      name: 'tests-too',
      comment: 'a test may start the sandbox and use any domain, but packages still meet by name',
      severity: 'error',
      from: { path: `^packages/([^/]+)/.*${test}` },
      to: {
        path: '^packages/',
        pathNot: [
          '^packages/$1/',
          `^packages/${either([...Object.keys(mayImport)])}/src/(index|main)[.]ts$`,
        ],
      },
    },
    {
      name: 'by-name',
      comment: 'packages are imported by name, so that package.json tells the truth',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-node-in-pure-packages',
      comment: 'contract runs in the browser too; optimiser is mathematics',
      severity: 'error',
      from: { path: '^packages/(contract|optimiser)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'declared',
      comment: 'a package uses only what its own package.json names',
      severity: 'error',
      // Tests also use the tools of the root.
      from: { path: '^packages/', pathNot: test },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-cycles',
      comment: 'types alone may refer to each other; they are gone when the code runs',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      // Imports of a bundler: `?url`, `?raw`.
      to: { couldNotResolve: true, pathNot: '[?](url|raw|worker)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.d.ts', '.json', '.css'],
    },
  },
};
