/**
 * What a listing should be told, and whether it may be told now. Pure: the numbers come in, the decision
 * and its reason go out.
 */

/** What a listing sells, in base units that have ATP of their own. */
export interface OfferInput {
  /** The listing's SKU is a kit: its components and how many of each one kit holds. Else one entry of 1. */
  components: readonly { skuId: string; skuCode: string; qty: number }[];
  isKit: boolean;
  multiple: number;
  /** The nodes that serve the shop. */
  nodes: readonly { nodeId: string; nodeCode: string }[];
  atp: readonly { skuId: string; nodeId: string; atpQty: number }[];
}

export interface Offer {
  qty: number;
  /** For people: how the number came about. */
  rule: string;
}

/** The whole pieces that all serving nodes together could ship; never below 0. */
export function computeOffer(input: OfferInput): Offer {
  const served = new Set(input.nodes.map((node) => node.nodeId));
  const sumBySku = new Map<string, number>();
  for (const row of input.atp) {
    if (!served.has(row.nodeId)) continue;
    sumBySku.set(row.skuId, (sumBySku.get(row.skuId) ?? 0) + Math.max(0, row.atpQty));
  }
  const pieces = input.components.map(({ skuId, qty }) =>
    Math.floor((sumBySku.get(skuId) ?? 0) / (qty * input.multiple)),
  );
  const qty = pieces.length === 0 ? 0 : Math.max(0, Math.min(...pieces));
  return { qty, rule: ruleText(input) };
}

function ruleText({ components, isKit, multiple, nodes }: OfferInput): string {
  const places = nodes.map((node) => node.nodeCode).join('+') || 'no node';
  if (!isKit) return `sum of ATP at ${places}, multiple ${multiple}`;
  const parts = components.map(({ skuCode, qty }) => `${skuCode}×${qty}`).join(', ');
  return `least of ${parts} by sum of ATP at ${places}, multiple ${multiple}`;
}

export interface FenceInput {
  computedQty: number;
  /** What the shop was last told; null: never. */
  toldQty: number | null;
  /** Units it is known to have sold since then, less those put back by cancellations. */
  soldQty: number;
  /** Its order feed was read past the newest change, and every order it named is in ATP. */
  isFeedRead: boolean;
}

export type FenceDecision =
  | { fence: 'open' | 'lowered'; sendQty: number }
  | { fence: 'waiting'; sendQty: null };

/**
 * The fence of invariant 5. A number is absolute: sent late, it puts back on the shelf what the shop sold
 * meanwhile and we have not captured. So:
 * - the feed has been read: the number goes out.
 * - it has not, and the number is not below what the shelf shows by itself (told less sold): nothing is
 *   gained by sending and sold units could be re-opened: wait. This is every sale of the shop's own.
 * - it has not, but units went elsewhere (another shop, damage): the lower number goes out, because
 *   leaving it would sell them twice for certain.
 */
export function passFence(input: FenceInput): FenceDecision {
  const { computedQty, toldQty, soldQty, isFeedRead } = input;
  if (isFeedRead) return { fence: 'open', sendQty: computedQty };
  const shownQty = toldQty === null ? 0 : toldQty - soldQty;
  if (computedQty >= shownQty) return { fence: 'waiting', sendQty: null };
  return { fence: 'lowered', sendQty: computedQty };
}
