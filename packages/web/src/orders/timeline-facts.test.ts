import i18next from 'i18next';
import { expect, test } from 'vitest';
import en from '../i18n/en.json' with { type: 'json' };
import { readFacts } from './timeline-facts.ts';

const instance = i18next.createInstance();
await instance.init({ lng: 'en', resources: { en: { translation: en } } });
const read = (facts: Record<string, unknown>) =>
  readFacts(facts, instance.t, (key) => instance.exists(key));

test('facts are named, and values that are words of ours are said in words', () => {
  expect(read({ waveNumber: 'W-000001', rule: 'by hand', hold: 'unmapped_sku' })).toEqual([
    'wave: W-000001',
    'rule: by hand',
    'hold: unmapped SKU',
  ]);
});

test('lists are joined; empty ones, inner ids and what nobody named are left out', () => {
  expect(
    read({ holds: [], nodes: ['SG-WEST', 'ORCHARD'], nodeId: '1', bytes: 3036, documentId: '5' }),
  ).toEqual(['nodes: SG-WEST, ORCHARD']);
});

test('nothing known is no line at all', () => {
  expect(read({ cause: { deep: true }, note: null, reason: '' })).toEqual([]);
});
