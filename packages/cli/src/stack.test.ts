import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, expect, test } from 'vitest';
import { Problem } from './problem.ts';
import { markOf } from './process-mark.ts';
import { reset } from './reset.ts';
import { findRunning } from './running.ts';
import type { Stack } from './stack.ts';
import { standInStack, until } from './testkit/stacks.ts';

const home = mkdtempSync(join(tmpdir(), 'quayside-stack-'));
let stack: Stack | undefined;

afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});
afterAll(async () => {
  await reset(home);
  rmSync(home, { recursive: true, force: true });
});

const answers = (url: string) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );
const isGone = (pid: number) => markOf(pid) === undefined;

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

test('starts everything, keeps the data, and leaves no process', async () => {
  stack = await standInStack(home);
  const { pids } = stack;
  await ask(
    stack.databaseUrl,
    'create table public.kept (id int); insert into public.kept values (7)',
  );
  expect(
    await ask(
      stack.appDatabaseUrl,
      'select rolbypassrls from pg_roles where rolname = current_user',
    ),
  ).toEqual([{ rolbypassrls: false }]);
  expect(findRunning(home)?.url).toBe(stack.url);
  await stack.stop();

  expect([pids.server, pids.sandbox, pids.postgres].filter((pid) => !isGone(pid))).toEqual([]);
  expect(findRunning(home)).toBeUndefined();

  stack = await standInStack(home);
  expect(await ask(stack.databaseUrl, 'select id from public.kept')).toEqual([{ id: 7 }]);
});

test('only its owner can read the keys of a home', async () => {
  stack = await standInStack(home);

  expect(statSync(join(home, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, 'run.json')).mode & 0o777).toBe(0o600);
});

test('what is in flight is finished before the server ends', async () => {
  stack = await standInStack(home);
  const response = await fetch(`${stack.url}/slow`);

  const [text] = await Promise.all([response.text(), stack.stop()]);

  expect(text).toBe('begun finished');
});

test('killed processes come back on the same ports', async () => {
  stack = await standInStack(home);
  const before = stack.pids;
  const { databaseUrl, url, sandboxUrl } = stack;

  for (const pid of Object.values(before)) process.kill(pid, 'SIGKILL');

  await until(() =>
    Object.entries(stack?.pids ?? {}).every(([name, pid]) => pid !== Reflect.get(before, name)),
  );
  await until(async () => (await answers(url)) && (await answers(sandboxUrl ?? '')));
  await until(() =>
    ask(databaseUrl, 'select 1').then(
      () => true,
      () => false,
    ),
  );
  await until(() => findRunning(home)?.marks.postgres?.pid === stack?.pids.postgres);
  expect(readFileSync(join(home, 'logs', 'server.log'), 'utf8')).toContain('a warning');
});

test('a second start on the same home is refused, the first one is not disturbed', async () => {
  stack = await standInStack(home);

  await expect(standInStack(home)).rejects.toThrow(
    `Quayside already runs from ${home} (process ${process.pid}): ${stack.url}.`,
  );
  await expect(reset(home)).rejects.toThrow('Stop it first');

  expect(await answers(stack.url)).toBe(true);
});

test('a busy port is named, and nothing stays behind', async () => {
  const other = createServer().listen(0);
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  await expect(standInStack(home, port)).rejects.toThrow(
    new Problem(
      `Port ${port} is already in use. Stop what uses it, or choose another: PORT=${port + 100} npm start`,
    ),
  );

  expect(existsSync(join(home, 'supervisor.lock'))).toBe(false);
  other.close();
  await once(other, 'close');
});

/** A stack whose supervisor is a process of its own, that can be killed. */
async function supervisedElsewhere() {
  const program = join(import.meta.dirname, 'testkit', 'start-stack.ts');
  const supervisor = spawn(process.execPath, [program, home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(supervisor.stdout), 'line');
  const pids: Record<string, number> = JSON.parse(String(line));
  return { supervisor, pids: Object.values(pids) };
}

test('when the supervisor is killed, its children end by themselves', async () => {
  const { supervisor, pids } = await supervisedElsewhere();
  expect(pids.filter(isGone)).toEqual([]);

  supervisor.kill('SIGKILL');

  await until(() => pids.every(isGone));
});

test('a start right after a killed supervisor does not wait for them', async () => {
  const { supervisor, pids } = await supervisedElsewhere();

  supervisor.kill('SIGKILL');
  await once(supervisor, 'exit');
  stack = await standInStack(home);

  expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
  expect(await answers(stack.url)).toBe(true);
});

test('reset removes the data and nothing else', async () => {
  stack = await standInStack(home);
  await stack.stop();

  expect(await reset(home)).toBe(true);

  expect(existsSync(join(home, 'postgres'))).toBe(false);
  expect(existsSync(join(home, 'secrets.json'))).toBe(false);
  expect(existsSync(home)).toBe(true);
  expect(await reset(home)).toBe(false);
});
