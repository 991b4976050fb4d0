import { skusByCode, skusById } from '../catalogue/index.ts';
import { Refusal, type Tx } from '../platform/index.ts';
import { lockAvailability } from './lock.ts';
import { promise } from './promise.ts';

/**
 * Holds stock for a cart or quote for a while: all lines or none. A name that stands already is refused
 * (`duplicate_code`), so is more than is available (`insufficient`); nothing is then changed.
 */
export async function holdStock(
  tx: Tx,
  hold: {
    holdRef: string;
    expiresAt: Date;
    lines: readonly { skuCode: string; qty: number }[];
    now: Date;
  },
): Promise<void> {
  // Two requests of one name at once: no row exists yet that could be locked.
  await tx.execute('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `hold/${tx.tenantId}/${hold.holdRef}`,
  ]);
  const [open] = await tx.query<{ hold_ref: string }>(
    `select hold_ref from stock.reservation
      where tenant_id = $1 and hold_ref = $2 and state = 'held' and expires_at > clock_timestamp()
      limit 1`,
    [tx.tenantId, hold.holdRef],
  );
  if (open !== undefined) {
    throw new Refusal('duplicate_code', `A hold ${hold.holdRef} stands already.`, {
      remedy: 'Release it first, or use another name.',
    });
  }
  const skus = await skusByCode(
    tx,
    hold.lines.map((l) => l.skuCode),
  );
  const qtyBySku = new Map<string, number>();
  for (const line of hold.lines) {
    const sku = skus.get(line.skuCode);
    if (sku === undefined) {
      throw new Refusal('unknown_sku', `There is no SKU ${line.skuCode}.`, {
        facts: { skuCode: line.skuCode },
      });
    }
    qtyBySku.set(sku.skuId, (qtyBySku.get(sku.skuId) ?? 0) + line.qty);
  }
  const [answer] = await promise(tx, [
    {
      demandId: hold.holdRef,
      lines: [...qtyBySku].map(([skuId, qty]) => ({ lineId: skuId, skuId, qty })),
      isShipComplete: true,
      priority: 50,
      placedAtMs: hold.now.getTime(),
      destination: null,
      orderId: null,
      rankAt: hold.expiresAt,
      hold: { holdRef: hold.holdRef, expiresAt: hold.expiresAt },
    },
  ]);
  if (answer === undefined || !answer.decision.isComplete) {
    const lacks = answer?.decision.why.candidates[0]?.lacks ?? [];
    const names = await skusById(
      tx,
      lacks.map((l) => l.skuId),
    );
    throw new Refusal('insufficient', 'Not all of it is available to promise.', {
      facts: {
        lacks: lacks.map((l) => ({
          skuCode: names.get(l.skuId)?.skuCode ?? l.skuId,
          missingQty: l.missingQty,
        })),
      },
    });
  }
}

/**
 * Tidies up soft holds past their time, at most `limit` of them; answers how many were closed. They
 * count for nothing before that already: this only lets shops be told that the units are free again.
 */
export async function sweepExpiredHolds(tx: Tx, limit: number): Promise<number> {
  const expired = await tx.query<{ sku_id: string; node_id: string }>(
    `select sku_id, node_id from stock.reservation
      where tenant_id = $1 and state = 'held' and expires_at <= clock_timestamp()
      order by expires_at limit $2`,
    [tx.tenantId, limit],
  );
  await lockAvailability(
    tx,
    expired.map((row) => ({ skuId: row.sku_id, nodeId: row.node_id })),
  );
  return expired.length;
}
