import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { makeQueryClient } from '../api/query-client.ts';
import { startI18n } from '../i18n/index.ts';
import { cssVariables, theme } from '../ui/theme.ts';
import { makeRouter } from './router.tsx';

// Nothing is said before the first page stands.
const Notifications = lazy(async () => ({
  default: (await import('@mantine/notifications')).Notifications,
}));

/** Loads the catalogue of the person's language, then shows the app. */
export async function startApp(): Promise<void> {
  await startI18n();
  const client = makeQueryClient(() => {
    const here = router.state.location.href;
    if (!here.startsWith('/sign-in')) {
      void router.navigate({ to: '/sign-in', search: { to: here }, replace: true });
    }
  });
  const router = makeRouter(client);
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <Suspense fallback={null}>
            <Notifications position="bottom-right" autoClose={6000} />
          </Suspense>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
