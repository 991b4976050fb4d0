import { useLocalStorage } from '@mantine/hooks';
import { type OrderRow, orderRoutes } from '@quayside/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { asProblem } from '../api/problem.ts';
import { say, sayFailed } from '../ui/notify.ts';
import { useRows } from '../ui/rows.tsx';
import { readColumns, usualColumns } from './columns.tsx';
import { filtersOf, type OrdersSearch } from './filters.ts';
import { orderCountsQuery, ordersQuery } from './queries.ts';
import { noSelection, type Selection } from './selection.ts';
import { type BulkRun, type OrderAct, type OrderActKind, useOrderActs } from './use-order-acts.ts';
import { useSteadyRows } from './use-steady-rows.ts';

export const orderKey = (row: OrderRow) => row.orderId;

/** The address of the workbench, and how to change it. */
export function useOrdersAddress() {
  const search = useSearch({ from: '/in/desk/orders' });
  const navigate = useNavigate({ from: '/orders' });
  const go = useCallback(
    (next: OrdersSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  return { search, go };
}

/** The columns chosen in this browser. */
export function useKeptColumns() {
  const [kept, setKept] = useLocalStorage<string[]>({
    key: 'quayside.order-columns',
    defaultValue: [...usualColumns],
    getInitialValueInEffect: false,
  });
  return { columnIds: useMemo(() => readColumns(kept), [kept]), setKept };
}

/** The rows under an address, steady while `isReading`, and how many match in all. */
export function useOrderRows(search: OrdersSearch, isReading: boolean) {
  const filters = useMemo(() => filtersOf(search), [search]);
  const sort = search.sort ?? 'ship_by';
  const query = useInfiniteQuery(ordersQuery(filters, sort));
  const { data: counted } = useQuery(orderCountsQuery(filters));
  const { rows: fresh, readOn } = useRows(query);
  const steady = useSteadyRows(fresh, orderKey, isReading, JSON.stringify([filters, sort]));
  const matching = useMemo(() => {
    if (counted === undefined) return null;
    return filters.state === undefined
      ? Object.values(counted.counts).reduce((sum, each) => sum + each, 0)
      : (counted.counts[filters.state] ?? 0);
  }, [counted, filters.state]);
  return { query, filters, fresh, readOn, matching, ...steady };
}

/** What is ticked, and what is being done with it. */
export function useOrderSelection(filters: ReturnType<typeof filtersOf>) {
  const { t } = useTranslation();
  const [selection, setSelection] = useState<Selection>(noSelection);
  const [asking, setAsking] = useState<{ kind: OrderActKind; ids: string[] } | null>(null);
  const [isAskingAll, setIsAskingAll] = useState(false);
  const onFinished = useCallback(
    (run: BulkRun) => {
      if (run.status !== 'finished' || run.refusals.length > 0) return;
      say(t(`orders.done.${run.kind}`, { count: run.done }));
      setSelection(noSelection);
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
      setSelection({ keys: new Set(orderIds), anchor: null });
      if (isCut) say(t('orders.bulk.cut', { count: orderIds.length }));
    } catch (error) {
      const { code, detail } = asProblem(error);
      sayFailed(t(`refusal.${code}`), detail);
    } finally {
      setIsAskingAll(false);
    }
  };
  return {
    selection,
    setSelection,
    asking,
    stopAsking: () => setAsking(null),
    isAskingAll,
    selectAllThatMatch,
    bulk,
    act,
    confirm,
  };
}

/** A short run without refusals says so in a corner; a long one, or one with refusals, gets the dialog. */
export function isWorthShowing(run: BulkRun | null): run is BulkRun {
  if (run === null) return false;
  if (run.status === 'running') return run.asked > 200;
  return run.status !== 'finished' || run.refusals.length > 0;
}
