import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunningSandbox } from '../src/index.ts';
import { aSandbox, type Caller, connect, control, stockUp } from './testkit.ts';

let sandbox: RunningSandbox;
let caller: Caller;

beforeEach(async () => {
  sandbox = await aSandbox();
  caller = await connect(sandbox);
  await stockUp(sandbox, caller, { SKU0002: 5 });
});
afterEach(() => sandbox.stop());

const page = async (path: string): Promise<string> => (await fetch(sandbox.url + path)).text();

/** Sends a form as a browser does; answers the sentence on the page it lands on. */
async function submit(path: string, fields: Record<string, string>): Promise<string> {
  const answer = await fetch(sandbox.url + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  expect(answer.status).toBe(200);
  return /role="status">([^<]*)</.exec(await answer.text())?.[1] ?? '';
}

test('every page of the navigation opens', async () => {
  const paths = [...(await page('/')).matchAll(/<nav.*?<\/nav>/gs)]
    .flatMap((nav) => [...nav[0].matchAll(/href="([^"]+)"/g)])
    .map((link) => link[1] ?? '');

  expect(paths).toHaveLength(7);
  for (const path of paths) {
    const answer = await fetch(sandbox.url + path);
    expect([path, answer.status]).toEqual([path, 200]);
    expect(await answer.text()).toContain('aria-current="page"');
  }
});

test('an order by hand: search, buy, carrier, buyer; each button does its work once', async () => {
  expect(await page('/?search=SKU0002')).toContain('5 shown');
  const note = await submit('/console/buy', { skuCode: 'SKU0002', qty: '2' });
  const orderSn = /Order (\w+) is placed/.exec(note)?.[1] ?? '';
  expect(await page('/?search=SKU0002')).toContain('3 shown');
  expect(await submit('/console/buy', { skuCode: 'SKU0002', qty: '4' })).toContain(
    'nothing was ordered',
  );

  await caller.post('/api/v2/logistics/ship_order', { order_sn: orderSn, dropoff: {} });
  const press = (verb: string): Promise<string> => submit('/console/order', { orderSn, verb });
  expect(await press('pickup')).toBe(`Done: ${orderSn}.`);
  expect(await press('pickup')).toContain('has moved on');
  expect(await press('deliver')).toBe(`Done: ${orderSn}.`);
  expect(await press('complete')).toBe(`Done: ${orderSn}.`);
  expect(await page('/?status=COMPLETED')).toContain(orderSn);
});

test('the faults form sets and clears what the control API reads', async () => {
  await submit('/console/faults', { duplicatePushRate: '0.25', feedLagMs: '5000', seed: '3' });
  expect((await control(sandbox, 'GET', '/faults')).body.settings).toMatchObject({
    duplicatePushRate: 0.25,
    feedLagMs: 5_000,
    seed: 3,
  });
  expect(await submit('/console/faults', { serverErrorRate: '7' })).toContain('serverErrorRate');
  await submit('/console/faults', { verb: 'clear' });
  expect((await control(sandbox, 'GET', '/faults')).body.settings.feedLagMs).toBe(0);
});

test('the pace form drives the shoppers', async () => {
  await submit('/console/shoppers', { ordersPerMinute: '30' });
  expect((await control(sandbox, 'GET', '/shoppers')).body.speed).toBe(30);
});

test('names of buyers, items and invoices are shown, never run', async () => {
  const lines = [{ skuCode: 'SKU0002', qty: 1 }];
  sandbox.control.world.database.run("update offer set model_name = '<script>x</script>'");
  await control(sandbox, 'POST', '/orders', { customerNumber: '<img>', lines });

  expect(await page('/?search=SKU0002')).not.toContain('<script>x');
  expect(await page('/console/stock')).toContain('&lt;script&gt;x');
});

test('the control API refuses orders that make no sense', async () => {
  const order = (line: unknown): ReturnType<typeof control> =>
    control(sandbox, 'POST', '/orders', { lines: [line] });

  expect((await order({ skuCode: 'SKU0002', qty: 0 })).status).toBe(400);
  expect((await order({ skuCode: 'SKU0002', qty: -1 })).status).toBe(400);
  expect((await order({ qty: 1 })).status).toBe(400);
  expect((await order({ skuCode: 'SKU0002', qty: 1e12 })).status).toBe(400);
  expect((await control(sandbox, 'POST', '/orders/NOSUCH/cancel')).status).toBe(400);
  expect((await control(sandbox, 'POST', '/carrier/pickup', {})).status).toBe(400);
  expect((await control(sandbox, 'GET', '/orders?status=LOST')).status).toBe(400);
});
