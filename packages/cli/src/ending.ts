/** Why a command should end. */
export type EndReason = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'launcher gone';

/**
 * Calls `onEnd` once, at the first request to end: Ctrl-C, a signal, or the launcher's death (its
 * channel closes even after a kill −9). A second Ctrl-C, a second or more later, ends at once.
 */
export function whenAskedToEnd(onEnd: (reason: EndReason) => void): void {
  let askedAtMs: number | undefined;
  const ask = (reason: EndReason) => {
    const nowMs = performance.now();
    if (askedAtMs === undefined) {
      askedAtMs = nowMs;
      onEnd(reason);
      return;
    }
    // The terminal signals the whole group and the launcher passes it on: the same Ctrl-C, twice.
    if (reason === 'SIGINT' && nowMs - askedAtMs > 1_000) process.exit(1);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ask(name));
  if (process.channel) {
    process.once('disconnect', () => ask('launcher gone'));
    process.channel.unref();
  }
}
