-- Up Migration
-- What is sold and where it can be: SKUs, barcodes, kits; nodes and their locations.

create schema catalogue;

create table catalogue.client (
  tenant_id int not null references platform.tenant,
  client_id bigint generated always as identity,
  client_code text not null,
  name text not null,
  primary key (tenant_id, client_id),
  unique (tenant_id, client_code)
);
comment on table catalogue.client is 'Whose goods these are: a brand of the tenant, or a 3PL''s customer. A SKU belongs to exactly one.';

create table catalogue.sku (
  tenant_id int not null references platform.tenant,
  sku_id bigint generated always as identity,
  client_id bigint not null,
  sku_code text not null,
  name text not null,
  tracking text not null default 'none' check (tracking in ('none', 'lot', 'serial')),
  is_kit boolean not null default false,
  is_active boolean not null default true,
  length_mm int check (length_mm > 0),
  width_mm int check (width_mm > 0),
  height_mm int check (height_mm > 0),
  weight_g int check (weight_g >= 0),
  price_minor bigint check (price_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  abc text check (abc in ('A', 'B', 'C')),
  tags text[] not null default '{}',
  created_at timestamptz not null default now(),
  primary key (tenant_id, sku_id),
  unique (tenant_id, sku_code),
  foreign key (tenant_id, client_id) references catalogue.client
);
create index sku_by_client on catalogue.sku (tenant_id, client_id);
create index sku_by_name on catalogue.sku (tenant_id, lower(name) text_pattern_ops);
comment on table catalogue.sku is 'The smallest thing we keep separate stock of. A kit has no stock of its own: it is sold as one and picked as its components.';
comment on column catalogue.sku.weight_g is 'Of one base unit, packed as sold, grams.';

create table catalogue.barcode (
  tenant_id int not null references platform.tenant,
  barcode text not null,
  sku_id bigint not null,
  pack_name text not null default 'each',
  units_per int not null default 1 check (units_per >= 1),
  primary key (tenant_id, barcode),
  foreign key (tenant_id, sku_id) references catalogue.sku
);
create index barcode_by_sku on catalogue.barcode (tenant_id, sku_id);
comment on table catalogue.barcode is 'What a scan of the SKU or of one of its packs may carry. GTINs are kept as 14 digits, zero padded.';

create table catalogue.kit_component (
  tenant_id int not null references platform.tenant,
  kit_sku_id bigint not null,
  component_sku_id bigint not null,
  qty int not null check (qty >= 1),
  primary key (tenant_id, kit_sku_id, component_sku_id),
  check (kit_sku_id <> component_sku_id),
  foreign key (tenant_id, kit_sku_id) references catalogue.sku,
  foreign key (tenant_id, component_sku_id) references catalogue.sku
);
create index kit_component_by_component on catalogue.kit_component (tenant_id, component_sku_id);

create table catalogue.node (
  tenant_id int not null references platform.tenant,
  node_id bigint generated always as identity,
  node_code text not null,
  name text not null,
  mode text not null check (mode in ('simple', 'directed', 'external')),
  is_active boolean not null default true,
  priority int not null default 100,
  latitude double precision,
  longitude double precision,
  postcode text,
  address text,
  time_zone text not null default 'UTC',
  geometry jsonb,
  primary key (tenant_id, node_id),
  unique (tenant_id, node_code)
);
comment on column catalogue.node.priority is 'Sourcing tries the lowest number first; equal numbers go by distance.';
comment on column catalogue.node.geometry is 'Walking geometry of the storage area, in the optimiser''s instance format, lengths in mm; null where nobody walks tours.';

create table catalogue.location (
  tenant_id int not null references platform.tenant,
  location_id bigint generated always as identity,
  node_id bigint,
  location_code text not null,
  barcode text not null,
  type text not null check (type in ('pick_face', 'bulk', 'receiving', 'packing', 'staging', 'dock', 'tote', 'carton', 'cart', 'stock', 'virtual')),
  zone text,
  aisle text,
  bay int,
  level int,
  x_mm int,
  y_mm int,
  z_mm int,
  capacity_l int,
  capacity_g int,
  grid_aisle int,
  grid_block int,
  grid_slot int,
  is_sellable boolean not null,
  is_blocked boolean not null default false,
  primary key (tenant_id, location_id),
  check ((type = 'virtual') = (node_id is null)),
  foreign key (tenant_id, node_id) references catalogue.node
);
create unique index location_code_once on catalogue.location (tenant_id, coalesce(node_id, 0), location_code);
create unique index location_barcode_once on catalogue.location (tenant_id, coalesce(node_id, 0), barcode);
create index location_by_node on catalogue.location (tenant_id, node_id, type, location_code);
comment on table catalogue.location is 'One addressable place: a bin, a dock, a tote, a carton. Supplier, customer, loss, found and transit are virtual locations, the other side of a move that leaves or enters the building.';
comment on column catalogue.location.is_sellable is 'Whether available stock here may be promised. Totes and cartons are: their goods stay promised until they leave.';
comment on column catalogue.location.grid_aisle is 'Place on the walking geometry: aisle, block and slot, from 0.';

call platform.isolate_tenants('catalogue');
