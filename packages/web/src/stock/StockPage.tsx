import { Group, Select } from '@mantine/core';
import type { StockRow } from '@quayside/contract';
import { IconBoxSeam } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import { ListPage, PageHead } from '../ui/PageHead.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { EmptyState } from '../ui/states.tsx';
import { stockListQuery } from './queries.ts';

/** Stock by SKU and node; every number leads to the rows behind it. */
export function StockPage() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/stock' });
  const { node, search, atp } = useSearch({ from: '/in/desk/stock' });
  const columns = useStockColumns();
  const query = useInfiniteQuery(stockListQuery({ search, nodeId: node, atpMax: atp }));
  const isFiltered = search !== undefined || atp !== undefined || node !== undefined;
  return (
    <ListPage>
      <PageHead title={t('nav.stock')} lead={t('stock.lead')} />
      <Group gap="xs">
        <SearchField
          label={t('stock.search')}
          value={search ?? ''}
          onChange={(text) =>
            void navigate({
              search: (now) => ({ ...now, search: text || undefined }),
              replace: true,
            })
          }
        />
        <Select
          w={220}
          aria-label={t('stock.level')}
          allowDeselect={false}
          data={[
            { value: 'any', label: t('stock.anyLevel') },
            { value: '0', label: t('stock.soldOut') },
            { value: '5', label: t('stock.atMost', { qty: 5 }) },
            { value: '20', label: t('stock.atMost', { qty: 20 }) },
          ]}
          value={atp === undefined ? 'any' : String(atp)}
          onChange={(value) =>
            void navigate({
              search: (now) => ({
                ...now,
                atp: value === null || value === 'any' ? undefined : Number(value),
              }),
              replace: true,
            })
          }
        />
      </Group>
      <RowList
        label={t('nav.stock')}
        query={query}
        columns={columns}
        keyOf={(row) => `${row.skuId} ${row.nodeId}`}
        onOpen={(row) => void navigate({ to: '/stock/$skuId', params: { skuId: row.skuId } })}
        empty={
          <EmptyState icon={IconBoxSeam} title={t(isFiltered ? 'stock.noMatch' : 'stock.empty')}>
            {t(isFiltered ? 'stock.noMatchWhy' : 'stock.emptyWhy')}
          </EmptyState>
        }
      />
    </ListPage>
  );
}

function useStockColumns(): Column<StockRow>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const number = (
      id: 'onHandQty' | 'sellableQty' | 'reservedQty' | 'safetyQty',
      hash: string,
    ): Column<StockRow> => ({
      id,
      label: t(`stock.column.${id}`),
      width: '110px',
      isNumber: true,
      render: (row) => (
        <Link
          className="qs-link"
          to="/stock/$skuId"
          params={{ skuId: row.skuId }}
          hash={hash}
          onClick={(event) => event.stopPropagation()}
        >
          {format.count(row[id])}
        </Link>
      ),
    });
    return [
      {
        id: 'sku',
        label: t('stock.column.sku'),
        width: 'minmax(110px, 0.5fr)',
        render: (row) => <strong style={{ fontWeight: 600 }}>{row.skuCode}</strong>,
      },
      {
        id: 'name',
        label: t('stock.column.name'),
        width: 'minmax(220px, 2fr)',
        render: (row) => row.name,
      },
      {
        id: 'node',
        label: t('stock.column.node'),
        width: 'minmax(110px, 0.5fr)',
        render: (row) => row.nodeCode,
      },
      number('onHandQty', 'locations'),
      number('sellableQty', 'locations'),
      number('reservedQty', 'reservations'),
      number('safetyQty', 'nodes'),
      {
        id: 'atpQty',
        label: t('stock.column.atpQty'),
        width: '150px',
        isNumber: true,
        render: (row) =>
          row.atpQty > 0 ? (
            <strong>{format.count(row.atpQty)}</strong>
          ) : (
            <MeaningBadge meaning="attention" isBare>
              {t('stock.none')}
            </MeaningBadge>
          ),
      },
    ];
  }, [t, format]);
}
