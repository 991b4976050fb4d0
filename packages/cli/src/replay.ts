import { channelRoutes } from '@quayside/contract';
import { checkInvariants } from '@quayside/server';
import type { Command } from 'commander';
import { Problem } from './problem.ts';
import { connectShop, json, type Owner, pause, signInOwner } from './replay/outside.ts';
import { type Outcome, type Reconciliation, reconcile } from './replay/reconcile.ts';
import { moving, orderMark, type Standing, standing, tenantOfShop } from './replay/standing.ts';
import { type UsedStack, useStack } from './use-stack.ts';

interface ReplayOptions {
  orders: string;
  speed: string;
  fresh?: boolean;
  json?: boolean;
  kill?: string;
}

/** Without any change for so long the replay gives up and names what stands still: longer than any lease. */
const STILL_MS_MAX = 300_000;

/** Lets shoppers buy real baskets, a robot crew ship them, and compares both sides to the unit. */
export function register(program: Command): void {
  program
    .command('replay')
    .description('buy the first N real baskets, ship them, and reconcile everything')
    .requiredOption('--orders <n>', 'how many invoices of the file')
    .option('--speed <speed>', '"max", or orders a minute', 'max')
    .option('--fresh', 'a Quayside of its own, emptied first')
    .option('--kill <what>', 'kill -9 "server" or "postgres" when half of the orders have shipped')
    .option('--json', 'one JSON line last')
    .action(async (options: ReplayOptions) => {
      process.exitCode = (await replay(options)) ? 0 : 1;
    });
}

async function replay(options: ReplayOptions): Promise<boolean> {
  const orders = Number(options.orders);
  if (!Number.isInteger(orders) || orders < 1)
    throw new Problem('--orders must be a whole number above 0.');
  const perMinute = Number(options.speed);
  if (options.speed !== 'max' && !(perMinute > 0)) {
    throw new Problem('--speed is "max" or a number of orders a minute.');
  }
  if (options.kill !== undefined && !['server', 'postgres'].includes(options.kill)) {
    throw new Problem('--kill is "server" or "postgres".');
  }
  const startedAtMs = performance.now();
  const stack = await useStack('replay', { fresh: options.fresh ?? false });
  try {
    const owner = await signInOwner(stack.home, stack.url);
    const channelId = await connectShop(owner);
    await shelvesFilled(owner, stack, channelId);
    const result = await run(stack, orders, options);
    print(result, performance.now() - startedAtMs);
    if (options.json) {
      console.log(JSON.stringify({ replay: result.figures, differences: result.differences }));
    }
    return result.differences.length === 0;
  } finally {
    await stack.giveBack();
  }
}

/** Waits until every mapped listing has accepted its number: the shop sells what the warehouse has. */
async function shelvesFilled(owner: Owner, stack: UsedStack, channelId: string): Promise<void> {
  say('filling the shop’s shelves');
  const path = channelRoutes.getChannel.path.replace(':id', channelId);
  for (let waits = 0; waits < 600; waits += 1) {
    const shop = await owner.get<{ listings: number; offersOwed: number }>(path);
    const { stock } = await json<{ stock: { shownQty: number }[] }>(
      `${stack.sandboxUrl}/_sandbox/stock`,
    );
    const isFilled = stock.every((s) => s.shownQty > 0);
    if (shop.listings > 0 && shop.offersOwed === 0 && isFilled) return;
    await pause(500);
  }
  throw new Problem(
    'The shop’s shelves were not filled in five minutes; see the push log of the channel.',
  );
}

async function run(stack: UsedStack, orders: number, options: ReplayOptions) {
  const sandbox = (path: string, body?: unknown) =>
    json<Record<string, unknown>>(
      `${stack.sandboxUrl}${path}`,
      body === undefined ? {} : { method: 'POST', body },
    );
  const tenantId = await tenantOfShop(stack.databaseUrl);
  const mark = await orderMark(stack.databaseUrl, tenantId);
  const before = await json<{ mails: number }>(`${stack.sandboxUrl}/_sandbox/state`);
  const outcomeMark = await lastOutcome(stack.sandboxUrl);

  await sandbox('/_sandbox/crew', {
    speed: options.speed === 'max' ? 'max' : 'human',
    baseUrl: stack.url,
  });
  const pace =
    options.speed === 'max' ? { speed: 'max' } : { ordersPerMinute: Number(options.speed) };
  await sandbox('/_sandbox/shoppers', { ...pace, limit: orders, from: 0 });
  await untilDry(stack, { tenantId, mark, orders, kill: options.kill });
  await sandbox('/_sandbox/crew', { stop: true });

  const outcomes = await readOutcomes(stack.sandboxUrl, outcomeMark);
  const result = await reconcile({
    databaseUrl: stack.databaseUrl,
    sandboxUrl: stack.sandboxUrl,
    tenantId,
    orderMark: mark,
    mailsBefore: before.mails,
    outcomes,
  });
  if (outcomes.length !== orders) {
    result.differences.push(`${orders} invoices asked for, ${outcomes.length} read`);
  }
  say('checking the invariants');
  const report = await checkInvariants(stack.databaseUrl, {});
  for (const check of report.checks) {
    for (const breach of check.breaches) {
      result.differences.push(
        `${check.name}: ${breach.subject}: expected ${breach.expected}, found ${breach.found}`,
      );
    }
  }
  return { ...result, checks: report.checks.length };
}

/** Waits until nobody owes anybody anything; kills what it was told to kill on the way. */
async function untilDry(
  stack: UsedStack,
  at: { tenantId: number; mark: string; orders: number; kill: string | undefined },
): Promise<void> {
  let isKilled = at.kill === undefined;
  let last = '';
  let changedAtMs = performance.now();
  for (;;) {
    const now = await standing(stack.databaseUrl, at.tenantId, at.mark);
    const outside = await outsideOwes(stack.sandboxUrl);
    const shipped = (now.states['shipped'] ?? 0) + (now.states['delivered'] ?? 0);
    say(line(now, shipped, at.orders));
    if (!isKilled && shipped >= at.orders / 2) {
      kill(stack, at.kill as 'server' | 'postgres');
      isKilled = true;
    }
    const owed =
      moving(now.states) + now.jobs + now.tasksOwed + now.offersOwed + now.messagesOwed + outside;
    if (owed === 0 && isKilled) return;
    const picture = JSON.stringify([now, outside]);
    if (picture !== last) changedAtMs = performance.now();
    last = picture;
    if (performance.now() - changedAtMs > STILL_MS_MAX) {
      throw new Problem(`Nothing has moved for five minutes: ${picture}`);
    }
    await pause(500);
  }
}

function kill(stack: UsedStack, what: 'server' | 'postgres'): void {
  const pid = stack.pids()[what];
  process.stderr.write(`\nkill -9 ${what} (${pid})\n`);
  process.kill(pid, 'SIGKILL');
}

/** What shoppers and the platform still have to do. */
async function outsideOwes(sandboxUrl: string): Promise<number> {
  const { pushes, shoppers } = await json<{
    pushes: { waiting?: number };
    shoppers: {
      left: number | null;
      isExhausted: boolean;
      totals: { ordersUnpaid: number; cancelsPlanned: number };
    };
  }>(`${sandboxUrl}/_sandbox/state`);
  const toBuy = shoppers.isExhausted ? 0 : (shoppers.left ?? 0);
  return (
    toBuy + (pushes.waiting ?? 0) + shoppers.totals.ordersUnpaid + shoppers.totals.cancelsPlanned
  );
}

interface OutcomePage {
  outcomes: Outcome[];
  next: number | null;
}

async function lastOutcome(sandboxUrl: string): Promise<number> {
  const { shoppers } = await json<{ shoppers: { totals: { invoicesRead: number } } }>(
    `${sandboxUrl}/_sandbox/state`,
  );
  return shoppers.totals.invoicesRead;
}

async function readOutcomes(sandboxUrl: string, after: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let cursor: number | null = after;
  while (cursor !== null) {
    const page: OutcomePage = await json<OutcomePage>(
      `${sandboxUrl}/_sandbox/shoppers/outcomes?after=${cursor}&limit=1000`,
    );
    outcomes.push(...page.outcomes);
    cursor = page.next;
  }
  return outcomes;
}

function line(now: Standing, shipped: number, orders: number): string {
  const states = Object.entries(now.states)
    .map(([state, count]) => `${state} ${count}`)
    .join(', ');
  return `${shipped} of ${orders} shipped (${states || 'nothing captured yet'}); jobs ${now.jobs}, owed: tasks ${now.tasksOwed}, offers ${now.offersOwed}, mails ${now.messagesOwed}`;
}

/** Progress on one line of a terminal, on lines of their own elsewhere only when they change. */
let lastSaid = '';
function say(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
  else if (text !== lastSaid) process.stderr.write(`${text}\n`);
  lastSaid = text;
}

function print(
  result: { figures: Reconciliation; differences: string[]; checks: number },
  tookMs: number,
): void {
  const { figures } = result;
  const rows: [string, number][] = [
    ['invoices in the file', figures.invoicesInFile],
    ['orders bought', figures.ordersBought],
    ['orders captured', figures.ordersCaptured],
    ['orders shipped', figures.ordersShipped],
    ['orders cancelled', figures.ordersCancelled],
    ['orders backordered', figures.ordersBackordered],
    ['units by the file', figures.unitsByFile],
    ['units by the ledger', figures.unitsByLedger],
    ['listings told = ATP', figures.listingsTold],
    ['mails sent', figures.mailsOwed],
    ['mails in the mailbox', figures.mailsInMailbox],
    ['invariant checks', result.checks],
  ];
  console.log(`\nReplay, ${(tookMs / 1000).toFixed(1)} s`);
  for (const [word, count] of rows)
    console.log(`  ${word.padEnd(24)} ${String(count).padStart(9)}`);
  if (result.differences.length === 0) console.log('No difference.');
  for (const difference of result.differences.slice(0, 100))
    console.log(`  DIFFERENCE ${difference}`);
  if (result.differences.length > 100)
    console.log(`  … and ${result.differences.length - 100} more`);
}
