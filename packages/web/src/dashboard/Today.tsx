import type { Dashboard } from '@quayside/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import type { OrdersSearch } from '../orders/filters.ts';
import classes from './dashboard.module.css';

/** The numbers of the day so far; those with orders behind them lead there. */
export function Today({ today }: { today: Dashboard['today'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const items: { name: string; value: string; orders?: OrdersSearch }[] = [
    { name: 'captured', value: format.count(today.captured), orders: { sort: 'newest' } },
    {
      name: 'shipped',
      value: format.count(today.shipped),
      orders: { state: 'shipped', sort: 'newest' },
    },
    { name: 'unitsShipped', value: format.count(today.unitsShipped) },
    { name: 'sales', value: format.money(today.salesMinor, today.currency) },
    {
      name: 'cancelled',
      value: format.count(today.cancelled),
      orders: { state: 'cancelled', sort: 'newest' },
    },
    { name: 'shorts', value: format.count(today.shorts) },
    { name: 'mails', value: format.count(today.mailsSent) },
  ];
  return (
    <section className={classes.today} aria-label={t('dashboard.today.title')}>
      {items.map(({ name, value, orders }) => (
        <div key={name} className={classes.todayItem}>
          <span className={classes.small}>{t(`dashboard.today.${name}`)}</span>
          <strong>
            {orders === undefined ? (
              value
            ) : (
              <Link className="qs-link" to="/orders" search={orders}>
                {value}
              </Link>
            )}
          </strong>
        </div>
      ))}
    </section>
  );
}
