import type { ChannelConnector } from '@quayside/connectors';
import type { Logger as Log } from 'pino';
import type { Actor, Clock, Config, Database, Seal, Tx } from '../platform/index.ts';

/** What may be promised of SKUs now, per node; the stock domain answers it. */
export type AtpOf = (
  tx: Tx,
  skuIds: readonly string[],
) => Promise<{ skuId: string; nodeId: string; atpQty: number }[]>;

/** What the channels domain is given. */
export interface ChannelsDeps {
  database: Database;
  config: Pick<Config, 'publicUrl' | 'sandboxUrl'>;
  seal: Seal;
  clock: Clock;
  /** One connector per platform; null where this installation has none. */
  connectorFor: (platform: string) => ChannelConnector | null;
  atp: AtpOf;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/** The author of what a shop itself brought about. */
export function channelActor(channelId: string, name: string): Actor {
  return { kind: 'channel', id: channelId, name, device: null };
}
