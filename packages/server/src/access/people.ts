import { randomBytes } from 'node:crypto';
import { type Person, permissionsByRole, type Role } from '@quayside/contract';
import { hashPassword } from 'better-auth/crypto';
import { type Caller, Refusal, record, type Tx } from '../platform/index.ts';
import {
  endSessions,
  insertPeople,
  lockPersonAndOwners,
  type PersonRow,
  peopleOf,
  updatePerson,
} from './queries.ts';

/** A person to add; `passwordHash` comes from `hashPasswords`, outside the transaction: it is slow by design. */
export interface PersonInput {
  name: string;
  email: string;
  passwordHash: string;
  role: Role;
  nodeIds: readonly string[] | null;
  clientIds: readonly string[] | null;
}

export interface PersonChange {
  role?: Role;
  nodeIds?: string[] | null;
  clientIds?: string[] | null;
  isActive?: boolean;
}

/** What may be named in a person's limits. */
export interface Bounds {
  nodeIds: ReadonlySet<string>;
  clientIds: ReadonlySet<string>;
}

/** Slow hashes (scrypt, about 50 ms of a core each), several at a time. */
export function hashPasswords(passwords: readonly string[]): Promise<string[]> {
  return Promise.all(passwords.map((password) => hashPassword(password)));
}

export async function listPeople(tx: Tx): Promise<Person[]> {
  return peopleOf(tx);
}

/**
 * Adds people who may sign in at once. Refuses `duplicate_code` where an e-mail is taken (also by
 * another tenant of this installation: an e-mail signs in to one account). All or none.
 */
export async function addPeople(tx: Tx, people: readonly PersonInput[]): Promise<Person[]> {
  const rows = people.map((person) => ({
    ...person,
    email: person.email.toLowerCase(),
    personId: newPersonId(),
  }));
  const free = new Set(await insertPeople(tx, rows));
  const taken = rows.filter((row) => !free.has(row.email)).map((row) => row.email);
  if (taken.length > 0) {
    throw new Refusal('duplicate_code', `Already signs in here: ${taken.join(', ')}.`, {
      facts: { emails: taken },
      remedy: 'Use another e-mail, or change the person who has it.',
    });
  }
  await record(
    tx,
    rows.map((row) => ({
      subjectKind: 'person' as const,
      subjectId: row.personId,
      kind: 'person_added',
      facts: {
        name: row.name,
        email: row.email,
        role: row.role,
        nodeIds: row.nodeIds,
        clientIds: row.clientIds,
      },
    })),
  );
  return rows.map((row) => ({
    personId: row.personId,
    name: row.name,
    email: row.email,
    role: row.role,
    nodeIds: row.nodeIds === null ? null : [...row.nodeIds],
    clientIds: row.clientIds === null ? null : [...row.clientIds],
    isActive: true,
  }));
}

/**
 * Changes role, limits or whether a person may sign in. Nobody changes their own role or switches
 * themselves off, and at least one active owner without limits stays: a tenant cannot lock itself out.
 */
export async function changePerson(
  tx: Tx,
  personId: string,
  change: PersonChange,
): Promise<Person> {
  const locked = await lockPersonAndOwners(tx, personId);
  const before = locked.find((row) => row.personId === personId);
  if (before === undefined) throw new Refusal('not_found', 'There is no such person here.');
  const after: PersonRow = {
    ...before,
    ...(change.role === undefined ? {} : { role: change.role }),
    ...(change.nodeIds === undefined ? {} : { nodeIds: change.nodeIds }),
    ...(change.clientIds === undefined ? {} : { clientIds: change.clientIds }),
    ...(change.isActive === undefined ? {} : { isActive: change.isActive }),
  };
  if (JSON.stringify(before) === JSON.stringify(after)) return after;
  if (tx.actor.kind === 'person' && tx.actor.id === personId) {
    throw new Refusal('state_refused', 'Nobody changes their own rights.', {
      remedy: 'Ask another owner.',
    });
  }
  const owners = locked.map((row) => (row.personId === personId ? after : row));
  if (!owners.some(isFullOwner)) {
    throw new Refusal('state_refused', 'This would leave the company without an owner.', {
      facts: { personId },
      remedy: 'Make somebody else an owner of every node and client first.',
    });
  }
  await updatePerson(tx, after);
  if (!after.isActive) await endSessions(tx, personId);
  await record(tx, [
    {
      subjectKind: 'person',
      subjectId: personId,
      kind: 'person_changed',
      facts: { before: rightsOf(before), after: rightsOf(after) },
    },
  ]);
  return after;
}

/** Refuses a role above the caller's own permissions: a key with `people.manage` makes no owner. */
export function refuseRoleBeyond(caller: Caller, role: Role | undefined): void {
  if (role === undefined) return;
  const beyond = permissionsByRole[role].filter((p) => !caller.permissions.has(p));
  if (beyond.length === 0) return;
  throw new Refusal('not_permitted', `You cannot give the role ${role}: you lack part of it.`, {
    facts: { permissions: beyond },
    remedy: 'Ask an owner.',
  });
}

/** Refuses limits that name a node or client that does not exist, or lie beyond the caller's own. */
export function refuseUnknownBounds(
  caller: Caller,
  limits: { nodeIds?: readonly string[] | null; clientIds?: readonly string[] | null },
  bounds: Bounds,
): void {
  const unknownNodes = (limits.nodeIds ?? []).filter((id) => !bounds.nodeIds.has(id));
  if (unknownNodes.length > 0) {
    throw new Refusal('unknown_node', `There is no node ${unknownNodes.join(', ')}.`, {
      facts: { nodeIds: unknownNodes },
    });
  }
  const unknownClients = (limits.clientIds ?? []).filter((id) => !bounds.clientIds.has(id));
  if (unknownClients.length > 0) {
    throw new Refusal('invalid_input', `There is no client ${unknownClients.join(', ')}.`, {
      facts: { clientIds: unknownClients },
    });
  }
  if (isWider(limits.nodeIds, caller.nodeIds) || isWider(limits.clientIds, caller.clientIds)) {
    throw new Refusal('not_permitted', 'You cannot give access beyond your own nodes or clients.', {
      remedy: 'Ask an owner without limits.',
    });
  }
}

function isWider(
  given: readonly string[] | null | undefined,
  own: ReadonlySet<string> | null,
): boolean {
  if (own === null || given === undefined) return false;
  return given === null || given.some((id) => !own.has(id));
}

const isFullOwner = (row: PersonRow) =>
  row.role === 'owner' && row.isActive && row.nodeIds === null && row.clientIds === null;

const rightsOf = ({ role, nodeIds, clientIds, isActive }: PersonRow) => ({
  role,
  nodeIds,
  clientIds,
  isActive,
});

/** A positive random bigint as decimal text, because timelines name their subject by a bigint. */
function newPersonId(): string {
  return (randomBytes(8).readBigUInt64BE() >> 1n).toString();
}
