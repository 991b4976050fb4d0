// cspell:words unstub
import { catalogueRoutes, orderRoutes, stockRoutes } from '@quayside/contract';
import { afterEach, expect, test, vi } from 'vitest';
import { addressOf, call } from './call.ts';
import { ApiProblem } from './problem.ts';

const answers = (status: number, body: unknown, type = 'application/json') =>
  vi.fn(
    async (_address: string, _init: RequestInit) =>
      new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }),
  );

afterEach(() => vi.unstubAllGlobals());

async function problemOf(promise: Promise<unknown>): Promise<ApiProblem> {
  const error: unknown = await promise.then(
    () => new Error('it was answered'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiProblem)) throw error;
  return error;
}

test('parts of the path are filled and escaped; what is not set is left out of the query', () => {
  expect(
    addressOf('/api/v1/skus/:id', { id: 'a/b' }, { search: 'x y', cursor: undefined, limit: 0 }),
  ).toBe('/api/v1/skus/a%2Fb?search=x+y&limit=0');
});

test('a path without its part is a mistake of ours', () => {
  expect(() => addressOf('/api/v1/skus/:id')).toThrow('needs id');
});

test('a read has neither body nor idempotency key', async () => {
  const fetch = answers(200, { rows: [], nextCursor: null });
  vi.stubGlobal('fetch', fetch);

  await call(catalogueRoutes.listSkus, { query: { search: 'globe' } });

  expect(fetch.mock.calls[0]?.[0]).toBe('/api/v1/skus?search=globe');
  expect(fetch.mock.calls[0]?.[1]).toEqual({
    method: 'GET',
    credentials: 'same-origin',
    headers: { accept: 'application/json' },
  });
});

test('an idempotent route carries the key of the intent', async () => {
  const fetch = answers(200, { moves: 1 });
  vi.stubGlobal('fetch', fetch);

  await call(stockRoutes.adjustStock, { body: { adjustments: [] }, idempotencyKey: 'one-intent' });

  expect(fetch.mock.calls[0]?.[1].headers).toMatchObject({ 'idempotency-key': 'one-intent' });
});

test('a refusal keeps code, remedy, facts and fields', async () => {
  vi.stubGlobal(
    'fetch',
    answers(
      409,
      {
        type: 'about:blank',
        title: 'The move would take more than the location holds.',
        status: 409,
        code: 'stock_below_zero',
        detail: 'A-01 holds 3.',
        remedy: 'Count it.',
        facts: { onHandQty: 3 },
        fields: [{ path: 'adjustments/0', message: 'too many' }],
      },
      'application/problem+json',
    ),
  );

  const problem = await problemOf(call(stockRoutes.adjustStock, { body: { adjustments: [] } }));

  expect(problem).toMatchObject({
    status: 409,
    code: 'stock_below_zero',
    detail: 'A-01 holds 3.',
    remedy: 'Count it.',
    facts: { onHandQty: 3 },
    fields: [{ path: 'adjustments/0', message: 'too many' }],
  });
});

test('no answer is a problem too, and an answer that is none is unreadable', async () => {
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => {
      throw new TypeError('fetch failed');
    }),
  );
  expect((await problemOf(call(orderRoutes.listViews))).code).toBe('unreachable');

  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response('<h1>Hello</h1>', { status: 200 })),
  );
  expect((await problemOf(call(orderRoutes.listViews))).code).toBe('unreadable');

  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response('Bad gateway', { status: 502 })),
  );
  expect((await problemOf(call(orderRoutes.listViews))).code).toBe('unreachable');

  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response('', { status: 401 })),
  );
  expect((await problemOf(call(orderRoutes.listViews))).code).toBe('not_signed_in');
});

test('an aborted call throws the abort, not a problem', async () => {
  const abort = new AbortController();
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => {
      abort.abort();
      throw abort.signal.reason;
    }),
  );

  await expect(call(orderRoutes.listViews, { signal: abort.signal })).rejects.toThrow('abort');
});
