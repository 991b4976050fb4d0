import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font, type GlyphRun } from 'fontkit';

/** The faces on our papers. Noto Sans has Latin (all Vietnamese), Greek and Cyrillic; Thai is a font of its own. */
export type Face = 'sans' | 'sans-bold' | 'thai' | 'thai-bold';

/** A stretch of text that one face can draw. */
export interface Run {
  readonly face: Face;
  readonly text: string;
}

const FONT_FILES: Record<Face, string> = {
  sans: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  'sans-bold': '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  thai: '@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf',
  'thai-bold': '@expo-google-fonts/noto-sans-thai/700Bold/NotoSansThai_700Bold.ttf',
};

/** Printed where no face has the character, so that a reader sees that one is missing. */
const MISSING = '\uFFFD';

const locate = createRequire(import.meta.url).resolve;
const bytesByFace = new Map<Face, Buffer>();
const fontByFace = new Map<Face, Font>();
const widthByText = new Map<string, number>();
/** Enough for the longest manifest; beyond it the cache starts over rather than grow without end. */
const CACHED_WIDTHS_MAX = 20_000;

export function fontBytes(face: Face): Buffer {
  const known = bytesByFace.get(face);
  if (known !== undefined) return known;
  const bytes = readFileSync(locate(FONT_FILES[face]));
  bytesByFace.set(face, bytes);
  return bytes;
}

function font(face: Face): Font {
  const known = fontByFace.get(face);
  if (known !== undefined) return known;
  const opened = create(fontBytes(face));
  if (!('layout' in opened)) throw new Error(`${FONT_FILES[face]} is not a single font`);
  fontByFace.set(face, opened);
  return opened;
}

/** Shapes one run: glyphs with their offsets, in units of `unitsPerEm`. */
export function shape(run: Run): { glyphRun: GlyphRun; unitsPerEm: number } {
  const face = font(run.face);
  return { glyphRun: face.layout(run.text), unitsPerEm: face.unitsPerEm };
}

/** Glyphs a run is drawn with. */
export function glyphCount(run: Run): number {
  return shape(run).glyphRun.glyphs.length;
}

function isThai(character: string): boolean {
  return /\p{Script=Thai}/u.test(character);
}

function hasGlyph(character: string): boolean {
  return font(isThai(character) ? 'thai' : 'sans').hasGlyphForCodePoint(
    character.codePointAt(0) ?? 0,
  );
}

/**
 * The text as it can be printed: composed (NFC), on one line, without invisible characters;
 * a character no face has becomes U+FFFD.
 */
export function printable(text: string): string {
  const tidy = text
    .normalize('NFC')
    .replace(/[\p{Cf}\p{Variation_Selector}]/gu, '')
    .replace(/[\s\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
  return [...tidy].map((character) => (hasGlyph(character) ? character : MISSING)).join('');
}

/** The characters of a text that our faces cannot draw (Chinese, emoji): the pack page can warn of them. */
export function unprintableCharacters(text: string): string[] {
  const lost = [...text.normalize('NFC').replace(/[\s\p{Cf}\p{Variation_Selector}\p{Cc}]/gu, '')];
  return [...new Set(lost.filter((character) => !hasGlyph(character)))];
}

/** Cuts a printable text into runs of one face; spaces and digits stay with Noto Sans. */
export function runsOf(text: string, isBold: boolean): Run[] {
  const runs: { face: Face; text: string }[] = [];
  for (const character of text) {
    const script = isThai(character) ? 'thai' : 'sans';
    const face: Face = isBold ? `${script}-bold` : script;
    const last = runs.at(-1);
    if (last !== undefined && last.face === face) last.text += character;
    else runs.push({ face, text: character });
  }
  return runs;
}

/** Width of a printable text whose em is 1 mm high. */
function widthPerEm(text: string, isBold: boolean): number {
  const key = `${isBold ? 'b' : 'r'}${text}`;
  const known = widthByText.get(key);
  if (known !== undefined) return known;
  let width = 0;
  for (const run of runsOf(text, isBold)) {
    const { glyphRun, unitsPerEm } = shape(run);
    width += glyphRun.advanceWidth / unitsPerEm;
  }
  if (widthByText.size >= CACHED_WIDTHS_MAX) widthByText.clear();
  widthByText.set(key, width);
  return width;
}

/** Width in mm of a printable text set at `sizeMm` (height of the em). */
export function textWidthMm(text: string, sizeMm: number, isBold: boolean): number {
  return widthPerEm(text, isBold) * sizeMm;
}
