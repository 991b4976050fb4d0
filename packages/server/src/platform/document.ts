import { only, type Tx } from './database.ts';
import { Refusal } from './refusal.ts';

/** Keeps bytes as they came; answers the document's id. */
export async function storeDocument(
  tx: Tx,
  document: { kind: string; contentType: string; content: Uint8Array },
): Promise<string> {
  const row = only(
    await tx.query<{ document_id: string }>(
      `insert into platform.document (tenant_id, kind, content_type, content)
       values ($1, $2, $3, $4) returning document_id`,
      [tx.tenantId, document.kind, document.contentType, Buffer.from(document.content)],
    ),
  );
  return row.document_id;
}

export async function readDocument(
  tx: Tx,
  documentId: string,
): Promise<{ kind: string; contentType: string; content: Buffer }> {
  const rows = await tx.query<{ kind: string; content_type: string; content: Buffer }>(
    `select kind, content_type, content from platform.document
      where tenant_id = $1 and document_id = $2`,
    [tx.tenantId, documentId],
  );
  const [row] = rows;
  if (row === undefined) throw new Refusal('not_found', `There is no document ${documentId}.`);
  return { kind: row.kind, contentType: row.content_type, content: row.content };
}
