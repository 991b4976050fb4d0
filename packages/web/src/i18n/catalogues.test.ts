import { expect, test } from 'vitest';
import en from './en.json' with { type: 'json' };
import type { Catalogue } from './index.ts';
import { keysAskedIn, literalsIn } from './literals.ts';
import vi from './vi.json' with { type: 'json' };

const sources = import.meta.glob<string>(
  ['../**/*.tsx', '../**/*.ts', '!../floor/**', '!../**/*.test.ts'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
);
const plural = /_(one|two|few|many|other)$/;

function flat(catalogue: Catalogue, prefix = ''): [key: string, text: string][] {
  return Object.entries(catalogue).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${name}`, value] satisfies [string, string]]
      : flat(value, `${prefix}${name}.`),
  );
}

/** Keys without their plural ending: English has two forms, Vietnamese one. */
function keysOf(catalogue: Catalogue): Set<string> {
  return new Set(flat(catalogue).map(([key]) => key.replace(plural, '')));
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+)(?:, \w+)?\}\}/g)].map(([, name]) => name ?? '');

test('both catalogues have the same keys', () => {
  expect([...keysOf(vi)].sort()).toEqual([...keysOf(en)].sort());
});

test('a string names the same values in both languages', () => {
  const english = new Map<string, Set<string>>();
  for (const [key, text] of flat(en)) {
    const base = key.replace(plural, '');
    english.set(base, new Set([...(english.get(base) ?? []), ...placeholders(text)]));
  }

  const strangers = flat(vi).filter(([key, text]) =>
    placeholders(text).some((name) => !english.get(key.replace(plural, ''))?.has(name)),
  );

  expect(strangers).toEqual([]);
});

test('every plural has the forms its language uses', () => {
  const missing: string[] = [];
  for (const [language, catalogue] of [
    ['en', en],
    ['vi', vi],
  ] as const) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const all = new Set(flat(catalogue).map(([key]) => key));
    for (const key of all) {
      if (!plural.test(key)) continue;
      const base = key.replace(plural, '');
      for (const form of forms) {
        if (!all.has(`${base}_${form}`)) missing.push(`${language} ${base}_${form}`);
      }
    }
  }

  expect([...new Set(missing)]).toEqual([]);
});

test('every key that the code asks for exists', () => {
  const known = keysOf(en);
  const missing: string[] = [];
  for (const [fileName, source] of Object.entries(sources)) {
    const { keys, prefixes } = keysAskedIn(fileName, source);
    for (const key of keys) if (!known.has(key)) missing.push(`${fileName} ${key}`);
    for (const prefix of prefixes) {
      if (prefix !== '' && ![...known].some((key) => key.startsWith(prefix))) {
        missing.push(`${fileName} ${prefix}…`);
      }
    }
  }

  expect(missing).toEqual([]);
});

test('no text of a page bypasses the catalogues', () => {
  const found = Object.entries(sources)
    .filter(([fileName]) => fileName.endsWith('.tsx'))
    .flatMap(([fileName, source]) => literalsIn(fileName, source));

  expect(Object.keys(sources).length).toBeGreaterThan(80);
  expect(found).toEqual([]);
});

test('the checker finds planted texts, and leaves signs and names of codes alone', () => {
  const planted = `
    export const Page = () => (
      <section title="Orders of today" className="list">
        Release all
        <Button aria-label={'Close it'} variant="default">{'Cancel'}</Button>
        <span data-state="held">×</span>
        <p>{t('orders.title')} – {count}</p>
      </section>
    );`;

  expect(literalsIn('planted.tsx', planted)).toEqual([
    'planted.tsx:3 Orders of today',
    'planted.tsx:4 Release all',
    'planted.tsx:5 Close it',
    'planted.tsx:5 Cancel',
  ]);
});

test('the key reader sees whole keys, both sides of a choice, and prefixes', () => {
  const source = "t('a.b'); t(isOn ? 'c.on' : 'c.off'); t(`state.${state}`); other('x.y');";

  expect(keysAskedIn('planted.ts', source)).toEqual({
    keys: ['a.b', 'c.on', 'c.off'],
    prefixes: ['state.'],
  });
});
