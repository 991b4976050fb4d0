/** FNV-1a, 32 bits: the one source of variation here, so that every run gives the same figures. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // A final mix, so that codes that differ in their last digit differ in every bit.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [-1, 1), fixed by the text. */
export function spread(text: string): number {
  return hash32(text) / 2 ** 31 - 1;
}
