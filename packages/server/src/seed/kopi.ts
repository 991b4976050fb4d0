import { openCatalogue, putSkus, type SkuSeed, skusByCode } from '../catalogue/index.ts';
import type { Tx } from '../platform/index.ts';
import { keepCartonTypes } from '../warehouse/index.ts';
import { addSimpleNode, idOf, postOpening } from './tenant.ts';

/** GTINs under GS1's prefix for examples. */
const goods: readonly (SkuSeed & { openingQty: number })[] = [
  coffee('KOPI-O-200', 'Kopi O Ground Coffee 200 g', '9520543210019', 890, 215, 120),
  coffee('KOPI-C-10', 'Kopi C Drip Bags, Box of 10', '9520543210026', 1490, 160, 80),
  coffee('TEH-TARIK-12', 'Teh Tarik Sachets, Box of 12', '9520543210033', 1190, 330, 95),
  coffee('KAYA-250', 'Kaya Coconut Jam 250 g', '9520543210040', 690, 420, 60),
  coffee('CUP-ENAMEL', 'Enamel Kopi Cup', '9520543210057', 1250, 180, 40),
];

function coffee(
  skuCode: string,
  name: string,
  gtin: string,
  priceMinor: number,
  weightG: number,
  openingQty: number,
): SkuSeed & { openingQty: number } {
  return {
    ...{ skuCode, name, priceMinor, currency: 'SGD', weightG, openingQty },
    ...{ lengthMm: 140, widthMm: 90, heightMm: 80 },
    barcodes: [{ barcode: gtin }],
  };
}

export async function fillKopi(tx: Tx): Promise<Map<string, string>> {
  await openCatalogue(tx, { clientCode: 'KOPI', name: 'Kopi & Co' });
  await putSkus(tx, goods);
  const { nodeId, stockLocationId } = await addSimpleNode(tx, {
    nodeCode: 'BEDOK',
    name: 'Kopi & Co Bedok',
    latitude: 1.3325,
    longitude: 103.9401,
    postcode: '460085',
    address: '85 Bedok North Street 4, Singapore 460085',
  });
  const skus = await skusByCode(
    tx,
    goods.map(({ skuCode }) => skuCode),
  );
  const skuIds = new Map([...skus].map(([code, { skuId }]) => [code, skuId]));
  await postOpening(
    tx,
    goods.map(({ skuCode, openingQty }) => ({
      skuId: idOf(skuIds, skuCode),
      locationId: stockLocationId,
      qty: openingQty,
    })),
  );
  await keepCartonTypes(tx, [
    {
      cartonCode: 'BOX',
      name: 'Coffee box',
      ...{ lengthMm: 300, widthMm: 220, heightMm: 180, tareG: 180, weightGMax: 8_000 },
    },
  ]);
  return new Map([['BEDOK', nodeId]]);
}
