/**
 * Papers: labels, manifests and slips as bytes, from plain typed input. No database, no HTTP, no clock.
 *
 * Promises
 * - Equal input gives equal bytes; times on paper are in the node's time zone, `printedAt` is the caller's.
 * - Nothing overflows and nothing overlaps, whatever the texts: a text wraps, then shrinks, and only then is cut
 *   with an ellipsis. A parcel's address within the limits (300 characters) is printed whole.
 * - Barcodes have ten modules of white on either side and modules of 0.25, 0.375 or 0.5 mm (2, 3 or 4 dots of a
 *   203 dpi head). The SSCC is GS1-128 (FNC1, AI 00), 0.5 mm a module and 31.75 mm high, as GS1 asks.
 * - Latin, Vietnamese, Greek, Cyrillic and Thai are printed; in ZPL what the printer's font lacks goes as a picture.
 *   Other characters print as U+FFFD: ask `unprintableCharacters` and warn.
 * - Counts and total weights are summed here, so a paper cannot contradict its own rows.
 *
 * Refuses, with a `DocumentInputError` that names field and expectation: missing or over-long texts, a wrong SSCC
 * check digit, codes that cannot be scanned (other than letters, digits and - . / + _ : # with spaces inside) or that
 * do not fit, quantities and weights out of range, parcel n beyond m, the same parcel, location or tote twice, an
 * unknown time zone, no rows or too many (manifest 1,000).
 *
 * Never touches a marketplace's own label: those are printed as they came.
 */
export { DocumentInputError } from './check.ts';
export type { PrinterDpi } from './draw-zpl.ts';
export type { LabelBatch, LocationLabel, ToteLabel } from './floor-labels.ts';
export { locationLabelsPdf, toteLabelsPdf } from './floor-labels.ts';
export { unprintableCharacters } from './fonts.ts';
export type { ManifestInput, ManifestParcel } from './manifest.ts';
export { manifestPdf } from './manifest.ts';
export type { PackingSlipInput, PackingSlipLine } from './packing-slip.ts';
export { packingSlipPdf } from './packing-slip.ts';
export type { LabelParty, ParcelLabelInput } from './parcel-label.ts';
export { parcelLabelPdf, parcelLabelZpl } from './parcel-label.ts';
export type { PickSlipInput, PickSlipStop } from './pick-slip.ts';
export { pickSlipPdf } from './pick-slip.ts';
export type { PaperLanguage } from './words.ts';
