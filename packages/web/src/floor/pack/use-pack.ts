import { type PackJob, warehouseRoutes } from '@quayside/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call.ts';
import { asProblem } from '../../api/problem.ts';
import { useOutbox, useSettled } from '../outbox/use-outbox.ts';
import type { Feedback } from '../ui/feedback.ts';
import { untilAnswered } from '../until-answered.ts';
import { useMachine } from '../use-machine.ts';
import { step } from './screen.ts';
import type { PackEffect, PackEvent, PackScreen } from './state.ts';

/** While the carrier's label is being fetched, and while an order lies on the bench (cancelled?). */
const LABEL_POLL_MS = 1_500;
const BENCH_POLL_MS = 10_000;

const empty = (): PackScreen => ({ at: 'scan_tote', note: null });

/** Runs the pack screen: its table, the calls that it asks for, and readings of the job. */
export function usePack(nodeId: string, giveFeedback: (feedback: Feedback) => void) {
  const outbox = useOutbox();
  const client = useQueryClient();
  const [isAway, setIsAway] = useState(false);
  const isOver = useRef(false);
  useEffect(() => {
    isOver.current = false;
    return () => {
      isOver.current = true;
    };
  }, []);

  /** Sends what comes of a call back into the table; a lost answer is asked for again. */
  const answer = async (ask: () => Promise<PackEvent>) => {
    try {
      const event = await untilAnswered(ask, {
        pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        isOver: () => isOver.current,
        onAway: () => setIsAway(true),
      });
      setIsAway(false);
      if (event !== null) send(event);
    } catch (error) {
      setIsAway(false);
      send({ type: 'refused', problem: asProblem(error), verifiedScan: null });
    }
    await client.invalidateQueries({ queryKey: ['floor', 'pack-queue'] });
  };
  const perform = (effect: PackEffect) => {
    if (effect.do === 'feedback') giveFeedback(effect.feedback);
    else if (effect.do === 'verify') {
      const { outboundOrderId, scan } = effect;
      outbox.put({ kind: 'verify_item', outboundOrderId, scan });
    } else {
      // One key for all tries of this one intent: a repeated call is answered, not done again.
      const idempotencyKey = crypto.randomUUID();
      void answer(() => askServer(effect, nodeId, idempotencyKey));
    }
  };
  const [screen, send] = useMachine<PackScreen, PackEvent, PackEffect>(step, empty, perform);

  useSettled((settled) => {
    const { command } = settled.entry;
    if (command.kind !== 'verify_item') return;
    const verifiedScan = command.scan;
    if (!settled.ok) send({ type: 'refused', problem: settled.problem, verifiedScan });
    else if (settled.answer.kind === 'pack') {
      send({ type: 'job_read', job: settled.answer.job, verifiedScan });
    }
  });

  usePoll(screen, nodeId, send);
  return { screen, send, isAway };
}

type Asked = Exclude<PackEffect, { do: 'feedback' | 'verify' }>;

/** The call that an effect of the table asks for, and the event that its answer is. */
async function askServer(
  effect: Asked,
  nodeId: string,
  idempotencyKey: string,
): Promise<PackEvent> {
  switch (effect.do) {
    case 'open':
    case 'reread': {
      const body = { nodeId, scan: effect.scan };
      return jobRead(await call(warehouseRoutes.openPack, { body }));
    }
    case 'start_over': {
      const params = { id: effect.outboundOrderId };
      return jobRead(await call(warehouseRoutes.restartPack, { params }));
    }
    case 'close': {
      const { outboundOrderId: id, cartonCode, weightG, isWeightConfirmed } = effect;
      const body = { cartonCode, weightG, ...(isWeightConfirmed ? { isWeightConfirmed } : {}) };
      return jobRead(
        await call(warehouseRoutes.closeCarton, { params: { id }, body, idempotencyKey }),
      );
    }
    case 'put_back': {
      const { outboundOrderId: id, locationScan } = effect;
      const body = { locationScan };
      await call(warehouseRoutes.putBack, { params: { id }, body, idempotencyKey });
      return { type: 'put_back_done' };
    }
    default:
      return effect satisfies never;
  }
}

const jobRead = (job: PackJob): PackEvent => ({ type: 'job_read', job, verifiedScan: null });

/** Looks at the job again while it may change by itself: a label that comes, an order cancelled. */
function usePoll(screen: PackScreen, nodeId: string, send: (event: PackEvent) => void): void {
  const isAwaited = screen.at === 'wait_label';
  const isOnBench = ['verify', 'choose_carton', 'weigh', 'doubt_weight'].includes(screen.at);
  const scan = !('job' in screen) || !(isAwaited || isOnBench) ? null : screen.job.orderNumber;
  // Scans on their way would be missing in a reading that began before them.
  const isQuiet = !('pending' in screen) || Object.values(screen.pending).every((qty) => qty === 0);
  useEffect(() => {
    if (scan === null || !isQuiet) return;
    const abort = new AbortController();
    const { signal } = abort;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const job = await call(warehouseRoutes.openPack, { body: { nodeId, scan }, signal });
        send({ type: 'job_read', job, verifiedScan: null });
      } catch (error) {
        if (signal.aborted) return;
        const problem = asProblem(error);
        // No answer: the next look will tell. A refusal is news.
        if (problem.status !== 0 && problem.status < 500) {
          send({ type: 'refused', problem, verifiedScan: null });
          return;
        }
      }
      again();
    };
    const again = () => {
      timer = setTimeout(() => void look(), isAwaited ? LABEL_POLL_MS : BENCH_POLL_MS);
    };
    again();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [scan, isQuiet, isAwaited, nodeId, send]);
}
