import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../packages/cli/src/postgres.ts';
import { isAlive, markOf, type ProcessMark } from '../packages/cli/src/process-mark.ts';
import { resetHome } from '../packages/cli/src/reset.ts';

/** One folder per user: nobody can remove another one's. */
const HOMES = join(tmpdir(), `quayside-test-${process.getuid?.() ?? 'user'}`);

/** A PostgreSQL server for throw-away databases. */
export interface ScratchServer {
  url(database: string): string;
  stop(): Promise<void>;
}

/** Starts one in a folder of its own that vanishes with it, or uses the one of `TEST_DATABASE_URL`. */
export async function scratchPostgres(): Promise<ScratchServer> {
  const own = process.env.TEST_DATABASE_URL;
  if (own) {
    const url = (database: string) => {
      const other = new URL(own);
      other.pathname = `/${database}`;
      return other.toString();
    };
    return { url, stop: async () => {} };
  }
  sweepAbandoned();
  const home = join(HOMES, `${process.pid}-${randomBytes(3).toString('hex')}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'run-by.json'), JSON.stringify(markOf(process.pid)));
  // The files are thrown away at the end, so nothing needs to reach the disk.
  const server = await startPostgres({ home, isDurable: false });
  const stop = async () => {
    await server.stop();
    remove(home);
  };
  return { url: server.url, stop };
}

/** Homes whose run was killed: their servers have ended by themselves, their files have not. */
function sweepAbandoned(): void {
  mkdirSync(HOMES, { recursive: true });
  for (const name of readdirSync(HOMES)) {
    try {
      const mark: ProcessMark = JSON.parse(readFileSync(join(HOMES, name, 'run-by.json'), 'utf8'));
      if (!isAlive(mark)) remove(join(HOMES, name));
    } catch {
      // Another run is making it this very moment, or another user's: both are theirs to clean.
    }
  }
}

function remove(home: string): void {
  resetHome(home);
  rmSync(home, { recursive: true, force: true });
}
