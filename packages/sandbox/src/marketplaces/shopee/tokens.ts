import { randomBytes } from 'node:crypto';
import type { World } from '../../world.ts';
import { type Answer, type Call } from './call.ts';
import { refuse, ShopeeError } from './errors.ts';

/** Lifetimes. Source: guide "Authorization and Authentication" (code, tokens, refresh). */
export const CODE_LIFE_MS = 10 * 60_000;
const ACCESS_LIFE_MS = 4 * 3_600_000;
const REFRESH_LIFE_MS = 30 * 86_400_000;
/** The old access token still works this long after a refresh. */
const GRACE_MS = 5 * 60_000;

interface TokenRow {
  shop_id: number;
  access_expires_at: number;
  refresh_expires_at: number;
  refresh_used_at: number | null;
}

const newSecret = (): string => randomBytes(16).toString('hex');

function issueTokens(world: World, shopId: number): { access: string; refresh: string } {
  const nowMs = world.clock.now();
  const access = newSecret();
  const refresh = newSecret();
  world.database.run(
    `insert into token (access_token, refresh_token, shop_id, access_expires_at, refresh_expires_at)
     values (?, ?, ?, ?, ?)`,
    access,
    refresh,
    shopId,
    nowMs + ACCESS_LIFE_MS,
    nowMs + REFRESH_LIFE_MS,
  );
  return { access, refresh };
}

function checkPartner({ world, body }: Call): void {
  if (body.int('partner_id') !== world.options.partnerId) throw refuse.unknownPartner();
}

/** auth/token/get: a code, once and within ten minutes, for the first pair of tokens. */
export function getToken(call: Call): Answer {
  const { world, body } = call;
  checkPartner(call);
  const code = body.text('code');
  if (!body.has('shop_id')) throw refuse.param('either shop_id or main_account_id is required');
  const shopId = body.int('shop_id');
  const found = world.database.row<{ shop_id: number; expires_at: number; used_at: number | null }>(
    'select shop_id, expires_at, used_at from authorisation_code where code = ?',
    code,
  );
  const nowMs = world.clock.now();
  if (found === undefined || found.used_at !== null || found.expires_at < nowMs) {
    throw new ShopeeError(
      'invalid_code',
      'The code is expired or used or invalid, please check the code.',
    );
  }
  if (found.shop_id !== shopId) {
    throw new ShopeeError(
      'invalid_shop_id',
      'The code or shop_id is wrong, please check the code or the shop_id.',
    );
  }
  const tokens = world.database.transaction(() => {
    world.database.run('update authorisation_code set used_at = ? where code = ?', nowMs, code);
    return issueTokens(world, shopId);
  });
  return {
    top: {
      refresh_token: tokens.refresh,
      access_token: tokens.access,
      expire_in: ACCESS_LIFE_MS / 1000,
      shop_id_list: [shopId],
      merchant_id_list: [],
    },
  };
}

/** auth/access_token/get: each refresh token works once and brings a new pair. */
export function refreshToken(call: Call): Answer {
  const { world, body } = call;
  checkPartner(call);
  const refresh = body.text('refresh_token');
  const shopId = body.int('shop_id');
  const found = world.database.row<TokenRow>(
    `select shop_id, access_expires_at, refresh_expires_at, refresh_used_at from token
      where refresh_token = ?`,
    refresh,
  );
  const nowMs = world.clock.now();
  if (found === undefined || found.shop_id !== shopId || found.refresh_used_at !== null) {
    throw new ShopeeError(
      'error_shop_refresh_token',
      'Your refresh token is error ,please check refresh token or shopid.',
    );
  }
  if (found.refresh_expires_at < nowMs) {
    throw new ShopeeError('refresh_token_expired', 'Your refresh_token expired.');
  }
  checkLink(world, shopId);
  const tokens = world.database.transaction(() => {
    world.database.run(
      `update token set refresh_used_at = ?, access_expires_at = min(access_expires_at, ?)
        where refresh_token = ?`,
      nowMs,
      nowMs + GRACE_MS,
      refresh,
    );
    return issueTokens(world, shopId);
  });
  return {
    top: {
      partner_id: world.options.partnerId,
      shop_id: shopId,
      refresh_token: tokens.refresh,
      access_token: tokens.access,
      expire_in: ACCESS_LIFE_MS / 1000,
    },
  };
}

/** The seller's authorisation itself: it can be taken back, and it lapses after a year. */
function checkLink(world: World, shopId: number): void {
  const shop = world.database.row<{ auth_expires_at: number | null }>(
    'select auth_expires_at from shop where shop_id = ?',
    shopId,
  );
  if (shop === undefined || shop.auth_expires_at === null) throw refuse.notLinked();
  if (shop.auth_expires_at < world.clock.now()) {
    throw new ShopeeError('shop_access_expired', 'Your access to shop has expired.', {
      httpStatus: 403,
    });
  }
}

/** Whether this access token opens this shop now; refuses in Shopee's words. */
export function checkAccess(world: World, accessToken: string, shopId: number): void {
  const found = world.database.row<TokenRow>(
    `select shop_id, access_expires_at, refresh_expires_at, refresh_used_at from token
      where access_token = ?`,
    accessToken,
  );
  if (found === undefined || found.access_expires_at < world.clock.now()) throw refuse.badToken();
  if (found.shop_id !== shopId) throw refuse.otherShop();
  checkLink(world, shopId);
}

/** Ends every access token now (a fault); refresh tokens keep working. */
export function expireAccessTokens(world: World): number {
  return world.database.run(
    'update token set access_expires_at = ? where access_expires_at >= ?',
    world.clock.now() - 1,
    world.clock.now(),
  ).changes;
}
