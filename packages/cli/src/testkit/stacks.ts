import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Stack, startStack } from '../stack.ts';

/** A stack whose server and sandbox are stand-ins; PostgreSQL, schema and supervision are real. */
export function standInStack(home: string, port = 0): Promise<Stack> {
  return startStack({
    home,
    port,
    quiet: true,
    hasWeb: false,
    hasSeed: false,
    entries: {
      server: join(import.meta.dirname, 'stand-in.mjs'),
      sandbox: join(import.meta.dirname, 'stand-in-sandbox.mjs'),
    },
  });
}

/** Waits until `is` holds, looking every 20 ms; the test's own time limit is the end of it. */
export async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await is())) await pause(20);
}
