/**
 * A paper before it is drawn: marks in millimetres from the top left corner. Every document is first
 * decided as a sheet (pure), then drawn as PDF or ZPL; what overlaps or overflows is seen in the sheet.
 */

export interface Box {
  readonly xMm: number;
  readonly yMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

/** One line of text. `box` is the room it was given; the ink stays inside. */
export interface TextMark {
  readonly kind: 'text';
  readonly box: Box;
  readonly baselineMm: number;
  readonly text: string;
  /** Height of the em. */
  readonly sizeMm: number;
  readonly isBold: boolean;
  readonly align: 'left' | 'centre' | 'right';
}

/** A filled rectangle: a rule, or a tinted row when `tint` is above 0 (0 is black, 1 is white). */
export interface FillMark {
  readonly kind: 'fill';
  readonly box: Box;
  readonly tint?: number;
}

/** An empty rectangle; the stroke lies inside the box. */
export interface FrameMark {
  readonly kind: 'frame';
  readonly box: Box;
  readonly strokeMm: number;
}

/** A linear barcode. `box` includes the quiet zones; the bars stand in the middle of it. */
export interface BarcodeMark {
  readonly kind: 'barcode';
  readonly box: Box;
  readonly symbology: 'code128' | 'sscc';
  /** Plain text for Code 128; the 18 digits for an SSCC. */
  readonly text: string;
  readonly moduleMm: number;
}

export type Mark = TextMark | FillMark | FrameMark | BarcodeMark;

export interface Sheet {
  readonly title: string;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly pages: readonly (readonly Mark[])[];
  /** Stands in the file as its creation time, so that equal input gives equal bytes. */
  readonly printedAt: Date;
}

export function boxOf(xMm: number, yMm: number, widthMm: number, heightMm: number): Box {
  return { xMm, yMm, widthMm, heightMm };
}

/** A horizontal rule. */
export function rule(xMm: number, yMm: number, widthMm: number, strokeMm = 0.25): FillMark {
  return { kind: 'fill', box: boxOf(xMm, yMm, widthMm, strokeMm) };
}
