import { Button, Group, SegmentedControl } from '@mantine/core';
import type { Sku } from '@quayside/contract';
import { IconPlus, IconTag } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { useFormat } from '../i18n/use-format.ts';
import { ListPage, PageHead } from '../ui/PageHead.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { EmptyState } from '../ui/states.tsx';
import { skusQuery } from './queries.ts';
import { SkuDialog } from './SkuDialog.tsx';

/** The smallest things we keep stock of. */
export function SkusPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate({ from: '/skus' });
  const { search, kits } = useSearch({ from: '/in/desk/skus' });
  const [isAdding, setIsAdding] = useState(false);
  const query = useInfiniteQuery(skusQuery(search, kits));
  const columns = useSkuColumns();
  const add = may('catalogue.write') ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsAdding(true)}>
      {t('skus.add')}
    </Button>
  ) : null;
  return (
    <ListPage>
      <PageHead title={t('nav.skus')} lead={t('skus.lead')}>
        {add}
      </PageHead>
      <Group gap="xs">
        <SearchField
          label={t('skus.search')}
          value={search ?? ''}
          onChange={(text) =>
            void navigate({
              search: (now) => ({ ...now, search: text || undefined }),
              replace: true,
            })
          }
        />
        <SegmentedControl
          value={kits === true ? 'kits' : 'all'}
          onChange={(value) =>
            void navigate({
              search: (now) => ({ ...now, kits: value === 'kits' ? true : undefined }),
              replace: true,
            })
          }
          data={[
            { value: 'all', label: t('skus.all') },
            { value: 'kits', label: t('skus.kits') },
          ]}
        />
      </Group>
      <RowList
        label={t('nav.skus')}
        query={query}
        columns={columns}
        keyOf={(row) => row.skuId}
        onOpen={(row) => void navigate({ to: '/skus/$skuId', params: { skuId: row.skuId } })}
        empty={
          <EmptyState
            icon={IconTag}
            title={t(search === undefined ? 'skus.empty' : 'skus.noMatch')}
            action={add}
          >
            {t(search === undefined ? 'skus.emptyWhy' : 'skus.noMatchWhy')}
          </EmptyState>
        }
      />
      {isAdding && <SkuDialog sku={null} onClose={() => setIsAdding(false)} />}
    </ListPage>
  );
}

/** 120 × 80 × 40 mm, or a dash where nobody has measured. */
export function sizeText(sku: Sku): string {
  const sides = [sku.lengthMm, sku.widthMm, sku.heightMm];
  return sides.every((side) => side !== null) ? `${sides.join(' × ')} mm` : '–';
}

function useSkuColumns(): Column<Sku>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'code',
        label: t('skus.column.code'),
        width: 'minmax(120px, 0.6fr)',
        render: (row) => <strong style={{ fontWeight: 600 }}>{row.skuCode}</strong>,
      },
      {
        id: 'name',
        label: t('skus.column.name'),
        width: 'minmax(240px, 2.4fr)',
        render: (row) => row.name,
      },
      {
        id: 'barcode',
        label: t('skus.column.barcode'),
        width: 'minmax(140px, 0.8fr)',
        render: (row) => <span className="qs-mono">{row.barcodes[0]?.barcode ?? '–'}</span>,
      },
      {
        id: 'size',
        label: t('skus.column.size'),
        width: 'minmax(150px, 0.8fr)',
        render: (row) => sizeText(row),
      },
      {
        id: 'weight',
        label: t('skus.column.weight'),
        width: '100px',
        isNumber: true,
        render: (row) => (row.weightG === null ? '–' : format.weight(row.weightG)),
      },
      {
        id: 'price',
        label: t('skus.column.price'),
        width: '110px',
        isNumber: true,
        render: (row) =>
          row.priceMinor === null ? '–' : format.money(row.priceMinor, row.currency),
      },
      { id: 'abc', label: t('skus.column.abc'), width: '60px', render: (row) => row.abc ?? '–' },
      {
        id: 'kind',
        label: t('skus.column.kind'),
        width: '110px',
        render: (row) => (row.isKit ? t('skus.kit') : t(`tracking.${row.tracking}`)),
      },
    ],
    [t, format],
  );
}
