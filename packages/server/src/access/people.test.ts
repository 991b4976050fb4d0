import { accessRoutes as routes } from '@quayside/contract';
import { expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import { makeWorld, PASSWORD } from './testkit.ts';

const fresh = await freshDatabase();
const world = await makeWorld(fresh);
const harbour = await world.tenant('harbour', [
  { email: 'second@harbour.test', role: 'owner' },
  { email: 'manager@harbour.test', role: 'manager' },
  { email: 'picker@harbour.test', role: 'floor' },
]);
const kopi = await world.tenant('kopi');

const send = (
  cookie: string,
  method: 'GET' | 'POST' | 'PATCH',
  url: string,
  payload?: Record<string, unknown>,
) =>
  world.app.inject({
    method,
    url,
    headers: { cookie },
    ...(payload === undefined ? {} : { payload }),
  });
const personPath = (personId: string | undefined) =>
  routes.changePerson.path.replace(':personId', personId ?? '');
const newcomer = {
  name: 'New Comer',
  email: 'New@Harbour.test',
  password: PASSWORD,
  role: 'floor',
  nodeIds: null,
  clientIds: null,
};

/** Kinds and facts of what a person's timeline holds. */
const timelineOf = (personId: string) =>
  harbour.run((tx) =>
    tx.query<{ kind: string; actor_name: string; facts: object }>(
      `select kind, actor_name, facts from platform.event
        where tenant_id = $1 and subject_kind = 'person' and subject_id = $2 order by event_id`,
      [tx.tenantId, personId],
    ),
  );

test('an owner adds a person, limited to a node, who can sign in at once', async () => {
  const owner = await world.signIn('owner@harbour.test');

  const added = await send(owner, 'POST', routes.addPerson.path, {
    ...newcomer,
    nodeIds: [harbour.nodeId],
  });
  const cookie = await world.signIn('new@harbour.test');
  const me = await send(cookie, 'GET', routes.me.path);

  const person = added.json();
  expect(added.statusCode).toBe(201);
  expect(person).toEqual({
    personId: person.personId,
    name: 'New Comer',
    email: 'new@harbour.test',
    role: 'floor',
    nodeIds: [harbour.nodeId],
    clientIds: null,
    isActive: true,
  });
  expect(me.json()).toMatchObject({
    role: 'floor',
    permissions: ['stock.read', 'catalogue.read', 'warehouse.read', 'floor.work'],
    nodes: [{ nodeId: harbour.nodeId }],
  });
  expect(await timelineOf(person.personId)).toEqual([
    {
      kind: 'person_added',
      actor_name: 'owner',
      facts: {
        name: 'New Comer',
        email: 'new@harbour.test',
        role: 'floor',
        nodeIds: [harbour.nodeId],
        clientIds: null,
      },
    },
  ]);
});

test('an e-mail signs in to one account, whichever company has it', async () => {
  const owner = await world.signIn('owner@harbour.test');
  const before = await send(owner, 'GET', routes.listPeople.path);

  const same = await send(owner, 'POST', routes.addPerson.path, {
    ...newcomer,
    email: 'PICKER@harbour.test',
  });
  const elsewhere = await send(owner, 'POST', routes.addPerson.path, {
    ...newcomer,
    email: 'owner@kopi.test',
  });

  expect(same.statusCode).toBe(409);
  expect(same.json()).toMatchObject({
    code: 'duplicate_code',
    facts: { emails: ['picker@harbour.test'] },
  });
  expect(elsewhere.json()).toMatchObject({ code: 'duplicate_code' });
  expect((await send(owner, 'GET', routes.listPeople.path)).json()).toEqual(before.json());
});

test('a node of another company, and one that does not exist, are unknown', async () => {
  const owner = await world.signIn('owner@harbour.test');

  for (const nodeId of [kopi.nodeId, '999999']) {
    const reply = await send(owner, 'POST', routes.addPerson.path, {
      ...newcomer,
      email: 'nowhere@harbour.test',
      nodeIds: [nodeId],
    });
    expect(reply.json()).toMatchObject({ code: 'unknown_node', facts: { nodeIds: [nodeId] } });
  }
  const client = await send(owner, 'POST', routes.addPerson.path, {
    ...newcomer,
    email: 'nowhere@harbour.test',
    clientIds: ['999999'],
  });
  expect(client.json()).toMatchObject({ code: 'invalid_input' });
});

test('only who may manage people sees or changes them', async () => {
  const manager = await world.signIn('manager@harbour.test');
  const picker = await world.signIn('picker@harbour.test');

  for (const cookie of [manager, picker]) {
    const list = await send(cookie, 'GET', routes.listPeople.path);
    expect(list.statusCode).toBe(403);
    expect(list.json()).toMatchObject({ facts: { permission: 'people.manage' } });
  }
});

test('the list holds the people of one company, by name', async () => {
  const owner = await world.signIn('owner@kopi.test');

  const reply = await send(owner, 'GET', routes.listPeople.path);

  expect(reply.json()).toEqual({
    rows: [
      {
        personId: kopi.personIds.get('owner@kopi.test'),
        name: 'owner',
        email: 'owner@kopi.test',
        role: 'owner',
        nodeIds: null,
        clientIds: null,
        isActive: true,
      },
    ],
  });
});

test('nobody changes their own rights, and the last owner stays', async () => {
  const owner = await world.signIn('owner@kopi.test');
  const path = personPath(kopi.personIds.get('owner@kopi.test'));

  const demoted = await send(owner, 'PATCH', path, { role: 'manager' });
  const off = await send(owner, 'PATCH', path, { isActive: false });
  const limited = await send(owner, 'PATCH', path, { nodeIds: [kopi.nodeId] });

  for (const reply of [demoted, off, limited]) {
    expect(reply.statusCode).toBe(409);
    expect(reply.json()).toMatchObject({ code: 'state_refused' });
  }
  const me = await send(owner, 'GET', routes.me.path);
  expect(me.json()).toMatchObject({ role: 'owner' });
});

test('two owners who demote each other at the same time: one of them stays', async () => {
  const first = await world.signIn('owner@harbour.test');
  const second = await world.signIn('second@harbour.test');

  const replies = await Promise.all([
    send(first, 'PATCH', personPath(harbour.personIds.get('second@harbour.test')), {
      role: 'floor',
    }),
    send(second, 'PATCH', personPath(harbour.personIds.get('owner@harbour.test')), {
      role: 'floor',
    }),
  ]);

  const codes = replies.map((reply) => reply.statusCode).sort();
  // Whoever comes second is refused: as the last owner, or as no longer an owner.
  expect([
    [200, 403],
    [200, 409],
  ]).toContainEqual(codes);
});

test('a change of role is felt at once, and the timeline has before and after', async () => {
  const people = await harbour.run((tx) =>
    tx.query<{ person_id: string }>(
      `select person_id from platform.person_limit where tenant_id = $1 and role = 'owner'`,
      [tx.tenantId],
    ),
  );
  expect(people).toHaveLength(1);
  const [ownerId] = people.map((row) => row.person_id);
  const email = [...harbour.personIds].find(([, id]) => id === ownerId)?.[0] ?? '';
  const owner = await world.signIn(email);
  const pickerId = harbour.personIds.get('picker@harbour.test') ?? '';
  const picker = await world.signIn('picker@harbour.test');
  expect((await send(picker, 'GET', routes.me.path)).json()).toMatchObject({ role: 'floor' });

  await send(owner, 'PATCH', personPath(pickerId), { role: 'warehouse_manager' });
  await send(owner, 'PATCH', personPath(pickerId), { role: 'warehouse_manager' });

  expect((await send(picker, 'GET', routes.me.path)).json()).toMatchObject({
    role: 'warehouse_manager',
  });
  const rights = { nodeIds: null, clientIds: null, isActive: true };
  expect((await timelineOf(pickerId)).slice(1)).toEqual([
    {
      kind: 'person_changed',
      actor_name: email.split('@')[0],
      facts: {
        before: { role: 'floor', ...rights },
        after: { role: 'warehouse_manager', ...rights },
      },
    },
  ]);
});

test('a person of another company is not there', async () => {
  const owner = await world.signIn('owner@kopi.test');

  const reply = await send(
    owner,
    'PATCH',
    personPath(harbour.personIds.get('picker@harbour.test')),
    {
      isActive: false,
    },
  );

  expect(reply.statusCode).toBe(404);
});

test('a company that is there already is not made again', async () => {
  await expect(world.tenant('harbour')).rejects.toThrow('already a tenant harbour');
});
