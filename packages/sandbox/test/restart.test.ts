import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'quayside-sandbox-'));
const script = new URL('./fixtures/sandbox-process.ts', import.meta.url).pathname;
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts the sandbox as a process of its own on one state file; answers its address. */
function start(): Promise<{ url: string; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [script, join(folder, 'state.sqlite')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
    child.stdout?.once('data', (line: Buffer) =>
      resolve({
        url: line.toString().trim(),
        kill: async () => {
          child.kill('SIGKILL');
          await gone;
        },
      }),
    );
  });
}

async function call(url: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(
    url,
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
  );
  return JSON.parse(await answer.text());
}

test('killed without warning, it comes back with every order it acknowledged', async () => {
  const first = await start();
  const acknowledged: unknown[] = [];
  for (let order = 0; order < 20; order += 1) {
    const lines = [{ skuCode: 'SKU0002', qty: 1 }];
    const placed = await call(`${first.url}/_sandbox/orders`, { lines, customerNumber: 'x' });
    acknowledged.push(placed.orderSn);
  }
  await call(`${first.url}/_sandbox/faults`, { feedLagMs: 1_234 });
  await first.kill();

  const second = await start();
  const { orders } = await call(`${second.url}/_sandbox/orders`);
  const { stock } = await call(`${second.url}/_sandbox/stock?search=SKU0002`);
  const { settings } = await call(`${second.url}/_sandbox/faults`);

  const kept = Array.isArray(orders) ? orders.map((order) => order.orderSn) : [];
  expect(kept).toEqual(acknowledged.toReversed());
  expect(stock).toMatchObject([{ shownQty: 80, soldQty: 20 }]);
  expect(settings).toMatchObject({ feedLagMs: 1_234 });
  await second.kill();
});

test('shoppers go on with the next basket, not with a used one', async () => {
  const first = await start();
  await call(`${first.url}/_sandbox/shoppers`, { speed: 'max', limit: 3 });
  await untilBought(first.url, 3);
  await first.kill();

  const second = await start();
  await call(`${second.url}/_sandbox/shoppers`, { speed: 'max', limit: 2 });
  await untilBought(second.url, 5);
  const { outcomes } = await call(`${second.url}/_sandbox/shoppers/outcomes`);
  const invoices = Array.isArray(outcomes) ? outcomes.map((row) => row.invoiceNumber) : [];

  expect(invoices).toEqual(['T1', 'T2', 'T3', 'T4', 'T5']);
  await second.kill();
});

async function untilBought(url: string, count: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { position } = await call(`${url}/_sandbox/shoppers`);
    if (position === count) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`The shoppers never reached basket ${count}.`);
}
