import type { OrderRow } from '@quayside/contract';
import { IconBan } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import type { useFormat } from '../i18n/use-format.ts';
import { Copy } from '../ui/Copy.tsx';
import type { Column } from '../ui/RowGrid.tsx';
import { Ago, Deadline } from '../ui/Times.tsx';
import { OrderStateBadge } from './OrderStateBadge.tsx';

/** Every column of the workbench, in the order a new desk sees them. */
export const columnIds = [
  'number',
  'state',
  'shipBy',
  'buyer',
  'units',
  'total',
  'node',
  'carrier',
  'tracking',
  'shop',
  'external',
  'placed',
  'lines',
  'country',
] as const;
export type ColumnId = (typeof columnIds)[number];

/** What a desk sees before anybody chooses. */
export const usualColumns: readonly ColumnId[] = [
  'number',
  'state',
  'shipBy',
  'buyer',
  'units',
  'total',
  'node',
  'carrier',
  'shop',
  'placed',
];

/** Keeps what is still a column, in the order remembered; nothing known left means the usual ones. */
export function readColumns(kept: readonly string[]): ColumnId[] {
  const known = kept.filter((id): id is ColumnId => columnIds.some((column) => column === id));
  return known.length > 0 ? [...new Set(known)] : [...usualColumns];
}

const NOTHING = '–';

/** The columns as the grid draws them. */
export function orderColumns(
  ids: readonly ColumnId[],
  t: TFunction,
  format: ReturnType<typeof useFormat>,
): Column<OrderRow>[] {
  const all: Record<ColumnId, Omit<Column<OrderRow>, 'id' | 'label'>> = {
    number: {
      width: 'minmax(104px, 0.7fr)',
      render: (row) => (
        <strong style={{ fontWeight: 600 }}>
          {row.orderNumber}
          {row.isCancelRequested && (
            <IconBan
              size={14}
              color="var(--qs-stopped)"
              style={{ verticalAlign: -2, marginLeft: 6 }}
              aria-label={t('orders.cancelAsked')}
            />
          )}
        </strong>
      ),
    },
    state: {
      width: 'minmax(150px, 0.9fr)',
      render: (row) => (
        <>
          <OrderStateBadge state={row.state} />
          {row.holdKinds.length > 0 && (
            <span style={{ marginLeft: 6, color: 'var(--qs-dimmed)' }}>
              {row.holdKinds.map((kind) => t(`holdKind.${kind}`)).join(', ')}
            </span>
          )}
        </>
      ),
    },
    shipBy: {
      width: 'minmax(130px, 0.8fr)',
      render: (row) => {
        if (row.shipByAt === null) return NOTHING;
        const isOver = ['shipped', 'delivered', 'cancelled'].includes(row.state);
        return isOver ? format.dayTime(row.shipByAt) : <Deadline at={row.shipByAt} />;
      },
    },
    buyer: { width: 'minmax(116px, 1.2fr)', render: (row) => row.buyerName ?? NOTHING },
    units: { width: '68px', isNumber: true, render: (row) => format.count(row.unitQty) },
    lines: { width: '76px', isNumber: true, render: (row) => format.count(row.lineCount) },
    total: {
      width: '116px',
      isNumber: true,
      render: (row) => format.money(row.totalMinor, row.currency),
    },
    node: { width: 'minmax(94px, 0.6fr)', render: (row) => row.nodeCodes.join(', ') || NOTHING },
    carrier: { width: 'minmax(120px, 0.8fr)', render: (row) => row.carrier ?? NOTHING },
    tracking: {
      width: 'minmax(150px, 0.9fr)',
      render: (row) => {
        const [first, ...others] = row.trackingNumbers;
        if (first === undefined) return NOTHING;
        return (
          <>
            <Copy isCode value={first} />
            {others.length > 0 && t('orders.andMore', { count: others.length })}
          </>
        );
      },
    },
    shop: { width: 'minmax(124px, 0.9fr)', render: (row) => row.channelName },
    external: {
      width: 'minmax(150px, 0.9fr)',
      render: (row) =>
        row.externalOrderNumber === null ? (
          NOTHING
        ) : (
          <Copy isCode value={row.externalOrderNumber} />
        ),
    },
    placed: { width: '104px', render: (row) => <Ago at={row.placedAt} /> },
    country: { width: '80px', render: (row) => row.country ?? NOTHING },
  };
  return ids.map((id) => ({ id, label: t(`orders.column.${id}`), ...all[id] }));
}
