import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { codeOf } from './problem.ts';

/** Below Linux's own range for outgoing connections (32768 and up), so that nothing drifts onto it. */
const CHOSEN_FROM = 20_000;
const CHOSEN_BELOW = 32_000;

/** Can a server listen here? Tried on the loopback and on all addresses, since either may be taken. */
export async function isFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, undefined));
}

/** A free port, none of `taken`; `wanted` when it can be had. */
export async function freePort(
  wanted: number | undefined,
  taken: readonly number[] = [],
): Promise<number> {
  const isOurs = async (port: number) => !taken.includes(port) && (await isFree(port));
  if (wanted !== undefined && wanted > 0 && wanted < 65_536 && (await isOurs(wanted)))
    return wanted;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(CHOSEN_FROM, CHOSEN_BELOW);
    if (await isOurs(port)) return port;
  }
  throw new Error(`found no free port between ${CHOSEN_FROM} and ${CHOSEN_BELOW} in 200 attempts`);
}

function canListen(port: number, host: string | undefined): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const probe = createServer();
  probe.once('error', (error) => {
    const code = codeOf(error);
    if (code === 'EADDRINUSE' || code === 'EACCES') resolve(false);
    // A machine without IPv6 cannot open the all-addresses socket the usual way; that is no refusal.
    else if (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL') resolve(true);
    else reject(error);
  });
  probe.once('listening', () => probe.close(() => resolve(true)));
  probe.listen(host === undefined ? { port } : { port, host });
  return promise;
}
