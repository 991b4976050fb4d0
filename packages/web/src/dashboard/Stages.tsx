import type { Dashboard, OrderState } from '@quayside/contract';
import { orderStates } from '@quayside/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat, useNow } from '../i18n/use-format.ts';
import { OrderStateBadge } from '../orders/OrderStateBadge.tsx';
import classes from './dashboard.module.css';

type Stage = Dashboard['stages'][number];

const isOrderState = (state: string): state is OrderState =>
  orderStates.some((each) => each === state);

/** Work on these is over; how old the oldest is says nothing. */
const isOver = (state: OrderState) => ['shipped', 'delivered', 'cancelled'].includes(state);

/** One tile a stage; each is the way to the orders behind its number. */
export function Stages({ stages }: { stages: readonly Stage[] }) {
  const { t } = useTranslation();
  return (
    <nav className={classes.stages} aria-label={t('dashboard.stages')}>
      {stages.map((stage) => (
        <StageTile key={stage.state} stage={stage} />
      ))}
    </nav>
  );
}

function StageTile({ stage }: { stage: Stage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nowMs = useNow();
  if (!isOrderState(stage.state)) return null;
  return (
    <Link
      to="/orders"
      search={{ state: stage.state }}
      className={classes.stage}
      data-testid={`stage-${stage.state}`}
    >
      <OrderStateBadge state={stage.state} isBare />
      <span className={classes.figure}>{format.count(stage.orders)}</span>
      <span className={classes.stageWords}>
        <span>{t('order.units', { count: stage.units })}</span>
        {stage.late > 0 ? (
          <strong>{t('dashboard.late', { count: stage.late })}</strong>
        ) : (
          !isOver(stage.state) &&
          stage.oldestAt !== null && (
            <span>{t('dashboard.oldest', { when: format.relative(stage.oldestAt, nowMs) })}</span>
          )
        )}
      </span>
    </Link>
  );
}
