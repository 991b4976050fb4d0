import { permissionsByRole } from '@quayside/contract';
import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { Caller, Clock } from '../platform/index.ts';
import { type Auth, sessionCookieName } from './auth.ts';
import { BriefMemory } from './brief-memory.ts';
import { membershipsOf } from './queries.ts';

/** A signed-in person: what of a caller does not change from one request to the next. */
interface SignedIn {
  personId: string;
  caller: Caller;
}

/** Short enough that a change of role made by another server process is felt at once by a human. */
const REMEMBERED_MS = 5_000;
const REMEMBERED_MAX = 5_000;

/** Who is behind a session cookie. */
export interface Sessions {
  /** The request's session cookies, or null: its key for `callerOf`. */
  cookieOf(request: FastifyRequest): string | null;
  /** The signed-in, active person; null for a cookie that is made up, ended or past its time. */
  callerOf(cookie: string): Promise<Caller | null>;
  /** Something about this person or one of its sessions changed: the next request looks again. */
  forgetPerson(personId: string): void;
}

export function makeSessions(auth: Auth, pool: pg.Pool, publicUrl: string, clock: Clock): Sessions {
  const name = sessionCookieName(publicUrl);
  const memory = new BriefMemory<SignedIn | null>({
    clock,
    forMs: REMEMBERED_MS,
    entriesMax: REMEMBERED_MAX,
  });

  async function look(cookie: string): Promise<SignedIn | null> {
    // better-auth checks the cookie's signature before it asks the database.
    const found = await auth.api.getSession({ headers: new Headers({ cookie }) });
    if (found === null) return null;
    const { user, session } = found;
    const memberships = (await membershipsOf(pool, user.id)).filter((m) => m.isActive);
    const chosen = memberships.find((m) => m.organisationId === session.activeOrganizationId);
    const membership = chosen ?? memberships[0];
    if (membership === undefined) return null;
    return {
      personId: user.id,
      caller: {
        tenantId: membership.tenantId,
        actor: { kind: 'person', id: user.id, name: user.name, device: null },
        role: membership.role,
        permissions: new Set(permissionsByRole[membership.role]),
        nodeIds: membership.nodeIds === null ? null : new Set(membership.nodeIds),
        clientIds: membership.clientIds === null ? null : new Set(membership.clientIds),
      },
    };
  }

  return {
    cookieOf(request) {
      const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
      const own = pairs.filter((pair) => pair.startsWith(`${name}=`));
      return own.length === 0 ? null : own.join('; ');
    },
    async callerOf(cookie) {
      return (await memory.get(cookie, () => look(cookie)))?.caller ?? null;
    },
    forgetPerson: (personId) => memory.forgetWhere((known) => known?.personId === personId),
  };
}
