import PDFDocument from 'pdfkit';
import { barWidths } from './barcode.ts';
import { type Face, fontBytes, glyphCount, type Run, runsOf, textWidthMm } from './fonts.ts';
import type { BarcodeMark, Mark, Sheet, TextMark } from './sheet.ts';

const POINTS_PER_MM = 72 / 25.4;
const FACES: readonly Face[] = ['sans', 'sans-bold', 'thai', 'thai-bold'];

interface GlyphRegister {
  encode(text: string): unknown;
}

function isGlyphRegister(font: unknown): font is GlyphRegister {
  return typeof font === 'object' && font !== null && 'encode' in font;
}

/**
 * Keeps the text of the file readable. Noto draws ị as two glyphs, i and a dot; pdfkit notes for each glyph the
 * letter that used it first, and so would write every later i as ị. Naming the parts first prevents that.
 * pdfkit has no public door to its glyph register (0.20.2: `_font.encode`); a test reads the text back.
 */
function nameGlyphParts(pdf: PDFKit.PDFDocument, run: Run): void {
  const register: unknown = Reflect.get(pdf, '_font');
  if (!isGlyphRegister(register))
    throw new Error('pdfkit no longer keeps its glyph register in _font');
  for (const character of new Set(run.text)) {
    if (glyphCount({ ...run, text: character }) < 2) continue;
    for (const part of character.normalize('NFKD')) register.encode(part);
  }
}

function drawText(pdf: PDFKit.PDFDocument, mark: TextMark): void {
  const widthMm = textWidthMm(mark.text, mark.sizeMm, mark.isBold);
  const spareMm = mark.box.widthMm - widthMm;
  const shareByAlign = { left: 0, centre: 0.5, right: 1 };
  let xMm = mark.box.xMm + spareMm * shareByAlign[mark.align];
  for (const run of runsOf(mark.text, mark.isBold)) {
    pdf.font(run.face).fontSize(mark.sizeMm * POINTS_PER_MM);
    nameGlyphParts(pdf, run);
    pdf.text(run.text, xMm * POINTS_PER_MM, mark.baselineMm * POINTS_PER_MM, {
      lineBreak: false,
      baseline: 'alphabetic',
    });
    xMm += textWidthMm(run.text, mark.sizeMm, mark.isBold);
  }
}

/** Bars are filled vector rectangles: exact at any resolution, and no picture a driver could smooth. */
function drawBarcode(pdf: PDFKit.PDFDocument, mark: BarcodeMark): void {
  const widths = barWidths(mark);
  const modules = widths.reduce((total, width) => total + width, 0);
  // On the 0.125 mm grid of a 203 dpi head, whatever the box.
  const spareMm = mark.box.widthMm - modules * mark.moduleMm;
  let xMm = Math.round((mark.box.xMm + spareMm / 2) / 0.125) * 0.125;
  widths.forEach((width, at) => {
    if (at % 2 === 0) {
      pdf.rect(
        xMm * POINTS_PER_MM,
        mark.box.yMm * POINTS_PER_MM,
        width * mark.moduleMm * POINTS_PER_MM,
        mark.box.heightMm * POINTS_PER_MM,
      );
    }
    xMm += width * mark.moduleMm;
  });
  pdf.fill('#000000');
}

function drawMark(pdf: PDFKit.PDFDocument, mark: Mark): void {
  const { xMm, yMm, widthMm, heightMm } = mark.box;
  switch (mark.kind) {
    case 'text':
      return drawText(pdf, mark);
    case 'barcode':
      return drawBarcode(pdf, mark);
    case 'fill': {
      const grey = Math.round((mark.tint ?? 0) * 255)
        .toString(16)
        .padStart(2, '0');
      pdf
        .rect(
          xMm * POINTS_PER_MM,
          yMm * POINTS_PER_MM,
          widthMm * POINTS_PER_MM,
          heightMm * POINTS_PER_MM,
        )
        .fill(`#${grey}${grey}${grey}`)
        .fillColor('#000000');
      return;
    }
    case 'frame': {
      const inset = mark.strokeMm / 2;
      pdf
        .lineWidth(mark.strokeMm * POINTS_PER_MM)
        .rect(
          (xMm + inset) * POINTS_PER_MM,
          (yMm + inset) * POINTS_PER_MM,
          (widthMm - mark.strokeMm) * POINTS_PER_MM,
          (heightMm - mark.strokeMm) * POINTS_PER_MM,
        )
        .stroke('#000000');
      return;
    }
    default:
      mark satisfies never;
  }
}

/** Draws a sheet. Equal sheets give equal bytes: the only time in the file is the sheet's own. */
export async function drawPdf(sheet: Sheet): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    size: [sheet.widthMm * POINTS_PER_MM, sheet.heightMm * POINTS_PER_MM],
    info: { Title: sheet.title, Creator: 'Quayside', CreationDate: sheet.printedAt },
  });
  for (const face of FACES) pdf.registerFont(face, fontBytes(face));
  const chunks: Buffer[] = [];
  const written = new Promise<Uint8Array>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
    pdf.on('error', reject);
  });
  for (const marks of sheet.pages) {
    pdf.addPage();
    for (const mark of marks) drawMark(pdf, mark);
  }
  pdf.end();
  return written;
}
