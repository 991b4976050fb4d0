/** Arranging shipment, tracking numbers, labels. */
import type {
  ChannelOrder,
  LabelDocument,
  LabelRequest,
  LabelState,
  LabelTicket,
  ParcelRef,
  ShipmentArrangement,
  ShipmentPreference,
  ShopSession,
  TrackingAnswer,
} from '../channel.ts';
import { type HttpAnswer, statusFailure } from '../http.ts';
import { parseJson } from '../json.ts';
import { type Failure, failure, type Outcome, success } from '../outcome.ts';
import { wireId } from './account.ts';
import { nameOf, type ShopeeCall, type ShopeeClient } from './client.ts';
import { getOrders } from './orders.ts';
import {
  instantOf,
  parse,
  textOf,
  WireDocumentResult,
  WireEnvelope,
  WireShippingParameter,
  WireTracking,
} from './wire.ts';

/** "Already arranged" is what we wanted. */
const alreadyCodes: ReadonlySet<string> = new Set(['logistics.package_already_shipped']);
/** Sic. The order is not split after all (or no longer): ask again without the package. */
const NOT_SPLIT_CODE = 'logistics.ship_order_not_need_pacakge_number';

export async function arrangeShipment(
  client: ShopeeClient,
  session: ShopSession,
  parcel: ParcelRef,
  preference: ShipmentPreference,
): Promise<Outcome<ShipmentArrangement>> {
  const parameter = await client.read(
    {
      method: 'GET',
      path: 'logistics/get_shipping_parameter',
      effect: 'read',
      session,
      query: parcelQuery(parcel),
    },
    WireShippingParameter,
  );
  if (!parameter.ok) return notArrangeable(client, session, parcel, parameter);
  const choice = chooseMethod(parameter.value, preference);
  if (!choice.ok) return choice;
  const { method, pickupAt, body } = choice.value;
  const answered = await client.call({
    method: 'POST',
    path: 'logistics/ship_order',
    effect: 'once',
    session,
    body: { ...parcelBody(parcel), ...body },
  });
  if (answered.ok) return success({ done: 'arranged', method, pickupAt });
  if (answered.code === NOT_SPLIT_CODE && parcel.externalPackageNumber !== null) {
    const whole = { ...parcel, externalPackageNumber: null };
    return arrangeShipment(client, session, whole, preference);
  }
  return alreadyCodes.has(answered.code) ? success(already) : answered;
}

const already: ShipmentArrangement = { done: 'already', method: null, pickupAt: null };

/**
 * No parameters are given for a parcel that is arranged already, nor for one that is not ready yet. The order tells
 * which; but it shows an arrangement with a delay (READY_TO_SHIP for a while after ship_order was accepted), so that
 * "ready" here means: ask again later.
 */
async function notArrangeable(
  client: ShopeeClient,
  session: ShopSession,
  parcel: ParcelRef,
  refusal: Failure,
): Promise<Outcome<ShipmentArrangement>> {
  if (alreadyCodes.has(refusal.code)) return success(already);
  if (refusal.kind !== 'final') return refusal;
  const read = await getOrders(client, session, [parcel.externalOrderNumber]);
  const order = read.ok ? read.value.orders[0] : undefined;
  if (order === undefined) return refusal;
  switch (parcelState(order, parcel)) {
    case 'arranged':
      return success(already);
    case 'waiting':
      return { ...refusal, kind: 'retryable' };
    case 'other':
      return refusal;
  }
}

/** Of one parcel: by its package where the order is split, else by the order. */
function parcelState(order: ChannelOrder, parcel: ParcelRef): 'arranged' | 'waiting' | 'other' {
  const named = order.packages.find(
    ({ externalPackageNumber }) => externalPackageNumber === parcel.externalPackageNumber,
  );
  const state = named?.state ?? order.state;
  switch (state) {
    case 'arranged':
    case 'shipped':
    case 'picked_up':
    case 'delivered':
    case 'completed':
      return 'arranged';
    case 'ready':
    case 'waiting':
    case 'on_hold':
      return 'waiting';
    default:
      return 'other';
  }
}

interface MethodChoice {
  method: 'pickup' | 'dropoff' | 'own_carrier';
  pickupAt: Date | null;
  body: Record<string, unknown>;
}

/** Exactly one of pickup, dropoff, non_integrated may be sent, even where it is empty. */
export function chooseMethod(
  parameter: WireShippingParameter,
  preference: ShipmentPreference,
): Outcome<MethodChoice> {
  const { pickup, dropoff, non_integrated } = parameter.info_needed;
  if (preference.method === 'pickup' && pickup) return choosePickup(parameter, pickup);
  if (preference.method === 'dropoff' && dropoff) {
    return chooseDropoff(parameter, dropoff, preference);
  }
  if (pickup) return choosePickup(parameter, pickup);
  if (dropoff) return chooseDropoff(parameter, dropoff, preference);
  if (non_integrated) return chooseOwnCarrier(non_integrated, preference);
  const message = 'Shopee offers neither pickup nor drop-off for this parcel now';
  return failure('final', 'no_shipping_method', message);
}

function choosePickup(
  parameter: WireShippingParameter,
  needed: readonly string[],
): Outcome<MethodChoice> {
  const addresses = parameter.pickup?.address_list ?? [];
  const address = addresses.find((row) => (row.time_slot_list ?? []).length > 0) ?? addresses[0];
  if (address === undefined) {
    if (needed.length === 0)
      return success({ method: 'pickup', pickupAt: null, body: { pickup: {} } });
    const message = 'The shop has no pickup address on Shopee: set one in the Seller Centre';
    return failure('final', 'no_pickup_address', message);
  }
  const slots = address.time_slot_list ?? [];
  const slot = slots.find((row) => (row.flags ?? []).includes('recommended')) ?? slots[0];
  // Some carriers offer no slots and collect when it suits them: then none is sent.
  const pickup = {
    address_id: wireId(String(address.address_id)),
    ...(slot === undefined ? {} : { pickup_time_id: slot.pickup_time_id }),
  };
  return success({ method: 'pickup', pickupAt: instantOf(slot?.date), body: { pickup } });
}

function chooseDropoff(
  parameter: WireShippingParameter,
  needed: readonly string[],
  preference: ShipmentPreference,
): Outcome<MethodChoice> {
  const dropoff: Record<string, unknown> = {};
  const branch = parameter.dropoff?.branch_list?.[0];
  const slug = parameter.dropoff?.slug_list?.[0];
  if (needed.includes('branch_id') && branch) dropoff.branch_id = wireId(String(branch.branch_id));
  if (needed.includes('slug') && slug) dropoff.slug = slug.slug;
  if (needed.includes('sender_real_name') && preference.senderName !== undefined) {
    dropoff.sender_real_name = preference.senderName;
  }
  const ownNumber = preference.ownTracking?.trackingNumber;
  if (needed.some(isTrackingField) && ownNumber !== undefined) dropoff.tracking_number = ownNumber;
  const missing = needed.find((field) =>
    isTrackingField(field) ? !('tracking_number' in dropoff) : !(field in dropoff),
  );
  // Sender's name and tracking number are alternatives where both are named.
  const hasAlternative = 'sender_real_name' in dropoff || 'tracking_number' in dropoff;
  const isAlternative =
    missing !== undefined && (isTrackingField(missing) || missing === 'sender_real_name');
  if (missing !== undefined && !(isAlternative && hasAlternative)) {
    return failure('final', `needs_${missing}`, `Drop-off of this parcel needs ${missing}`);
  }
  return success({ method: 'dropoff', pickupAt: null, body: { dropoff } });
}

function chooseOwnCarrier(
  needed: readonly string[],
  preference: ShipmentPreference,
): Outcome<MethodChoice> {
  const ownNumber = preference.ownTracking?.trackingNumber;
  if (needed.some(isTrackingField) && ownNumber === undefined) {
    const message = 'Shopee does not carry this parcel: give your own tracking number';
    return failure('final', 'needs_tracking_number', message);
  }
  const body = { non_integrated: ownNumber === undefined ? {} : { tracking_number: ownNumber } };
  return success({ method: 'own_carrier', pickupAt: null, body });
}

/** Written both ways in the documents. */
function isTrackingField(field: string): boolean {
  return field === 'tracking_no' || field === 'tracking_number';
}

export async function trackingNumber(
  client: ShopeeClient,
  session: ShopSession,
  parcel: ParcelRef,
): Promise<Outcome<TrackingAnswer>> {
  const read = await client.read(
    {
      method: 'GET',
      path: 'logistics/get_tracking_number',
      effect: 'read',
      session,
      query: parcelQuery(parcel),
    },
    WireTracking,
  );
  if (!read.ok) return read;
  const number = textOf(read.value.tracking_number);
  return success(
    number === null
      ? { state: 'not_yet', hint: textOf(read.value.hint) }
      : { state: 'known', trackingNumber: number },
  );
}

// ---------------------------------------------------------------- labels

export async function requestLabel(
  client: ShopeeClient,
  session: ShopSession,
  request: LabelRequest,
): Promise<Outcome<LabelTicket>> {
  const { parcel } = request;
  const parameter = await documentRow(client, {
    method: 'POST',
    path: 'logistics/get_shipping_document_parameter',
    effect: 'read',
    session,
    body: { order_list: [parcelBody(parcel)] },
  });
  if (!parameter.ok) return parameter;
  const suggested = textOf(parameter.value.suggest_shipping_document_type);
  const selectable = parameter.value.selectable_shipping_document_type ?? [];
  const wanted = request.format === 'thermal' ? 'THERMAL_AIR_WAYBILL' : 'NORMAL_AIR_WAYBILL';
  const documentType = selectable.includes(wanted) ? wanted : (suggested ?? wanted);
  const made = await documentRow(client, {
    method: 'POST',
    path: 'logistics/create_shipping_document',
    effect: 'repeatable',
    session,
    body: {
      order_list: [
        {
          ...parcelBody(parcel),
          ...(request.trackingNumber === null ? {} : { tracking_number: request.trackingNumber }),
          shipping_document_type: documentType,
        },
      ],
    },
  });
  return made.ok ? success({ parcel, documentType, documentKey: null }) : made;
}

export async function labelState(
  client: ShopeeClient,
  session: ShopSession,
  ticket: LabelTicket,
): Promise<Outcome<LabelState>> {
  const row = await documentRow(client, {
    method: 'POST',
    path: 'logistics/get_shipping_document_result',
    effect: 'read',
    session,
    body: {
      order_list: [{ ...parcelBody(ticket.parcel), shipping_document_type: ticket.documentType }],
    },
  });
  if (!row.ok) {
    // A refusal of this one document is its state, not a failure of asking.
    if (row.kind !== 'final') return row;
    return success({ state: 'failed', code: row.code, reason: row.message });
  }
  switch (textOf(row.value.status)) {
    case 'READY':
      return success({ state: 'ready' });
    case 'FAILED':
      return success({
        state: 'failed',
        code: 'document_failed',
        reason: 'Shopee could not make it',
      });
    default:
      return success({ state: 'preparing' });
  }
}

export async function downloadLabel(
  client: ShopeeClient,
  session: ShopSession,
  ticket: LabelTicket,
): Promise<Outcome<LabelDocument>> {
  const call: ShopeeCall = {
    method: 'POST',
    path: 'logistics/download_shipping_document',
    effect: 'read',
    session,
    body: {
      shipping_document_type: ticket.documentType,
      order_list: [parcelBody(ticket.parcel)],
    },
  };
  return client.download(call, (answer) => readDocument(client, call, answer));
}

/** The bytes decide, not the content type: a PDF has come as application/octet-stream and as application/json. */
function readDocument(
  client: ShopeeClient,
  call: ShopeeCall,
  answer: HttpAnswer,
): Outcome<LabelDocument> {
  const start = Buffer.from(answer.bytes.subarray(0, 4)).toString('latin1');
  if (answer.status === 200 && start === '%PDF') {
    return isWholePdf(answer.bytes)
      ? success({ contentType: 'application/pdf', bytes: answer.bytes })
      : failure('retryable', 'document_cut_off', `${nameOf(call)}: the PDF ends too early`);
  }
  if (answer.status === 200 && start === 'PK\u0003\u0004') {
    return success({ contentType: 'application/zip', bytes: answer.bytes });
  }
  const json = parseJson(answer.bytes);
  const envelope = json.ok ? parse(WireEnvelope, json.value) : null;
  if (envelope?.ok !== true) return statusFailure(answer, nameOf(call), call.effect);
  const code = textOf(envelope.value.error) ?? '';
  if (code === '') return statusFailure(answer, nameOf(call), call.effect);
  return client.refuse(call, { code, message: textOf(envelope.value.message) ?? '' }, answer);
}

function isWholePdf(bytes: Uint8Array): boolean {
  const end = Buffer.from(bytes.subarray(Math.max(0, bytes.length - 1024))).toString('latin1');
  return end.includes('%%EOF');
}

/** The one row of a document call. Errors are in the row; the envelope then says only `batch_api_all_failed`. */
async function documentRow(client: ShopeeClient, call: ShopeeCall) {
  return client.callRaw(call, (envelope, answer) => {
    const parsed = parse(WireDocumentResult, envelope.response);
    const row = parsed.ok ? parsed.value.result_list[0] : undefined;
    const rowError = textOf(row?.fail_error);
    if (rowError !== null) {
      const message = textOf(row?.fail_message) ?? '';
      return client.refuse(call, { code: rowError, message }, answer);
    }
    if (envelope.code !== '') return client.refuse(call, envelope, answer);
    if (row !== undefined) return success(row);
    const reason = parsed.ok ? 'no row' : parsed.reason;
    return failure('final', 'answer_unreadable', `${nameOf(call)}: ${reason}`);
  });
}

function parcelQuery(parcel: ParcelRef): [string, string][] {
  const query: [string, string][] = [['order_sn', parcel.externalOrderNumber]];
  // An empty package_number is refused: leave it out.
  if (parcel.externalPackageNumber !== null) {
    query.push(['package_number', parcel.externalPackageNumber]);
  }
  return query;
}

function parcelBody(parcel: ParcelRef): Record<string, string> {
  return Object.fromEntries(parcelQuery(parcel));
}
