import { whenAskedToEnd } from './ending.ts';
import { greeting, readLogins } from './greeting.ts';
import { homeFrom } from './paths.ts';
import { Problem } from './problem.ts';
import { type Stack, startStack } from './stack.ts';
import { watchSources } from './watch.ts';

export interface StartOptions {
  readonly dev?: boolean;
  readonly demo: boolean;
}

/** `npm start`: everything, until Ctrl-C. */
export async function start(options: StartOptions): Promise<void> {
  const startedAtMs = performance.now();
  const home = homeFrom(process.env);
  const ended = Promise.withResolvers<void>();
  let stack: Stack | undefined;
  let isEnding = false;
  const end = async () => {
    isEnding = true;
    await stack?.stop();
    ended.resolve();
  };
  whenAskedToEnd((reason) => {
    if (reason !== 'launcher gone') console.log('\nStopping: finishing what is in flight …');
    end().catch(ended.reject);
  });

  console.log('Starting Quayside …');
  try {
    stack = await startStack({
      home,
      port: portFrom(process.env.PORT),
      databaseUrl: process.env.DATABASE_URL || undefined,
      isDemo: options.demo,
    });
  } catch (error) {
    // Ctrl-C ends the seed and the web build too; that they failed is then no news.
    if (isEnding) return;
    throw error;
  }
  if (isEnding) {
    await stack.stop();
    return;
  }
  if (options.dev) await watchSources(stack);
  console.log(greeting(stack, readLogins(home), performance.now() - startedAtMs));
  await ended.promise;
  console.log('Stopped.');
}

/** `PORT`, default 3000. */
export function portFrom(text: string | undefined): number {
  if (text === undefined || text === '') return 3000;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_533) return port;
  throw new Problem(`PORT must be a whole number from 1 to 65533, but is "${text}".`);
}
