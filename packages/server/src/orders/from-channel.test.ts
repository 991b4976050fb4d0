import { expect, test } from 'vitest';
import { audit } from '../check/testkit.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { of, type World, worldsIn } from '../stock/testkit.ts';
import type { CaptureInput } from './capture.ts';
import { applyNews, type ChannelNews, mapLines, noteShipment } from './from-channel.ts';
import { placeHolds } from './hold.ts';
import { anOrder, NINE, partsInShort, partsOf, shipPart, standing } from './testkit.ts';

const aWorld = worldsIn(await freshDatabase());

const at = (second: number) => new Date(NINE.getTime() + second * 1000);

/** What the shop says of its order `X` at a second of the day. */
function news(
  world: World,
  phase: ChannelNews['phase'],
  second: number,
  more: Partial<CaptureInput> = {},
): ChannelNews {
  const reason = phase === 'cancelled' || phase === 'cancel_requested' ? 'changed my mind' : null;
  return {
    updatedAt: at(second),
    phase,
    cancelReason: reason,
    input: anOrder(
      world,
      { A: 2 },
      {
        channelId: '7',
        channelName: 'Shop',
        externalOrderNumber: 'X',
        externalState: phase.toUpperCase(),
        externalUpdatedAt: at(second),
        paidAt: phase === 'unpaid' ? null : at(second),
        holds: phase === 'unpaid' ? [{ kind: 'payment', note: null }] : [],
        cancelledBecause: phase === 'cancelled' ? reason : null,
        ...more,
      },
    ),
  };
}

const tell = (world: World, ...items: ChannelNews[]) =>
  world.run((tx) => applyNews(tx, '7', items));

async function orderX(world: World): Promise<string> {
  const rows = await world.rows<{ order_id: string }>(
    `select order_id from orders.sales_order where tenant_id = $1 and external_order_number = 'X'`,
    [world.tenantId],
  );
  expect(rows).toHaveLength(1);
  return rows[0]?.order_id ?? '';
}

const known = async (world: World) =>
  (
    await world.rows<{ known: string }>(
      `select external_state || ' ' || is_cancel_requested || ' ' || (paid_at is not null) as known
         from orders.sales_order where tenant_id = $1 and external_order_number = 'X'`,
      [world.tenantId],
    )
  ).map((row) => row.known);

/** Every order in which three things can arrive. */
const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

test.each(orders)('unpaid, paid, cancelled end alike, arriving as %i %i %i', async (...arrival) => {
  for (const isOneCall of [false, true]) {
    const world = await aWorld();
    await world.receive('A', 'W-1', 5);
    const all = [news(world, 'unpaid', 1), news(world, 'ready', 2), news(world, 'cancelled', 3)];
    const arriving = arrival.map((i) => all[i] as ChannelNews);

    if (isOneCall) await tell(world, ...arriving);
    else for (const item of arriving) await tell(world, item);

    expect(await standing(world, await orderX(world))).toBe('cancelled: A 2=0/0/2');
    expect((await known(world))[0]).toMatch(/^CANCELLED false/);
    expect(await world.numbers('A', 'W')).toBe('5/0');
    expect(await audit(world)).toEqual([]);
  }
});

test('payment releases the hold; older news after it change nothing', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await tell(world, news(world, 'unpaid', 1));
  const id = await orderX(world);
  expect(await standing(world, id)).toBe('held: A 2=2/0/0');
  await world.events();

  await tell(world, news(world, 'ready', 5));
  expect(await world.events()).toEqual([`orders.promised {"orderIds":["${id}"]}`]);
  await tell(world, news(world, 'cancelled', 4), news(world, 'unpaid', 1));

  expect(await standing(world, id)).toBe('promised: A 2=2/0/0');
  expect(await partsInShort(world, id)).toEqual(['W promised: A 2']);
  expect(await known(world)).toEqual(['READY false true']);
  await tell(world, news(world, 'ready', 5));
  expect(await world.events()).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('the newest news of one call count, in whatever order they stand in it', async () => {
  const world = await aWorld();
  await tell(world, news(world, 'unpaid', 1));

  await tell(world, news(world, 'ready', 9), news(world, 'unpaid', 5));
  await tell(world, news(world, 'cancelled', 8));

  expect(await standing(world, await orderX(world))).toBe('backordered: A 2=0/0/0');
  expect(await known(world)).toEqual(['READY false true']);
});

test('an order that was cancelled or had left before we saw it is not promised', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await world.events();

  await tell(world, news(world, 'cancelled', 3));
  for (const phase of ['shipped', 'delivered'] as const) {
    await tell(world, news(world, phase, 1, { externalOrderNumber: `old ${phase}` }));
  }

  expect(await standing(world, await orderX(world))).toBe('cancelled: A 2=0/0/2');
  const orders_ = await world.rows('select 1 from orders.sales_order where tenant_id = $1', [
    world.tenantId,
  ]);
  expect(orders_).toHaveLength(1);
  expect(await world.events()).toEqual([]);
});

test('a cancel request stops the release until it is answered; how it is answered depends on the floor', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await tell(world, news(world, 'ready', 1));
  const id = await orderX(world);
  const answer = async (second: number) =>
    (await tell(world, news(world, 'cancel_requested', second))).map((r) => [r.orderId, r.owe]);

  expect(await answer(2)).toEqual([[id, 'accept_cancel']]);
  expect(await known(world)).toEqual(['CANCEL_REQUESTED true true']);
  await tell(world, news(world, 'ready', 3));
  expect(await known(world)).toEqual(['READY false true']);

  const [part] = await partsOf(world, id);
  await shipPart(world, id, part as never);
  expect(await answer(4)).toEqual([[id, 'reject_cancel']]);
  expect(await standing(world, id)).toBe('shipped: A 2=0/2/0');
});

test('a cancel request for what is cancelled already is granted', async () => {
  const world = await aWorld();
  await tell(world, news(world, 'cancelled', 1));

  const answers = await tell(world, news(world, 'cancel_requested', 2));

  expect(answers.map((a) => a.owe)).toEqual(['accept_cancel']);
  expect((await known(world))[0]).toBe('CANCEL_REQUESTED false true');
});

test('cancelled at the channel after packing: the order is flagged, not lost', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await tell(world, news(world, 'ready', 1));
  const id = await orderX(world);
  const [part] = await partsOf(world, id);
  await shipPart(world, id, part as never);

  await tell(world, news(world, 'cancelled', 2));

  expect(await standing(world, id)).toBe('shipped: A 2=0/2/0');
  expect(await known(world)).toEqual(['CANCELLED true true']);
});

test('delivered may be heard before our own word that it left', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await tell(world, news(world, 'ready', 1));
  const id = await orderX(world);

  await tell(world, news(world, 'delivered', 9));
  expect(await standing(world, id)).toBe('promised: A 2=2/0/0');
  const [part] = await partsOf(world, id);
  await shipPart(world, id, part as never);
  await tell(world, news(world, 'delivered', 9));

  expect(await standing(world, id)).toBe('delivered: A 2=0/2/0');
  await tell(world, news(world, 'cancelled', 10));
  expect(await standing(world, id)).toBe('delivered: A 2=0/2/0');
  expect(await audit(world)).toEqual([]);
});

test('ten readings of one batch at once change each order once', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 50);
  const numbers = ['X', 'Y', 'Z'];
  const batch = (phase: ChannelNews['phase'], second: number) =>
    numbers.map((externalOrderNumber) => news(world, phase, second, { externalOrderNumber }));

  await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      tell(world, ...(i % 2 === 0 ? batch('unpaid', 1) : batch('ready', 2).reverse())),
    ),
  );

  expect(await world.numbers('A', 'W')).toBe('50/6');
  expect(await standing(world, await orderX(world))).toBe('promised: A 2=2/0/0');
  const announced = (await world.events()).filter((e) => e.startsWith('orders.promised'));
  const ids = announced.flatMap(
    (e) => (JSON.parse(e.slice(16)) as { orderIds: string[] }).orderIds,
  );
  expect(new Set(ids).size).toBe(3);
  expect(ids).toHaveLength(3);
  expect(await audit(world)).toEqual([]);
});

test('a listing that gets its SKU frees the orders that waited for nothing else', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  await world.receive('B', 'W-1', 10);
  const unmapped = (externalOrderNumber: string, lines: Record<string, number | null>) => {
    const { lines: made } = anOrder(world, lines);
    return news(world, 'ready', 1, {
      externalOrderNumber,
      lines: made,
      holds: [{ kind: 'unmapped_sku', note: null }],
    });
  };
  await tell(
    world,
    unmapped('X', { A: 1, P: null }),
    unmapped('two', { P: null, Q: null }),
    unmapped('held', { P: null }),
    { ...unmapped('elsewhere', { P: null }), phase: 'cancelled' },
  );
  const idOf = async (number: string) =>
    (
      await world.rows<{ order_id: string }>(
        'select order_id from orders.sales_order where tenant_id = $1 and external_order_number = $2',
        [world.tenantId, number],
      )
    )[0]?.order_id ?? '';
  await world.run(async (tx) => placeHolds(tx, [await idOf('held')], 'manual', null));
  const listing = {
    ...{ channelId: '7', externalItemId: 'item-P', externalModelId: '' },
    ...{ skuId: of(world.sku, 'B'), isKit: false, multiple: 3 },
  };
  await world.events();

  expect(await world.run((tx) => mapLines(tx, { ...listing, channelId: '8' }))).toEqual([]);
  const freed = await world.run((tx) => mapLines(tx, listing));

  expect(freed.sort()).toEqual([await idOf('X'), await idOf('held')].sort());
  expect(await standing(world, await idOf('X'))).toBe('promised: A 1=1/0/0, B 3=3/0/0');
  expect(await standing(world, await idOf('two'))).toBe('held: B 3=0/0/0, ? 1=0/0/0');
  // Still held by hand, but its units are the shop's no more: they are promised.
  expect(await standing(world, await idOf('held'))).toBe('held: B 3=3/0/0');
  expect(await partsInShort(world, await idOf('held'))).toEqual([]);
  const [line] = await world.rows(
    `select qty, unit_price_minor, unit_qty from orders.order_line join orders.sales_order using (tenant_id, order_id)
      where order_id = $1 and line_number = 2`,
    [await idOf('X')],
  );
  expect(line).toEqual({ qty: 3, unit_price_minor: '167', unit_qty: 4 });
  expect(await world.run((tx) => mapLines(tx, listing))).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('carrier and tracking number are noted once', async () => {
  const world = await aWorld();
  await tell(world, news(world, 'ready', 1));
  const id = await orderX(world);
  const shipment = { carrier: 'SPX', trackingNumber: 'T1' };

  for (const s of [shipment, shipment, { carrier: 'SPX', trackingNumber: 'T2' }]) {
    await world.run((tx) => noteShipment(tx, id, s));
  }

  const [order] = await world.rows(
    'select carrier, tracking_numbers from orders.sales_order where order_id = $1',
    [id],
  );
  expect(order).toEqual({ carrier: 'SPX', tracking_numbers: ['T1', 'T2'] });
  const noted = await world.rows(
    `select 1 from platform.event where subject_id = $1 and kind = 'shipment_arranged' and tenant_id = $2`,
    [id, world.tenantId],
  );
  expect(noted).toHaveLength(2);
});
