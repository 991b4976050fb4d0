import { accessRoutes, type OrderAnswer, orderRoutes, stockRoutes } from '@quayside/contract';
import pg from 'pg';
import type { BenchResult } from '../bench.ts';
import { connectShop, json, type Owner, pause, signInOwner } from '../replay/outside.ts';
import { type UsedStack, useStack } from '../use-stack.ts';

const UNITS = 100;
const API_BUYERS = 200;
const CHANNEL_BUYERS = 200;

interface SkuAtNode {
  skuId: string;
  skuCode: string;
  nodeCode: string;
  reservedQty: number;
  atpQty: number;
}

/**
 * 400 buyers want 100 units of one SKU at the same moment: half through the API, half through the
 * marketplace. Exactly 100 may be promised, whatever wins.
 */
export async function oversell(say: (line: string) => void): Promise<BenchResult> {
  const stack = await useStack('bench-oversell', { fresh: true });
  try {
    const owner = await signInOwner(stack.home, stack.url);
    const channelId = await connectShop(owner);
    const sku = await scarceSku(owner, stack, channelId, say);
    const secret = await apiKey(owner);
    say(
      `${API_BUYERS} buyers by the API and ${CHANNEL_BUYERS} in the shop want ${UNITS} of ${sku.skuCode}`,
    );
    const [api, channel] = await Promise.all([
      Promise.all(times(API_BUYERS, (n) => buyByApi(stack.url, secret, sku.skuCode, n))),
      Promise.all(times(CHANNEL_BUYERS, (n) => buyInShop(stack.sandboxUrl, sku.skuCode, n))),
    ]);
    const boughtInShop = channel.filter(Boolean).length;
    const counted = await settled(stack, sku.skuId, boughtInShop);
    const yardstick = await bareGuardedUpdates(stack.databaseUrl);
    const latencies = api.map((a) => a.ms).toSorted((a, b) => a - b);
    const apiPromised = api.filter((a) => a.isPromised).length;
    const promised = apiPromised + counted.channelPromised;
    const seconds = Math.max(...latencies) / 1000;
    return {
      bench: 'oversell',
      figures: {
        units: UNITS,
        buyers: API_BUYERS + CHANNEL_BUYERS,
        api_promised: apiPromised,
        api_refused: API_BUYERS - apiPromised,
        shop_bought: boughtInShop,
        shop_promised: counted.channelPromised,
        shop_backordered: counted.channelBackordered,
        promised,
        reserved_by_ledger: counted.reservedQty,
        oversold: Math.max(0, counted.reservedQty - counted.sellableQty),
        api_p50_ms: round(latencies[Math.floor(latencies.length * 0.5)] ?? 0),
        api_p99_ms: round(latencies[Math.floor(latencies.length * 0.99)] ?? 0),
        api_orders_per_s: round(API_BUYERS / seconds),
        bare_updates_per_s: round(yardstick),
      },
      ratios: {
        promised_to_units: promised / UNITS,
        api_to_bare: round(API_BUYERS / seconds / yardstick, 3),
      },
      isProven:
        promised === UNITS && counted.reservedQty === UNITS && counted.sellableQty === UNITS,
    };
  } finally {
    await stack.giveBack();
  }
}

const times = <T>(n: number, make: (index: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => make(i));
const round = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;

/** Leaves exactly 100 units of one listed SKU, all at one node, and waits until the shop shows them. */
async function scarceSku(
  owner: Owner,
  stack: UsedStack,
  channelId: string,
  say: (line: string) => void,
): Promise<SkuAtNode> {
  say('waiting for the shop’s shelves');
  await until(async () => {
    const shop = await owner.get<{ listings: number; offersOwed: number }>(
      `/api/v1/channels/${channelId}`,
    );
    const { stock } = await json<{ stock: { shownQty: number }[] }>(
      `${stack.sandboxUrl}/_sandbox/stock`,
    );
    return shop.listings > 0 && shop.offersOwed === 0 && stock.every((s) => s.shownQty > 0);
  });
  const { rows } = await owner.get<{ rows: SkuAtNode[] }>('/api/v1/stock?limit=200');
  const bySku = Map.groupBy(rows, (row) => row.skuCode);
  const lonely = [...bySku.values()].find((at) => at.length === 1 && (at[0]?.atpQty ?? 0) > UNITS);
  const sku = lonely?.[0];
  if (sku === undefined) throw new Error('No SKU is at one node only with more than 100 units.');
  const { balances } = await owner.get<{
    balances: { locationCode: string; nodeCode: string; onHandQty: number }[];
  }>(`/api/v1/stock/${sku.skuId}`);
  let toRemove = sku.atpQty - UNITS;
  const adjustments = balances.flatMap((balance) => {
    const qty = Math.min(balance.onHandQty, toRemove);
    toRemove -= qty;
    if (qty === 0) return [];
    const { locationCode, nodeCode } = balance;
    return [{ skuCode: sku.skuCode, locationCode, nodeCode, changeQty: -qty, reason: 'count' }];
  });
  await owner.send(stockRoutes.adjustStock, stockRoutes.adjustStock.path, { adjustments });
  await until(async () => (await shownQty(stack.sandboxUrl, sku.skuCode)) === UNITS);
  return sku;
}

async function shownQty(sandboxUrl: string, skuCode: string): Promise<number> {
  const { stock } = await json<{ stock: { skuCode: string; shownQty: number }[] }>(
    `${sandboxUrl}/_sandbox/stock?search=${encodeURIComponent(skuCode)}`,
  );
  return stock.find((s) => s.skuCode === skuCode)?.shownQty ?? 0;
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await isDone()) return;
    await pause(300);
  }
  throw new Error('Waited three minutes in vain.');
}

async function apiKey(owner: Owner): Promise<string> {
  const { secret } = await owner.send<{ secret: string }>(
    accessRoutes.addApiKey,
    accessRoutes.addApiKey.path,
    { name: 'bench', scopes: ['orders.write', 'orders.read'] },
  );
  return secret;
}

async function buyByApi(
  url: string,
  secret: string,
  skuCode: string,
  n: number,
): Promise<{ isPromised: boolean; ms: number }> {
  const startedMs = performance.now();
  const response = await fetch(`${url}${orderRoutes.addOrder.path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      externalOrderNumber: `bench-${Date.now()}-${n}`,
      acceptBackorder: false,
      lines: [{ skuCode, qty: 1, unitPriceMinor: 100 }],
    }),
  });
  const answer = (await response.json()) as Partial<OrderAnswer> & { code?: string };
  const ms = performance.now() - startedMs;
  if (response.ok)
    return { isPromised: answer.state === 'promised' || answer.state === 'released', ms };
  if (answer.code !== 'insufficient') throw new Error(`order ${n}: ${JSON.stringify(answer)}`);
  return { isPromised: false, ms };
}

async function buyInShop(sandboxUrl: string, skuCode: string, n: number): Promise<boolean> {
  const response = await fetch(`${sandboxUrl}/_sandbox/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerNumber: `9${n}`, lines: [{ skuCode, qty: 1 }] }),
  });
  await response.arrayBuffer();
  return response.status === 201;
}

/** Waits until every order of the shop is captured; then counts what the books say. */
async function settled(stack: UsedStack, skuId: string, boughtInShop: number) {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    let states = new Map<string, number>();
    await until(async () => {
      const { rows } = await client.query<{ state: string; orders: number }>(
        `select o.state, count(*)::int as orders
           from orders.sales_order o
          where o.channel_id <> 0 and exists (select 1 from orders.order_line l
                 where l.tenant_id = o.tenant_id and l.order_id = o.order_id and l.sku_id = $1)
          group by o.state`,
        [skuId],
      );
      states = new Map(rows.map((row) => [row.state, row.orders]));
      return (
        [...states.values()].reduce((a, b) => a + b, 0) === boughtInShop && !states.has('held')
      );
    });
    const { rows } = await client.query<{ sellable: number; reserved: number }>(
      `select sum(sellable_qty)::int as sellable, sum(reserved_qty)::int as reserved
         from stock.availability where sku_id = $1`,
      [skuId],
    );
    return {
      channelPromised: states.get('promised') ?? 0,
      channelBackordered: states.get('backordered') ?? 0,
      sellableQty: rows[0]?.sellable ?? 0,
      reservedQty: rows[0]?.reserved ?? 0,
    };
  } finally {
    await client.end();
  }
}

/** The yardstick: the guarded update alone, one row, 32 connections, no application; updates a second. */
async function bareGuardedUpdates(databaseUrl: string): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 32 });
  try {
    await pool.query(
      'create table if not exists public.bench_yardstick (id int primary key, free int not null check (free >= 0))',
    );
    await pool.query(
      'insert into public.bench_yardstick values (1, 1000000) on conflict (id) do update set free = 1000000',
    );
    const startedMs = performance.now();
    const tries = 2000;
    await Promise.all(
      times(tries, () =>
        pool.query('update public.bench_yardstick set free = free - 1 where id = 1 and free >= 1'),
      ),
    );
    const rate = tries / ((performance.now() - startedMs) / 1000);
    await pool.query('drop table public.bench_yardstick');
    return rate;
  } finally {
    await pool.end();
  }
}
