import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { channelRoutes, type RouteSpec } from '@quayside/contract';

/** Retries of a call that got no answer: the replay kills servers on purpose. */
const TRIES_MAX = 60;

/** JSON over HTTP that survives a server being started again. */
export async function json<T>(
  url: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(url, {
        method: init.method ?? 'GET',
        headers: {
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...init.headers,
        },
        ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
        signal: AbortSignal.timeout(30_000),
      });
      if (response.status >= 500) throw new TypeError(`status ${response.status}`);
      if (!response.ok) {
        throw new Error(
          `${init.method ?? 'GET'} ${url}: ${response.status} ${await response.text()}`,
        );
      }
      return (await response.json()) as T;
    } catch (error) {
      const isAway = error instanceof TypeError || (error as Error).name === 'TimeoutError';
      if (!isAway || tries === TRIES_MAX) throw error;
      await pause(500);
    }
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The demo's owner, signed in. */
export interface Owner {
  get<T>(path: string): Promise<T>;
  send<T>(route: RouteSpec, path: string, body?: unknown): Promise<T>;
}

export async function signInOwner(home: string, url: string): Promise<Owner> {
  const logins = JSON.parse(readFileSync(join(home, 'demo-logins.json'), 'utf8')) as {
    role: string;
    email: string;
    password: string;
  }[];
  const owner = logins.find((login) => login.role === 'owner');
  if (owner === undefined) throw new Error(`There is no owner among the logins of ${home}.`);
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: owner.email, password: owner.password }),
  });
  if (!response.ok) throw new Error(`${owner.email} may not sign in (${response.status}).`);
  await response.arrayBuffer();
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return {
    get: (path) => json(`${url}${path}`, { headers: { cookie } }),
    send: (route, path, body) =>
      json(`${url}${path}`, {
        method: route.method,
        headers: { cookie, origin: url },
        ...(body === undefined ? {} : { body }),
      }),
  };
}

/** Connects the sandbox's shop the way its seller does: the platform's page, its form, its redirect. */
export async function connectShop(owner: Owner): Promise<string> {
  const known = await shopOf(owner);
  if (known !== null) return known;
  const { url } = await owner.send<{ url: string }>(
    channelRoutes.connectChannel,
    channelRoutes.connectChannel.path,
    { platform: 'shopee' },
  );
  const form = await (await fetch(url)).text();
  const fields = new URLSearchParams();
  for (const [input] of form.matchAll(/<input [^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1];
    if (name !== undefined && value !== undefined) fields.set(name, value);
  }
  const confirmed = await fetch(new URL('/auth/confirm', url), {
    method: 'POST',
    body: fields,
    redirect: 'manual',
  });
  const back = confirmed.headers.get('location');
  if (back === null) throw new Error('The seller’s authorisation did not lead back to Quayside.');
  const landed = await fetch(back, { redirect: 'manual' });
  if (!(landed.headers.get('location') ?? '').includes('connected=')) {
    throw new Error(
      `The shop was not connected: ${landed.headers.get('location') ?? landed.status}.`,
    );
  }
  const channelId = await shopOf(owner);
  if (channelId === null) throw new Error('The shop is authorised and yet not connected.');
  return channelId;
}

async function shopOf(owner: Owner): Promise<string | null> {
  const { rows } = await owner.get<{
    rows: { channelId: string; platform: string; state: string }[];
  }>(channelRoutes.listChannels.path);
  const shop = rows.find((row) => row.platform === 'shopee' && row.state === 'connected');
  return shop?.channelId ?? null;
}
