import { createServer } from 'node:net';
import { startSandbox } from '@quayside/sandbox';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { openDatabase, systemActor } from '../platform/index.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { makeNotifications, type Notice, type Notifications } from './index.ts';

const fresh = await freshDatabase();
const owner = new pg.Client({ connectionString: fresh.ownerUrl });
await owner.connect();
const {
  rows: [tenant],
} = await owner.query<{ id: number }>(
  `insert into platform.tenant (organisation_id, name, base_currency, gs1_company_prefix)
   values ('org', 'Harbour', 'SGD', '9523456') returning tenant_id as id`,
);
const scope = { tenantId: tenant?.id ?? 0, actor: systemActor };
const database = openDatabase(fresh.appUrl, { connectionsMax: 6 });
const sandbox = await startSandbox({ catalogue: [], invoices: [], ticking: false });
let nowMs = Date.UTC(2040, 0, 1);
const smtpPort = Number(new URL(sandbox.smtpUrl ?? '').port);
const post = mailVia(`smtp://127.0.0.1:${smtpPort}`);

afterAll(async () => {
  post.close();
  await database.close();
  await owner.end();
  await sandbox.stop();
});

function mailVia(smtpUrl: string | null): Notifications {
  return makeNotifications({
    database,
    clock: { now: () => new Date(nowMs) },
    smtpUrl,
    mailFrom: 'Harbour Gifts <orders@harbour.test>',
    log: { warn: () => undefined },
  });
}

const notice = (onceKey: string, more: Partial<Notice> = {}): Notice => ({
  orderId: '77',
  kind: 'order_shipped',
  onceKey,
  recipient: `${onceKey}@buyers.test`,
  locale: 'en',
  facts: {
    brandName: 'Harbour Gifts',
    orderNumber: '261123ABC',
    trackingNumbers: ['SPX1'],
    items: [{ name: 'Lantern', qty: 2 }],
  },
  ...more,
});

async function tell(via: Notifications, given: Notice): Promise<string> {
  await database.inTransaction(scope, (tx) => via.notify(tx, given));
  const { rows } = await owner.query<{ id: string }>(
    'select message_id as id from notifications.message where once_key = $1',
    [given.onceKey],
  );
  expect(rows).toHaveLength(1);
  return rows[0]?.id ?? '';
}

const run = (via: Notifications, messageId: string) =>
  via.notificationJobs['notifications.send']?.({
    tenantId: scope.tenantId,
    messageId,
  } as never);

const message = async (id: string) =>
  (
    await owner.query<{
      state: string;
      attempts: number;
      last_error: string | null;
      next_try_at: Date | null;
    }>(
      'select state, attempts, last_error, next_try_at from notifications.message where message_id = $1',
      [id],
    )
  ).rows[0];

async function mailsTo(recipient: string) {
  const answer = await fetch(`${sandbox.url}/_sandbox/mail?to=${encodeURIComponent(recipient)}`);
  const body: { mails: { subject: string; text: string; html: string; to: string[] }[] } =
    JSON.parse(await answer.text());
  return body.mails;
}

test('a happening is one mail, however often it is told and its job runs', async () => {
  const id = await tell(post, notice('once'));
  expect(await tell(post, notice('once', { recipient: 'else@buyers.test' }))).toBe(id);

  await Promise.all([run(post, id), run(post, id), run(post, id)]);
  await run(post, id);

  const mails = await mailsTo('once@buyers.test');
  expect(mails).toHaveLength(1);
  expect(mails[0]?.subject).toBe('Harbour Gifts: your order 261123ABC is on its way');
  expect(mails[0]?.text).toContain('Tracking number: SPX1');
  expect(mails[0]?.html).toContain('<li>2 × Lantern</li>');
  expect(await message(id)).toMatchObject({ state: 'sent', attempts: 1, last_error: null });
  const raw = sandbox.control.world.database.row<{ raw: Uint8Array }>(
    "select raw from mail where recipients like 'once@%'",
  );
  expect(Buffer.from(raw?.raw ?? []).toString()).toContain(
    `Message-ID: <message.${scope.tenantId}.${id}@harbour.test>`,
  );
});

test('a mail server that is down, then up: sent exactly once', async () => {
  // A port that nobody listens on, until the mailbox's traffic is let through.
  const gate = createServer();
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', () => resolve()));
  const address = gate.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise<void>((resolve) => gate.close(() => resolve()));
  const down = mailVia(`smtp://127.0.0.1:${port}`);
  const id = await tell(down, notice('later'));

  await run(down, id);
  expect(await message(id)).toMatchObject({
    state: 'owed',
    attempts: 1,
    next_try_at: new Date(nowMs + 5_000),
  });
  expect((await message(id))?.last_error).toMatch(/ECONNREFUSED/);
  // Before its time it is left alone.
  await run(post, id);
  expect(await mailsTo('later@buyers.test')).toHaveLength(0);

  nowMs += 5_000;
  await run(post, id);
  await run(post, id);
  down.close();

  expect(await mailsTo('later@buyers.test')).toHaveLength(1);
  expect(await message(id)).toMatchObject({ state: 'sent', attempts: 2, last_error: null });
});

test('after eight tries it is dead, and the order says so', async () => {
  const none = mailVia(null);
  const id = await tell(none, notice('never'));

  for (let attempt = 0; attempt < 12; attempt += 1) {
    await run(none, id);
    nowMs += 3_600_000;
  }

  expect(await message(id)).toMatchObject({
    state: 'dead',
    attempts: 8,
    last_error: 'no mail server: SMTP_URL is not set',
  });
  const { rows } = await owner.query(
    "select 1 from platform.event where kind = 'customer_not_told' and subject_id = 77",
  );
  expect(rows).toHaveLength(1);
});

test('without an address, or with one that is none, the message is kept and not sent', async () => {
  for (const [key, recipient] of [
    ['none', null],
    ['two', 'a@b.test, c@d.test'],
    ['named', 'Mai <mai@b.test>'],
    ['broken', 'mai@b.test\r\nBcc: all@b.test'],
  ] as const) {
    const id = await tell(post, notice(key, { recipient }));
    await run(post, id);
    expect(await message(id)).toMatchObject({ state: 'no_address', attempts: 0 });
  }
  const shown = await database.inTransaction(scope, (tx) => post.messagesOf(tx, '77'));
  expect(shown.map(({ state }) => state)).toEqual([
    'sent',
    'sent',
    'dead',
    'no_address',
    'no_address',
    'no_address',
    'no_address',
  ]);
});
