import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

/** How long a read counts as fresh; live hints make it stale sooner. */
const FRESH_MS = 30_000;
const RETRIES = 2;

/** `onSignedOut` runs when any read is answered "not signed in": the session has ended. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        const isSessionEnd = error instanceof ApiProblem && error.code === 'not_signed_in';
        if (isSessionEnd && query.queryKey[0] !== 'me') onSignedOut();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        refetchOnWindowFocus: true,
        // A refusal stays a refusal; only a lost answer is worth asking again.
        retry: (failures, error) =>
          error instanceof ApiProblem && error.code === 'unreachable' && failures < RETRIES,
      },
      mutations: { retry: false },
    },
  });
}
