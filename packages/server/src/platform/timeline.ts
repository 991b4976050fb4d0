import type { Tx } from './database.ts';

/** One entry of a timeline: what happened to a subject. The actor and the time come from the transaction. */
export interface Happening {
  subjectKind:
    | 'order'
    | 'sku'
    | 'channel'
    | 'node'
    | 'person'
    | 'api_key'
    | 'tenant'
    | 'wave'
    | 'manifest';
  subjectId: string;
  kind: string;
  facts?: Record<string, unknown>;
}

/** Appends to the timelines; one statement for any number of entries. */
export async function record(tx: Tx, happenings: readonly Happening[]): Promise<void> {
  if (happenings.length === 0) return;
  await tx.execute(
    `insert into platform.event
       (tenant_id, subject_kind, subject_id, kind, actor_kind, actor_id, actor_name, device, facts)
     select $1, h.subject_kind, h.subject_id, h.kind, $2, $3, $4, $5, h.facts
       from unnest($6::text[], $7::bigint[], $8::text[], $9::jsonb[])
            with ordinality h (subject_kind, subject_id, kind, facts, n)
      order by h.n`,
    [
      tx.tenantId,
      tx.actor.kind,
      tx.actor.id,
      tx.actor.name,
      tx.actor.device,
      happenings.map((h) => h.subjectKind),
      happenings.map((h) => h.subjectId),
      happenings.map((h) => h.kind),
      happenings.map((h) => JSON.stringify(h.facts ?? {})),
    ],
  );
}
