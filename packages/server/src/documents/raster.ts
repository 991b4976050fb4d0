import { runsOf, shape, textWidthMm } from './fonts.ts';

/** A one-bit picture, rows from the top, each padded to whole bytes; a set bit is black. */
export interface Bitmap {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly bytesPerRow: number;
  readonly bytes: Uint8Array;
}

interface Edge {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Straight pieces a curve is cut into: at label sizes (under 200 dots) the error stays under a tenth of a dot. */
const CURVE_PIECES = 8;

type Point = readonly [number, number];

function curvePoint(points: readonly Point[], t: number): Point {
  if (points.length === 1) return points[0] ?? [0, 0];
  const closer = points.slice(1).map((point, at): Point => {
    const before = points[at] ?? point;
    return [before[0] + (point[0] - before[0]) * t, before[1] + (point[1] - before[1]) * t];
  });
  return curvePoint(closer, t);
}

/** Collects the straight edges of outlines, in dots. */
class Outline {
  readonly edges: Edge[] = [];
  #start: Point = [0, 0];
  #at: Point = [0, 0];

  moveTo(to: Point): void {
    this.close();
    this.#start = to;
    this.#at = to;
  }

  lineTo(to: Point): void {
    this.edges.push({ x0: this.#at[0], y0: this.#at[1], x1: to[0], y1: to[1] });
    this.#at = to;
  }

  curveTo(points: readonly Point[]): void {
    const all = [this.#at, ...points];
    for (let piece = 1; piece <= CURVE_PIECES; piece += 1) {
      this.lineTo(curvePoint(all, piece / CURVE_PIECES));
    }
  }

  close(): void {
    const [x, y] = this.#at;
    if (x !== this.#start[0] || y !== this.#start[1]) this.lineTo(this.#start);
  }
}

function pairs(values: readonly number[], place: (x: number, y: number) => Point): Point[] {
  const points: Point[] = [];
  for (let at = 0; at + 1 < values.length; at += 2) {
    points.push(place(values[at] ?? 0, values[at + 1] ?? 0));
  }
  return points;
}

function outlineText(
  text: string,
  isBold: boolean,
  sizeDots: number,
  baselineDots: number,
): Outline {
  const outline = new Outline();
  let penX = 0;
  for (const run of runsOf(text, isBold)) {
    const { glyphRun, unitsPerEm } = shape(run);
    const scale = sizeDots / unitsPerEm;
    glyphRun.glyphs.forEach((glyph, at) => {
      const position = glyphRun.positions[at];
      if (position === undefined) throw new Error('a shaped glyph has no position');
      const place = (x: number, y: number): Point => [
        penX + (x + position.xOffset) * scale,
        baselineDots - (y + position.yOffset) * scale,
      ];
      for (const { command, args } of glyph.path.commands) {
        const points = pairs(args, place);
        if (command === 'closePath') outline.close();
        else if (command === 'moveTo') outline.moveTo(points[0] ?? [0, 0]);
        else if (command === 'lineTo') outline.lineTo(points[0] ?? [0, 0]);
        else outline.curveTo(points);
      }
      outline.close();
      penX += position.xAdvance * scale;
    });
  }
  return outline;
}

/** Where the middle line of a row of dots enters (+1) and leaves (-1) outlines, from left to right. */
function crossings(edges: readonly Edge[], y: number): { x: number; turn: number }[] {
  const found: { x: number; turn: number }[] = [];
  for (const { x0, y0, x1, y1 } of edges) {
    if (y0 <= y === y1 <= y) continue;
    found.push({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0), turn: y1 > y0 ? 1 : -1 });
  }
  return found.sort((one, other) => one.x - other.x);
}

/**
 * Draws one line of text as dots, for a printer whose own font lacks the letters. A dot is black when its
 * centre lies inside an outline (non-zero winding, so overlapping accents do not cancel out).
 */
export function rasterText(
  text: string,
  set: { isBold: boolean; sizeDots: number; heightDots: number; baselineDots: number },
): Bitmap {
  const widthDots = Math.max(1, Math.ceil(textWidthMm(text, set.sizeDots, set.isBold)));
  const bytesPerRow = Math.ceil(widthDots / 8);
  const bytes = new Uint8Array(bytesPerRow * set.heightDots);
  const { edges } = outlineText(text, set.isBold, set.sizeDots, set.baselineDots);
  for (let row = 0; row < set.heightDots; row += 1) {
    let winding = 0;
    let enteredX = 0;
    for (const { x, turn } of crossings(edges, row + 0.5)) {
      if (winding === 0) enteredX = x;
      winding += turn;
      if (winding !== 0) continue;
      const last = Math.min(widthDots - 1, Math.ceil(x - 0.5) - 1);
      for (let dot = Math.max(0, Math.ceil(enteredX - 0.5)); dot <= last; dot += 1) {
        const at = row * bytesPerRow + (dot >> 3);
        bytes[at] = (bytes[at] ?? 0) | (0x80 >> (dot & 7));
      }
    }
  }
  return { widthDots, heightDots: set.heightDots, bytesPerRow, bytes };
}
