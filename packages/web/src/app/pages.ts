import type { Permission } from '@quayside/contract';
import {
  IconAlertTriangle,
  IconBoxSeam,
  IconBuildingWarehouse,
  IconChartBar,
  IconFileText,
  IconKey,
  IconPlugConnected,
  IconScan,
  IconSettings,
  IconShoppingBag,
  IconStack2,
  IconTag,
  IconTruckDelivery,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';

export type PageName =
  | 'dashboard'
  | 'orders'
  | 'exceptions'
  | 'channels'
  | 'waves'
  | 'manifests'
  | 'floor'
  | 'stock'
  | 'skus'
  | 'nodes'
  | 'rules'
  | 'people'
  | 'apiKeys'
  | 'apiDocs';

export type DeskPage = {
  name: PageName;
  to: string;
  icon: TablerIcon;
  /** Without it the page is not offered; the server refuses all the same. */
  permission: Permission | null;
  /** Outside the app's own routes: opened by the browser. */
  isExternal?: boolean;
};

/** The navigation, by journey. */
export const pageGroups: readonly { group: string; pages: readonly DeskPage[] }[] = [
  {
    group: 'see',
    pages: [
      { name: 'dashboard', to: '/dashboard', icon: IconChartBar, permission: 'reports.read' },
    ],
  },
  {
    group: 'sell',
    pages: [
      { name: 'orders', to: '/orders', icon: IconShoppingBag, permission: 'orders.read' },
      { name: 'exceptions', to: '/exceptions', icon: IconAlertTriangle, permission: 'orders.read' },
      { name: 'channels', to: '/channels', icon: IconPlugConnected, permission: 'channels.read' },
    ],
  },
  {
    group: 'ship',
    pages: [
      { name: 'waves', to: '/waves', icon: IconStack2, permission: 'warehouse.read' },
      {
        name: 'manifests',
        to: '/manifests',
        icon: IconTruckDelivery,
        permission: 'warehouse.read',
      },
      { name: 'floor', to: '/floor', icon: IconScan, permission: 'floor.work' },
    ],
  },
  {
    group: 'keep',
    pages: [
      { name: 'stock', to: '/stock', icon: IconBoxSeam, permission: 'stock.read' },
      { name: 'skus', to: '/skus', icon: IconTag, permission: 'catalogue.read' },
      { name: 'nodes', to: '/nodes', icon: IconBuildingWarehouse, permission: 'catalogue.read' },
    ],
  },
  {
    group: 'settings',
    pages: [
      { name: 'rules', to: '/settings', icon: IconSettings, permission: 'settings.write' },
      { name: 'people', to: '/people', icon: IconUsers, permission: 'people.manage' },
      { name: 'apiKeys', to: '/api-keys', icon: IconKey, permission: 'people.manage' },
      {
        name: 'apiDocs',
        to: '/api/docs',
        icon: IconFileText,
        permission: null,
        isExternal: true,
      },
    ],
  },
];

/** The pages that these permissions open, group by group; empty groups are left out. */
export function pagesFor(permissions: readonly Permission[]) {
  return pageGroups
    .map(({ group, pages }) => ({
      group,
      pages: pages.filter(
        ({ permission }) => permission === null || permissions.includes(permission),
      ),
    }))
    .filter(({ pages }) => pages.length > 0);
}

/** The first page of a person: what their day begins with. */
export function startPage(permissions: readonly Permission[]): string {
  if (permissions.includes('reports.read')) return '/dashboard';
  if (permissions.includes('floor.work')) return '/floor';
  if (permissions.includes('orders.read')) return '/orders';
  return '/stock';
}
