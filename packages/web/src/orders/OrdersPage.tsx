import { Button, Select } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { type OrderRow, orderRoutes } from '@quayside/contract';
import { IconArrowUp, IconKeyboard, IconShoppingBag } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useFormat } from '../i18n/use-format.ts';
import { say } from '../ui/notify.ts';
import { PageHead } from '../ui/PageHead.tsx';
import { RowGrid } from '../ui/RowGrid.tsx';
import { useRows } from '../ui/rows.tsx';
import { EmptyState, ErrorState, RowSkeletons } from '../ui/states.tsx';
import { CancelDialog, HoldDialog } from './ActDialogs.tsx';
import { BulkBar } from './BulkBar.tsx';
import { BulkResult } from './BulkResult.tsx';
import { ColumnChooser } from './ColumnChooser.tsx';
import { type ColumnId, orderColumns, readColumns, usualColumns } from './columns.tsx';
import { FilterBar } from './FilterBar.tsx';
import { chipsOf, filtersOf, type OrdersSearch, withoutChips } from './filters.ts';
import { KeysHelp } from './KeysHelp.tsx';
import { OrderPanel } from './OrderPanel.tsx';
import { orderCountsQuery, ordersQuery } from './queries.ts';
import { StageTabs } from './StageTabs.tsx';
import { noSelection, type Selection, stepFrom, toggleAll, toggleRow } from './selection.ts';
import { type BulkRun, type OrderAct, type OrderActKind, useOrderActs } from './use-order-acts.ts';
import { useSteadyRows } from './use-steady-rows.ts';
import { useWorkbenchKeys } from './use-workbench-keys.ts';
import { ViewsMenu } from './ViewsMenu.tsx';
import classes from './workbench.module.css';

const keyOf = (row: OrderRow) => row.orderId;
/** Within the first rows a list may renew itself; further down somebody is reading. */
const TOP_PX = 40;

/** The order desk's home: every order by stage and filter, with bulk actions and the keyboard. */
export function OrdersPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const search = useSearch({ from: '/in/desk/orders' });
  const navigate = useNavigate({ from: '/orders' });
  const go = useCallback(
    (next: OrdersSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const [kept, setKept] = useLocalStorage<string[]>({
    key: 'quayside.order-columns',
    defaultValue: [...usualColumns],
    getInitialValueInEffect: false,
  });
  const columnIds = useMemo(() => readColumns(kept), [kept]);
  const columns = useMemo(() => orderColumns(columnIds, t, format), [columnIds, t, format]);

  const filters = useMemo(() => filtersOf(search), [search]);
  const query = useInfiniteQuery(ordersQuery(filters, search.sort ?? 'ship_by'));
  const counts = useQuery(orderCountsQuery(filters));
  const { rows: fresh, readOn } = useRows(query);

  const [isScrolled, setIsScrolled] = useState(false);
  const [selection, setSelection] = useState<Selection>(noSelection);
  const [cursor, setCursor] = useState<string | null>(null);
  const [asking, setAsking] = useState<{ kind: OrderActKind; ids: string[] } | null>(null);
  const [isHelp, setIsHelp] = useState(false);
  const [isAskingAll, setIsAskingAll] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const question = JSON.stringify([filters, search.sort]);
  const isReading = isScrolled || selection.keys.size > 0 || search.open !== undefined;
  const { rows, arrived, gone, renew } = useSteadyRows(fresh, keyOf, isReading, question);
  const order = useMemo(() => rows.map(keyOf), [rows]);

  const onFinished = useCallback(
    (run: BulkRun) => {
      if (run.status === 'finished' && run.refusals.length === 0) {
        say(t(`orders.done.${run.kind}`, { count: run.done }));
        setSelection(noSelection);
      }
    },
    [t],
  );
  const bulk = useOrderActs(onFinished);
  const act = (kind: OrderActKind, ids: readonly string[]) => {
    if (ids.length === 0) return;
    if (kind === 'place_hold' || kind === 'cancel') setAsking({ kind, ids: [...ids] });
    else void bulk.start({ kind }, ids);
  };
  const confirm = (chosen: OrderAct) => {
    if (asking === null) return;
    setAsking(null);
    void bulk.start(chosen, asking.ids);
  };
  const selectAllThatMatch = async () => {
    setIsAskingAll(true);
    try {
      const { orderIds, isCut } = await call(orderRoutes.listOrderIds, { query: filters });
      if (isCut) {
        say(t('orders.bulk.cut', { count: orderIds.length, shown: format.count(orderIds.length) }));
      }
      setSelection({ keys: new Set(orderIds), anchor: null });
    } finally {
      setIsAskingAll(false);
    }
  };
  const open = (orderId: string | undefined) => go({ ...search, open: orderId });
  const ticked = () => (selection.keys.size > 0 ? [...selection.keys] : cursor ? [cursor] : []);
  useWorkbenchKeys({
    isOn: asking === null && bulk.run === null && !isHelp,
    step: (by) => {
      const next = stepFrom(order, cursor ?? search.open ?? null, by);
      setCursor(next);
      if (search.open !== undefined && next !== null) open(next);
    },
    open: () => cursor !== null && open(cursor),
    close: () => (search.open === undefined ? setSelection(noSelection) : open(undefined)),
    select: () => cursor !== null && setSelection(toggleRow(selection, order, cursor, false)),
    act: (kind) => act(kind, ticked()),
    help: () => setIsHelp(true),
  });

  const matching =
    counts.data === undefined
      ? null
      : search.state === undefined
        ? Object.values(counts.data.counts).reduce((sum, each) => sum + each, 0)
        : (counts.data.counts[search.state] ?? 0);
  const carriers = useMemo(
    () => [...new Set(fresh.flatMap((row) => (row.carrier === null ? [] : [row.carrier])))].sort(),
    [fresh],
  );
  const numberOf = (orderId: string) =>
    fresh.find((row) => row.orderId === orderId)?.orderNumber ?? orderId;
  const canAct = may('orders.write') || may('orders.cancel');

  return (
    <div className={classes.workbench} data-panel={search.open !== undefined || undefined}>
      <div className={classes.main}>
        <PageHead title={t('nav.orders')}>
          <Select
            w={170}
            aria-label={t('orders.sort.label')}
            allowDeselect={false}
            data={[
              { value: 'ship_by', label: t('orders.sort.shipBy') },
              { value: 'newest', label: t('orders.sort.newest') },
            ]}
            value={search.sort ?? 'ship_by'}
            onChange={(value) => go({ ...search, sort: value === 'newest' ? 'newest' : undefined })}
          />
          <ViewsMenu
            search={search}
            columns={columnIds}
            onOpen={(next, chosen) => {
              go({ ...next, sort: search.sort });
              if (chosen !== null) setKept(chosen);
            }}
          />
          <ColumnChooser columns={columnIds} onChange={(next: ColumnId[]) => setKept(next)} />
          <Button
            variant="default"
            px="xs"
            onClick={() => setIsHelp(true)}
            aria-label={t('orders.keys.title')}
          >
            <IconKeyboard size={18} stroke={1.75} />
          </Button>
        </PageHead>
        <StageTabs search={search} />
        <FilterBar search={search} onChange={go} carriers={carriers} />
        <div className={classes.listArea}>
          {arrived > 0 && (
            <Button
              className={classes.pill}
              radius="xl"
              leftSection={<IconArrowUp size={16} />}
              onClick={() => {
                renew();
                scroller.current?.scrollTo({ top: 0 });
              }}
            >
              {t('orders.arrived', { count: arrived })}
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
              keyOf={keyOf}
              cursorKey={cursor}
              openKey={search.open ?? null}
              scrollRef={scroller}
              onScroll={(top) => setIsScrolled(top > TOP_PX)}
              onOpen={(row) => {
                setCursor(row.orderId);
                open(row.orderId);
              }}
              isDimmed={(row) => gone.has(row.orderId)}
              onEnd={readOn}
              isLoadingMore={query.isFetchingNextPage}
              {...(canAct
                ? {
                    selection: {
                      has: (key: string) => selection.keys.has(key),
                      size: selection.keys.size,
                      toggle: (key: string, withShift: boolean) => {
                        setCursor(key);
                        setSelection(toggleRow(selection, order, key, withShift));
                      },
                      toggleAll: () => setSelection(toggleAll(selection, order)),
                    },
                  }
                : {})}
            />
          )}
        </div>
        {selection.keys.size > 0 && (
          <BulkBar
            count={selection.keys.size}
            matching={matching}
            isAskingAll={isAskingAll}
            onAll={() => void selectAllThatMatch()}
            onClear={() => setSelection(noSelection)}
            onAct={(kind) => act(kind, [...selection.keys])}
          />
        )}
      </div>
      {search.open !== undefined && (
        <OrderPanel orderId={search.open} onClose={() => open(undefined)} />
      )}
      {asking?.kind === 'place_hold' && (
        <HoldDialog count={asking.ids.length} onClose={() => setAsking(null)} onAct={confirm} />
      )}
      {asking?.kind === 'cancel' && (
        <CancelDialog count={asking.ids.length} onClose={() => setAsking(null)} onAct={confirm} />
      )}
      {bulk.run !== null && isWorthShowing(bulk.run) && (
        <BulkResult
          run={bulk.run}
          numberOf={numberOf}
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

/** A short run without refusals says so in a corner; only a long one, or one with refusals, gets the dialog. */
function isWorthShowing(run: BulkRun): boolean {
  if (run.status === 'running') return run.asked > 200;
  return run.status !== 'finished' || run.refusals.length > 0;
}

function NoOrders({
  search,
  onChange,
}: {
  search: OrdersSearch;
  onChange: (next: OrdersSearch) => void;
}) {
  const { t } = useTranslation();
  if (chipsOf(search).length > 0) {
    return (
      <EmptyState
        icon={IconShoppingBag}
        title={t('orders.empty.filtered')}
        action={
          <Button variant="default" onClick={() => onChange(withoutChips(search))}>
            {t('orders.filter.dropAll')}
          </Button>
        }
      >
        {t('orders.empty.filteredWhy')}
      </EmptyState>
    );
  }
  if (search.state !== undefined) {
    return (
      <EmptyState
        icon={IconShoppingBag}
        title={t('orders.empty.state', { state: t(`orderState.${search.state}`) })}
      >
        {t(`orders.empty.why.${search.state}`)}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconShoppingBag}
      title={t('orders.empty.none')}
      action={
        <Button component={Link} to="/channels" variant="default">
          {t('search.connectShop')}
        </Button>
      }
    >
      {t('orders.empty.noneWhy')}
    </EmptyState>
  );
}
