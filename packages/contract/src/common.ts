import { type Static, type TSchema, Type } from 'typebox';

/** A database identity as decimal text: it may pass 2^53, and no caller computes with it. */
export const Id = Type.String({ pattern: '^[0-9]{1,19}$', description: 'Identity, decimal text' });
/** An instant, ISO 8601 in UTC. */
export const At = Type.String({ format: 'date-time', description: 'Instant, ISO 8601, UTC' });
/** Integer base units, zero or more. */
export const Qty = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
/** Integer base units, at least one: what can be ordered, moved or picked. */
export const PositiveQty = Type.Integer({ minimum: 1, maximum: 1_000_000 });
/** Integer minor units of `currency`. */
export const Minor = Type.Integer({ minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 });
/** ISO 4217. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
export const Text = (maxLength = 200) => Type.String({ minLength: 1, maxLength });
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** `/:id` of a path. */
export const IdParams = Type.Object({ id: Id });

/** Keyset page: `nextCursor` is null on the last page; a cursor is opaque and only good for the same query. */
export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};
export const Page = <T extends TSchema>(row: T) =>
  Type.Object({ rows: Type.Array(row), nextCursor: Nullable(Type.String()) });

/** The answer of a bulk action, one entry per row asked for, in the order asked. */
export const BulkReply = Type.Object({
  done: Type.Integer(),
  refused: Type.Integer(),
  rows: Type.Array(
    Type.Object({
      id: Type.String(),
      ok: Type.Boolean(),
      code: Type.Optional(Type.String()),
      message: Type.Optional(Type.String()),
    }),
  ),
});
export type BulkReply = Static<typeof BulkReply>;

/** RFC 9457 problem: what is wrong, where, and what to do. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  /** What the caller can do about it. */
  remedy: Type.Optional(Type.String()),
  /** Facts that name the thing: ids, expected, got. */
  facts: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** Rejected fields, each with its path and reason. */
  fields: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
});
export type Problem = Static<typeof Problem>;

export const Ok = Type.Object({ ok: Type.Literal(true) });
