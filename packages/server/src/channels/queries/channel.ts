import type { ChannelState } from '@quayside/contract';
import type { Database, Tx } from '../../platform/index.ts';

/** A shop's connection as the verbs need it. */
export interface ChannelRow {
  channel_id: string;
  client_id: string;
  platform: string;
  external_shop_id: string;
  name: string;
  region: string | null;
  currency: string;
  state: ChannelState;
  tokens_sealed: Buffer;
  access_expires_at: Date | null;
  refresh_expires_at: Date | null;
  last_error: string | null;
  feed_watermark_at: Date | null;
  feed_lag_ms: string;
  last_poll_at: Date | null;
  last_push_at: Date | null;
  listings_fetched_at: Date | null;
  pushes_refused: string;
  buyer_email_pattern: string | null;
  connected_at: Date;
}

const columns = `channel_id, client_id, platform, external_shop_id, name, region, currency, state,
  tokens_sealed, access_expires_at, refresh_expires_at, last_error, feed_watermark_at, feed_lag_ms,
  last_poll_at, last_push_at, listings_fetched_at, pushes_refused, buyer_email_pattern, connected_at`;

export async function channelById(tx: Tx, channelId: string): Promise<ChannelRow | null> {
  const [row] = await tx.query<ChannelRow>(
    `select ${columns} from channels.channel where tenant_id = $1 and channel_id = $2`,
    [tx.tenantId, channelId],
  );
  return row ?? null;
}

export async function lockChannel(tx: Tx, channelId: string): Promise<ChannelRow | null> {
  const [row] = await tx.query<ChannelRow>(
    `select ${columns} from channels.channel where tenant_id = $1 and channel_id = $2 for update`,
    [tx.tenantId, channelId],
  );
  return row ?? null;
}

export async function lockChannelOfShop(
  tx: Tx,
  platform: string,
  externalShopId: string,
): Promise<ChannelRow | null> {
  const [row] = await tx.query<ChannelRow>(
    `select ${columns} from channels.channel
      where tenant_id = $1 and platform = $2 and external_shop_id = $3 for update`,
    [tx.tenantId, platform, externalShopId],
  );
  return row ?? null;
}

/** All shops of a tenant; a tenant has a handful. */
export async function allChannels(tx: Tx): Promise<ChannelRow[]> {
  return tx.query<ChannelRow>(
    `select ${columns} from channels.channel where tenant_id = $1 order by channel_id limit 500`,
    [tx.tenantId],
  );
}

export interface Connection {
  clientId: string;
  platform: string;
  externalShopId: string;
  name: string;
  region: string | null;
  currency: string;
  state: ChannelState;
  tokensSealed: Buffer;
  accessExpiresAt: Date | null;
  refreshExpiresAt: Date | null;
  buyerEmailPattern: string | null;
  at: Date;
}

/** A shop that comes back keeps its history, its listings and its place in the feed. */
export async function upsertChannel(tx: Tx, connection: Connection): Promise<string> {
  const [row] = await tx.query<{ channel_id: string }>(
    `insert into channels.channel as c
       (tenant_id, client_id, platform, external_shop_id, name, region, currency, state,
        tokens_sealed, access_expires_at, refresh_expires_at, buyer_email_pattern, connected_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (tenant_id, platform, external_shop_id) do update
       set name = excluded.name, region = excluded.region, state = excluded.state,
           tokens_sealed = excluded.tokens_sealed, access_expires_at = excluded.access_expires_at,
           refresh_expires_at = excluded.refresh_expires_at, last_error = null,
           refresh_lease_until = null
     returning c.channel_id`,
    [
      tx.tenantId,
      connection.clientId,
      connection.platform,
      connection.externalShopId,
      connection.name,
      connection.region,
      connection.currency,
      connection.state,
      connection.tokensSealed,
      connection.accessExpiresAt,
      connection.refreshExpiresAt,
      connection.buyerEmailPattern,
      connection.at,
    ],
  );
  if (row === undefined) throw new Error('the channel was not written');
  return row.channel_id;
}

export async function serveFrom(
  tx: Tx,
  channelId: string,
  nodeIds: readonly string[],
): Promise<void> {
  await tx.execute(
    `insert into channels.channel_node (tenant_id, channel_id, node_id)
     select $1, $2, node_id from unnest($3::bigint[]) n (node_id) on conflict do nothing`,
    [tx.tenantId, channelId, nodeIds],
  );
}

export async function nodeIdsOf(tx: Tx, channelId: string): Promise<string[]> {
  const rows = await tx.query<{ node_id: string }>(
    `select node_id from channels.channel_node where tenant_id = $1 and channel_id = $2`,
    [tx.tenantId, channelId],
  );
  return rows.map((row) => row.node_id);
}

export async function setState(
  tx: Tx,
  channelId: string,
  state: ChannelState,
  lastError: string | null,
): Promise<void> {
  await tx.execute(
    `update channels.channel set state = $3, last_error = $4
      where tenant_id = $1 and channel_id = $2`,
    [tx.tenantId, channelId, state, lastError],
  );
}

/** What went wrong last, or null; written only when it changes. */
export async function setLastError(tx: Tx, channelId: string, error: string | null): Promise<void> {
  await tx.execute(
    `update channels.channel set last_error = $3
      where tenant_id = $1 and channel_id = $2 and last_error is distinct from $3`,
    [tx.tenantId, channelId, error],
  );
}

/** Takes the right to refresh tokens until `until`; false while another process has it. */
export async function takeRefreshLease(
  tx: Tx,
  channelId: string,
  now: Date,
  until: Date,
): Promise<boolean> {
  const taken = await tx.execute(
    `update channels.channel set refresh_lease_until = $4
      where tenant_id = $1 and channel_id = $2
        and (refresh_lease_until is null or refresh_lease_until <= $3)`,
    [tx.tenantId, channelId, now, until],
  );
  return taken === 1;
}

export async function storeTokens(
  tx: Tx,
  channelId: string,
  tokens: { sealed: Buffer; accessExpiresAt: Date | null; refreshExpiresAt: Date | null },
): Promise<void> {
  await tx.execute(
    `update channels.channel
        set tokens_sealed = $3, access_expires_at = $4, refresh_expires_at = $5,
            refresh_lease_until = null
      where tenant_id = $1 and channel_id = $2`,
    [tx.tenantId, channelId, tokens.sealed, tokens.accessExpiresAt, tokens.refreshExpiresAt],
  );
}

export async function endRefreshLease(tx: Tx, channelId: string): Promise<void> {
  await tx.execute(
    `update channels.channel set refresh_lease_until = null
      where tenant_id = $1 and channel_id = $2`,
    [tx.tenantId, channelId],
  );
}

export async function beginAuthorisation(
  tx: Tx,
  begun: { stateToken: string; platform: string; at: Date },
): Promise<void> {
  await tx.execute(
    `insert into channels.authorisation
       (state_token, tenant_id, platform, started_by, started_by_name, started_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [begun.stateToken, tx.tenantId, begun.platform, tx.actor.id, tx.actor.name, begun.at],
  );
}

// ---------------------------------------------------------------- before the tenant is known

export interface BegunAuthorisation {
  tenant_id: number;
  platform: string;
  started_by: string | null;
  started_by_name: string;
}

/** Uses the token up; null when it is unknown, used, or older than 15 minutes. */
export async function useAuthorisation(
  database: Database,
  stateToken: string,
  now: Date,
): Promise<BegunAuthorisation | null> {
  const { rows } = await database.pool.query<BegunAuthorisation>(
    'select tenant_id, platform, started_by, started_by_name from channels.use_authorisation($1, $2)',
    [stateToken, now],
  );
  return rows[0] ?? null;
}

export async function channelsOfShop(
  database: Database,
  platform: string,
  externalShopId: string,
): Promise<{ tenantId: number; channelId: string }[]> {
  const { rows } = await database.pool.query<{ tenant_id: number; channel_id: string }>(
    'select tenant_id, channel_id from channels.channels_of_shop($1, $2)',
    [platform, externalShopId],
  );
  return rows.map((row) => ({ tenantId: row.tenant_id, channelId: row.channel_id }));
}

export async function connectedChannels(
  database: Database,
): Promise<{ tenantId: number; channelId: string; platform: string }[]> {
  const { rows } = await database.pool.query<{
    tenant_id: number;
    channel_id: string;
    platform: string;
  }>('select tenant_id, channel_id, platform from channels.connected()');
  return rows.map((row) => ({
    tenantId: row.tenant_id,
    channelId: row.channel_id,
    platform: row.platform,
  }));
}

export async function countRefusedPush(database: Database, platform: string): Promise<void> {
  await database.pool.query('select channels.count_refused_push($1)', [platform]);
}
