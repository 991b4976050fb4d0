/**
 * True when a stock code names a thing one can put on a shelf.
 * Goods carry five digits and up to two letters of colour or size; the shop's own brand carries
 * DCGS. All else is postage, fees, discounts, samples, vouchers and corrections.
 */
export function isGoodsCode(stockCode: string): boolean {
  return /^\d{5}[A-Z]{0,2}$/.test(stockCode) || /^DCGS/.test(stockCode);
}

const SMALL_WORDS = new Set(
  'a an and as at by de for from in la le of on or the to with'.split(' '),
);
const CAPITAL_WORDS = new Set('3D CD DIY DVD LED SPQR TV UK USA USB'.split(' '));

/** The shop's upper-case description as a tidy name: `SET OF 6 T-LIGHTS` → `Set of 6 T-Lights`. */
export function tidyName(description: string): string {
  const words = description
    .replace(/\s+/g, ' ')
    .replace(/ ([,.])/g, '$1')
    .replace(/,(?=[A-Za-z])/g, ', ')
    .replace(/(\d"|\d'')(?=[A-Za-z])/g, '$1 ')
    .replace(/([a-z])\.(\d)/gi, '$1. $2')
    .replace(/^[*'\s]+|[\s,.;:]+$/g, '')
    .split(' ');
  return words.map((word, index) => tidyWord(word, index === 0)).join(' ');
}

function tidyWord(word: string, isFirst: boolean): string {
  const upper = word.toUpperCase();
  if (CAPITAL_WORDS.has(upper.replace(/[^A-Z0-9]/g, ''))) return upper;
  const lower = word.toLowerCase();
  if (!isFirst && SMALL_WORDS.has(lower)) return lower;
  if (/^\d+(\.\d+)?(x\d+)?(cm|mm|m|g|kg|ml|l|pc|pcs)$/.test(lower)) return lower;
  // A capital opens the word and follows a hyphen, slash, ampersand, bracket or dot, never an apostrophe.
  return lower.replace(/(^|[-/&("+.])([a-z])/g, (_, mark: string, letter: string) => {
    return mark + letter.toUpperCase();
  });
}
