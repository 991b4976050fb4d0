import type { PushLogRow } from '@quayside/contract';
import { IconUpload } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { pushLogQuery } from './queries.ts';

const fenceMeaning = { open: 'ok', lowered: 'attention', waiting: 'waiting' } as const;

/** Every stock push: what was computed, what the fence did with it, what the shop said. */
export function PushLog({ channelId }: { channelId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useInfiniteQuery(pushLogQuery(channelId, undefined));
  const columns = useMemo<Column<PushLogRow>[]>(
    () => [
      {
        id: 'at',
        label: t('stock.column.when'),
        width: '130px',
        render: (row) => <Ago at={row.at} />,
      },
      {
        id: 'sku',
        label: t('channels.column.sellerSku'),
        width: 'minmax(110px, 0.7fr)',
        render: (row) => row.sellerSku ?? '–',
      },
      {
        id: 'computed',
        label: t('channels.column.computed'),
        width: '92px',
        isNumber: true,
        render: (row) => format.count(row.computedQty),
      },
      {
        id: 'fence',
        label: t('channels.column.fence'),
        width: 'minmax(170px, 1fr)',
        render: (row) => (
          <MeaningBadge meaning={fenceMeaning[row.fence]} isBare>
            {t(`channels.fence.${row.fence}`)}
          </MeaningBadge>
        ),
      },
      {
        id: 'sent',
        label: t('channels.column.sent'),
        width: '80px',
        isNumber: true,
        render: (row) => (row.sentQty === null ? '–' : format.count(row.sentQty)),
      },
      {
        id: 'answer',
        label: t('channels.column.answer'),
        width: 'minmax(200px, 1.6fr)',
        render: (row) =>
          row.isAccepted === null ? (
            '–'
          ) : (
            <span title={row.answer ?? undefined}>
              <MeaningBadge meaning={row.isAccepted ? 'ok' : 'stopped'} isBare>
                {row.isAccepted ? t('channels.accepted') : (row.answer ?? t('channels.refused'))}
              </MeaningBadge>
            </span>
          ),
      },
      {
        id: 'rule',
        label: t('channels.column.rule'),
        width: 'minmax(120px, 1fr)',
        render: (row) => <span title={row.rule}>{row.rule}</span>,
      },
    ],
    [t, format],
  );
  return (
    <RowList
      label={t('channels.tab.pushes')}
      query={query}
      columns={columns}
      keyOf={(row) => row.pushLogId}
      empty={
        <EmptyState icon={IconUpload} title={t('channels.noPushes')}>
          {t('channels.noPushesWhy')}
        </EmptyState>
      }
    />
  );
}
