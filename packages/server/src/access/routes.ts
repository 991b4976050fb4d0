import { permissions, type Role, accessRoutes as routes } from '@quayside/contract';
import type { Service, Tx } from '../platform/index.ts';
import { Refusal, tenantFacts } from '../platform/index.ts';
import { addKey, type Keys, listKeys, revokeKey } from './keys.ts';
import {
  addPeople,
  changePerson,
  hashPasswords,
  listPeople,
  refuseRoleBeyond,
  refuseUnknownBounds,
} from './people.ts';
import { personName } from './queries.ts';
import type { Sessions } from './sessions.ts';
import { changeSettings, settingsOf } from './tenant.ts';

/** What the catalogue knows and access may not ask itself. */
export interface AccessDeps {
  nodes(
    tx: Tx,
  ): Promise<readonly { nodeId: string; nodeCode: string; name: string; mode: string }[]>;
  clients(tx: Tx): Promise<readonly { clientId: string }[]>;
}

/** Registers who-am-I, settings, people and API keys. */
export function serveAccess(
  service: Service,
  own: { sessions: Sessions; keys: Keys; sandboxUrl: string | null },
  deps: AccessDeps,
): void {
  serveMe(service, own.sandboxUrl, deps);
  servePeople(service, own.sessions, deps);
  serveKeys(service, own.keys);
  service.serve(routes.getSettings, (tx) => settingsOf(tx));
  service.serve(routes.changeSettings, (tx, { body }) => changeSettings(tx, body));
}

function serveMe(service: Service, sandboxUrl: string | null, deps: AccessDeps): void {
  service.serve(routes.me, async (tx, { caller }) => {
    const { actor } = caller;
    const person = actor.kind === 'person' ? await personName(tx, actor.id ?? '') : null;
    const tenant = await tenantFacts(tx);
    const nodes = await deps.nodes(tx);
    return {
      personId: actor.kind === 'person' ? actor.id : null,
      name: person?.name ?? actor.name,
      email: person?.email ?? null,
      role: caller.role as Role | null,
      permissions: permissions.filter((permission) => caller.permissions.has(permission)),
      tenant: {
        tenantId: tx.tenantId,
        name: tenant.name,
        currency: tenant.baseCurrency,
        timeZone: tenant.timeZone,
        locale: tenant.locale,
      },
      nodes: nodes
        .filter(({ nodeId }) => caller.nodeIds === null || caller.nodeIds.has(nodeId))
        .map(({ nodeId, nodeCode, name, mode }) => ({ nodeId, nodeCode, name, mode })),
      sandboxUrl,
    };
  });
}

function servePeople(service: Service, sessions: Sessions, deps: AccessDeps): void {
  const boundsOf = async (tx: Tx) => ({
    nodeIds: new Set((await deps.nodes(tx)).map(({ nodeId }) => nodeId)),
    clientIds: new Set((await deps.clients(tx)).map(({ clientId }) => clientId)),
  });

  service.serve(routes.listPeople, async (tx) => ({ rows: await listPeople(tx) }));

  service.serveOpen(routes.addPerson, async ({ body, caller }) => {
    refuseRoleBeyond(caller, body.role);
    const [passwordHash] = await hashPasswords([body.password]);
    if (passwordHash === undefined) throw new Error('no hash came back');
    return service.database.inTransaction(caller, async (tx) => {
      refuseUnknownBounds(caller, body, await boundsOf(tx));
      const { name, email, role, nodeIds, clientIds } = body;
      const [person] = await addPeople(tx, [
        { name, email, passwordHash, role, nodeIds, clientIds },
      ]);
      if (person === undefined) throw new Error('no person came back');
      return person;
    });
  });

  service.serve(routes.changePerson, async (tx, { params, body, caller }) => {
    if (Object.keys(body).length === 0) {
      throw new Refusal('invalid_input', 'Name at least one thing to change.');
    }
    refuseRoleBeyond(caller, body.role);
    refuseUnknownBounds(caller, body, await boundsOf(tx));
    tx.afterCommit(() => sessions.forgetPerson(params.personId));
    return changePerson(tx, params.personId, body);
  });
}

function serveKeys(service: Service, keys: Keys): void {
  service.serve(routes.listApiKeys, async (tx) => ({ rows: await listKeys(tx) }));
  service.serve(routes.addApiKey, (tx, { body, caller }) => addKey(tx, caller, body));
  service.serve(routes.revokeApiKey, async (tx, { params }) => {
    await revokeKey(tx, params.id);
    tx.afterCommit(() => keys.forget(params.id));
    return { ok: true as const };
  });
}
