import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { inRepository } from './paths.ts';
import { freePort } from './ports.ts';
import type { Stack } from './stack.ts';
import { viteBinary } from './web-build.ts';

/** Which sources each process is made of. */
const SOURCES = {
  server: ['packages/server/src', 'packages/connectors/src', 'packages/optimiser/src'],
  sandbox: ['packages/sandbox/src'],
} as const;
const SHARED_SOURCE = 'packages/contract/src';
/** An editor writes a file in several steps, and "save all" writes several files. */
const SETTLED_AFTER_MS = 150;

/**
 * `npm run dev`: restarts server and sandbox when their sources change, and serves the pages from a
 * second address that shows every change at once.
 */
export async function watchSources(stack: Stack): Promise<void> {
  for (const name of ['server', 'sandbox'] as const) {
    const restart = settled(() => {
      console.log(`${name}: source changed, starting it again.`);
      return stack.restart(name);
    });
    for (const folder of [...SOURCES[name], SHARED_SOURCE]) {
      watch(inRepository(folder), { recursive: true }, (_event, path) => {
        if (path?.endsWith('.ts') && !path.endsWith('.test.ts')) restart();
      });
    }
  }
  await serveWeb(stack);
}

/** Calls `act` once the calls have stopped coming; one run at a time. */
function settled(act: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(act).catch((error: unknown) => console.error(error));
    }, SETTLED_AFTER_MS);
  };
}

async function serveWeb(stack: Stack): Promise<void> {
  const port = await freePort(Number(new URL(stack.url).port) + 3);
  const vite = spawn(process.execPath, [viteBinary(), '--port', String(port), '--strictPort'], {
    cwd: inRepository('packages/web'),
    env: { ...process.env, QUAYSIDE_URL: stack.url },
    // Its standard input is ours to close: vite ends with it, however we end.
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  process.once('exit', () => vite.kill());
  console.log(`Pages that follow the sources: http://localhost:${port}`);
}
