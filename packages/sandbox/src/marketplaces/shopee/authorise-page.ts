import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { page } from '../../console/layout.ts';
import { type Html, html } from '../../html.ts';
import type { World } from '../../world.ts';
import { ShopeeError } from './errors.ts';
import { checkLinkSign } from './gate.ts';
import { linkShop, unlinkShop } from './link.ts';
import { Params } from './params.ts';
import { SHOP } from './shop.ts';
import { sameSign } from './sign.ts';

/** The page a seller leaves open is worth half an hour. */
const PAGE_LIFE_MS = 30 * 60_000;

type Purpose = 'authorise' | 'cancel';

/**
 * The seller's side of the authorisation: the classic signed link, the newer unsigned one, and the
 * link that takes the authorisation back. The seller logs in, sees the shop, and confirms.
 */
export function authorisePages(app: FastifyInstance, world: World): void {
  const classic = (path: string, purpose: Purpose): void => {
    app.get<{ Querystring: Record<string, unknown> }>(path, async (request, reply) => {
      await showing(reply, () => {
        const query = new Params(request.query);
        checkLinkSign(world, path, query);
        return ask(world, purpose, readRedirect(query.text('redirect')), null);
      });
    });
  };
  classic('/api/v2/shop/auth_partner', 'authorise');
  classic('/api/v2/shop/cancel_auth_partner', 'cancel');

  app.get<{ Querystring: Record<string, unknown> }>('/auth', async (request, reply) => {
    await showing(reply, () => {
      const query = new Params(request.query);
      if (query.text('partner_id') !== String(world.options.partnerId)) {
        throw new ShopeeError('error_auth', 'partner_id is invalid', { httpStatus: 403 });
      }
      if (query.text('auth_type', 'seller') !== 'seller') {
        throw new ShopeeError('error_param', 'Only auth_type seller is offered here.');
      }
      if (query.text('response_type') !== 'code') {
        throw new ShopeeError('error_param', 'response_type should be code');
      }
      const state = query.has('state') ? query.text('state') : null;
      return ask(world, 'authorise', readRedirect(query.text('redirect_uri')), state);
    });
  });

  app.post<{ Body: Record<string, string> }>('/auth/confirm', async (request, reply) => {
    const outcome = confirm(world, request.body);
    if (outcome.redirect !== undefined) return reply.redirect(outcome.redirect, 302);
    await send(reply, 200, outcome.content);
  });
}

async function showing(reply: FastifyReply, content: () => Html): Promise<void> {
  try {
    await send(reply, 200, content());
  } catch (error) {
    if (!(error instanceof ShopeeError)) throw error;
    await send(
      reply,
      error.httpStatus === 200 ? 400 : error.httpStatus,
      html`<div class="card narrow"><h1>This link does not work</h1>
<p class="note bad">${error.message}</p><p class="soft small">Code: <code>${error.code}</code>.
Go back to the app and start the connection again.</p></div>`,
    );
  }
}

async function send(reply: FastifyReply, status: number, content: Html): Promise<void> {
  await reply
    .status(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-frame-options', 'DENY')
    .send(page('Authorise an app', null, content));
}

function readRedirect(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new ShopeeError('error_param', 'The redirect is not a valid address.');
  }
  return text;
}

/** Remembers the request under a nonce, so the form cannot be bent to another redirect. */
function ask(world: World, purpose: Purpose, redirect: string, state: string | null): Html {
  const nonce = randomBytes(16).toString('hex');
  world.database.run(
    'insert into authorisation_request (nonce, redirect, state, created_at) values (?, ?, ?, ?)',
    `${purpose}.${nonce}`,
    redirect,
    state,
    world.clock.now(),
  );
  return form(world, purpose, `${purpose}.${nonce}`, redirect, null);
}

function form(
  world: World,
  purpose: Purpose,
  nonce: string,
  redirect: string,
  problem: string | null,
): Html {
  const isAuthorise = purpose === 'authorise';
  return html`<div class="card narrow">
<h1>${isAuthorise ? 'Authorise an app' : 'Cancel an authorisation'}</h1>
<p class="soft">Partner ${world.options.partnerId} at <code>${new URL(redirect).host}</code>
${isAuthorise ? 'asks to work with your shop for 365 days.' : 'will lose its access to your shop at once.'}</p>
${problem === null ? null : html`<p class="note bad" role="alert">${problem}</p>`}
<form method="post" action="/auth/confirm">
<input type="hidden" name="nonce" value="${nonce}">
<p><label for="account">Seller account</label>
<input id="account" name="account" autocomplete="username" value="${SHOP.account}" required></p>
<p><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" value="${SHOP.password}" required></p>
<label class="choice"><input type="radio" name="shop_id" value="${SHOP.shopId}" checked>
<span><b>${SHOP.name}</b><br><span class="soft small">Shop ${SHOP.shopId}, Singapore, ${SHOP.currency}</span></span></label>
${isAuthorise ? html`<p class="soft small">The app may read your products and orders, change stock and prices, arrange shipments and print air waybills.</p>` : null}
<button class="first" type="submit">${isAuthorise ? 'Authorise' : 'Cancel authorisation'}</button>
</form>
<p class="soft small" style="margin-top:16px">This is the sandbox's stand-in for Shopee. The demo account is filled in already.</p>
</div>`;
}

interface Confirmation {
  redirect?: string;
  content: Html;
}

function confirm(world: World, body: Record<string, string> | undefined): Confirmation {
  const nonce = body?.nonce ?? '';
  const request = world.database.row<{
    redirect: string;
    state: string | null;
    created_at: number;
    used_at: number | null;
  }>(
    'select redirect, state, created_at, used_at from authorisation_request where nonce = ?',
    nonce,
  );
  const nowMs = world.clock.now();
  if (
    request === undefined ||
    request.used_at !== null ||
    request.created_at + PAGE_LIFE_MS < nowMs
  ) {
    return {
      content: html`<div class="card narrow"><h1>This page is too old</h1>
<p>Go back to the app and start again.</p></div>`,
    };
  }
  const purpose: Purpose = nonce.startsWith('cancel.') ? 'cancel' : 'authorise';
  const isKnown =
    sameSign(SHOP.account, body?.account ?? '') && sameSign(SHOP.password, body?.password ?? '');
  if (!isKnown || body?.shop_id !== String(SHOP.shopId)) {
    const problem = 'This account and password do not match a shop.';
    return { content: form(world, purpose, nonce, request.redirect, problem) };
  }
  world.database.run('update authorisation_request set used_at = ? where nonce = ?', nowMs, nonce);
  const target = new URL(request.redirect);
  if (purpose === 'cancel') {
    unlinkShop(world, SHOP.shopId);
  } else {
    target.searchParams.set('code', linkShop(world, SHOP.shopId));
  }
  target.searchParams.set('shop_id', String(SHOP.shopId));
  if (request.state !== null) target.searchParams.set('state', request.state);
  return { redirect: target.toString(), content: html`` };
}
