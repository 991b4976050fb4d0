import { orderRoutes } from '@quayside/contract';
import { nodesOf } from '../catalogue/index.ts';
import type { Channels } from '../channels/index.ts';
import {
  bulk,
  consumptionsOf,
  instructionsFor,
  openFulfilmentsOf,
  releaseFulfilments,
} from '../orders/index.ts';
import { Refusal, type Service } from '../platform/index.ts';
import { acceptFulfilments, shipSimple } from '../warehouse/index.ts';
import { oweArrangement } from './ship-confirm.ts';

/** One click for nodes without bins: release, accept, arrange with the channel, ship, in one transaction per order. */
export function shipSimpleRoute(service: Service, channels: Channels): void {
  service.serveOpen(orderRoutes.shipSimple, async ({ body, caller }) => {
    const done = new Set<string>();
    const reasons = new Map<string, { code: string; message: string }>();
    for (const orderId of body.orderIds) {
      try {
        await service.database.inTransaction(caller, async (tx) => {
          const nodes = new Map((await nodesOf(tx)).map((n) => [n.nodeId, n]));
          const parts = await openFulfilmentsOf(tx, orderId);
          if (parts.length === 0) {
            throw new Refusal('state_refused', 'Nothing of this order waits to be shipped.');
          }
          for (const part of parts) {
            const node = nodes.get(part.nodeId);
            if (node?.mode !== 'simple') {
              throw new Refusal(
                'state_refused',
                `${node?.nodeCode ?? 'Its node'} works with bins: wave, pick, pack and hand over instead.`,
              );
            }
            if (caller.nodeIds !== null && !caller.nodeIds.has(part.nodeId)) {
              throw new Refusal('not_permitted', `You are not assigned to ${node.nodeCode}.`);
            }
          }
          await releaseFulfilments(tx, [orderId]);
          const ids = parts.map((part) => part.fulfilmentOrderId);
          await acceptFulfilments(tx, await instructionsFor(tx, ids));
          await oweArrangement(tx, channels, ids, 'simple');
          await shipSimple(tx, ids, { consumptionsOf });
        });
        done.add(orderId);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        reasons.set(orderId, { code: error.code, message: error.message });
      }
    }
    const reply = await service.database.inTransaction(caller, (tx) =>
      bulk(tx, body.orderIds, new Set(body.orderIds), done, 'ship'),
    );
    return {
      ...reply,
      rows: reply.rows.map((row) => (row.ok ? row : { ...row, ...reasons.get(row.id) })),
    };
  });
}
