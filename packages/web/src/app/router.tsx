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
import { type ComponentType, useEffect } from 'react';
import { startLive } from '../api/live.ts';
import { ApiProblem } from '../api/problem.ts';
import { meQuery } from '../api/session.ts';
import { DeskFrame } from './DeskFrame.tsx';
import { NotFoundPage, PageError } from './not-found.tsx';
import { startPage } from './pages.ts';
import { SignInPage } from './SignInPage.tsx';
import { textOf } from './search.ts';

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
  component: SignInPage,
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

/** The floor's own module, loaded when somebody walks there. */
const floorModule = import.meta.glob<{ default: ComponentType }>('../floor/index.tsx');
const loadFloor = async (): Promise<{ default: ComponentType }> => {
  const load = floorModule['../floor/index.tsx'];
  if (load === undefined) throw new Error('The floor is not part of this build.');
  return load();
};

/** The floor has its own layout and finds its own pages under `/floor`. */
const floorRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/floor',
  component: lazyRouteComponent(loadFloor),
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
  component: DeskFrame,
  notFoundComponent: NotFoundPage,
  errorComponent: PageError,
});

const dashboardRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '/dashboard',
  component: lazyRouteComponent(() => import('../dashboard/DashboardPage.tsx'), 'DashboardPage'),
  errorComponent: PageError,
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    homeRoute,
    floorRoute.addChildren([floorPagesRoute]),
    deskRoute.addChildren([dashboardRoute]),
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
