import { Button, Switch, Table } from '@mantine/core';
import { catalogueRoutes, type Node } from '@quayside/contract';
import { IconBuildingWarehouse, IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { useFormat } from '../i18n/use-format.ts';
import { ListPage, PageHead, Section } from '../ui/PageHead.tsx';
import { BlockSkeleton, EmptyState, ErrorState } from '../ui/states.tsx';
import { Locations } from './Locations.tsx';
import { NodeDialog } from './NodeDialog.tsx';
import { nodesQuery } from './queries.ts';

/** Sites that hold and ship stock, and the locations of the chosen one. */
export function NodesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { site, node } = useSearch({ from: '/in/desk/nodes' });
  const [editing, setEditing] = useState<Node | 'new' | null>(null);
  const { data, error, refetch } = useQuery(nodesQuery);
  const wanted = site ?? node;
  const here = data?.rows.find(({ nodeId }) => nodeId === wanted) ?? data?.rows[0];
  const add = may('settings.write') ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      {t('nodes.add')}
    </Button>
  ) : null;
  return (
    <ListPage>
      <PageHead title={t('nav.nodes')} lead={t('nodes.lead')}>
        {add}
      </PageHead>
      {data === undefined ? (
        error === null ? (
          <BlockSkeleton height={160} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )
      ) : data.rows.length === 0 ? (
        <EmptyState icon={IconBuildingWarehouse} title={t('nodes.empty')} action={add}>
          {t('nodes.emptyWhy')}
        </EmptyState>
      ) : (
        <>
          <Section title={t('nodes.sites')} isFlush>
            <NodeTable nodes={data.rows} hereId={here?.nodeId} onEdit={setEditing} />
          </Section>
          {here !== undefined && <Locations key={here.nodeId} node={here} />}
        </>
      )}
      {editing !== null && (
        <NodeDialog node={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </ListPage>
  );
}

type TableProps = {
  nodes: readonly Node[];
  hereId: string | undefined;
  onEdit: (node: Node) => void;
};

function NodeTable({ nodes, hereId, onEdit }: TableProps) {
  const { t } = useTranslation();
  const may = useMay();
  const format = useFormat();
  return (
    <Table verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('nodes.column.code')}</Table.Th>
          <Table.Th>{t('nodes.column.name')}</Table.Th>
          <Table.Th>{t('nodes.column.mode')}</Table.Th>
          <Table.Th className="qs-num">{t('nodes.column.priority')}</Table.Th>
          <Table.Th className="qs-num">{t('nodes.column.locations')}</Table.Th>
          <Table.Th>{t('nodes.column.address')}</Table.Th>
          <Table.Th>{t('nodes.column.ships')}</Table.Th>
          <Table.Th />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {nodes.map((node) => (
          <Table.Tr
            key={node.nodeId}
            style={node.nodeId === hereId ? { background: 'var(--qs-selected)' } : undefined}
          >
            <Table.Td>
              <Link className="qs-link" to="/nodes" search={{ site: node.nodeId }}>
                {node.nodeCode}
              </Link>
            </Table.Td>
            <Table.Td>{node.name}</Table.Td>
            <Table.Td>{t(`nodeMode.${node.mode}`)}</Table.Td>
            <Table.Td className="qs-num">{format.count(node.priority)}</Table.Td>
            <Table.Td className="qs-num">{format.count(node.locationCount)}</Table.Td>
            <Table.Td>{[node.address, node.postcode].filter(Boolean).join(', ') || '–'}</Table.Td>
            <Table.Td>
              <ShipsSwitch node={node} isOff={!may('settings.write')} />
            </Table.Td>
            <Table.Td className="qs-num">
              {may('settings.write') && (
                <Button
                  h={26}
                  variant="subtle"
                  leftSection={<IconPencil size={14} />}
                  onClick={() => onEdit(node)}
                >
                  {t('nodes.change')}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function ShipsSwitch({ node, isOff }: { node: Node; isOff: boolean }) {
  const { t } = useTranslation();
  const turn = useAct(
    (isActive: boolean) =>
      call(catalogueRoutes.changeNode, { params: { id: node.nodeId }, body: { isActive } }),
    {
      stale: ['catalogue', 'me'],
      said: (reply) => t(reply.isActive ? 'nodes.on' : 'nodes.off', { node: reply.nodeCode }),
    },
  );
  return (
    <Switch
      size="sm"
      aria-label={t('nodes.turn', { node: node.nodeCode })}
      checked={node.isActive}
      disabled={isOff || turn.isPending}
      onChange={(event) => turn.mutate(event.currentTarget.checked)}
    />
  );
}
