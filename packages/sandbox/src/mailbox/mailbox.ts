import { simpleParser } from 'mailparser';
import type { World } from '../world.ts';

/** A mail as it arrived. */
export interface Mail {
  id: number;
  receivedAt: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  attachments: string[];
}

interface MailRow {
  id: number;
  received_at: number;
  sender: string;
  recipients: string;
  subject: string;
  body_text: string;
  body_html: string;
  attachments: string;
}

/** Parses and keeps one mail; it is on disk when this returns. `to` are the envelope's recipients. */
export async function keepMail(
  world: World,
  raw: Buffer,
  envelope: { from: string; to: string[] },
): Promise<void> {
  const parsed = await simpleParser(raw);
  world.database.run(
    `insert into mail (received_at, sender, recipients, subject, body_text, body_html, attachments, raw)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
    world.clock.now(),
    parsed.from?.text ?? envelope.from,
    envelope.to.join('\n').toLowerCase(),
    parsed.subject ?? '',
    parsed.text ?? '',
    typeof parsed.html === 'string' ? parsed.html : '',
    parsed.attachments
      .map((attachment) => attachment.filename ?? attachment.contentType)
      .join('\n'),
    raw,
  );
}

function mailOf(row: MailRow): Mail {
  return {
    id: row.id,
    receivedAt: new Date(row.received_at).toISOString(),
    from: row.sender,
    to: row.recipients.split('\n'),
    subject: row.subject,
    text: row.body_text,
    html: row.body_html,
    attachments: row.attachments === '' ? [] : row.attachments.split('\n'),
  };
}

const COLUMNS = 'id, received_at, sender, recipients, subject, body_text, body_html, attachments';

/** Newest first. `to` and `subject` match any part, whatever the case. */
export function listMail(
  world: World,
  filter: { to?: string; subject?: string; before?: number; limit: number },
): Mail[] {
  return world.database
    .rows<MailRow>(
      `select ${COLUMNS} from mail where instr(recipients, ?) > 0 and instr(lower(subject), ?) > 0
         and id < ? order by id desc limit ?`,
      (filter.to ?? '').toLowerCase(),
      (filter.subject ?? '').toLowerCase(),
      filter.before ?? Number.MAX_SAFE_INTEGER,
      filter.limit,
    )
    .map(mailOf);
}

export function countMail(world: World): number {
  return world.database.row<{ count: number }>('select count(*) as count from mail')?.count ?? 0;
}

export function findMail(world: World, id: number): Mail | undefined {
  const row = world.database.row<MailRow>(`select ${COLUMNS} from mail where id = ?`, id);
  return row === undefined ? undefined : mailOf(row);
}
