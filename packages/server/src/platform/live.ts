import { EventEmitter } from 'node:events';
import type { LiveHint } from '@quayside/contract';
import pg from 'pg';
import type { Logger as Log } from 'pino';
import type { Database, Topic } from './database.ts';

/** How long touched topics are gathered before they go out, ms: a person sees no difference, a flash sale does. */
const GATHER_MS = 250;
const LIVE_CHANNEL = 'quayside_live';

/**
 * Live hints between processes and to screens. A commit that touched topics is announced at most
 * every 250 ms per tenant, outside the transaction: `notify` inside one would serialise all commits.
 * A lost hint costs a late refresh, never a wrong number.
 */
export interface Live {
  subscribe(tenantId: number, listen: (hint: LiveHint) => void): () => void;
  stop(): Promise<void>;
}

export async function startLive(database: Database, url: string, log: Log): Promise<Live> {
  const emitter = new EventEmitter().setMaxListeners(0);
  const gathered = new Map<number, Set<Topic>>();
  let isStopped = false;
  let listener: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;

  const flush = async () => {
    timer = null;
    const messages = [...gathered].map(
      ([tenantId, topics]) => `${tenantId}:${[...topics].join(',')}`,
    );
    gathered.clear();
    for (const message of messages) {
      await database.pool.query('select pg_notify($1, $2)', [LIVE_CHANNEL, message]);
    }
  };
  database.onTouched((tenantId, topics) => {
    const all = gathered.get(tenantId) ?? new Set<Topic>();
    for (const topic of topics) all.add(topic);
    gathered.set(tenantId, all);
    timer ??= setTimeout(() => {
      flush().catch((error: unknown) => log.warn({ error }, 'live hints were not sent'));
    }, GATHER_MS);
  });

  const listen = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, application_name: 'quayside live' });
    client.on('error', (error) => {
      log.warn({ error: error.message }, 'the live connection broke; opening it again');
      listener = null;
      client.end().catch(() => undefined);
      listenLater(1000);
    });
    client.on('notification', (note) => {
      const [tenant, topics] = (note.payload ?? '').split(':');
      const at = new Date().toISOString();
      for (const topic of (topics ?? '').split(',')) {
        emitter.emit(tenant ?? '', { topic: topic as Topic, at } satisfies LiveHint);
      }
    });
    await client.connect();
    await client.query(`listen ${LIVE_CHANNEL}`);
    listener = client;
  };
  const listenLater = (waitMs: number): void => {
    if (isStopped) return;
    setTimeout(() => {
      relisten().catch((error: unknown) => log.error({ error }, 'listening again failed'));
    }, waitMs).unref();
  };
  const relisten = async (): Promise<void> => {
    try {
      await listen();
    } catch (error) {
      log.warn({ error }, 'the live connection could not be opened');
      listenLater(2000);
    }
  };
  await relisten();

  return {
    subscribe(tenantId, on) {
      const name = String(tenantId);
      emitter.on(name, on);
      return () => void emitter.off(name, on);
    },
    async stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await listener?.end();
    },
  };
}
