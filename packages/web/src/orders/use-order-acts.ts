import {
  type BulkReply,
  orderRoutes,
  type PartOf,
  type orderRoutes as routes,
} from '@quayside/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { call } from '../api/call.ts';
import { asProblem } from '../api/problem.ts';

export type OrderAct =
  | { kind: 'release' }
  | { kind: 'ship' }
  | { kind: 'clear_hold' }
  | { kind: 'place_hold'; hold: HoldInput['kind']; note: string }
  | { kind: 'cancel'; reason: CancelInput['reason'] };
type HoldInput = PartOf<typeof routes.placeHolds, 'body'>;
type CancelInput = PartOf<typeof routes.cancelOrders, 'body'>;
export type OrderActKind = OrderAct['kind'];

/** Orders in one call: small enough that progress moves and "stop" stops soon. */
const CALL_SIZE = 200;

/** One call of an action for a handful of orders. */
export function actOnOrders(act: OrderAct, orderIds: string[]): Promise<BulkReply> {
  switch (act.kind) {
    case 'release':
      return call(orderRoutes.releaseOrders, { body: { orderIds } });
    case 'ship':
      return call(orderRoutes.shipSimple, { body: { orderIds } });
    case 'clear_hold':
      return call(orderRoutes.clearHolds, { body: { orderIds } });
    case 'place_hold':
      return call(orderRoutes.placeHolds, {
        body: { orderIds, kind: act.hold, ...(act.note === '' ? {} : { note: act.note }) },
      });
    case 'cancel':
      return call(orderRoutes.cancelOrders, { body: { orderIds, reason: act.reason } });
  }
}

export type BulkRun = {
  kind: OrderActKind;
  asked: number;
  answered: number;
  done: number;
  refusals: BulkReply['rows'];
  /** `stopped`: by the person. `broken`: a call got no answer; what came before stands. */
  status: 'running' | 'finished' | 'stopped' | 'broken';
  error: unknown;
};

/** Runs an action over many orders, with progress, stop, and the result row by row. */
export function useOrderActs(onFinished: (run: BulkRun) => void) {
  const client = useQueryClient();
  const [run, setRun] = useState<BulkRun | null>(null);
  const isStopped = useRef(false);

  const start = useCallback(
    async (act: OrderAct, orderIds: readonly string[]) => {
      isStopped.current = false;
      let now: BulkRun = {
        kind: act.kind,
        asked: orderIds.length,
        answered: 0,
        done: 0,
        refusals: [],
        status: 'running',
        error: null,
      };
      setRun(now);
      for (let from = 0; from < orderIds.length && !isStopped.current; from += CALL_SIZE) {
        const slice = orderIds.slice(from, from + CALL_SIZE);
        try {
          const reply = await actOnOrders(act, slice);
          now = {
            ...now,
            answered: now.answered + slice.length,
            done: now.done + reply.done,
            refusals: [...now.refusals, ...reply.rows.filter((row) => !row.ok)],
          };
          setRun(now);
        } catch (error) {
          now = { ...now, status: 'broken', error: asProblem(error) };
          break;
        }
      }
      if (now.status === 'running') {
        now = { ...now, status: now.answered < now.asked ? 'stopped' : 'finished' };
      }
      setRun(now);
      onFinished(now);
      await client.invalidateQueries({ queryKey: ['orders'] });
    },
    [client, onFinished],
  );

  return {
    run,
    start,
    stop: () => {
      isStopped.current = true;
    },
    dismiss: () => setRun(null),
  };
}
