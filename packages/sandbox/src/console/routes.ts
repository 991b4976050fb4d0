import type { FastifyInstance, FastifyReply } from 'fastify';
import { scanParcels } from '../carrier.ts';
import { BadRequest, Fields } from '../control/read-body.ts';
import { readShopperChange } from '../control/routes.ts';
import { parseFaults, UnknownFault } from '../faults.ts';
import { findMail } from '../mailbox/mailbox.ts';
import { moveOrder } from '../marketplaces/shopee/order-life.ts';
import { buyerCancelsNow } from '../marketplaces/shopee/orders.ts';
import { placeOrder } from '../marketplaces/shopee/place-order.ts';
import { changePushConfig } from '../marketplaces/shopee/push.ts';
import { expireAccessTokens } from '../marketplaces/shopee/tokens.ts';
import { buyerOf } from '../traffic/buyers.ts';
import type { Shoppers } from '../traffic/shoppers.ts';
import type { World } from '../world.ts';
import { FORM_SWITCHES, faultsPage } from './faults-page.ts';
import { mailboxPage, mailPage } from './mail-pages.ts';
import { pushesPage } from './pushes-page.ts';
import { shopPage } from './shop-page.ts';
import { shoppersPage, stockPage } from './traffic-pages.ts';

const FIRST_PAGE = Number.MAX_SAFE_INTEGER;

/** The pages people watch the outside world on, and the forms on them. */
export function consoleRoutes(app: FastifyInstance, world: World, shoppers: Shoppers): void {
  const show = (reply: FastifyReply, markup: string): FastifyReply =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(markup);

  app.get('/', (request, reply) => {
    const query = new Fields(request.query);
    return show(
      reply,
      shopPage(world, shoppers, {
        status: query.text('status') ?? '',
        search: query.text('search') ?? '',
        note: query.text('note') ?? '',
        before: query.count('before') ?? FIRST_PAGE,
      }),
    );
  });
  app.get('/console/shoppers', (request, reply) => {
    const query = new Fields(request.query);
    const view = { after: query.count('after') ?? 0, note: query.text('note') ?? '' };
    return show(reply, shoppersPage(world, shoppers, view));
  });
  app.get('/console/stock', (request, reply) => {
    const query = new Fields(request.query);
    const view = { search: query.text('search') ?? '', after: query.text('after') ?? '' };
    return show(reply, stockPage(world, view));
  });
  app.get('/console/faults', (request, reply) =>
    show(reply, faultsPage(world, new Fields(request.query).text('note') ?? '')),
  );
  app.get('/console/pushes', (request, reply) => {
    const query = new Fields(request.query);
    const view = { state: query.text('state') ?? '', before: query.count('before') ?? FIRST_PAGE };
    return show(reply, pushesPage(world, view));
  });
  mailRoutes(app, world, show);
  formRoutes(app, world, shoppers);
}

function mailRoutes(
  app: FastifyInstance,
  world: World,
  show: (reply: FastifyReply, markup: string) => FastifyReply,
): void {
  app.get('/mailbox', (request, reply) => {
    const query = new Fields(request.query);
    const view = { to: query.text('to') ?? '', before: query.count('before') ?? FIRST_PAGE };
    return show(reply, mailboxPage(world, view));
  });
  app.get('/mailbox/:id', (request, reply) => {
    const mail = findMail(world, new Fields(request.params).count('id') ?? 0);
    if (mail === undefined) return reply.status(404).type('text/plain').send('No such mail.');
    return show(reply, mailPage(mail));
  });
  app.get('/mailbox/:id/body', (request, reply) => {
    const mail = findMail(world, new Fields(request.params).count('id') ?? 0);
    if (mail === undefined) return reply.status(404).type('text/plain').send('No such mail.');
    return reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
      )
      .send(mail.html);
  });
}

/** Back to the page the form stood on, with a sentence. */
function back(reply: FastifyReply, path: string, note: string): FastifyReply {
  return reply.redirect(`${path}?note=${encodeURIComponent(note)}`, 303);
}

const ORDER_VERBS: Record<string, (world: World, orderSn: string) => boolean> = {
  pay: (world, orderSn) => moveOrder(world, orderSn, 'pay') !== null,
  cancel: (world, orderSn) => buyerCancelsNow(world, orderSn) !== null,
  complete: (world, orderSn) => moveOrder(world, orderSn, 'complete') !== null,
  pickup: (world, orderSn) => scanParcels(world, [orderSn], 'pickup').done.length > 0,
  deliver: (world, orderSn) => scanParcels(world, [orderSn], 'deliver').done.length > 0,
};

function formRoutes(app: FastifyInstance, world: World, shoppers: Shoppers): void {
  app.post('/console/order', (request, reply) => {
    const body = new Fields(request.body);
    const orderSn = body.text('orderSn') ?? '';
    const verb = ORDER_VERBS[body.text('verb') ?? ''];
    if (verb === undefined) throw new BadRequest('No such button.');
    const isDone = verb(world, orderSn);
    return back(
      reply,
      '/',
      isDone ? `Done: ${orderSn}.` : `${orderSn} has moved on; not possible.`,
    );
  });
  app.post('/console/buy', (request, reply) => {
    const body = new Fields(request.body);
    const skuCode = body.text('skuCode') ?? '';
    const qty = body.count('qty', 1_000_000) ?? 0;
    if (qty === 0) throw new BadRequest('A quantity of at least 1, please.');
    const placed = placeOrder(world, buyerOf('console'), [{ skuCode, qty }], { isPaid: true });
    const note = placed.isPlaced
      ? `Order ${placed.orderSn} is placed and paid.`
      : `The shop does not show ${qty} × ${skuCode} any more; nothing was ordered.`;
    return back(reply, '/', note);
  });
  app.post('/console/shoppers', (request, reply) => {
    shoppers.change(readShopperChange(new Fields(request.body)));
    return back(reply, '/console/shoppers', 'The shoppers have heard.');
  });
  app.post('/console/callback', (request, reply) => {
    const callbackUrl = new Fields(request.body).text('callbackUrl') ?? '';
    if (!/^https?:\/\//.test(callbackUrl)) throw new BadRequest('An http address, please.');
    changePushConfig(world, { callbackUrl });
    return reply.redirect('/console/pushes', 303);
  });
  app.post('/console/faults', (request, reply) =>
    back(reply, '/console/faults', changeFaults(world, new Fields(request.body))),
  );
}

function changeFaults(world: World, body: Fields): string {
  const verb = body.text('verb');
  if (verb === 'expire') return `${expireAccessTokens(world)} access tokens have expired.`;
  if (verb === 'clear') {
    world.faults.clear();
    return 'All faults are off and the counters are at 0.';
  }
  const changes: Record<string, unknown> = {};
  for (const name of FORM_SWITCHES) changes[name] = body.amount(name) ?? 0;
  changes.stockFailureItemIds = (body.text('stockFailureItemIds') ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map(Number);
  try {
    world.faults.change(parseFaults(changes));
  } catch (error) {
    if (error instanceof UnknownFault) return error.message;
    throw error;
  }
  return 'Applied.';
}
