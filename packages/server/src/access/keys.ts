import { createHash, randomBytes } from 'node:crypto';
import type { ApiKey, Permission } from '@quayside/contract';
import type { Logger } from 'pino';
import {
  type Caller,
  type Clock,
  type Database,
  only,
  Refusal,
  record,
  type Tx,
} from '../platform/index.ts';
import { BriefMemory } from './brief-memory.ts';

/** Every key begins so: a scanner for leaked secrets can find it. */
const KEY_START = 'qs_';
const KEY_SHAPE = /^qs_[A-Za-z0-9_-]{43}$/;
/** What of a key is shown in lists: enough to tell two apart, far too little to guess the rest. */
const PREFIX_LENGTH = KEY_START.length + 6;

const REMEMBERED_MS = 10_000;
const REMEMBERED_MAX = 5_000;
const USE_NOTED_EVERY_MS = 60_000;

type Log = Pick<Logger, 'warn'>;

interface KnownKey {
  apiKeyId: string;
  caller: Caller;
}

/** Who is behind an API key. */
export interface Keys {
  callerOf(secret: string): Promise<Caller | null>;
  forget(apiKeyId: string): void;
  /** Waits for notes of use that are on their way to the database. */
  settle(): Promise<void>;
}

export function makeKeys(database: Database, log: Log, clock: Clock): Keys {
  const memory = new BriefMemory<KnownKey | null>({
    clock,
    forMs: REMEMBERED_MS,
    entriesMax: REMEMBERED_MAX,
  });
  const notedAt = new Map<string, number>();
  const notes = new Set<Promise<void>>();

  async function look(hash: Buffer): Promise<KnownKey | null> {
    const { rows } = await database.pool.query<{
      tenant_id: number;
      api_key_id: string;
      name: string;
      scopes: Permission[];
    }>('select tenant_id, api_key_id, name, scopes from platform.api_key_by_hash($1)', [hash]);
    const [row] = rows;
    if (row === undefined) return null;
    return {
      apiKeyId: row.api_key_id,
      caller: {
        tenantId: row.tenant_id,
        actor: { kind: 'api_key', id: row.api_key_id, name: row.name, device: null },
        role: null,
        permissions: new Set(row.scopes),
        nodeIds: null,
        clientIds: null,
      },
    };
  }

  function noteUse({ apiKeyId, caller }: KnownKey): void {
    const now = clock.now().getTime();
    if (now - (notedAt.get(apiKeyId) ?? Number.NEGATIVE_INFINITY) < USE_NOTED_EVERY_MS) return;
    notedAt.set(apiKeyId, now);
    const note = database
      .inTransaction(caller, (tx) => noteKeyUse(tx, apiKeyId))
      // The request goes on without it: when a key was last used is a hint for its owner.
      .catch((error: unknown) => log.warn({ err: error, apiKeyId }, 'use of API key not noted'))
      .finally(() => notes.delete(note));
    notes.add(note);
  }

  return {
    async callerOf(secret) {
      if (!KEY_SHAPE.test(secret)) return null;
      const hash = hashOf(secret);
      const known = await memory.get(hash.toString('base64'), () => look(hash));
      if (known === null) return null;
      noteUse(known);
      return known.caller;
    },
    forget: (apiKeyId) => memory.forgetWhere((known) => known?.apiKeyId === apiKeyId),
    async settle() {
      await Promise.all(notes);
    },
  };
}

async function noteKeyUse(tx: Tx, apiKeyId: string): Promise<void> {
  await tx.execute(
    `update platform.api_key set last_used_at = clock_timestamp()
      where tenant_id = $1 and api_key_id = $2
        and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')`,
    [tx.tenantId, apiKeyId],
  );
}

/** 256 random bits need no salt and no slow hash; a look-up by hash takes the same time for any guess. */
const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

interface KeyRow {
  api_key_id: string;
  name: string;
  prefix: string;
  scopes: Permission[];
  created_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

const keyColumns = 'api_key_id, name, prefix, scopes, created_at, last_used_at, revoked_at';

function toApiKey(row: KeyRow): ApiKey {
  return {
    apiKeyId: row.api_key_id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  };
}

/** Keys of the tenant, the newest first. */
export async function listKeys(tx: Tx): Promise<ApiKey[]> {
  const rows = await tx.query<KeyRow>(
    `select ${keyColumns} from platform.api_key where tenant_id = $1
      order by api_key_id desc limit 1000`,
    [tx.tenantId],
  );
  return rows.map(toApiKey);
}

/** Makes a key; its secret exists only in the answer. A key cannot do more than who made it. */
export async function addKey(
  tx: Tx,
  caller: Caller,
  input: { name: string; scopes: readonly Permission[] },
): Promise<{ key: ApiKey; secret: string }> {
  const scopes = [...new Set(input.scopes)];
  const beyond = scopes.filter((scope) => !caller.permissions.has(scope));
  if (beyond.length > 0) {
    throw new Refusal('not_permitted', `You cannot give what you lack: ${beyond.join(', ')}.`, {
      facts: { scopes: beyond },
      remedy: 'Leave these scopes away, or ask an owner to make the key.',
    });
  }
  const secret = KEY_START + randomBytes(32).toString('base64url');
  const row = only(
    await tx.query<KeyRow>(
      `insert into platform.api_key (tenant_id, name, prefix, secret_hash, scopes, created_by)
       values ($1, $2, $3, $4, $5, $6) returning ${keyColumns}`,
      [
        tx.tenantId,
        input.name,
        secret.slice(0, PREFIX_LENGTH),
        hashOf(secret),
        scopes,
        tx.actor.name,
      ],
    ),
  );
  await record(tx, [
    {
      subjectKind: 'api_key',
      subjectId: row.api_key_id,
      kind: 'api_key_made',
      facts: { name: row.name, scopes },
    },
  ]);
  return { key: toApiKey(row), secret };
}

/** Revokes a key for good; revoking it again changes nothing. */
export async function revokeKey(tx: Tx, apiKeyId: string): Promise<void> {
  const [row] = await tx.query<{ name: string; was_open: boolean }>(
    `update platform.api_key k set revoked_at = coalesce(k.revoked_at, clock_timestamp())
       from (select api_key_id, revoked_at is null as was_open from platform.api_key
              where tenant_id = $1 and api_key_id = $2 for update) before
      where k.tenant_id = $1 and k.api_key_id = before.api_key_id
      returning k.name, before.was_open`,
    [tx.tenantId, apiKeyId],
  );
  if (row === undefined) throw new Refusal('not_found', `There is no API key ${apiKeyId}.`);
  if (!row.was_open) return;
  await record(tx, [
    {
      subjectKind: 'api_key',
      subjectId: apiKeyId,
      kind: 'api_key_revoked',
      facts: { name: row.name },
    },
  ]);
}
