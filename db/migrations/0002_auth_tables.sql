-- Up Migration
-- The tables of better-auth (version pinned in packages/server/package.json): people, sessions, organisations.
-- A person may belong to several organisations, so these are not tenant tables. A test compares them with what the library expects.

create schema auth;

create table auth."user" (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);

create table auth.session (
  id text primary key,
  "expiresAt" timestamptz not null,
  token text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth."user" on delete cascade,
  "activeOrganizationId" text
);
create index session_by_user on auth.session ("userId");

create table auth.account (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth."user" on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null
);
create index account_by_user on auth.account ("userId");

create table auth.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index verification_by_identifier on auth.verification (identifier);

create table auth.organization (
  id text primary key,
  name text not null,
  slug text not null unique,
  logo text,
  "createdAt" timestamptz not null,
  metadata text
);

create table auth.member (
  id text primary key,
  "organizationId" text not null references auth.organization on delete cascade,
  "userId" text not null references auth."user" on delete cascade,
  role text not null,
  "createdAt" timestamptz not null
);
create index member_by_organization on auth.member ("organizationId");
create index member_by_user on auth.member ("userId");

create table auth.invitation (
  id text primary key,
  "organizationId" text not null references auth.organization on delete cascade,
  email text not null,
  role text,
  status text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "inviterId" text not null references auth."user" on delete cascade
);
create index invitation_by_organization on auth.invitation ("organizationId");
create index invitation_by_email on auth.invitation (email);
create index invitation_by_inviter on auth.invitation ("inviterId");
