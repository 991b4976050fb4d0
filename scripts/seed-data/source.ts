import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';

/** One line of the published file, with its column names made ours and nothing else changed. */
export interface SourceLine {
  invoiceNumber: string;
  stockCode: string;
  description: string | null;
  qty: number;
  placedAt: string;
  unitPriceMinor: number;
  customerNumber: string | null;
  country: string;
}

/**
 * Reads the parquet file of UCI "Online Retail".
 * The file's clock has no zone; it is read as UTC. Its prices are pounds; the figures are kept.
 */
export async function readSourceLines(path: string): Promise<SourceLine[]> {
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const rows = await parquetReadObjects({
    file,
    compressors: { ZSTD: (page) => zstdDecompressSync(page) },
  });
  return rows.map(toSourceLine);
}

function toSourceLine(row: Record<string, unknown>): SourceLine {
  return {
    invoiceNumber: text(row, 'InvoiceNo'),
    stockCode: text(row, 'StockCode').trim().toUpperCase(),
    description: row['Description'] === null ? null : text(row, 'Description'),
    qty: Number(text(row, 'Quantity')),
    placedAt: instantOf(text(row, 'InvoiceDate')),
    // Prices have at most three decimals in the file; half a cent rounds up.
    unitPriceMinor: Math.round(Number(text(row, 'UnitPrice')) * 100),
    customerNumber: row['CustomerID'] === null ? null : text(row, 'CustomerID'),
    country: text(row, 'Country'),
  };
}

function text(row: Record<string, unknown>, column: string): string {
  const value = row[column];
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') {
    throw new Error(`Column ${column} holds ${String(value)}, which is neither text nor a number`);
  }
  return String(value);
}

/** `12/1/10 8:26` (month/day/year) to `2010-12-01T08:26:00Z`. */
export function instantOf(invoiceDate: string): string {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{2}) (\d{1,2}):(\d{2})$/.exec(invoiceDate);
  if (!match) throw new Error(`Invoice date "${invoiceDate}" is not m/d/yy h:mm`);
  const [month, day, year, hour, minute] = match.slice(1).map((part) => part.padStart(2, '0')) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return `20${year}-${month}-${day}T${hour}:${minute}:00Z`;
}
