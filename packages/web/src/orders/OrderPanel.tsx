import { ActionIcon, Group, Stack } from '@mantine/core';
import { IconArrowsMaximize, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Copy } from '../ui/Copy.tsx';
import { Section } from '../ui/PageHead.tsx';
import { BlockSkeleton, ErrorState } from '../ui/states.tsx';
import { OrderActions } from './OrderActions.tsx';
import { OrderFacts, OrderWarnings } from './OrderFacts.tsx';
import { OrderLines } from './OrderLines.tsx';
import { OrderFulfilments } from './OrderShipping.tsx';
import { OrderStateBadge } from './OrderStateBadge.tsx';
import { OrderTimeline } from './OrderTimeline.tsx';
import { orderQuery } from './queries.ts';
import classes from './workbench.module.css';

/** An order beside the list: enough to decide, without losing the place. */
export function OrderPanel({ orderId, onClose }: { orderId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: order, error, refetch } = useQuery(orderQuery(orderId));
  return (
    <aside className={classes.panel} aria-label={t('orders.panel')} data-testid="order-panel">
      <div className={classes.panelHead}>
        <Group gap="xs" wrap="nowrap" fw={600} miw={0}>
          {order === undefined ? null : (
            <>
              <Copy value={order.orderNumber} />
              <OrderStateBadge state={order.state} />
            </>
          )}
        </Group>
        <Group gap={4} wrap="nowrap">
          <ActionIcon component={Link} to={`/orders/${orderId}`} aria-label={t('orders.openPage')}>
            <IconArrowsMaximize size={16} />
          </ActionIcon>
          <ActionIcon onClick={onClose} aria-label={t('common.close')}>
            <IconX size={16} />
          </ActionIcon>
        </Group>
      </div>
      <div className={classes.panelBody}>
        {error !== null && order === undefined ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : order === undefined ? (
          <BlockSkeleton height={480} />
        ) : (
          <Stack gap="md">
            <OrderActions order={order} />
            <OrderWarnings order={order} />
            <OrderLines order={order} />
            <Section title={t('order.section.facts')}>
              <OrderFacts order={order} />
            </Section>
            <Section title={t('order.section.shipping')}>
              <OrderFulfilments order={order} />
            </Section>
            <Section title={t('order.section.timeline')}>
              <OrderTimeline order={order} />
            </Section>
          </Stack>
        )}
      </div>
    </aside>
  );
}
