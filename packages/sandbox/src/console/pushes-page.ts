import { listPushes, type PushLine, pushesByState } from '../control/reports.ts';
import { type Html, html } from '../html.ts';
import { pushConfig } from '../marketplaces/shopee/push.ts';
import type { World } from '../world.ts';
import { moment, page } from './layout.ts';

const CODE_WORDS: Record<number, string> = {
  1: 'shop authorised',
  2: 'shop deauthorised',
  3: 'order status',
  4: 'tracking number',
  8: 'reserved stock',
  12: 'authorisation expires',
  15: 'shipping document',
};
const STATE_MOOD: Record<string, string> = { delivered: 'ok', waiting: 'wait', lost: 'stop' };
const ROWS = 50;

/** Rows of the push log; the body folds out. */
export function pushRows(pushes: PushLine[]): Html {
  if (pushes.length === 0) return html`<p class="soft">Nothing has been pushed yet.</p>`;
  return html`<table><thead><tr><th>When</th><th>What</th><th>About</th><th>Outcome</th></tr></thead><tbody>
${pushes.map(
  (push) => html`<tr><td class="time">${moment(push.created_at)}</td>
<td>${push.code} ${CODE_WORDS[push.code] ?? ''}</td><td><details><summary><code>${push.subject}</code></summary><pre>${push.body}</pre></details></td>
<td><span class="state ${STATE_MOOD[push.state] ?? ''}">${push.state}</span>
<span class="soft small">${push.answer}${push.attempts > 1 ? `, ${push.attempts} attempts` : ''}${push.note === '' ? '' : ` (${push.note})`}</span></td></tr>`,
)}</tbody></table>`;
}

export function pushesPage(world: World, view: { state: string; before: number }): string {
  const pushes = listPushes(world, { state: view.state, before: view.before, limit: ROWS });
  const counts = Object.entries(pushesByState(world));
  const config = pushConfig(world);
  const oldest = pushes.at(-1);
  return page(
    'Outside world: pushes',
    '/console/pushes',
    html`<h1>Pushes</h1>
<p class="soft">Signed, sent until answered 2xx with an empty body within 3 s; then retried, then lost. Lost ones wait in get_lost_push_message.</p>
<div class="tiles">${counts.map(
      ([state, count]) =>
        html`<a href="/console/pushes?state=${state}"${state === view.state ? html` aria-current="true"` : null}><b>${count}</b>${state}</a>`,
    )}</div>
<section class="card wide"><h2>Callback address</h2><form class="row" method="post" action="/console/callback">
<div style="flex:1"><label for="url">Where pushes go</label><input id="url" name="callbackUrl" type="url" required value="${config.callbackUrl ?? ''}"></div>
<button class="first">Save</button></form></section>
<section class="card wide">${pushRows(pushes)}
${pushes.length === ROWS && oldest !== undefined ? html`<p><a href="/console/pushes?state=${view.state}&amp;before=${oldest.id}">Older pushes</a></p>` : null}</section>`,
  );
}
