import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { codeOf, Problem, sentenceOf } from './problem.ts';
import { isAlive, markOf, type ProcessMark } from './process-mark.ts';

/** What runs from a home, as `run.json` tells other commands of this computer. */
export interface RunningStack {
  readonly url: string;
  readonly sandboxUrl: string | null;
  readonly databaseUrl: string;
  readonly appDatabaseUrl: string;
  readonly marks: {
    readonly supervisor: ProcessMark;
    readonly server: ProcessMark | null;
    readonly sandbox: ProcessMark | null;
    readonly postgres: ProcessMark | null;
  };
}

/** A new cluster takes 60 MB and the demo's data 150 MB; below this, PostgreSQL soon stops. */
const FREE_BYTES_MIN = 300_000_000;

const runPath = (home: string) => join(home, 'run.json');
const lockPath = (home: string) => join(home, 'supervisor.lock');

/** The stack that runs from this home now, or undefined. */
export function findRunning(home: string): RunningStack | undefined {
  const run = readRun(home);
  return run !== undefined && isAlive(run.marks.supervisor) ? run : undefined;
}

/** What was written by the last supervisor, living or not. */
export function readRun(home: string): RunningStack | undefined {
  try {
    return JSON.parse(readFileSync(runPath(home), 'utf8'));
  } catch (error) {
    // Half a file cannot be: it is renamed into place. None, or a foreign one, means nothing runs.
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Connection strings with passwords are in it, hence the mode. */
export function writeRun(home: string, run: RunningStack): void {
  const unfinished = `${runPath(home)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, runPath(home));
}

/** Makes the home, or says in one line why it cannot be one. */
export function prepareHome(home: string): void {
  try {
    mkdirSync(join(home, 'logs'), { recursive: true });
    const probe = join(home, `.probe-${process.pid}`);
    writeFileSync(probe, 'x'.repeat(65_536));
    rmSync(probe);
  } catch (error) {
    throw homeProblem(home, error);
  }
  const { bavail, bsize } = statfsSync(home);
  const freeBytes = bavail * bsize;
  if (freeBytes < FREE_BYTES_MIN) {
    throw new Problem(
      `The disk of ${home} has ${Math.floor(freeBytes / 1e6)} MB left; Quayside needs ${FREE_BYTES_MIN / 1e6} MB. Free some, or set QUAYSIDE_HOME to another disk.`,
    );
  }
}

/** Says what an unwritable or full home means, in one line. */
export function homeProblem(home: string, error: unknown): Problem {
  const code = codeOf(error);
  const why =
    code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : `${code || sentenceOf(error)}`;
  return new Problem(
    `Cannot write to ${home} (${why}). Set QUAYSIDE_HOME to a folder that can be written.`,
  );
}

/** Takes the home for this process; the lock of a supervisor that is gone does not count. */
export function takeHome(home: string): () => void {
  const path = lockPath(home);
  const mine = markOf(process.pid);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeFileSync(file, JSON.stringify(mine));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw homeProblem(home, error);
    }
    const holder = readLock(path);
    if (isAlive(holder)) {
      const url = findRunning(home)?.url;
      const where = url ? `: ${url}` : ' and is just starting or stopping';
      throw new Problem(
        `Quayside already runs from ${home} (process ${holder.pid})${where}. For a second one, set QUAYSIDE_HOME and PORT.`,
      );
    }
    rmSync(path, { force: true });
  }
  throw new Problem(`Another Quayside is starting from ${home} at this very moment.`);
}

/** Does a living process hold this home, whatever stage it is in? */
export function holderOf(home: string): ProcessMark | undefined {
  const holder = readLock(lockPath(home));
  return isAlive(holder) ? holder : undefined;
}

function readLock(path: string): ProcessMark | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
