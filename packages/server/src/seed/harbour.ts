import {
  addLocations,
  addNode,
  type LocationInput,
  locationsOfType,
  openCatalogue,
  putSkus,
  type SkuSeed,
  skusByCode,
} from '../catalogue/index.ts';
import type { Tx } from '../platform/index.ts';
import { addWaveRule, keepCartonTypes } from '../warehouse/index.ts';
import type { SeedGoods, SeedKits, SeedNode } from './files.ts';
import { addSimpleNode, idOf, type OpeningStock, postOpening } from './tenant.ts';

/** Fills the tenant with catalogue, nodes, stock and cartons; answers node ids by code. */
export async function fillHarbour(
  tx: Tx,
  files: { goods: SeedGoods; kits: SeedKits; nodes: readonly SeedNode[] },
): Promise<Map<string, string>> {
  await openCatalogue(tx, { clientCode: 'HARBOUR', name: 'Harbour Gifts' });
  await putSkus(tx, [...files.goods.map(toSku), ...files.kits.map(toKit)]);
  const nodeIds = new Map<string, string>();
  const opening: OpeningStock[] = [];
  const skus = await skusByCode(
    tx,
    files.goods.map(({ skuCode }) => skuCode),
  );
  const skuIds = new Map([...skus].map(([code, { skuId }]) => [code, skuId]));
  for (const node of files.nodes) {
    const { nodeId, locationIds } = await addPlaces(tx, node);
    nodeIds.set(node.code, nodeId);
    for (const { skuCode, locations } of node.assignment) {
      for (const { locationCode, qty } of locations) {
        opening.push({
          skuId: idOf(skuIds, skuCode),
          locationId: idOf(locationIds, locationCode),
          qty,
        });
      }
    }
  }
  await postOpening(tx, opening);
  await keepCartonTypes(tx, cartons);
  await addWaveRule(tx, {
    name: 'Every half hour, ten orders or more',
    nodeId: idOf(nodeIds, 'SG-WEST'),
    carrier: null,
    ordersMin: 10,
    ordersMax: 120,
    ordersPerTour: 12,
    everyMin: 30,
    // Off: a newcomer releases the first wave by hand and sees what it does.
    isActive: false,
  });
  return nodeIds;
}

function toSku(goods: SeedGoods[number]): SkuSeed {
  const { skuCode, name, gtin, priceMinor, currency, abc, packs } = goods;
  const { lengthMm, widthMm, heightMm, weightG } = goods;
  return {
    skuCode,
    name,
    priceMinor,
    currency,
    abc,
    lengthMm,
    widthMm,
    heightMm,
    weightG,
    barcodes: [
      { barcode: gtin },
      ...packs.map((pack) => ({
        barcode: pack.gtin,
        packName: pack.name,
        unitsPer: pack.unitsPer,
      })),
    ],
  };
}

function toKit(kit: SeedKits[number]): SkuSeed {
  const { skuCode, name, gtin, priceMinor, currency, components } = kit;
  return { skuCode, name, priceMinor, currency, components, barcodes: [{ barcode: gtin }] };
}

async function addPlaces(
  tx: Tx,
  node: SeedNode,
): Promise<{ nodeId: string; locationIds: Map<string, string> }> {
  const input = {
    nodeCode: node.code,
    name: node.name,
    priority: node.priority,
    latitude: node.latitude,
    longitude: node.longitude,
    postcode: node.postcode,
    address: `${node.addressLine}, Singapore ${node.postcode}`,
    timeZone: node.timeZone,
  };
  if (node.mode === 'simple') {
    const { nodeId, stockLocationId } = await addSimpleNode(tx, input);
    // The file calls the shop's one place by its own name.
    return { nodeId, locationIds: new Map(node.locations.map((l) => [l.code, stockLocationId])) };
  }
  const nodeId = await addNode(tx, { ...input, mode: 'directed', geometry: node.geometry });
  await addLocations(tx, nodeId, node.locations.map(toLocation));
  const bins = await locationsOfType(tx, nodeId, ['pick_face', 'bulk']);
  return { nodeId, locationIds: new Map(bins.map((bin) => [bin.locationCode, bin.locationId])) };
}

function toLocation(location: SeedNode['locations'][number]): LocationInput {
  const { code, type, capacityLitres, walk, ...rest } = location;
  return {
    ...rest,
    locationCode: code,
    type: type === 'pick' ? 'pick_face' : type,
    capacityL: capacityLitres,
    grid: walk,
  };
}

/**
 * Inner measures in mm. The largest takes the catalogue's largest piece (580 x 380 x 234 mm, 14 kg);
 * tares are those of single-wall corrugated boxes of that size, double-wall from L on.
 */
const cartons = [
  carton('XS', 'Mailer box, A5', [230, 160, 60], 70, 2_000),
  carton('S', 'Small box', [270, 200, 120], 130, 5_000),
  carton('M', 'Medium box', [350, 260, 180], 240, 10_000),
  carton('L', 'Large box', [450, 340, 250], 520, 20_000),
  carton('XL', 'Furniture box', [610, 410, 320], 900, 25_000),
];

function carton(
  cartonCode: string,
  name: string,
  [lengthMm, widthMm, heightMm]: readonly [number, number, number],
  tareG: number,
  weightGMax: number,
) {
  return { cartonCode, name, lengthMm, widthMm, heightMm, tareG, weightGMax };
}
