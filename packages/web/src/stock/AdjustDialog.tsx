import { NumberInput, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import {
  type BalanceRow,
  type PartOf,
  type StockDetail,
  stockRoutes,
  stockStatuses,
} from '@quayside/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { useIntent } from '../api/use-intent.ts';
import { useFormat } from '../i18n/use-format.ts';
import { Ask } from '../ui/Ask.tsx';

type Adjustment = PartOf<typeof stockRoutes.adjustStock, 'body'>['adjustments'][number];

/** Reasons that take away, and reasons that add: a sign nobody can get wrong. */
const reasonsBySign = {
  minus: ['count', 'damage', 'loss'],
  plus: ['count', 'found', 'receipt'],
} as const;

const keyOf = (row: BalanceRow) => `${row.nodeCode}|${row.locationCode}|${row.status}`;
const ELSEWHERE = 'elsewhere';

/** Corrects what one location holds; the ledger keeps who, when and why. */
export function AdjustDialog({ stock, onClose }: { stock: StockDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [sign, setSign] = useState<'minus' | 'plus'>('minus');
  const [place, setPlace] = useState(stock.balances[0] ? keyOf(stock.balances[0]) : ELSEWHERE);
  const [nodeCode, setNodeCode] = useState(stock.nodes[0]?.nodeCode ?? '');
  const [locationCode, setLocationCode] = useState('');
  const [qty, setQty] = useState<number | string>('');
  const [reason, setReason] = useState<Adjustment['reason']>('count');
  const send = useIntent();
  const balance = stock.balances.find((row) => keyOf(row) === place);
  const isElsewhere = balance === undefined;
  const adjust = useAct(
    (adjustment: Adjustment) => {
      const body = { adjustments: [adjustment] };
      return send(body, (idempotencyKey) =>
        call(stockRoutes.adjustStock, { body, idempotencyKey }),
      );
    },
    {
      stale: ['stock'],
      said: () => t('stock.adjust.said', { sku: stock.skuCode }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  const isReady =
    typeof qty === 'number' &&
    qty > 0 &&
    (!isElsewhere || (nodeCode !== '' && locationCode.trim() !== ''));
  const submit = () => {
    if (typeof qty !== 'number') return;
    adjust.mutate({
      skuCode: stock.skuCode,
      nodeCode: balance?.nodeCode ?? nodeCode,
      locationCode: balance?.locationCode ?? locationCode.trim(),
      status: balance?.status ?? stockStatuses[0],
      changeQty: sign === 'minus' ? -qty : qty,
      reason,
    });
  };
  const after =
    balance !== undefined && typeof qty === 'number'
      ? balance.onHandQty + (sign === 'minus' ? -qty : qty)
      : null;
  return (
    <Ask
      isOpen
      title={t('stock.adjust.title', { sku: stock.skuCode })}
      verb={t(`stock.adjust.verb.${sign}`, { count: typeof qty === 'number' ? qty : 0 })}
      isReady={isReady}
      isBusy={adjust.isPending}
      error={adjust.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <SegmentedControl
        fullWidth
        value={sign}
        onChange={(value) => {
          setSign(value === 'plus' ? 'plus' : 'minus');
          setReason('count');
        }}
        data={[
          { value: 'minus', label: t('stock.adjust.less') },
          { value: 'plus', label: t('stock.adjust.more') },
        ]}
      />
      <Select
        label={t('stock.column.location')}
        allowDeselect={false}
        searchable
        data={[
          ...stock.balances.map((row) => ({
            value: keyOf(row),
            label: t('stock.adjust.place', {
              location: row.locationCode,
              node: row.nodeCode,
              status: t(`stockStatus.${row.status}`),
              qty: format.count(row.onHandQty),
            }),
          })),
          { value: ELSEWHERE, label: t('stock.adjust.elsewhere') },
        ]}
        value={place}
        onChange={(value) => value !== null && setPlace(value)}
      />
      {isElsewhere && (
        <>
          <Select
            label={t('stock.column.node')}
            allowDeselect={false}
            data={stock.nodes.map((row) => row.nodeCode)}
            value={nodeCode}
            onChange={(value) => value !== null && setNodeCode(value)}
          />
          <TextInput
            label={t('stock.adjust.code')}
            value={locationCode}
            onChange={(event) => setLocationCode(event.currentTarget.value)}
          />
        </>
      )}
      <NumberInput
        label={t('stock.adjust.qty')}
        min={1}
        max={1_000_000}
        allowDecimal={false}
        allowNegative={false}
        value={qty}
        onChange={setQty}
        data-autofocus
      />
      <Select
        label={t('stock.column.reason')}
        allowDeselect={false}
        data={reasonsBySign[sign].map((value) => ({ value, label: t(`moveReason.${value}`) }))}
        value={reason}
        onChange={(value) =>
          setReason(reasonsBySign[sign].find((each) => each === value) ?? 'count')
        }
      />
      {after !== null && balance !== undefined && (
        <Text size="sm" c={after < 0 ? 'var(--qs-stopped)' : 'dimmed'}>
          {t('stock.adjust.after', {
            before: format.count(balance.onHandQty),
            after: format.count(after),
          })}
        </Text>
      )}
    </Ask>
  );
}
