import type { Outcome, ShopProfile } from '@quayside/connectors';
import type { TenantScope } from '../platform/index.ts';
import type { ChannelsDeps } from './context.ts';
import { ChannelUnavailable } from './read-orders.ts';
import { lapse, type Shops, saysExpired } from './session.ts';

/**
 * A push hinted that our word no longer counts, or soon will not: the shop itself tells. One that refuses
 * our tokens lapses; one that answers goes on.
 */
export async function checkShop(
  deps: ChannelsDeps,
  shops: Shops,
  scope: TenantScope,
  channelId: string,
): Promise<void> {
  const answer = await shops.call<Outcome<ShopProfile>>(
    scope,
    channelId,
    (connector, session) => connector.shopProfile(session),
    saysExpired,
  );
  if (answer.ok) return;
  if (answer.kind === 'auth_expired') {
    await lapse(deps, scope, channelId, `${answer.code}: ${answer.message}`);
    return;
  }
  if (answer.kind !== 'final') throw new ChannelUnavailable(answer);
}
