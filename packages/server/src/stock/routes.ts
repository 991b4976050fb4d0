import { stockRoutes as routes, type StockStatus } from '@quayside/contract';
import {
  locationsByScan,
  nodesOf,
  type SkuFacts,
  skusByCode,
  virtualLocationIds,
} from '../catalogue/index.ts';
import {
  type Caller,
  type Clock,
  emit,
  mayUseNode,
  Refusal,
  type Service,
  type Tx,
} from '../platform/index.ts';
import { setSafetyStock } from './availability.ts';
import type { BrokenPromise } from './break.ts';
import { holdStock } from './hold.ts';
import { type MoveInput, postMoves, postMovesBreaking } from './move.ts';
import { releaseHolds } from './promise.ts';
import { listMoves, listStock } from './read.ts';

/**
 * The stock routes. `fallShort` is the orders domain's: an adjustment may leave less than was promised,
 * and what is taken back becomes a shortage in the same transaction.
 */
export function stockRoutes(
  service: Service,
  deps: {
    clock: Clock;
    fallShort(
      tx: Tx,
      broken: readonly BrokenPromise[],
      cause: 'count' | 'damage' | 'other',
    ): Promise<void>;
  },
): void {
  service.serve(routes.listStock, (tx, { query, caller }) => listStock(tx, caller, query));
  service.serve(routes.listMoves, (tx, { params, query, caller }) =>
    listMoves(tx, caller, params.id, query),
  );

  service.serve(routes.adjustStock, async (tx, { body, caller }) => {
    const at = await resolver(tx, caller, body.adjustments);
    const virtual = await virtualLocationIds(tx);
    const moves = body.adjustments
      .filter((a) => a.changeQty !== 0)
      .map((a): MoveInput => {
        const skuId = at.sku(a.skuCode).skuId;
        const locationId = at.location(a.nodeCode, a.locationCode);
        const status = a.status ?? 'available';
        const outside =
          a.reason === 'opening' || a.reason === 'receipt' ? virtual.supplier : virtual.found;
        return a.changeQty > 0
          ? {
              skuId,
              fromLocationId: outside,
              toLocationId: locationId,
              toStatus: status,
              qty: a.changeQty,
              reason: a.reason,
            }
          : {
              skuId,
              fromLocationId: locationId,
              fromStatus: status,
              toLocationId: virtual.loss,
              qty: -a.changeQty,
              reason: a.reason,
            };
      });
    const broken = await postMovesBreaking(tx, moves);
    const causes = new Set(body.adjustments.map((a) => a.reason));
    await deps.fallShort(
      tx,
      broken,
      causes.has('damage') ? 'damage' : causes.has('count') ? 'count' : 'other',
    );
    return { moves: moves.length };
  });

  service.serve(routes.moveStock, async (tx, { body, caller }) => {
    const at = await resolver(
      tx,
      caller,
      body.moves.flatMap((m) => [
        { ...m, locationCode: m.fromLocationCode },
        { ...m, locationCode: m.toLocationCode },
      ]),
    );
    const statusOf = (status: StockStatus | undefined) => status ?? 'available';
    const moves = body.moves.map(
      (m): MoveInput => ({
        skuId: at.sku(m.skuCode).skuId,
        fromLocationId: at.location(m.nodeCode, m.fromLocationCode),
        fromStatus: statusOf(m.fromStatus),
        toLocationId: at.location(m.nodeCode, m.toLocationCode),
        toStatus: statusOf(m.toStatus),
        qty: m.qty,
        reason: 'move',
      }),
    );
    for (const move of moves) {
      if (move.fromLocationId === move.toLocationId && move.fromStatus === move.toStatus) {
        throw new Refusal('invalid_input', 'A move needs two different places or statuses.');
      }
    }
    await postMoves(tx, moves);
    return { moves: moves.length };
  });

  service.serve(routes.setSafetyStock, async (tx, { body, caller }) => {
    const skus = await skusByCode(
      tx,
      body.rows.map((r) => r.skuCode),
    );
    const nodes = new Map((await nodesOf(tx)).map((n) => [n.nodeCode, n.nodeId]));
    const rows = body.rows.map((row) => {
      const sku = known(skus, row.skuCode);
      const nodeId = nodes.get(row.nodeCode);
      if (nodeId === undefined)
        throw new Refusal('unknown_node', `There is no node ${row.nodeCode}.`);
      mayUseNode(caller, nodeId);
      return { skuId: sku.skuId, nodeId, safetyQty: row.safetyQty };
    });
    const changed = await setSafetyStock(tx, rows);
    const skuIds = [...new Set(rows.map((row) => row.skuId))];
    await emit(tx, 'stock.availability_changed', { skuIds, roseSkuIds: skuIds });
    tx.touch('stock');
    return { changed };
  });

  service.serve(routes.addHold, async (tx, { body }) => {
    const now = deps.clock.now();
    const expiresAt = new Date(now.getTime() + body.ttlSeconds * 1000);
    await holdStock(tx, { holdRef: body.holdRef, expiresAt, lines: body.lines, now });
    return { holdRef: body.holdRef, expiresAt: expiresAt.toISOString() };
  });
  service.serve(routes.dropHold, async (tx, { params }) => {
    const released = await releaseHolds(tx, [params.holdRef]);
    if (released === 0) throw new Refusal('not_found', `No hold ${params.holdRef} stands.`);
    return { ok: true as const };
  });
}

function known(skus: ReadonlyMap<string, SkuFacts>, skuCode: string): SkuFacts {
  const sku = skus.get(skuCode);
  if (sku === undefined) {
    throw new Refusal('unknown_sku', `There is no SKU ${skuCode}.`, { facts: { skuCode } });
  }
  if (sku.isKit) {
    throw new Refusal('invalid_input', `${skuCode} is a kit; kits have no stock of their own.`, {
      facts: { skuCode },
      remedy: 'Name its components instead.',
    });
  }
  return sku;
}

/** Looks up the SKUs, nodes and locations that rows name, and refuses what does not exist. */
async function resolver(
  tx: Tx,
  caller: Caller,
  rows: readonly { skuCode: string; nodeCode: string; locationCode: string }[],
) {
  const skus = await skusByCode(
    tx,
    rows.map((r) => r.skuCode),
  );
  const nodes = new Map((await nodesOf(tx)).map((n) => [n.nodeCode, n.nodeId]));
  const found = new Map<string, string>();
  for (const nodeCode of new Set(rows.map((r) => r.nodeCode))) {
    const nodeId = nodes.get(nodeCode);
    if (nodeId === undefined) throw new Refusal('unknown_node', `There is no node ${nodeCode}.`);
    mayUseNode(caller, nodeId);
    const codes = rows.filter((r) => r.nodeCode === nodeCode).map((r) => r.locationCode);
    for (const location of await locationsByScan(tx, nodeId, codes)) {
      found.set(`${nodeCode}/${location.locationCode}`, location.locationId);
      found.set(`${nodeCode}/${location.barcode}`, location.locationId);
    }
  }
  return {
    sku: (skuCode: string) => known(skus, skuCode),
    location(nodeCode: string, code: string): string {
      const locationId = found.get(`${nodeCode}/${code}`);
      if (locationId === undefined) {
        throw new Refusal('unknown_location', `Node ${nodeCode} has no location ${code}.`, {
          facts: { nodeCode, locationCode: code },
        });
      }
      return locationId;
    },
  };
}
