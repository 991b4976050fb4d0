import { ActionIcon, Group, NumberInput, Tooltip } from '@mantine/core';
import { type StockDetail, type StockRow, stockRoutes } from '@quayside/contract';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { useFormat } from '../i18n/use-format.ts';
import { Ask } from '../ui/Ask.tsx';
import { type AtpTerm, explainAtp } from './atp.ts';
import classes from './stock.module.css';

const signOf: Record<AtpTerm['role'], string> = { start: '', minus: '−', plus: '+', sum: '=' };

/** What may still be promised at each node, as the sum it is. */
export function AtpByNode({ stock }: { stock: StockDetail }) {
  const { t } = useTranslation();
  if (stock.nodes.length === 0) return t('stock.nowhere');
  return (
    <div className={classes.nodes}>
      {stock.nodes.map((row) => (
        <AtpSum key={row.nodeId} row={row} />
      ))}
    </div>
  );
}

function AtpSum({ row }: { row: StockRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const [isSetting, setIsSetting] = useState(false);
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <strong>{row.nodeCode}</strong>
        {may('stock.adjust') && (
          <Tooltip label={t('stock.safety.open')}>
            <ActionIcon
              aria-label={t('stock.safety.openAt', { node: row.nodeCode })}
              onClick={() => setIsSetting(true)}
            >
              <IconPencil size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      <div className={classes.sum}>
        {explainAtp(row).map((term) => {
          const style = [
            term.role === 'sum' ? classes.total : '',
            term.name === 'atp' ? classes.atp : '',
          ].join(' ');
          return (
            <div key={term.name} style={{ display: 'contents' }}>
              <span className={`${classes.sign} ${term.role === 'sum' ? classes.total : ''}`}>
                {signOf[term.role]}
              </span>
              <span className={style}>{t(`stock.term.${term.name}`)}</span>
              <span className={`${style} qs-num`}>{format.count(term.qty)}</span>
            </div>
          );
        })}
      </div>
      {isSetting && <SafetyDialog row={row} onClose={() => setIsSetting(false)} />}
    </div>
  );
}

function SafetyDialog({ row, onClose }: { row: StockRow; onClose: () => void }) {
  const { t } = useTranslation();
  const [qty, setQty] = useState<number | string>(row.safetyQty);
  const set = useAct(
    (safetyQty: number) =>
      call(stockRoutes.setSafetyStock, {
        body: { rows: [{ skuCode: row.skuCode, nodeCode: row.nodeCode, safetyQty }] },
      }),
    {
      stale: ['stock'],
      said: (_, safetyQty) => t('stock.safety.said', { qty: safetyQty, node: row.nodeCode }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  return (
    <Ask
      isOpen
      title={t('stock.safety.openAt', { node: row.nodeCode })}
      verb={t('common.save')}
      isBusy={set.isPending}
      isReady={typeof qty === 'number'}
      error={set.error}
      onClose={onClose}
      onSubmit={() => typeof qty === 'number' && set.mutate(qty)}
    >
      <NumberInput
        label={t('stock.safety.qty')}
        description={t('stock.safety.why')}
        min={0}
        max={1_000_000_000}
        allowDecimal={false}
        value={qty}
        onChange={setQty}
        data-autofocus
      />
    </Ask>
  );
}
