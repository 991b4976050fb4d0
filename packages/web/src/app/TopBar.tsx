import { ActionIcon, Menu, Select, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconChevronDown,
  IconFlask,
  IconLogout,
  IconMail,
  IconUserCircle,
} from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signOut, useMay, useMe } from '../api/session.ts';
import { channelsQuery } from '../channels/queries.ts';
import classes from './frame.module.css';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { LiveMark } from './LiveMark.tsx';
import { SchemeSwitch } from './SchemeSwitch.tsx';
import { SearchBox } from './SearchBox.tsx';

/** Search, scope, live state, language, colours, person. */
export function TopBar() {
  return (
    <header className={classes.bar}>
      <SearchBox />
      <div className={classes.fill} />
      <NodeScope />
      <ShopScope />
      <LiveMark />
      <SandboxLinks />
      <LanguageSwitch />
      <SchemeSwitch />
      <PersonMenu />
    </header>
  );
}

function NodeScope() {
  const { t } = useTranslation();
  const me = useMe();
  const { node } = useSearch({ from: '/in/desk' });
  const navigate = useNavigate();
  if (me === undefined || me.nodes.length < 2) return null;
  return (
    <Select
      className={classes.scope}
      aria-label={t('frame.nodeScope')}
      placeholder={t('frame.allNodes')}
      data={me.nodes.map(({ nodeId, nodeCode }) => ({ value: nodeId, label: nodeCode }))}
      value={node ?? null}
      clearable
      onChange={(value) =>
        void navigate({ to: '.', search: (now) => ({ ...now, node: value ?? undefined }) })
      }
    />
  );
}

function ShopScope() {
  const may = useMay();
  return may('channels.read') ? <ShopSelect /> : null;
}

function ShopSelect() {
  const { t } = useTranslation();
  const { shop } = useSearch({ from: '/in/desk' });
  const navigate = useNavigate();
  const { data } = useQuery(channelsQuery);
  if (data === undefined || data.rows.length === 0) return null;
  return (
    <Select
      className={classes.scope}
      aria-label={t('frame.shopScope')}
      placeholder={t('frame.allShops')}
      data={data.rows.map(({ channelId, name }) => ({ value: channelId, label: name }))}
      value={shop ?? null}
      clearable
      onChange={(value) =>
        void navigate({ to: '.', search: (now) => ({ ...now, shop: value ?? undefined }) })
      }
    />
  );
}

/** Only where a sandbox runs: its console and the customers' mailbox. */
function SandboxLinks() {
  const { t } = useTranslation();
  const me = useMe();
  if (!me?.sandboxUrl) return null;
  const base = me.sandboxUrl.replace(/\/$/, '');
  return (
    <>
      <Tooltip label={t('frame.sandboxConsole')}>
        <ActionIcon
          component="a"
          href={base}
          target="_blank"
          rel="noreferrer"
          size="lg"
          aria-label={t('frame.sandboxConsole')}
        >
          <IconFlask size={18} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('frame.mailbox')}>
        <ActionIcon
          component="a"
          href={`${base}/mailbox`}
          target="_blank"
          rel="noreferrer"
          size="lg"
          aria-label={t('frame.mailbox')}
        >
          <IconMail size={18} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

function PersonMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  if (me === undefined) return null;
  const leave = async () => {
    await signOut();
    client.clear();
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton
          className={classes.barButton}
          aria-label={t('frame.person', { name: me.name })}
          data-testid="person"
        >
          <IconUserCircle size={20} stroke={1.75} aria-hidden="true" />
          <span className="qs-ellipsis" style={{ maxWidth: 120 }}>
            {me.name}
          </span>
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.tenant.name}
          {me.role === null ? '' : ` · ${t(`role.${me.role}`)}`}
        </Menu.Label>
        {me.email !== null && <Menu.Label>{me.email}</Menu.Label>}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          {t('frame.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
