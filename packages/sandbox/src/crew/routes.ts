import type { FastifyInstance } from 'fastify';
import { button, page } from '../console/layout.ts';
import { BadRequest, Fields } from '../control/read-body.ts';
import { html } from '../html.ts';
import type { World } from '../world.ts';
import type { Crew } from './crew.ts';
import { loginsFromFile } from './logins.ts';
import type { CrewSpeed } from './shift.ts';

/** Sends the robot crew to work and home again: for the command line, the console and tests. */
export function crewRoutes(app: FastifyInstance, world: World, crew: Crew): void {
  const begin = async (fields: Fields): Promise<void> => {
    const baseUrl = fields.text('baseUrl') ?? world.options.quaysideUrl;
    if (baseUrl === null) throw new BadRequest('Where does Quayside live? Say "baseUrl".');
    const file = fields.text('loginsFile') ?? world.options.loginsFile;
    await crew.start({
      baseUrl,
      speed: speedOf(fields.text('speed')),
      logins: loginsFromFile(file),
    });
  };
  app.get('/_sandbox/crew', () => crew.report());
  app.post('/_sandbox/crew', async (request) => {
    const fields = new Fields(request.body);
    if (fields.get('stop') === true) await crew.stop();
    else await begin(fields);
    return crew.report();
  });
  app.get('/console/crew', (request, reply) => {
    const note = new Fields(request.query).text('note') ?? '';
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(crewPage(crew, note));
  });
  app.post('/console/crew', async (request, reply) => {
    const fields = new Fields(request.body);
    const isStop = fields.text('verb') === 'stop';
    if (isStop) await crew.stop();
    else await begin(fields);
    const note = isStop ? 'The crew went home.' : 'The crew is at work.';
    return reply.redirect(`/console/crew?note=${encodeURIComponent(note)}`, 303);
  });
}

function speedOf(text: string | undefined): CrewSpeed {
  if (text === undefined || text === 'human') return 'human';
  if (text === 'max') return 'max';
  throw new BadRequest('"speed" is "human" or "max".');
}

function crewPage(crew: Crew, note: string): string {
  const report = crew.report();
  const counts = Object.entries(report.counts).toSorted(([a], [b]) => a.localeCompare(b));
  return page(
    'Outside world: crew',
    '/console/crew',
    html`<h1>Robot crew</h1>
<p class="soft">Workers who sign in with their own accounts and do the floor's work over the same API as the handheld: release, wave, pick, pack, hand over.</p>
${note === '' ? null : html`<p class="note" role="status">${note}</p>`}
<div class="grid"><section class="card"><h2>Shift</h2>
<p>${report.isWorking ? `${report.workers} at work, at ${report.speed === 'max' ? 'full' : 'human'} speed.` : 'Nobody is at work.'}</p>
<div class="row">${button('/console/crew', 'Send them, human speed', { speed: 'human' }, true)}
${button('/console/crew', 'Full speed', { speed: 'max' })}
${report.isWorking ? button('/console/crew', 'Send them home', { verb: 'stop' }) : null}</div></section>
<section class="card"><h2>Done so far</h2>${
      counts.length === 0
        ? html`<p class="soft">Nothing yet.</p>`
        : html`<dl>${counts.map(([word, count]) => html`<dt>${word}</dt><dd>${count}</dd>`)}</dl>`
    }</section></div>
<section class="card wide"><h2>Notes</h2>${
      report.notes.length === 0
        ? html`<p class="soft">No trouble so far.</p>`
        : html`<ul>${report.notes.toReversed().map((line) => html`<li><code>${line}</code></li>`)}</ul>`
    }</section>`,
    { refreshSeconds: 5 },
  );
}
