/** What a person or an API key may do. A key's scopes are these same words. */
export const permissions = [
  'orders.read',
  'orders.write',
  'orders.cancel',
  'stock.read',
  'stock.move',
  'stock.adjust',
  'catalogue.read',
  'catalogue.write',
  'warehouse.read',
  'warehouse.plan',
  'floor.work',
  'channels.read',
  'channels.write',
  'reports.read',
  'people.manage',
  'settings.write',
] as const;
export type Permission = (typeof permissions)[number];

export const roles = [
  'owner',
  'manager',
  'order_desk',
  'customer_service',
  'warehouse_manager',
  'floor',
  'cashier',
  'client_read_only',
] as const;
export type Role = (typeof roles)[number];

const everything: readonly Permission[] = permissions;

/** Which role may do what; limits by node and client come on top. */
export const permissionsByRole: Record<Role, readonly Permission[]> = {
  owner: everything,
  manager: everything.filter((p) => p !== 'people.manage'),
  order_desk: [
    'orders.read',
    'orders.write',
    'orders.cancel',
    'stock.read',
    'catalogue.read',
    'warehouse.read',
    'warehouse.plan',
    'channels.read',
    'channels.write',
    'reports.read',
  ],
  customer_service: [
    'orders.read',
    'orders.write',
    'orders.cancel',
    'stock.read',
    'catalogue.read',
    'channels.read',
    'reports.read',
  ],
  warehouse_manager: [
    'orders.read',
    'stock.read',
    'stock.move',
    'stock.adjust',
    'catalogue.read',
    'warehouse.read',
    'warehouse.plan',
    'floor.work',
    'reports.read',
  ],
  floor: ['stock.read', 'catalogue.read', 'warehouse.read', 'floor.work'],
  cashier: ['orders.read', 'orders.write', 'stock.read', 'catalogue.read'],
  client_read_only: ['orders.read', 'stock.read', 'catalogue.read', 'reports.read'],
};
