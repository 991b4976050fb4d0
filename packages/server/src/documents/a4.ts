import { code128In } from './barcode.ts';
import { setText } from './set-text.ts';
import { boxOf, type Mark, rule, type Sheet } from './sheet.ts';
import { localTime, type Say } from './words.ts';

/** What all our A4 papers share: margins, head with barcode, facts in columns, foot with page numbers. */
export const A4_WIDTH_MM = 210;
export const A4_HEIGHT_MM = 297;
export const MARGIN_MM = 12;
export const A4_INNER_MM = A4_WIDTH_MM - 2 * MARGIN_MM;
/** Where a table begins on the pages after the first, under the running title. */
export const NEXT_TOP_MM = 22;
export const A4_BOTTOM_MM = 282;
export const FACTS_TOP_MM = 36;

/** Title at the left, the paper's own number as Code 128 at the right. */
export function a4Head(title: string, subtitle: string, field: string, number: string): Mark[] {
  return [
    ...setText(boxOf(MARGIN_MM, 11, 96, 11), [title], {
      sizeMm: 7.5,
      sizeMmMin: 4,
      isBold: true,
      stand: 'middle',
    }),
    ...setText(boxOf(MARGIN_MM, 22, 96, 11), [subtitle], { sizeMm: 4, sizeMmMin: 2 }),
    code128In(boxOf(112, 11, 86, 14), field, number),
    ...setText(boxOf(112, 25.5, 86, 6), [number], {
      sizeMm: 4,
      sizeMmMin: 2.4,
      isBold: true,
      align: 'centre',
    }),
  ];
}

/** Facts side by side, three a row, caption over value. Gives the marks and where they end. */
export function a4Facts(facts: readonly (readonly [string, string])[]): {
  marks: Mark[];
  endMm: number;
} {
  const columnMm = A4_INNER_MM / 3;
  const marks = facts.flatMap(([caption, value], at) => {
    const xMm = MARGIN_MM + (at % 3) * columnMm;
    const yMm = FACTS_TOP_MM + Math.floor(at / 3) * 12;
    return [
      ...setText(boxOf(xMm, yMm, columnMm - 3, 4), [caption], { sizeMm: 2.4, sizeMmMin: 1.8 }),
      ...setText(boxOf(xMm, yMm + 4, columnMm - 3, 6.5), [value], {
        sizeMm: 3.8,
        sizeMmMin: 1.9,
        isBold: true,
      }),
    ];
  });
  return { marks, endMm: FACTS_TOP_MM + Math.ceil(facts.length / 3) * 12 + 1 };
}

/** Pages as an A4 paper, each with its foot. */
export function a4Sheet(
  pages: readonly (readonly Mark[])[],
  say: Say,
  paper: { title: string; printedAt: Date; timeZone: string },
): Sheet {
  return {
    title: paper.title,
    widthMm: A4_WIDTH_MM,
    heightMm: A4_HEIGHT_MM,
    printedAt: paper.printedAt,
    pages: numberPages(pages, say, paper),
  };
}

/** Adds the running title to the pages after the first, and to all the foot with `page n of m`. */
function numberPages(
  pages: readonly (readonly Mark[])[],
  say: Say,
  paper: { title: string; printedAt: Date; timeZone: string },
): Mark[][] {
  const printed = say('printed', { at: localTime(paper.printedAt, paper.timeZone) });
  const foot = (n: number): Mark[] => [
    rule(MARGIN_MM, 285, A4_INNER_MM, 0.2),
    ...setText(boxOf(MARGIN_MM, 286, 90, 4), [printed], { sizeMm: 2.4 }),
    ...setText(boxOf(108, 286, 90, 4), [say('page', { n, m: pages.length })], {
      sizeMm: 2.4,
      align: 'right',
    }),
  ];
  const running = setText(boxOf(MARGIN_MM, 11, A4_INNER_MM, 7), [paper.title], {
    sizeMm: 4,
    sizeMmMin: 2,
    isBold: true,
  });
  return pages.map((marks, at) => [...(at === 0 ? [] : running), ...marks, ...foot(at + 1)]);
}
