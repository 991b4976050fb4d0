import { type FaultName, type FaultSettings, NO_FAULTS } from '../faults.ts';
import { type Html, html } from '../html.ts';
import type { World } from '../world.ts';
import { button, page } from './layout.ts';

interface Switch {
  name: keyof FaultSettings;
  word: string;
  unit: string;
  counted: FaultName | null;
}

const SWITCHES: { title: string; switches: Switch[] }[] = [
  {
    title: 'Pushes',
    switches: [
      { name: 'duplicatePushRate', word: 'Sent twice', unit: '0 to 1', counted: 'duplicatePush' },
      {
        name: 'reorderPushRate',
        word: 'Overtaken by later ones',
        unit: '0 to 1',
        counted: 'reorderedPush',
      },
      { name: 'losePushRate', word: 'Never sent', unit: '0 to 1', counted: 'lostPush' },
      { name: 'delayPushMs', word: 'Held back', unit: 'ms', counted: 'delayedPush' },
    ],
  },
  {
    title: 'Calls',
    switches: [
      { name: 'rateLimitRate', word: 'Too many requests', unit: '0 to 1', counted: 'rateLimit' },
      {
        name: 'rateLimitNext',
        word: 'Too many requests, the next',
        unit: 'calls',
        counted: 'rateLimit',
      },
      {
        name: 'serverErrorRate',
        word: 'Server error (500)',
        unit: '0 to 1',
        counted: 'serverError',
      },
      { name: 'timeoutRate', word: 'Done, but never answered', unit: '0 to 1', counted: 'timeout' },
      { name: 'slowAnswerMs', word: 'Slow answers', unit: 'ms', counted: 'slowAnswer' },
      {
        name: 'expiredTokenNext',
        word: 'Token found expired, the next',
        unit: 'calls',
        counted: 'expiredToken',
      },
    ],
  },
  {
    title: 'Feed and chance',
    switches: [
      { name: 'feedLagMs', word: 'New orders show later', unit: 'ms', counted: null },
      { name: 'seed', word: 'Seed of the dice', unit: 'number', counted: null },
    ],
  },
];

/** The numeric switches a form of this page may send. */
export const FORM_SWITCHES: string[] = SWITCHES.flatMap((group) =>
  group.switches.map((entry) => entry.name),
);

export function faultsPage(world: World, note: string): string {
  const settings = world.faults.settings();
  const strikes = world.faults.strikes();
  const isOn = (entry: Switch): boolean =>
    JSON.stringify(settings[entry.name]) !== JSON.stringify(NO_FAULTS[entry.name]);
  const row = (
    entry: Switch,
  ): Html => html`<tr><td><label for="${entry.name}" style="font-size:14px;color:var(--ink)">${entry.word}</label>
${isOn(entry) ? html`<span class="state stop small">on</span>` : null}</td>
<td><input id="${entry.name}" name="${entry.name}" type="number" min="0" step="any" value="${String(settings[entry.name])}"></td>
<td class="soft time">${entry.unit}</td><td class="num soft">${entry.counted === null ? '' : `${strikes[entry.counted]} times`}</td></tr>`;
  return page(
    'Outside world: faults',
    '/console/faults',
    html`<h1>Faults on demand</h1>
<p class="soft">What goes wrong at real marketplaces, whenever you want it. The same seed gives the same faults; each strike is counted.</p>
${note === '' ? null : html`<p class="note" role="status">${note}</p>`}
<form method="post" action="/console/faults"><div class="grid">${SWITCHES.map(
      (group) =>
        html`<section class="card"><h2>${group.title}</h2><table><tbody>${group.switches.map(row)}</tbody></table></section>`,
    )}
<section class="card"><h2>Stock updates that fail</h2><p><label for="stockFailureItemIds">Item ids, with commas</label>
<input id="stockFailureItemIds" name="stockFailureItemIds" value="${settings.stockFailureItemIds.join(', ')}"></p>
<p class="soft small">${strikes.stockFailure} times so far.</p></section></div>
<button class="first">Apply</button></form>
<div class="actions" style="margin-top:16px">${button('/console/faults', 'Expire every access token now', { verb: 'expire' })}${button('/console/faults', 'Clear all faults', { verb: 'clear' })}</div>`,
  );
}
