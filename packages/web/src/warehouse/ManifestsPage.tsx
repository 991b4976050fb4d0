import { Anchor, Drawer, Group, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { filePaths, type Manifest } from '@quayside/contract';
import { IconTruckDelivery } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { useFormat } from '../i18n/use-format.ts';
import { Copy } from '../ui/Copy.tsx';
import { MeaningBadge } from '../ui/Meaning.tsx';
import { ListPage, PageHead } from '../ui/PageHead.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { BlockSkeleton, EmptyState, ErrorState } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { manifestQuery, manifestsQuery } from './queries.ts';

/** What each carrier took, node by node. */
export function ManifestsPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate({ from: '/manifests' });
  const { node, open } = useSearch({ from: '/in/desk/manifests' });
  const nodes = me?.nodes ?? [];
  const here = nodes.find(({ nodeId }) => nodeId === node) ?? nodes[0];
  return (
    <ListPage>
      <PageHead title={t('nav.manifests')} lead={t('manifests.lead')}>
        {nodes.length > 1 && here !== undefined && (
          <SegmentedControl
            aria-label={t('frame.nodeScope')}
            value={here.nodeId}
            data={nodes.map(({ nodeId, nodeCode }) => ({ value: nodeId, label: nodeCode }))}
            onChange={(value) =>
              void navigate({ search: (now) => ({ ...now, node: value }), replace: true })
            }
          />
        )}
      </PageHead>
      {here === undefined ? (
        <EmptyState icon={IconTruckDelivery} title={t('manifests.noNode')} />
      ) : (
        <ManifestList
          nodeId={here.nodeId}
          onOpen={(manifestId) =>
            void navigate({ search: (now) => ({ ...now, open: manifestId }), replace: true })
          }
        />
      )}
      {open !== undefined && (
        <ManifestPanel
          manifestId={open}
          onClose={() =>
            void navigate({ search: (now) => ({ ...now, open: undefined }), replace: true })
          }
        />
      )}
    </ListPage>
  );
}

function ManifestList({
  nodeId,
  onOpen,
}: {
  nodeId: string;
  onOpen: (manifestId: string) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useInfiniteQuery(manifestsQuery(nodeId));
  const columns = useMemo<Column<Manifest>[]>(
    () => [
      {
        id: 'number',
        label: t('manifests.column.number'),
        width: '130px',
        render: (row) => <strong style={{ fontWeight: 600 }}>{row.manifestNumber}</strong>,
      },
      {
        id: 'carrier',
        label: t('manifests.column.carrier'),
        width: 'minmax(140px, 1fr)',
        render: (row) => row.carrier,
      },
      {
        id: 'state',
        label: t('manifests.column.state'),
        width: '140px',
        render: (row) => (
          <MeaningBadge meaning={row.state === 'closed' ? 'ok' : 'waiting'}>
            {t(`manifestState.${row.state}`)}
          </MeaningBadge>
        ),
      },
      {
        id: 'parcels',
        label: t('manifests.column.parcels'),
        width: '100px',
        isNumber: true,
        render: (row) => format.count(row.parcels),
      },
      {
        id: 'waiting',
        label: t('manifests.column.waiting'),
        width: '120px',
        isNumber: true,
        render: (row) => format.count(row.waiting),
      },
      {
        id: 'weight',
        label: t('manifests.column.weight'),
        width: '110px',
        isNumber: true,
        render: (row) => format.weight(row.weightG),
      },
      {
        id: 'opened',
        label: t('manifests.column.opened'),
        width: '140px',
        render: (row) => <Ago at={row.openedAt} />,
      },
      {
        id: 'closed',
        label: t('manifests.column.closed'),
        width: '140px',
        render: (row) => (row.closedAt === null ? '–' : <Ago at={row.closedAt} />),
      },
      {
        id: 'pdf',
        label: '',
        width: '90px',
        render: (row) => (
          <Anchor
            size="sm"
            href={filePaths.manifestPdf(row.manifestId)}
            target="_blank"
            rel="noreferrer"
            onClick={(event) => event.stopPropagation()}
          >
            {t('manifests.pdf')}
          </Anchor>
        ),
      },
    ],
    [t, format],
  );
  return (
    <RowList
      label={t('nav.manifests')}
      query={query}
      columns={columns}
      keyOf={(row) => row.manifestId}
      onOpen={(row) => onOpen(row.manifestId)}
      empty={
        <EmptyState icon={IconTruckDelivery} title={t('manifests.empty')}>
          {t('manifests.emptyWhy')}
        </EmptyState>
      }
    />
  );
}

function ManifestPanel({ manifestId, onClose }: { manifestId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(manifestQuery(manifestId));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={620}
      title={data?.manifest.manifestNumber ?? t('nav.manifests')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {data === undefined && error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <BlockSkeleton height={320} />
      ) : (
        <Stack gap="sm">
          <Group gap="md">
            <span>{data.manifest.carrier}</span>
            <span>{data.manifest.nodeCode}</span>
            <span>{t('manifests.parcels', { count: data.manifest.parcels })}</span>
            <Anchor
              size="sm"
              href={filePaths.manifestPdf(manifestId)}
              target="_blank"
              rel="noreferrer"
            >
              {t('manifests.pdf')}
            </Anchor>
          </Group>
          {data.parcels.length === 0 ? (
            <Text size="sm">{t('manifests.noParcels')}</Text>
          ) : (
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('orders.column.number')}</Table.Th>
                  <Table.Th>{t('orders.column.tracking')}</Table.Th>
                  <Table.Th className="qs-num">{t('manifests.column.weight')}</Table.Th>
                  <Table.Th>{t('manifests.column.state')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.parcels.map((parcel) => (
                  <Table.Tr key={parcel.parcelId}>
                    <Table.Td>
                      <Link
                        className="qs-link"
                        to="/orders"
                        search={{ search: parcel.orderNumber }}
                      >
                        {parcel.orderNumber}
                      </Link>
                    </Table.Td>
                    <Table.Td>
                      <Copy isCode value={parcel.trackingNumber ?? parcel.sscc} />
                    </Table.Td>
                    <Table.Td className="qs-num">{format.weight(parcel.weightG)}</Table.Td>
                    <Table.Td>
                      <MeaningBadge meaning={parcel.isOnManifest ? 'ok' : 'waiting'} isBare>
                        {t(parcel.isOnManifest ? 'manifests.on' : 'manifests.waits')}
                      </MeaningBadge>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Stack>
      )}
    </Drawer>
  );
}
