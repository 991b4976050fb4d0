import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refusals } from './errors.ts';

test('docs/errors.md lists exactly the refusals, with their status and sentence', () => {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

  const listed = [...page.matchAll(/^\| `([a-z_]+)` \| (\d{3}) \| (.+) \|$/gm)].map(
    ([, code, status, sentence]) => [code, [Number(status), sentence]],
  );

  expect(Object.fromEntries(listed)).toEqual(refusals);
});
