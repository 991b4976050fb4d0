import { chanceOf } from '../chance.ts';
import { isShopOpen, placeOrder } from '../marketplaces/shopee/place-order.ts';
import type { Invoice } from '../options.ts';
import { schedule } from '../state/due-actions.ts';
import { readSetting, writeSetting } from '../state/settings.ts';
import type { World } from '../world.ts';
import { buyerOf } from './buyers.ts';
import { recordOutcome } from './outcomes.ts';
import { type Baskets, basketsOf, openBaskets } from './seed-files.ts';

/** How the shoppers behave now. Kept, so a restart goes on with the next basket, not a used one. */
export interface ShopperPlan {
  /** Orders a minute; 0 stops; 'max' as fast as the machine goes. */
  speed: number | 'max';
  /** Baskets still to buy before they stop by themselves; null: all there are. */
  left: number | null;
  /** Baskets read so far: the next one's place in the file. */
  position: number;
  /** A cancelling buyer presses the button this long after paying, plus up to the spread. */
  cancelAfterMs: number;
  cancelSpreadMs: number;
  /** True once the file has no more. */
  isExhausted: boolean;
  /** The speed the process was started with when this plan was kept: a new one at a start wins. */
  startSpeed: number;
}

/** One order in twenty is paid a little later. */
const PAID_LATE_RATE = 0.05;
const BATCH = 25;

function parsePlan(stored: unknown): Partial<ShopperPlan> {
  return typeof stored === 'object' && stored !== null ? stored : {};
}

export interface Shoppers {
  plan(): ShopperPlan;
  change(changes: Partial<ShopperPlan>): ShopperPlan;
  /** Buys what is due by now; true while there may be more to do at once. */
  work(): Promise<boolean>;
  isWaitingForShop(): boolean;
  stop(): void;
}

export function openShoppers(world: World): Shoppers {
  const { options, clock, database } = world;
  let plan: ShopperPlan = {
    speed: options.ordersPerMinute,
    left: null,
    position: 0,
    cancelAfterMs: 5_000,
    cancelSpreadMs: 25_000,
    isExhausted: false,
    startSpeed: options.ordersPerMinute,
    ...readSetting(database, 'shoppers', parsePlan),
  };
  if (plan.startSpeed !== options.ordersPerMinute) {
    plan = { ...plan, speed: options.ordersPerMinute, startSpeed: options.ordersPerMinute };
  }
  let baskets: Baskets | null = null;
  let nextAt = clock.now();
  let isWorking = false;

  const save = (changes: Partial<ShopperPlan>): void => {
    plan = { ...plan, ...changes };
    writeSetting(database, 'shoppers', plan);
  };

  const source = (): Baskets | null => {
    if (baskets !== null) return baskets;
    if (options.invoices !== null) baskets = basketsOf(options.invoices, plan.position);
    else if (options.seedDir !== null) baskets = openBaskets(options.seedDir, plan.position);
    return baskets;
  };

  const dueCount = (): number => {
    if (plan.speed === 0 || plan.left === 0 || plan.isExhausted) return 0;
    const wanted = plan.speed === 'max' ? BATCH : clock.now() >= nextAt ? 1 : 0;
    return plan.left === null ? wanted : Math.min(wanted, plan.left);
  };

  const buy = (taken: Invoice[], asked: number): void => {
    const left = plan.left === null ? null : plan.left - taken.length;
    database.transaction(() => {
      for (const invoice of taken) buyBasket(world, invoice, plan);
      save({
        position: plan.position + taken.length,
        left,
        isExhausted: taken.length < asked,
        speed: left === 0 ? 0 : plan.speed,
      });
    });
    if (plan.speed !== 'max' && plan.speed > 0) nextAt = clock.now() + 60_000 / plan.speed;
  };

  return {
    plan: () => plan,
    change: (changes) => {
      if (changes.position !== undefined) {
        baskets?.close();
        baskets = null;
      }
      save(changes);
      nextAt = clock.now();
      return plan;
    },
    work: async () => {
      const count = dueCount();
      if (isWorking || count === 0 || !isShopOpen(world)) return false;
      const from = source();
      if (from === null) return false;
      isWorking = true;
      try {
        buy(await from.take(count), count);
      } catch (error) {
        // What was taken is not bought: begin again from the kept position.
        from.close();
        baskets = null;
        throw error;
      } finally {
        isWorking = false;
      }
      return plan.speed === 'max' && !plan.isExhausted && plan.left !== 0;
    },
    isWaitingForShop: () => plan.speed !== 0 && !isShopOpen(world),
    stop: () => baskets?.close(),
  };
}

/** One real basket becomes one order; its fate depends on its number alone. */
function buyBasket(world: World, invoice: Invoice, plan: ShopperPlan): void {
  const chance = chanceOf(`fate ${invoice.invoiceNumber}`);
  const isPaid = !chance.happens(PAID_LATE_RATE);
  const buyer = buyerOf(invoice.customerNumber ?? `guest${invoice.invoiceNumber}`);
  const placement = placeOrder(world, buyer, invoice.lines, {
    invoiceNumber: invoice.invoiceNumber,
    isPaid,
  });
  const nowMs = world.clock.now();
  const payAfterMs = 2_000 + Math.floor(chance.next() * 8_000);
  const cancelAfterMs = plan.cancelAfterMs + Math.floor(chance.next() * plan.cancelSpreadMs);
  if (placement.isPlaced && !isPaid) schedule(world, 'pay', placement.orderSn, nowMs + payAfterMs);
  if (placement.isPlaced && invoice.isCancelled) {
    const paidAt = nowMs + (isPaid ? 0 : payAfterMs);
    schedule(world, 'buyer_cancel', placement.orderSn, paidAt + cancelAfterMs);
  }
  recordOutcome(world, invoice, placement, placement.isPlaced && !isPaid);
}
