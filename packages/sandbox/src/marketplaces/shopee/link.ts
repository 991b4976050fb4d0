import { randomBytes } from 'node:crypto';
import { seconds } from '../../clock.ts';
import { schedule } from '../../state/due-actions.ts';
import type { World } from '../../world.ts';
import { PUSH, queuePush } from './push.ts';
import { CODE_LIFE_MS } from './tokens.ts';

/** A seller's authorisation lasts at most 365 days; push 12 warns a week ahead. */
const LINK_LIFE_MS = 365 * 86_400_000;
const WARN_AHEAD_MS = 7 * 86_400_000;

/** The shop says yes: links it and answers the code for the redirect. */
export function linkShop(world: World, shopId: number): string {
  const nowMs = world.clock.now();
  const code = randomBytes(16).toString('hex');
  world.database.transaction(() => {
    world.database.run(
      'update shop set auth_at = ?, auth_expires_at = ? where shop_id = ?',
      nowMs,
      nowMs + LINK_LIFE_MS,
      shopId,
    );
    world.database.run(
      'insert into authorisation_code (code, shop_id, expires_at) values (?, ?, ?)',
      code,
      shopId,
      nowMs + CODE_LIFE_MS,
    );
    world.database.run(
      `delete from due_action where kind = 'warn_auth_expiry' and subject = ?`,
      String(shopId),
    );
    schedule(world, 'warn_auth_expiry', String(shopId), nowMs + LINK_LIFE_MS - WARN_AHEAD_MS);
    pushLink(world, PUSH.shopAuthorised, shopId, 'authorized');
  });
  return code;
}

/** The shop takes its word back: every token dies at once. */
export function unlinkShop(world: World, shopId: number): void {
  world.database.transaction(() => {
    pushLink(world, PUSH.shopDeauthorised, shopId, 'deauthorized');
    world.database.run(
      'update shop set auth_at = null, auth_expires_at = null where shop_id = ?',
      shopId,
    );
    world.database.run('delete from token where shop_id = ?', shopId);
  });
}

function pushLink(world: World, code: number, shopId: number, what: string): void {
  queuePush(world, {
    shopId,
    code,
    subject: `shop ${shopId}`,
    data: {
      authorize_type: what,
      extra: `shop_id ${shopId} is ${what} successfully`,
      shop_id: shopId,
      shop_id_list: [shopId],
      merchant_id_list: [],
      success: 1,
    },
  });
}

/** Push 12, a week before the authorisation lapses. */
export function warnAuthExpiry(world: World, subject: string): void {
  const shopId = Number(subject);
  const shop = world.database.row<{ auth_expires_at: number | null }>(
    'select auth_expires_at from shop where shop_id = ?',
    shopId,
  );
  if (shop === undefined || shop.auth_expires_at === null) return;
  queuePush(world, {
    shopId,
    code: PUSH.authorisationExpiry,
    subject: `shop ${shopId}`,
    data: {
      expire_before: seconds(shop.auth_expires_at),
      merchant_expire_soon: [],
      page_no: 1,
      shop_expire_soon: [shopId],
      total_page: 1,
    },
  });
}
