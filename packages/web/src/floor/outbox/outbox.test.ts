import { expect, test } from 'vitest';
import { ApiProblem, localProblem } from '../../api/problem.ts';
import { makeOutbox, type OutboxStore, type Settled } from './outbox.ts';
import { makeMemoryStore } from './store.ts';

type Command = string;
type Answer = string;

function problem(status: number, code: string): ApiProblem {
  return new ApiProblem({ type: 'about:blank', title: code, status, code, detail: '' });
}

/** An outbox whose network is a list of answers, and whose pauses end at once. */
function given(
  network: (command: Command, attempt: number) => Answer | ApiProblem,
  store: OutboxStore<Command> = makeMemoryStore(),
) {
  const calls: { command: Command; key: string }[] = [];
  const settled: Settled<Command, Answer>[] = [];
  const pausesMs: number[] = [];
  let keys = 0;
  let waitFor: { count: number; resolve: () => void } | null = null;
  const outbox = makeOutbox<Command, Answer>({
    personId: 'mai',
    store,
    newKey: () => `key-${(keys += 1)}`,
    pause: (ms) => {
      pausesMs.push(ms);
      return Promise.resolve();
    },
    send: (command, key) => {
      calls.push({ command, key });
      const attempt = calls.filter((call) => call.key === key).length;
      const answer = network(command, attempt);
      return answer instanceof ApiProblem ? Promise.reject(answer) : Promise.resolve(answer);
    },
    onSettled: (one) => {
      settled.push(one);
      if (waitFor !== null && settled.length >= waitFor.count) waitFor.resolve();
    },
  });
  const untilSettled = (count: number) =>
    settled.length >= count
      ? Promise.resolve()
      : new Promise<void>((resolve) => (waitFor = { count, resolve }));
  return { outbox, calls, settled, pausesMs, untilSettled };
}

test('ten scans put at once are sent in order, each once, each under its own key', async () => {
  const { outbox, calls, untilSettled } = given((command) => `took ${command}`);
  const commands = Array.from({ length: 10 }, (_, index) => `scan ${index}`);

  for (const command of commands) outbox.put(command);
  expect(outbox.getState().waiting).toHaveLength(10);
  await untilSettled(10);

  expect(calls.map((call) => call.command)).toEqual(commands);
  expect(new Set(calls.map((call) => call.key)).size).toBe(10);
  expect(outbox.getState().waiting).toEqual([]);
  await outbox.stop();
});

test('a lost answer is asked for again under the same key, and what follows waits', async () => {
  const { outbox, calls, pausesMs, untilSettled } = given((command, attempt) =>
    command === 'first' && attempt < 4 ? localProblem('unreachable', 0) : 'ok',
  );

  outbox.put('first');
  outbox.put('second');
  await untilSettled(2);

  expect(calls).toEqual([
    { command: 'first', key: 'key-1' },
    { command: 'first', key: 'key-1' },
    { command: 'first', key: 'key-1' },
    { command: 'first', key: 'key-1' },
    { command: 'second', key: 'key-2' },
  ]);
  expect(pausesMs).toEqual([500, 1000, 2000]);
  expect(outbox.getState()).toMatchObject({ waiting: [], isCutOff: false });
  await outbox.stop();
});

test('a refusal is told once, is not retried, and does not hold up what follows', async () => {
  const { outbox, calls, settled, untilSettled } = given((command) =>
    command === 'bad' ? problem(409, 'wrong_tote') : 'ok',
  );

  outbox.put('bad');
  outbox.put('good');
  await untilSettled(2);

  expect(calls.map((call) => call.command)).toEqual(['bad', 'good']);
  expect(settled[0]).toMatchObject({ ok: false, problem: { code: 'wrong_tote' } });
  expect(settled[1]).toMatchObject({ ok: true, answer: 'ok' });
  await outbox.stop();
});

test('what waits in the store is sent after a reload, before what is new', async () => {
  const store = makeMemoryStore<Command>();
  await store.add({ key: 'old-1', personId: 'mai', command: 'from before' });
  await store.add({ key: 'old-2', personId: 'tuan', command: 'of another person' });

  const { outbox, calls, untilSettled } = given(() => 'ok', store);
  outbox.put('new');
  await untilSettled(2);

  expect(calls).toEqual([
    { command: 'from before', key: 'old-1' },
    { command: 'new', key: 'key-1' },
  ]);
  expect(await store.list('mai')).toEqual([]);
  expect(await store.list('tuan')).toHaveLength(1);
  await outbox.stop();
});

test('an ended session keeps everything until someone has signed in', async () => {
  const { outbox, settled, untilSettled } = given((_, attempt) =>
    attempt === 1 ? problem(401, 'not_signed_in') : 'ok',
  );

  outbox.put('scan');
  await untilSettled(1);

  expect(settled).toMatchObject([{ ok: true }]);
  expect(outbox.getState().isSignedOut).toBe(false);
  await outbox.stop();
});

test('a server that keeps failing on one entry is shown after twelve tries', async () => {
  const { outbox, calls, settled, untilSettled } = given(() => problem(500, 'internal'));

  outbox.put('poison');
  await untilSettled(1);

  expect(calls).toHaveLength(12);
  expect(settled).toMatchObject([{ ok: false, problem: { code: 'internal' } }]);
  await outbox.stop();
});

test('a device that keeps nothing still sends, and says so', async () => {
  const broken: OutboxStore<Command> = {
    add: () => Promise.reject(new Error('quota')),
    remove: () => Promise.reject(new Error('quota')),
    list: () => Promise.reject(new Error('forbidden')),
  };
  const { outbox, settled, untilSettled } = given(() => 'ok', broken);

  outbox.put('scan');
  await untilSettled(1);

  expect(settled).toMatchObject([{ ok: true }]);
  expect(outbox.getState()).toMatchObject({ waiting: [], isUnkept: true });
  await outbox.stop();
});
