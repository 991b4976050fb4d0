import { Button } from '@mantine/core';
import { IconShoppingBag } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/states.tsx';
import { chipsOf, type OrdersSearch, withoutChips } from './filters.ts';

/** No row: because of the filters, of the tab, or because no order ever came. */
export function NoOrders({
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
