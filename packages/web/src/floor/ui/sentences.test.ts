import { expect, test } from 'vitest';
import { sentences } from './sentences.ts';

test('texts become sentences, each closed once; empty ones fall away', () => {
  expect(sentences(['Nobody knows this barcode', '', null, 'Scan again.'])).toBe(
    'Nobody knows this barcode. Scan again.',
  );
  expect(sentences([null, ''])).toBe('');
});
