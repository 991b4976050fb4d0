import { type RunningSandbox, type SandboxOptions, SHOP, startSandbox } from '@quayside/sandbox';
import type { ChannelConnector } from '../channel.ts';
import { type ContractSubject, channelContract } from '../testkit/contract.ts';
import { startThrowAwayServer } from '../testkit/throw-away-server.ts';
import { createShopeeConnector } from './connector.ts';

const partner = { partnerId: 2001887, partnerKey: 'partner-key-0123456789', pushKey: 'push-key' };

/** How late the platform shows an arrangement, a tracking number, a label; turned by hand. */
const LAG_MS = 2_000;

/** Enough that some of them become variations of one item. */
const catalogue: SandboxOptions['catalogue'] = Array.from({ length: 60 }, (_, index) => ({
  skuCode: `SKU-${String(index).padStart(3, '0')}`,
  name: `Thing number ${index}`,
  gtin: '5012345000015',
  priceMinor: 115 + index * 37,
  currency: 'SGD',
  lengthMm: 100,
  widthMm: 80,
  heightMm: 60,
  weightG: 120,
}));

channelContract('shopee', async (): Promise<ContractSubject> => {
  const inbox = await startThrowAwayServer((_request, response) => response.end());
  // The machine's time, and what it was turned ahead: signatures carry the time and must stay within minutes.
  let aheadMs = 0;
  const clock = { now: () => Date.now() + aheadMs };
  const sandbox = await startSandbox({
    ...partner,
    clock,
    ticking: false,
    smtpPort: null,
    catalogue,
    invoices: [],
    pace: { arrangeLagMs: LAG_MS, trackingLagMs: LAG_MS, documentLagMs: LAG_MS },
  });
  const callbackUrl = `${inbox.url}/pushes/shopee`;
  const say = (path: string, body: unknown) => tell(sandbox, path, body);
  await say('/_sandbox/push-config', { callbackUrl });
  const connector = connectorTo(sandbox.url, partner.partnerKey);
  const stranger = connectorTo(sandbox.url, 'not-the-partner-key');
  return {
    connector,
    stranger,
    callbackUrl,
    keepsLostPushes: true,
    agree: (url) => agreeAsSeller(sandbox.url, url),
    buy: async ({ sellerSku }, qty) => {
      const answer = await say('/_sandbox/orders', { lines: [{ skuCode: sellerSku, qty }] });
      return typeof answer.orderSn === 'string' ? answer.orderSn : null;
    },
    askToCancel: async (number) => {
      await say(`/_sandbox/orders/${number}/cancel`, {});
    },
    pushes: async () =>
      inbox.seen
        .filter((request) => request.method === 'POST')
        .map(({ rawBody, headers }) => ({ rawBody, headers, callbackUrl })),
    settle: async () => {
      aheadMs += LAG_MS;
      await sandbox.control.settle();
    },
    strike: async (misfortune) => {
      await say('/_sandbox/faults', faults[misfortune]);
    },
    calm: async () => {
      await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'DELETE' });
    },
    stop: async () => {
      await connector.close();
      await stranger.close();
      await sandbox.stop();
      await inbox.stop();
    },
  };
});

const faults = {
  rate_limit: { rateLimitNext: 1 },
  expired_token: { expiredTokenNext: 1 },
  lost_push: { losePushRate: 1 },
  lost_answer: {
    timeoutRate: 1,
    paths: ['/api/v2/product/update_stock', '/api/v2/logistics/ship_order'],
  },
};

function connectorTo(apiUrl: string, partnerKey: string): ChannelConnector {
  return createShopeeConnector({
    apiUrl,
    partnerId: String(partner.partnerId),
    partnerKey,
    pushKeys: ['a-former-key', partner.pushKey],
    http: { requestMs: 2_000, rateLimit: { perSecond: 500, burst: 500, queueMsMax: 5_000 } },
  });
}

async function tell(
  { url }: RunningSandbox,
  path: string,
  body: unknown,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

/** What the seller's browser does: opens the page, signs in, agrees, and is sent back. */
async function agreeAsSeller(sandboxUrl: string, url: string): Promise<URLSearchParams> {
  const page = await (await fetch(url)).text();
  const nonce = /name="nonce" value="([^"]+)"/.exec(page)?.[1];
  if (nonce === undefined) throw new Error('The authorisation page shows no form');
  const response = await fetch(`${sandboxUrl}/auth/confirm`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      nonce,
      account: SHOP.account,
      password: SHOP.password,
      shop_id: String(SHOP.shopId),
    }),
  });
  return new URL(response.headers.get('location') ?? '').searchParams;
}
