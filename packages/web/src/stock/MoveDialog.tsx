import { NumberInput, Select, TextInput } from '@mantine/core';
import { type BalanceRow, type StockDetail, stockRoutes, stockStatuses } from '@quayside/contract';
import { IconBoxSeam } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { useIntent } from '../api/use-intent.ts';
import { useFormat } from '../i18n/use-format.ts';
import { Ask } from '../ui/Ask.tsx';
import { EmptyState } from '../ui/states.tsx';

const keyOf = (row: BalanceRow) => `${row.nodeCode}|${row.locationCode}|${row.status}`;

/** Moves units to another location of the same node, or to another status (as damaged goods are). */
export function MoveDialog({ stock, onClose }: { stock: StockDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [place, setPlace] = useState(stock.balances[0] ? keyOf(stock.balances[0]) : '');
  const balance = stock.balances.find((row) => keyOf(row) === place);
  const [to, setTo] = useState(balance?.locationCode ?? '');
  const [status, setStatus] = useState(balance?.status ?? stockStatuses[0]);
  const [qty, setQty] = useState<number | string>('');
  const send = useIntent();
  const move = useAct(
    (input: { from: BalanceRow; qty: number }) => {
      const body = {
        moves: [
          {
            skuCode: stock.skuCode,
            nodeCode: input.from.nodeCode,
            fromLocationCode: input.from.locationCode,
            toLocationCode: to.trim(),
            fromStatus: input.from.status,
            toStatus: status,
            qty: input.qty,
          },
        ],
      };
      return send(body, (idempotencyKey) => call(stockRoutes.moveStock, { body, idempotencyKey }));
    },
    {
      stale: ['stock'],
      said: (_, input) => t('stock.move.said', { count: input.qty, to: to.trim() }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  const isElsewhere = to.trim() !== balance?.locationCode || status !== balance?.status;
  return (
    <Ask
      isOpen
      title={t('stock.move.title', { sku: stock.skuCode })}
      verb={t('stock.move.verb', { count: typeof qty === 'number' ? qty : 0 })}
      isReady={balance !== undefined && typeof qty === 'number' && qty > 0 && isElsewhere}
      isBusy={move.isPending}
      error={move.error}
      onClose={onClose}
      onSubmit={() =>
        balance !== undefined && typeof qty === 'number' && move.mutate({ from: balance, qty })
      }
    >
      {balance === undefined ? (
        <EmptyState icon={IconBoxSeam} title={t('stock.noLocations')} />
      ) : (
        <>
          <Select
            label={t('stock.column.from')}
            allowDeselect={false}
            searchable
            data={stock.balances.map((row) => ({
              value: keyOf(row),
              label: t('stock.adjust.place', {
                location: row.locationCode,
                node: row.nodeCode,
                status: t(`stockStatus.${row.status}`),
                qty: format.count(row.onHandQty),
              }),
            }))}
            value={place}
            onChange={(value) => value !== null && setPlace(value)}
          />
          <TextInput
            label={t('stock.move.to')}
            description={t('stock.move.toWhy', { node: balance.nodeCode })}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <Select
            label={t('stock.column.status')}
            allowDeselect={false}
            data={stockStatuses.map((value) => ({ value, label: t(`stockStatus.${value}`) }))}
            value={status}
            onChange={(value) =>
              setStatus(stockStatuses.find((each) => each === value) ?? stockStatuses[0])
            }
          />
          <NumberInput
            label={t('stock.adjust.qty')}
            min={1}
            max={balance.onHandQty}
            allowDecimal={false}
            value={qty}
            onChange={setQty}
            data-autofocus
          />
        </>
      )}
    </Ask>
  );
}
