import { Button } from '@mantine/core';
import { channelRoutes, type orderRoutes, type ReplyOf } from '@quayside/contract';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { channelsQuery } from '../channels/queries.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import { ListPage, PageHead } from '../ui/PageHead.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { exceptionsQuery } from './queries.ts';

type Exception = ReplyOf<typeof orderRoutes.listExceptions>['rows'][number];

/** What needs a person, with the page or the button that mends it. */
export function ExceptionsPage() {
  const { t } = useTranslation();
  const query = useInfiniteQuery(exceptionsQuery);
  const columns = useMemo<Column<Exception>[]>(
    () => [
      {
        id: 'kind',
        label: t('exceptions.kind'),
        width: 'minmax(150px, 0.8fr)',
        render: (row) => (
          <MeaningBadge meaning={row.kind === 'channel_task' ? 'stopped' : 'attention'}>
            {t(`exceptions.kinds.${row.kind}`)}
          </MeaningBadge>
        ),
      },
      {
        id: 'order',
        label: t('orders.column.number'),
        width: '130px',
        render: (row) =>
          row.orderId === null ? (
            '–'
          ) : (
            <Link className="qs-link" to="/orders/$orderId" params={{ orderId: row.orderId }}>
              {row.orderNumber}
            </Link>
          ),
      },
      {
        id: 'sku',
        label: t('exceptions.sku'),
        width: 'minmax(110px, 0.6fr)',
        render: (row) => row.skuCode ?? '–',
      },
      {
        id: 'qty',
        label: t('exceptions.qty'),
        width: '80px',
        isNumber: true,
        render: (row) => row.qty ?? '–',
      },
      {
        id: 'what',
        label: t('exceptions.what'),
        width: 'minmax(280px, 3fr)',
        render: (row) => <span title={row.what}>{row.what}</span>,
      },
      {
        id: 'age',
        label: t('exceptions.opened'),
        width: '130px',
        render: (row) => <Ago at={row.openedAt} />,
      },
      { id: 'mend', label: '', width: '180px', render: (row) => <Mend exception={row} /> },
    ],
    [t],
  );
  return (
    <ListPage>
      <PageHead title={t('nav.exceptions')} lead={t('exceptions.lead')} />
      <RowList
        label={t('nav.exceptions')}
        query={query}
        columns={columns}
        keyOf={(row) => row.exceptionId}
        empty={
          <EmptyState icon={IconCircleCheck} title={t('exceptions.empty')}>
            {t('exceptions.emptyWhy')}
          </EmptyState>
        }
      />
    </ListPage>
  );
}

/** The next step of an exception: the only one that ends it. */
function Mend({ exception }: { exception: Exception }) {
  const { t } = useTranslation();
  const may = useMay();
  const retry = useAct((id: string) => call(channelRoutes.retryChannelTask, { params: { id } }), {
    stale: ['exceptions', 'channels', 'orders'],
    said: () => t('channels.task.retried'),
  });
  const { kind, channelTaskId, skuCode, orderId } = exception;
  if (kind === 'channel_task' && channelTaskId !== null) {
    return may('channels.write') ? (
      <Button
        variant="default"
        h={26}
        loading={retry.isPending}
        onClick={() => retry.mutate(channelTaskId)}
      >
        {t('channels.task.retry')}
      </Button>
    ) : null;
  }
  if (kind === 'unmapped_sku') {
    return <MapLink />;
  }
  if (skuCode !== null) {
    return (
      <Link className="qs-link" to="/stock" search={{ search: skuCode }}>
        {t('exceptions.seeStock')}
      </Link>
    );
  }
  return orderId === null ? null : (
    <Link className="qs-link" to="/orders/$orderId" params={{ orderId }}>
      {t('orders.openPage')}
    </Link>
  );
}

/** To the unmapped listings; straight to the shop where there is only one. */
function MapLink() {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({ ...channelsQuery, enabled: may('channels.read') });
  const only = data?.rows.length === 1 ? data.rows[0] : undefined;
  return only === undefined ? (
    <Link className="qs-link" to="/channels">
      {t('exceptions.map')}
    </Link>
  ) : (
    <Link
      className="qs-link"
      to="/channels/$channelId"
      params={{ channelId: only.channelId }}
      search={{ only: 'unmapped' }}
    >
      {t('exceptions.map')}
    </Link>
  );
}
