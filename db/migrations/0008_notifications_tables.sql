-- Up Migration
-- What the customer is told.

create schema notifications;

create table notifications.message (
  tenant_id int not null references platform.tenant,
  message_id bigint generated always as identity,
  order_id bigint not null,
  kind text not null check (kind in ('order_shipped', 'order_cancelled')),
  once_key text not null,
  recipient text,
  locale text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  state text not null check (state in ('owed', 'sent', 'dead', 'no_address')),
  attempts int not null default 0,
  last_error text,
  next_try_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz,
  primary key (tenant_id, message_id),
  unique (tenant_id, once_key)
);
create index message_by_order on notifications.message (tenant_id, order_id);
create index message_owed on notifications.message (tenant_id, message_id) where state = 'owed';
comment on table notifications.message is 'One mail to one customer about one happening; once_key makes a repeated event harmless.';

call platform.isolate_tenants('notifications');
