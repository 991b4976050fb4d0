import { resolve } from 'node:path';

/** The root of the repository: three folders above this file. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..');

/** Where all data of the embedded default lives: `QUAYSIDE_HOME`, or `.quayside` beside the code. */
export function homeFrom(environment: NodeJS.ProcessEnv): string {
  const chosen = environment.QUAYSIDE_HOME;
  return chosen ? resolve(chosen) : resolve(repositoryRoot, '.quayside');
}

/** A path inside the repository. */
export function inRepository(...parts: string[]): string {
  return resolve(repositoryRoot, ...parts);
}
