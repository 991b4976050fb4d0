import { Button, Menu } from '@mantine/core';
import { type ChannelHealth, channelRoutes } from '@quayside/contract';
import { IconChevronDown, IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { useNow } from '../i18n/use-format.ts';
import { MeaningBadge, MeaningBanner } from '../ui/Meaning.tsx';
import { Page, PageHead } from '../ui/PageHead.tsx';
import { BlockSkeleton, EmptyState, ErrorState } from '../ui/states.tsx';
import { ChannelFigures } from './ChannelFigures.tsx';
import classes from './channels.module.css';
import { channelLook, concernsOf } from './look.ts';
import { channelsQuery, platformsQuery } from './queries.ts';

/** Connected shops and how well they are. */
export function ChannelsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { connected } = useSearch({ from: '/in/desk/channels' });
  const { data, error, refetch } = useQuery(channelsQuery);
  const arrived = data?.rows.find((channel) => channel.channelId === connected);
  const connect = may('channels.write') ? <ConnectButton /> : undefined;
  return (
    <Page>
      <PageHead title={t('nav.channels')} lead={t('channels.lead')}>
        {connect}
      </PageHead>
      {arrived !== undefined && (
        <MeaningBanner meaning="ok">
          <strong>{t('channels.connected', { name: arrived.name })}</strong>
          <div>
            {t('channels.connectedNext')}{' '}
            <Link
              className="qs-link"
              to="/channels/$channelId"
              params={{ channelId: arrived.channelId }}
            >
              {t('channels.seeListings')}
            </Link>
          </div>
        </MeaningBanner>
      )}
      {data === undefined && error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <div className={classes.cards}>
          <BlockSkeleton height={240} />
          <BlockSkeleton height={240} />
        </div>
      ) : data.rows.length === 0 ? (
        <EmptyState icon={IconPlugConnected} title={t('channels.empty')} action={connect}>
          {t('channels.emptyWhy')}
        </EmptyState>
      ) : (
        <div className={classes.cards}>
          {data.rows.map((channel) => (
            <ChannelCard key={channel.channelId} channel={channel} />
          ))}
        </div>
      )}
    </Page>
  );
}

function ChannelCard({ channel }: { channel: ChannelHealth }) {
  const { t } = useTranslation();
  const may = useMay();
  const nowMs = useNow();
  return (
    <article className={classes.card}>
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }}>
        <div style={{ minWidth: 0 }}>
          <Link
            className="qs-link"
            to="/channels/$channelId"
            params={{ channelId: channel.channelId }}
            style={{ fontSize: 16, fontWeight: 600 }}
          >
            {channel.name}
          </Link>
          <div style={{ color: 'var(--qs-dimmed)' }}>
            {t('channels.shopOf', {
              platform: t(`platform.${channel.platform}`, { defaultValue: channel.platform }),
              shop: channel.externalShopId,
              region: channel.region ?? '',
            })}
          </div>
        </div>
        <MeaningBadge meaning={channelLook[channel.state]}>
          {t(`channelState.${channel.state}`)}
        </MeaningBadge>
      </div>
      {channel.lastError !== null && <div className={classes.error}>{channel.lastError}</div>}
      <ChannelFigures channel={channel} />
      {concernsOf(channel, nowMs).map((concern) => (
        <MeaningBadge
          key={concern}
          meaning={concern === 'lapsed' || concern === 'tasksDead' ? 'stopped' : 'attention'}
          isBare
        >
          {t(`channels.concern.${concern}`, {
            count: concern === 'tasksDead' ? channel.tasksDead : channel.listingsUnmapped,
          })}
        </MeaningBadge>
      ))}
      {channel.state === 'lapsed' && may('channels.write') && (
        <ReconnectButton platform={channel.platform} />
      )}
    </article>
  );
}

/** Sends the browser to the platform, which sends it back when the seller has agreed. */
export function useConnect() {
  return useAct((platform: string) => call(channelRoutes.connectChannel, { body: { platform } }), {
    stale: [],
    onDone: ({ url }) => window.location.assign(url),
  });
}

export function ReconnectButton({ platform }: { platform: string }) {
  const { t } = useTranslation();
  const connect = useConnect();
  return (
    <Button
      style={{ alignSelf: 'flex-start' }}
      loading={connect.isPending || connect.isSuccess}
      leftSection={<IconPlugConnected size={16} />}
      onClick={() => connect.mutate(platform)}
    >
      {t('channels.reconnect')}
    </Button>
  );
}

function ConnectButton() {
  const { t } = useTranslation();
  const { data } = useQuery(platformsQuery);
  const connect = useConnect();
  const platforms = data?.rows ?? [];
  const isBusy = connect.isPending || connect.isSuccess;
  const [only] = platforms;
  if (platforms.length === 1 && only !== undefined) {
    return (
      <Button
        loading={isBusy}
        leftSection={<IconPlugConnected size={16} />}
        onClick={() => connect.mutate(only.platform)}
      >
        {t('channels.connectOne', { platform: only.name })}
      </Button>
    );
  }
  return (
    <Menu>
      <Menu.Target>
        <Button
          loading={isBusy}
          disabled={platforms.length === 0}
          leftSection={<IconPlugConnected size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {t('search.connectShop')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {platforms.map(({ platform, name }) => (
          <Menu.Item key={platform} onClick={() => connect.mutate(platform)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
