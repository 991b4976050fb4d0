import nodemailer from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningSandbox } from '../src/index.ts';
import { aSandbox, control } from './testkit.ts';

let sandbox: RunningSandbox;

beforeEach(async () => {
  sandbox = await aSandbox({ smtpPort: 0 });
});
afterEach(() => sandbox.stop());

async function send(to: string, subject: string, html?: string): Promise<void> {
  const transport = nodemailer.createTransport(sandbox.smtpUrl ?? '');
  await transport.sendMail({
    from: 'Harbour Gifts <shop@harbour.test>',
    to,
    subject,
    text: `Text of ${subject}`,
    ...(html === undefined ? {} : { html }),
  });
  transport.close();
}

test('an accepted mail is kept and can be found by recipient and subject', async () => {
  await send('Wei.Ling@buyers.quayside.test', 'Your parcel is on its way ✓');
  await send('other@buyers.quayside.test', 'Something else');

  const found = await control(sandbox, 'GET', '/mail?to=wei.ling@&subject=PARCEL');
  expect(found.body.total).toBe(2);
  expect(found.body.mails).toMatchObject([
    {
      from: '"Harbour Gifts" <shop@harbour.test>',
      to: ['wei.ling@buyers.quayside.test'],
      subject: 'Your parcel is on its way ✓',
      text: 'Text of Your parcel is on its way ✓\n',
    },
  ]);
});

test('the page shows the list, and the mail in a frame that may run nothing', async () => {
  await send('a@buyers.quayside.test', 'Look <b>here</b>', '<p>Hi</p><script>alert(1)</script>');

  const list = await (await fetch(`${sandbox.url}/mailbox`)).text();
  expect(list).toContain('Look &lt;b&gt;here&lt;/b&gt;');
  const page = await (await fetch(`${sandbox.url}/mailbox/1`)).text();
  expect(page).toContain('<iframe sandbox=""');
  const body = await fetch(`${sandbox.url}/mailbox/1/body`);
  expect(body.headers.get('content-security-policy')).toContain("sandbox; default-src 'none'");
  expect(await body.text()).toContain('<p>Hi</p>');
});

test('an unknown mail is 404', async () => {
  expect((await fetch(`${sandbox.url}/mailbox/99`)).status).toBe(404);
  expect((await control(sandbox, 'GET', '/mail/99')).status).toBe(404);
});
