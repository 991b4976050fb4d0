import type { PackJob } from '@quayside/contract';
import { type Code, isSameCode, isSameItem, readCode } from '../scan/read-code.ts';
import type { PendingQty } from './state.ts';

export type PackLine = PackJob['lines'][number];

/** The barcode of the line that was scanned; its SKU code typed by hand stands for one unit. */
function barcodeOf(line: PackLine, code: Code): { unitsPer: number } | undefined {
  const known = line.barcodes.find((one) => isSameItem(code, one.barcode));
  return known ?? (isSameCode(code, line.skuCode) ? { unitsPer: 1 } : undefined);
}

/** The line that a scanned code belongs to, preferring one that still wants units. */
export function lineOf(
  job: PackJob,
  pending: PendingQty,
  code: Code,
): { line: PackLine; unitsPer: number } | null {
  let found: { line: PackLine; unitsPer: number } | null = null;
  for (const line of job.lines) {
    const match = barcodeOf(line, code);
    if (match === undefined) continue;
    if (leftQty(line, pending) > 0) return { line, unitsPer: match.unitsPer };
    found ??= { line, unitsPer: match.unitsPer };
  }
  return found;
}

/** Units in the carton, counting scans that the server has not answered yet. */
export function verifiedQty(line: PackLine, pending: PendingQty): number {
  return line.verifiedQty + (pending[line.outboundLineId] ?? 0);
}

export function leftQty(line: PackLine, pending: PendingQty): number {
  return line.qty - verifiedQty(line, pending);
}

export function totals(job: PackJob, pending: PendingQty): { qty: number; verified: number } {
  let qty = 0;
  let verified = 0;
  for (const line of job.lines) {
    qty += line.qty;
    verified += verifiedQty(line, pending);
  }
  return { qty, verified };
}

/** Takes the units of an answered or refused scan out of what is on its way. */
export function withoutPending(job: PackJob, pending: PendingQty, scan: string): PendingQty {
  const code = readCode(scan);
  for (const line of job.lines) {
    const match = barcodeOf(line, code);
    const waiting = pending[line.outboundLineId] ?? 0;
    if (match === undefined || waiting === 0) continue;
    return { ...pending, [line.outboundLineId]: Math.max(0, waiting - match.unitsPer) };
  }
  return pending;
}

/** Heaviest parcel the API takes, g. */
const WEIGHT_G_MAX = 1_000_000;

/**
 * A weight as people and scales write it: `850`, `850 g`, `1.25 kg`, `1,25kg`, `0.85` (a decimal
 * without a unit is kilograms). Null where it is no weight.
 */
export function parseWeightG(text: string): number | null {
  const match = /^\+?\s*(\d+(?:[.,]\d+)?)\s*(g|kg)?$/i.exec(text.trim());
  if (match?.[1] === undefined) return null;
  const value = Number(match[1].replace(',', '.'));
  const unit = match[2]?.toLowerCase() ?? (/[.,]/.test(match[1]) ? 'kg' : 'g');
  const weightG = Math.round(unit === 'kg' ? value * 1000 : value);
  return weightG >= 1 && weightG <= WEIGHT_G_MAX ? weightG : null;
}
