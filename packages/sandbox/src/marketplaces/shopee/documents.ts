import { schedule } from '../../state/due-actions.ts';
import type { World } from '../../world.ts';
import { type AirWaybill, drawAirWaybills } from './air-waybill.ts';
import { type Answer, type Call } from './call.ts';
import { ShopeeError } from './errors.ts';
import { maskedAddress, readRecipient } from './masking.ts';
import {
  contentsOf,
  feedHorizon,
  findOrder,
  linesOf,
  type OrderRow,
  type PackageRow,
  packagesOf,
} from './order-rows.ts';
import { visibleTracking } from './packages.ts';
import type { Params } from './params.ts';
import { considerPickUp, finishDocument } from './parcels.ts';
import { SHOP } from './shop.ts';

const TYPES = ['THERMAL_AIR_WAYBILL', 'NORMAL_AIR_WAYBILL'];
const SUGGESTED = 'THERMAL_AIR_WAYBILL';
const ROWS_MAX = 50;

type ResultRow = Record<string, unknown>;

/** Row by row; when every row failed the envelope says so and keeps the rows. */
function batch(call: Call, work: (row: Params) => ResultRow): Answer {
  const rows = call.body.children('order_list', { min: 1, max: ROWS_MAX });
  const failed: ResultRow[] = [];
  const results = rows.map((row) => {
    const name = {
      order_sn: row.text('order_sn', ''),
      ...(row.has('package_number') ? { package_number: row.text('package_number') } : {}),
    };
    try {
      return { ...name, ...work(row) };
    } catch (error) {
      if (!(error instanceof ShopeeError)) throw error;
      failed.push(name);
      return { ...name, fail_error: error.code, fail_message: error.message };
    }
  });
  const response = { result_list: results };
  if (failed.length === rows.length) {
    throw new ShopeeError(
      'common.batch_api_all_failed',
      'Failed, please check result_list for more details.',
      { response },
    );
  }
  return { response, warning: failed.length === 0 ? null : failed };
}

function parcelOfRow(call: Call, row: Params): { order: OrderRow; parcel: PackageRow } {
  const { world, shopId } = call;
  const orderSn = row.text('order_sn');
  const order = findOrder(world, orderSn);
  if (order === undefined || order.shop_id !== shopId || order.placed_at > feedHorizon(world)) {
    throw new ShopeeError(
      'logistics.order_not_exist',
      `The order_sn ${orderSn} you provided is not exist. Please check`,
    );
  }
  const parcels = packagesOf(world, orderSn);
  if (row.has('package_number')) {
    const number = row.text('package_number');
    const parcel = parcels.find((known) => known.package_number === number);
    if (parcel !== undefined) return { order, parcel };
    throw new ShopeeError(
      'logistics.package_number_not_found',
      `The package_number ${number} is not exist.`,
    );
  }
  const only = parcels.length === 1 ? parcels[0] : undefined;
  if (only !== undefined) return { order, parcel: only };
  throw new ShopeeError(
    'logistics.package_number_not_exist',
    'Please request with package_number for this split order.',
  );
}

export function getShippingDocumentParameter(call: Call): Answer {
  return batch(call, (row) => {
    const { parcel } = parcelOfRow(call, row);
    return {
      package_number: parcel.package_number,
      suggest_shipping_document_type: SUGGESTED,
      selectable_shipping_document_type: TYPES,
    };
  });
}

/** Orders a document. Only while PROCESSED; asking again starts nothing new. */
export function createShippingDocument(call: Call): Answer {
  return batch(call, (row) => {
    const { world } = call;
    const { order, parcel } = parcelOfRow(call, row);
    const type = row.text('shipping_document_type', SUGGESTED);
    if (!TYPES.includes(type)) {
      throw new ShopeeError(
        'logistics.shipping_document_type_invalid',
        'The shipping_document_type is not invalid. Please check the shipping_document_type.',
      );
    }
    if (order.status !== 'PROCESSED') {
      throw new ShopeeError(
        'logistics.order_status_error',
        'Order status does not support awb printing.',
      );
    }
    const tracking = visibleTracking(world, parcel);
    if (tracking === '') {
      throw new ShopeeError('logistics.package_can_not_print', 'The package can not print now. ');
    }
    if (row.has('tracking_number') && row.text('tracking_number') !== tracking) {
      throw new ShopeeError(
        'logistics.tracking_number_invalid',
        'The tracking number is invalid. Please check the tracking number.',
      );
    }
    startDocument(world, parcel, type);
    return {};
  });
}

function startDocument(world: World, parcel: PackageRow, type: string): void {
  if (parcel.document_type === type) return;
  const nowMs = world.clock.now();
  const { documentLagMs } = world.options.pace;
  world.database.transaction(() => {
    world.database.run(
      'update package set document_type = ?, document_ready_at = ? where package_number = ?',
      type,
      nowMs + documentLagMs,
      parcel.package_number,
    );
    if (documentLagMs === 0) finishDocument(world, parcel.package_number);
    else schedule(world, 'finish_document', parcel.package_number, nowMs + documentLagMs);
  });
}

function documentStatus(world: World, parcel: PackageRow): 'READY' | 'PROCESSING' {
  if (parcel.document_ready_at === null) {
    throw new ShopeeError(
      'logistics.shipping_document_should_print_first',
      `The package can not print now, please create shipping document first.Detail: ${parcel.order_sn}`,
    );
  }
  return parcel.document_ready_at <= world.clock.now() ? 'READY' : 'PROCESSING';
}

export function getShippingDocumentResult(call: Call): Answer {
  return batch(call, (row) => {
    const { parcel } = parcelOfRow(call, row);
    return {
      package_number: parcel.package_number,
      status: documentStatus(call.world, parcel),
    };
  });
}

/** The air waybills of up to 50 parcels in one PDF; the first thing wrong refuses them all. */
export async function downloadShippingDocument(call: Call): Promise<Answer> {
  const { world, body } = call;
  const rows = body.children('order_list', { min: 1, max: ROWS_MAX });
  const parcels = rows.map((row) => parcelOfRow(call, row));
  const asked = body.text('shipping_document_type', SUGGESTED);
  for (const { order, parcel } of parcels) {
    if (documentStatus(world, parcel) === 'PROCESSING') {
      throw new ShopeeError(
        'logistics.download_later',
        `Processing, please download later. Detail: ${parcel.order_sn}`,
      );
    }
    if (parcel.document_type !== asked) {
      throw new ShopeeError(
        'logistics.shipping_document_should_print_first',
        `The package can not print now, please create shipping document first.Detail: ${parcel.order_sn}`,
      );
    }
    if (order.status !== 'PROCESSED') {
      throw new ShopeeError(
        'logistics.package_print_failed',
        `Some package failed to print, please try again later. Detail: ${parcel.order_sn}`,
      );
    }
  }
  const file = await drawAirWaybills(
    parcels.map(({ order, parcel }) => airWaybillOf(world, order, parcel)),
    asked === 'THERMAL_AIR_WAYBILL' ? 'thermal' : 'normal',
  );
  for (const { parcel } of parcels) noteFetched(world, parcel);
  return { file, contentType: 'application/pdf' };
}

/** The first fetch tells the automatic courier that the parcel carries its label. */
function noteFetched(world: World, parcel: PackageRow): void {
  if (parcel.document_fetched_at !== null) return;
  world.database.transaction(() => {
    world.database.run(
      'update package set document_fetched_at = ? where package_number = ?',
      world.clock.now(),
      parcel.package_number,
    );
    considerPickUp(world, parcel.package_number);
  });
}

function airWaybillOf(world: World, order: OrderRow, parcel: PackageRow): AirWaybill {
  const recipient = readRecipient(order.recipient);
  const masked = maskedAddress(recipient);
  const lines = new Map(linesOf(world, order.order_sn).map((line) => [line.order_item_id, line]));
  const contents = contentsOf(world, parcel.package_number).flatMap((content) => {
    const line = lines.get(content.order_item_id);
    return line === undefined ? [] : [{ line, qty: content.qty }];
  });
  return {
    carrier: SHOP.carrier,
    trackingNumber: parcel.tracking_number,
    orderNumber: order.order_sn,
    packageNumber: parcel.package_number,
    shipBy: new Date(order.ship_by_at ?? order.placed_at),
    sector: recipient.zipcode.slice(0, 2),
    to: [masked.name, masked.phone, masked.full_address, `${masked.district}, Singapore`],
    zipcode: recipient.zipcode,
    from: [
      SHOP.name,
      SHOP.pickupAddress.address,
      `${SHOP.pickupAddress.city} ${SHOP.pickupAddress.zipcode}`,
    ],
    weightG: contents.reduce((sum, { line, qty }) => sum + line.weight_g * qty, 0),
    items: contents.map(({ line, qty }) => ({
      skuCode: line.sku_code,
      name: line.model_id === 0 ? line.item_name : line.model_name,
      qty,
    })),
  };
}
