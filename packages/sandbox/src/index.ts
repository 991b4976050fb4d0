/**
 * The outside world, at the wire: a marketplace that speaks Shopee Open Platform v2, its shoppers,
 * its carrier, and a mailbox. It knows nothing of Quayside's code; they meet over HTTP and SMTP only.
 *
 * Keeps: what was acknowledged is in SQLite before the answer leaves, so a killed process loses
 * nothing; buyers never buy more than the shop shows; every fault is seeded and counted.
 */
import type { AddressInfo } from 'node:net';
import { scanParcels } from './carrier.ts';
import { machineClock } from './clock.ts';
import { makeCrew } from './crew/crew.ts';
import { openFaults } from './faults.ts';
import { buildHttp } from './http.ts';
import { startSmtp } from './mailbox/smtp.ts';
import { DUE_VERBS } from './marketplaces/shopee/due.ts';
import { type PushDelivery, startPushDelivery } from './marketplaces/shopee/push-delivery.ts';
import { openShop } from './marketplaces/shopee/shop.ts';
import { type ResolvedOptions, resolveOptions, type SandboxOptions } from './options.ts';
import { type Database, openDatabase } from './state/database.ts';
import { type DueVerbs, runDueActions } from './state/due-actions.ts';
import { readCatalogue } from './traffic/seed-files.ts';
import { openShoppers, type Shoppers } from './traffic/shoppers.ts';
import type { World } from './world.ts';

export { type TurnableClock, turnableClock } from './clock.ts';
export { SHOP } from './marketplaces/shopee/shop.ts';
export type { CatalogueSku, Invoice, PlatformPace, SandboxOptions } from './options.ts';
export { DEMO_PARTNER } from './options.ts';

/** What a test in the same process may do beside HTTP. */
export interface SandboxControl {
  world: World;
  shoppers: Shoppers;
  /** Does everything that is due by the clock: scheduled actions, shopping, pushes; then returns. */
  settle(): Promise<void>;
}

export interface RunningSandbox {
  url: string;
  /** null when no mail server was asked for. */
  smtpUrl: string | null;
  control: SandboxControl;
  stop(): Promise<void>;
}

/** How often scheduled work is looked for. */
const TICK_MS = 100;

/** Opens the state, starts serving, and begins what is owed from before. */
export async function startSandbox(given: SandboxOptions = {}): Promise<RunningSandbox> {
  const options = resolveOptions(given);
  const database = openState(options.stateFile);
  const world: World = {
    options,
    clock: given.clock ?? machineClock,
    database,
    faults: openFaults(database, given.faults ?? {}),
    wakePushes: () => undefined,
  };
  openShop(world, catalogueOf(options));
  const shoppers = openShoppers(world);
  const crew = makeCrew((trackingNumbers) => void scanParcels(world, trackingNumbers, 'pickup'));
  const app = buildHttp(world, shoppers, crew);
  const smtp = options.smtpPort === null ? null : await startSmtp(world, options.smtpPort);
  try {
    await app.listen({ port: options.port, host: options.host });
  } catch (error) {
    await smtp?.stop();
    database.close();
    throw error;
  }
  const pushes = startPushDelivery(world);
  world.wakePushes = () => pushes.wake();
  const ticker = options.ticking ? startTicking(world, shoppers, pushes, DUE_VERBS) : null;
  let stopped: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await crew.stop();
    await ticker?.stop();
    await app.close();
    await smtp?.stop();
    await pushes.stop();
    shoppers.stop();
    database.close();
  };
  const address: AddressInfo | string | null = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://${options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${port}`,
    smtpUrl: smtp?.url ?? null,
    control: { world, shoppers, settle: () => settle(world, shoppers, pushes) },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

function openState(file: string): Database {
  try {
    return openDatabase(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The state file ${file} cannot be opened: ${reason}.`, { cause: error });
  }
}

function catalogueOf(options: ResolvedOptions): NonNullable<SandboxOptions['catalogue']> {
  if (options.catalogue !== null) return options.catalogue;
  return options.seedDir === null ? [] : readCatalogue(options.seedDir);
}

function startTicking(
  world: World,
  shoppers: Shoppers,
  pushes: PushDelivery,
  verbs: DueVerbs,
): { stop(): Promise<void> } {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const tick = async (): Promise<void> => {
    let delayMs = TICK_MS;
    try {
      const done = runDueActions(world, verbs);
      const isMore = await shoppers.work();
      pushes.wake();
      if (isMore || done > 0) delayMs = 0;
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(`sandbox: work that was due failed, tried again in 1 s: ${text}\n`);
      delayMs = 1_000;
    }
    if (!isStopped) timer = setTimeout(next, delayMs);
  };
  const next = (): void => {
    running = tick();
  };
  next();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function settle(world: World, shoppers: Shoppers, pushes: PushDelivery): Promise<void> {
  for (;;) {
    const done = runDueActions(world, DUE_VERBS);
    const isMore = await shoppers.work();
    pushes.wake();
    while (pushes.isBusy()) await new Promise((resolve) => setImmediate(resolve));
    if (done === 0 && !isMore) return;
  }
}
