/** Texts of several sources as sentences one after the other, each with its full stop. */
export function sentences(parts: readonly (string | null)[]): string {
  return parts
    .filter((part) => part !== null && part.trim() !== '')
    .map((part) => (/[.!?…]$/.test(part ?? '') ? part : `${part}.`))
    .join(' ');
}
