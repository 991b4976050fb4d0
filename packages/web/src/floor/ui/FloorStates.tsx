import { Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconRefresh, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../ui/states.tsx';
import classes from './classes.ts';
import { BigButton, FullScreen } from './parts.tsx';

/** A page while it loads: blocks where its rows will stand. */
export function FloorWaiting({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div
      className={`${classes.scroll} ${classes.stack}`}
      role="status"
      aria-label={t('common.loading')}
    >
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={72} />
      ))}
    </div>
  );
}

/** A page that could not be read: what is wrong, what to do, and Retry for a thumb. */
export function FloorError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const { title, detail, remedy } = useProblemText(error);
  return (
    <FullScreen meaning="stopped" icon={IconAlertTriangle} title={title} testId="page-error">
      {detail !== '' && <p>{detail}</p>}
      {remedy !== null && <p>{remedy}</p>}
      <BigButton icon={IconRefresh} onClick={onRetry} testId="retry">
        {t('common.retry')}
      </BigButton>
    </FullScreen>
  );
}

type EmptyProps = { icon: TablerIcon; title: string; children: ReactNode };

/** A list with nothing in it: what belongs here and how it gets here. */
export function FloorEmpty({ icon: Icon, title, children }: EmptyProps) {
  return (
    <div className={classes.panel} data-testid="empty">
      <Icon size={40} stroke={1.5} aria-hidden="true" />
      <div className={classes.itemName}>{title}</div>
      <div className={classes.words}>{children}</div>
    </div>
  );
}
