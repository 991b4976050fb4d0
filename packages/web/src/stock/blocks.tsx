import { ScrollArea, Table } from '@mantine/core';
import type { BalanceRow, StockDetail } from '@quayside/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import { Ago, Deadline } from '../ui/Times.tsx';

const TABLE_PX = 360;

/** Where it lies: one row a location, status and lot. */
export function Balances({ balances }: { balances: readonly BalanceRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (balances.length === 0) return t('stock.noLocations');
  return (
    <ScrollArea.Autosize mah={TABLE_PX}>
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('stock.column.location')}</Table.Th>
            <Table.Th>{t('stock.column.status')}</Table.Th>
            <Table.Th className="qs-num">{t('stock.column.onHandQty')}</Table.Th>
            <Table.Th className="qs-num">{t('stock.column.allocated')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {balances.map((row) => (
            <Table.Tr key={`${row.locationId} ${row.status} ${row.lotCode}`}>
              <Table.Td>
                <strong>{row.locationCode}</strong>
                <div style={{ color: 'var(--qs-dimmed)' }}>
                  {row.nodeCode} · {t(`locationType.${row.locationType}`)}
                  {row.lotCode !== null && ` · ${t('stock.lot', { lot: row.lotCode })}`}
                </div>
              </Table.Td>
              <Table.Td>
                <MeaningBadge meaning={row.status === 'available' ? 'ok' : 'attention'} isBare>
                  {t(`stockStatus.${row.status}`)}
                </MeaningBadge>
              </Table.Td>
              <Table.Td className="qs-num">{format.count(row.onHandQty)}</Table.Td>
              <Table.Td className="qs-num">{format.count(row.allocatedQty)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

/** Who holds it: orders, and soft holds with the time they have left. */
export function Reservations({ rows }: { rows: StockDetail['reservations'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (rows.length === 0) return t('stock.noReservations');
  return (
    <ScrollArea.Autosize mah={TABLE_PX}>
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('stock.column.holder')}</Table.Th>
            <Table.Th>{t('stock.column.node')}</Table.Th>
            <Table.Th className="qs-num">{t('stock.column.qty')}</Table.Th>
            <Table.Th>{t('stock.column.since')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.reservationId}>
              <Table.Td>
                {row.orderId === null ? (
                  t('stock.softHold')
                ) : (
                  <Link className="qs-link" to="/orders/$orderId" params={{ orderId: row.orderId }}>
                    {row.orderNumber}
                  </Link>
                )}
              </Table.Td>
              <Table.Td>{row.nodeCode}</Table.Td>
              <Table.Td className="qs-num">{format.count(row.qty)}</Table.Td>
              <Table.Td>
                {row.expiresAt === null ? (
                  <Ago at={row.createdAt} />
                ) : (
                  <Deadline at={row.expiresAt} />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

/** What each shop shows of it. */
export function ListingsOf({ rows }: { rows: StockDetail['listings'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (rows.length === 0) return t('stock.noListings');
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('channels.column.shop')}</Table.Th>
          <Table.Th>{t('channels.column.item')}</Table.Th>
          <Table.Th className="qs-num">{t('channels.column.multiple')}</Table.Th>
          <Table.Th className="qs-num">{t('channels.column.computed')}</Table.Th>
          <Table.Th className="qs-num">{t('channels.column.accepted')}</Table.Th>
          <Table.Th>{t('channels.column.owed')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.listingId}>
            <Table.Td>{row.channelName}</Table.Td>
            <Table.Td className="qs-mono">{row.externalItemId}</Table.Td>
            <Table.Td className="qs-num">{format.count(row.multiple)}</Table.Td>
            <Table.Td className="qs-num">
              {row.computedQty === null ? '–' : format.count(row.computedQty)}
            </Table.Td>
            <Table.Td className="qs-num">
              {row.acceptedQty === null ? '–' : format.count(row.acceptedQty)}
            </Table.Td>
            <Table.Td>
              {row.owedSince === null ? (
                <MeaningBadge meaning="ok" isBare>
                  {t('channels.upToDate')}
                </MeaningBadge>
              ) : (
                <MeaningBadge meaning="waiting" isBare>
                  <Ago at={row.owedSince} />
                </MeaningBadge>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
