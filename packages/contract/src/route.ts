import type { Static, TSchema } from 'typebox';
import type { Permission } from './access.ts';

/** The HTTP verbs that the API uses. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One route of the REST API, spoken by the server (which validates and documents with it) and by the
 * web app (which calls it typed). `permission` null means: any signed-in person or key of the tenant;
 * 'public' means: nobody is asked (the route itself verifies, as a webhook does).
 */
export interface RouteSpec {
  method: Method;
  path: string;
  summary: string;
  tag: string;
  permission: Permission | 'public' | null;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  reply: TSchema;
  /** Success status; 200 unless said. */
  status?: number;
  /** True where a repeated `Idempotency-Key` must answer the first answer again. */
  isIdempotent?: boolean;
}

/** Keeps the literal schema types of a route while checking its shape. */
export function route<const R extends RouteSpec>(spec: R): R {
  return spec;
}

/** The type of a part of a route, `undefined` where the route has none. */
export type PartOf<R, K extends keyof RouteSpec> =
  R extends Record<K, infer S> ? (S extends TSchema ? Static<S> : undefined) : undefined;

export type ReplyOf<R extends RouteSpec> = Static<R['reply']>;
