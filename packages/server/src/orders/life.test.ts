import { expect, test } from 'vitest';
import { audit } from '../check/testkit.ts';
import { freshDatabase } from '../platform/testkit.ts';
import { type MoveInput, postMovesBreaking } from '../stock/index.ts';
import { of, type World, worldsIn } from '../stock/testkit.ts';
import { cancelOrders } from './cancel.ts';
import { capture } from './capture.ts';
import { followFulfilments, recordShipment, releaseFulfilments } from './follow.ts';
import { consumptionsOf } from './from-channel.ts';
import { clearHolds, placeHolds } from './hold.ts';
import { fallShort, promiseAgain, unkeptPromises } from './repromise.ts';
import {
  anOrder,
  captured,
  NINE,
  orderIdOf,
  partsInShort,
  partsOf,
  sendOff,
  shipPart,
  standing,
} from './testkit.ts';
import { waitingFor } from './waiting.ts';

const aWorld = worldsIn(await freshDatabase());

const later = (hours: number) => new Date(NINE.getTime() + hours * 3_600_000);

/** A count finds fewer units in a bin; what was promised of them falls short. */
async function countDown(world: World, skuCode: string, locationCode: string, qty: number) {
  const loss: MoveInput = {
    skuId: of(world.sku, skuCode),
    fromLocationId: of(world.location, locationCode),
    toLocationId: of(world.location, 'loss'),
    qty,
    reason: 'count',
  };
  return world.run(async (tx) => fallShort(tx, await postMovesBreaking(tx, [loss]), 'count'));
}

const cancel = (world: World, orderIds: string[]) =>
  world.run((tx) => cancelOrders(tx, orderIds, { reason: 'test', byChannel: false }));

const shortages = async (world: World, orderId: string) =>
  (
    await world.rows<{ what: string }>(
      `select k.sku_code || ' ' || s.qty || ' ' || s.cause || ': ' || coalesce(s.resolution, 'open') as what
         from orders.shortage s join catalogue.sku k on k.sku_id = s.sku_id
        where s.order_id = $1 order by s.shortage_id`,
      [orderId],
    )
  ).map((row) => row.what);

async function walk(
  world: World,
  orderId: string,
  events: readonly ('start_pick' | 'finish_pick' | 'pack')[],
) {
  await world.run((tx) => releaseFulfilments(tx, [orderId]));
  for (const event of events) {
    const ids = (await partsOf(world, orderId)).map((p) => p.fulfilmentOrderId);
    await world.run((tx) => followFulfilments(tx, ids, event));
  }
}

test('a hold keeps the promise; clearing it announces the order again', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 5);
  const id = await captured(world, anOrder(world, { A: 2 }));

  expect(await world.run((tx) => placeHolds(tx, [id], 'manual', 'ask first'))).toEqual([id]);
  expect(await standing(world, id)).toBe('held: A 2=2/0/0');
  expect(await world.run((tx) => releaseFulfilments(tx, [id]))).toEqual([]);
  expect(await world.numbers('A', 'W')).toBe('5/2');
  await world.events();
  expect(await world.run((tx) => clearHolds(tx, [id], null))).toEqual([id]);

  expect(await standing(world, id)).toBe('promised: A 2=2/0/0');
  expect(await partsInShort(world, id)).toEqual(['W promised: A 2']);
  expect(await world.events()).toEqual([`orders.promised {"orderIds":["${id}"]}`]);
  expect(await world.run((tx) => clearHolds(tx, [id], null))).toEqual([]);
  expect(await world.events()).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('an order that is paid gets one part per node for all it holds, promised before and now', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 3);
  const holds = [{ kind: 'payment' as const, note: null }];
  const id = await captured(
    world,
    anOrder(world, { A: 3, B: 2 }, { isShipComplete: false, holds }),
  );
  await world.receive('B', 'W-1', 2);
  await world.events();

  await world.run((tx) => clearHolds(tx, [id], 'payment'));

  expect(await standing(world, id)).toBe('promised: A 3=3/0/0, B 2=2/0/0');
  expect(await partsInShort(world, id)).toEqual(['W promised: A 3, B 2']);
  expect(await world.events()).toEqual([
    `stock.availability_changed {"skuIds":["${world.sku.B}"],"roseSkuIds":[]}`,
    `orders.promised {"orderIds":["${id}"]}`,
  ]);
  expect(await audit(world)).toEqual([]);
});

test('clearing the hold of an order that still waits for stock announces nothing', async () => {
  const world = await aWorld();
  const id = await captured(world, anOrder(world, { A: 1 }));
  await world.run((tx) => placeHolds(tx, [id], 'manual', null));
  await world.run((tx) => placeHolds(tx, [id], 'address', null));
  await world.events();

  await world.run((tx) => clearHolds(tx, [id], 'manual'));
  expect(await standing(world, id)).toBe('held: A 1=0/0/0');
  await world.run((tx) => clearHolds(tx, [id], null));

  expect(await standing(world, id)).toBe('backordered: A 1=0/0/0');
  expect(await world.events()).toEqual([]);
});

test('cancelled before the pick, the units may be sold again', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 3);
  const id = await captured(world, anOrder(world, { A: 2, KIT: 1 }));
  const other = await captured(world, anOrder(world, { A: 2 }));
  await world.run((tx) => releaseFulfilments(tx, [other]));
  await world.events();

  expect(await cancel(world, [id, other, other, '999'])).toEqual([
    { orderId: id, ok: true, wasCancelledBefore: false },
    { orderId: other, ok: true, wasCancelledBefore: false },
    { orderId: other, ok: true, wasCancelledBefore: false },
    { orderId: '999', ok: false, reason: 'not_found' },
  ]);

  expect(await standing(world, other)).toBe('cancelled: A 2=0/0/2');
  expect(await partsInShort(world, other)).toEqual(['W cancelled: A 2']);
  expect(await world.numbers('A', 'W')).toBe('3/0');
  expect(await world.events()).toEqual([
    `stock.availability_changed {"skuIds":["${world.sku.A}"],"roseSkuIds":["${world.sku.A}"]}`,
    `orders.cancelled {"orderIds":["${id}","${other}"],"reason":"test","byChannel":false}`,
  ]);
  expect(await cancel(world, [id])).toEqual([{ orderId: id, ok: true, wasCancelledBefore: true }]);
  expect(await world.events()).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('packed or gone, it is too late to cancel, and nothing changes', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 6);
  const packed = await captured(world, anOrder(world, { A: 2 }));
  await walk(world, packed, ['start_pick', 'finish_pick', 'pack']);
  const gone = await captured(world, anOrder(world, { A: 2 }));
  // Its goods have left; the node's word of it is still on its way.
  const [part] = await partsOf(world, gone);
  await world.run((tx) => sendOff(tx, world, [part?.fulfilmentOrderId ?? '']));
  await world.events();

  expect(await cancel(world, [packed, gone])).toEqual([
    { orderId: packed, ok: false, reason: 'too_late' },
    { orderId: gone, ok: false, reason: 'too_late' },
  ]);

  expect(await standing(world, packed)).toBe('packed: A 2=2/0/0');
  expect(await standing(world, gone)).toBe('promised: A 2=2/0/0');
  expect(await world.numbers('A', 'W')).toBe('4/2');
  expect(await world.events()).toEqual([]);
  await world.run((tx) => recordShipment(tx, [part?.fulfilmentOrderId ?? '']));
  expect(await standing(world, gone)).toBe('shipped: A 2=0/2/0');
  expect(await audit(world)).toEqual([]);
});

test('goods of a cancelled order do not leave', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 2);
  const id = await captured(world, anOrder(world, { A: 2 }));
  const [part] = await partsOf(world, id);
  await cancel(world, [id]);

  const left = world.run((tx) => sendOff(tx, world, [part?.fulfilmentOrderId ?? '']));

  await expect(left).rejects.toMatchObject({ code: 'order_cancelled' });
  expect(await world.numbers('A', 'W')).toBe('2/0');
  // Were they gone all the same, the order's timeline says so and no number moves.
  expect(await world.run((tx) => recordShipment(tx, [part?.fulfilmentOrderId ?? '']))).toEqual([]);
  const [seen] = await world.rows(
    `select kind, facts from platform.event where subject_kind = 'order' and subject_id = $1
      order by event_id desc limit 1`,
    [id],
  );
  expect(seen).toEqual({
    kind: 'left_though_stopped',
    facts: { fulfilmentOrderId: part?.fulfilmentOrderId, state: 'cancelled' },
  });
});

test('a count below what is promised takes from the latest ship-by, and from soft holds first', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 6);
  const urgent = await captured(world, anOrder(world, { A: 2 }, { shipByAt: later(1) }));
  const relaxed = await captured(world, anOrder(world, { A: 2 }, { shipByAt: later(9) }));
  const medium = await captured(world, anOrder(world, { A: 2 }, { shipByAt: later(5) }));
  await world.run((tx) => releaseFulfilments(tx, [relaxed]));
  const [begun] = await partsOf(world, relaxed);
  await world.events();

  await countDown(world, 'A', 'W-1', 1);

  expect(await standing(world, urgent)).toBe('promised: A 2=2/0/0');
  expect(await standing(world, medium)).toBe('promised: A 2=2/0/0');
  expect(await standing(world, relaxed)).toBe('backordered: A 2=0/0/0');
  expect(await partsInShort(world, relaxed)).toEqual(['W short: A 2']);
  expect(await shortages(world, relaxed)).toEqual(['A 2 count: open']);
  expect(await world.numbers('A', 'W')).toBe('5/4');
  // The node had begun: it is told to stop.
  expect(await world.events()).toEqual([
    `stock.availability_changed {"skuIds":["${world.sku.A}"],"roseSkuIds":["${world.sku.A}"]}`,
    `orders.fulfilments_withdrawn {"fulfilmentOrderIds":["${begun?.fulfilmentOrderId}"]}`,
  ]);
  expect(await audit(world)).toEqual([]);

  await world.receive('A', 'W-1', 1);
  await world.run((tx) => promiseAgain(tx, [relaxed]));

  expect(await standing(world, relaxed)).toBe('promised: A 2=2/0/0');
  expect(await shortages(world, relaxed)).toEqual(['A 2 count: promised again']);
  expect(await audit(world)).toEqual([]);
});

test('a shortage is covered by another node at once, if it can', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 3);
  await world.receive('B', 'W-1', 1);
  await world.receive('A', 'S-1', 3);
  await world.receive('B', 'S-1', 1);
  const id = await captured(world, anOrder(world, { A: 3, B: 1 }));
  expect(await partsInShort(world, id)).toEqual(['W promised: A 3, B 1']);
  await world.events();

  await countDown(world, 'A', 'W-1', 1);

  expect(await standing(world, id)).toBe('promised: A 3=3/0/0, B 1=1/0/0');
  expect(await partsInShort(world, id)).toEqual(['W short: A 3, B 1', 'S promised: A 3, B 1']);
  expect(await shortages(world, id)).toEqual(['A 3 count: promised again']);
  expect([await world.numbers('A', 'W'), await world.numbers('B', 'W')]).toEqual(['2/0', '1/0']);
  // The node had not begun: there is nothing to stop.
  expect((await world.events()).filter((e) => e.startsWith('orders.'))).toEqual([
    `orders.promised {"orderIds":["${id}"]}`,
  ]);
  expect(await audit(world)).toEqual([]);
});

test('a short component takes back the kits of its node, and no other', async () => {
  const world = await aWorld();
  for (const [code, place, qty] of [
    ['A', 'W-1', 1],
    ['B', 'W-1', 2],
    ['A', 'S-1', 2],
    ['B', 'S-1', 4],
  ] as const) {
    await world.receive(code, place, qty);
  }
  const id = await captured(world, anOrder(world, { KIT: 3 }));
  await world.run((tx) => releaseFulfilments(tx, [id]));
  const [w] = await partsOf(world, id);
  for (const event of ['start_pick', 'finish_pick', 'pack'] as const) {
    await world.run((tx) => followFulfilments(tx, [w?.fulfilmentOrderId ?? ''], event));
  }

  await countDown(world, 'B', 'S-1', 1);

  expect(await standing(world, id)).toBe('packed: KIT 3=1/0/0');
  expect(await partsInShort(world, id)).toEqual(['W packed: A 1, B 2', 'S short: A 2, B 4']);
  expect([await world.numbers('A', 'S'), await world.numbers('B', 'S')]).toEqual(['2/0', '3/0']);
  expect(await audit(world)).toEqual([]);

  await world.receive('B', 'S-1', 1);
  expect(await world.run((tx) => waitingFor(tx, [of(world.sku, 'B')], 10))).toEqual([id]);
  await world.run((tx) => promiseAgain(tx, [id]));
  expect(await partsInShort(world, id)).toEqual([
    'W packed: A 1, B 2',
    'S short: A 2, B 4',
    'S promised: A 2, B 4',
  ]);
  expect(await audit(world)).toEqual([]);
});

test('packed goods keep their promise to the last', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 4);
  const packed = await captured(world, anOrder(world, { A: 2 }, { shipByAt: later(99) }));
  await walk(world, packed, ['start_pick', 'finish_pick', 'pack']);
  const urgent = await captured(world, anOrder(world, { A: 2 }, { shipByAt: later(1) }));

  await countDown(world, 'A', 'W-1', 2);

  expect(await standing(world, packed)).toBe('packed: A 2=2/0/0');
  expect(await standing(world, urgent)).toBe('backordered: A 2=0/0/0');
  const [part] = await partsOf(world, packed);
  await world.events();

  // The carton itself is lost: the packed part is stopped too.
  await countDown(world, 'A', 'W-1', 1);

  expect(await standing(world, packed)).toBe('backordered: A 2=0/0/0');
  expect(await partsInShort(world, packed)).toEqual(['W cancelled: A 2']);
  expect((await world.events()).filter((e) => e.startsWith('orders.'))).toEqual([
    `orders.fulfilments_withdrawn {"fulfilmentOrderIds":["${part?.fulfilmentOrderId}"]}`,
  ]);
  expect(await audit(world)).toEqual([]);
});

test('what a picker could not find costs no other order its promise', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 4);
  await world.receive('B', 'W-1', 1);
  const picked = await captured(world, anOrder(world, { A: 2, B: 1 }, { shipByAt: later(1) }));
  const relaxed = await captured(world, anOrder(world, { A: 2 }, { shipByAt: later(9) }));
  await world.run((tx) => releaseFulfilments(tx, [picked, relaxed]));
  const [part] = await partsOf(world, picked);
  const id = part?.fulfilmentOrderId ?? '';
  await world.run((tx) => followFulfilments(tx, [id], 'start_pick'));

  await world.run(async (tx) => {
    const unkept = await unkeptPromises(tx, id, [{ skuId: of(world.sku, 'A'), qty: 1 }]);
    expect(unkept.map((u) => [u.orderId, u.qty])).toEqual([[picked, 1]]);
    const broken = await postMovesBreaking(tx, [
      {
        skuId: of(world.sku, 'A'),
        fromLocationId: of(world.location, 'W-1'),
        toLocationId: of(world.location, 'loss'),
        ...{ qty: 1, reason: 'short_pick' },
      },
    ]);
    expect(broken).toEqual([]);
    await fallShort(tx, [...unkept, ...broken], 'short_pick');
  });

  expect(await standing(world, relaxed)).toBe('released: A 2=2/0/0');
  expect(await standing(world, picked)).toBe('backordered: A 2=0/0/0, B 1=0/0/0');
  expect(await shortages(world, picked)).toEqual(['A 1 short_pick: open']);
  expect(await world.numbers('A', 'W')).toBe('3/2');
  // The same news again finds nothing to take back.
  expect(
    await world.run((tx) => unkeptPromises(tx, id, [{ skuId: of(world.sku, 'A'), qty: 1 }])),
  ).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('waiting orders are served in promise order, and nobody starves behind one that lacks more', async () => {
  const world = await aWorld();
  const order = (lines: Record<string, number>, hours: number, priority = 50) =>
    captured(world, anOrder(world, lines, { placedAt: later(hours), priority }));
  const lacksB = await order({ A: 1, B: 1 }, 0);
  const old = await order({ A: 2 }, 1);
  const young = await order({ A: 1 }, 3);
  const vip = await order({ A: 1 }, 2, 90);
  const kit = await order({ KIT: 1 }, 2);
  await world.receive('A', 'W-1', 3);

  const waiting = await world.run((tx) => waitingFor(tx, [of(world.sku, 'A')], 10));
  expect(waiting).toEqual([vip, old]);
  expect(await world.run((tx) => waitingFor(tx, [of(world.sku, 'A')], 1))).toEqual([vip]);
  expect(await world.run((tx) => promiseAgain(tx, waiting))).toEqual([old, vip].sort());

  expect(await standing(world, young)).toBe('backordered: A 1=0/0/0');
  await world.receive('A', 'W-1', 2);
  await world.receive('B', 'W-1', 3);
  const next = await world.run((tx) => waitingFor(tx, [of(world.sku, 'B')], 10));
  expect(next).toEqual([lacksB, kit]);
  await world.run((tx) => promiseAgain(tx, next));
  expect(await standing(world, lacksB)).toBe('promised: A 1=1/0/0, B 1=1/0/0');
  expect(await standing(world, kit)).toBe('promised: KIT 1=1/0/0');
  expect(await world.run((tx) => waitingFor(tx, [of(world.sku, 'A')], 10))).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('the rest of a part-shipping order is served while its first part is under way', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 1);
  const id = await captured(world, anOrder(world, { A: 2, B: 1 }, { isShipComplete: false }));
  await walk(world, id, ['start_pick']);
  await world.receive('A', 'W-1', 5);

  expect(await world.run((tx) => waitingFor(tx, [of(world.sku, 'A')], 10))).toEqual([id]);
  await world.run((tx) => promiseAgain(tx, [id]));

  expect(await partsInShort(world, id)).toEqual(['W picking: A 1', 'W promised: A 1']);
  const [first] = await partsOf(world, id);
  expect(await shipPart(world, id, first as never)).toEqual([]);
  expect(await standing(world, id)).toBe('released: A 2=1/1/0, B 1=0/0/0');
  expect(await audit(world)).toEqual([]);
});

test('an order over two nodes leaves one node at a time, kits by their parts', async () => {
  const world = await aWorld();
  for (const [code, place, qty] of [
    ['A', 'W-1', 2],
    ['B', 'W-1', 2],
    ['A', 'S-1', 2],
    ['B', 'S-1', 4],
    ['C', 'S-1', 1],
  ] as const) {
    await world.receive(code, place, qty);
  }
  const id = await captured(world, anOrder(world, { KIT: 3, A: 1, C: 1 }));
  const parts = await partsOf(world, id);
  expect(parts.map((p) => `${p.nodeCode}: ${p.lines}`)).toEqual([
    'W: A 1, B 2, A 1',
    'S: A 2, B 4, C 1',
  ]);

  expect(await shipPart(world, id, parts[1] as never)).toEqual([]);

  expect(await standing(world, id)).toBe('released: KIT 3=1/2/0, A 1=1/0/0, C 1=0/1/0');
  expect([await world.numbers('A', 'W'), await world.numbers('A', 'S')]).toEqual(['2/2', '0/0']);
  expect(await audit(world)).toEqual([]);
  expect(await shipPart(world, id, parts[0] as never)).toEqual([id]);
  expect(await standing(world, id)).toBe('shipped: KIT 3=0/3/0, A 1=0/1/0, C 1=0/1/0');
  // The same word again changes nothing.
  expect(
    await world.run((tx) =>
      recordShipment(
        tx,
        parts.map((p) => p.fulfilmentOrderId),
      ),
    ),
  ).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('both parts may be gone before either is booked', async () => {
  const world = await aWorld();
  for (const [code, place, qty] of [
    ['A', 'W-1', 1],
    ['B', 'W-1', 2],
    ['A', 'S-1', 2],
    ['B', 'S-1', 4],
  ] as const) {
    await world.receive(code, place, qty);
  }
  const id = await captured(world, anOrder(world, { KIT: 3 }));
  const ids = (await partsOf(world, id)).map((p) => p.fulfilmentOrderId);
  await world.run((tx) => sendOff(tx, world, ids));

  await world.run((tx) => recordShipment(tx, [ids[1] ?? '']));
  expect(await standing(world, id)).toBe('promised: KIT 3=1/2/0');
  await world.run((tx) => recordShipment(tx, [ids[0] ?? '']));

  expect(await standing(world, id)).toBe('shipped: KIT 3=0/3/0');
  expect(await audit(world)).toEqual([]);
});

test('a node’s news may come late or twice', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 2);
  const id = await captured(world, anOrder(world, { A: 2 }));
  await world.run((tx) => releaseFulfilments(tx, [id]));
  const [part] = await partsOf(world, id);
  const ids = [part?.fulfilmentOrderId ?? ''];
  const follow = (event: 'start_pick' | 'finish_pick' | 'undo_pick' | 'pack') =>
    world.run((tx) => followFulfilments(tx, ids, event));

  expect(await follow('pack')).toEqual([]);
  expect(await follow('start_pick')).toEqual([id]);
  expect(await follow('start_pick')).toEqual([]);
  expect(await follow('finish_pick')).toEqual([id]);
  expect(await follow('undo_pick')).toEqual([id]);
  expect(await standing(world, id)).toBe('picking: A 2=2/0/0');
  // The word that it left overtakes the rest.
  await world.run((tx) => sendOff(tx, world, ids));
  expect(await world.run((tx) => recordShipment(tx, ids))).toEqual([id]);
  expect(await follow('finish_pick')).toEqual([]);
  expect(await standing(world, id)).toBe('shipped: A 2=0/2/0');
  expect(await world.run((tx) => consumptionsOf(tx, ids))).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('one tenant does not see, hold or cancel another one’s orders', async () => {
  const [mine, theirs] = [await aWorld(), await aWorld()];
  await theirs.receive('A', 'W-1', 2);
  const id = await captured(theirs, anOrder(theirs, { A: 2 }));

  expect(await cancel(mine, [id])).toEqual([{ orderId: id, ok: false, reason: 'not_found' }]);
  expect(await mine.run((tx) => placeHolds(tx, [id], 'manual', null))).toEqual([]);
  expect(await mine.run((tx) => releaseFulfilments(tx, [id]))).toEqual([]);
  expect(await mine.run((tx) => promiseAgain(tx, [id]))).toEqual([]);
  const stolen = mine.run((tx) => capture(tx, [anOrder(theirs, { A: 1 })]));
  const [answer] = await stolen;
  expect(await standing(mine, orderIdOf(answer))).toMatch(/^backordered/);

  expect(await standing(theirs, id)).toBe('promised: A 2=2/0/0');
  expect(await audit(theirs)).toEqual([]);
});
