import { Group, Select, Title } from '@mantine/core';
import { type Location, locationTypes, type Node } from '@quayside/contract';
import { IconMapPin } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { EmptyState } from '../ui/states.tsx';
import { locationsQuery } from './queries.ts';

/** The locations of one node, by code and type. */
export function Locations({ node }: { node: Node }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/nodes' });
  const { find } = useSearch({ from: '/in/desk/nodes' });
  const [type, setType] = useState<Location['type'] | undefined>();
  const query = useInfiniteQuery(locationsQuery(node.nodeId, find, type));
  const columns = useLocationColumns();
  return (
    <>
      <Group justify="space-between">
        <Title order={2}>{t('nodes.locationsOf', { node: node.nodeCode })}</Title>
        <Group gap="xs">
          <SearchField
            label={t('nodes.findLocation')}
            value={find ?? ''}
            onChange={(text) =>
              void navigate({
                search: (now) => ({ ...now, find: text || undefined }),
                replace: true,
              })
            }
          />
          <Select
            w={200}
            aria-label={t('nodes.column.type')}
            placeholder={t('nodes.anyType')}
            clearable
            data={locationTypes.map((value) => ({ value, label: t(`locationType.${value}`) }))}
            value={type ?? null}
            onChange={(value) => setType(locationTypes.find((each) => each === value))}
          />
        </Group>
      </Group>
      <RowList
        label={t('nodes.locationsOf', { node: node.nodeCode })}
        query={query}
        columns={columns}
        keyOf={(row) => row.locationId}
        empty={
          <EmptyState
            icon={IconMapPin}
            title={t(find || type ? 'nodes.noLocation' : 'nodes.noLocations')}
          >
            {find || type ? undefined : t('nodes.noLocationsWhy')}
          </EmptyState>
        }
      />
    </>
  );
}

function useLocationColumns(): Column<Location>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'code',
        label: t('nodes.column.location'),
        width: 'minmax(130px, 0.8fr)',
        render: (row) => <strong style={{ fontWeight: 600 }}>{row.locationCode}</strong>,
      },
      {
        id: 'type',
        label: t('nodes.column.type'),
        width: 'minmax(120px, 0.8fr)',
        render: (row) => t(`locationType.${row.type}`),
      },
      {
        id: 'zone',
        label: t('nodes.column.zone'),
        width: 'minmax(100px, 0.7fr)',
        render: (row) => row.zone ?? '–',
      },
      {
        id: 'address',
        label: t('nodes.column.place'),
        width: 'minmax(120px, 0.8fr)',
        render: (row) =>
          [row.aisle, row.bay, row.level].filter((part) => part !== null).join(' / ') || '–',
      },
      {
        id: 'barcode',
        label: t('skus.column.barcode'),
        width: 'minmax(120px, 0.8fr)',
        render: (row) => <span className="qs-mono">{row.barcode}</span>,
      },
      {
        id: 'skus',
        label: t('nodes.column.skus'),
        width: '90px',
        isNumber: true,
        render: (row) => format.count(row.skuCount),
      },
      {
        id: 'units',
        label: t('nodes.column.units'),
        width: '100px',
        isNumber: true,
        render: (row) => format.count(row.onHandQty),
      },
      {
        id: 'state',
        label: t('nodes.column.state'),
        width: '130px',
        render: (row) => (
          <MeaningBadge meaning={row.isBlocked ? 'stopped' : 'ok'} isBare>
            {t(row.isBlocked ? 'nodes.blocked' : 'nodes.open')}
          </MeaningBadge>
        ),
      },
    ],
    [t, format],
  );
}
