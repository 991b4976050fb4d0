import { expect, test } from 'vitest';
import { audit } from '../check/testkit.ts';
import { LostRace, Refusal, type Tx } from '../platform/index.ts';
import { freshDatabase } from '../platform/testkit.ts';
import {
  holdStock,
  type MoveInput,
  postMoves,
  postMovesBreaking,
  releaseHolds,
} from '../stock/index.ts';
import { of, type World, worldsIn } from '../stock/testkit.ts';
import { cancelOrders } from './cancel.ts';
import { capture } from './capture.ts';
import { followFulfilments, recordShipment, releaseFulfilments } from './follow.ts';
import { clearHolds, placeHolds } from './hold.ts';
import { fallShort, promiseAgain } from './repromise.ts';
import { anOrder, captured, NINE, partsOf, sendOff, standing } from './testkit.ts';
import { waitingFor } from './waiting.ts';

const aWorld = worldsIn(await freshDatabase());

/** Rounds of each pair; each meets on the same rows, and the auditor looks afterwards. */
const ROUNDS = 30;

interface Scene {
  world: World;
  round: number;
  /** An open order of A, B and a kit of both, with its parts. */
  orderId: string;
  partIds: string[];
  /** Another one, on hold. */
  heldId: string;
}

async function aScene(world: World, round: number): Promise<Scene> {
  const lines = { A: 1, B: 1, KIT: 1 };
  const orderId = await captured(world, anOrder(world, lines));
  const partIds = (await partsOf(world, orderId)).map((p) => p.fulfilmentOrderId);
  const holds = [{ kind: 'manual' as const, note: null }];
  const heldId = await captured(world, anOrder(world, lines, { holds }));
  return { world, round, orderId, partIds, heldId };
}

const move = (world: World, from: string, to: string, skuCode: string, qty: number): MoveInput => ({
  skuId: of(world.sku, skuCode),
  fromLocationId: of(world.location, from),
  toLocationId: of(world.location, to),
  qty,
  reason: 'race',
});

type Verb = (scene: Scene, tx: Tx) => Promise<unknown>;

const verbs: Record<string, Verb> = {
  capture: ({ world }, tx) =>
    capture(tx, [
      anOrder(world, { B: 2, A: 1 }),
      anOrder(world, { KIT: 1 }, { isShipComplete: false, priority: 70 }),
    ]),
  cancel: ({ orderId, heldId }, tx) =>
    cancelOrders(tx, [heldId, orderId], { reason: 'race', byChannel: false }),
  countDown: async ({ world }, tx) =>
    fallShort(
      tx,
      await postMovesBreaking(tx, [
        move(world, 'W-1', 'loss', 'B', 5),
        move(world, 'W-1', 'loss', 'A', 3),
      ]),
      'count',
    ),
  receive: async ({ world }, tx) => {
    await postMoves(tx, [
      move(world, 'supplier', 'W-1', 'B', 5),
      move(world, 'supplier', 'W-1', 'A', 3),
    ]);
    await promiseAgain(tx, await waitingFor(tx, [of(world.sku, 'A'), of(world.sku, 'B')], 20));
  },
  ship: async ({ world, partIds }, tx) => {
    await sendOff(tx, world, partIds);
    await recordShipment(tx, partIds);
  },
  clearHold: ({ heldId }, tx) => clearHolds(tx, [heldId], null),
  softHold: ({ round }, tx) =>
    holdStock(tx, {
      holdRef: `cart ${round}`,
      expiresAt: new Date(Date.now() + (round % 2 === 0 ? 3_600_000 : -1)),
      lines: [
        { skuCode: 'B', qty: 1 },
        { skuCode: 'A', qty: 1 },
      ],
      now: NINE,
    }),
  dropHold: ({ round }, tx) => releaseHolds(tx, [`cart ${round - 1}`, `cart ${round}`]),
  placeHold: ({ orderId, heldId }, tx) => placeHolds(tx, [orderId, heldId], 'address', null),
  release: ({ orderId }, tx) => releaseFulfilments(tx, [orderId]),
  follow: ({ partIds }, tx) => followFulfilments(tx, partIds, 'start_pick'),
};

/** Refusals are answers; a race that five tries did not settle is one too, but anything else is a defect. */
function isAnAnswer(error: unknown): boolean {
  return error instanceof Refusal || error instanceof LostRace;
}

async function meet(world: World, round: number, one: Verb, other: Verb): Promise<unknown[]> {
  const scene = await aScene(world, round);
  const outcomes = await Promise.allSettled([
    world.run((tx) => one(scene, tx)),
    world.run((tx) => other(scene, tx)),
  ]);
  return outcomes.flatMap((o) =>
    o.status === 'rejected' && !isAnAnswer(o.reason) ? [o.reason] : [],
  );
}

/** Those that move no stock meet only those that touch orders, and less often. */
const movesStock = [
  ...['capture', 'cancel', 'countDown', 'receive', 'ship', 'clearHold', 'softHold', 'dropHold'],
];
const names = Object.keys(verbs);
const pairs = names.flatMap((one, i) =>
  names
    .slice(i)
    .filter(
      (other) => movesStock.includes(other) || !['softHold', 'dropHold', 'capture'].includes(one),
    )
    .map((other) => ({ one, other, rounds: movesStock.includes(other) ? ROUNDS : ROUNDS / 3 })),
);

test.each(pairs)(
  '$one meets $other: the books agree, whoever was first',
  async ({ one, other, rounds }) => {
    const world = await aWorld();
    await world.receive('A', 'W-1', 60);
    await world.receive('B', 'W-1', 90);
    await world.receive('A', 'S-1', 10);
    await world.receive('B', 'S-1', 10);

    const defects: unknown[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      defects.push(...(await meet(world, round, verbs[one] as Verb, verbs[other] as Verb)));
    }

    expect(defects).toEqual([]);
    expect(await audit(world)).toEqual([]);
  },
);

test('all verbs at once, many of each', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 40);
  await world.receive('B', 'W-1', 60);
  const scenes: Scene[] = [];
  for (let round = 1; round <= 5; round += 1) scenes.push(await aScene(world, round));

  const outcomes = await Promise.allSettled(
    scenes.flatMap((scene) =>
      Object.values(verbs).map((verb) => world.run((tx) => verb(scene, tx))),
    ),
  );

  const defects = outcomes.flatMap((o) =>
    o.status === 'rejected' && !isAnAnswer(o.reason) ? [String(o.reason)] : [],
  );
  expect(defects).toEqual([]);
  expect(await audit(world)).toEqual([]);
});

test('a release that meets a hold being placed waits for it and releases nothing', async () => {
  const world = await aWorld();
  await world.receive('A', 'W-1', 1);
  const orderId = await captured(world, anOrder(world, { A: 1 }));
  const placed = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();

  const holding = world.run(async (tx) => {
    await placeHolds(tx, [orderId], 'manual', null);
    placed.resolve();
    await mayCommit.promise;
  });
  await placed.promise;
  let isOver = false;
  const releasing = world
    .run((tx) => releaseFulfilments(tx, [orderId]))
    .finally(() => {
      isOver = true;
    });
  // Until it waits for the row, or (a defect) is through already.
  while (!isOver && !(await someoneWaits(world))) await new Promise(setImmediate);
  mayCommit.resolve();

  expect(await releasing).toEqual([]);
  await holding;
  expect(await standing(world, orderId)).toBe('held: A 1=1/0/0');
});

async function someoneWaits(world: World): Promise<boolean> {
  const rows = await world.rows(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
}
