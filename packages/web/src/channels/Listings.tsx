import { Button, Group, SegmentedControl } from '@mantine/core';
import { channelRoutes, type Listing } from '@quayside/contract';
import { IconListSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { MapDialog } from './MapDialog.tsx';
import { listingsQuery } from './queries.ts';

const onlys = ['unmapped', 'owed', 'failed'] as const;
const ALL = 'all';

/** What the shop offers: which SKU stands behind it, what it was told, what it accepted. */
export function Listings({ channelId }: { channelId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/channels/$channelId' });
  const { only, search } = useSearch({ from: '/in/desk/channels/$channelId' });
  const [mapping, setMapping] = useState<Listing | null>(null);
  const query = useInfiniteQuery(listingsQuery(channelId, { only, search }));
  const columns = useListingColumns(setMapping);
  return (
    <>
      <Group gap="xs">
        <SearchField
          label={t('channels.searchListing')}
          value={search ?? ''}
          onChange={(text) =>
            void navigate({
              search: (now) => ({ ...now, search: text || undefined }),
              replace: true,
            })
          }
        />
        <SegmentedControl
          value={only ?? ALL}
          onChange={(value) =>
            void navigate({
              search: (now) => ({ ...now, only: onlys.find((each) => each === value) }),
              replace: true,
            })
          }
          data={[ALL, ...onlys].map((value) => ({ value, label: t(`channels.only.${value}`) }))}
        />
      </Group>
      <RowList
        label={t('channels.tab.listings')}
        query={query}
        columns={columns}
        keyOf={(row) => row.listingId}
        empty={
          <EmptyState
            icon={IconListSearch}
            title={t(only ? `channels.noListings.${only}` : 'channels.noListings.all')}
          >
            {only === undefined && search === undefined ? t('channels.noListings.why') : undefined}
          </EmptyState>
        }
      />
      {mapping !== null && <MapDialog listing={mapping} onClose={() => setMapping(null)} />}
    </>
  );
}

function useListingColumns(onMap: (listing: Listing) => void): Column<Listing>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const qty = (value: number | null) => (value === null ? '–' : format.count(value));
    return [
      {
        id: 'name',
        label: t('channels.column.item'),
        width: 'minmax(220px, 2fr)',
        render: (row) => <span title={row.name}>{row.name}</span>,
      },
      {
        id: 'seller',
        label: t('channels.column.sellerSku'),
        width: 'minmax(100px, 0.6fr)',
        render: (row) => row.sellerSku ?? '–',
      },
      {
        id: 'sku',
        label: t('channels.column.sku'),
        width: 'minmax(130px, 0.7fr)',
        render: (row) =>
          row.skuId === null ? (
            <MeaningBadge meaning="attention">{t('channels.unmapped')}</MeaningBadge>
          ) : (
            <>
              <Link className="qs-link" to="/stock/$skuId" params={{ skuId: row.skuId }}>
                {row.skuCode}
              </Link>
              {row.multiple > 1 && ` × ${format.count(row.multiple)}`}
            </>
          ),
      },
      {
        id: 'computed',
        label: t('channels.column.computed'),
        width: '92px',
        isNumber: true,
        render: (row) => <span title={row.rule ?? undefined}>{qty(row.computedQty)}</span>,
      },
      {
        id: 'told',
        label: t('channels.column.told'),
        width: '80px',
        isNumber: true,
        render: (row) => qty(row.toldQty),
      },
      {
        id: 'accepted',
        label: t('channels.column.accepted'),
        width: '92px',
        isNumber: true,
        render: (row) => qty(row.acceptedQty),
      },
      {
        id: 'state',
        label: t('channels.column.state'),
        width: 'minmax(190px, 1.4fr)',
        render: (row) => <ListingState listing={row} />,
      },
      {
        id: 'act',
        label: '',
        width: '200px',
        render: (row) => <ListingActs listing={row} onMap={onMap} />,
      },
    ];
  }, [t, format, onMap]);
}

function ListingState({ listing }: { listing: Listing }) {
  const { t } = useTranslation();
  if (listing.lastError !== null) {
    return (
      <span title={listing.lastError}>
        <MeaningBadge meaning="stopped" isBare>
          {listing.lastError}
        </MeaningBadge>
      </span>
    );
  }
  if (listing.owedSince !== null) {
    return (
      <MeaningBadge meaning="waiting" isBare>
        {t('channels.owedSince')} <Ago at={listing.owedSince} />
      </MeaningBadge>
    );
  }
  if (listing.acceptedAt === null) return '–';
  return (
    <MeaningBadge meaning="ok" isBare>
      <Ago at={listing.acceptedAt} />
    </MeaningBadge>
  );
}

function ListingActs({ listing, onMap }: { listing: Listing; onMap: (listing: Listing) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const push = useAct(
    () => call(channelRoutes.pushListing, { params: { id: listing.listingId } }),
    { stale: ['channels'], said: () => t('channels.pushing', { name: listing.name }) },
  );
  if (!may('channels.write')) return null;
  return (
    <Group gap={4} wrap="nowrap">
      <Button
        h={26}
        variant={listing.skuId === null ? 'filled' : 'default'}
        onClick={() => onMap(listing)}
      >
        {t(listing.skuId === null ? 'channels.map.open' : 'channels.map.change')}
      </Button>
      {listing.skuId !== null && (
        <Button
          h={26}
          variant="default"
          loading={push.isPending}
          onClick={() => push.mutate(undefined)}
        >
          {t('channels.pushNow')}
        </Button>
      )}
    </Group>
  );
}
