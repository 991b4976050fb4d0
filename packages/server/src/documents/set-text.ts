import { printable, textWidthMm } from './fonts.ts';
import type { Box, TextMark } from './sheet.ts';

/** How a text is set into its box. Sizes are em heights in mm; 1 pt is 0.353 mm. */
export interface TextStyle {
  readonly sizeMm: number;
  /** The text shrinks down to this before it is cut with an ellipsis. */
  readonly sizeMmMin?: number;
  readonly isBold?: boolean;
  readonly align?: TextMark['align'];
  /** Where the lines stand when the box is higher than they need; top unless told. */
  readonly stand?: 'top' | 'middle';
}

/** Line pitch: Thai stacks two marks above and one below, so less than this makes lines touch. */
const LINE_PITCH_EM = 1.3;
/** Baseline below the top of its line: room for a stacked Vietnamese or Thai mark over a capital. */
const ASCENT_EM = 1.02;
const SHRINK_STEP_MM = 0.1;
const ELLIPSIS = '…';

const thaiWords = new Intl.Segmenter('th', { granularity: 'word' });
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Places a line of text may be broken at: after a space, and between Thai words, which have none. */
function breakable(text: string): string[] {
  return text
    .split(/(?<= )/)
    .flatMap((word) =>
      /\p{Script=Thai}/u.test(word)
        ? [...thaiWords.segment(word)].map((part) => part.segment)
        : [word],
    );
}

interface Setting {
  readonly widthMm: number;
  readonly sizeMm: number;
  readonly isBold: boolean;
}

function fits(text: string, at: Setting): boolean {
  return textWidthMm(text.trimEnd(), at.sizeMm, at.isBold) <= at.widthMm;
}

/** A word wider than the box is broken between graphemes, so that nothing is lost. */
function breakWord(word: string, at: Setting): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of graphemes.segment(word)) {
    if (piece !== '' && !fits(piece + segment, at)) {
      pieces.push(piece);
      piece = '';
    }
    piece += segment;
  }
  pieces.push(piece);
  return pieces;
}

function wrap(text: string, at: Setting): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of breakable(text)) {
    if (fits(line + word, at)) {
      line += word;
      continue;
    }
    if (line !== '') lines.push(line.trimEnd());
    const pieces = fits(word, at) ? [word] : breakWord(word, at);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  if (line.trimEnd() !== '') lines.push(line.trimEnd());
  return lines;
}

function cutWithEllipsis(line: string, at: Setting): string {
  const kept = [...graphemes.segment(line)].map((part) => part.segment);
  while (kept.length > 0 && !fits(kept.join('') + ELLIPSIS, at)) kept.pop();
  return kept.join('').trimEnd() + ELLIPSIS;
}

/**
 * Sets paragraphs into a box: wraps, then shrinks, and only then cuts with an ellipsis.
 * No mark ever leaves the box, whatever the text.
 */
export function setText(box: Box, paragraphs: readonly string[], style: TextStyle): TextMark[] {
  const texts = paragraphs.map(printable).filter((text) => text !== '');
  const isBold = style.isBold ?? false;
  const sizeMmMin = style.sizeMmMin ?? style.sizeMm;
  let sizeMm = style.sizeMm;
  let lines = texts.flatMap((text) => wrap(text, { widthMm: box.widthMm, sizeMm, isBold }));
  while (lines.length * LINE_PITCH_EM * sizeMm > box.heightMm + 1e-6 && sizeMm > sizeMmMin + 1e-6) {
    sizeMm = Math.max(sizeMmMin, sizeMm - SHRINK_STEP_MM);
    const at = { widthMm: box.widthMm, sizeMm, isBold };
    lines = texts.flatMap((text) => wrap(text, at));
  }
  const linesMax = Math.max(1, Math.floor(box.heightMm / (LINE_PITCH_EM * sizeMm) + 1e-6));
  if (lines.length > linesMax) {
    const last = lines[linesMax - 1] ?? '';
    lines = [
      ...lines.slice(0, linesMax - 1),
      cutWithEllipsis(last, { widthMm: box.widthMm, sizeMm, isBold }),
    ];
  }
  const spareMm = box.heightMm - lines.length * LINE_PITCH_EM * sizeMm;
  const topMm = box.yMm + (style.stand === 'middle' ? spareMm / 2 : 0);
  return lines.map((text, at) => ({
    kind: 'text',
    box: {
      xMm: box.xMm,
      yMm: topMm + at * LINE_PITCH_EM * sizeMm,
      widthMm: box.widthMm,
      heightMm: LINE_PITCH_EM * sizeMm,
    },
    baselineMm: topMm + (at * LINE_PITCH_EM + ASCENT_EM) * sizeMm,
    text,
    sizeMm,
    isBold,
    align: style.align ?? 'left',
  }));
}

/** Height the paragraphs need at full size in a given width. */
export function textHeightMm(
  widthMm: number,
  paragraphs: readonly string[],
  style: TextStyle,
): number {
  const at = { widthMm, sizeMm: style.sizeMm, isBold: style.isBold ?? false };
  const lines = paragraphs.map(printable).flatMap((text) => wrap(text, at));
  return lines.length * LINE_PITCH_EM * style.sizeMm;
}
