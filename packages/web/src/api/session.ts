import { accessRoutes, type Permission } from '@quayside/contract';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from './call.ts';
import { localProblem, problemOf } from './problem.ts';

/** Who is signed in, what they may do and where. Refused with `not_signed_in` when nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call(accessRoutes.me, { signal }),
  staleTime: 5 * 60_000,
  retry: false,
});

/** The signed-in person; only inside pages, which the router opens after `meQuery` has answered. */
export function useMe() {
  const { data } = useQuery(meQuery);
  return data;
}

/** Whether the signed-in person holds a permission. */
export function useMay(): (permission: Permission) => boolean {
  const me = useMe();
  return (permission) => me?.permissions.includes(permission) ?? false;
}

async function postAuth(path: string, body: object): Promise<void> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw localProblem('unreachable', 0);
  }
  if (!response.ok) throw await problemOf(response);
}

/** Signs in; the session comes back as a cookie. */
export function signIn(email: string, password: string): Promise<void> {
  return postAuth('/api/auth/sign-in/email', { email, password });
}

/** Ends the session of this browser. */
export function signOut(): Promise<void> {
  return postAuth('/api/auth/sign-out', {});
}
