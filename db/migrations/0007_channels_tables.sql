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
  feed_lag_ms bigint not null default 0,
  listings_fetched_at timestamptz,
  refresh_lease_until timestamptz,
  pushes_refused bigint not null default 0,
  buyer_email_pattern text,
  connected_at timestamptz not null default now(),
  primary key (tenant_id, channel_id),
  unique (tenant_id, platform, external_shop_id)
);
comment on table channels.channel is 'A place we sell: one shop account on a platform.';
comment on column channels.channel.tokens_sealed is 'Access and refresh token, encrypted with the installation''s key (AES-256-GCM); never logged.';
comment on column channels.channel.feed_watermark_at is 'Every order that changed on the platform before this instant has been read.';
comment on column channels.channel.feed_lag_ms is 'Longest time, within the last hour, that the feed was read past an order''s instant without showing it. 0 is a feed that keeps up.';
comment on column channels.channel.refresh_lease_until is 'A process is refreshing the tokens until then: refresh tokens are single use, and no transaction may be open while the platform is asked.';
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
  mapped_by text check (mapped_by in ('sku_code', 'barcode', 'person')),
  fetched_at timestamptz,
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
  told_at timestamptz,
  sold_qty int not null default 0,
  accepted_qty int,
  accepted_at timestamptz,
  owed_since timestamptz,
  changed_at timestamptz,
  owed_version int not null default 0,
  waiting_qty int,
  next_try_at timestamptz,
  attempts int not null default 0,
  last_error text,
  rule text,
  primary key (tenant_id, listing_id),
  foreign key (tenant_id, listing_id) references channels.listing
) with (fillfactor = 70);
create index offer_owed on channels.listing_offer (tenant_id, channel_id, next_try_at) where owed_since is not null;
comment on table channels.listing_offer is 'What a listing was last told and what it should be told now. owed_since not null means: tell it; only the newest number matters.';
comment on column channels.listing_offer.told_qty is 'Written before it is sent: it may have arrived even when no answer came.';
comment on column channels.listing_offer.sold_qty is 'Units this shop is known to have sold since told_at, less those cancelled: its own shelf shows told_qty less these, if nothing is unseen.';
comment on column channels.listing_offer.changed_at is 'The newest change that is owed; owed_since is the oldest.';
comment on column channels.listing_offer.owed_version is 'Rises with each change, so that an answer to an older number does not clear a newer debt.';
comment on column channels.listing_offer.waiting_qty is 'The number last logged as waiting: the same one is not logged again.';

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

create table channels.seen_order (
  tenant_id int not null references platform.tenant,
  channel_id bigint not null,
  external_order_number text not null,
  external_state text,
  is_taking boolean not null default false,
  noticed_at timestamptz not null,
  absent_at timestamptz,
  placed_at timestamptz,
  read_at timestamptz,
  captured_at timestamptz,
  lag_ms bigint not null default 0,
  tries int not null default 0,
  given_up_at timestamptz,
  primary key (tenant_id, channel_id, external_order_number),
  foreign key (tenant_id, channel_id) references channels.channel
) with (fillfactor = 75);
create index seen_order_pending on channels.seen_order (tenant_id, channel_id, noticed_at)
  where captured_at is null and given_up_at is null;
create index seen_order_given_up on channels.seen_order (tenant_id, channel_id, given_up_at) where given_up_at is not null;
create index seen_order_by_capture on channels.seen_order (tenant_id, channel_id, captured_at);
create index seen_order_by_placing on channels.seen_order (tenant_id, channel_id, placed_at);
comment on table channels.seen_order is 'Every order that a push or poll named. While one is not captured, its units are sold at the shop and not yet missing from ATP: no number may rise.';
comment on column channels.seen_order.is_taking is 'Its units are off the shop''s shelf: placed and not cancelled.';
comment on column channels.seen_order.absent_at is 'The last instant at which the feed was read and did not show it.';

create table channels.channel_task (
  tenant_id int not null references platform.tenant,
  channel_task_id bigint generated always as identity,
  channel_id bigint not null,
  kind text not null check (kind in ('arrange_shipment', 'fetch_label', 'cancel_order', 'accept_cancel', 'reject_cancel')),
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
  started_by text,
  started_by_name text not null,
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
create function channels.use_authorisation(token text, as_of timestamptz)
returns table (tenant_id int, platform text, started_by text, started_by_name text)
language sql volatile security definer set search_path = pg_catalog, channels
as $$
  update channels.authorisation a
     set used_at = as_of
   where a.state_token = token and a.used_at is null and a.started_at > as_of - interval '15 minutes'
  returning a.tenant_id, a.platform, a.started_by, a.started_by_name
$$;

-- Polling runs by the clock, for no tenant: whose shops are to be read.
create function channels.connected()
returns table (tenant_id int, channel_id bigint, platform text)
language sql stable security definer set search_path = pg_catalog, channels
as $$
  select c.tenant_id, c.channel_id, c.platform
    from channels.channel c
   where c.state in ('connected', 'paused')
   order by c.tenant_id, c.channel_id
$$;

-- A forged push names no shop that could be believed: it counts for every shop of the platform.
create function channels.count_refused_push(of_platform text)
returns void
language sql volatile security definer set search_path = pg_catalog, channels
as $$
  update channels.channel c set pushes_refused = c.pushes_refused + 1 where c.platform = of_platform
$$;

call platform.isolate_tenants('channels');
