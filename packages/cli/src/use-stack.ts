import { join } from 'node:path';
import { homeFrom, inRepository } from './paths.ts';
import { findRunning } from './running.ts';
import { startStack } from './stack.ts';

/** A living Quayside for a tool of the command line: the one that runs, or one started for it. */
export interface UsedStack {
  home: string;
  url: string;
  sandboxUrl: string;
  databaseUrl: string;
  /** Process ids now. */
  pids(): { server: number; sandbox: number; postgres: number };
  /** Ends what was started for the tool; a Quayside that ran before goes on. */
  giveBack(): Promise<void>;
}

/**
 * Finds or starts a Quayside with its sandbox. `fresh`: always a new one, in a home of the tool's own
 * (`.quayside/<tool>`), emptied first, on a free port.
 */
export async function useStack(
  tool: string,
  options: { fresh: boolean; hasWeb?: boolean; env?: NodeJS.ProcessEnv },
): Promise<UsedStack> {
  const running = options.fresh ? undefined : findRunning(homeFrom(process.env));
  if (running !== undefined) {
    if (running.sandboxUrl === null) {
      throw new Error(
        'The Quayside that runs here has no sandbox; use --fresh for one of its own.',
      );
    }
    const home = homeFrom(process.env);
    return {
      home,
      url: running.url,
      sandboxUrl: running.sandboxUrl,
      databaseUrl: running.databaseUrl,
      pids: () => {
        const marks = findRunning(home)?.marks;
        return {
          server: marks?.server?.pid ?? 0,
          sandbox: marks?.sandbox?.pid ?? 0,
          postgres: marks?.postgres?.pid ?? 0,
        };
      },
      giveBack: async () => undefined,
    };
  }
  const home = options.fresh ? join(inRepository('.quayside'), tool) : homeFrom(process.env);
  const stack = await startStack({
    home,
    port: 0,
    fresh: options.fresh,
    quiet: true,
    hasWeb: options.hasWeb ?? false,
    env: { SANDBOX_ORDERS_PER_MINUTE: '0', ...options.env },
  });
  if (stack.sandboxUrl === null) throw new Error('The sandbox did not start.');
  return {
    home,
    url: stack.url,
    sandboxUrl: stack.sandboxUrl,
    databaseUrl: stack.databaseUrl,
    pids: () => stack.pids,
    giveBack: () => stack.stop(),
  };
}
