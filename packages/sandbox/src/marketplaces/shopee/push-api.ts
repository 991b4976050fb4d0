import { seconds } from '../../clock.ts';
import { type Answer, answer, type Call } from './call.ts';
import { ShopeeError } from './errors.ts';
import { changePushConfig, pushConfig } from './push.ts';
import { sendTestPush } from './push-delivery.ts';

const THREE_DAYS_MS = 3 * 86_400_000;
const LOST_PAGE = 100;

/** The earliest 100 pushes lost within three days and not yet confirmed as consumed. */
export function getLostPushMessage({ world }: Call): Answer {
  const lost = world.database.rows<{
    id: number;
    shop_id: number;
    code: number;
    body: string;
    finished_at: number;
  }>(
    `select id, shop_id, code, body, finished_at from push
      where state = 'lost' and consumed_at is null and finished_at >= ? order by id limit ?`,
    world.clock.now() - THREE_DAYS_MS,
    LOST_PAGE + 1,
  );
  const page = lost.slice(0, LOST_PAGE);
  return answer({
    push_message_list: page.map((push) => ({
      shop_id: push.shop_id,
      code: push.code,
      timestamp: seconds(push.finished_at),
      data: push.body,
    })),
    has_next_page: lost.length > LOST_PAGE,
    last_message_id: page.at(-1)?.id ?? 0,
  });
}

export function confirmConsumedLostPushMessage({ world, body }: Call): Answer {
  world.database.run(
    `update push set consumed_at = ? where state = 'lost' and consumed_at is null and id <= ?`,
    world.clock.now(),
    body.int('last_message_id'),
  );
  return { top: {} };
}

const SIX_HOURS_MS = 6 * 3_600_000;

export function getAppPushConfig({ world }: Call): Answer {
  const config = pushConfig(world);
  const counted = world.database.row<{ sent: number; delivered: number }>(
    `select count(*) as sent, coalesce(sum(state = 'delivered'), 0) as delivered from push
      where attempts > 0 and created_at >= ?`,
    world.clock.now() - SIX_HOURS_MS,
  );
  const sent = counted?.sent ?? 0;
  // Warned past 600 pushes in six hours with under 70 % accepted. The sandbox warns but never
  // suspends: a demo whose server was off for an hour should not need a visit to a console.
  const isPoor = sent > 600 && (counted?.delivered ?? 0) / sent < 0.7;
  return answer({
    callback_url: config.callbackUrl ?? '',
    live_push_status: isPoor ? 'Warning' : 'Normal',
    suspended_time: 0,
    blocked_shop_id: config.blockedShopIds,
    push_config_on_list: config.codesOn,
    push_config_off_list: Array.from({ length: 16 }, (_, code) => code + 1).filter(
      (code) => !config.codesOn.includes(code),
    ),
  });
}

/** A new callback URL counts only after it acknowledged a test push. */
export async function setAppPushConfig({ world, body }: Call): Promise<Answer> {
  const current = pushConfig(world);
  const codesOn = new Set(current.codesOn);
  for (const code of body.list('set_push_config_on')) codesOn.add(Number(code));
  for (const code of body.list('set_push_config_off')) codesOn.delete(Number(code));
  const callbackUrl = body.has('callback_url') ? body.text('callback_url') : current.callbackUrl;
  if (callbackUrl === null) {
    throw new ShopeeError(
      'error_param',
      "Your app's callback_url is empty, please input a callback_url before you turn on push config.",
    );
  }
  if (!/^https?:\/\/[^ ]+$/.test(callbackUrl)) {
    throw new ShopeeError(
      'error_param',
      'this callback_url is invalid, please check your callback_url.',
    );
  }
  if (callbackUrl !== current.callbackUrl) {
    const tested = await sendTestPush(world, callbackUrl);
    if (!tested.isAccepted) {
      throw new ShopeeError(
        'error_param',
        `Shopee have sent a test push to this call back url, the response we get is: ${tested.note}.`,
      );
    }
  }
  changePushConfig(world, {
    callbackUrl,
    codesOn: [...codesOn].sort((left, right) => left - right),
    blockedShopIds: body.has('blocked_shop_id_list')
      ? body.list('blocked_shop_id_list').map(Number)
      : current.blockedShopIds,
  });
  return answer({ result: 'success' });
}
