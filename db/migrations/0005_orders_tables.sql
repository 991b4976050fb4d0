-- Up Migration
-- The order desk: orders, lines, holds, fulfilment orders, what left, shortages, saved views.

create schema orders;

create table orders.sales_order (
  tenant_id int not null references platform.tenant,
  order_id bigint generated always as identity,
  order_number text generated always as ('Q' || lpad(order_id::text, 8, '0')) stored,
  channel_id bigint not null,
  channel_name text not null,
  external_order_number text not null,
  external_state text,
  external_updated_at timestamptz,
  state text not null check (state in ('held', 'backordered', 'promised', 'released', 'picking', 'picked', 'packed', 'shipped', 'delivered', 'cancelled')),
  hold_kinds text[] not null default '{}',
  is_cancel_requested boolean not null default false,
  ship_complete boolean not null default true,
  priority int not null default 50,
  placed_at timestamptz not null,
  captured_at timestamptz not null default clock_timestamp(),
  paid_at timestamptz,
  ship_by_at timestamptz not null,
  shipped_at timestamptz,
  cancelled_at timestamptz,
  cancel_reason text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total_minor bigint not null,
  shipping_minor bigint not null default 0,
  is_cod boolean not null default false,
  line_count int not null,
  unit_qty int not null,
  buyer_name text,
  buyer_email text,
  buyer_phone text,
  address jsonb,
  country text,
  note text,
  carrier text,
  tracking_numbers text[] not null default '{}',
  why jsonb,
  primary key (tenant_id, order_id),
  unique (tenant_id, channel_id, external_order_number)
) with (fillfactor = 75);
create index order_by_state on orders.sales_order (tenant_id, state, ship_by_at, order_id);
create index order_by_ship_by on orders.sales_order (tenant_id, ship_by_at, order_id);
create index order_by_number on orders.sales_order (tenant_id, order_number);
create index order_by_external on orders.sales_order (tenant_id, external_order_number text_pattern_ops);
create index order_by_phone on orders.sales_order (tenant_id, buyer_phone) where buyer_phone is not null;
create index order_by_buyer on orders.sales_order (tenant_id, lower(buyer_name) text_pattern_ops);
create index order_by_tracking on orders.sales_order using gin (tracking_numbers);
create index order_by_captured on orders.sales_order (tenant_id, captured_at);
create index order_by_shipped on orders.sales_order (tenant_id, shipped_at) where shipped_at is not null;
create index order_by_cancelled on orders.sales_order (tenant_id, cancelled_at) where cancelled_at is not null;
create index order_backordered on orders.sales_order (tenant_id, priority desc, placed_at, order_id) where state = 'backordered';
comment on table orders.sales_order is 'One order, captured once per channel and external number. channel_id 0 is the API itself.';
comment on column orders.sales_order.priority is '0 to 100; higher is promised first.';
comment on column orders.sales_order.why is 'Why this node: rule, candidates and what each lacked, at the last sourcing.';

create table orders.order_line (
  tenant_id int not null references platform.tenant,
  order_line_id bigint generated always as identity,
  order_id bigint not null,
  line_number int not null,
  sku_id bigint,
  is_kit boolean not null default false,
  external_line_id text,
  external_item_id text,
  external_model_id text,
  seller_sku text,
  name text not null,
  qty int not null check (qty > 0),
  promised_qty int not null default 0 check (promised_qty >= 0),
  shipped_qty int not null default 0 check (shipped_qty >= 0),
  cancelled_qty int not null default 0 check (cancelled_qty >= 0),
  unit_price_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  primary key (tenant_id, order_line_id),
  unique (tenant_id, order_id, line_number),
  check (promised_qty + shipped_qty + cancelled_qty <= qty),
  foreign key (tenant_id, order_id) references orders.sales_order
) with (fillfactor = 80);
create index line_unmapped on orders.order_line (tenant_id, external_item_id) where sku_id is null;
create index line_by_sku on orders.order_line (tenant_id, sku_id, order_id);
comment on table orders.order_line is 'Every unit of a line is exactly one of promised, shipped, cancelled, or (the rest) backordered.';

create table orders.hold (
  tenant_id int not null references platform.tenant,
  hold_id bigint generated always as identity,
  order_id bigint not null,
  kind text not null check (kind in ('payment', 'unmapped_sku', 'address', 'manual', 'stock')),
  note text,
  placed_at timestamptz not null default clock_timestamp(),
  placed_by text not null,
  cleared_at timestamptz,
  cleared_by text,
  primary key (tenant_id, hold_id),
  foreign key (tenant_id, order_id) references orders.sales_order
);
create unique index hold_once on orders.hold (tenant_id, order_id, kind) where cleared_at is null;
comment on table orders.hold is 'A named reason why the order may not be promised or released. While one stands the order is not released; what is promised stays promised, because the channel has already taken it off its shelf.';

create table orders.fulfilment_order (
  tenant_id int not null references platform.tenant,
  fulfilment_order_id bigint generated always as identity,
  order_id bigint not null,
  node_id bigint not null,
  state text not null default 'promised' check (state in ('promised', 'released', 'picking', 'picked', 'packed', 'shipped', 'short', 'cancelled')),
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, fulfilment_order_id),
  foreign key (tenant_id, order_id) references orders.sales_order
) with (fillfactor = 80);
create index fulfilment_by_order on orders.fulfilment_order (tenant_id, order_id);
create index fulfilment_by_node on orders.fulfilment_order (tenant_id, node_id, state, fulfilment_order_id);
comment on table orders.fulfilment_order is 'Instruction to one node to ship given lines: the hand-over from OMS to WMS.';

create table orders.fulfilment_line (
  tenant_id int not null references platform.tenant,
  fulfilment_order_id bigint not null,
  order_line_id bigint not null,
  sku_id bigint not null,
  qty int not null check (qty > 0),
  primary key (tenant_id, fulfilment_order_id, order_line_id, sku_id),
  foreign key (tenant_id, fulfilment_order_id) references orders.fulfilment_order,
  foreign key (tenant_id, order_line_id) references orders.order_line
);
create index fulfilment_line_by_order_line on orders.fulfilment_line (tenant_id, order_line_id);
comment on column orders.fulfilment_line.sku_id is 'What is picked: for a kit line, a component.';

create table orders.shortage (
  tenant_id int not null references platform.tenant,
  shortage_id bigint generated always as identity,
  order_id bigint not null,
  order_line_id bigint not null,
  sku_id bigint not null,
  node_id bigint not null,
  qty int not null check (qty > 0),
  cause text not null check (cause in ('short_pick', 'count', 'damage', 'other')),
  opened_at timestamptz not null default clock_timestamp(),
  resolved_at timestamptz,
  resolution text,
  primary key (tenant_id, shortage_id),
  check ((resolved_at is null) = (resolution is null)),
  foreign key (tenant_id, order_line_id) references orders.order_line
);
create index shortage_open on orders.shortage (tenant_id, opened_at) where resolved_at is null;
create index shortage_by_order on orders.shortage (tenant_id, order_id);
create index shortage_by_line on orders.shortage (tenant_id, order_line_id);
comment on table orders.shortage is 'A promise that the stock could not keep: visible until re-sourced, backordered and served, or cancelled.';

create table orders.view (
  tenant_id int not null references platform.tenant,
  view_id bigint generated always as identity,
  person_id text not null,
  name text not null,
  is_shared boolean not null,
  filters jsonb not null,
  columns text[] not null,
  primary key (tenant_id, view_id)
);
comment on table orders.view is 'A saved view of the workbench.';

call platform.isolate_tenants('orders');
