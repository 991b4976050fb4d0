import { type Static, Type } from 'typebox';
import { permissions, roles } from '../access.ts';
import { At, Id, IdParams, Nullable, Ok, Text } from '../common.ts';
import { route } from '../route.ts';

const Role = Type.Enum(roles);
const Scope = Type.Enum(permissions);

export const Me = Type.Object({
  personId: Nullable(Type.String()),
  name: Type.String(),
  email: Nullable(Type.String()),
  role: Nullable(Role),
  permissions: Type.Array(Scope),
  tenant: Type.Object({
    tenantId: Type.Integer(),
    name: Type.String(),
    currency: Type.String(),
    timeZone: Type.String(),
    locale: Type.String(),
  }),
  /** Nodes this person may work in; all of the tenant's where unlimited. */
  nodes: Type.Array(
    Type.Object({ nodeId: Id, nodeCode: Type.String(), name: Type.String(), mode: Type.String() }),
  ),
  /** Set only where a sandbox runs: its console and mailbox. */
  sandboxUrl: Nullable(Type.String()),
});
export type Me = Static<typeof Me>;

export const Person = Type.Object({
  personId: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: Role,
  nodeIds: Nullable(Type.Array(Id)),
  clientIds: Nullable(Type.Array(Id)),
  isActive: Type.Boolean(),
});
export type Person = Static<typeof Person>;

export const ApiKey = Type.Object({
  apiKeyId: Id,
  name: Type.String(),
  prefix: Type.String(),
  scopes: Type.Array(Scope),
  createdAt: At,
  lastUsedAt: Nullable(At),
  revokedAt: Nullable(At),
});
export type ApiKey = Static<typeof ApiKey>;

export const Settings = Type.Object({
  /** Promised orders without a hold go to their nodes by themselves. */
  isAutoRelease: Type.Boolean(),
});
export type Settings = Static<typeof Settings>;

export const accessRoutes = {
  me: route({
    method: 'GET',
    path: '/api/v1/me',
    summary: 'Who is asking, what they may do, and where',
    tag: 'access',
    permission: null,
    reply: Me,
  }),
  getSettings: route({
    method: 'GET',
    path: '/api/v1/settings',
    summary: 'Settings of this tenant',
    tag: 'access',
    permission: null,
    reply: Settings,
  }),
  changeSettings: route({
    method: 'PATCH',
    path: '/api/v1/settings',
    summary: 'Change settings of this tenant',
    tag: 'access',
    permission: 'settings.write',
    body: Type.Partial(Settings),
    reply: Settings,
  }),
  listPeople: route({
    method: 'GET',
    path: '/api/v1/people',
    summary: 'People of this tenant with their role and limits',
    tag: 'access',
    permission: 'people.manage',
    reply: Type.Object({ rows: Type.Array(Person) }),
  }),
  addPerson: route({
    method: 'POST',
    path: '/api/v1/people',
    summary: 'Add a person with a first password',
    tag: 'access',
    permission: 'people.manage',
    status: 201,
    body: Type.Object({
      name: Text(100),
      email: Type.String({ format: 'email', maxLength: 200 }),
      password: Type.String({ minLength: 10, maxLength: 200 }),
      role: Role,
      nodeIds: Nullable(Type.Array(Id)),
      clientIds: Nullable(Type.Array(Id)),
    }),
    reply: Person,
  }),
  changePerson: route({
    method: 'PATCH',
    path: '/api/v1/people/:personId',
    summary: 'Change role, limits or whether the person may sign in',
    tag: 'access',
    permission: 'people.manage',
    params: Type.Object({ personId: Type.String({ maxLength: 100 }) }),
    body: Type.Object({
      role: Type.Optional(Role),
      nodeIds: Type.Optional(Nullable(Type.Array(Id))),
      clientIds: Type.Optional(Nullable(Type.Array(Id))),
      isActive: Type.Optional(Type.Boolean()),
    }),
    reply: Person,
  }),
  listApiKeys: route({
    method: 'GET',
    path: '/api/v1/api-keys',
    summary: 'API keys, never their secrets',
    tag: 'access',
    permission: 'people.manage',
    reply: Type.Object({ rows: Type.Array(ApiKey) }),
  }),
  addApiKey: route({
    method: 'POST',
    path: '/api/v1/api-keys',
    summary: 'Make an API key; the secret is shown this once',
    tag: 'access',
    permission: 'people.manage',
    status: 201,
    body: Type.Object({ name: Text(100), scopes: Type.Array(Scope, { minItems: 1 }) }),
    reply: Type.Object({ key: ApiKey, secret: Type.String() }),
  }),
  revokeApiKey: route({
    method: 'DELETE',
    path: '/api/v1/api-keys/:id',
    summary: 'Revoke an API key; it stops within seconds',
    tag: 'access',
    permission: 'people.manage',
    params: IdParams,
    reply: Ok,
  }),
};
