import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChartBar, IconTable } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from './PageHead.tsx';

type Props = {
  title: string;
  /** What one step of the axis is. */
  unit: string;
  chart: ReactNode;
  /** The same numbers as a table. */
  table: ReactNode;
};

/** A chart with its unit, and the table behind it one click away. */
export function ChartSection({ title, unit, chart, table }: Props) {
  const { t } = useTranslation();
  const [isTable, setIsTable] = useState(false);
  const label = t(isTable ? 'chart.showChart' : 'chart.showTable');
  return (
    <Section
      title={title}
      aside={
        <Tooltip label={label}>
          <ActionIcon aria-label={`${label}: ${title}`} onClick={() => setIsTable(!isTable)}>
            {isTable ? <IconChartBar size={18} /> : <IconTable size={18} />}
          </ActionIcon>
        </Tooltip>
      }
    >
      <p style={{ margin: '0 0 4px', fontSize: 12, color: 'var(--qs-dimmed)' }}>{unit}</p>
      {isTable ? table : chart}
    </Section>
  );
}
