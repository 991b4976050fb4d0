import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minorDigits, toMinor } from './money.ts';

test.each([
  [2.55, 'SGD', 255],
  [19.99, 'SGD', 1999],
  [0.1 + 0.2, 'SGD', 30],
  [1.005, 'SGD', 101],
  [8.615, 'MYR', 862],
  [12.340000152587891, 'SGD', 1234],
  [-4.5, 'SGD', -450],
  [-0.004, 'SGD', 0],
  ['29.97', 'SGD', 2997],
  [' 29.9 ', 'SGD', 2990],
  ['7', 'SGD', 700],
  ['7.', 'SGD', 700],
  [150000, 'VND', 150000],
  ['150000.00', 'VND', 150000],
  [15000, 'IDR', 1500000],
  [1e21, 'VND', null],
  ['1e-7', 'SGD', 0],
  ['1.5E2', 'SGD', 15000],
  [Number.NaN, 'SGD', null],
  [Number.POSITIVE_INFINITY, 'SGD', null],
  ['', 'SGD', null],
  ['12,50', 'SGD', null],
  ['0x10', 'SGD', null],
  ['1.234', 'KWD', 1234],
])('%j in %s is %j minor', (amount, currency, minor) => {
  expect(toMinor(amount, currency)).toBe(minor);
});

test('any amount of up to 15 digits comes back exactly, from a JSON number as from text', () => {
  const amounts = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
  const currencies = fc.constantFrom('SGD', 'VND', 'IDR', 'KWD', 'BRL', 'CLF');

  fc.assert(
    fc.property(amounts, currencies, (minor, currency) => {
      const text = decimal(minor, minorDigits(currency));

      expect(toMinor(text, currency)).toBe(minor);
      expect(toMinor(JSON.parse(text), currency)).toBe(minor);
    }),
    { numRuns: 2_000 },
  );
});

/** Written without any of the code under test. */
function decimal(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = digits === 0 ? '' : `.${text.slice(-digits)}`;
  return `${minor < 0 ? '-' : ''}${whole}${fraction}`;
}
