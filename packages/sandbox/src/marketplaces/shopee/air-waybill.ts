import bwip from 'bwip-js/node';
import PDFDocument from 'pdfkit';

/** What stands on the label that goes on the parcel; the recipient is already masked. */
export interface AirWaybill {
  carrier: string;
  trackingNumber: string;
  orderNumber: string;
  packageNumber: string;
  shipBy: Date;
  /** Postal sector, the first two digits of the postcode: where the sorting belt sends it. */
  sector: string;
  to: string[];
  zipcode: string;
  from: string[];
  weightG: number;
  items: { skuCode: string; name: string; qty: number }[];
}

/** PDF points a millimetre. */
const MM = 72 / 25.4;
const WIDTH = 100 * MM;
const HEIGHT = 150 * MM;
const MARGIN = 4 * MM;
const INNER = WIDTH - 2 * MARGIN;
const ITEMS_MAX = 12;

/**
 * Draws one page a parcel. Thermal: 100 x 150 mm, the printer's own paper. Normal: the same label in
 * the corner of an A4 sheet.
 */
export async function drawAirWaybills(
  labels: AirWaybill[],
  paper: 'thermal' | 'normal',
): Promise<Buffer> {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    info: { Title: 'Air waybill', Creator: 'Shopee Open Platform sandbox' },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  for (const label of labels) {
    pdf.addPage({ size: paper === 'thermal' ? [WIDTH, HEIGHT] : 'A4', margin: 0 });
    drawLabel(pdf, label);
  }
  pdf.end();
  await finished;
  return Buffer.concat(chunks);
}

function rule(pdf: PDFKit.PDFDocument, y: number): void {
  pdf
    .lineWidth(0.8)
    .moveTo(MARGIN, y)
    .lineTo(WIDTH - MARGIN, y)
    .stroke();
}

function line(
  pdf: PDFKit.PDFDocument,
  text: string,
  at: {
    x: number;
    y: number;
    width: number;
    size: number;
    bold?: boolean;
    align?: 'center' | 'right';
  },
): void {
  pdf
    .font(at.bold === true ? 'Helvetica-Bold' : 'Helvetica')
    .fontSize(at.size)
    .text(printable(text), at.x, at.y, {
      width: at.width,
      height: at.size * 1.2,
      ellipsis: true,
      align: at.align ?? 'left',
    });
}

/** The built-in fonts speak Latin 1; anything else becomes a question mark rather than a wrong sign. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff]/g, '?');
}

function drawLabel(pdf: PDFKit.PDFDocument, label: AirWaybill): void {
  pdf
    .rect(2 * MM, 2 * MM, WIDTH - 4 * MM, HEIGHT - 4 * MM)
    .lineWidth(1)
    .stroke();
  line(pdf, label.carrier, { x: MARGIN, y: 5 * MM, width: INNER * 0.7, size: 13, bold: true });
  line(pdf, label.sector, {
    x: MARGIN + INNER * 0.7,
    y: 4 * MM,
    width: INNER * 0.3,
    size: 22,
    bold: true,
    align: 'right',
  });
  rule(pdf, 13 * MM);
  drawCode128(pdf, label.trackingNumber, { x: MARGIN, y: 16 * MM, width: INNER, height: 20 * MM });
  line(pdf, label.trackingNumber, {
    x: MARGIN,
    y: 37.5 * MM,
    width: INNER,
    size: 12,
    bold: true,
    align: 'center',
  });
  rule(pdf, 44 * MM);
  line(pdf, 'TO', { x: MARGIN, y: 46 * MM, width: 10 * MM, size: 8, bold: true });
  label.to.forEach((text, index) => {
    line(pdf, text, {
      x: MARGIN + 11 * MM,
      y: (46 + index * 5) * MM,
      width: INNER - 11 * MM,
      size: index === 0 ? 11 : 9,
      bold: index === 0,
    });
  });
  line(pdf, `Singapore ${label.zipcode}`, {
    x: MARGIN + 11 * MM,
    y: 66 * MM,
    width: INNER - 11 * MM,
    size: 12,
    bold: true,
  });
  rule(pdf, 73 * MM);
  line(pdf, 'FROM', { x: MARGIN, y: 75 * MM, width: 12 * MM, size: 8, bold: true });
  label.from.forEach((text, index) => {
    line(pdf, text, {
      x: MARGIN + 11 * MM,
      y: (75 + index * 4) * MM,
      width: INNER - 11 * MM,
      size: 8,
    });
  });
  rule(pdf, 88 * MM);
  drawFacts(pdf, label);
  rule(pdf, 104 * MM);
  drawItems(pdf, label);
}

function drawFacts(pdf: PDFKit.PDFDocument, label: AirWaybill): void {
  const facts: [string, string][] = [
    ['Order', label.orderNumber],
    ['Package', label.packageNumber],
    ['Ship by', label.shipBy.toISOString().slice(0, 10)],
    ['Weight', `${(label.weightG / 1000).toFixed(2)} kg`],
  ];
  facts.forEach(([name, value], index) => {
    const x = MARGIN + (index % 2) * (INNER / 2);
    const y = (90 + Math.floor(index / 2) * 7) * MM;
    line(pdf, name, { x, y, width: 14 * MM, size: 7 });
    line(pdf, value, { x: x + 13 * MM, y, width: INNER / 2 - 13 * MM, size: 8.5, bold: true });
  });
}

function drawItems(pdf: PDFKit.PDFDocument, label: AirWaybill): void {
  const shown = label.items.slice(0, ITEMS_MAX);
  shown.forEach((item, index) => {
    const y = (105.5 + index * 3) * MM;
    line(pdf, `${item.qty} x`, { x: MARGIN, y, width: 12 * MM, size: 6.5, bold: true });
    line(pdf, item.skuCode, { x: MARGIN + 12 * MM, y, width: 16 * MM, size: 6.5 });
    line(pdf, item.name, { x: MARGIN + 28 * MM, y, width: INNER - 28 * MM, size: 6.5 });
  });
  const rest = label.items.length - shown.length;
  const totalQty = label.items.reduce((sum, item) => sum + item.qty, 0);
  line(pdf, `${rest > 0 ? `and ${rest} more lines; ` : ''}${totalQty} pieces in all`, {
    x: MARGIN,
    y: 143 * MM,
    width: INNER,
    size: 6.5,
    align: 'right',
  });
}

/** Code 128 as vector bars: sharp at any printer's resolution. Quiet zones of ten modules each side. */
function drawCode128(
  pdf: PDFKit.PDFDocument,
  text: string,
  box: { x: number; y: number; width: number; height: number },
): void {
  const widths = barWidths(text);
  const modules = widths.reduce((sum, width) => sum + width, 0) + 20;
  const module = box.width / modules;
  let x = box.x + 10 * module;
  widths.forEach((width, index) => {
    if (index % 2 === 0) pdf.rect(x, box.y, width * module, box.height);
    x += width * module;
  });
  pdf.fill('black');
}

/** Widths of bar, space, bar ... in modules, as the barcode library encodes them. */
function barWidths(text: string): number[] {
  const encoded: unknown = bwip.raw({ bcid: 'code128', text });
  const first: unknown = Array.isArray(encoded) ? encoded[0] : undefined;
  if (typeof first !== 'object' || first === null || !('sbs' in first)) {
    throw new Error(`No Code 128 for "${text}".`);
  }
  if (!Array.isArray(first.sbs)) throw new Error(`No bars for "${text}".`);
  return first.sbs.map(Number);
}
