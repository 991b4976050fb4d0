import { Button } from '@mantine/core';
import { channelRoutes, type ReplyOf } from '@quayside/contract';
import { IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { channelTasksQuery } from './queries.ts';

type Task = ReplyOf<typeof channelRoutes.listChannelTasks>['rows'][number];

/** Work owed to the shop; dead tasks wait for a person. */
export function Tasks({ channelId }: { channelId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useInfiniteQuery(channelTasksQuery(channelId));
  const columns = useMemo<Column<Task>[]>(
    () => [
      {
        id: 'kind',
        label: t('channels.column.task'),
        width: 'minmax(160px, 0.8fr)',
        render: (row) => t(`channelTaskKind.${row.kind}`, { defaultValue: row.kind }),
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
        id: 'state',
        label: t('channels.column.state'),
        width: 'minmax(140px, 0.7fr)',
        render: (row) => (
          <MeaningBadge meaning={row.state === 'dead' ? 'stopped' : 'waiting'}>
            {t(`channelTaskState.${row.state}`, { defaultValue: row.state })}
          </MeaningBadge>
        ),
      },
      {
        id: 'attempts',
        label: t('channels.column.attempts'),
        width: '90px',
        isNumber: true,
        render: (row) => format.count(row.attempts),
      },
      {
        id: 'owed',
        label: t('channels.column.owed'),
        width: '130px',
        render: (row) => <Ago at={row.owedSince} />,
      },
      {
        id: 'error',
        label: t('channels.column.lastError'),
        width: 'minmax(220px, 2fr)',
        render: (row) =>
          row.lastError === null ? '–' : <span title={row.lastError}>{row.lastError}</span>,
      },
      { id: 'act', label: '', width: '130px', render: (row) => <Retry task={row} /> },
    ],
    [t, format],
  );
  return (
    <RowList
      label={t('channels.tab.tasks')}
      query={query}
      columns={columns}
      keyOf={(row) => row.channelTaskId}
      empty={
        <EmptyState icon={IconCircleCheck} title={t('channels.noTasks')}>
          {t('channels.noTasksWhy')}
        </EmptyState>
      }
    />
  );
}

function Retry({ task }: { task: Task }) {
  const { t } = useTranslation();
  const may = useMay();
  const retry = useAct(
    () => call(channelRoutes.retryChannelTask, { params: { id: task.channelTaskId } }),
    { stale: ['channels', 'exceptions', 'orders'], said: () => t('channels.task.retried') },
  );
  if (task.state !== 'dead' || !may('channels.write')) return null;
  return (
    <Button
      h={26}
      variant="default"
      loading={retry.isPending}
      onClick={() => retry.mutate(undefined)}
    >
      {t('channels.task.retry')}
    </Button>
  );
}
