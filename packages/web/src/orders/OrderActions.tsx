import { Button, Tooltip } from '@mantine/core';
import type { OrderDetail } from '@quayside/contract';
import {
  IconBan,
  IconHandStop,
  IconPlayerPlay,
  IconSend,
  IconTruckDelivery,
  type TablerIcon,
} from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { say } from '../ui/notify.ts';
import { CancelDialog, HoldDialog } from './ActDialogs.tsx';
import { BulkResult } from './BulkResult.tsx';
import classes from './order.module.css';
import { type BulkRun, type OrderAct, type OrderActKind, useOrderActs } from './use-order-acts.ts';

const iconOf: Record<OrderActKind, TablerIcon> = {
  release: IconSend,
  ship: IconTruckDelivery,
  place_hold: IconHandStop,
  clear_hold: IconPlayerPlay,
  cancel: IconBan,
};
/** The next step first, the way out last. */
const sequence: readonly OrderActKind[] = ['release', 'ship', 'clear_hold', 'place_hold', 'cancel'];

/** What brings an order on; stopping one is never the step that is offered first. */
const forward: readonly OrderActKind[] = ['release', 'ship', 'clear_hold'];

/** Every action on one order: the legal ones work, the others say why not. */
export function OrderActions({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const [asking, setAsking] = useState<OrderActKind | null>(null);
  const onFinished = useCallback(
    (run: BulkRun) => {
      if (run.done > 0) say(t(`orders.done.${run.kind}`, { count: run.done }));
    },
    [t],
  );
  const { run, start, stop, dismiss } = useOrderActs(onFinished);
  const act = (kind: OrderActKind) => {
    if (kind === 'place_hold' || kind === 'cancel') setAsking(kind);
    else void start({ kind }, [order.orderId]);
  };
  const confirm = (chosen: OrderAct) => {
    setAsking(null);
    void start(chosen, [order.orderId]);
  };
  const mainStep = forward.find((kind) =>
    order.actions.some(({ action, isLegal }) => action === kind && isLegal),
  );
  return (
    <div className={classes.actions}>
      {sequence.map((kind) => {
        const known = order.actions.find(({ action }) => action === kind);
        if (known === undefined) return null;
        const isAllowed = may(kind === 'cancel' ? 'orders.cancel' : 'orders.write');
        const whyNot = !isAllowed
          ? t('refusal.not_permitted')
          : known.isLegal
            ? null
            : (known.whyNot ?? t('refusal.state_refused'));
        const Icon = iconOf[kind];
        return (
          <Tooltip key={kind} label={whyNot} disabled={whyNot === null} maw={320}>
            <Button
              variant={mainStep === kind && whyNot === null ? 'filled' : 'default'}
              leftSection={<Icon size={16} />}
              // Not `disabled`: the reason must be reachable by keyboard and screen reader.
              aria-disabled={whyNot !== null}
              {...(whyNot === null ? {} : { 'data-disabled': true })}
              loading={run?.status === 'running' && run.kind === kind}
              onClick={() => {
                if (whyNot === null) act(kind);
              }}
            >
              {t(`orders.actOne.${kind}`)}
            </Button>
          </Tooltip>
        );
      })}
      {asking === 'place_hold' && (
        <HoldDialog count={1} onClose={() => setAsking(null)} onAct={confirm} />
      )}
      {asking === 'cancel' && (
        <CancelDialog count={1} onClose={() => setAsking(null)} onAct={confirm} />
      )}
      {run !== null &&
        run.status !== 'running' &&
        (run.refusals.length > 0 || run.error !== null) && (
          <BulkResult
            run={run}
            numberOf={() => order.orderNumber}
            onStop={stop}
            onClose={dismiss}
            onKeepRefused={dismiss}
          />
        )}
    </div>
  );
}
