import { afterEach, expect, test } from 'vitest';
import {
  type Invoice,
  type RunningSandbox,
  type TurnableClock,
  turnableClock,
} from '../src/index.ts';
import { aSandbox, type Caller, connect, control, stockUp } from './testkit.ts';

let clock: TurnableClock;
let sandbox: RunningSandbox;
let caller: Caller;

function invoice(number: number, facts: Partial<Invoice> = {}): Invoice {
  return {
    invoiceNumber: String(536_365 + number),
    placedAt: '2010-12-01T08:26:00Z',
    customerNumber: String(17_850 + number),
    country: 'United Kingdom',
    isCancelled: false,
    lines: [{ skuCode: 'SKU0002', qty: 2, unitPriceMinor: 255 }],
    ...facts,
  };
}

async function open(invoices: Invoice[], ordersPerMinute = 0): Promise<void> {
  clock = turnableClock(1_795_400_000_000);
  sandbox = await aSandbox({ clock, invoices, ordersPerMinute });
}

async function openShop(qtyBySku: Record<string, number>): Promise<void> {
  caller = await connect(sandbox);
  await stockUp(sandbox, caller, qtyBySku);
}
afterEach(() => sandbox.stop());

// biome-ignore lint/suspicious/noExplicitAny: a report is read deep and asserted field by field
const report = async (): Promise<any> => (await control(sandbox, 'GET', '/shoppers')).body;

test('shoppers wait for a connected shop with stock, then come at their pace', async () => {
  await open([invoice(1), invoice(2), invoice(3)], 6);
  clock.advance(60_000);
  await sandbox.control.settle();
  expect(await report()).toMatchObject({ isWaitingForShop: true, position: 0 });

  await openShop({ SKU0002: 100 });
  await sandbox.control.settle();
  expect((await report()).position).toBe(1);
  clock.advance(9_999);
  await sandbox.control.settle();
  expect((await report()).position).toBe(1);
  clock.advance(1);
  await sandbox.control.settle();
  expect((await report()).position).toBe(2);
});

test('at full speed with a limit they buy so many and stop; later ones go on from there', async () => {
  await open(Array.from({ length: 60 }, (_, index) => invoice(index)));
  await openShop({ SKU0002: 1_000 });

  await control(sandbox, 'POST', '/shoppers', { speed: 'max', limit: 40 });
  await sandbox.control.settle();
  expect(await report()).toMatchObject({ position: 40, speed: 0, left: 0, isExhausted: false });

  await control(sandbox, 'POST', '/shoppers', { speed: 'max' });
  await sandbox.control.settle();
  expect(await report()).toMatchObject({ position: 60, isExhausted: true });
  expect((await report()).totals).toMatchObject({
    invoicesRead: 60,
    ordersPlaced: 60,
    unitsOrdered: 120,
    linesSoldOut: 0,
  });
});

test('about one order in twenty is paid a little later, always the same ones', async () => {
  await open(Array.from({ length: 200 }, (_, index) => invoice(index)));
  await openShop({ SKU0002: 1_000 });
  await control(sandbox, 'POST', '/shoppers', { speed: 'max' });
  await sandbox.control.settle();

  const { totals } = await report();
  expect(totals.ordersPaidLate).toBe(12);
  expect(totals.ordersUnpaid).toBe(12);
  clock.advance(10_000);
  await sandbox.control.settle();
  expect((await report()).totals.ordersUnpaid).toBe(0);
});

test('a cancelled invoice is bought, then cancelled by its buyer; its units come back', async () => {
  await open([invoice(1), invoice(2, { isCancelled: true })]);
  await openShop({ SKU0002: 10 });
  await control(sandbox, 'POST', '/shoppers', {
    speed: 'max',
    cancelAfterMs: 1_000,
    cancelSpreadMs: 0,
  });
  await sandbox.control.settle();
  expect((await report()).totals).toMatchObject({ ordersPlaced: 2, cancelsPlanned: 1 });

  clock.advance(20_000);
  await sandbox.control.settle();
  expect((await report()).totals).toMatchObject({
    cancelsPlanned: 0,
    cancelsDone: 1,
    ordersCancelled: 1,
  });
  const { stock } = (await control(sandbox, 'GET', '/stock?search=SKU0002')).body;
  expect(stock[0]).toMatchObject({ shownQty: 8, soldQty: 2 });
});

test('what is not on the shelf is dropped line by line and told by invoice', async () => {
  const lines = [
    { skuCode: 'SKU0002', qty: 3, unitPriceMinor: 255 },
    { skuCode: 'SKU0002', qty: 1, unitPriceMinor: 255 },
    { skuCode: 'SKU0003', qty: 1, unitPriceMinor: 100 },
    { skuCode: 'GONE', qty: 7, unitPriceMinor: 100 },
  ];
  await open([invoice(1, { lines }), invoice(2, { lines: lines.slice(2) })]);
  await openShop({ SKU0002: 4 });
  await control(sandbox, 'POST', '/shoppers', { speed: 'max' });
  await sandbox.control.settle();

  const { outcomes } = (await control(sandbox, 'GET', '/shoppers/outcomes')).body;
  expect(outcomes).toMatchObject([
    {
      invoiceNumber: '536366',
      outcome: 'partly_sold_out',
      orderedQty: 4,
      soldOutLines: 2,
      soldOut: [
        { skuCode: 'SKU0003', qty: 1, reason: 'sold_out' },
        { skuCode: 'GONE', qty: 7, reason: 'not_listed' },
      ],
    },
    { invoiceNumber: '536367', outcome: 'sold_out', orderSn: null, soldOutLines: 2 },
  ]);
  const { orders } = (await control(sandbox, 'GET', '/orders')).body;
  expect(orders[0].lines).toMatchObject([{ skuCode: 'SKU0002', qty: 4 }]);
});

test('stop sends them home; nonsense is refused', async () => {
  await open([invoice(1)]);
  const change = (body: unknown): Promise<{ status: number; body: { speed: unknown } }> =>
    control(sandbox, 'POST', '/shoppers', body);

  expect((await change({ ordersPerMinute: 12 })).body.speed).toBe(12);
  expect((await change({ stop: true })).body.speed).toBe(0);
  expect((await change({})).status).toBe(400);
  expect((await change({ ordersPerMinute: -1 })).status).toBe(400);
  expect((await change({ speed: 'ludicrous' })).status).toBe(400);
});
