import { accessRoutes as routes } from '@quayside/contract';
import { expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import { makeWorld, PASSWORD, PUBLIC_URL } from './testkit.ts';

const fresh = await freshDatabase();
const world = await makeWorld(fresh);
const secured = await makeWorld(fresh, { publicUrl: 'https://shop.test' });
const { app } = world;
const harbour = await world.tenant('harbour', [
  { email: 'picker@harbour.test', role: 'floor' },
  { email: 'gone@harbour.test', role: 'floor' },
  { email: 'guessed@harbour.test', role: 'floor' },
]);
await world.tenant('kopi');

const signInWith = (
  payload: object,
  headers: Record<string, string> = {},
  remoteAddress?: string,
) =>
  app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload,
    headers,
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  });
const me = (cookie: string, headers: Record<string, string> = {}) =>
  app.inject({ url: routes.me.path, headers: { cookie, ...headers } });

test('a person signs in, is who it is, and is nobody again after signing out', async () => {
  const cookie = await world.signIn('owner@harbour.test');

  const before = await me(cookie);
  const out = await app.inject({
    method: 'POST',
    url: '/api/auth/sign-out',
    headers: { cookie, origin: PUBLIC_URL },
    payload: {},
  });
  const after = await me(cookie);

  expect(before.statusCode).toBe(200);
  expect(before.json()).toMatchObject({
    personId: harbour.personIds.get('owner@harbour.test'),
    name: 'owner',
    email: 'owner@harbour.test',
    role: 'owner',
    tenant: {
      tenantId: harbour.tenantId,
      name: 'harbour',
      currency: 'SGD',
      timeZone: 'Asia/Singapore',
      locale: 'en',
    },
    nodes: [{ nodeId: harbour.nodeId, nodeCode: 'WEST', name: 'West', mode: 'directed' }],
    sandboxUrl: null,
  });
  expect(before.json().permissions).toContain('people.manage');
  expect(out.statusCode).toBe(200);
  expect(after.statusCode).toBe(401);
  expect(after.json()).toMatchObject({ code: 'not_signed_in' });
});

test('the cookie is for the server alone, and secure where the address is https', async () => {
  const plain = await signInWith({ email: 'owner@kopi.test', password: PASSWORD });

  const cookie = plain.cookies.find(({ name }) => name === 'quayside.session_token');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(cookie?.secure).toBeUndefined();
});

test('behind https every cookie is secure', async () => {
  const reply = await secured.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email: 'owner@kopi.test', password: PASSWORD },
    headers: { origin: 'https://shop.test' },
  });

  expect(reply.statusCode).toBe(200);
  expect(reply.cookies.map(({ name, secure }) => [name, secure])).toEqual([
    ['__Secure-quayside.session_token', true],
  ]);
  const cookie = reply.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await secured.app.inject({ url: routes.me.path, headers: { cookie } });
  expect(answer.json()).toMatchObject({ email: 'owner@kopi.test' });
});

test('a wrong password, an unknown e-mail and a made-up cookie are told apart by nobody', async () => {
  const wrong = await signInWith({ email: 'owner@kopi.test', password: 'wrong password' });
  const unknown = await signInWith({ email: 'nobody@kopi.test', password: 'wrong password' });
  const madeUp = await me('quayside.session_token=abc.def');

  expect(wrong.statusCode).toBe(401);
  expect(wrong.json()).toEqual(unknown.json());
  expect(wrong.json()).toMatchObject({
    code: 'not_signed_in',
    detail: 'Invalid email or password.',
  });
  expect(madeUp.statusCode).toBe(401);
});

test('a session cookie with another signature is nobody', async () => {
  const cookie = await world.signIn('owner@kopi.test');
  const [token] = cookie.split('.session_token=')[1]?.split('.') ?? [];

  const reply = await me(`quayside.session_token=${token}.${'A'.repeat(43)}%3D`);

  expect(reply.statusCode).toBe(401);
});

test('after ten wrong passwords the eleventh attempt waits, even with the right one', async () => {
  const email = 'guessed@harbour.test';
  const codes: number[] = [];
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const reply = await signInWith({ email, password: `guess ${attempt}` }, {}, '10.0.0.9');
    codes.push(reply.statusCode);
  }

  const braked = await signInWith({ email, password: PASSWORD }, {}, '10.0.0.9');
  const elsewhere = await signInWith({ email, password: PASSWORD }, {}, '10.0.0.10');

  expect(codes).toEqual(Array(10).fill(401));
  expect(braked.statusCode).toBe(429);
  expect(braked.headers['retry-after']).toBe('900');
  expect(braked.json()).toMatchObject({ code: 'rate_limited', facts: { retryAfterS: 900 } });
  expect(elsewhere.statusCode).toBe(200);

  world.clock.advance(15 * 60_000);
  const later = await signInWith({ email, password: PASSWORD }, {}, '10.0.0.9');
  expect(later.statusCode).toBe(200);
});

test.for([
  ['a page of another origin', { origin: 'http://evil.test' }, 403],
  ['a name that was rebound to us', { origin: 'http://evil.test', host: 'evil.test' }, 403],
  ['another site, by the browser itself', { 'sec-fetch-site': 'cross-site' }, 403],
  ['a sandboxed frame', { origin: 'null' }, 403],
  ['the public address', { origin: PUBLIC_URL }, 200],
  ['a loopback address', { origin: 'http://127.0.0.1:4601', host: '127.0.0.1:4601' }, 200],
  ['localhost', { origin: 'http://localhost:4601', host: 'localhost:4601' }, 200],
  ['another port of localhost', { origin: 'http://localhost:9999', host: 'localhost:4601' }, 403],
  ['a program without a browser', {}, 200],
] as const)('signing in from %s', async ([, headers, status]) => {
  const reply = await signInWith({ email: 'picker@harbour.test', password: PASSWORD }, headers);

  expect(reply.statusCode).toBe(status);
  expect(reply.cookies.length).toBe(status === 200 ? 1 : 0);
});

test('a cookie changes nothing when a foreign page sends it, and reads only', async () => {
  const cookie = await world.signIn('owner@harbour.test');
  const change = (origin: string) =>
    app.inject({
      method: 'PATCH',
      url: routes.changeSettings.path,
      headers: { cookie, origin },
      payload: { isAutoRelease: true },
    });

  const foreign = await change('http://evil.test');
  const read = await app.inject({ url: routes.getSettings.path, headers: { cookie } });
  const own = await change(PUBLIC_URL);

  expect(foreign.statusCode).toBe(403);
  expect(foreign.json()).toMatchObject({
    code: 'not_permitted',
    facts: { origin: 'http://evil.test', expected: PUBLIC_URL },
  });
  expect(read.json()).toEqual({ isAutoRelease: false });
  expect(own.json()).toEqual({ isAutoRelease: true });
});

test.for([
  ['POST', '/api/auth/sign-up/email'],
  ['GET', '/api/auth/get-session'],
  ['GET', '/api/auth/list-sessions'],
  ['POST', '/api/auth/organization/create'],
  ['POST', '/api/auth/organization/invite-member'],
  ['POST', '/api/auth/update-user'],
  ['POST', '/api/auth/sign-in/social'],
  ['GET', '/api/auth/sign-in/email'],
] as const)('%s %s is not there', async ([method, url]) => {
  const cookie = await world.signIn('picker@harbour.test');

  const reply = await app.inject({
    method,
    url,
    headers: { cookie, origin: PUBLIC_URL },
    ...(method === 'POST' ? { payload: { email: 'a@b.test', password: PASSWORD, name: 'A' } } : {}),
  });

  expect(reply.statusCode).toBe(404);
  expect(reply.json()).toMatchObject({ code: 'not_found' });
});

test('who is switched off is out at once, and the right password does not let them in', async () => {
  const owner = await world.signIn('owner@harbour.test');
  const cookie = await world.signIn('gone@harbour.test');
  expect((await me(cookie)).statusCode).toBe(200);

  const personId = harbour.personIds.get('gone@harbour.test') ?? '';
  const off = await app.inject({
    method: 'PATCH',
    url: `/api/v1/people/${personId}`,
    headers: { cookie: owner, origin: PUBLIC_URL },
    payload: { isActive: false },
  });
  const after = await me(cookie);
  const again = await signInWith({ email: 'gone@harbour.test', password: PASSWORD });

  expect(off.json()).toMatchObject({ isActive: false });
  expect(after.statusCode).toBe(401);
  expect(again.statusCode).toBe(403);
  expect(again.json()).toMatchObject({
    code: 'not_permitted',
    detail: 'This account is switched off. Ask an owner of your company.',
  });

  await app.inject({
    method: 'PATCH',
    url: `/api/v1/people/${personId}`,
    headers: { cookie: owner, origin: PUBLIC_URL },
    payload: { isActive: true },
  });
  expect((await me(cookie)).statusCode).toBe(401);
  expect((await me(await world.signIn('gone@harbour.test'))).statusCode).toBe(200);
});

test('a person changes their password, and other devices are signed out', async () => {
  const here = await world.signIn('picker@harbour.test');
  const there = await world.signIn('picker@harbour.test');
  expect((await me(there)).statusCode).toBe(200);

  const reply = await app.inject({
    method: 'POST',
    url: '/api/auth/change-password',
    headers: { cookie: here, origin: PUBLIC_URL },
    payload: {
      currentPassword: PASSWORD,
      newPassword: 'another horse entirely',
      revokeOtherSessions: true,
    },
  });
  const other = await me(there);
  const old = await signInWith({ email: 'picker@harbour.test', password: PASSWORD });

  expect(reply.statusCode).toBe(200);
  expect(other.statusCode).toBe(401);
  expect(old.statusCode).toBe(401);
});

test('the device names itself; what does not belong in a name is dropped', async () => {
  const cookie = await world.signIn('owner@kopi.test');
  const request = (device: string) => ({
    method: 'GET',
    headers: { cookie, 'x-device': device },
  });

  const named = await world.access.authenticate(request(' HH-07 ') as never);
  const long = await world.access.authenticate(request(`a\u0007${'b'.repeat(80)}`) as never);
  const unnamed = await world.access.authenticate(request(' ') as never);

  expect(named?.actor.device).toBe('HH-07');
  expect(long?.actor.device).toBe(`a${'b'.repeat(59)}`);
  expect(unnamed?.actor.device).toBeNull();
});

test('a body that is no JSON is refused', async () => {
  const form = await app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: `email=owner@kopi.test&password=${PASSWORD}`,
  });
  const broken = await app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { 'content-type': 'application/json' },
    payload: '{"email":',
  });

  expect(form.statusCode).toBe(415);
  expect(broken.statusCode).toBe(400);
  expect(broken.json()).toMatchObject({ code: 'invalid_input' });
});
