import { html } from '../html.ts';
import { countMail, listMail, type Mail } from '../mailbox/mailbox.ts';
import type { World } from '../world.ts';
import { moment, page } from './layout.ts';

const ROWS = 50;

export function mailboxPage(world: World, view: { to: string; before: number }): string {
  const mails = listMail(world, { to: view.to, before: view.before, limit: ROWS });
  const oldest = mails.at(-1);
  return page(
    'Outside world: mailbox',
    '/mailbox',
    html`<h1>Mailbox</h1>
<p class="soft">Every mail sent by SMTP ends here, whoever it was for: ${countMail(world)} so far. Nothing leaves this machine.</p>
<section class="card wide"><form class="row" method="get" action="/mailbox"><div style="flex:1"><label for="to">Recipient</label>
<input id="to" name="to" value="${view.to}" placeholder="any part of an address"></div><button>Search</button></form></section>
<section class="card wide">${
      mails.length === 0
        ? html`<p class="soft">No mail${view.to === '' ? ' yet' : ' for this recipient'}.</p>`
        : html`<table><thead><tr><th>Received</th><th>To</th><th>Subject</th><th>From</th></tr></thead><tbody>
${mails.map(
  (
    mail,
  ) => html`<tr><td class="time">${moment(Date.parse(mail.receivedAt))}</td><td>${mail.to.join(', ')}</td>
<td><a href="/mailbox/${mail.id}">${mail.subject === '' ? '(no subject)' : mail.subject}</a></td><td class="soft">${mail.from}</td></tr>`,
)}</tbody></table>`
    }${mails.length === ROWS && oldest !== undefined ? html`<p><a href="/mailbox?to=${view.to}&amp;before=${oldest.id}">Older mail</a></p>` : null}</section>`,
    view.to === '' && view.before === Number.MAX_SAFE_INTEGER ? { refreshSeconds: 5 } : {},
  );
}

/** One mail. Its HTML is foreign: shown in a frame that may run nothing and reach nothing. */
export function mailPage(mail: Mail): string {
  return page(
    mail.subject,
    '/mailbox',
    html`<p><a href="/mailbox">Back to the mailbox</a></p><h1>${mail.subject === '' ? '(no subject)' : mail.subject}</h1>
<section class="card wide"><dl><dt>From</dt><dd>${mail.from}</dd><dt>To</dt><dd>${mail.to.join(', ')}</dd>
<dt>Received</dt><dd>${moment(Date.parse(mail.receivedAt))}</dd>${
      mail.attachments.length === 0
        ? null
        : html`<dt>Attached</dt><dd>${mail.attachments.join(', ')}</dd>`
    }</dl></section>
${mail.html === '' ? null : html`<iframe sandbox="" title="The mail as it looks" src="/mailbox/${mail.id}/body"></iframe>`}
<section class="card wide"><h2>${mail.html === '' ? 'Text' : 'The same as plain text'}</h2><pre>${mail.text}</pre></section>`,
  );
}
