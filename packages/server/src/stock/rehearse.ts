import { kitsOf } from '../catalogue/index.ts';
import type { Tx } from '../platform/index.ts';
import { atpByNode } from './availability.ts';
import { decide } from './decide.ts';
import { type Availability, keyOf } from './lock.ts';
import { openKits, type PromiseRequest, promisingNodes } from './promise.ts';

/** A decision without locks or effects: who would get something of what there is now. */
export interface Rehearsal {
  /** The demands that would get something, after all those asked before. */
  serve(requests: readonly PromiseRequest[]): Promise<string[]>;
  /** Whether anything is left of these SKUs. */
  isAnyLeft(skuIds: readonly string[]): Promise<boolean>;
}

/** Rehearses promises on the stock there is now; the truth is decided under locks, by `promise`. */
export async function startRehearsal(tx: Tx): Promise<Rehearsal> {
  const nodes = await promisingNodes(tx);
  const isPromising = new Set(nodes.map((node) => node.nodeId));
  const left = new Map<string, Availability>();
  const read = new Set<string>();

  const readSkus = async (skuIds: readonly string[]) => {
    const missing = [...new Set(skuIds)].filter((id) => !read.has(id));
    if (missing.length === 0) return;
    for (const id of missing) read.add(id);
    for (const { skuId, nodeId, atpQty } of await atpByNode(tx, missing)) {
      if (!isPromising.has(nodeId)) continue;
      const row = {
        skuId,
        nodeId,
        sellableQty: atpQty,
        reservedQty: 0,
        safetyQty: 0,
        preorderQty: 0,
      };
      left.set(keyOf(row), row);
    }
  };

  return {
    async serve(requests) {
      const { demands, skuIds } = openKits(
        requests,
        await kitsOf(
          tx,
          requests.flatMap((r) => r.lines.map((line) => line.skuId)),
        ),
      );
      await readSkus(skuIds);
      const decisions = decide(demands, left, nodes);
      for (const unit of decisions.flatMap((d) => d.promised)) {
        const row = left.get(keyOf(unit));
        if (row !== undefined) row.sellableQty -= unit.qty;
      }
      return decisions.filter((d) => d.promised.length > 0).map((d) => d.demandId);
    },
    async isAnyLeft(skuIds) {
      await readSkus(skuIds);
      const wanted = new Set(skuIds);
      return [...left.values()].some((row) => wanted.has(row.skuId) && row.sellableQty > 0);
    },
  };
}
