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

const iconOf: Record<TimelineEntry['actorKind'], TablerIcon> = {
  person: IconUser,
  api_key: IconApi,
  channel: IconBuildingStore,
  system: IconSettings,
};

/** Facts of an event as one line; nested ones as they came. */
export function factText(
  facts: Record<string, unknown>,
  nameOf: (fact: string) => string = (fact) => fact,
): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(
      ([name, value]) =>
        `${nameOf(name)}: ${typeof value === 'object' ? JSON.stringify(value) : value}`,
    )
    .join(' · ');
}

/** Everything that happened to the order, newest first, with who did it and where. */
export function OrderTimeline({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const entries = [...order.timeline].sort(
    (one, other) => Date.parse(other.at) - Date.parse(one.at),
  );
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
  const key = `event.${entry.kind.replaceAll('.', '_')}`;
  const facts = factText(entry.facts, (fact) => t(`fact.${fact}`, { defaultValue: fact }));
  return (
    <div className={classes.entry}>
      <Icon size={16} stroke={1.75} aria-label={t(`actorKind.${entry.actorKind}`)} />
      <div style={{ minWidth: 0 }}>
        <div style={{ fontWeight: 600 }}>{i18n.exists(key) ? t(key) : entry.kind}</div>
        {facts !== '' && <div style={{ overflowWrap: 'anywhere' }}>{facts}</div>}
        <div className={classes.when}>
          <Ago at={entry.at} /> · {entry.actorName}
          {entry.device !== null && ` · ${entry.device}`}
        </div>
      </div>
    </div>
  );
}
