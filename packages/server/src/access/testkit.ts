import type { Role } from '@quayside/contract';
import Fastify, { type FastifyInstance } from 'fastify';
import pino from 'pino';
import { afterAll } from 'vitest';
import { addNode, clientsOf, nodesOf, openCatalogue } from '../catalogue/index.ts';
import {
  type Clock,
  type Database,
  installProblems,
  makeService,
  openDatabase,
  type Service,
  type Tx,
} from '../platform/index.ts';
import type { FreshDatabase } from '../platform/testkit.ts';
import { type Access, makeAccess } from './access.ts';
import { addPeople, hashPasswords } from './people.ts';
import { openTenant } from './tenant.ts';

export const PASSWORD = 'correct horse battery';
export const PUBLIC_URL = 'http://shop.test:3000';

/** A clock that stands still until it is told to go on. */
export class StandingClock implements Clock {
  #now = new Date('2026-11-23T08:00:00Z').getTime();
  now(): Date {
    return new Date(this.#now);
  }
  advance(ms: number): void {
    this.#now += ms;
  }
}

export interface TestPerson {
  email: string;
  role: Role;
  nodeIds?: string[] | null;
  clientIds?: string[] | null;
}

/** A server with access and whatever `more` registers, over the database of the test file. */
export interface World {
  app: FastifyInstance;
  access: Access;
  service: Service;
  database: Database;
  clock: StandingClock;
  /** Opens a tenant with one client, one directed node and an owner; answers what its tests name. */
  tenant(slug: string, people?: readonly TestPerson[]): Promise<TestTenant>;
  /** The Cookie header of a person who has just signed in. */
  signIn(email: string): Promise<string>;
}

export interface TestTenant {
  tenantId: number;
  nodeId: string;
  personIds: Map<string, string>;
  /** Runs in a transaction of the tenant. */
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

export async function makeWorld(
  fresh: FreshDatabase,
  options: { publicUrl?: string; more?: (service: Service) => void | Promise<void> } = {},
): Promise<World> {
  const clock = new StandingClock();
  const database = openDatabase(fresh.appUrl, { connectionsMax: 6 });
  const access = makeAccess({
    database,
    clock,
    log: pino({ level: 'silent' }),
    config: {
      appDatabaseUrl: fresh.appUrl,
      publicUrl: options.publicUrl ?? PUBLIC_URL,
      secret: new Uint8Array(32).fill(7),
      sandboxUrl: null,
    },
  });
  const app = Fastify({ ajv: { customOptions: { removeAdditional: false } } });
  installProblems(app);
  const service = makeService(app, database, access.authenticate);
  await access.routes(service, { nodes: nodesOf, clients: clientsOf });
  await options.more?.(service);
  await app.ready();
  afterAll(async () => {
    await app.close();
    await access.stop();
    await database.close();
  });
  return {
    app,
    access,
    service,
    database,
    clock,
    tenant: (slug, people = []) => makeTenant(database, slug, people),
    signIn: (email) => signIn(app, email),
  };
}

async function makeTenant(
  database: Database,
  slug: string,
  people: readonly TestPerson[],
): Promise<TestTenant> {
  const all: TestPerson[] = [{ email: `owner@${slug}.test`, role: 'owner' }, ...people];
  const hashes = await hashPasswords(all.map(() => PASSWORD));
  const made = { tenantId: 0, nodeId: '', personIds: new Map<string, string>() };
  const isMade = await openTenant(
    database,
    {
      name: slug,
      slug,
      currency: 'SGD',
      timeZone: 'Asia/Singapore',
      locale: 'en',
      gs1CompanyPrefix: '952012345',
      senderAddress: {},
    },
    async (tx) => {
      made.tenantId = tx.tenantId;
      await openCatalogue(tx, { clientCode: 'MAIN', name: slug });
      made.nodeId = await addNode(tx, { nodeCode: 'WEST', name: 'West', mode: 'directed' });
      const added = await addPeople(
        tx,
        all.map((person, index) => ({
          name: person.email.split('@')[0] ?? '',
          email: person.email,
          passwordHash: hashes[index] ?? '',
          role: person.role,
          nodeIds: person.nodeIds ?? null,
          clientIds: person.clientIds ?? null,
        })),
      );
      made.personIds = new Map(added.map((person) => [person.email, person.personId]));
    },
  );
  if (!isMade) throw new Error(`there is already a tenant ${slug}`);
  const scope = {
    tenantId: made.tenantId,
    actor: { kind: 'system' as const, id: null, name: 'test', device: null },
  };
  return { ...made, run: (work) => database.inTransaction(scope, work) };
}

async function signIn(app: FastifyInstance, email: string): Promise<string> {
  const reply = await app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email, password: PASSWORD },
  });
  if (reply.statusCode !== 200) throw new Error(`${email} cannot sign in: ${reply.body}`);
  return reply.cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join('; ');
}
