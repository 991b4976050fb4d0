// Only rules that need types, and two lists of what is not used here. Biome formats, tidy.ts does the rest.
import tseslint from 'typescript-eslint';

const oldGlobals = [
  { name: 'event', message: 'the global of old browsers; take the event as an argument' },
  { name: 'name', message: 'window.name; a variable is missing' },
  { name: 'status', message: 'window.status; a variable is missing' },
];

export default tseslint.config(
  {
    ignores: ['**/node_modules/', '**/dist/', '.cache/', '.quayside/', 'coverage/', '**/fixtures/'],
  },
  {
    files: [
      'packages/**/*.{ts,tsx}',
      'scripts/**/*.ts',
      'bench/**/*.ts',
      'db/**/*.ts',
      '*.config.ts',
    ],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // Un-awaited work is lost work: the one mistake that tests see last.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      // A state without a case must not compile.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'no-restricted-globals': ['error', ...oldGlobals],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'assert', message: 'use node:assert/strict' },
            { name: 'node:assert', message: 'use node:assert/strict' },
            { name: 'moment', message: 'dayjs in the pages, Date in the server' },
          ],
        },
      ],
    },
  },
  {
    // A page that navigates or refreshes on a click has nobody to hand the promise to; `void` says so.
    files: ['packages/web/src/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }] },
  },
);
