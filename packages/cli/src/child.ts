import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { endProcess, markOf } from './process-mark.ts';

const LEASH = join(import.meta.dirname, 'leash.ts');
/** A log is put aside at the start once it is larger; one older one is kept. */
const LOG_BYTES_MAX = 5_000_000;
const BACK_OFF_FIRST_MS = 250;
const BACK_OFF_MAX_MS = 10_000;
/** A child that lived this long had started well; its next failure is a new one. */
const WELL_AFTER_MS = 20_000;

export interface ChildOptions {
  /** How the console calls it: "server". */
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logPath: string;
  /** One line for the console: a warning the child logged, or its death. */
  readonly tell: (line: string) => void;
  /** Told after every (re)start, with the new process id. */
  readonly onStart?: (pid: number) => void;
}

/**
 * Runs one program and starts it again when it ends without being asked to, a little later each time.
 * Everything it writes goes to its log file; warnings and errors also go to the console, one line each.
 */
export class Child {
  readonly #options: ChildOptions;
  readonly #log: WriteStream;
  readonly #told = new Map<string, number>();
  #process: ChildProcess | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  #backOffMs = BACK_OFF_FIRST_MS;
  #isStopping = false;
  #lastWords = '';
  /** How often it has ended without being asked to. */
  failures = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
    if (existsSync(options.logPath) && statSync(options.logPath).size > LOG_BYTES_MAX) {
      renameSync(options.logPath, `${options.logPath}.1`);
    }
    this.#log = createWriteStream(options.logPath, { flags: 'a', mode: 0o600 });
    // A full disk must not end the supervisor: the children go on, their lines are lost.
    this.#log.on('error', () => {});
    this.#spawn();
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** The last line it wrote before it ended, for the message that says why nothing works. */
  get lastWords(): string {
    return this.#lastWords;
  }

  /** Ends it politely, by force after `patienceMs`, and does not start it again. */
  async stop(patienceMs: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restartTimer);
    await this.#end(patienceMs);
    await new Promise<void>((resolve) => this.#log.end(resolve));
  }

  /** Ends it and starts it again at once: its source has changed. */
  async restart(patienceMs: number): Promise<void> {
    const ended = this.#process;
    ended?.removeAllListeners('exit');
    await this.#end(patienceMs);
    if (this.#process === ended && !this.#isStopping) this.#spawn();
  }

  async #end(patienceMs: number): Promise<void> {
    const pid = this.#process?.pid;
    await endProcess(pid === undefined ? undefined : markOf(pid), 'SIGTERM', patienceMs);
  }

  #spawn(): void {
    const startedAtMs = performance.now();
    const { entry, args = [], env, name } = this.#options;
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--import', LEASH, entry, ...args],
      {
        env,
        // The last one is the leash's channel.
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // Its own group: a Ctrl-C in the terminal reaches the supervisor alone, which ends us in order.
        detached: true,
        cwd: dirname(entry),
      },
    );
    this.#process = child;
    if (child.stdout) this.#read(child.stdout, 'out');
    if (child.stderr) this.#read(child.stderr, 'err');
    child.once('error', (error) => this.#options.tell(`${name} cannot be run: ${error.message}`));
    child.once('exit', (code, signalName) => {
      if (this.#isStopping) return;
      this.failures += 1;
      if (performance.now() - startedAtMs > WELL_AFTER_MS) this.#backOffMs = BACK_OFF_FIRST_MS;
      const how = signalName ?? `exit ${code}`;
      this.#options.tell(`${name} ended (${how}); starting it again.`);
      this.#restartTimer = setTimeout(() => this.#spawn(), this.#backOffMs);
      this.#backOffMs = Math.min(this.#backOffMs * 2, BACK_OFF_MAX_MS);
    });
    if (child.pid !== undefined) this.#options.onStart?.(child.pid);
  }

  #read(stream: NodeJS.ReadableStream, kind: 'out' | 'err'): void {
    createInterface({ input: stream }).on('line', (line) => {
      this.#log.write(`${line}\n`);
      const warning = warningIn(line, kind);
      if (warning === undefined) return;
      this.#lastWords = warning;
      this.#tellOnce(warning);
    });
  }

  /** The same warning once in ten seconds: a database that is away is asked for many times a second. */
  #tellOnce(warning: string): void {
    const nowMs = performance.now();
    const toldAtMs = this.#told.get(warning);
    if (toldAtMs !== undefined && nowMs - toldAtMs < 10_000) return;
    if (this.#told.size > 200) this.#told.clear();
    this.#told.set(warning, nowMs);
    this.#options.tell(`${this.#options.name}: ${warning}`);
  }
}

/**
 * The sentence of a line that a person should see: a JSON line of pino at level warn (40) or above, or
 * what Node says when it ends. The middle of a stack is only in the log.
 */
export function warningIn(line: string, kind: 'out' | 'err'): string | undefined {
  if (line.startsWith('{')) return warningInJson(line);
  if (kind === 'out') return undefined;
  return /^(\w*(Error|Refusal|Problem)\b.*:|fatal|panic)/i.test(line.trim())
    ? line.trim().slice(0, 300)
    : undefined;
}

function warningInJson(line: string): string | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    // Not every line that begins with a bracket is JSON; the log has it.
    return undefined;
  }
  if (typeof entry !== 'object' || entry === null || !('level' in entry)) return undefined;
  if (typeof entry.level !== 'number' || entry.level < 40) return undefined;
  const message = 'msg' in entry ? String(entry.msg) : '';
  const err = 'err' in entry && typeof entry.err === 'object' ? entry.err : null;
  const cause = err !== null && 'message' in err ? String(err.message) : '';
  const parts = message.includes(cause) ? [message] : [message, cause];
  return parts.filter(Boolean).join(': ').split('\n')[0]?.slice(0, 300) || undefined;
}
