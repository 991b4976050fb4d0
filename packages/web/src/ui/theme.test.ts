import { expect, test } from 'vitest';
import { meaningShades, meanings, surfaces } from './theme.ts';

/** Relative luminance of WCAG 2.2, section "Definitions". */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((from) => {
    const channel = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT = 4.5;
const GRAPHIC = 3;

test('the measure itself: black on white is 21, grey on white fails', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#999999', '#ffffff')).toBeLessThan(TEXT);
});

test.each(['light', 'dark'] as const)(
  'text of the %s scheme is readable on every ground',
  (scheme) => {
    const { page, surface, sunken, selected, text, dimmed, accent } = surfaces[scheme];
    const failing: string[] = [];
    for (const [name, colour] of Object.entries({ text, dimmed, accent })) {
      for (const ground of [page, surface, sunken, selected]) {
        if (contrast(colour, ground) < TEXT) failing.push(`${name} on ${ground}`);
      }
    }
    for (const meaning of meanings) {
      const shade = meaningShades[scheme][meaning];
      for (const ground of [page, surface, selected, shade.ground]) {
        if (contrast(shade.text, ground) < TEXT) failing.push(`${meaning} on ${ground}`);
      }
    }

    expect(failing).toEqual([]);
  },
);

test.each(['light', 'dark'] as const)(
  'bars and focus rings of the %s scheme stand out',
  (scheme) => {
    const { page, surface, focus } = surfaces[scheme];
    const failing = [
      focus,
      ...meanings.map((meaning) => meaningShades[scheme][meaning].solid),
    ].filter((colour) => [page, surface].some((ground) => contrast(colour, ground) < GRAPHIC));

    expect(failing).toEqual([]);
  },
);
