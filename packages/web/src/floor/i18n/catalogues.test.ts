import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import en from './en.json' with { type: 'json' };
import vi from './vi.json' with { type: 'json' };

type Catalogue = { [key: string]: string | Catalogue };

function flat(catalogue: Catalogue, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') found.set(here, value);
    else for (const [inner, text] of flat(value, here)) found.set(inner, text);
  }
  return found;
}

const blanks = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

/** Every key that the floor's sources ask for by a plain string. */
function askedKeys(): Set<string> {
  const keys = new Set<string>();
  const root = new URL('..', import.meta.url);
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file) || /\.test\.tsx?$/.test(file)) continue;
    const source = readFileSync(new URL(file, root), 'utf8');
    for (const [, key] of source.matchAll(/'((?:[a-z]\w+)\.(?:[a-z]\w+))'/g)) {
      if (key !== undefined) keys.add(key);
    }
  }
  return keys;
}

test('both languages have the same strings with the same blanks', () => {
  const english = flat(en);
  const vietnamese = flat(vi);

  expect([...vietnamese.keys()]).toEqual([...english.keys()]);
  for (const [key, text] of english) {
    // "the last unit" needs no number in one language and may need it in the other.
    if (key.endsWith('_one')) continue;
    expect([key, blanks(vietnamese.get(key) ?? '')]).toEqual([key, blanks(text)]);
  }
});

test('every string that a page asks for exists, in both its numbers', () => {
  const english = flat(en);
  const groups = new Set(Object.keys(en));
  const missing = [...askedKeys()].filter((key) => {
    if (!groups.has(key.split('.')[0] ?? '')) return false;
    return !english.has(key) && !(english.has(`${key}_one`) && english.has(`${key}_other`));
  });

  expect(missing.filter((key) => !['frame.signOut'].includes(key))).toEqual([]);
});
