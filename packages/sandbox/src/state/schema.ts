/**
 * The tables of the outside world. STRICT, so a column holds the type it says.
 * Instants are milliseconds since 1970, money is in minor units, flags are 0 or 1.
 * Owed work (pushes, due actions) is rows here, so a killed process takes it up again.
 */
export const SCHEMA = `
create table if not exists setting (name text primary key, value text not null) strict;

create table if not exists shop (
  shop_id integer primary key, name text not null, region text not null, currency text not null,
  description text not null, auth_at integer, auth_expires_at integer
) strict;

create table if not exists authorisation_request (
  nonce text primary key, redirect text not null, state text, created_at integer not null, used_at integer
) strict;
create table if not exists authorisation_code (
  code text primary key, shop_id integer not null, expires_at integer not null, used_at integer
) strict;
create table if not exists token (
  access_token text primary key, refresh_token text not null unique, shop_id integer not null,
  access_expires_at integer not null, refresh_expires_at integer not null, refresh_used_at integer
) strict;
create index if not exists token_by_shop on token (shop_id, access_expires_at);

create table if not exists item (
  item_id integer primary key, shop_id integer not null, name text not null, has_model integer not null,
  weight_g integer not null, length_mm integer not null, width_mm integer not null, height_mm integer not null,
  created_at integer not null, updated_at integer not null
) strict;
create table if not exists offer (
  item_id integer not null, model_id integer not null, sku_code text not null unique, model_name text not null,
  gtin text not null, price_minor integer not null, stock_qty integer not null default 0 check (stock_qty >= 0),
  promotion_qty integer not null default 0 check (promotion_qty between 0 and stock_qty),
  sold_qty integer not null default 0,
  primary key (item_id, model_id)
) strict;

create table if not exists shop_order (
  seq integer primary key autoincrement, order_sn text not null unique, shop_id integer not null,
  status text not null, status_before_cancel text, placed_at integer not null, updated_at integer not null,
  paid_at integer, ship_by_at integer, pickup_done_at integer, buyer_user_id integer not null,
  buyer_username text not null, recipient text not null, goods_minor integer not null,
  shipping_minor integer not null, message_to_seller text not null, cancel_by text not null default '',
  cancel_reason text not null default '', buyer_cancel_reason text not null default '',
  split_up integer not null default 0, invoice_number text
) strict;
create index if not exists order_by_placed on shop_order (shop_id, placed_at, seq);
create index if not exists order_by_updated on shop_order (shop_id, updated_at, seq);
create index if not exists order_by_status on shop_order (shop_id, status, seq);
create table if not exists order_line (
  order_sn text not null, order_item_id integer not null, item_id integer not null, model_id integer not null,
  sku_code text not null, qty integer not null check (qty > 0), original_price_minor integer not null,
  paid_price_minor integer not null, promotion_qty integer not null, primary key (order_sn, order_item_id)
) strict;

create table if not exists package (
  package_number text primary key, order_sn text not null, logistics_status text not null,
  updated_at integer not null, arranged_at integer, tracking_number text not null,
  tracking_visible_at integer, document_type text, document_ready_at integer, document_fetched_at integer,
  pickup_done_at integer, delivered_at integer
) strict;
create index if not exists package_by_order on package (order_sn);
create index if not exists package_by_tracking on package (tracking_number);
create index if not exists package_by_status on package (logistics_status, package_number);
create table if not exists package_line (
  package_number text not null, order_item_id integer not null, qty integer not null,
  primary key (package_number, order_item_id)
) strict;
create table if not exists tracking_event (
  id integer primary key autoincrement, package_number text not null, happened_at integer not null,
  description text not null, logistics_status text not null
) strict;
create index if not exists tracking_event_by_package on tracking_event (package_number, id);

create table if not exists push (
  id integer primary key autoincrement, msg_id text not null, shop_id integer not null, code integer not null,
  subject text not null, body text not null, created_at integer not null, state text not null,
  attempts integer not null default 0, next_attempt_at integer not null, answer text not null default '',
  finished_at integer, consumed_at integer, note text not null default ''
) strict;
create index if not exists push_due on push (next_attempt_at, id) where state = 'waiting';
create index if not exists push_lost on push (id) where state = 'lost' and consumed_at is null;
create index if not exists push_by_subject on push (subject, id);

create table if not exists due_action (
  id integer primary key autoincrement, due_at integer not null, kind text not null, subject text not null
) strict;
create index if not exists due_action_by_time on due_action (due_at, id);

create table if not exists invoice_outcome (
  seq integer primary key autoincrement, invoice_number text not null, order_sn text, outcome text not null,
  is_cancelled integer not null, cancellation text not null default '', paid_late integer not null default 0,
  ordered_qty integer not null, sold_out_lines integer not null, sold_out_qty integer not null, sold_out text not null
) strict;
create index if not exists invoice_outcome_by_order on invoice_outcome (order_sn);

create table if not exists mail (
  id integer primary key autoincrement, received_at integer not null, sender text not null,
  recipients text not null, subject text not null, body_text text not null, body_html text not null,
  attachments text not null, raw blob not null
) strict;
`;
