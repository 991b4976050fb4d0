import { setText, textHeightMm } from './set-text.ts';
import { boxOf, type Mark, rule } from './sheet.ts';

/** A column of a printed table. A cell wraps, then shrinks, then is cut: it never meets its neighbour. */
export interface Column {
  readonly head: string;
  readonly widthMm: number;
  readonly align?: 'left' | 'right' | 'centre';
  readonly isBold?: boolean;
  /** An empty square to tick instead of a text. */
  readonly isTickBox?: boolean;
}

export interface TableStyle {
  readonly xMm: number;
  readonly sizeMm: number;
  readonly rowHeightMmMin: number;
  /** A longer cell shrinks instead of stretching its row further. */
  readonly rowHeightMmMax: number;
}

const HEAD_HEIGHT_MM = 6;
const CELL_PAD_MM = 1;

function tableWidthMm(columns: readonly Column[]): number {
  return columns.reduce((total, column) => total + column.widthMm, 0);
}

function headRow(columns: readonly Column[], yMm: number, style: TableStyle): Mark[] {
  const widthMm = tableWidthMm(columns);
  const marks: Mark[] = [
    { kind: 'fill', box: boxOf(style.xMm, yMm, widthMm, HEAD_HEIGHT_MM), tint: 0.9 },
  ];
  let xMm = style.xMm;
  for (const column of columns) {
    const box = boxOf(xMm + CELL_PAD_MM, yMm, column.widthMm - 2 * CELL_PAD_MM, HEAD_HEIGHT_MM);
    marks.push(
      ...setText(box, [column.head], {
        sizeMm: 2.6,
        sizeMmMin: 1.6,
        isBold: true,
        align: column.align ?? 'left',
        stand: 'middle',
      }),
    );
    xMm += column.widthMm;
  }
  return marks;
}

function rowHeightMm(
  columns: readonly Column[],
  cells: readonly string[],
  style: TableStyle,
): number {
  const heights = columns.map((column, at) =>
    textHeightMm(column.widthMm - 2 * CELL_PAD_MM, [cells[at] ?? ''], {
      sizeMm: style.sizeMm,
      isBold: column.isBold ?? false,
    }),
  );
  const neededMm = Math.max(...heights) + 2 * CELL_PAD_MM;
  return Math.min(style.rowHeightMmMax, Math.max(style.rowHeightMmMin, neededMm));
}

function bodyRow(
  columns: readonly Column[],
  cells: readonly string[],
  place: { yMm: number; heightMm: number },
  style: TableStyle,
): Mark[] {
  const marks: Mark[] = [];
  let xMm = style.xMm;
  columns.forEach((column, at) => {
    if (column.isTickBox === true) {
      const side = 4;
      const left = xMm + (column.widthMm - side) / 2;
      const box = boxOf(left, place.yMm + (place.heightMm - side) / 2, side, side);
      marks.push({ kind: 'frame', box, strokeMm: 0.3 });
    } else {
      const box = boxOf(
        xMm + CELL_PAD_MM,
        place.yMm + CELL_PAD_MM / 2,
        column.widthMm - 2 * CELL_PAD_MM,
        place.heightMm - CELL_PAD_MM,
      );
      marks.push(
        ...setText(box, [cells[at] ?? ''], {
          sizeMm: style.sizeMm,
          sizeMmMin: 1.5,
          isBold: column.isBold ?? false,
          align: column.align ?? 'left',
          stand: 'middle',
        }),
      );
    }
    xMm += column.widthMm;
  });
  marks.push(rule(style.xMm, place.yMm + place.heightMm - 0.1, tableWidthMm(columns), 0.1));
  return marks;
}

/**
 * Runs a table over as many pages as it needs, its head repeated on each. `firstTopMm` is where it begins on the
 * first page. Gives the marks page by page, and where the last page's table ends.
 */
export function runTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
  span: { firstTopMm: number; topMm: number; bottomMm: number },
): { pages: Mark[][]; endMm: number } {
  let yMm = span.firstTopMm + HEAD_HEIGHT_MM;
  let page = headRow(columns, span.firstTopMm, style);
  const pages = [page];
  for (const cells of rows) {
    const heightMm = rowHeightMm(columns, cells, style);
    if (yMm + heightMm > span.bottomMm) {
      page = headRow(columns, span.topMm, style);
      pages.push(page);
      yMm = span.topMm + HEAD_HEIGHT_MM;
    }
    page.push(...bodyRow(columns, cells, { yMm, heightMm }, style));
    yMm += heightMm;
  }
  return { pages, endMm: yMm };
}
