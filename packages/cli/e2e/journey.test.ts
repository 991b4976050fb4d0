import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PackJob, Tour } from '@quayside/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../src/stack.ts';
import { chromiumPath, desk, handheld, openBrowser, scan, signIn } from './testkit.ts';

interface Login {
  role: string;
  email: string;
  password: string;
}

let stack: Stack;
let browser: Browser;
let logins: Login[];
const home = mkdtempSync(join(tmpdir(), 'quayside-e2e-'));
const hasBrowser = chromiumPath() !== null;

beforeAll(async () => {
  if (!hasBrowser) return;
  stack = await startStack({
    home,
    port: 0,
    quiet: true,
    env: { SANDBOX_ORDERS_PER_MINUTE: '0', SANDBOX_AUTO_CARRIER_SECONDS: '0' },
  });
  logins = JSON.parse(readFileSync(join(home, 'demo-logins.json'), 'utf8')) as Login[];
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  rmSync(home, { recursive: true, force: true });
});

const who = (begins: string): Login => {
  const login = logins.find((l) => l.email.startsWith(begins));
  if (login === undefined) throw new Error(`no demo login begins with ${begins}`);
  return login;
};

const sandbox = async <T>(path: string, body?: unknown): Promise<T> => {
  const response = await fetch(`${stack.sandboxUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as T;
};

/** What the signed-in page itself may read; the test's way to know what a worker sees on the goods. */
const api = async <T>(page: Page, path: string, body?: unknown): Promise<T> =>
  page.evaluate(
    async ([at, payload]) => {
      const response = await fetch(at as string, {
        method: payload === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json' },
        ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
      });
      return (await response.json()) as T;
    },
    [path, body] as const,
  ) as Promise<T>;

async function eventually<T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  const until = performance.now() + 120_000;
  for (;;) {
    const value = await read();
    if (isDone(value)) return value;
    if (performance.now() > until) throw new Error(`still ${JSON.stringify(value).slice(0, 300)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

test.skipIf(!hasBrowser)(
  'a basket bought on the marketplace is promised, picked, packed, handed over, and everybody is told',
  async () => {
    // The shop is connected from the page, by the platform's own authorisation.
    const owner = await signIn(
      await browser.newContext({ viewport: desk, locale: 'en-US' }),
      stack.url,
      who('owner'),
      '/channels',
    );
    await owner
      .getByRole('button', { name: /connect/i })
      .first()
      .click();
    await owner.getByRole('button', { name: 'Authorise' }).click();
    await owner.waitForURL(/\/channels/);
    const [channel] = (await api<{ rows: { channelId: string }[] }>(owner, '/api/v1/channels'))
      .rows;
    const skuCode = '22423';
    const shownBefore = await eventually(
      () => shown(skuCode),
      (qty) => qty > 10,
    );

    // Somebody buys two things; the order arrives by push and stands promised in the workbench.
    const bought = await sandbox<{ orderSn: string }>('/_sandbox/orders', {
      customerNumber: '12583',
      lines: [
        { skuCode, qty: 2 },
        { skuCode: '85123A', qty: 1 },
      ],
    });
    await owner.goto(`${stack.url}/orders?state=promised`);
    const row = owner.getByText(/^Q\d{8}$/).first();
    await row.waitFor();
    const orderNumber = (await row.textContent()) ?? '';
    expect(
      await eventually(
        () => shown(skuCode),
        (qty) => qty === shownBefore - 2,
      ),
    ).toBe(shownBefore - 2);

    // The desk releases it, and starts a wave.
    await owner.keyboard.press('x');
    const box = owner.getByRole('checkbox').nth(1);
    if (!(await box.isChecked())) await box.check();
    await owner.getByRole('button', { name: /^release 1 order/i }).click();
    await eventually(
      () => api<{ counts: Record<string, number> }>(owner, '/api/v1/orders/counts'),
      ({ counts }) => counts['released'] === 1,
    );
    const { nodes } = await api<{ nodes: { nodeId: string; nodeCode: string }[] }>(
      owner,
      '/api/v1/me',
    );
    const nodeId = nodes.find((n) => n.nodeCode === 'SG-WEST')?.nodeId ?? '';
    await eventually(
      () => api<{ orders: number }>(owner, '/api/v1/waves/preview', { nodeId }),
      ({ orders }) => orders === 1,
    );
    await owner.goto(`${stack.url}/waves`);
    await owner.getByRole('button', { name: /new wave/i }).click();
    await owner.getByRole('button', { name: /release (wave|1 order)/i }).click();

    // A picker walks the tour with a scanner; a wrong bin is stopped and said.
    const picker = await signIn(
      await browser.newContext({ viewport: handheld, locale: 'en-US' }),
      stack.url,
      who('picker1'),
      '/floor/pick',
    );
    await walk(picker, nodeId);

    // A packer verifies each unit; a wrong item is stopped; the carton is closed and labelled.
    const packer = await signIn(
      await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' }),
      stack.url,
      who('packer1'),
      '/floor/pack',
    );
    await packOne(packer, nodeId);

    // The parcel is handed over by scanning its SSCC, and the manifest is closed.
    await handOver(packer, nodeId);

    // The order page says shipped, the mailbox has the customer's mail, the platform knows its parcel.
    await owner.goto(`${stack.url}/orders?search=${orderNumber}`);
    await eventually(
      () => api<{ rows: { state: string }[] }>(owner, `/api/v1/orders?search=${orderNumber}`),
      ({ rows }) => rows[0]?.state === 'shipped',
    );
    await owner.getByText(orderNumber).first().waitFor();
    expect(await owner.getByText('Shipped').first().isVisible()).toBe(true);
    const mail = await eventually(
      () => sandbox<{ mails: { subject: string }[] }>('/_sandbox/mail?limit=10'),
      ({ mails }) => mails.length > 0,
    );
    expect(mail.mails[0]?.subject).toContain(bought.orderSn);
    const order = await sandbox<{ status: string }>(`/_sandbox/orders/${bought.orderSn}`);
    expect(order.status).toBe('PROCESSED');
    expect(channel).toBeDefined();
  },
);

async function shown(skuCode: string): Promise<number> {
  const { stock } = await sandbox<{ stock: { skuCode: string; shownQty: number }[] }>(
    `/_sandbox/stock?search=${skuCode}`,
  );
  return stock.find((s) => s.skuCode === skuCode)?.shownQty ?? 0;
}

async function walk(picker: Page, nodeId: string): Promise<void> {
  await picker.getByRole('button', { name: /next tour/i }).click();
  await picker.waitForURL(/\/floor\/pick\/\d+/);
  const { tour } = await api<{ tour: Tour }>(picker, '/api/v1/floor/tours/claim', { nodeId });
  await picker.getByText(/slot/i).first().waitFor();
  await scan(picker, 'TOTE-001');
  let isFirst = true;
  for (const stop of tour.stops) {
    await picker.getByText(stop.locationCode, { exact: true }).first().waitFor();
    if (isFirst) {
      await scan(picker, 'TOTE-002');
      await picker.getByRole('alert').first().waitFor();
      isFirst = false;
    }
    await scan(picker, stop.locationBarcode);
    const each = stop.skuBarcodes.find((b) => b.unitsPer === 1)?.barcode ?? stop.skuCode;
    for (let unit = 0; unit < stop.qty; unit += 1) await scan(picker, each.replace(/^0/, ''));
    await scan(picker, 'TOTE-001');
  }
  await eventually(
    () =>
      api<{ rows: { toteBarcode: string }[] }>(picker, `/api/v1/floor/pack/queue?nodeId=${nodeId}`),
    ({ rows }) => rows.length === 1,
  );
}

async function packOne(packer: Page, nodeId: string): Promise<void> {
  const job = await api<PackJob>(packer, '/api/v1/floor/pack/open', { nodeId, scan: 'TOTE-001' });
  await packer.locator('[data-at="scan_tote"]').waitFor();
  await scan(packer, 'TOTE-001');
  await packer.locator('[data-at="verify"]').waitFor();
  await scan(packer, '4006381333931');
  await packer.getByRole('alert').first().waitFor();
  for (const line of job.lines) {
    const each = line.barcodes.find((b) => b.unitsPer === 1)?.barcode ?? line.skuCode;
    for (let unit = 0; unit < line.qty; unit += 1) await scan(packer, each.replace(/^0/, ''));
  }
  await eventually(
    () => api<PackJob>(packer, '/api/v1/floor/pack/open', { nodeId, scan: 'TOTE-001' }),
    (now) => now.isComplete,
  );
  await packer.locator('[data-at="choose_carton"]').waitFor();
  await packer.keyboard.press('Enter');
  await packer.getByTestId('weight').fill(String(job.expectedWeightG ?? 500));
  await packer.keyboard.press('Enter');
  await eventually(
    () => api<PackJob>(packer, '/api/v1/floor/pack/open', { nodeId, scan: job.orderNumber }),
    (now) => now.parcel?.state === 'labelled' && now.parcel.carrierLabelDocumentId !== null,
  );
}

async function handOver(packer: Page, nodeId: string): Promise<void> {
  await packer.goto(`${stack.url}/floor/handover`);
  await packer.getByTestId('carrier').first().click();
  await packer.waitForURL(/\/floor\/handover\/\d+/);
  const manifestId = /handover\/(\d+)/.exec(packer.url())?.[1] ?? '';
  const { parcels } = await api<{ parcels: { sscc: string }[] }>(
    packer,
    `/api/v1/manifests/${manifestId}`,
  );
  expect(parcels).toHaveLength(1);
  await scan(packer, `]C100${parcels[0]?.sscc}`);
  await eventually(
    () => api<{ manifest: { parcels: number } }>(packer, `/api/v1/manifests/${manifestId}`),
    ({ manifest }) => manifest.parcels === 1,
  );
  await packer.getByTestId('close-manifest').click();
  await packer.getByTestId('close-yes').click();
  await eventually(
    () => api<{ manifest: { state: string } }>(packer, `/api/v1/manifests/${manifestId}`),
    ({ manifest }) => manifest.state === 'closed',
  );
  expect(nodeId).not.toBe('');
}
