import { spawn } from 'node:child_process';
import { inRepository, repositoryRoot } from './paths.ts';

export interface ProgramResult {
  readonly code: number;
  /** Empty unless `isCaptured`. */
  readonly output: string;
}

/** Runs a TypeScript or JavaScript file of the repository with this Node, in its root. */
export function runNode(
  file: string,
  args: readonly string[],
  options: { readonly isCaptured?: boolean; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ProgramResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ProgramResult>();
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', inRepository(file), ...args],
    {
      cwd: repositoryRoot,
      env: { ...process.env, ...options.env },
      stdio: options.isCaptured ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  child.once('error', reject);
  child.once('close', (code) => resolve({ code: code ?? 1, output }));
  return promise;
}
