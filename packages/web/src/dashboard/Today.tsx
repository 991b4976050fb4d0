import type { Dashboard } from '@quayside/contract';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import classes from './dashboard.module.css';

/** The numbers of the day so far. */
export function Today({ today }: { today: Dashboard['today'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const items: [name: string, value: string][] = [
    ['captured', format.count(today.captured)],
    ['shipped', format.count(today.shipped)],
    ['unitsShipped', format.count(today.unitsShipped)],
    ['sales', format.money(today.salesMinor, today.currency)],
    ['cancelled', format.count(today.cancelled)],
    ['shorts', format.count(today.shorts)],
    ['mails', format.count(today.mailsSent)],
  ];
  return (
    <section className={classes.today} aria-label={t('dashboard.today.title')}>
      {items.map(([name, value]) => (
        <div key={name} className={classes.todayItem}>
          <span className={classes.small}>{t(`dashboard.today.${name}`)}</span>
          <strong>{value}</strong>
        </div>
      ))}
    </section>
  );
}
