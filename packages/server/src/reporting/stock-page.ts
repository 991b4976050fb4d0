import type { StockDetail } from '@quayside/contract';
import { skusById } from '../catalogue/index.ts';
import { type Caller, Refusal, type Tx } from '../platform/index.ts';
import { balancesOfSku, promisesOfSku, stockOfSku } from '../stock/index.ts';

/** One SKU: by node, by bin, who holds promises, what each shop shows. */
export async function stockPage(tx: Tx, caller: Caller, skuId: string): Promise<StockDetail> {
  const sku = (await skusById(tx, [skuId])).get(skuId);
  if (sku === undefined) throw new Refusal('not_found', `There is no SKU ${skuId}.`);
  const promises = await promisesOfSku(tx, caller, skuId);
  const numbers = await orderNumbers(
    tx,
    promises.flatMap((p) => (p.orderId === null ? [] : [p.orderId])),
  );
  const listings = await tx.query<{
    listing_id: string;
    channel_name: string;
    external_item_id: string;
    multiple: number;
    computed_qty: number | null;
    accepted_qty: number | null;
    owed_since: Date | null;
  }>(
    `select l.listing_id, c.name as channel_name, l.external_item_id, l.multiple, f.computed_qty,
            f.accepted_qty, f.owed_since
       from channels.listing l
       join channels.channel c on c.tenant_id = $1 and c.channel_id = l.channel_id
       left join channels.listing_offer f on f.tenant_id = $1 and f.listing_id = l.listing_id
      where l.tenant_id = $1 and l.sku_id = $2 order by c.name, l.listing_id limit 100`,
    [tx.tenantId, skuId],
  );
  return {
    skuId,
    skuCode: sku.skuCode,
    name: sku.name,
    isKit: sku.isKit,
    nodes: await stockOfSku(tx, caller, skuId),
    balances: await balancesOfSku(tx, caller, skuId),
    reservations: promises.map((p) => ({
      ...p,
      orderNumber: p.orderId === null ? null : (numbers.get(p.orderId) ?? null),
    })),
    listings: listings.map((row) => ({
      listingId: row.listing_id,
      channelName: row.channel_name,
      externalItemId: row.external_item_id,
      multiple: row.multiple,
      computedQty: row.computed_qty,
      acceptedQty: row.accepted_qty,
      owedSince: row.owed_since?.toISOString() ?? null,
    })),
  };
}

async function orderNumbers(tx: Tx, orderIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ order_id: string; order_number: string }>(
    `select order_id, order_number from orders.sales_order
      where tenant_id = $1 and order_id = any($2)`,
    [tx.tenantId, orderIds],
  );
  return new Map(rows.map((row) => [row.order_id, row.order_number]));
}
