import { randomBytes } from 'node:crypto';
import { seconds } from '../../clock.ts';
import { readSetting, writeSetting } from '../../state/settings.ts';
import type { World } from '../../world.ts';
import { isLinked } from './is-linked.ts';

/** Push codes used here. Source: Open Platform guide "Push Mechanism notifications". */
export const PUSH = {
  test: 0,
  shopAuthorised: 1,
  shopDeauthorised: 2,
  orderStatus: 3,
  trackingNumber: 4,
  reservedStock: 8,
  authorisationExpiry: 12,
  shippingDocument: 15,
} as const;

const ALL_CODES = [1, 2, 3, 4, 8, 12, 15];

/** What the app's developer set in the console or by set_app_push_config. */
export interface PushConfig {
  callbackUrl: string | null;
  codesOn: number[];
  blockedShopIds: number[];
}

function parsePushConfig(stored: unknown): PushConfig {
  const config: PushConfig = { callbackUrl: null, codesOn: ALL_CODES, blockedShopIds: [] };
  if (typeof stored !== 'object' || stored === null) return config;
  if ('callbackUrl' in stored && typeof stored.callbackUrl === 'string') {
    config.callbackUrl = stored.callbackUrl;
  }
  if ('codesOn' in stored && Array.isArray(stored.codesOn)) {
    config.codesOn = stored.codesOn.map(Number);
  }
  if ('blockedShopIds' in stored && Array.isArray(stored.blockedShopIds)) {
    config.blockedShopIds = stored.blockedShopIds.map(Number);
  }
  return config;
}

/** The config that counts now; before anyone set one, Quayside's own push address. */
export function pushConfig(world: World): PushConfig {
  const stored = readSetting(world.database, 'shopee_push', parsePushConfig);
  if (stored !== undefined) return stored;
  const home = world.options.quaysideUrl;
  const callbackUrl =
    home === null ? null : `${home.replace(/\/$/, '')}/api/v1/channels/shopee/push`;
  return { callbackUrl, codesOn: ALL_CODES, blockedShopIds: [] };
}

export function changePushConfig(world: World, changes: Partial<PushConfig>): PushConfig {
  const changed = { ...pushConfig(world), ...changes };
  writeSetting(world.database, 'shopee_push', changed);
  return changed;
}

export interface PushOut {
  shopId: number;
  code: number;
  /** order_sn or another name, for the log and so that two pushes of one order do not race. */
  subject: string;
  data: Record<string, unknown>;
}

/**
 * Queues a push in the caller's transaction. The body is fixed here: every attempt sends the same
 * bytes. Faults are decided here too, so that they survive a restart with the push.
 */
export function queuePush(world: World, push: PushOut): void {
  const config = pushConfig(world);
  // Only shops that have authorised the app are pushed about (push guide, "Triggering").
  if (!isLinked(world, push.shopId)) return;
  if (!config.codesOn.includes(push.code) || config.blockedShopIds.includes(push.shopId)) return;
  const nowMs = world.clock.now();
  const msgId = randomBytes(8).toString('hex');
  const body = JSON.stringify({
    msg_id: msgId,
    data: push.data,
    shop_id: push.shopId,
    code: push.code,
    timestamp: seconds(nowMs),
  });
  const fate = fateOf(world);
  const insert = (state: string, note: string): void => {
    world.database.run(
      `insert into push (msg_id, shop_id, code, subject, body, created_at, state, next_attempt_at,
         finished_at, note) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      msgId,
      push.shopId,
      push.code,
      push.subject,
      body,
      nowMs,
      state,
      nowMs + fate.holdMs,
      state === 'lost' ? nowMs : null,
      note,
    );
  };
  if (fate.isLost) {
    insert('lost', 'lost on purpose');
    return;
  }
  insert('waiting', fate.note);
  if (fate.isDoubled) insert('waiting', 'duplicate on purpose');
  world.wakePushes();
}

function fateOf(world: World): {
  isLost: boolean;
  isDoubled: boolean;
  holdMs: number;
  note: string;
} {
  const { faults } = world;
  const settings = faults.settings();
  const chance = faults.chance();
  if (chance.happens(settings.losePushRate)) {
    faults.strike('lostPush');
    return { isLost: true, isDoubled: false, holdMs: 0, note: '' };
  }
  let holdMs = 0;
  let note = '';
  if (settings.delayPushMs > 0) {
    faults.strike('delayedPush');
    holdMs += settings.delayPushMs;
    note = 'delayed on purpose';
  }
  if (chance.happens(settings.reorderPushRate)) {
    faults.strike('reorderedPush');
    holdMs += 1_500 + Math.floor(chance.next() * 2_500);
    note = 'held back on purpose';
  }
  const isDoubled = chance.happens(settings.duplicatePushRate);
  if (isDoubled) faults.strike('duplicatePush');
  return { isLost: false, isDoubled, holdMs, note };
}
