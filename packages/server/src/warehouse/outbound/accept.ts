import type { Address } from '@quayside/contract';
import type { Tx } from '../../platform/index.ts';
import { inheritLabels, insertOutboundLines, insertOutbounds } from './queries.ts';

/** What the WMS needs to know of a fulfilment order; the same whether Quayside's OMS asks or another. */
export interface OutboundInput {
  fulfilmentOrderId: string;
  orderId: string;
  orderNumber: string;
  externalOrderNumber: string | null;
  /** '0' where no marketplace stands behind the order: Quayside's own label is then the carrier's. */
  channelId: string;
  channelName: string;
  nodeId: string;
  shipByAt: Date;
  carrier: string | null;
  address: Address | null;
  buyerName: string | null;
  note: string | null;
  /** Kits exploded to components, one line per SKU, base units. */
  lines: readonly { skuId: string; qty: number }[];
}

/** Takes fulfilment orders on as work of their nodes. Idempotent on the fulfilment order. */
export async function acceptFulfilments(tx: Tx, rows: readonly OutboundInput[]): Promise<void> {
  if (rows.length === 0) return;
  for (const row of rows) {
    if (row.lines.length === 0) {
      throw new Error(`fulfilment order ${row.fulfilmentOrderId} came without a line`);
    }
  }
  const added = await insertOutbounds(tx, rows);
  const outboundIds = new Map(added.map((a) => [a.fulfilmentOrderId, a.outboundOrderId]));
  const lines = rows.flatMap((row) => {
    const outboundOrderId = outboundIds.get(row.fulfilmentOrderId);
    return outboundOrderId === undefined
      ? []
      : row.lines.map((line) => ({ outboundOrderId, skuId: line.skuId, qty: line.qty }));
  });
  await insertOutboundLines(tx, lines);
  await inheritLabels(tx, [...outboundIds.values()]);
  tx.touch('warehouse');
}
