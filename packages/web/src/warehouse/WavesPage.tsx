import { Button } from '@mantine/core';
import type { Wave } from '@quayside/contract';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import { ListPage, PageHead } from '../ui/PageHead.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { RowList } from '../ui/rows.tsx';
import { EmptyState } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { NewWave } from './NewWave.tsx';
import { wavesQuery } from './queries.ts';
import { WaveRules } from './WaveRules.tsx';
import classes from './warehouse.module.css';

/** Waves with their progress and walk, the panel that makes one, and the rules that make them alone. */
export function WavesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const navigate = useNavigate({ from: '/waves' });
  const { node, new: isNew } = useSearch({ from: '/in/desk/waves' });
  const query = useInfiniteQuery(wavesQuery(node));
  const columns = useWaveColumns();
  const show = (value: boolean) =>
    void navigate({
      search: (now) => ({ ...now, new: value ? true : undefined }),
      replace: true,
    });
  const open = may('warehouse.plan') ? (
    <Button leftSection={<IconPlus size={16} />} onClick={() => show(true)}>
      {t('waves.new')}
    </Button>
  ) : null;
  return (
    <ListPage>
      <PageHead title={t('nav.waves')} lead={t('waves.lead')}>
        {open}
      </PageHead>
      <WaveRules />
      <RowList
        label={t('nav.waves')}
        query={query}
        columns={columns}
        keyOf={(row) => row.waveId}
        empty={
          <EmptyState icon={IconStack2} title={t('waves.empty')} action={open}>
            {t('waves.emptyWhy')}
          </EmptyState>
        }
      />
      {isNew && may('warehouse.plan') && <NewWave nodeId={node} onClose={() => show(false)} />}
    </ListPage>
  );
}

function useWaveColumns(): Column<Wave>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'number',
        label: t('waves.column.number'),
        width: '100px',
        render: (row) => <strong style={{ fontWeight: 600 }}>{row.waveNumber}</strong>,
      },
      {
        id: 'node',
        label: t('waves.column.node'),
        width: 'minmax(84px, 0.5fr)',
        render: (row) => row.nodeCode,
      },
      {
        id: 'released',
        label: t('waves.column.released'),
        width: 'minmax(164px, 1fr)',
        render: (row) => (
          <>
            <Ago at={row.releasedAt} /> · {row.releasedBy}
          </>
        ),
      },
      {
        id: 'rule',
        label: t('waves.column.rule'),
        width: 'minmax(104px, 0.8fr)',
        render: (row) => t(`rule.${row.rule}`, { defaultValue: row.rule }),
      },
      {
        id: 'orders',
        label: t('waves.column.orders'),
        width: '76px',
        isNumber: true,
        render: (row) => format.count(row.orders),
      },
      {
        id: 'units',
        label: t('waves.column.units'),
        width: '76px',
        isNumber: true,
        render: (row) => format.count(row.units),
      },
      {
        id: 'tours',
        label: t('waves.column.tours'),
        width: '76px',
        isNumber: true,
        render: (row) => t('waves.ofTours', { done: row.toursDone, count: row.tours }),
      },
      {
        id: 'progress',
        label: t('waves.column.progress'),
        width: 'minmax(200px, 1.4fr)',
        render: (row) => <WaveProgress wave={row} />,
      },
      {
        id: 'shorts',
        label: t('waves.column.shorts'),
        width: '76px',
        isNumber: true,
        render: (row) =>
          row.shorts === 0 ? (
            format.count(0)
          ) : (
            <MeaningBadge meaning="attention" isBare>
              {format.count(row.shorts)}
            </MeaningBadge>
          ),
      },
      {
        id: 'walk',
        label: t('waves.column.walk'),
        width: 'minmax(150px, 0.8fr)',
        render: (row) => <Walk wave={row} />,
      },
    ],
    [t, format],
  );
}

function WaveProgress({ wave }: { wave: Wave }) {
  const { t } = useTranslation();
  const share = (orders: number) => `${wave.orders === 0 ? 0 : (100 * orders) / wave.orders}%`;
  const words = t('waves.progress', {
    packed: wave.ordersPacked,
    shipped: wave.ordersShipped,
    count: wave.orders,
  });
  return (
    <div className={classes.progress} title={words}>
      <div className={classes.bar} role="img" aria-label={words}>
        <div className={classes.shipped} style={{ width: share(wave.ordersShipped) }} />
        <div
          className={classes.packed}
          style={{ width: share(Math.max(0, wave.ordersPacked - wave.ordersShipped)) }}
        />
      </div>
      <span>{t('waves.packedOf', { packed: wave.ordersPacked, count: wave.orders })}</span>
    </div>
  );
}

/** Metres of all tours, and how much shorter that is than walking every aisle in an S. */
function Walk({ wave }: { wave: Wave }) {
  const { t } = useTranslation();
  const format = useFormat();
  const saved = wave.sShapeWalkM - wave.walkM;
  if (wave.sShapeWalkM === 0 || saved <= 0) return format.walk(wave.walkM);
  return (
    <span title={t('waves.sShape', { walk: format.walk(wave.sShapeWalkM) })}>
      {format.walk(wave.walkM)}{' '}
      <span style={{ color: 'var(--qs-ok)' }}>
        {t('waves.saved', { percent: Math.round((100 * saved) / wave.sShapeWalkM) })}
      </span>
    </span>
  );
}
