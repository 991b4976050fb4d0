import type { Role } from '@quayside/contract';
import type pg from 'pg';
import type { Tx } from '../platform/index.ts';

/** A person in one tenant: what it may do and where. */
export interface Membership {
  tenantId: number;
  organisationId: string;
  role: Role;
  nodeIds: string[] | null;
  clientIds: string[] | null;
  isActive: boolean;
}

/** All memberships of a person, before its tenant is known. */
export async function membershipsOf(pool: pg.Pool, personId: string): Promise<Membership[]> {
  const { rows } = await pool.query<{
    tenant_id: number;
    organisation_id: string;
    role: Role;
    node_ids: string[] | null;
    client_ids: string[] | null;
    is_active: boolean;
  }>(
    `select l.tenant_id, t.organisation_id, l.role, l.node_ids, l.client_ids, l.is_active
       from platform.limits_of_person($1) l
       join platform.tenant t on t.tenant_id = l.tenant_id
      order by l.tenant_id`,
    [personId],
  );
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    organisationId: row.organisation_id,
    role: row.role,
    nodeIds: row.node_ids,
    clientIds: row.client_ids,
    isActive: row.is_active,
  }));
}

export interface PersonRow {
  personId: string;
  name: string;
  email: string;
  role: Role;
  nodeIds: string[] | null;
  clientIds: string[] | null;
  isActive: boolean;
}

const personColumns = `l.person_id as "personId", u.name, u.email, l.role, l.node_ids as "nodeIds",
  l.client_ids as "clientIds", l.is_active as "isActive"`;

/** People of the tenant by name. A tenant has hundreds at most; a thousand is the end of the page. */
export function peopleOf(tx: Tx): Promise<PersonRow[]> {
  return tx.query<PersonRow>(
    `select ${personColumns}
       from platform.person_limit l join auth."user" u on u.id = l.person_id
      where l.tenant_id = $1
      order by u.name, l.person_id limit 1000`,
    [tx.tenantId],
  );
}

/**
 * One person and every owner, locked in one order: two owners who demote each other at the same time
 * must not both succeed.
 */
export function lockPersonAndOwners(tx: Tx, personId: string): Promise<PersonRow[]> {
  return tx.query<PersonRow>(
    `select ${personColumns}
       from platform.person_limit l join auth."user" u on u.id = l.person_id
      where l.tenant_id = $1 and (l.person_id = $2 or l.role = 'owner')
      order by l.person_id
        for update of l`,
    [tx.tenantId, personId],
  );
}

export interface NewPerson {
  personId: string;
  name: string;
  email: string;
  passwordHash: string;
  role: Role;
  nodeIds: readonly string[] | null;
  clientIds: readonly string[] | null;
}

/**
 * Writes people with their password, membership and limits; answers the e-mails that were free. An
 * e-mail signs in to one account of the installation, so one that another tenant uses is taken too.
 */
export async function insertPeople(tx: Tx, people: readonly NewPerson[]): Promise<string[]> {
  const rows = await tx.query<{ email: string }>(
    `with given as (
       select * from jsonb_to_recordset($2::jsonb)
         as g (id text, name text, email text, password text, role text, member_role text,
               node_ids bigint[], client_ids bigint[])
     ), person as (
       insert into auth."user" (id, name, email, "emailVerified")
       select id, name, email, true from given order by email
       on conflict (email) do nothing
       returning id, email
     ), account as (
       insert into auth.account (id, "accountId", "providerId", "userId", password, "updatedAt")
       select 'a' || g.id, g.id, 'credential', g.id, g.password, now()
         from given g join person p using (id)
     ), member as (
       insert into auth.member (id, "organizationId", "userId", role, "createdAt")
       select 'm' || g.id, t.organisation_id, g.id, g.member_role, now()
         from given g join person p using (id)
         join platform.tenant t on t.tenant_id = $1
     ), limits as (
       insert into platform.person_limit (tenant_id, person_id, role, node_ids, client_ids)
       select $1, g.id, g.role, g.node_ids, g.client_ids
         from given g join person p using (id)
     )
     select email from person`,
    [
      tx.tenantId,
      JSON.stringify(
        people.map((person) => ({
          id: person.personId,
          name: person.name,
          email: person.email,
          password: person.passwordHash,
          role: person.role,
          member_role: memberRole(person.role),
          node_ids: person.nodeIds,
          client_ids: person.clientIds,
        })),
      ),
    ],
  );
  return rows.map((row) => row.email);
}

/** What better-auth's organisations know of roles; ours are in person_limit. */
const memberRole = (role: Role): 'owner' | 'member' => (role === 'owner' ? 'owner' : 'member');

export async function updatePerson(tx: Tx, person: PersonRow): Promise<void> {
  await tx.execute(
    `update platform.person_limit
        set role = $3, node_ids = $4, client_ids = $5, is_active = $6
      where tenant_id = $1 and person_id = $2`,
    [tx.tenantId, person.personId, person.role, person.nodeIds, person.clientIds, person.isActive],
  );
  await tx.execute(
    `update auth.member m set role = $3
       from platform.tenant t
      where t.tenant_id = $1 and m."organizationId" = t.organisation_id and m."userId" = $2`,
    [tx.tenantId, person.personId, memberRole(person.role)],
  );
}

/** Ends every session of a person. */
export async function endSessions(tx: Tx, personId: string): Promise<void> {
  await tx.execute(`delete from auth.session where "userId" = $1`, [personId]);
}

export async function personName(
  tx: Tx,
  personId: string,
): Promise<{ name: string; email: string } | null> {
  const [row] = await tx.query<{ name: string; email: string }>(
    `select u.name, u.email from auth."user" u
       join platform.person_limit l on l.person_id = u.id
      where l.tenant_id = $1 and u.id = $2`,
    [tx.tenantId, personId],
  );
  return row ?? null;
}
