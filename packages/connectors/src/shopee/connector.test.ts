import { expect, test } from 'vitest';
import { bodies, fine, shopee } from './testkit.ts';

test('lost pushes are read and then confirmed, as calls of the app', async () => {
  const push = { code: 3, shop_id: 7, timestamp: 1795150931, data: { ordersn: '2611A' } };
  const [connector, server] = await shopee({
    'push/get_lost_push_message': [
      fine({
        push_message_list: [
          { shop_id: 7, code: 3, timestamp: 1795150940, data: JSON.stringify(push) },
          { shop_id: 7, code: 3, timestamp: 1795150940, data: 'broken' },
        ],
        has_next_page: true,
        last_message_id: 176610,
      }),
    ],
    'push/confirm_consumed_lost_push_message': [fine({})],
  });

  const page = await connector.lostPushes();
  const confirmed = await connector.confirmLostPushes('176610');

  if (!page.ok) throw new Error(page.message);
  expect(page.value.pushes.map((lost) => lost.externalOrderNumber)).toEqual(['2611A']);
  expect([page.value.receipt, page.value.hasMore]).toEqual(['176610', true]);
  expect(confirmed).toEqual({ ok: true, value: null });
  expect(bodies(server, 'push/confirm_consumed_lost_push_message')).toEqual([
    { last_message_id: 176610 },
  ]);
  expect(server.seen.map((request) => request.query.has('access_token'))).toEqual([false, false]);
});
