import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inRepository, repositoryRoot } from './paths.ts';
import { Problem } from './problem.ts';

/** Everything the built pages depend on. */
const SOURCES = [
  'packages/web/{src,public}/**/*',
  'packages/web/*.{html,json,ts,js}',
  'packages/contract/src/**/*.ts',
  'package-lock.json',
  'tsconfig.json',
];
const BUILDS = inRepository('.cache', 'web');
const BUILDS_KEPT = 5;

/**
 * Builds the web pages unless these very sources were built before; returns the folder. The folder is
 * named by the content of the sources and moved into place whole, so two starts never disturb each other.
 */
export async function buildWeb(): Promise<string> {
  const dir = join(BUILDS, fingerprint());
  if (existsSync(join(dir, 'index.html'))) return dir;
  const unfinished = `${dir}.${process.pid}`;
  mkdirSync(BUILDS, { recursive: true });
  try {
    await runVite(unfinished);
    renameSync(unfinished, dir);
    forgetOldest();
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another start may have moved its own into place first.
    if (!existsSync(join(dir, 'index.html'))) throw error;
  }
  return dir;
}

function fingerprint(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: repositoryRoot, withFileTypes: true });
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
  for (const path of paths.sort()) {
    if (/\.test\.tsx?$/.test(path)) continue;
    hash
      .update(path.slice(repositoryRoot.length))
      .update('\0')
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

function runVite(outDir: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(
    process.execPath,
    [viteBinary(), 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'],
    {
      cwd: inRepository('packages/web'),
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  child.once('error', reject);
  child.once('close', (code) => {
    if (code === 0) return resolve();
    const telling = said.split('\n').filter((line) => line.trim() !== '');
    reject(new Problem(`The web pages could not be built: ${telling.slice(0, 6).join(' / ')}`));
  });
  return promise;
}

/** The command of the vite that the web package asked for. */
export function viteBinary(): string {
  const require = createRequire(inRepository('packages/web/package.json'));
  return join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
}

/** An older build may still be served by a Quayside that runs; only the oldest are removed. */
function forgetOldest(): void {
  const builds = readdirSync(BUILDS)
    // A name with a dot is somebody's unfinished build.
    .filter((name) => !name.includes('.'))
    .map((name) => ({ path: join(BUILDS, name), builtAtMs: statSync(join(BUILDS, name)).mtimeMs }))
    .sort((a, b) => b.builtAtMs - a.builtAtMs);
  for (const { path } of builds.slice(BUILDS_KEPT)) rmSync(path, { recursive: true, force: true });
}
