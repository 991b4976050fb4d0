import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { useFormat } from '../i18n/use-format.ts';
import { RowGrid, type RowSelection } from '../ui/RowGrid.tsx';
import { ErrorState, RowSkeletons } from '../ui/states.tsx';
import { CancelDialog, HoldDialog } from './ActDialogs.tsx';
import { BulkBar } from './BulkBar.tsx';
import { BulkResult } from './BulkResult.tsx';
import { orderColumns } from './columns.tsx';
import { FilterBar } from './FilterBar.tsx';
import { KeysHelp } from './KeysHelp.tsx';
import { NoOrders } from './NoOrders.tsx';
import { OrderPanel } from './OrderPanel.tsx';
import { StageTabs } from './StageTabs.tsx';
import { noSelection, stepFrom, toggleAll, toggleRow } from './selection.ts';
import {
  isWorthShowing,
  orderKey,
  useKeptColumns,
  useOrderRows,
  useOrderSelection,
  useOrdersAddress,
} from './use-workbench.ts';
import { useWorkbenchKeys } from './use-workbench-keys.ts';
import { WorkbenchHead } from './WorkbenchHead.tsx';
import classes from './workbench.module.css';

/** Within the first rows a list may renew itself; further down somebody is reading. */
const TOP_PX = 40;

/** The order desk's home: every order by stage and filter, with bulk actions and the keyboard. */
export function OrdersPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { search, go } = useOrdersAddress();
  const { columnIds, setKept } = useKeptColumns();
  const columns = useMemo(() => orderColumns(columnIds, t, format), [columnIds, t, format]);
  const [isScrolled, setIsScrolled] = useState(false);
  const [isTicking, setIsTicking] = useState(false);
  const [cursor, setCursor] = useState<string | null>(null);
  const [isHelp, setIsHelp] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);

  const isReading = isScrolled || isTicking || search.open !== undefined;
  const list = useOrderRows(search, isReading);
  const { rows, query } = list;
  const desk = useOrderSelection(list.filters);
  const { selection, setSelection, asking, bulk, act } = desk;
  useEffect(() => setIsTicking(selection.keys.size > 0), [selection]);
  const order = useMemo(() => rows.map(orderKey), [rows]);
  const carriers = useMemo(
    () =>
      [...new Set(list.fresh.flatMap((row) => (row.carrier === null ? [] : [row.carrier])))].sort(),
    [list.fresh],
  );
  const open = (orderId: string | undefined) => go({ ...search, open: orderId });
  const result = isWorthShowing(bulk.run) ? bulk.run : null;

  useWorkbenchKeys({
    isOn: asking === null && result === null && !isHelp,
    step: (by) => {
      const next = stepFrom(order, cursor ?? search.open ?? null, by);
      setCursor(next);
      if (search.open !== undefined && next !== null) open(next);
    },
    open: () => cursor !== null && open(cursor),
    close: () => (search.open === undefined ? setSelection(noSelection) : open(undefined)),
    select: () => cursor !== null && setSelection(toggleRow(selection, order, cursor, false)),
    act: (kind) =>
      act(kind, selection.keys.size > 0 ? [...selection.keys] : cursor === null ? [] : [cursor]),
    help: () => setIsHelp(true),
  });

  const rowSelection: RowSelection | undefined =
    may('orders.write') || may('orders.cancel')
      ? {
          has: (key) => selection.keys.has(key),
          size: selection.keys.size,
          toggle: (key, withShift) => {
            setCursor(key);
            setSelection(toggleRow(selection, order, key, withShift));
          },
          toggleAll: () => setSelection(toggleAll(selection, order)),
        }
      : undefined;

  return (
    <div className={classes.workbench} data-panel={search.open !== undefined || undefined}>
      <div className={classes.main}>
        <WorkbenchHead
          search={search}
          onChange={go}
          columnIds={columnIds}
          onColumns={setKept}
          onHelp={() => setIsHelp(true)}
        />
        <StageTabs search={search} />
        <FilterBar search={search} onChange={go} carriers={carriers} />
        <div className={classes.listArea}>
          {list.arrived > 0 && (
            <Button
              className={classes.pill}
              radius="xl"
              leftSection={<IconArrowUp size={16} />}
              onClick={() => {
                list.renew();
                scroller.current?.scrollTo({ top: 0 });
              }}
            >
              {t('orders.arrived', { count: list.arrived })}
            </Button>
          )}
          {query.isPending ? (
            <RowSkeletons rows={18} />
          ) : query.isError && rows.length === 0 ? (
            <ErrorState error={query.error} onRetry={() => void query.refetch()} />
          ) : rows.length === 0 ? (
            <NoOrders search={search} onChange={go} />
          ) : (
            <RowGrid
              label={t('nav.orders')}
              columns={columns}
              rows={rows}
              keyOf={orderKey}
              cursorKey={cursor}
              openKey={search.open ?? null}
              scrollRef={scroller}
              onScroll={(top) => setIsScrolled(top > TOP_PX)}
              onOpen={(row) => {
                setCursor(row.orderId);
                open(row.orderId);
              }}
              isDimmed={(row) => list.gone.has(row.orderId)}
              onEnd={list.readOn}
              isLoadingMore={query.isFetchingNextPage}
              {...(rowSelection === undefined ? {} : { selection: rowSelection })}
            />
          )}
        </div>
        {selection.keys.size > 0 && (
          <BulkBar
            count={selection.keys.size}
            matching={list.matching}
            isAskingAll={desk.isAskingAll}
            onAll={() => void desk.selectAllThatMatch()}
            onClear={() => setSelection(noSelection)}
            onAct={(kind) => act(kind, [...selection.keys])}
          />
        )}
      </div>
      {search.open !== undefined && (
        <OrderPanel orderId={search.open} onClose={() => open(undefined)} />
      )}
      {asking?.kind === 'place_hold' && (
        <HoldDialog count={asking.ids.length} onClose={desk.stopAsking} onAct={desk.confirm} />
      )}
      {asking?.kind === 'cancel' && (
        <CancelDialog count={asking.ids.length} onClose={desk.stopAsking} onAct={desk.confirm} />
      )}
      {result !== null && (
        <BulkResult
          run={result}
          numberOf={(orderId) =>
            list.fresh.find((row) => row.orderId === orderId)?.orderNumber ?? orderId
          }
          onStop={bulk.stop}
          onClose={bulk.dismiss}
          onKeepRefused={(ids) => {
            setSelection({ keys: new Set(ids), anchor: null });
            bulk.dismiss();
          }}
        />
      )}
      {isHelp && <KeysHelp onClose={() => setIsHelp(false)} />}
    </div>
  );
}
