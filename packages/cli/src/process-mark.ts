import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from './problem.ts';

/**
 * A process by its id and the moment it began, because ids are given out again: in a container that
 * was restarted, the number in an old file is very often somebody else.
 */
export interface ProcessMark {
  readonly pid: number;
  /** Linux: clock ticks since boot (proc(5), /proc/pid/stat, field 22). Elsewhere: what `ps` says. */
  readonly began: string;
}

/** The mark of a living process, or undefined when there is none with this id. */
export function markOf(pid: number): ProcessMark | undefined {
  const began = beganOf(pid);
  return began === undefined ? undefined : { pid, began };
}

/** Is the very process that was marked still there? */
export function isAlive(mark: ProcessMark | undefined): mark is ProcessMark {
  return mark !== undefined && beganOf(mark.pid) === mark.began;
}

/** Sends a signal if the marked process still lives; says whether it did. */
export function signal(mark: ProcessMark | undefined, name: NodeJS.Signals): boolean {
  if (!isAlive(mark)) return false;
  try {
    process.kill(mark.pid, name);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    throw error;
  }
}

/** Waits until the process is gone, at most `waitMs`; says whether it is. */
export async function goneWithin(mark: ProcessMark | undefined, waitMs: number): Promise<boolean> {
  const lookEveryMs = 20;
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += lookEveryMs) {
    if (!isAlive(mark)) return true;
    await pause(lookEveryMs);
  }
  return !isAlive(mark);
}

/** Ends a process: politely first, then by force. */
export async function endProcess(
  mark: ProcessMark | undefined,
  politely: NodeJS.Signals,
  patienceMs: number,
): Promise<void> {
  if (!signal(mark, politely)) return;
  if (await goneWithin(mark, patienceMs)) return;
  signal(mark, 'SIGKILL');
  await goneWithin(mark, 5_000);
}

function beganOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return beganByPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not been told yet.
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return undefined;
    throw error;
  }
}

function beganByPs(pid: number): string | undefined {
  try {
    const began = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return began.trim() || undefined;
  } catch {
    // ps ends with 1 when it finds no such process.
    return undefined;
  }
}
