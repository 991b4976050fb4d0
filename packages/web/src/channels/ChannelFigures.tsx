import type { ChannelHealth } from '@quayside/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { Ago } from '../ui/Times.tsx';
import classes from './channels.module.css';

/** The numbers of a shop's health; those with rows behind them lead there. */
export function ChannelFigures({ channel }: { channel: ChannelHealth }) {
  const { t } = useTranslation();
  const format = useFormat();
  const listings = (count: number, only?: 'unmapped' | 'owed') => (
    <Link
      className="qs-link"
      to="/channels/$channelId"
      params={{ channelId: channel.channelId }}
      search={{ tab: undefined, only }}
    >
      {format.count(count)}
    </Link>
  );
  const tasks = (count: number) => (
    <Link
      className="qs-link"
      to="/channels/$channelId"
      params={{ channelId: channel.channelId }}
      search={{ tab: 'tasks' }}
    >
      {format.count(count)}
    </Link>
  );
  const figures: [name: string, value: ReactNode][] = [
    [
      'ordersToday',
      <Link key="orders" className="qs-link" to="/orders" search={{ shop: channel.channelId }}>
        {format.count(channel.ordersToday)}
      </Link>,
    ],
    [
      'lag',
      channel.feedLagMs === null
        ? '–'
        : channel.feedLagMs < 1000
          ? t('time.ms', { ms: format.count(channel.feedLagMs) })
          : format.span(channel.feedLagMs),
    ],
    [
      'feedAt',
      channel.feedWatermarkAt === null ? '–' : <Ago key="feed" at={channel.feedWatermarkAt} />,
    ],
    ['listings', listings(channel.listings)],
    ['unmapped', listings(channel.listingsUnmapped, 'unmapped')],
    ['owed', listings(channel.offersOwed, 'owed')],
    ['tasksOwed', tasks(channel.tasksOwed)],
    ['tasksDead', tasks(channel.tasksDead)],
    [
      'access',
      channel.refreshExpiresAt === null ? '–' : <Ago key="until" at={channel.refreshExpiresAt} />,
    ],
  ];
  return (
    <div className={classes.figures}>
      {figures.map(([name, value]) => (
        <div key={name} className={classes.figure}>
          <span>{t(`channels.figure.${name}`)}</span>
          <strong>{value}</strong>
        </div>
      ))}
    </div>
  );
}
