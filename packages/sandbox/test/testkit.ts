import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CatalogueSku,
  DEMO_PARTNER,
  type RunningSandbox,
  type SandboxOptions,
  SHOP,
  startSandbox,
} from '../src/index.ts';

/** A shelf of `count` SKUs; with 40 of them at least one pair becomes an item with models. */
export function aCatalogue(count: number): CatalogueSku[] {
  return Array.from({ length: count }, (_, index) => ({
    skuCode: `SKU${String(index + 1).padStart(4, '0')}`,
    name: `Thing number ${index + 1}`,
    gtin: `20000000${String(index + 1).padStart(5, '0')}`,
    priceMinor: 250 + index,
    currency: 'SGD',
    lengthMm: 100,
    widthMm: 80,
    heightMm: 40,
    weightG: 150,
  }));
}

/** Starts a sandbox for one test: no ticking, free ports, nothing by itself. */
export async function aSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  return startSandbox({
    catalogue: aCatalogue(40),
    invoices: [],
    smtpPort: null,
    ticking: false,
    ...options,
  });
}

type Json = Record<string, unknown>;

export interface WireAnswer {
  httpStatus: number;
  error: string;
  message: string;
  /** The whole body. */
  body: Json;
  /** `response` of the body, whatever it is. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read deep into answers and assert what they find
  response: any;
}

/** A caller that signs by the documents, written apart from the sandbox's own signing. */
export interface Caller {
  get(path: string, params?: Record<string, string | number>): Promise<WireAnswer>;
  post(path: string, body: Json): Promise<WireAnswer>;
  accessToken: string;
  refreshToken: string;
}

export function signedUrl(
  url: string,
  path: string,
  params: Record<string, string | number>,
  facts: { accessToken?: string; nowMs: number; key?: string },
): string {
  const timestamp = String(Math.floor(facts.nowMs / 1000));
  const token = facts.accessToken ?? '';
  const shop = facts.accessToken === undefined ? '' : String(SHOP.shopId);
  const base = `${DEMO_PARTNER.partnerId}${path}${timestamp}${token}${shop}`;
  const sign = createHmac('sha256', facts.key ?? DEMO_PARTNER.partnerKey)
    .update(base)
    .digest('hex');
  const query = new URLSearchParams({
    partner_id: String(DEMO_PARTNER.partnerId),
    timestamp,
    sign,
    ...(facts.accessToken === undefined ? {} : { access_token: token, shop_id: shop }),
  });
  for (const [name, value] of Object.entries(params)) query.set(name, String(value));
  return `${url}${path}?${query}`;
}

export async function read(answer: Response): Promise<WireAnswer> {
  const body: Json = JSON.parse(await answer.text());
  return {
    httpStatus: answer.status,
    error: String(body.error),
    message: String(body.message),
    body,
    response: body.response,
  };
}

/** The seller opens the link, fills in the form, confirms; answers where the browser is sent. */
export async function authorise(sandbox: RunningSandbox, link: string): Promise<URL> {
  const shown = await (await fetch(link)).text();
  const nonce = /name="nonce" value="([^"]+)"/.exec(shown)?.[1] ?? '';
  const confirmed = await fetch(`${sandbox.url}/auth/confirm`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      nonce,
      account: SHOP.account,
      password: SHOP.password,
      shop_id: String(SHOP.shopId),
    }),
  });
  return new URL(confirmed.headers.get('location') ?? 'http://nowhere.test/');
}

/** Connects the shop and answers a caller with its first tokens. */
export async function connect(sandbox: RunningSandbox): Promise<Caller> {
  const { clock } = sandbox.control.world;
  const path = '/api/v2/shop/auth_partner';
  const link = signedUrl(
    sandbox.url,
    path,
    { redirect: 'http://quayside.test/back?tenant=1' },
    { nowMs: clock.now() },
  );
  const back = await authorise(sandbox, link);
  const token = await publicPost(sandbox, '/api/v2/auth/token/get', {
    code: back.searchParams.get('code') ?? '',
    partner_id: DEMO_PARTNER.partnerId,
    shop_id: SHOP.shopId,
  });
  const caller: Caller = {
    accessToken: String(token.body.access_token),
    refreshToken: String(token.body.refresh_token),
    get: async (getPath, params = {}) =>
      read(
        await fetch(
          signedUrl(sandbox.url, getPath, params, {
            accessToken: caller.accessToken,
            nowMs: clock.now(),
          }),
        ),
      ),
    post: async (postPath, body) =>
      read(
        await fetch(
          signedUrl(
            sandbox.url,
            postPath,
            {},
            {
              accessToken: caller.accessToken,
              nowMs: clock.now(),
            },
          ),
          {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          },
        ),
      ),
  };
  return caller;
}

export async function publicPost(
  sandbox: RunningSandbox,
  path: string,
  body: Json,
): Promise<WireAnswer> {
  const nowMs = sandbox.control.world.clock.now();
  return read(
    await fetch(signedUrl(sandbox.url, path, {}, { nowMs }), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
}

/** A control call; answers status and body. */
export async function control(
  sandbox: RunningSandbox,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
  // biome-ignore lint/suspicious/noExplicitAny: tests read deep into answers and assert what they find
): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${sandbox.url}/_sandbox${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

/** Puts stock on the shelf through the API, as Quayside does. */
export async function stockUp(
  sandbox: RunningSandbox,
  caller: Caller,
  qtyBySku: Record<string, number>,
): Promise<void> {
  const { body } = await control(sandbox, 'GET', '/stock');
  for (const shown of body.stock) {
    const stock = qtyBySku[shown.skuCode];
    if (stock === undefined) continue;
    const answer = await caller.post('/api/v2/product/update_stock', {
      item_id: shown.itemId,
      stock_list: [{ model_id: shown.modelId, seller_stock: [{ stock }] }],
    });
    if (answer.error !== '') throw new Error(answer.message);
  }
}

export interface ReceivedPush {
  authorization: string;
  raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read deep into answers and assert what they find
  body: any;
}

export interface PushReceiver {
  url: string;
  received: ReceivedPush[];
  /** What the next answers are; 200 with an empty body when the list is used up. */
  answers: { status: number; body?: string }[];
  close(): Promise<void>;
}

/** A stand-in for Quayside's push address. */
export async function aPushReceiver(): Promise<PushReceiver> {
  const receiver: PushReceiver = {
    url: '',
    received: [],
    answers: [],
    close: () => Promise.resolve(),
  };
  const server: Server = createServer((request, response) => {
    readAll(request).then(
      (raw) => {
        receiver.received.push({
          authorization: request.headers.authorization ?? '',
          raw,
          body: JSON.parse(raw),
        });
        const answer = receiver.answers.shift() ?? { status: 200 };
        response.writeHead(answer.status).end(answer.body ?? '');
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No port.');
  receiver.url = `http://127.0.0.1:${address.port}/push`;
  receiver.close = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return receiver;
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
