import '@mantine/charts/styles.css';
import { AreaChart, BarChart } from '@mantine/charts';
import { ScrollArea, Table } from '@mantine/core';
import type { Dashboard } from '@quayside/contract';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { ChartSection } from '../ui/ChartSection.tsx';

type Bucket = Dashboard['shipBy'][number];

/** The workbench's filter that holds a bucket (and everything sooner). `later` has no upper end. */
const withinOf: Record<Bucket['bucket'], number | undefined> = {
  late: 0,
  under_2h: 120,
  under_6h: 360,
  under_24h: 1440,
  later: undefined,
};
const colourOf: Record<Bucket['bucket'], string> = {
  late: 'var(--qs-stopped-solid)',
  under_2h: 'var(--qs-attention-solid)',
  under_6h: 'var(--qs-waiting-solid)',
  under_24h: 'var(--qs-waiting-solid)',
  later: 'var(--qs-plain-solid)',
};
const CHART_PX = 220;

/** Open orders by time left until they must ship. */
export function ShipByChart({ buckets }: { buckets: readonly Bucket[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const rows = buckets.map((bucket) => ({
    ...bucket,
    word: t(`dashboard.bucket.${bucket.bucket}`),
    color: colourOf[bucket.bucket],
  }));
  return (
    <ChartSection
      title={t('dashboard.shipBy')}
      unit={t('dashboard.unitOrders')}
      chart={
        <BarChart
          h={CHART_PX}
          data={rows}
          dataKey="word"
          series={[{ name: 'orders', label: t('dashboard.orders') }]}
          withTooltip
          withBarValueLabel
          gridAxis="x"
          tickLine="none"
          valueFormatter={format.count}
          getBarColor={() => 'var(--qs-waiting-solid)'}
          barProps={{
            isAnimationActive: false,
            cursor: 'pointer',
            maxBarSize: 72,
            onClick: (_bar, index) => {
              const bucket = rows[index]?.bucket;
              if (bucket !== undefined) {
                void navigate({ to: '/orders', search: { within: withinOf[bucket] } });
              }
            },
          }}
        />
      }
      table={
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('dashboard.timeLeft')}</Table.Th>
              <Table.Th className="qs-num">{t('dashboard.orders')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.bucket}>
                <Table.Td>{row.word}</Table.Td>
                <Table.Td className="qs-num">
                  <Link className="qs-link" to="/orders" search={{ within: withinOf[row.bucket] }}>
                    {format.count(row.orders)}
                  </Link>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      }
    />
  );
}

/** Orders captured, picked and shipped in each of the last 60 minutes. */
export function FlowChart({ flow }: { flow: Dashboard['flow'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = useMemo(
    () => flow.map((minute) => ({ ...minute, clock: format.clockTime(minute.at) })),
    [flow, format],
  );
  const series = [
    { name: 'captured', label: t('dashboard.captured'), color: 'var(--qs-waiting-solid)' },
    { name: 'picked', label: t('dashboard.picked'), color: 'var(--qs-attention-solid)' },
    { name: 'shipped', label: t('dashboard.shipped'), color: 'var(--qs-ok-solid)' },
  ];
  return (
    <ChartSection
      title={t('dashboard.flow')}
      unit={t('dashboard.unitPerMinute')}
      chart={
        <AreaChart
          h={CHART_PX}
          data={rows}
          dataKey="clock"
          series={series}
          curveType="monotone"
          withDots={false}
          withLegend
          legendProps={{ verticalAlign: 'top', height: 28 }}
          gridAxis="x"
          tickLine="none"
          fillOpacity={0.12}
          strokeWidth={2}
          valueFormatter={format.count}
          xAxisProps={{ interval: 9 }}
          areaProps={{ isAnimationActive: false }}
        />
      }
      table={
        <ScrollArea h={CHART_PX}>
          <Table stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('dashboard.minute')}</Table.Th>
                {series.map(({ name, label }) => (
                  <Table.Th key={name} className="qs-num">
                    {label}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...rows].reverse().map((row) => (
                <Table.Tr key={row.at}>
                  <Table.Td>{row.clock}</Table.Td>
                  <Table.Td className="qs-num">{format.count(row.captured)}</Table.Td>
                  <Table.Td className="qs-num">{format.count(row.picked)}</Table.Td>
                  <Table.Td className="qs-num">{format.count(row.shipped)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      }
    />
  );
}
