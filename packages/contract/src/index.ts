/**
 * What server, web and the outside agree on: the REST routes with their schemas, the transition
 * tables, permissions and roles, refusal codes, barcodes. No I/O, no Node built-ins.
 */
export * from './access.ts';
export * from './api/access.ts';
export * from './api/catalogue.ts';
export * from './api/channels.ts';
export * from './api/orders.ts';
export * from './api/reports.ts';
export * from './api/stock.ts';
export * from './api/warehouse.ts';
export * from './barcode.ts';
export * from './common.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './route.ts';
export * from './states/channel.ts';
export * from './states/floor.ts';
export * from './states/fulfilment.ts';
export * from './states/order.ts';
export * from './states/stock.ts';
export * from './states/table.ts';
