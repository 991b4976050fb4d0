import { afterEach, expect, test } from 'vitest';
import { freshDatabase } from '../platform/testkit.ts';
import { aConnectedHouse } from './testkit.ts';

const fresh = await freshDatabase();
const house = await aConnectedHouse(
  fresh,
  { SKU0001: 10, SKU0002: 90, SKU0003: 30 },
  { requestMs: 400 },
);
const channelId = await house.channelId();

afterEach(async () => {
  await house.control('DELETE', '/faults');
  await house.settle();
  await minutes(2);
});

/** The clock of the crontab: a poll each minute, and whatever is due in between. */
async function minutes(count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    await house.channels.channelJobs['channels.poll_due']?.({} as never);
    await house.work(30_000);
    await house.settle();
    await house.work(30_000);
  }
}

async function owe(...skuCodes: string[]): Promise<void> {
  const skuIds = skuCodes.map((code) => house.skuIds.get(code) ?? '');
  await house.database.inTransaction(house.scope, (tx) => house.channels.oweOffers(tx, skuIds));
}

const log = (skuCode: string) =>
  house.many<{
    computed_qty: number;
    sent_qty: number | null;
    fence: string;
    is_accepted: boolean | null;
    answer: string | null;
  }>(
    `select p.computed_qty, p.sent_qty, p.fence, p.is_accepted, p.answer
       from channels.push_log p join channels.listing l using (tenant_id, listing_id)
      where l.seller_sku = $1 order by push_log_id`,
    [skuCode],
  );

const offer = (skuCode: string) =>
  house.one<{
    told_qty: number;
    accepted_qty: number;
    owed_since: Date | null;
    last_error: string | null;
    attempts: number;
  }>(
    `select o.told_qty, o.accepted_qty, o.owed_since, o.last_error, o.attempts
       from channels.listing_offer o join channels.listing l using (tenant_id, listing_id)
      where l.seller_sku = $1`,
    [skuCode],
  );

test('many changes of one moment are one number, the newest', async () => {
  const before = (await log('SKU0003')).length;
  for (const qty of [29, 28, 27]) {
    house.setAtp('SKU0003', 'SG-WEST', qty);
    await owe('SKU0003');
  }
  await house.work(1_000);

  expect(await house.shelf('SKU0003')).toBe(27);
  expect((await log('SKU0003')).slice(before).map((row) => row.sent_qty)).toEqual([27]);
});

test('a kit’s listing is owed when a component changes', async () => {
  const kitId = house.skuIds.get('SKU0006');
  await house.owner.query(
    `insert into catalogue.kit_component (tenant_id, kit_sku_id, component_sku_id, qty)
     values ($1, $2, $3, 4)`,
    [house.scope.tenantId, kitId, house.skuIds.get('SKU0003')],
  );
  await house.owner.query('update catalogue.sku set is_kit = true where sku_id = $1', [kitId]);

  await owe('SKU0003');
  await house.work(1_000);

  expect(await house.shelf('SKU0006')).toBe(6);
  expect((await log('SKU0006')).at(-1)).toMatchObject({ sent_qty: 6, is_accepted: true });
});

test('of a batch that failed in part only the failed row is sent again', async () => {
  const { stock } = await house.control('GET', '/stock');
  const itemOf = (code: string) =>
    stock.find((row: { skuCode: string }) => row.skuCode === code).itemId;
  await house.control('POST', '/faults', { stockFailureItemIds: [itemOf('SKU0002')] });
  house.setAtp('SKU0002', 'SG-WEST', 88);
  house.setAtp('SKU0003', 'SG-WEST', 26);
  const before = { two: (await log('SKU0002')).length, three: (await log('SKU0003')).length };

  await owe('SKU0002', 'SKU0003');
  await house.work(1_500);

  expect(await house.shelf('SKU0002')).toBe(90);
  expect(await house.shelf('SKU0003')).toBe(26);
  const failed = await offer('SKU0002');
  expect(failed).toMatchObject({ told_qty: 90, accepted_qty: 90, attempts: 1 });
  expect(failed.owed_since).not.toBeNull();
  expect(failed.last_error).toMatch(/try later/);
  expect((await offer('SKU0003')).owed_since).toBeNull();

  await house.control('DELETE', '/faults');
  await house.work(10_000);

  expect(await house.shelf('SKU0002')).toBe(88);
  expect(await offer('SKU0002')).toMatchObject({ accepted_qty: 88, last_error: null });
  const sent = (await log('SKU0002')).slice(before.two);
  expect(sent.map((row) => row.is_accepted)).toEqual([false, true]);
  expect((await log('SKU0003')).slice(before.three)).toHaveLength(1);
});

test('a number whose answer was lost stays owed and counts as told', async () => {
  await house.control('POST', '/faults', {
    timeoutRate: 1,
    paths: ['/api/v2/product/update_stock'],
  });
  house.setAtp('SKU0003', 'SG-WEST', 12);

  await owe('SKU0003');
  await house.work(500);

  const unsure = await offer('SKU0003');
  expect(unsure).toMatchObject({ told_qty: 12, accepted_qty: 26 });
  expect(unsure.owed_since).not.toBeNull();
  await house.control('DELETE', '/faults');
  await house.work(5_000);
  expect(await offer('SKU0003')).toMatchObject({ accepted_qty: 12, owed_since: null });
  expect(await house.shelf('SKU0003')).toBe(12);
});

test('a change that comes while the number is on its way stays owed', async () => {
  house.setAtp('SKU0003', 'SG-WEST', 11);
  await owe('SKU0003');
  // The platform answers only after the next change is written.
  const { atp } = house.deps;
  let isFirst = true;
  house.deps.atp = async (tx, skuIds) => {
    const rows = await atp(tx, skuIds);
    if (isFirst) {
      isFirst = false;
      tx.afterCommit(() => house.setAtp('SKU0003', 'SG-WEST', 10));
      tx.afterCommit(() => {
        changed = owe('SKU0003');
      });
    }
    return rows;
  };
  let changed: Promise<void> = Promise.resolve();

  await house.work(400);
  await changed;
  house.deps.atp = atp;
  await house.work(2_000);

  expect(await house.shelf('SKU0003')).toBe(10);
  expect(await offer('SKU0003')).toMatchObject({ accepted_qty: 10, owed_since: null });
});

test('a rate limit holds the whole batch, and nothing of it is lost', async () => {
  await house.control('POST', '/faults', {
    rateLimitNext: 1,
    paths: ['/api/v2/product/update_stock'],
  });
  house.setAtp('SKU0001', 'SG-WEST', 10);
  house.setAtp('SKU0002', 'SG-WEST', 87);
  house.setAtp('SKU0003', 'SG-WEST', 9);
  await owe('SKU0001', 'SKU0002', 'SKU0003');

  await house.work(5_000);

  expect(await house.shelf('SKU0001')).toBe(10);
  expect(await house.shelf('SKU0002')).toBe(87);
  expect(await house.shelf('SKU0003')).toBe(9);
});

test('a paused shop is told nothing; resumed, the newest number', async () => {
  await house.call('POST', `/api/v1/channels/${channelId}/pause`);
  house.setAtp('SKU0003', 'SG-WEST', 5);
  await owe('SKU0003');
  await house.work(5_000);
  expect(await house.shelf('SKU0003')).toBe(9);
  const { body: listings } = await house.call(
    'GET',
    `/api/v1/channels/${channelId}/listings?only=owed`,
  );
  expect(listings.rows.map((row: { skuCode: string }) => row.skuCode)).toContain('SKU0003');
  const [{ listingId }] = listings.rows;
  const pushed = await house.call('POST', `/api/v1/listings/${listingId}/push`);
  expect(pushed.body.code).toBe('state_refused');
  // Orders come in all the same.
  const orderSn = await house.place('SKU0002', 1);
  await house.settle();
  await house.work(1_000);
  expect(house.captured.get(orderSn)).toBe('ready');

  await house.call('POST', `/api/v1/channels/${channelId}/resume`);
  await house.work(2_000);

  expect(await house.shelf('SKU0003')).toBe(5);
});

/** The lag that was seen is forgotten after an hour. */
async function anHourLater(): Promise<void> {
  house.clock.advance(65 * 60_000);
  await minutes(2);
}

/** Teaches the house how late the feed is: an order whose push is lost shows so much later. */
async function lagging(lagMs: number): Promise<void> {
  await house.control('POST', '/faults', { losePushRate: 1, feedLagMs: lagMs });
  const orderSn = await house.place('SKU0002', 1);
  await minutes(lagMs / 60_000 + 3);
  expect(house.captured.get(orderSn)).toBe('ready');
  const { feed_lag_ms } = await house.one<{ feed_lag_ms: string }>(
    'select feed_lag_ms from channels.channel',
  );
  expect(Number(feed_lag_ms)).toBeGreaterThanOrEqual(lagMs);
  expect(Number(feed_lag_ms)).toBeLessThanOrEqual(lagMs + 120_000);
}

test('while the feed lags a delivery does not re-open units that the shop has sold unseen', async () => {
  await lagging(4 * 60_000);
  expect(await house.shelf('SKU0001')).toBe(10);
  await house.place('SKU0001', 6);
  expect(await house.shelf('SKU0001')).toBe(4);

  // Five more arrive: we believe 15, but 6 of them are sold.
  house.setAtp('SKU0001', 'SG-WEST', 15);
  await owe('SKU0001');
  const logBefore = (await log('SKU0001')).length;
  for (let minute = 0; minute < 3; minute += 1) {
    await minutes(1);
    expect(await house.shelf('SKU0001')).toBeLessThanOrEqual(9);
  }
  expect(await house.shelf('SKU0001')).toBe(4);
  // Waiting is logged once, not every time that it is looked at.
  expect((await log('SKU0001')).slice(logBefore)).toEqual([
    { computed_qty: 15, sent_qty: null, fence: 'waiting', is_accepted: null, answer: null },
  ]);

  await minutes(12);

  expect(house.atpOf('SKU0001')).toBe(9);
  expect(await house.shelf('SKU0001')).toBe(9);
  expect((await log('SKU0001')).at(-1)).toMatchObject({
    computed_qty: 9,
    sent_qty: 9,
    fence: 'open',
    is_accepted: true,
  });
});

test('captured one by one while others are unseen, the shop’s own sales never raise its shelf', async () => {
  await anHourLater();
  await lagging(4 * 60_000);
  const start = await house.shelf('SKU0001');
  expect(start).toBe(9);
  let low = start;
  for (let sale = 0; sale < 9; sale += 1) {
    await house.place('SKU0001', 1);
    low -= 1;
    await minutes(1);
    expect(await house.shelf('SKU0001')).toBe(low);
  }

  await minutes(10);

  expect(await house.shelf('SKU0001')).toBe(0);
  expect(house.atpOf('SKU0001')).toBe(0);
});

test('units gone elsewhere lower the shelf even while the feed lags', async () => {
  await anHourLater();
  house.setAtp('SKU0001', 'SG-WEST', 10);
  await owe('SKU0001');
  await minutes(2);
  await lagging(4 * 60_000);

  house.setAtp('SKU0001', 'SG-WEST', 7);
  await owe('SKU0001');
  await house.work(2_000);

  expect(await house.shelf('SKU0001')).toBe(7);
  expect((await log('SKU0001')).at(-1)).toMatchObject({ sent_qty: 7, fence: 'lowered' });
});

test('the guard is what keeps the shelf down: with a watermark that lies, sold units re-open', async () => {
  await anHourLater();
  house.setAtp('SKU0001', 'SG-WEST', 10);
  await owe('SKU0001');
  await minutes(2);
  await lagging(4 * 60_000);
  await house.place('SKU0001', 6);
  house.setAtp('SKU0001', 'SG-WEST', 15);
  await owe('SKU0001');

  await house.owner.query('update channels.channel set feed_watermark_at = $1, last_poll_at = $1', [
    new Date(house.clock.now() + 1_000),
  ]);
  await house.work(2_000);

  expect(await house.shelf('SKU0001')).toBe(15);
});
