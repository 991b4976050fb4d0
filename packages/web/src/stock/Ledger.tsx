import { Select } from '@mantine/core';
import type { MoveRow, StockRow } from '@quayside/contract';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { Section } from '../ui/PageHead.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { movesQuery } from './queries.ts';
import classes from './stock.module.css';

/** Every move this SKU ever made, newest first. */
export function Ledger({ skuId, nodes }: { skuId: string; nodes: readonly StockRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [nodeId, setNodeId] = useState<string | undefined>();
  const query = useInfiniteQuery(movesQuery(skuId, nodeId));
  const columns = useMemo<Column<MoveRow>[]>(() => {
    const place = (location: string, status: string) =>
      status === 'available' ? location : `${location} (${t(`stockStatus.${status}`)})`;
    return [
      {
        id: 'at',
        label: t('stock.column.when'),
        width: '130px',
        render: (row) => <Ago at={row.movedAt} />,
      },
      {
        id: 'qty',
        label: t('stock.column.qty'),
        width: '90px',
        isNumber: true,
        render: (row) => <strong>{format.count(row.qty)}</strong>,
      },
      {
        id: 'from',
        label: t('stock.column.from'),
        width: 'minmax(150px, 1fr)',
        render: (row) => place(row.fromLocationCode, row.fromStatus),
      },
      {
        id: 'to',
        label: t('stock.column.to'),
        width: 'minmax(150px, 1fr)',
        render: (row) => place(row.toLocationCode, row.toStatus),
      },
      {
        id: 'reason',
        label: t('stock.column.reason'),
        width: 'minmax(120px, 0.8fr)',
        render: (row) => t(`moveReason.${row.reason}`, { defaultValue: row.reason }),
      },
      {
        id: 'reference',
        label: t('stock.column.reference'),
        width: 'minmax(130px, 0.8fr)',
        render: (row) => row.reference ?? '–',
      },
      {
        id: 'actor',
        label: t('stock.column.actor'),
        width: 'minmax(150px, 1fr)',
        render: (row) => (row.device === null ? row.actorName : `${row.actorName} · ${row.device}`),
      },
    ];
  }, [t, format]);
  return (
    <Section
      isFlush
      title={t('stock.section.ledger')}
      aside={
        nodes.length > 1 && (
          <Select
            w={180}
            aria-label={t('frame.nodeScope')}
            placeholder={t('frame.allNodes')}
            clearable
            data={nodes.map((row) => ({ value: row.nodeId, label: row.nodeCode }))}
            value={nodeId ?? null}
            onChange={(value) => setNodeId(value ?? undefined)}
          />
        )
      }
    >
      <div className={classes.ledger}>
        <RowList
          label={t('stock.section.ledger')}
          query={query}
          columns={columns}
          keyOf={(row) => row.moveId}
          empty={
            <EmptyState icon={IconArrowsExchange} title={t('stock.noMoves')}>
              {t('stock.noMovesWhy')}
            </EmptyState>
          }
        />
      </div>
    </Section>
  );
}
