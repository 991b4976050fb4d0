import { Table } from '@mantine/core';
import type { ReplyOf, warehouseRoutes } from '@quayside/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import classes from './warehouse.module.css';

type Preview = ReplyOf<typeof warehouseRoutes.previewWave>;

/** What the wave would be, and why other orders stay out. */
export function WavePreview({ preview, isOld }: { preview: Preview; isOld: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = ['orders', 'lines', 'units', 'tours'] as const;
  return (
    <div style={{ opacity: isOld ? 0.6 : 1 }} aria-busy={isOld}>
      <div className={classes.preview} data-testid="wave-preview">
        {figures.map((name) => (
          <div key={name}>
            <span>{t(`waves.figure.${name}`)}</span>
            <strong>{format.count(preview[name])}</strong>
          </div>
        ))}
      </div>
      {preview.leftOut.length > 0 && (
        <Table mt="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('waves.leftOut')}</Table.Th>
              <Table.Th className="qs-num">{t('waves.figure.orders')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.leftOut.map((left) => (
              <Table.Tr key={left.reason}>
                <Table.Td>{t(`leftOut.${left.reason}`)}</Table.Td>
                <Table.Td className="qs-num">{format.count(left.orders)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {preview.orders === 0 && <p style={{ margin: '8px 0 0' }}>{t('waves.nothing')}</p>}
    </div>
  );
}
