-- Up Migration
-- Shops on the platforms: connection, listings, what each was told, the inbox of pushes, work owed.

create schema channels;

create table channels.channel (
  tenant_id int not null references platform.tenant,
  channel_id bigint generated always as identity,
  client_id bigint not null,
  platform text not null,
  external_shop_id text not null,
  name text not null,
  region text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  state text not null check (state in ('connected', 'paused', 'lapsed', 'disconnected')),
  tokens_sealed bytea not null,
  access_expires_at timestamptz,
  refresh_expires_at timestamptz,
  last_error text,
  feed_watermark_at timestamptz,
  last_poll_at timestamptz,
  last_push_at timestamptz,
  pushes_refused bigint not null default 0,
  buyer_email_pattern text,
  connected_at timestamptz not null default now(),
  primary key (tenant_id, channel_id),
  unique (tenant_id, platform, external_shop_id)
);
comment on table channels.channel is 'A place we sell: one shop account on a platform.';
comment on column channels.channel.tokens_sealed is 'Access and refresh token, encrypted with the installation''s key (AES-256-GCM); never logged.';
comment on column channels.channel.feed_watermark_at is 'Every order that changed on the platform before this instant has been read.';
comment on column channels.channel.buyer_email_pattern is 'Where the platform gives no e-mail but relays one, e.g. {username}@relay.example; null sends no mail.';

create table channels.channel_node (
  tenant_id int not null references platform.tenant,
  channel_id bigint not null,
  node_id bigint not null,
  primary key (tenant_id, channel_id, node_id),
  foreign key (tenant_id, channel_id) references channels.channel
);
comment on table channels.channel_node is 'Nodes that serve a shop: their ATP adds up to what it may sell.';

create table channels.listing (
  tenant_id int not null references platform.tenant,
  listing_id bigint generated always as identity,
  channel_id bigint not null,
  external_item_id text not null,
  external_model_id text not null default '',
  seller_sku text,
  name text not null,
  price_minor bigint,
  currency text not null,
  is_active boolean not null default true,
  sku_id bigint,
  multiple int not null default 1 check (multiple >= 1),
  mapped_by text,
  primary key (tenant_id, listing_id),
  unique (tenant_id, channel_id, external_item_id, external_model_id),
  foreign key (tenant_id, channel_id) references channels.channel
);
create index listing_by_sku on channels.listing (tenant_id, sku_id) where sku_id is not null;
create index listing_by_seller_sku on channels.listing (tenant_id, channel_id, seller_sku);
comment on column channels.listing.multiple is 'Units of the SKU in one listed piece: a pack of 3 is 3.';

create table channels.listing_offer (
  tenant_id int not null references platform.tenant,
  listing_id bigint not null,
  channel_id bigint not null,
  computed_qty int,
  told_qty int,
  accepted_qty int,
  accepted_at timestamptz,
  owed_since timestamptz,
  next_try_at timestamptz,
  attempts int not null default 0,
  last_error text,
  rule text,
  primary key (tenant_id, listing_id),
  foreign key (tenant_id, listing_id) references channels.listing
) with (fillfactor = 70);
create index offer_owed on channels.listing_offer (tenant_id, channel_id, next_try_at) where owed_since is not null;
comment on table channels.listing_offer is 'What a listing was last told and what it should be told now. owed_since not null means: tell it; only the newest number matters.';

create table channels.push_log (
  tenant_id int not null references platform.tenant,
  push_log_id bigint generated always as identity,
  channel_id bigint not null,
  listing_id bigint not null,
  at timestamptz not null default clock_timestamp(),
  computed_qty int not null,
  sent_qty int,
  fence text not null check (fence in ('open', 'lowered', 'waiting')),
  rule text not null,
  feed_watermark_at timestamptz,
  is_accepted boolean,
  answer text,
  next_try_at timestamptz,
  primary key (tenant_id, push_log_id)
);
create index push_log_by_channel on channels.push_log (tenant_id, channel_id, push_log_id);
create index push_log_by_listing on channels.push_log (tenant_id, listing_id, push_log_id);
comment on table channels.push_log is 'Every stock push: what was computed, by which rule, what the fence did, what was sent, what the channel answered.';

create table channels.inbox (
  tenant_id int not null references platform.tenant,
  inbox_id bigint generated always as identity,
  channel_id bigint not null,
  dedupe_key text not null,
  kind text not null,
  raw jsonb not null,
  received_at timestamptz not null default clock_timestamp(),
  times int not null default 1,
  primary key (tenant_id, inbox_id),
  unique (tenant_id, channel_id, dedupe_key)
);
comment on table channels.inbox is 'Verified pushes as they came, once each; `times` counts repeats.';

create table channels.channel_task (
  tenant_id int not null references platform.tenant,
  channel_task_id bigint generated always as identity,
  channel_id bigint not null,
  kind text not null check (kind in ('arrange_shipment', 'fetch_label', 'cancel_order')),
  order_id bigint not null,
  order_number text not null,
  external_order_number text not null,
  facts jsonb not null default '{}',
  state text not null default 'owed' check (state in ('owed', 'done', 'dead', 'dropped')),
  attempts int not null default 0,
  last_error text,
  owed_since timestamptz not null default clock_timestamp(),
  next_try_at timestamptz not null default clock_timestamp(),
  done_at timestamptz,
  primary key (tenant_id, channel_task_id),
  unique (tenant_id, channel_id, order_id, kind),
  foreign key (tenant_id, channel_id) references channels.channel
) with (fillfactor = 75);
create index channel_task_owed on channels.channel_task (tenant_id, next_try_at) where state = 'owed';
create index channel_task_dead on channels.channel_task (tenant_id, channel_task_id) where state = 'dead';
create index channel_task_by_order on channels.channel_task (tenant_id, order_id);
comment on table channels.channel_task is 'Work owed to a channel, at least once, with back-off; `dead` waits for a person.';

create table channels.authorisation (
  state_token text primary key,
  tenant_id int not null references platform.tenant,
  platform text not null,
  started_by text not null,
  started_at timestamptz not null default now(),
  used_at timestamptz
);
comment on table channels.authorisation is 'The random state of a begun authorisation: single use, 15 minutes, binds the answer to the tenant that asked.';

-- A push arrives before the tenant is known: which tenants have this shop connected.
create function channels.channels_of_shop(of_platform text, of_shop text)
returns table (tenant_id int, channel_id bigint)
language sql stable security definer set search_path = pg_catalog, channels
as $$
  select c.tenant_id, c.channel_id
    from channels.channel c
   where c.platform = of_platform and c.external_shop_id = of_shop
     and c.state in ('connected', 'paused')
$$;

-- The browser comes back with the state token before the tenant is known. Uses it up.
create function channels.use_authorisation(token text)
returns table (tenant_id int, platform text, started_by text)
language sql volatile security definer set search_path = pg_catalog, channels
as $$
  update channels.authorisation a
     set used_at = now()
   where a.state_token = token and a.used_at is null and a.started_at > now() - interval '15 minutes'
  returning a.tenant_id, a.platform, a.started_by
$$;

call platform.isolate_tenants('channels');
