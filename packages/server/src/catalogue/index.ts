/**
 * Catalogue and places: SKUs with their barcodes, packs and kits; nodes and their locations.
 *
 * Promises: a SKU code, a barcode, a location code within a node is taken once; GTINs are kept as 14
 * digits; a kit has components and no stock of its own, and no kit contains a kit. Refuses
 * `duplicate_code`, `unknown_sku`, `unknown_node`. Never touches stock.
 */
export { firstClientId } from './client.ts';
export { clientsOf } from './lists.ts';
export { addLocations, addNode, type LocationInput, openCatalogue } from './places.ts';
export {
  addCarton,
  barcodesOf,
  kitsContaining,
  kitsOf,
  type LocationFacts,
  locationsById,
  locationsByScan,
  locationsOfType,
  type NodeFacts,
  type NodeGeometry,
  nodeById,
  nodesOf,
  type SkuFacts,
  skuByBarcode,
  skusByCode,
  skusById,
  skusMatching,
  type VirtualLocation,
  virtualLocationIds,
} from './read.ts';
export { catalogueRoutes } from './routes.ts';
export { putSkus, type SkuSeed } from './write.ts';
