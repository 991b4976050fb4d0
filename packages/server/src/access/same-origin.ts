import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../platform/index.ts';

const readsOnly = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The wall against cross-site request forgery: a request that changes something and is carried by a
 * cookie must come from our own pages. Refuses with `not_permitted`.
 *
 * A browser names the page's origin on every such request; it must be the public address, or a loopback
 * name where the request itself went to the same loopback name and port (a developer's machine, a
 * forwarded port). Comparing with the request's own `Host` alone would let a rebound DNS name in.
 * No `Origin`: every browser sends `Origin` or `Sec-Fetch-Site` with such a request, so a request with
 * neither is no browser's and carries nobody's cookie unwittingly. (Go's net/http CrossOriginProtection
 * decides so too: https://pkg.go.dev/net/http#CrossOriginProtection, read November 2026.)
 */
export function refuseForeignOrigin(
  request: { method: string; headers: IncomingHttpHeaders },
  publicUrl: string,
): void {
  if (readsOnly.has(request.method)) return;
  if (isOwn(request.headers, publicUrl)) return;
  throw new Refusal('not_permitted', 'This request came from a page of another origin.', {
    facts: { origin: request.headers.origin ?? null, expected: new URL(publicUrl).origin },
    remedy: `Open Quayside at ${publicUrl}; programs use an API key.`,
  });
}

function isOwn(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const { origin, host } = headers;
  if (origin === undefined) {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  if (origin === new URL(publicUrl).origin) return true;
  return host !== undefined && isLoopback(host) && origin === `http://${host}`;
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/.test(host);
}
