import { Tooltip } from '@mantine/core';
import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLiveState } from '../api/live.ts';
import { useFormat, useNow } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';

/** A hint that took longer than this from commit to screen is worth showing. */
const SLOW_MS = 5_000;

/** Whether what is on the screen follows by itself, and how far behind it is. */
export function LiveMark() {
  const { t } = useTranslation();
  const { connection, lagMs, lastHintAt } = useLiveState();
  const format = useFormat();
  const nowMs = useNow();
  const isConnected = connection === 'connected';
  const isSlow = isConnected && lagMs !== null && lagMs > SLOW_MS;
  const facts = [
    t(`live.${connection}Why`),
    lagMs === null ? null : t('live.lag', { span: t('time.ms', { ms: format.count(lagMs) }) }),
    lastHintAt === null
      ? null
      : t('live.last', { when: format.relative(new Date(lastHintAt).toISOString(), nowMs) }),
  ].filter((fact) => fact !== null);
  return (
    <Tooltip label={facts.map((fact) => <div key={fact}>{fact}</div>)}>
      <span role="status" data-testid="live" data-connection={connection}>
        <MeaningBadge
          isBare
          meaning={isConnected ? (isSlow ? 'attention' : 'ok') : 'waiting'}
          icon={isConnected ? IconPlugConnected : IconPlugConnectedX}
        >
          {isSlow ? t('live.behind', { span: format.span(lagMs) }) : t(`live.${connection}`)}
        </MeaningBadge>
      </span>
    </Tooltip>
  );
}
