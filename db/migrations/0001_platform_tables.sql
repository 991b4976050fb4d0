-- Up Migration
-- Tenants, the event log that is every timeline, idempotency, documents, and how a change becomes a job.

create schema platform;

create table platform.tenant (
  tenant_id int generated always as identity primary key,
  organisation_id text not null unique,
  name text not null,
  base_currency text not null check (base_currency ~ '^[A-Z]{3}$'),
  time_zone text not null default 'UTC',
  locale text not null default 'en',
  gs1_company_prefix text not null check (gs1_company_prefix ~ '^[0-9]{6,12}$'),
  sender_address jsonb not null default '{}',
  is_auto_release boolean not null default false,
  created_at timestamptz not null default now()
);
comment on table platform.tenant is 'One company that uses Quayside. A small shared table: not itself under row-level security, read by tenant_id only.';
comment on column platform.tenant.is_auto_release is 'Promised orders without a hold go to their nodes by themselves.';
comment on column platform.tenant.organisation_id is 'Identity of the organisation in the auth schema.';

create table platform.counter (
  tenant_id int not null references platform.tenant,
  name text not null,
  next_value bigint not null default 1,
  primary key (tenant_id, name)
);
comment on table platform.counter is 'Gap-free numbers that people read or GS1 asks for: waves, tours, manifests, SSCC serials. Never on the order path.';

create table platform.event (
  tenant_id int not null references platform.tenant,
  event_id bigint generated always as identity,
  subject_kind text not null,
  subject_id bigint not null,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  actor_kind text not null check (actor_kind in ('person', 'api_key', 'channel', 'system')),
  actor_id text,
  actor_name text not null,
  device text,
  facts jsonb not null default '{}',
  primary key (tenant_id, event_id)
);
create index event_by_subject on platform.event (tenant_id, subject_kind, subject_id, event_id);
comment on table platform.event is 'Append-only: who did what to which order, SKU or channel, when, with which device and why; facts hold before and after. Every timeline reads it.';

create table platform.idempotency (
  tenant_id int not null references platform.tenant,
  idempotency_key text not null,
  route text not null,
  request_hash bytea not null,
  status int,
  reply jsonb,
  created_at timestamptz not null default now(),
  primary key (tenant_id, idempotency_key)
);
comment on table platform.idempotency is 'The caller''s name for one intent. Written in the transaction of its effect, so key and effect exist together or not at all.';

create table platform.document (
  tenant_id int not null references platform.tenant,
  document_id bigint generated always as identity,
  kind text not null,
  content_type text not null,
  content bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, document_id)
);
comment on table platform.document is 'Bytes kept as they came: a platform''s label. What Quayside can print again from its rows is not stored.';

create table platform.api_key (
  tenant_id int not null references platform.tenant,
  api_key_id bigint generated always as identity,
  name text not null,
  prefix text not null,
  secret_hash bytea not null,
  scopes text[] not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (tenant_id, api_key_id),
  unique (secret_hash, tenant_id)
);
comment on column platform.api_key.secret_hash is 'SHA-256 of the key: it is 256 random bits, so a slow hash would protect nothing.';

create table platform.person_limit (
  tenant_id int not null references platform.tenant,
  person_id text not null,
  role text not null,
  node_ids bigint[],
  client_ids bigint[],
  is_active boolean not null default true,
  primary key (tenant_id, person_id)
);
comment on table platform.person_limit is 'Role of a person in a tenant and the nodes and clients it is limited to; null means all.';


-- The key comes before the tenant is known, so this one look-up runs as the owner and answers only the row of that exact hash.
create function platform.api_key_by_hash(hash bytea)
returns table (tenant_id int, api_key_id bigint, name text, scopes text[])
language sql stable security definer set search_path = pg_catalog, platform
as $$
  select k.tenant_id, k.api_key_id, k.name, k.scopes
    from platform.api_key k
   where k.secret_hash = hash and k.revoked_at is null
$$;

-- A person signs in before the tenant is known: role and limits of exactly that person.
create function platform.limits_of_person(person text)
returns table (tenant_id int, role text, node_ids bigint[], client_ids bigint[], is_active boolean)
language sql stable security definer set search_path = pg_catalog, platform
as $$
  select l.tenant_id, l.role, l.node_ids, l.client_ids, l.is_active
    from platform.person_limit l
   where l.person_id = person
   order by l.tenant_id
$$;

-- Puts every table of a schema that has a tenant_id behind row-level security. Each migration that adds tables ends with it.
create procedure platform.isolate_tenants(in schema_name text)
language plpgsql
as $$
declare
  relation text;
begin
  for relation in
    select c.relname
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where n.nspname = schema_name and c.relkind in ('r', 'p') and not c.relrowsecurity
       and not (n.nspname = 'platform' and c.relname = 'tenant')
  loop
    execute format('alter table %I.%I enable row level security', schema_name, relation);
    execute format(
      'create policy own_tenant on %I.%I using (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::int) with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::int)',
      schema_name, relation);
  end loop;
end
$$;

call platform.isolate_tenants('platform');
