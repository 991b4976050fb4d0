import { nodeById, skusById } from '../../catalogue/index.ts';
import { type ParcelLabelInput, parcelLabelPdf, parcelLabelZpl } from '../../documents/index.ts';
import { type Clock, Refusal, type Tx, tenantFacts } from '../../platform/index.ts';
import { linesOf, outboundById } from '../outbound/queries.ts';
import { labelParty, languageOf, onPaper } from '../paper.ts';
import { parcelById } from './queries.ts';

type PaperFile = { contentType: string; content: Uint8Array; name: string };

/** What a label can print as Code 128 (documents/check.ts); a platform's number may hold more. */
const PRINTABLE_CODE = /^[A-Za-z0-9](?:[A-Za-z0-9 ./+_:#-]{0,38}[A-Za-z0-9])?$/;
const CONTENTS_MAX = 400;

export async function nodeOfParcel(tx: Tx, parcelId: string): Promise<string> {
  const parcel = await parcelById(tx, parcelId);
  if (parcel === null) throw new Refusal('not_found', `There is no parcel ${parcelId}.`);
  return (await outboundById(tx, parcel.outboundOrderId)).nodeId;
}

export async function parcelLabelAsPdf(tx: Tx, parcelId: string, clock: Clock): Promise<PaperFile> {
  const input = await labelInput(tx, parcelId, clock);
  const content = await onPaper(() => parcelLabelPdf(input));
  return { contentType: 'application/pdf', content, name: `label-${input.sscc}.pdf` };
}

export async function parcelLabelAsZpl(tx: Tx, parcelId: string, clock: Clock): Promise<PaperFile> {
  const input = await labelInput(tx, parcelId, clock);
  const text = await onPaper(() => parcelLabelZpl(input));
  return {
    contentType: 'text/plain; charset=utf-8',
    content: new TextEncoder().encode(text),
    name: `label-${input.sscc}.zpl`,
  };
}

/** Quayside's own label of a parcel. Where a platform hides the address, the carrier's label has it. */
async function labelInput(tx: Tx, parcelId: string, clock: Clock): Promise<ParcelLabelInput> {
  const parcel = await parcelById(tx, parcelId);
  if (parcel === null) throw new Refusal('not_found', `There is no parcel ${parcelId}.`);
  const order = await outboundById(tx, parcel.outboundOrderId);
  const node = await nodeById(tx, order.nodeId);
  const tenant = await tenantFacts(tx);
  const lines = await linesOf(tx, [order.outboundOrderId]);
  const skus = await skusById(
    tx,
    lines.map((line) => line.skuId),
  );
  const contents = lines.map((l) => `${l.qty} × ${skus.get(l.skuId)?.skuCode ?? ''}`).join(', ');
  const isPrintable = parcel.trackingNumber !== null && PRINTABLE_CODE.test(parcel.trackingNumber);
  const to = order.address ?? {};
  return {
    from: labelParty(
      { ...tenant.senderAddress, name: tenant.name },
      { nameless: tenant.name, addressless: node.address ?? node.name },
    ),
    to: labelParty(
      {
        country: tenant.senderAddress.country ?? '',
        ...to,
        name: to.name ?? order.buyerName ?? '',
      },
      { nameless: `Order ${order.orderNumber}`, addressless: 'See the carrier’s label' },
    ),
    orderNumber: order.orderNumber,
    carrierName: parcel.carrier ?? 'To be assigned',
    trackingNumber: isPrintable ? (parcel.trackingNumber ?? parcel.sscc) : parcel.sscc,
    sscc: parcel.sscc,
    parcelNumber: 1,
    parcelCount: 1,
    weightG: parcel.weightG,
    shipByAt: order.shipByAt,
    ...(contents === '' ? {} : { contents: [...contents].slice(0, CONTENTS_MAX).join('') }),
    printedAt: clock.now(),
    timeZone: node.timeZone,
    language: languageOf(tenant),
  };
}
