import { accessRoutes as routes } from '@quayside/contract';
import pg from 'pg';
import { expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import { makeWorld } from './testkit.ts';

const fresh = await freshDatabase();
const world = await makeWorld(fresh);
const harbour = await world.tenant('harbour');

async function asOwner(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) {
  const cookie = await world.signIn('owner@harbour.test');
  return world.app.inject({
    method,
    url,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload }),
  });
}
const withKey = (secret: string, url: string = routes.me.path) =>
  world.app.inject({ url, headers: { authorization: `Bearer ${secret}` } });

test('a key does what its scopes say and nothing else', async () => {
  const made = await asOwner('POST', routes.addApiKey.path, {
    name: 'ERP',
    scopes: ['stock.read', 'orders.read', 'stock.read'],
  });
  const { key, secret } = made.json();

  const me = await withKey(secret);
  const people = await withKey(secret, routes.listPeople.path);

  expect(made.statusCode).toBe(201);
  expect(secret).toMatch(/^qs_[A-Za-z0-9_-]{43}$/);
  expect(key).toEqual({
    apiKeyId: key.apiKeyId,
    name: 'ERP',
    prefix: secret.slice(0, 9),
    scopes: ['stock.read', 'orders.read'],
    createdAt: key.createdAt,
    lastUsedAt: null,
    revokedAt: null,
  });
  expect(me.json()).toMatchObject({
    personId: null,
    name: 'ERP',
    email: null,
    role: null,
    permissions: ['orders.read', 'stock.read'],
    tenant: { tenantId: harbour.tenantId },
  });
  expect(people.statusCode).toBe(403);
});

test('neither the list nor the database ever holds a secret', async () => {
  const made = await asOwner('POST', routes.addApiKey.path, { name: 'S', scopes: ['stock.read'] });
  const { secret, key } = made.json();

  const list = await asOwner('GET', routes.listApiKeys.path);
  const owner = new pg.Client({ connectionString: fresh.ownerUrl });
  await owner.connect();
  const { rows } = await owner.query<{ row: string }>(
    'select k::text as row from platform.api_key k where api_key_id = $1',
    [key.apiKeyId],
  );
  await owner.end();

  expect(list.body).not.toContain(secret.slice(9));
  expect(list.json().rows[0]).toMatchObject({ apiKeyId: key.apiKeyId, name: 'S' });
  expect(rows).toHaveLength(1);
  expect(rows[0]?.row).not.toContain(secret.slice(9));
});

test.for([
  'qs_',
  'qs_short',
  `qs_${'A'.repeat(43)}`,
  `xx_${'A'.repeat(43)}`,
  `qs_${'A'.repeat(44)}`,
])('the bearer %s is nobody', async (secret) => {
  const reply = await withKey(secret);

  expect(reply.statusCode).toBe(401);
});

test('a revoked key is out at once; revoking it again changes nothing', async () => {
  const made = await asOwner('POST', routes.addApiKey.path, { name: 'R', scopes: ['stock.read'] });
  const { secret, key } = made.json();
  expect((await withKey(secret)).statusCode).toBe(200);
  const path = routes.revokeApiKey.path.replace(':id', key.apiKeyId);

  const first = await asOwner('DELETE', path);
  const second = await asOwner('DELETE', path);

  expect((await withKey(secret)).statusCode).toBe(401);
  expect([first.json(), second.json()]).toEqual([{ ok: true }, { ok: true }]);
  const events = await harbour.run((tx) =>
    tx.query<{ kind: string }>(
      `select kind from platform.event
        where tenant_id = $1 and subject_kind = 'api_key' and subject_id = $2 order by event_id`,
      [tx.tenantId, key.apiKeyId],
    ),
  );
  expect(events.map(({ kind }) => kind)).toEqual(['api_key_made', 'api_key_revoked']);
});

test('a key revoked by another process is out within ten seconds', async () => {
  const made = await asOwner('POST', routes.addApiKey.path, { name: 'O', scopes: ['stock.read'] });
  const { secret, key } = made.json();
  expect((await withKey(secret)).statusCode).toBe(200);

  await harbour.run((tx) =>
    tx.execute(
      'update platform.api_key set revoked_at = now() where tenant_id = $1 and api_key_id = $2',
      [tx.tenantId, key.apiKeyId],
    ),
  );
  world.clock.advance(9_999);
  const remembered = await withKey(secret);
  world.clock.advance(1);
  const looked = await withKey(secret);

  expect(remembered.statusCode).toBe(200);
  expect(looked.statusCode).toBe(401);
});

test('nobody makes a key that can do more than themselves', async () => {
  const made = await asOwner('POST', routes.addApiKey.path, {
    name: 'people only',
    scopes: ['people.manage'],
  });

  const reply = await world.app.inject({
    method: 'POST',
    url: routes.addApiKey.path,
    headers: { authorization: `Bearer ${made.json().secret}` },
    payload: { name: 'more', scopes: ['people.manage', 'orders.cancel'] },
  });
  const owner = await world.app.inject({
    method: 'POST',
    url: routes.addPerson.path,
    headers: { authorization: `Bearer ${made.json().secret}` },
    payload: {
      name: 'Mallory',
      email: 'mallory@harbour.test',
      password: 'a long password',
      role: 'owner',
      nodeIds: null,
      clientIds: null,
    },
  });

  expect(reply.statusCode).toBe(403);
  expect(reply.json()).toMatchObject({ facts: { scopes: ['orders.cancel'] } });
  expect(owner.statusCode).toBe(403);
});

test('the last use is noted, at most once a minute', async () => {
  const made = await asOwner('POST', routes.addApiKey.path, { name: 'U', scopes: ['stock.read'] });
  const { secret, key } = made.json();
  const uses = async (): Promise<{ last_used_at: Date | null; writes: number }[]> =>
    harbour.run((tx) =>
      tx.query(
        `select last_used_at, xmin::text::int as writes from platform.api_key
          where tenant_id = $1 and api_key_id = $2`,
        [tx.tenantId, key.apiKeyId],
      ),
    );

  for (let call = 0; call < 5; call += 1) await withKey(secret);
  await expect
    .poll(async () => (await uses())[0]?.last_used_at, { timeout: 20_000 })
    .toBeInstanceOf(Date);
  const [first] = await uses();
  for (let call = 0; call < 5; call += 1) await withKey(secret);
  const [second] = await uses();

  expect(second).toEqual(first);
});
