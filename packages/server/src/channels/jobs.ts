import type { Job, JobPayload, JobsByName, TenantScope } from '../platform/index.ts';
import { scopeOf } from '../platform/index.ts';
import { checkShop } from './check-shop.ts';
import type { ChannelsDeps } from './context.ts';
import { type FetchPage, fetchListings } from './fetch-listings.ts';
import { scheduleSend } from './owe-offers.ts';
import { pollDue, pollOrders, pollTurn } from './poll.ts';
import { ChannelUnavailable } from './read-orders.ts';
import { reviveTasks, runTask } from './run-task.ts';
import { sendOffers } from './send-offers.ts';
import type { Shops } from './session.ts';

/** What runs by the clock (UTC): every shop's order feed, each minute. */
export const channelCrontab = [{ task: 'channels.poll_due', match: '* * * * *' }] as const;

type OfChannel = JobPayload & { channelId: string };

export function makeJobs(deps: ChannelsDeps, shops: Shops): JobsByName {
  const job = <P extends JobPayload>(run: (scope: TenantScope, payload: P) => Promise<void>) =>
    ((payload: P) => run(scopeOf(payload), payload)) as Job;
  return {
    'channels.poll_due': (() => pollDue(deps, (tenantId) => scopeOf({ tenantId }))) as Job,
    'channels.poll': job<OfChannel & { from?: string | null }>(
      async (scope, { channelId, from }) => {
        if (from != null) return readFrom(deps, shops, scope, channelId, new Date(from));
        await pollTurn(deps, shops, scope, channelId);
        await deps.database.inTransaction(scope, async (tx) => {
          await reviveTasks(tx, channelId, deps.clock.now());
          await scheduleSend(deps, tx, channelId);
        });
      },
    ),
    'channels.fetch_listings': job<FetchPage & JobPayload>((scope, page) =>
      fetchListings(deps, shops, scope, page),
    ),
    'channels.send_offers': job<OfChannel>((scope, { channelId }) =>
      sendOffers(deps, shops, scope, channelId),
    ),
    'channels.run_task': job<JobPayload & { taskId: string }>((scope, { taskId }) =>
      runTask(deps, shops, scope, taskId),
    ),
    'channels.check_shop': job<OfChannel>((scope, { channelId }) =>
      checkShop(deps, shops, scope, channelId),
    ),
  };
}

/** A person asked for it: a failure is tried again by the queue. */
async function readFrom(
  deps: ChannelsDeps,
  shops: Shops,
  scope: TenantScope,
  channelId: string,
  from: Date,
): Promise<void> {
  const answer = await pollOrders(deps, shops, scope, channelId, {
    from,
    overlapMs: 0,
    isThorough: true,
  });
  if (!answer.ok) throw new ChannelUnavailable(answer);
}
