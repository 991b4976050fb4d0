import { createHash } from 'node:crypto';
import type { PartOf, Permission, Problem, ReplyOf, RouteSpec } from '@quayside/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from './actor.ts';
import type { Database, Tx } from './database.ts';
import { Refusal } from './refusal.ts';

/** Who asks: a signed-in person or an API key, in one tenant, with limits. */
export interface Caller {
  tenantId: number;
  actor: Actor;
  role: string | null;
  permissions: ReadonlySet<Permission>;
  /** Null: every node. */
  nodeIds: ReadonlySet<string> | null;
  clientIds: ReadonlySet<string> | null;
}

/** What a route's verb is asked: everything is already checked against the route's schemas. */
export interface Ask<R extends RouteSpec> {
  params: PartOf<R, 'params'>;
  query: PartOf<R, 'query'>;
  body: PartOf<R, 'body'>;
  caller: Caller;
  request: FastifyRequest;
}

/** Answers who asks, or null. */
export type Authenticate = (request: FastifyRequest) => Promise<Caller | null>;

/** How a repeated call is answered without keeping the whole first answer. */
export interface Repeat<R extends RouteSpec, Kept> {
  /** What is kept with the key, as JSON. */
  keep(reply: ReplyOf<R>): Kept;
  /** Reads the answer as it would be now; the effect is not repeated. */
  read(tx: Tx, kept: Kept, ask: Ask<R>): Promise<ReplyOf<R>>;
}

/** Registers routes of the contract. */
export interface Service {
  readonly app: FastifyInstance;
  readonly database: Database;
  /**
   * The verb runs in one transaction of the caller's tenant; a repeated Idempotency-Key gets the first
   * answer. Where answers are large, `repeat` keeps only what is needed to read the answer again.
   */
  serve<const R extends RouteSpec, Kept = never>(
    route: R,
    verb: (tx: Tx, ask: Ask<R>) => Promise<ReplyOf<R>>,
    repeat?: Repeat<R, Kept>,
  ): void;
  /** The verb opens its own transactions (a gathered batch, a file, an outside call). */
  serveOpen<const R extends RouteSpec>(
    route: R,
    verb: (ask: Ask<R>, reply: FastifyReply) => Promise<ReplyOf<R>>,
  ): void;
  /** A file (PDF, ZPL, picture): not part of the typed client. */
  serveFile(
    spec: { path: string; summary: string; tag: string; permission: Permission },
    read: (
      tx: Tx,
      params: Record<string, string>,
      caller: Caller,
    ) => Promise<{ contentType: string; content: Uint8Array; name: string }>,
  ): void;
}

export function makeService(
  app: FastifyInstance,
  database: Database,
  authenticate: Authenticate,
): Service {
  const callers = new WeakMap<FastifyRequest, Caller>();

  const guard = (permission: RouteSpec['permission']) => async (request: FastifyRequest) => {
    if (permission === 'public') return;
    const caller = await authenticate(request);
    if (caller === null) {
      throw new Refusal('not_signed_in', 'Sign in, or send an API key as "Authorization: Bearer".');
    }
    if (permission !== null && !caller.permissions.has(permission)) {
      throw new Refusal('not_permitted', `This needs the permission ${permission}.`, {
        facts: { permission },
        remedy: 'Ask an owner for a role that has it.',
      });
    }
    callers.set(request, caller);
  };

  const askOf = <R extends RouteSpec>(request: FastifyRequest): Ask<R> => ({
    params: request.params as PartOf<R, 'params'>,
    query: request.query as PartOf<R, 'query'>,
    body: request.body as PartOf<R, 'body'>,
    // A public route has no caller; its verb does not look.
    caller: callers.get(request) as Caller,
    request,
  });

  const add = (
    spec: RouteSpec,
    answer: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ) => {
    app.route({
      method: spec.method,
      url: spec.path,
      schema: schemaOf(spec),
      onRequest: guard(spec.permission),
      handler: async (request, reply) => {
        reply.status(spec.status ?? 200);
        return answer(request, reply);
      },
    });
  };

  return {
    app,
    database,
    serve(route, verb, repeat) {
      add(route, (request) => {
        const ask = askOf<typeof route>(request);
        const key = request.headers['idempotency-key'];
        return database.inTransaction(ask.caller, (tx) =>
          route.isIdempotent === true && typeof key === 'string'
            ? onceByKey(tx, key, route, request, { act: () => verb(tx, ask), ask, repeat })
            : verb(tx, ask),
        );
      });
    },
    serveOpen(route, verb) {
      add(route, (request, reply) => verb(askOf<typeof route>(request), reply));
    },
    serveFile(spec, read) {
      app.route({
        method: 'GET',
        url: spec.path,
        schema: { summary: spec.summary, tags: [spec.tag], response: {} },
        onRequest: guard(spec.permission),
        handler: async (request, reply) => {
          const caller = callers.get(request) as Caller;
          const params = request.params as Record<string, string>;
          for (const value of Object.values(params)) {
            if (!/^[0-9]{1,19}$/.test(value)) {
              throw new Refusal('not_found', `There is nothing at ${request.url}.`);
            }
          }
          const file = await database.inTransaction(caller, (tx) => read(tx, params, caller));
          return reply
            .type(file.contentType)
            .header('content-disposition', `inline; filename="${file.name}"`)
            .header('cache-control', 'private, no-store')
            .send(Buffer.from(file.content));
        },
      });
    },
  };
}

function schemaOf(spec: RouteSpec): Record<string, unknown> {
  return {
    summary: spec.summary,
    tags: [spec.tag],
    ...(spec.permission === 'public' ? { security: [] } : {}),
    ...(spec.permission !== null && spec.permission !== 'public'
      ? { description: `Permission: ${spec.permission}.` }
      : {}),
    ...(spec.params === undefined ? {} : { params: spec.params }),
    ...(spec.query === undefined ? {} : { querystring: spec.query }),
    ...(spec.body === undefined ? {} : { body: spec.body }),
    response: { [spec.status ?? 200]: spec.reply },
  };
}

/**
 * One effect per key. The key's row is written first, in the transaction of the effect: a second call
 * at the same time waits for the first one's commit and then gets its answer.
 */
async function onceByKey<const R extends RouteSpec, Kept>(
  tx: Tx,
  key: string,
  route: R,
  request: FastifyRequest,
  once: { act(): Promise<ReplyOf<R>>; ask: Ask<R>; repeat: Repeat<R, Kept> | undefined },
): Promise<ReplyOf<R>> {
  if (key.length === 0 || key.length > 200) {
    throw new Refusal('invalid_input', 'Idempotency-Key must have 1 to 200 characters.');
  }
  const name = `${route.method} ${route.path}`;
  const hash = createHash('sha256')
    .update(JSON.stringify([name, request.params, request.query, request.body]))
    .digest();
  const isFirst = await tx.execute(
    `insert into platform.idempotency (tenant_id, idempotency_key, route, request_hash)
     values ($1, $2, $3, $4) on conflict do nothing`,
    [tx.tenantId, key, name, hash],
  );
  if (isFirst === 0) {
    const [before] = await tx.query<{ request_hash: Buffer; reply: unknown }>(
      `select request_hash, reply from platform.idempotency
        where tenant_id = $1 and idempotency_key = $2`,
      [tx.tenantId, key],
    );
    if (before === undefined || !before.request_hash.equals(hash)) {
      throw new Refusal(
        'idempotency_key_reused',
        'This Idempotency-Key came before with a different request.',
        { remedy: 'Use a new key for a new intent.' },
      );
    }
    return once.repeat === undefined
      ? (before.reply as ReplyOf<R>)
      : once.repeat.read(tx, before.reply as Kept, once.ask);
  }
  const reply = await once.act();
  const kept = once.repeat === undefined ? reply : once.repeat.keep(reply);
  await tx.execute(
    `update platform.idempotency set status = $3, reply = $4
      where tenant_id = $1 and idempotency_key = $2`,
    [tx.tenantId, key, route.status ?? 200, JSON.stringify(kept)],
  );
  return reply;
}

/** problem+json for everything that goes wrong in a request. */
export function installProblems(app: FastifyInstance): void {
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error, request);
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    return reply.status(problem.status).type('application/problem+json').send(problem);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const problem: Problem = {
      type: 'about:blank',
      title: 'There is nothing here.',
      status: 404,
      code: 'not_found',
      detail: `${request.method} ${request.url.split('?')[0]} does not exist.`,
      remedy: 'All routes are described at /api/docs.',
    };
    return reply.status(404).type('application/problem+json').send(problem);
  });
}

interface ValidationFault {
  instancePath?: string;
  message?: string;
  params?: { missingProperty?: string; requiredProperties?: string[] };
}

function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Refusal) {
    return {
      type: `/api/docs#${error.code}`,
      title: error.title,
      status: error.status,
      code: error.code,
      detail: error.message,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      ...(Object.keys(error.facts).length === 0 ? {} : { facts: error.facts }),
    };
  }
  const known = error as {
    validation?: ValidationFault[];
    validationContext?: string;
    statusCode?: number;
    message?: string;
  };
  if (known.validation !== undefined) {
    const fields = known.validation.map((fault) => ({
      path: `${known.validationContext ?? ''}${fault.instancePath ?? ''}`,
      message: fault.message ?? 'is not valid',
    }));
    return {
      type: '/api/docs#invalid_input',
      title: 'The request does not have the shape this route takes.',
      status: 400,
      code: 'invalid_input',
      detail: fields.map((f) => `${f.path} ${f.message}`).join('; '),
      remedy: 'Correct the named fields; /api/docs has the shape.',
      fields,
    };
  }
  const status = known.statusCode ?? 500;
  if (status === 429) {
    return problemFrom(429, 'rate_limited', 'Too many requests.', 'Wait as Retry-After says.');
  }
  if (status >= 400 && status < 500) {
    return problemFrom(status, 'invalid_input', known.message ?? 'Bad request.', undefined);
  }
  return problemFrom(
    500,
    'internal',
    `Something went wrong here. Request ${request.id}.`,
    'Try again; if it stays, give the request id to whoever runs this installation.',
  );
}

function problemFrom(status: number, code: string, detail: string, remedy?: string): Problem {
  return {
    type: `/api/docs#${code}`,
    title: detail,
    status,
    code,
    detail,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** Refuses a node that the caller is not allowed to see. */
export function mayUseNode(caller: Caller, nodeId: string): void {
  if (caller.nodeIds !== null && !caller.nodeIds.has(nodeId)) {
    throw new Refusal('not_permitted', 'You are not assigned to this node.', {
      facts: { nodeId },
      remedy: 'Ask an owner to add the node to your limits.',
    });
  }
}
