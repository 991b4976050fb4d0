import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** What one step of `npm run check` found. */
export interface StepResult {
  readonly ok: boolean;
  /** What to show when it failed. */
  readonly output: string;
}

/** The file behind a package's command, so that it runs with our Node and not through a shell. */
export function commandOf(packageName: string, command = packageName): string {
  const folder = join(root, 'node_modules', packageName);
  const manifest: { bin: string | Record<string, string> } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  if (file === undefined) throw new Error(`${packageName} has no command ${command}`);
  return join(folder, file);
}

/** Runs a JavaScript file with this Node and gathers what it says. */
export function runNode(
  file: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly isShown?: boolean;
  } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const {
    promise,
    resolve: done,
    reject,
  } = Promise.withResolvers<{
    code: number;
    stdout: string;
    stderr: string;
  }>();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: options.isShown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.once('error', reject);
  child.once('close', (code) => done({ code: code ?? 1, stdout, stderr }));
  return promise;
}

/** A step that is a command: ok when it ends with 0. */
export async function commandStep(file: string, args: readonly string[]): Promise<StepResult> {
  const { code, stdout, stderr } = await runNode(file, args);
  return { ok: code === 0, output: `${stdout}${stderr}` };
}
