import { type OrderState, orderStates } from '@quayside/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { filtersOf, type OrdersSearch } from './filters.ts';
import { orderCountsQuery } from './queries.ts';
import { orderLook } from './states.ts';
import classes from './workbench.module.css';

/** A tab for all orders and one a state, with live counts under the same filters. */
export function StageTabs({ search }: { search: OrdersSearch }) {
  const { t } = useTranslation();
  const { data } = useQuery(orderCountsQuery(filtersOf(search)));
  const counts = data?.counts;
  const total = counts && Object.values(counts).reduce((sum, each) => sum + each, 0);
  return (
    <nav className={classes.tabs} aria-label={t('orders.tabs')}>
      <Tab search={search} state={undefined} count={total} />
      {orderStates.map((state) => (
        <Tab key={state} search={search} state={state} count={counts && (counts[state] ?? 0)} />
      ))}
    </nav>
  );
}

type TabProps = {
  search: OrdersSearch;
  state: OrderState | undefined;
  count: number | undefined;
};

function Tab({ search, state, count }: TabProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const meaning = state === undefined ? 'plain' : orderLook[state].meaning;
  return (
    <Link
      to="/orders"
      search={{ ...search, state, open: undefined }}
      className={classes.tab}
      data-here={search.state === state || undefined}
      data-testid={`tab-${state ?? 'all'}`}
    >
      {state === undefined ? t('orders.all') : t(`orderState.${state}`)}
      <span className={classes.tabCount} data-meaning={count ? meaning : undefined}>
        {count === undefined ? '·' : format.count(count)}
      </span>
    </Link>
  );
}
