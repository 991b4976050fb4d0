import type { OrderDetail, TimelineEntry } from '@quayside/contract';
import {
  IconApi,
  IconBuildingStore,
  IconSettings,
  IconUser,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Ago } from '../ui/Times.tsx';
import classes from './order.module.css';
import { readFacts } from './timeline-facts.ts';

const iconOf: Record<TimelineEntry['actorKind'], TablerIcon> = {
  person: IconUser,
  api_key: IconApi,
  channel: IconBuildingStore,
  system: IconSettings,
};

/** Everything that happened to the order, newest first, with who did it and where. */
export function OrderTimeline({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  // Entries of one transaction share their time: reversed first, the later recorded stands above.
  const entries = [...order.timeline]
    .reverse()
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return (
    <div>
      {entries.map((entry) => (
        <Entry key={entry.eventId} entry={entry} />
      ))}
      {entries.length === 0 && t('order.noTimeline')}
    </div>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { t, i18n } = useTranslation();
  const Icon = iconOf[entry.actorKind];
  const key = `event.${entry.kind}`;
  const facts = readFacts(entry.facts, t, (each) => i18n.exists(each));
  return (
    <div className={classes.entry}>
      <Icon size={16} stroke={1.75} aria-label={t(`actorKind.${entry.actorKind}`)} />
      <div style={{ minWidth: 0 }}>
        <div style={{ fontWeight: 600 }}>{i18n.exists(key) ? t(key) : entry.kind}</div>
        {facts.length > 0 && <div style={{ overflowWrap: 'anywhere' }}>{facts.join(' · ')}</div>}
        <div className={classes.when}>
          <Ago at={entry.at} /> · {entry.actorName}
          {entry.device !== null && ` · ${entry.device}`}
        </div>
      </div>
    </div>
  );
}
