import { Table } from '@mantine/core';
import type { Dashboard } from '@quayside/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import { Section } from '../ui/PageHead.tsx';
import { Ago } from '../ui/Times.tsx';

/** Four counts that should be zero, each with the way to what is behind it. */
export function AttentionBlock({ attention }: { attention: Dashboard['attention'] }) {
  const { t } = useTranslation();
  const items = [
    { name: 'shortages', count: attention.shortages, to: '/exceptions' },
    { name: 'unmapped', count: attention.unmapped, to: '/channels' },
    { name: 'deadTasks', count: attention.deadTasks, to: '/exceptions' },
    { name: 'lapsedChannels', count: attention.lapsedChannels, to: '/channels' },
  ] as const;
  return (
    <Section title={t('dashboard.attention.title')}>
      <Table>
        <Table.Tbody>
          {items.map(({ name, count, to }) => (
            <Table.Tr key={name}>
              <Table.Td>
                <MeaningBadge meaning={count > 0 ? 'attention' : 'ok'} isBare>
                  {t(`dashboard.attention.${name}`, { count })}
                </MeaningBadge>
              </Table.Td>
              <Table.Td className="qs-num">
                {count > 0 && (
                  <Link className="qs-link" to={to}>
                    {t('dashboard.attention.look')}
                  </Link>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

/** Who works now, and how fast. */
export function PeopleBlock({ people }: { people: Dashboard['people'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t('dashboard.people.title')}>
      {people.length === 0 ? (
        t('dashboard.people.none')
      ) : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('dashboard.people.name')}</Table.Th>
              <Table.Th className="qs-num">{t('dashboard.people.picks')}</Table.Th>
              <Table.Th className="qs-num">{t('dashboard.people.units')}</Table.Th>
              <Table.Th className="qs-num">{t('dashboard.people.packed')}</Table.Th>
              <Table.Th>{t('dashboard.people.seen')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map((person) => (
              <Table.Tr key={person.name}>
                <Table.Td>{person.name}</Table.Td>
                <Table.Td className="qs-num">{format.count(person.picksLastHour)}</Table.Td>
                <Table.Td className="qs-num">{format.count(person.unitsLastHour)}</Table.Td>
                <Table.Td className="qs-num">{format.count(person.packedLastHour)}</Table.Td>
                <Table.Td>
                  {person.lastSeenAt === null ? '–' : <Ago at={person.lastSeenAt} />}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}
