import { kitGtin, type SeedSku } from './catalogue.ts';

/** A gift sold as one and picked as its components; it has no stock of its own. */
export interface SeedKit {
  skuCode: string;
  name: string;
  gtin: string;
  priceMinor: number;
  currency: 'SGD';
  components: { skuCode: string; qty: number }[];
}

type KitRow = readonly [skuCode: string, name: string, components: Record<string, number>];

// The teacups, the cake cases, the party candles, the retrospot napkins and the lunch bags are in
// several kits: their stock is shared, which is where promises are easily made twice.
const KITS: readonly KitRow[] = [
  ['KIT-TEA-FOR-TWO', 'Regency Tea for Two', { '22699': 2, '23170': 2, '22423': 1 }],
  ['KIT-GREEN-TEA-TABLE', 'Green Regency Tea Table', { '22697': 4, '23171': 4, '22423': 1 }],
  ['KIT-TEACUP-TRIO', 'Regency Teacup Trio', { '22697': 1, '22698': 1, '22699': 1 }],
  [
    'KIT-RETROSPOT-PARTY',
    'Retrospot Party Table',
    { '21094': 2, '21086': 2, '21080': 2, '21121': 1, '47566': 1 },
  ],
  [
    'KIT-RETROSPOT-BAKING',
    'Retrospot Baking Day',
    { '21212': 1, '22138': 1, '21080': 1, '21154': 1 },
  ],
  ['KIT-CUPCAKE-KIDS', 'Cupcake Kids', { '21212': 1, '22417': 1, '84378': 1, '21121': 1 }],
  ['KIT-SPACEBOY-SCHOOL', 'Spaceboy School Day', { '22629': 1, '22382': 1, '22418': 1 }],
  ['KIT-DOLLY-SCHOOL', 'Dolly Girl School Day', { '22630': 1, '22662': 1, '22418': 1 }],
  ['KIT-LUNCH-FAMILY', 'Family Lunch Bags', { '20725': 1, '20728': 1, '22382': 1, '22662': 1 }],
  ['KIT-CANDLELIGHT', 'Candlelight Evening', { '85123A': 2, '84970S': 4, '85175': 1 }],
  ['KIT-JAM-MAKER', 'Jam Maker', { '22960': 1, '22962': 6, '22963': 6 }],
  ['KIT-HEARTS-AT-HOME', 'Hearts at Home', { '22469': 2, '22470': 1, '85123A': 1 }],
];

/** The demo's kits, 10 % under the sum of their parts and ending in 90 cents. */
export function buildKits(skus: readonly SeedSku[]): { kits: SeedKit[] } {
  const priceBySku = new Map(skus.map((sku) => [sku.skuCode, sku.priceMinor]));
  const kits = KITS.map(([skuCode, name, quantities], index) => {
    const components = Object.entries(quantities)
      .map(([componentCode, qty]) => ({ skuCode: componentCode, qty }))
      .sort((a, b) => (a.skuCode < b.skuCode ? -1 : 1));
    const partsMinor = components.reduce((sum, component) => {
      const priceMinor = priceBySku.get(component.skuCode);
      if (priceMinor === undefined) {
        throw new Error(`Kit ${skuCode} needs ${component.skuCode}, which is not in the catalogue`);
      }
      return sum + priceMinor * component.qty;
    }, 0);
    const priceMinor = Math.max(90, Math.floor((partsMinor * 0.9) / 100) * 100 - 10);
    return {
      skuCode,
      name,
      gtin: kitGtin(index + 1),
      priceMinor,
      currency: 'SGD' as const,
      components,
    };
  });
  return { kits };
}
