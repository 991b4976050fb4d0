import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tour } from '@quayside/contract';
import type { Command } from 'commander';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inRepository } from './paths.ts';
import { connectShop, json, pause, signInOwner } from './replay/outside.ts';
import { type UsedStack, useStack } from './use-stack.ts';

/** Takes the pictures of docs/screens anew from a Quayside in the middle of its day. */
export function register(program: Command): void {
  program
    .command('screens')
    .description('take the screenshots of docs/screens anew')
    .action(async () => {
      const stack = await useStack('screens', { fresh: true, hasWeb: true });
      try {
        await midday(stack);
        await takeAll(stack);
      } finally {
        await stack.giveBack();
      }
    });
}

/** Baskets to buy, and how many of them the crew ships before the pictures are taken. */
const BASKETS = 36;
const SHIPPED_FIRST = 8;

/** A shop that sells, a crew that has shipped a part and went home. */
async function midday(stack: UsedStack): Promise<void> {
  const owner = await signInOwner(stack.home, stack.url);
  const channelId = await connectShop(owner);
  await waitFor(async () => {
    const shop = await owner.get<{ listings: number; offersOwed: number }>(
      `/api/v1/channels/${channelId}`,
    );
    return shop.listings > 3000 && shop.offersOwed === 0;
  });
  const sandbox = (path: string, body: unknown) =>
    json(`${stack.sandboxUrl}${path}`, { method: 'POST', body });
  await sandbox('/_sandbox/shoppers', { speed: 'max', limit: BASKETS, from: 0 });
  await sandbox('/_sandbox/crew', { speed: 'max', baseUrl: stack.url });
  const counts = () =>
    owner.get<{ counts: Record<string, number> }>('/api/v1/orders/counts').then((r) => r.counts);
  await waitFor(async () => ((await counts())['shipped'] ?? 0) >= SHIPPED_FIRST);
  await sandbox('/_sandbox/crew', { stop: true });
  // A few that came after the crew went home.
  await sandbox('/_sandbox/shoppers', { speed: 'max', limit: 10, from: BASKETS });
  await waitFor(async () => ((await counts())['promised'] ?? 0) >= 5);
  await pause(3000);
}

async function waitFor(isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (await isDone()) return;
    await pause(500);
  }
  throw new Error('Waited ten minutes in vain.');
}

const folder = inRepository('docs/screens');
const deskSize = { width: 1440, height: 900 };
const floorSize = { width: 360, height: 720 };

interface Look {
  language: 'en' | 'vi';
  scheme: 'light' | 'dark';
  viewport: { width: number; height: number };
}

async function takeAll(stack: UsedStack): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  try {
    const light = await open(browser, stack, 'owner', {
      language: 'en',
      scheme: 'light',
      viewport: deskSize,
    });
    await takeDesk(light, stack.url, '');
    const dark = await open(browser, stack, 'owner', {
      language: 'en',
      scheme: 'dark',
      viewport: deskSize,
    });
    await take(dark, `${stack.url}/dashboard`, 'dashboard-dark');
    await take(dark, `${stack.url}/orders`, 'orders-dark');
    const vi = await open(browser, stack, 'owner', {
      language: 'vi',
      scheme: 'light',
      viewport: deskSize,
    });
    await take(vi, `${stack.url}/orders`, 'orders-vi');
    await take(vi, `${stack.url}/dashboard`, 'dashboard-vi');
    await takeFloor(browser, stack);
    await takeOutside(light, stack);
  } finally {
    await browser.close();
  }
}

async function open(browser: Browser, stack: UsedStack, who: string, look: Look): Promise<Page> {
  const options: BrowserContextOptions = {
    viewport: look.viewport,
    colorScheme: look.scheme,
    locale: look.language === 'vi' ? 'vi-VN' : 'en-US',
    timezoneId: 'Asia/Singapore',
    reducedMotion: 'reduce',
  };
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const logins = JSON.parse(readFileSync(join(stack.home, 'demo-logins.json'), 'utf8')) as {
    email: string;
    password: string;
  }[];
  const login = logins.find((l) => l.email.startsWith(who));
  if (login === undefined) throw new Error(`no demo login begins with ${who}`);
  await page.request.post(`${stack.url}/api/auth/sign-in/email`, {
    data: { email: login.email, password: login.password },
    headers: { origin: stack.url },
  });
  return page;
}

/** A page at rest: read, drawn, no skeleton left. */
async function take(page: Page, url: string | null, name: string): Promise<void> {
  if (url !== null) await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(1800);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`docs/screens/${name}.png`);
}

async function takeDesk(page: Page, url: string, suffix: string): Promise<void> {
  await take(page, `${url}/dashboard`, `dashboard${suffix}`);
  await take(page, `${url}/orders`, `orders${suffix}`);
  const get = <T>(path: string) =>
    page.request.get(`${url}${path}`).then((r) => r.json() as Promise<T>);
  const shipped = await get<{ rows: { orderId: string; lineCount: number }[] }>(
    '/api/v1/orders?state=shipped&limit=50',
  );
  const order = shipped.rows.toSorted((a, b) => a.lineCount - b.lineCount)[0];
  await take(page, `${url}/orders/${order?.orderId}`, `order${suffix}`);
  await take(page, `${url}/stock`, `stock${suffix}`);
  const stock = await get<{ rows: { skuId: string; reservedQty: number }[] }>(
    '/api/v1/stock?limit=200',
  );
  const sku = stock.rows.toSorted((a, b) => b.reservedQty - a.reservedQty)[0];
  await take(page, `${url}/stock/${sku?.skuId}`, `stock-sku${suffix}`);
  await take(page, `${url}/channels`, `channels${suffix}`);
  const { rows } = await get<{ rows: { channelId: string }[] }>('/api/v1/channels');
  await take(page, `${url}/channels/${rows[0]?.channelId}`, `channel${suffix}`);
  await take(page, `${url}/waves`, `waves${suffix}`);
}

async function takeFloor(browser: Browser, stack: UsedStack): Promise<void> {
  const look: Look = { language: 'en', scheme: 'light', viewport: floorSize };
  const picker = await open(browser, stack, 'picker1', look);
  await take(picker, `${stack.url}/floor`, 'floor-home');
  await take(picker, `${stack.url}/floor/pick`, 'floor-tours');
  const { nodes } = (await (await picker.request.get(`${stack.url}/api/v1/me`)).json()) as {
    nodes: { nodeId: string; nodeCode: string }[];
  };
  const nodeId = nodes.find((n) => n.nodeCode === 'SG-WEST')?.nodeId;
  const claimed = await picker.request.post(`${stack.url}/api/v1/floor/tours/claim`, {
    data: { nodeId },
    headers: { origin: stack.url },
  });
  const { tour } = (await claimed.json()) as { tour: Tour | null };
  if (tour === null) throw new Error('The crew left no tour to take a picture of.');
  await bindAll(picker, stack.url, tour);
  await take(picker, `${stack.url}/floor/pick/${tour.tourId}`, 'pick-where');
  const first = tour.stops.find((s) => s.state === 'open');
  await scan(picker, 'TOTE-059');
  await take(picker, null, 'pick-wrong');
  await scan(picker, first?.locationBarcode ?? '');
  await take(picker, null, 'pick-what');
  const dark = await open(browser, stack, 'picker1', { ...look, scheme: 'dark', language: 'vi' });
  await take(dark, `${stack.url}/floor/pick/${tour.tourId}`, 'pick-where-dark-vi');
  await takeBench(browser, stack, nodeId ?? '');
}

/** Puts a free tote into every empty slot, so that the walk begins. */
async function bindAll(picker: Page, url: string, tour: Tour): Promise<void> {
  let tote = 60;
  for (const { slot } of tour.slots.filter((one) => one.toteBarcode === null)) {
    for (; tote > 0; tote -= 1) {
      const answer = await picker.request.post(`${url}/api/v1/floor/tours/${tour.tourId}/totes`, {
        data: { slot, toteScan: `TOTE-${String(tote).padStart(3, '0')}` },
        headers: { origin: url },
      });
      if (answer.ok()) break;
    }
    tote -= 1;
  }
}

async function takeBench(browser: Browser, stack: UsedStack, nodeId: string): Promise<void> {
  const packer = await open(browser, stack, 'packer1', {
    language: 'en',
    scheme: 'light',
    viewport: { width: 1280, height: 800 },
  });
  const queue = await packer.request.get(`${stack.url}/api/v1/floor/pack/queue?nodeId=${nodeId}`);
  const { rows } = (await queue.json()) as {
    rows: { toteBarcode: string | null; orderNumber: string }[];
  };
  await packer.goto(`${stack.url}/floor/pack`);
  await packer.waitForTimeout(1500);
  const waiting = rows.find((row) => row.toteBarcode !== null);
  if (waiting?.toteBarcode != null) await scan(packer, waiting.toteBarcode);
  await take(packer, null, 'pack');
  await take(packer, `${stack.url}/floor/handover`, 'handover');
}

async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press('Enter');
}

async function takeOutside(page: Page, stack: UsedStack): Promise<void> {
  await take(page, `${stack.sandboxUrl}/`, 'sandbox');
  await page.goto(`${stack.sandboxUrl}/mailbox`);
  await page.locator('a[href^="/mailbox/"]').first().click();
  await take(page, null, 'mail');
}
