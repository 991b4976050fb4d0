import { Button, Menu, Tabs } from '@mantine/core';
import { type ChannelHealth, channelRoutes } from '@quayside/contract';
import {
  IconArrowLeft,
  IconChevronDown,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge, MeaningBanner } from '../ui/Meaning.tsx';
import { ListPage, PageHead } from '../ui/PageHead.tsx';
import { BlockSkeleton, ErrorState } from '../ui/states.tsx';
import { ReconnectButton } from './ChannelsPage.tsx';
import classes from './channels.module.css';
import { Listings } from './Listings.tsx';
import { channelLook } from './look.ts';
import { PollDialog } from './PollDialog.tsx';
import { PushLog } from './PushLog.tsx';
import { channelQuery } from './queries.ts';
import { Tasks } from './Tasks.tsx';

const tabs = ['listings', 'pushes', 'tasks'] as const;

/** One shop: its listings, what it was told, and the work owed to it. */
export function ChannelPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { channelId } = useParams({ from: '/in/desk/channels/$channelId' });
  const { tab } = useSearch({ from: '/in/desk/channels/$channelId' });
  const navigate = useNavigate({ from: '/channels/$channelId' });
  const { data: channel, error, refetch } = useQuery(channelQuery(channelId));
  if (channel === undefined) {
    return (
      <ListPage>
        {error === null ? (
          <BlockSkeleton height={120} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </ListPage>
    );
  }
  const countOf = {
    listings: channel.listings,
    pushes: null,
    tasks: channel.tasksOwed + channel.tasksDead,
  };
  return (
    <ListPage>
      <PageHead
        back={
          <Link className="qs-link" to="/channels">
            <IconArrowLeft size={14} style={{ verticalAlign: -2 }} aria-hidden="true" />{' '}
            {t('nav.channels')}
          </Link>
        }
        title={
          <>
            {channel.name}{' '}
            <MeaningBadge meaning={channelLook[channel.state]}>
              {t(`channelState.${channel.state}`)}
            </MeaningBadge>
          </>
        }
        lead={t('channels.shopOf', {
          platform: t(`platform.${channel.platform}`, { defaultValue: channel.platform }),
          shop: channel.externalShopId,
          region: channel.region ?? '',
        })}
      >
        <ChannelActions channel={channel} />
      </PageHead>
      {channel.lastError !== null && (
        <MeaningBanner meaning={channel.state === 'lapsed' ? 'stopped' : 'attention'}>
          {channel.lastError}
        </MeaningBanner>
      )}
      <Tabs
        className={classes.tabs}
        value={tab ?? 'listings'}
        onChange={(value) =>
          void navigate({
            search: (now) => ({ ...now, tab: tabs.find((each) => each === value) }),
            replace: true,
          })
        }
      >
        <Tabs.List>
          {tabs.map((name) => {
            const count = countOf[name];
            return (
              <Tabs.Tab key={name} value={name}>
                {t(`channels.tab.${name}`)}
                {count !== null && ` (${format.count(count)})`}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        <Tabs.Panel value="listings" className={classes.panel}>
          <Listings channelId={channelId} />
        </Tabs.Panel>
        <Tabs.Panel value="pushes" className={classes.panel}>
          <PushLog channelId={channelId} />
        </Tabs.Panel>
        <Tabs.Panel value="tasks" className={classes.panel}>
          <Tasks channelId={channelId} />
        </Tabs.Panel>
      </Tabs>
    </ListPage>
  );
}

function ChannelActions({ channel }: { channel: ChannelHealth }) {
  const { t } = useTranslation();
  const may = useMay();
  const [isPolling, setIsPolling] = useState(false);
  const params = { id: channel.channelId };
  const pause = useAct(() => call(channelRoutes.pauseChannel, { params }), {
    stale: ['channels'],
    said: () => t('channels.paused', { name: channel.name }),
  });
  const resume = useAct(() => call(channelRoutes.resumeChannel, { params }), {
    stale: ['channels'],
    said: () => t('channels.resumed', { name: channel.name }),
  });
  const fetch = useAct(() => call(channelRoutes.fetchListings, { params }), {
    stale: ['channels'],
    said: () => t('channels.fetching'),
  });
  if (!may('channels.write')) return null;
  return (
    <>
      {channel.state === 'lapsed' || channel.state === 'disconnected' ? (
        <ReconnectButton platform={channel.platform} />
      ) : channel.state === 'paused' ? (
        <Button
          leftSection={<IconPlayerPlay size={16} />}
          loading={resume.isPending}
          onClick={() => resume.mutate(undefined)}
        >
          {t('channels.resume')}
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          loading={pause.isPending}
          onClick={() => pause.mutate(undefined)}
        >
          {t('channels.pause')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            {t('channels.more')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => fetch.mutate(undefined)}>{t('channels.fetch')}</Menu.Item>
          <Menu.Item onClick={() => setIsPolling(true)}>{t('channels.poll.open')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isPolling && <PollDialog channel={channel} onClose={() => setIsPolling(false)} />}
    </>
  );
}
