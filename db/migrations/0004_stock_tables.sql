-- Up Migration
-- The stock heart: the ledger of moves, its balances, and what may be promised.

create schema stock;

create table stock.move (
  tenant_id int not null references platform.tenant,
  move_id bigint generated always as identity,
  sku_id bigint not null,
  lot_code text not null default '',
  lpn text not null default '',
  from_location_id bigint not null,
  from_status text not null check (from_status in ('available', 'quarantine', 'damaged', 'expired')),
  to_location_id bigint not null,
  to_status text not null check (to_status in ('available', 'quarantine', 'damaged', 'expired')),
  qty int not null check (qty > 0),
  reason text not null,
  reference_kind text,
  reference_id bigint,
  actor_name text not null,
  device text,
  scan_id text,
  moved_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, move_id),
  check ((from_location_id, from_status) <> (to_location_id, to_status)),
  foreign key (tenant_id, sku_id) references catalogue.sku,
  foreign key (tenant_id, from_location_id) references catalogue.location,
  foreign key (tenant_id, to_location_id) references catalogue.location
);
create index move_by_sku on stock.move (tenant_id, sku_id, move_id);
create index move_by_reference on stock.move (tenant_id, reference_kind, reference_id) where reference_id is not null;
comment on table stock.move is 'Append-only: the ledger. Each row is qty of a SKU from one (location, status) to another. Nothing appears or vanishes.';
comment on column stock.move.scan_id is 'The device''s own id of the scan that caused the move.';

create table stock.balance (
  tenant_id int not null references platform.tenant,
  location_id bigint not null,
  sku_id bigint not null,
  lot_code text not null default '',
  lpn text not null default '',
  status text not null check (status in ('available', 'quarantine', 'damaged', 'expired')),
  on_hand_qty int not null,
  allocated_qty int not null default 0,
  primary key (tenant_id, location_id, sku_id, lot_code, lpn, status),
  check (on_hand_qty >= 0),
  check (allocated_qty between 0 and on_hand_qty),
  foreign key (tenant_id, location_id) references catalogue.location
) with (fillfactor = 80);
create index balance_by_sku on stock.balance (tenant_id, sku_id) where on_hand_qty > 0;
comment on table stock.balance is 'The ledger''s sum per real location, kept in the transaction that appends the move. Virtual locations have no balance: theirs is the ledger.';
comment on column stock.balance.allocated_qty is 'Claimed by open pick tasks; always under a reservation.';

create table stock.availability (
  tenant_id int not null references platform.tenant,
  sku_id bigint not null,
  node_id bigint not null,
  sellable_qty int not null default 0 check (sellable_qty >= 0),
  reserved_qty int not null default 0,
  safety_qty int not null default 0 check (safety_qty >= 0),
  preorder_qty int not null default 0 check (preorder_qty >= 0),
  primary key (tenant_id, sku_id, node_id),
  constraint never_oversold check (reserved_qty between 0 and sellable_qty + preorder_qty),
  foreign key (tenant_id, sku_id) references catalogue.sku,
  foreign key (tenant_id, node_id) references catalogue.node
) with (fillfactor = 70);
create index availability_by_node on stock.availability (tenant_id, node_id);
comment on table stock.availability is 'Per SKU and node: sellable = balances of status available at sellable locations; reserved = held reservations. The constraint never_oversold is the last wall.';
comment on column stock.availability.preorder_qty is 'Declared for preorder against dated incoming stock, base units.';

create table stock.reservation (
  tenant_id int not null references platform.tenant,
  reservation_id bigint generated always as identity,
  sku_id bigint not null,
  node_id bigint not null,
  qty int not null check (qty > 0),
  state text not null default 'held' check (state in ('held', 'consumed', 'released', 'expired')),
  order_id bigint,
  order_line_id bigint,
  hold_ref text,
  expires_at timestamptz,
  rank_at timestamptz not null default 'infinity',
  created_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz,
  primary key (tenant_id, reservation_id),
  check ((order_line_id is null) = (hold_ref is not null)),
  check ((hold_ref is null) = (expires_at is null)),
  check ((state = 'held') = (closed_at is null))
) with (fillfactor = 80);
create index reservation_by_order on stock.reservation (tenant_id, order_id) where order_id is not null;
create index reservation_held on stock.reservation (tenant_id, sku_id, node_id) where state = 'held';
create index reservation_soft on stock.reservation (tenant_id, sku_id, node_id, expires_at) where state = 'held' and expires_at is not null;
create unique index reservation_hold_once on stock.reservation (tenant_id, hold_ref, sku_id, node_id) where state = 'held' and hold_ref is not null;
comment on column stock.reservation.rank_at is 'The order''s ship-by: when stock falls below what is promised, the latest rank loses first.';
comment on table stock.reservation is 'A promise: qty of a SKU at a node for an order line, or a soft hold of a cart until expires_at. A soft hold past its time counts for nothing at once; whoever locks the availability row first releases it.';

call platform.isolate_tenants('stock');
