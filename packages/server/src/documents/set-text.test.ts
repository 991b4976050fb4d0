import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from './fonts.ts';
import { setText } from './set-text.ts';
import { boxOf } from './sheet.ts';
import { faultsOf } from './testkit.ts';

const anyText = fc.array(
  fc.constantFrom(
    'W',
    'i',
    'ộ',
    'น้ำ',
    'ใจ',
    ' ',
    '-',
    'A-01',
    'Nguyễn',
    '1234567890',
    'x'.repeat(40),
  ),
  { minLength: 1, maxLength: 40 },
);

test('wrapping loses nothing and never leaves the box, whatever the words', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 12, max: 90 }), (words, widthMm) => {
      const text = words.join('');

      const marks = setText(boxOf(0, 0, widthMm, 4_000), [text], { sizeMm: 3, isBold: true });

      const sheet = { title: '', widthMm, heightMm: 4_000, pages: [marks], printedAt: new Date(0) };
      expect(faultsOf(sheet)).toEqual([]);
      expect(
        marks
          .map((mark) => mark.text)
          .join('')
          .replaceAll(' ', ''),
      ).toBe(printable(text).replaceAll(' ', ''));
    }),
    { seed: 20261123, numRuns: 300 },
  );
});

test('what fits at no size is cut with an ellipsis, inside the box', () => {
  const marks = setText(boxOf(0, 0, 20, 4), ['Nguyễn Thị Ngọc Huyền và gia đình'], {
    sizeMm: 3,
    sizeMmMin: 2,
  });

  expect(marks.map((mark) => mark.text)).toEqual(['Nguyễn Thị Ngọc…']);
  expect(marks.map((mark) => mark.sizeMm)).toEqual([2]);
});

test('a text shrinks only as far as it must', () => {
  const [mark] = setText(boxOf(0, 0, 40, 5), ['Short'], { sizeMm: 3, sizeMmMin: 1 });

  expect(mark?.sizeMm).toBe(3);
});
