import { ActionIcon, ScrollArea, Tooltip } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import classes from './frame.module.css';
import { type DeskPage, pagesFor } from './pages.ts';
import { TopBar } from './TopBar.tsx';

/** Navigation, top bar and the page between them. */
export function DeskFrame() {
  const { t } = useTranslation();
  const me = useMe();
  const [isSlimChosen, setIsSlim] = useLocalStorage({
    key: 'quayside.nav-slim',
    defaultValue: false,
  });
  const isNarrow = useMediaQuery('(max-width: 68rem)', false, { getInitialValueInEffect: false });
  const isSlim = isSlimChosen || isNarrow;
  return (
    <div className={classes.frame} data-slim={isSlim || undefined}>
      <a href="#page" className={classes.skip}>
        {t('frame.skip')}
      </a>
      <nav className={classes.nav} aria-label={t('frame.navigation')}>
        <Link to="/" className={classes.brand} aria-label={t('frame.brand')}>
          <img src="/favicon.svg" width={24} height={24} alt="" />
          {!isSlim && <span>{t('frame.brand')}</span>}
        </Link>
        <ScrollArea className={classes.groups} type="never">
          {pagesFor(me?.permissions ?? []).map(({ group, pages }) => (
            <div key={group} className={classes.group}>
              <div className={classes.groupName}>{isSlim ? '' : t(`nav.group.${group}`)}</div>
              {pages.map((page) => (
                <NavItem key={page.name} page={page} isSlim={isSlim} />
              ))}
            </div>
          ))}
        </ScrollArea>
        {!isNarrow && (
          <Tooltip label={t(isSlim ? 'frame.widen' : 'frame.slim')} position="right">
            <ActionIcon
              className={classes.collapse}
              aria-label={t(isSlim ? 'frame.widen' : 'frame.slim')}
              onClick={() => setIsSlim(!isSlim)}
            >
              {isSlim ? (
                <IconLayoutSidebarLeftExpand size={18} stroke={1.75} />
              ) : (
                <IconLayoutSidebarLeftCollapse size={18} stroke={1.75} />
              )}
            </ActionIcon>
          </Tooltip>
        )}
      </nav>
      <TopBar />
      <main id="page" className={classes.page} tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

function NavItem({ page, isSlim }: { page: DeskPage; isSlim: boolean }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isHere = path === page.to || path.startsWith(`${page.to}/`);
  const Icon = page.icon;
  const inside = (
    <>
      <Icon size={18} stroke={1.75} aria-hidden="true" />
      {!isSlim && <span className="qs-ellipsis">{t(`nav.${page.name}`)}</span>}
    </>
  );
  const shared = {
    className: classes.item,
    'data-here': isHere || undefined,
    'aria-label': t(`nav.${page.name}`),
  };
  const link = page.isExternal ? (
    <a {...shared} href={page.to} target="_blank" rel="noreferrer">
      {inside}
    </a>
  ) : (
    <Link {...shared} to={page.to} aria-current={isHere ? 'page' : undefined}>
      {inside}
    </Link>
  );
  return isSlim ? (
    <Tooltip label={t(`nav.${page.name}`)} position="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
