import { existsSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED_ROOT, sharedPlace } from './postgres-owner.ts';
import { codeOf, Problem } from './problem.ts';
import { endProcess } from './process-mark.ts';
import { holderOf, readRun } from './running.ts';

/** Everything Quayside ever writes into a home; nothing else in that folder is touched. */
const OURS = [
  'postgres',
  'postgres.json',
  'secrets.json',
  'logs',
  'run.json',
  'demo-logins.json',
  'sandbox.sqlite',
  'sandbox.sqlite-wal',
  'sandbox.sqlite-shm',
];

/** `npm run reset`: starts over. Refuses while something runs from this home. */
export async function reset(home: string): Promise<boolean> {
  const holder = holderOf(home);
  if (holder !== undefined) {
    throw new Problem(
      `Quayside runs from ${home} (process ${holder.pid}). Stop it first (Ctrl-C), then reset.`,
    );
  }
  const left = readRun(home)?.marks;
  await endProcess(left?.server ?? undefined, 'SIGKILL', 1_000);
  await endProcess(left?.sandbox ?? undefined, 'SIGKILL', 1_000);
  await endProcess(left?.postgres ?? undefined, 'SIGQUIT', 5_000);
  const had = resetHome(home);
  dropUnusedPrograms();
  rmSync(join(home, 'supervisor.lock'), { force: true });
  return had;
}

/** Removes the data of a home that nobody uses; says whether there was any. */
export function resetHome(home: string): boolean {
  const shared = sharedPlace(home);
  const had = OURS.some((name) => existsSync(join(home, name))) || existsSync(shared);
  try {
    for (const name of OURS) rmSync(join(home, name), { recursive: true, force: true });
    rmSync(shared, { recursive: true, force: true });
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw new Problem(
      `Cannot remove the data in ${home} (${code}); it belongs to another user, who must reset it.`,
    );
  }
  return had;
}

/** The copied programs are shared by all that root runs; the last one takes them along. */
function dropUnusedPrograms(): void {
  if (process.getuid?.() !== 0 || !existsSync(SHARED_ROOT)) return;
  const isCluster = (name: string) => existsSync(join(SHARED_ROOT, name, 'data'));
  if (readdirSync(SHARED_ROOT).some(isCluster) || isAnyRunningFrom(SHARED_ROOT)) return;
  rmSync(SHARED_ROOT, { recursive: true, force: true });
}

/** Linux only, as the folder itself. */
function isAnyRunningFrom(folder: string): boolean {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.some((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/exe`).startsWith(`${folder}/`);
    } catch {
      // It ended while we looked, or is a thread of the kernel.
      return false;
    }
  });
}
