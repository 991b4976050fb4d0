import { createConnector, type ShopTokens } from '@quayside/connectors';
import { gs1CheckDigit } from '@quayside/contract';
import {
  DEMO_PARTNER,
  type RunningSandbox,
  type SandboxOptions,
  SHOP,
  startSandbox,
  turnableClock,
} from '@quayside/sandbox';
import fastify, { type FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll } from 'vitest';
import {
  addJob,
  type Caller,
  type Database,
  installProblems,
  type Job,
  makeSeal,
  makeService,
  openDatabase,
  systemActor,
  type TenantScope,
  type Tx,
} from '../platform/index.ts';
import type { FreshDatabase } from '../platform/testkit.ts';
import {
  type Channels,
  type ChannelsDeps,
  ChannelUnavailable,
  makeChannels,
  type ReadOrders,
} from './index.ts';

/** A whole second, so that Shopee's whole seconds lose nothing; far ahead of the database's own clock. */
const START_MS = Date.UTC(2040, 10, 23, 9, 1, 1);
const everything = ['channels.read', 'channels.write'] as const;

export interface House {
  database: Database;
  owner: pg.Client;
  scope: TenantScope;
  /** Ids by code. */
  skuIds: Map<string, string>;
  nodeIds: Map<string, string>;
  sandbox: RunningSandbox;
  channels: Channels;
  deps: ChannelsDeps;
  app: FastifyInstance;
  url: string;
  seal: ReturnType<typeof makeSeal>;
  /** The one clock of the house and of the platform. */
  clock: ReturnType<typeof turnableClock>;
  /** What may be promised; captured orders lower it. */
  setAtp(skuCode: string, nodeCode: string, qty: number): void;
  atpOf(skuCode: string): number;
  /** Orders that stand in for the order desk: external number → state. */
  captured: Map<string, string>;
  /** Events other than orders_changed, as they were handled. */
  events: { name: string; payload: Record<string, unknown> }[];
  /** Runs every job that is due, in order; with `forMs` the clock is turned on and jobs run at their time. */
  work(forMs?: number): Promise<void>;
  /** Lets the platform do what is due and its pushes arrive. */
  settle(): Promise<void>;
  /** The seller connects the shop in the browser; answers where the browser ends. */
  connect(): Promise<URL>;
  channelId(): Promise<string>;
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Json }>;
  control(method: string, path: string, body?: unknown): Promise<Json>;
  /** What the shop's page shows. */
  shelf(skuCode: string): Promise<number>;
  place(skuCode: string, qty: number, isPaid?: boolean): Promise<string>;
  one<Row extends object>(text: string, values?: unknown[]): Promise<Row>;
  many<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Another process of the same installation. */
  second(): Channels;
}
// biome-ignore lint/suspicious/noExplicitAny: tests read deep into answers and assert what they find
export type Json = any;

export function aCatalogue(count: number): NonNullable<SandboxOptions['catalogue']> {
  return Array.from({ length: count }, (_, index) => ({
    skuCode: `SKU${String(index + 1).padStart(4, '0')}`,
    name: `Thing number ${index + 1}`,
    gtin: aGtin(index + 1),
    priceMinor: 250 + index,
    currency: 'SGD',
    lengthMm: 100,
    widthMm: 80,
    heightMm: 40,
    weightG: 150,
  }));
}

/** A valid GTIN-13 of the range for use within a company. */
function aGtin(number: number): string {
  const body = `2000000${String(number).padStart(5, '0')}`;
  return `${body}${gs1CheckDigit(body)}`;
}

/** A server of one tenant with its SKUs and two nodes, and a platform beside it; both on one turnable clock. */
export async function aHouse(
  fresh: FreshDatabase,
  options: { sandbox?: SandboxOptions; skuCodes?: string[]; requestMs?: number } = {},
): Promise<House> {
  const clock = turnableClock(START_MS);
  const sandbox = await startSandbox({
    catalogue: aCatalogue(6),
    invoices: [],
    smtpPort: null,
    ticking: false,
    clock,
    ...options.sandbox,
  });
  const owner = new pg.Client({ connectionString: fresh.ownerUrl, application_name: 'test' });
  await owner.connect();
  const seed = await seedTenant(owner, options.skuCodes ?? aCatalogue(6).map((sku) => sku.skuCode));
  const database = openDatabase(fresh.appUrl, { connectionsMax: 8 });
  const connector = createConnector('shopee', {
    apiUrl: sandbox.url,
    partnerId: String(DEMO_PARTNER.partnerId),
    partnerKey: DEMO_PARTNER.partnerKey,
    pushKeys: [DEMO_PARTNER.pushKey],
    http: { requestMs: options.requestMs ?? 5_000, attemptsMax: 1, rateLimit: unlimited },
    outside: { now: () => clock.now(), random: () => 0, sleep: async (ms) => clock.advance(ms) },
  });
  const atp = new Map<string, number>();
  const config = { publicUrl: 'http://unset.test', sandboxUrl: sandbox.url };
  const seal = makeSeal(new Uint8Array(32).fill(7));
  const deps: ChannelsDeps = {
    database,
    config,
    seal,
    clock: { now: () => new Date(clock.now()) },
    connectorFor: (platform) => (platform === 'shopee' ? connector : null),
    atp: async (_tx, skuIds) =>
      [...atp].flatMap(([key, atpQty]) => {
        const [skuId = '', nodeId = ''] = key.split('/');
        return skuIds.includes(skuId) ? [{ skuId, nodeId, atpQty }] : [];
      }),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  };
  const channels = makeChannels(deps);
  const app = fastify();
  installProblems(app);
  const scope: TenantScope = { tenantId: seed.tenantId, actor: systemActor };
  const caller: Caller = {
    tenantId: seed.tenantId,
    actor: { kind: 'person', id: 'p1', name: 'Mai', device: null },
    role: 'owner',
    permissions: new Set(everything),
    nodeIds: null,
    clientIds: null,
  };
  channels.channelRoutes(makeService(app, database, async () => caller));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  config.publicUrl = url;
  afterAll(async () => {
    await app.close();
    await connector.close();
    await database.close();
    await owner.end();
    await sandbox.stop();
  });
  const house: House = {
    ...seed,
    database,
    owner,
    scope,
    sandbox,
    channels,
    deps,
    app,
    url,
    seal,
    clock,
    captured: new Map(),
    events: [],
    setAtp: (skuCode, nodeCode, qty) =>
      void atp.set(`${seed.skuIds.get(skuCode)}/${seed.nodeIds.get(nodeCode)}`, qty),
    atpOf: (skuCode) =>
      [...atp].reduce(
        (sum, [key, qty]) => sum + (key.startsWith(`${seed.skuIds.get(skuCode)}/`) ? qty : 0),
        0,
      ),
    work: (forMs = 0) => work(house, atp, forMs),
    settle: () => sandbox.control.settle(),
    connect: () => connect(house),
    channelId: async () =>
      (await house.one<{ channel_id: string }>('select channel_id from channels.channel'))
        .channel_id,
    call: (method, path, body) => call(`${url}${path}`, method, body),
    control: async (method, path, body) =>
      (await call(`${sandbox.url}/_sandbox${path}`, method, body)).body,
    shelf: async (skuCode) => {
      const { stock } = await house.control('GET', '/stock');
      return stock.find((row: Json) => row.skuCode === skuCode).shownQty;
    },
    place: async (skuCode, qty, isPaid = true) => {
      const placed = await house.control('POST', '/orders', { lines: [{ skuCode, qty }], isPaid });
      if (placed.isPlaced !== true) throw new Error(`not placed: ${JSON.stringify(placed)}`);
      return placed.orderSn;
    },
    one: async (text, values) => {
      const { rows } = await owner.query(text, values);
      if (rows.length !== 1) throw new Error(`${rows.length} rows: ${text}`);
      return rows[0];
    },
    many: async (text, values) => (await owner.query(text, values)).rows,
    second: () => makeChannels(deps),
  };
  await house.control('POST', '/push-config', {
    callbackUrl: `${url}/api/v1/channels/shopee/push`,
  });
  return house;
}

const unlimited = { perSecond: 1_000_000, burst: 1_000_000, queueMsMax: 1_000 };

async function seedTenant(owner: pg.Client, skuCodes: string[]) {
  const id = async (text: string, values: unknown[]): Promise<string> => {
    const { rows } = await owner.query<{ id: string }>(text, values);
    return String(rows[0]?.id);
  };
  const tenantId = Number(
    await id(
      `insert into platform.tenant (organisation_id, name, base_currency, time_zone, gs1_company_prefix)
       values ('org', 'Harbour Gifts', 'SGD', 'Asia/Singapore', '9523456') returning tenant_id as id`,
      [],
    ),
  );
  const clientId = await id(
    `insert into catalogue.client (tenant_id, client_code, name) values ($1, 'HG', 'Harbour')
     returning client_id as id`,
    [tenantId],
  );
  const skuIds = new Map<string, string>();
  for (const skuCode of skuCodes) {
    const skuId = await id(
      `insert into catalogue.sku (tenant_id, client_id, sku_code, name, currency)
       values ($1, $2, $3, $3, 'SGD') returning sku_id as id`,
      [tenantId, clientId, skuCode],
    );
    skuIds.set(skuCode, skuId);
  }
  const nodeIds = new Map<string, string>();
  for (const nodeCode of ['SG-WEST', 'ORCHARD']) {
    const nodeId = await id(
      `insert into catalogue.node (tenant_id, node_code, name, mode, priority)
       values ($1, $2, $2, 'simple', $3) returning node_id as id`,
      [tenantId, nodeCode, nodeIds.size],
    );
    nodeIds.set(nodeCode, nodeId);
  }
  return { tenantId, clientId, skuIds, nodeIds };
}

/** The seller opens the link, logs in, confirms; the browser follows to our callback. */
async function connect(house: House): Promise<URL> {
  const { body } = await house.call('POST', '/api/v1/channels/connect', { platform: 'shopee' });
  const shown = await (await fetch(body.url)).text();
  const nonce = /name="nonce" value="([^"]+)"/.exec(shown)?.[1] ?? '';
  const confirmed = await fetch(`${house.sandbox.url}/auth/confirm`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      nonce,
      account: SHOP.account,
      password: SHOP.password,
      shop_id: String(SHOP.shopId),
    }),
  });
  const back = confirmed.headers.get('location') ?? '';
  const answer = await fetch(back, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '', house.url);
}

async function call(url: string, method: string, body: unknown) {
  const answer = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

interface JobRow {
  id: string;
  task: string;
  payload: Record<string, Json>;
  run_at: Date;
}

/** Jobs in the order of their time, as the queue would run them, but on the house's clock. */
async function work(house: House, atp: Map<string, number>, forMs: number): Promise<void> {
  const until = house.clock.now() + forMs;
  for (let done = 0; done < 2_000; done += 1) {
    const { rows } = await house.owner.query<JobRow>(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
        where t.id = j.task_id and j.id = (
          select id from graphile_worker._private_jobs where run_at <= $1
           order by greatest(run_at, $2), id limit 1)
       returning j.id, t.identifier as task, j.payload, j.run_at`,
      // A job that is queued without a time gets the database's, which is long past on this clock.
      [new Date(until), new Date(house.clock.now())].map((at) => at.toISOString()),
    );
    const [job] = rows;
    if (job === undefined) {
      if (forMs > 0 && house.clock.now() < until) house.clock.advance(until - house.clock.now());
      return;
    }
    const aheadMs = job.run_at.getTime() - house.clock.now();
    if (aheadMs > 0) house.clock.advance(aheadMs);
    await runJob(house, atp, job);
  }
  throw new Error('the jobs do not end');
}

async function runJob(house: House, atp: Map<string, number>, job: JobRow): Promise<void> {
  const run: Job | undefined = house.channels.channelJobs[job.task];
  if (run !== undefined) {
    await run(job.payload as never);
  } else if (job.task === 'channels.orders_changed') {
    try {
      await captureAll(house, atp, job.payload);
    } catch (error) {
      if (!(error instanceof ChannelUnavailable)) throw error;
      // As the queue does: again, a little later.
      await house.database.inTransaction(house.scope, (tx) =>
        addJob(tx, job.task, job.payload, { runAt: new Date(house.clock.now() + 1_000) }),
      );
    }
  } else {
    const { tenantId: _tenantId, ...payload } = job.payload;
    house.events.push({ name: job.task, payload });
  }
}

/** What the journey does, with a map in place of the order desk. */
async function captureAll(
  house: House,
  atp: Map<string, number>,
  payload: Record<string, Json>,
): Promise<void> {
  const { channels, scope } = house;
  const read = await channels.readOrders(scope, payload.channelId, payload.externalOrderNumbers);
  await house.database.inTransaction(scope, async (tx) => {
    await capture(house, tx, read, atp);
    await channels.noteCaptured(tx, read);
  });
}

async function capture(
  house: House,
  tx: Tx,
  read: ReadOrders,
  atp: Map<string, number>,
): Promise<void> {
  const changed = new Set<string>();
  for (const order of read.orders) {
    const before = house.captured.get(order.externalOrderNumber);
    house.captured.set(order.externalOrderNumber, order.state);
    const isCancelled = order.state === 'cancelled';
    const sign =
      before === undefined && !isCancelled
        ? -1
        : isCancelled && before && before !== 'cancelled'
          ? 1
          : 0;
    if (sign === 0) continue;
    for (const line of order.lines) {
      const mapping = read.mappingOf(line);
      if (mapping === null) continue;
      const key = [...atp.keys()].find((k) => k.startsWith(`${mapping.skuId}/`)) ?? '';
      atp.set(key, Math.max(0, (atp.get(key) ?? 0) + sign * line.qty * mapping.multiple));
      changed.add(mapping.skuId);
    }
  }
  await house.channels.oweOffers(tx, [...changed]);
}

/** The tokens as they are kept. */
export async function tokensOf(house: House): Promise<ShopTokens> {
  const row = await house.one<{ tokens_sealed: Buffer }>(
    'select tokens_sealed from channels.channel',
  );
  return JSON.parse(house.seal.open(row.tokens_sealed));
}

/** A connected shop with its listings fetched, its feed read once, and its numbers told. */
export async function aConnectedHouse(
  fresh: FreshDatabase,
  atp: Record<string, number>,
  options: Parameters<typeof aHouse>[1] = {},
): Promise<House> {
  const house = await aHouse(fresh, options);
  for (const [skuCode, qty] of Object.entries(atp)) house.setAtp(skuCode, 'SG-WEST', qty);
  await house.connect();
  await house.settle();
  await house.work(2_000);
  return house;
}
