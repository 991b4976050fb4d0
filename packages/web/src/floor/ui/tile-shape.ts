/** A stand-in for a picture: the same SKU looks the same on every screen and on no other. */
export interface TileShape {
  /** Hue of the ground, degrees. */
  hue: number;
  initials: string;
  /** Which of the four corner marks is drawn; helps where hues look alike. */
  corner: 0 | 1 | 2 | 3;
}

const CORNERS = [0, 1, 2, 3] as const;

/** FNV-1a, 32 bits: spreads neighbouring codes over the circle of hues. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

export function tileShape(skuCode: string, skuName: string): TileShape {
  const hash = hashOf(skuCode);
  const words = skuName.split(/[^\p{L}\p{N}]+/u).filter((word) => /^\p{L}/u.test(word));
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  const initials = letters.join('').toUpperCase() || skuCode.slice(0, 2).toUpperCase();
  return { hue: hash % 360, initials, corner: CORNERS[(hash >>> 12) % 4] ?? 0 };
}

/** The end of a SKU code, which tells near-alike items apart on a shelf label. */
export function skuTail(skuCode: string): { head: string; tail: string } {
  const cut = Math.max(0, skuCode.length - 4);
  return { head: skuCode.slice(0, cut), tail: skuCode.slice(cut) };
}
