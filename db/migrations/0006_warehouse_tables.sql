-- Up Migration
-- The floor: outbound orders, waves, tours, picks, cartons, manifests.

create schema warehouse;

create table warehouse.wave (
  tenant_id int not null references platform.tenant,
  wave_id bigint generated always as identity,
  wave_number text not null,
  node_id bigint not null,
  rule text not null,
  released_at timestamptz not null default clock_timestamp(),
  released_by text not null,
  walk_mm bigint not null default 0,
  s_shape_walk_mm bigint not null default 0,
  primary key (tenant_id, wave_id),
  unique (tenant_id, wave_number)
);
create index wave_by_node on warehouse.wave (tenant_id, node_id, wave_id);
comment on column warehouse.wave.walk_mm is 'Planned walk of all tours, millimetres; s_shape_walk_mm is the naive S-shape walk over the same stops.';

create table warehouse.wave_rule (
  tenant_id int not null references platform.tenant,
  wave_rule_id bigint generated always as identity,
  node_id bigint not null,
  name text not null,
  carrier text,
  orders_min int not null check (orders_min >= 1),
  orders_max int not null check (orders_max >= orders_min),
  orders_per_tour int not null check (orders_per_tour between 1 and 24),
  every_min int not null check (every_min >= 1),
  is_active boolean not null,
  last_run_at timestamptz,
  primary key (tenant_id, wave_rule_id)
);
comment on table warehouse.wave_rule is 'Releases a wave every so many minutes once orders_min orders wait, or when one is due soon.';

create table warehouse.outbound_order (
  tenant_id int not null references platform.tenant,
  outbound_order_id bigint generated always as identity,
  fulfilment_order_id bigint not null,
  order_id bigint not null,
  order_number text not null,
  external_order_number text,
  channel_id bigint not null,
  channel_name text not null,
  node_id bigint not null,
  state text not null default 'released' check (state in ('promised', 'released', 'picking', 'picked', 'packed', 'shipped', 'short', 'cancelled')),
  ship_by_at timestamptz not null,
  carrier text,
  tracking_number text,
  address jsonb,
  buyer_name text,
  note text,
  wave_id bigint,
  tote_location_id bigint,
  carrier_label_document_id bigint,
  label_error text,
  accepted_at timestamptz not null default clock_timestamp(),
  packed_at timestamptz,
  packed_by text,
  put_back_at timestamptz,
  primary key (tenant_id, outbound_order_id),
  unique (tenant_id, fulfilment_order_id),
  foreign key (tenant_id, wave_id) references warehouse.wave
) with (fillfactor = 75);
create index outbound_waiting on warehouse.outbound_order (tenant_id, node_id, ship_by_at, outbound_order_id) where state = 'released' and wave_id is null;
create index outbound_by_state on warehouse.outbound_order (tenant_id, node_id, state, ship_by_at);
create index outbound_by_order on warehouse.outbound_order (tenant_id, order_id);
create index outbound_put_back on warehouse.outbound_order (tenant_id, node_id, ship_by_at) where state in ('cancelled', 'short') and put_back_at is null;
create index outbound_by_wave on warehouse.outbound_order (tenant_id, wave_id) where wave_id is not null;
create unique index tote_holds_one_order on warehouse.outbound_order (tenant_id, tote_location_id) where tote_location_id is not null;
comment on table warehouse.outbound_order is 'The WMS''s own record of a fulfilment order; carries what the floor and the label need, so that it can work apart from the OMS.';
comment on column warehouse.outbound_order.tote_location_id is 'The tote that holds its picked goods; null before the first pick, after packing and after put-back.';
comment on column warehouse.outbound_order.put_back_at is 'When the goods of a cancelled or short order went from tote or carton back to a bin; null while they wait for it, or where there were none.';

create table warehouse.outbound_line (
  tenant_id int not null references platform.tenant,
  outbound_line_id bigint generated always as identity,
  outbound_order_id bigint not null,
  sku_id bigint not null,
  qty int not null check (qty > 0),
  picked_qty int not null default 0,
  verified_qty int not null default 0,
  short_qty int not null default 0,
  primary key (tenant_id, outbound_line_id),
  unique (tenant_id, outbound_order_id, sku_id),
  check (picked_qty between 0 and qty),
  check (verified_qty between 0 and picked_qty),
  check (short_qty between 0 and qty),
  foreign key (tenant_id, outbound_order_id) references warehouse.outbound_order
) with (fillfactor = 80);
comment on column warehouse.outbound_line.verified_qty is 'Scanned into the carton at the pack station.';

create table warehouse.tour (
  tenant_id int not null references platform.tenant,
  tour_id bigint generated always as identity,
  tour_number text not null,
  wave_id bigint not null,
  node_id bigint not null,
  state text not null default 'open' check (state in ('open', 'claimed', 'done', 'cancelled')),
  picker_id text,
  picker_name text,
  walk_mm bigint not null,
  ship_by_at timestamptz not null,
  claimed_at timestamptz,
  done_at timestamptz,
  primary key (tenant_id, tour_id),
  unique (tenant_id, tour_number),
  check ((state = 'open') = (picker_id is null) or state = 'cancelled'),
  foreign key (tenant_id, wave_id) references warehouse.wave
);
create index tour_open on warehouse.tour (tenant_id, node_id, ship_by_at, tour_id) where state = 'open';
create index tour_claimed on warehouse.tour (tenant_id, picker_id) where state = 'claimed';
create index tour_by_wave on warehouse.tour (tenant_id, wave_id);

create table warehouse.tour_slot (
  tenant_id int not null references platform.tenant,
  tour_id bigint not null,
  slot int not null check (slot between 1 and 24),
  outbound_order_id bigint not null,
  primary key (tenant_id, tour_id, slot),
  unique (tenant_id, tour_id, outbound_order_id),
  foreign key (tenant_id, tour_id) references warehouse.tour,
  foreign key (tenant_id, outbound_order_id) references warehouse.outbound_order
);
create index tour_slot_by_order on warehouse.tour_slot (tenant_id, outbound_order_id);
comment on table warehouse.tour_slot is 'Which slot of the picker''s cart takes which order.';

create table warehouse.pick_task (
  tenant_id int not null references platform.tenant,
  pick_task_id bigint generated always as identity,
  tour_id bigint not null,
  outbound_order_id bigint not null,
  outbound_line_id bigint not null,
  location_id bigint not null,
  sku_id bigint not null,
  lot_code text not null default '',
  qty int not null check (qty > 0),
  picked_qty int not null default 0 check (picked_qty between 0 and qty),
  state text not null default 'open' check (state in ('open', 'picked', 'short', 'cancelled')),
  stop_sequence int not null,
  picked_at timestamptz,
  picked_by text,
  primary key (tenant_id, pick_task_id),
  foreign key (tenant_id, tour_id) references warehouse.tour,
  foreign key (tenant_id, outbound_line_id) references warehouse.outbound_line
) with (fillfactor = 80);
create index pick_task_by_tour on warehouse.pick_task (tenant_id, tour_id, stop_sequence);
create index pick_task_by_order on warehouse.pick_task (tenant_id, outbound_order_id);
create index pick_task_by_line on warehouse.pick_task (tenant_id, outbound_line_id);
create index pick_task_done on warehouse.pick_task (tenant_id, picked_at) where picked_at is not null;

create table warehouse.carton_type (
  tenant_id int not null references platform.tenant,
  carton_code text not null,
  name text not null,
  length_mm int not null check (length_mm > 0),
  width_mm int not null check (width_mm > 0),
  height_mm int not null check (height_mm > 0),
  tare_g int not null check (tare_g >= 0),
  weight_g_max int not null check (weight_g_max > 0),
  primary key (tenant_id, carton_code)
);
comment on column warehouse.carton_type.length_mm is 'Inner length; width and height too.';

create table warehouse.manifest (
  tenant_id int not null references platform.tenant,
  manifest_id bigint generated always as identity,
  manifest_number text not null,
  node_id bigint not null,
  carrier text not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  opened_at timestamptz not null default clock_timestamp(),
  opened_by text not null,
  closed_at timestamptz,
  closed_by text,
  primary key (tenant_id, manifest_id),
  unique (tenant_id, manifest_number),
  check ((state = 'closed') = (closed_at is not null))
);
create unique index manifest_open_once on warehouse.manifest (tenant_id, node_id, carrier) where state = 'open';
create index manifest_by_node on warehouse.manifest (tenant_id, node_id, manifest_id);

create table warehouse.parcel (
  tenant_id int not null references platform.tenant,
  parcel_id bigint generated always as identity,
  outbound_order_id bigint not null,
  sscc text not null check (sscc ~ '^[0-9]{18}$'),
  carton_code text not null,
  location_id bigint not null,
  weight_g int not null check (weight_g > 0),
  state text not null default 'closed' check (state in ('closed', 'labelled', 'on_manifest', 'shipped', 'cancelled')),
  carrier text,
  tracking_number text,
  manifest_id bigint,
  closed_at timestamptz not null default clock_timestamp(),
  closed_by text not null,
  shipped_at timestamptz,
  primary key (tenant_id, parcel_id),
  unique (tenant_id, sscc),
  foreign key (tenant_id, outbound_order_id) references warehouse.outbound_order,
  foreign key (tenant_id, manifest_id) references warehouse.manifest
) with (fillfactor = 80);
create index parcel_by_order on warehouse.parcel (tenant_id, outbound_order_id);
create index parcel_by_tracking on warehouse.parcel (tenant_id, tracking_number) where tracking_number is not null;
create index parcel_by_manifest on warehouse.parcel (tenant_id, manifest_id) where manifest_id is not null;
create index parcel_waiting on warehouse.parcel (tenant_id, state) where state in ('closed', 'labelled', 'on_manifest');
comment on column warehouse.parcel.location_id is 'The carton as a location of the ledger: goods are in it until ship confirm.';

call platform.isolate_tenants('warehouse');
