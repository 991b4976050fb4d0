import { Skeleton } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Copy } from '../ui/Copy.tsx';
import { Page, PageHead, Section } from '../ui/PageHead.tsx';
import { BlockSkeleton, ErrorState } from '../ui/states.tsx';
import { OrderActions } from './OrderActions.tsx';
import { OrderFacts, OrderWarnings } from './OrderFacts.tsx';
import { OrderLines } from './OrderLines.tsx';
import { OrderChannelTasks, OrderFulfilments, OrderMessages, OrderWhy } from './OrderShipping.tsx';
import { OrderStateBadge } from './OrderStateBadge.tsx';
import { OrderTimeline } from './OrderTimeline.tsx';
import classes from './order.module.css';
import { orderQuery } from './queries.ts';

/** One order: facts, lines with the whereabouts of each unit, and everything that happened to it. */
export function OrderPage() {
  const { t } = useTranslation();
  const { orderId } = useParams({ from: '/in/desk/orders/$orderId' });
  const { data: order, error, isPending, refetch } = useQuery(orderQuery(orderId));
  if (error !== null && order === undefined) {
    return <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  return (
    <Page>
      <PageHead
        back={
          <Link className="qs-link" to="/orders">
            <IconArrowLeft size={14} style={{ verticalAlign: -2 }} aria-hidden="true" />{' '}
            {t('nav.orders')}
          </Link>
        }
        title={
          order === undefined ? (
            <Skeleton height={24} width={260} />
          ) : (
            <>
              <Copy value={order.orderNumber} /> <OrderStateBadge state={order.state} />
            </>
          )
        }
      >
        {order !== undefined && <OrderActions order={order} />}
      </PageHead>
      {order !== undefined && <OrderWarnings order={order} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          <Section title={t('order.section.facts')}>
            {order === undefined ? <BlockSkeleton height={320} /> : <OrderFacts order={order} />}
          </Section>
          {order !== undefined && (
            <>
              <Section title={t('order.section.channel')}>
                <OrderChannelTasks order={order} />
              </Section>
              <Section title={t('order.section.messages')}>
                <OrderMessages order={order} />
              </Section>
            </>
          )}
        </div>
        <div className={classes.column}>
          <Section
            title={
              isPending
                ? t('order.section.lines')
                : t('order.section.linesOf', {
                    count: order?.lineCount ?? 0,
                    units: t('order.units', { count: order?.unitQty ?? 0 }),
                  })
            }
          >
            {order === undefined ? <BlockSkeleton height={320} /> : <OrderLines order={order} />}
          </Section>
          {order !== undefined && (
            <>
              <Section title={t('order.section.shipping')}>
                <OrderFulfilments order={order} />
              </Section>
              <Section title={t('order.section.why')}>
                <OrderWhy order={order} />
              </Section>
            </>
          )}
        </div>
        <div className={classes.column}>
          <Section title={t('order.section.timeline')}>
            {order === undefined ? <BlockSkeleton height={320} /> : <OrderTimeline order={order} />}
          </Section>
        </div>
      </div>
    </Page>
  );
}
