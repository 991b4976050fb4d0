import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { useEffect } from 'react';
import { startLive } from '../api/live.ts';
import { ApiProblem } from '../api/problem.ts';
import { meQuery } from '../api/session.ts';
import { readOrdersSearch } from '../orders/filters.ts';
import { NotFoundPage, PageError } from './not-found.tsx';
import { startPage } from './pages.ts';
import {
  flagOf,
  readChannelSearch,
  readNodesSearch,
  readSkusSearch,
  readStockSearch,
  textOf,
} from './search.ts';

type Context = { client: QueryClient };

const rootRoute = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string } => {
    const to = textOf(search.to);
    // Only an address of this app: never a way out to another site.
    return to?.startsWith('/') && !to.startsWith('//') ? { to } : {};
  },
  component: lazyRouteComponent(() => import('./SignInPage.tsx'), 'SignInPage'),
});

/** Everything behind the sign-in: asks who is there once, and opens the live line. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'in',
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.client.ensureQueryData(meQuery);
      return { me };
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) {
        throw redirect({ to: '/sign-in', search: { to: location.href } });
      }
      throw error;
    }
  },
  errorComponent: PageError,
  component: SignedIn,
});

function SignedIn() {
  const client = useQueryClient();
  useEffect(() => startLive(client), [client]);
  return <Outlet />;
}

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    throw redirect({ to: startPage(context.me.permissions) });
  },
});

/** The floor has its own layout and finds its own pages under `/floor`. */
const floorRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/floor',
  component: lazyRouteComponent(() => import('../floor/index.tsx')),
  errorComponent: PageError,
});
const floorPagesRoute = createRoute({
  getParentRoute: () => floorRoute,
  path: '$',
  component: () => null,
});

/** What the top bar narrows pages to; kept while moving between pages. */
type Scope = { node?: string | undefined; shop?: string | undefined };

const deskRoute = createRoute({
  getParentRoute: () => signedInRoute,
  id: 'desk',
  validateSearch: (search: Record<string, unknown>): Scope => ({
    node: textOf(search.node),
    shop: textOf(search.shop),
  }),
  search: { middlewares: [retainSearchParams(['node', 'shop'])] },
  component: lazyRouteComponent(() => import('./DeskFrame.tsx'), 'DeskFrame'),
  notFoundComponent: NotFoundPage,
  errorComponent: PageError,
});

/** A page of the desk whose code is loaded when it is first opened (or pointed at). */
const dashboardRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/dashboard',
  component: lazyRouteComponent(() => import('../dashboard/DashboardPage.tsx'), 'DashboardPage'),
});
const ordersRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/orders',
  validateSearch: readOrdersSearch,
  component: lazyRouteComponent(() => import('../orders/OrdersPage.tsx'), 'OrdersPage'),
});
const orderRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/orders/$orderId',
  component: lazyRouteComponent(() => import('../orders/OrderPage.tsx'), 'OrderPage'),
});
const exceptionsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/exceptions',
  component: lazyRouteComponent(() => import('../orders/ExceptionsPage.tsx'), 'ExceptionsPage'),
});
const channelsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/channels',
  validateSearch: (search: Record<string, unknown>): { connected?: string | undefined } => ({
    connected: textOf(search.connected),
  }),
  component: lazyRouteComponent(() => import('../channels/ChannelsPage.tsx'), 'ChannelsPage'),
});
const channelRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/channels/$channelId',
  validateSearch: readChannelSearch,
  component: lazyRouteComponent(() => import('../channels/ChannelPage.tsx'), 'ChannelPage'),
});
const wavesRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/waves',
  validateSearch: (search: Record<string, unknown>): { new?: boolean | undefined } => ({
    new: flagOf(search.new),
  }),
  component: lazyRouteComponent(() => import('../warehouse/WavesPage.tsx'), 'WavesPage'),
});
const manifestsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/manifests',
  validateSearch: (search: Record<string, unknown>): { open?: string | undefined } => ({
    open: textOf(search.open),
  }),
  component: lazyRouteComponent(() => import('../warehouse/ManifestsPage.tsx'), 'ManifestsPage'),
});
const stockRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/stock',
  validateSearch: readStockSearch,
  component: lazyRouteComponent(() => import('../stock/StockPage.tsx'), 'StockPage'),
});
const skuStockRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/stock/$skuId',
  component: lazyRouteComponent(() => import('../stock/SkuStockPage.tsx'), 'SkuStockPage'),
});
const skusRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/skus',
  validateSearch: readSkusSearch,
  component: lazyRouteComponent(() => import('../catalogue/SkusPage.tsx'), 'SkusPage'),
});
const skuRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/skus/$skuId',
  component: lazyRouteComponent(() => import('../catalogue/SkuPage.tsx'), 'SkuPage'),
});
const nodesRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/nodes',
  validateSearch: readNodesSearch,
  component: lazyRouteComponent(() => import('../catalogue/NodesPage.tsx'), 'NodesPage'),
});
const settingsRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/SettingsPage.tsx'), 'SettingsPage'),
});
const peopleRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('../settings/PeoplePage.tsx'), 'PeoplePage'),
});
const apiKeysRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../settings/ApiKeysPage.tsx'), 'ApiKeysPage'),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    homeRoute,
    floorRoute.addChildren([floorPagesRoute]),
    deskRoute.addChildren([
      dashboardRoute,
      ordersRoute,
      orderRoute,
      exceptionsRoute,
      channelsRoute,
      channelRoute,
      wavesRoute,
      manifestsRoute,
      stockRoute,
      skuStockRoute,
      skusRoute,
      skuRoute,
      nodesRoute,
      settingsRoute,
      peopleRoute,
      apiKeysRoute,
    ]),
  ]),
]);

/** Plain query strings (`?state=held&node=2`): ids stay text, and addresses stay readable. */
const parseSearch = (text: string) => Object.fromEntries(new URLSearchParams(text));
const stringifySearch = (search: Record<string, unknown>) => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
};

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    parseSearch,
    stringifySearch,
    defaultErrorComponent: PageError,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
