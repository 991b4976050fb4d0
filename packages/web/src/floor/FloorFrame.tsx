import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import type { Me } from '@quayside/contract';
import {
  IconArrowLeft,
  IconBuildingWarehouse,
  IconCheck,
  IconCloudOff,
  IconCloudUp,
  IconDatabaseOff,
  IconDots,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconVolume,
  IconVolumeOff,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut } from '../api/session.ts';
import { languageOf, languages, switchLanguage } from '../i18n/index.ts';
import { sayFailed } from '../ui/notify.ts';
import type { FloorNode } from './node.ts';
import { useOutboxState } from './outbox/use-outbox.ts';
import classes from './ui/classes.ts';
import { shades } from './ui/parts.tsx';
import { useMuted } from './ui/sound.ts';

type Props = {
  me: Me;
  node: FloorNode | null;
  title: string;
  /** One step up; null on the first page. */
  backTo: string | null;
  onChangeNode: (() => void) | null;
  children: ReactNode;
};

/** What every floor page stands in: where I am, who I am, and whether the network is there. */
export function FloorFrame({ me, node, title, backTo, onChangeNode, children }: Props) {
  const { t } = useTranslation('floor');
  const [isMuted, toggleMuted] = useMuted();
  return (
    <div className={classes.frame} data-testid="floor">
      <header className={classes.bar}>
        {backTo !== null && (
          <Link to={backTo} className={classes.barButton} aria-label={t('frame.back')}>
            <IconArrowLeft size={28} />
          </Link>
        )}
        <h1 className={classes.barTitle} style={{ margin: 0 }}>
          {title}
          <small className="qs-ellipsis">
            {node === null ? me.name : `${node.nodeCode} · ${me.name}`}
          </small>
        </h1>
        <UnstyledButton
          className={classes.barButton}
          onClick={toggleMuted}
          aria-label={t(isMuted ? 'frame.unmute' : 'frame.mute')}
          aria-pressed={isMuted}
          data-testid="mute"
        >
          {isMuted ? <IconVolumeOff size={26} /> : <IconVolume size={26} />}
        </UnstyledButton>
        <PersonMenu me={me} onChangeNode={onChangeNode} />
      </header>
      <NetworkStrip />
      {children}
    </div>
  );
}

function useIsOnline(): boolean {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('online', listener);
      window.addEventListener('offline', listener);
      return () => {
        window.removeEventListener('online', listener);
        window.removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
  );
}

/** Scans still being sent within this number are a moment's work and no news. */
const QUIET_WAITING = 3;

/** Offline is a state: how many scans wait, and that work goes on. */
function NetworkStrip() {
  const { t } = useTranslation('floor');
  const { waiting, isCutOff, isSignedOut, isUnkept } = useOutboxState();
  const isOnline = useIsOnline();
  const count = waiting.length;
  const isAway = isCutOff || !isOnline;
  if (isSignedOut) {
    return (
      <div className={classes.strip} style={shades('stopped')} role="alert" data-testid="strip">
        <IconCloudOff size={24} aria-hidden="true" />
        <span>{t('strip.signedOut', { count })}</span>
      </div>
    );
  }
  if (isAway || count > QUIET_WAITING) {
    return (
      <div
        className={classes.strip}
        style={shades(isAway ? 'attention' : 'waiting')}
        role="status"
        data-testid="strip"
      >
        {isAway ? <IconCloudOff size={24} /> : <IconCloudUp size={24} />}
        <span>
          {isAway
            ? t(count > 0 ? 'strip.awayWaiting' : 'strip.away', { count })
            : t('strip.sending', { count })}
        </span>
      </div>
    );
  }
  if (isUnkept) {
    return (
      <div className={classes.strip} style={shades('attention')} role="alert" data-testid="strip">
        <IconDatabaseOff size={24} aria-hidden="true" />
        <span>{t('strip.unkept')}</span>
      </div>
    );
  }
  return null;
}

/** Ends the session and shows the sign-in page; says so where the network does not allow it. */
function useSignOut(): () => Promise<void> {
  const { t } = useTranslation('floor');
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await signOut();
    } catch {
      // Without the network the session cannot be ended; the person stays signed in and is told.
      sayFailed(t('frame.signOutFailed'), t('frame.signOutFailedWhy'));
      return;
    }
    client.clear();
    await navigate({ href: '/sign-in?to=/floor' });
  };
}

function PersonMenu({ me, onChangeNode }: { me: Me; onChangeNode: (() => void) | null }) {
  const { t } = useTranslation('floor');
  const { t: desk } = useTranslation();
  const { waiting } = useOutboxState();
  const leave = useSignOut();
  const count = waiting.length;
  return (
    <Menu position="bottom-end" width="min(280px, 92vw)">
      <Menu.Target>
        <UnstyledButton
          className={classes.barButton}
          aria-label={t('frame.menu')}
          data-testid="floor-menu"
        >
          <IconDots size={28} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.name}</Menu.Label>
        {onChangeNode !== null && (
          <Menu.Item
            mih={56}
            leftSection={<IconBuildingWarehouse size={22} />}
            onClick={onChangeNode}
          >
            {t('frame.changeNode')}
          </Menu.Item>
        )}
        <LookItems />
        <Menu.Divider />
        <Menu.Item
          mih={56}
          leftSection={<IconLogout size={22} />}
          disabled={count > 0}
          onClick={() => void leave()}
        >
          {count > 0 ? t('frame.signOutWaits', { count }) : desk('frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const schemes = [
  { scheme: 'dark', icon: IconMoon },
  { scheme: 'light', icon: IconSun },
] as const;

/** Language and colours, for the person at this device. */
function LookItems() {
  const { t, i18n } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const current = languageOf(i18n);
  return (
    <>
      {languages.map((language) => (
        <Menu.Item
          key={language}
          mih={56}
          lang={language}
          leftSection={<IconLanguage size={22} />}
          rightSection={language === current ? <IconCheck size={20} /> : null}
          onClick={() => void switchLanguage(language)}
        >
          {t(`language.${language}`)}
        </Menu.Item>
      ))}
      {schemes.map(({ scheme, icon: Icon }) => (
        <Menu.Item
          key={scheme}
          mih={56}
          leftSection={<Icon size={22} />}
          onClick={() => setColorScheme(scheme)}
        >
          {t(`scheme.${scheme}`)}
        </Menu.Item>
      ))}
    </>
  );
}
