import type { PackJob } from '@quayside/contract';
import { skusById } from '../../catalogue/index.ts';
import { Refusal, type Tx } from '../../platform/index.ts';
import { linesOf, lockOutbound, type Outbound, type OutboundLine } from '../outbound/queries.ts';
import { itemOfScan, nameOfScan, scanCodes } from '../scan.ts';
import { addVerified, clearVerified } from './queries.ts';
import { packJobOf } from './read.ts';

/** Locks an order that may be packed now. Refuses `order_cancelled`, `task_done`, `state_refused`. */
export async function lockForPack(tx: Tx, outboundOrderId: string): Promise<Outbound> {
  const order = await lockOutbound(tx, outboundOrderId);
  const { orderNumber, state } = order;
  const facts = { orderNumber, state };
  switch (state) {
    case 'picked':
      return order;
    case 'cancelled':
      throw new Refusal('order_cancelled', `Order ${orderNumber} was cancelled; do not pack it.`, {
        facts,
        remedy: 'Put the goods back: scan the location that takes them.',
      });
    case 'packed':
    case 'shipped':
      throw new Refusal('task_done', `Order ${orderNumber} is ${state} already.`, {
        facts,
        remedy: 'Scan the next tote.',
      });
    case 'short':
      throw new Refusal('state_refused', `Order ${orderNumber} fell short; it can't be packed.`, {
        facts,
        remedy: 'Put the goods back: scan the location that takes them.',
      });
    case 'promised':
    case 'released':
    case 'picking':
      throw new Refusal('state_refused', `Order ${orderNumber} is not picked yet.`, {
        facts,
        remedy: 'Put the tote aside until the picker has finished it.',
      });
    default:
      return state satisfies never;
  }
}

/**
 * Scans an item into the carton. A pack's barcode counts for all its units; `qty` (base units) instead
 * counts what the packer counted. Refuses `wrong_item` (names what came and what is still to come),
 * `too_many`, `unknown_barcode`, and what `lockForPack` refuses.
 */
export async function verifyItem(
  tx: Tx,
  outboundOrderId: string,
  verify: { scan: string; qty?: number },
): Promise<PackJob> {
  const order = await lockForPack(tx, outboundOrderId);
  const lines = await linesOf(tx, [outboundOrderId]);
  const item = await itemOfScan(tx, verify.scan);
  const line = lines.find((l) => l.skuId === item?.skuId);
  if (item === null || line === undefined) {
    throw await wrongItem(tx, order, lines, verify.scan, item?.skuId ?? null);
  }
  const qty = verify.qty ?? item.unitsPer;
  if (!Number.isInteger(qty) || qty < 1) {
    throw new Refusal('invalid_input', `At least 1 unit is scanned, not ${qty}.`, {
      facts: { got: qty },
    });
  }
  const openQty = line.qty - line.verifiedQty;
  if (qty > openQty) {
    const sku = (await skusById(tx, [line.skuId])).get(line.skuId);
    const wanted = openQty === 0 ? 'none is wanted any more' : `only ${openQty} more are wanted`;
    throw new Refusal('too_many', `${sku?.skuCode} ${sku?.name}: ${wanted}, not ${qty}.`, {
      facts: { skuCode: sku?.skuCode, expected: openQty, got: qty, wantedQty: line.qty },
      remedy: 'Take it out of the carton and hand it to the floor lead.',
    });
  }
  await addVerified(tx, line.outboundLineId, qty);
  return packJobOf(tx, order);
}

async function wrongItem(
  tx: Tx,
  order: Outbound,
  lines: readonly OutboundLine[],
  scan: string,
  skuId: string | null,
): Promise<Refusal> {
  const open = lines.filter((line) => line.verifiedQty < line.qty);
  const skus = await skusById(tx, [
    ...open.map((l) => l.skuId),
    ...(skuId === null ? [] : [skuId]),
  ]);
  const other = skuId === null ? undefined : skus.get(skuId);
  const got =
    other === undefined
      ? await nameOfScan(tx, order.nodeId, scan, 'item')
      : `${other.skuCode} ${other.name}`;
  const expected = open.map((line) => ({
    skuCode: skus.get(line.skuId)?.skuCode,
    name: skus.get(line.skuId)?.name,
    openQty: line.qty - line.verifiedQty,
  }));
  const wanted =
    expected.length === 0
      ? 'nothing more'
      : expected
          .slice(0, 3)
          .map((e) => `${e.openQty} × ${e.skuCode}`)
          .join(', ');
  return new Refusal(
    'wrong_item',
    `${got} is not in order ${order.orderNumber}; it wants ${wanted}.`,
    {
      facts: {
        expected,
        got: other?.skuCode ?? scanCodes(scan).text,
        gotName: other?.name ?? null,
      },
      remedy: 'Take it out of the carton and put it aside.',
    },
  );
}

/** Forgets the scans of a carton that is not closed. */
export async function restartPack(tx: Tx, outboundOrderId: string): Promise<PackJob> {
  const order = await lockForPack(tx, outboundOrderId);
  await clearVerified(tx, outboundOrderId);
  return packJobOf(tx, order);
}
