import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Effect, type Exchange, HttpClient, type HttpOptions, statusFailure } from './http.ts';
import { parseJson } from './json.ts';
import { failure, type Outcome, success } from './outcome.ts';
import type { Outside } from './outside.ts';
import {
  type Answering,
  startThrowAwayServer,
  type ThrowAwayServer,
} from './testkit/throw-away-server.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 8, 0, 0);
const started: { stop: () => Promise<void> }[] = [];
const sleptMs: number[] = [];
const outside: Outside = {
  now: () => NOW_MS,
  random: () => 0.5,
  sleep: async (ms) => {
    sleptMs.push(ms);
  },
};

afterEach(async () => {
  sleptMs.length = 0;
  // Clients before the servers they hold connections to.
  for (const one of started.splice(0).reverse()) await one.stop();
});

async function serve(answer: Answering): Promise<ThrowAwayServer> {
  const server = await startThrowAwayServer(answer);
  started.push(server);
  return server;
}

function client(options: Partial<HttpOptions> = {}): HttpClient {
  const http = new HttpClient({ requestMs: 2_000, ...options }, outside);
  started.push({ stop: () => http.close() });
  return http;
}

function asking(url: string, effect: Effect, more: Partial<Exchange<unknown>> = {}) {
  const name = `${effect === 'read' ? 'GET' : 'POST'} /thing`;
  const exchange: Exchange<unknown> = {
    name,
    effect,
    bucket: 'shop',
    build: () => ({
      method: effect === 'read' ? 'GET' : 'POST',
      url: new URL('/thing?access_token=token-0123456789', url),
      headers: {},
      body: effect === 'read' ? null : '{}',
    }),
    interpret: (answer): Outcome<unknown> => {
      const json = parseJson(answer.bytes);
      if (json.ok && answer.status === 200) return success(json.value);
      return statusFailure(answer, name, effect);
    },
    secrets: ['token-0123456789'],
    ...more,
  };
  return exchange;
}

test('reads an answer', async () => {
  const server = await serve((_request, response) => response.end('{"a":1}'));

  expect(await client().exchange(asking(server.url, 'read'))).toEqual({
    ok: true,
    value: { a: 1 },
  });
});

test('repeats a read after 503, with jittered back-off, and then gives in', async () => {
  const server = await serve((_request, response, count) => {
    response.writeHead(count < 3 ? 503 : 200).end('{"a":1}');
  });

  const outcome = await client().exchange(asking(server.url, 'read'));

  expect(outcome).toEqual({ ok: true, value: { a: 1 } });
  expect(server.seen).toHaveLength(3);
  expect(sleptMs).toEqual([125, 250]);
});

test('gives up after the attempts it may make', async () => {
  const server = await serve((_request, response) => response.writeHead(500).end('oops'));

  const outcome = await client({ attemptsMax: 2 }).exchange(asking(server.url, 'read'));

  expect(outcome).toEqual(failure('retryable', 'http_500', 'GET /thing: HTTP 500'));
  expect(server.seen).toHaveLength(2);
});

test('waits as long as a 429 asks, and tells the caller when that is too long', async () => {
  const server = await serve((_request, response, count) => {
    if (count === 2) response.end('{}');
    else response.writeHead(429, { 'retry-after': count === 1 ? '2' : '60' }).end();
  });
  const http = client({ rateLimit: { perSecond: 1_000, burst: 1_000, queueMsMax: 120_000 } });

  const first = await http.exchange(asking(server.url, 'read'));
  const second = await http.exchange(asking(server.url, 'read'));

  expect(first).toEqual({ ok: true, value: {} });
  expect(second).toEqual(
    failure('rate_limited', 'http_429', 'GET /thing: too many requests', 60_000),
  );
  expect(server.seen).toHaveLength(3);
});

test('a retry-after date counts from now', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(429, { 'retry-after': new Date(NOW_MS + 90_000).toUTCString() }).end();
  });

  const outcome = await client().exchange(asking(server.url, 'once'));

  expect(outcome).toEqual(
    failure('rate_limited', 'http_429', 'POST /thing: too many requests', 90_000),
  );
});

test('after a 429 the shop is not knocked on again until its time has come', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(429, { 'retry-after': '60' }).end();
  });
  const http = client();

  await http.exchange(asking(server.url, 'read'));
  const outcome = await http.exchange(asking(server.url, 'read'));

  expect(server.seen).toHaveLength(1);
  expect(outcome).toEqual(
    failure(
      'rate_limited',
      'queue_full',
      'GET /thing waits for its turn: too many calls for this shop',
      60_000,
    ),
  );
});

/** What each misbehaviour means for a read (after all attempts) and for a call that must not happen twice. */
const misbehaviours: {
  name: string;
  answer: Answering;
  code: string;
  readKind: string;
  onceKind: string;
}[] = [
  {
    name: 'never answers',
    answer: () => undefined,
    code: 'timed_out',
    readKind: 'retryable',
    onceKind: 'unknown',
  },
  {
    name: 'hangs up',
    answer: (_request, response) => response.destroy(),
    code: 'connection_lost',
    readKind: 'retryable',
    onceKind: 'unknown',
  },
  {
    name: 'stops in the middle of its answer',
    answer: (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a":', () => response.destroy());
    },
    code: 'connection_lost',
    readKind: 'retryable',
    onceKind: 'unknown',
  },
  {
    name: 'sends JSON that is cut off',
    answer: (_request, response) => response.end('{"a":'),
    code: 'answer_not_json',
    readKind: 'retryable',
    onceKind: 'unknown',
  },
  {
    name: 'sends HTML',
    answer: (_request, response) =>
      response.setHeader('content-type', 'text/html').end('<html><body>Maintenance</body></html>'),
    code: 'answer_not_json',
    readKind: 'retryable',
    onceKind: 'unknown',
  },
  {
    name: 'sends nothing',
    answer: (_request, response) => response.end(),
    code: 'answer_empty',
    readKind: 'retryable',
    onceKind: 'unknown',
  },
  {
    name: 'sends too much',
    answer: (_request, response) => response.end(`"${'x'.repeat(20_000)}"`),
    code: 'answer_too_large',
    readKind: 'final',
    onceKind: 'unknown',
  },
  {
    name: 'breaks (500)',
    answer: (_request, response) => response.writeHead(500).end(),
    code: 'http_500',
    readKind: 'retryable',
    onceKind: 'unknown',
  },
  {
    name: 'times out behind its gateway (504)',
    answer: (_request, response) => response.writeHead(504).end(),
    code: 'http_504',
    readKind: 'retryable',
    onceKind: 'unknown',
  },
  {
    name: 'is not available (503)',
    answer: (_request, response) => response.writeHead(503).end(),
    code: 'http_503',
    readKind: 'retryable',
    onceKind: 'retryable',
  },
  {
    name: 'is not authorised (401)',
    answer: (_request, response) => response.writeHead(401).end(),
    code: 'http_401',
    readKind: 'auth_expired',
    onceKind: 'auth_expired',
  },
  {
    name: 'forbids (403)',
    answer: (_request, response) => response.writeHead(403).end('<html>'),
    code: 'http_403',
    readKind: 'final',
    onceKind: 'final',
  },
  {
    name: 'sends us elsewhere (302)',
    answer: (_request, response) => response.writeHead(302, { location: 'http://evil/' }).end(),
    code: 'http_302',
    readKind: 'final',
    onceKind: 'final',
  },
];

test.each(misbehaviours)('a server that $name', async ({ answer, code, readKind, onceKind }) => {
  const server = await serve(answer);
  const http = client({ requestMs: 150, answerBytesMax: 10_000 });

  const read = await http.exchange(asking(server.url, 'read'));
  const readCount = server.seen.length;
  const once = await http.exchange(asking(server.url, 'once'));
  const onceCount = server.seen.length - readCount;

  expect(read).toMatchObject({ ok: false, kind: readKind, code });
  expect(once).toMatchObject({ ok: false, kind: onceKind, code });
  expect(readCount).toBe(readKind === 'retryable' ? 3 : 1);
  // What may have been carried out is never sent a second time.
  expect(onceCount).toBe(onceKind === 'retryable' ? 3 : 1);
});

test('nobody listening: nothing was sent, so even a call of one effect may be repeated', async () => {
  const server = await startThrowAwayServer(() => undefined);
  await server.stop();

  const outcome = await client().exchange(asking(server.url, 'once'));

  expect(outcome).toEqual(
    failure('retryable', 'not_reachable', 'POST /thing: no connection (ECONNREFUSED)'),
  );
});

test('something that does not speak HTTP is a lost connection', async () => {
  const babble = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  });
  await new Promise<void>((resolve) => {
    babble.listen(0, '127.0.0.1', resolve);
  });
  const address = babble.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  started.push({ stop: () => new Promise((resolve) => babble.close(() => resolve())) });

  const outcome = await client().exchange(asking(`http://127.0.0.1:${port}`, 'once'));

  expect(outcome).toMatchObject({ ok: false, kind: 'unknown', code: 'connection_lost' });
});

test('what the outside echoes of our secrets does not reach a message', async () => {
  const signature = 'ab'.repeat(32);
  const server = await serve((request, response) => response.end(JSON.stringify(request.path)));
  const echo = () =>
    failure('final', 'error_token-0123456789', `bad token-0123456789 with ${signature}!`);

  const outcome = await client().exchange(asking(server.url, 'once', { interpret: echo }));

  expect(outcome).toEqual(failure('final', 'error_[hidden]', 'bad [hidden] with [hidden]!'));
});

test('no misbehaviour puts the query into a message', async () => {
  for (const { answer } of misbehaviours) {
    const server = await serve(answer);
    const http = client({ requestMs: 100, attemptsMax: 1, answerBytesMax: 10_000 });

    const outcome = await http.exchange(asking(server.url, 'once', { secrets: [] }));

    expect(JSON.stringify(outcome)).not.toContain('token-0123456789');
    expect(JSON.stringify(outcome)).not.toContain('127.0.0.1');
  }
});

test('a mistake of ours is thrown, not passed off as the network', async () => {
  const wrong = asking('http://127.0.0.1:1', 'read', {
    build: () => ({ method: 'GET', url: new URL('ftp://x/'), headers: {}, body: null }),
  });

  await expect(client().exchange(wrong)).rejects.toThrow();
});
