import { Button, Table } from '@mantine/core';
import type { Person } from '@quayside/contract';
import { IconPencil, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { MeaningBadge } from '../ui/Meaning.tsx';
import { Page, PageHead, Section } from '../ui/PageHead.tsx';
import { ErrorState, RowSkeletons } from '../ui/states.tsx';
import { PersonDialog } from './PersonDialog.tsx';
import { peopleQuery } from './queries.ts';

/** Who works here, with their role and limits. */
export function PeoplePage() {
  const { t } = useTranslation();
  const me = useMe();
  const [editing, setEditing] = useState<Person | 'new' | null>(null);
  const { data, error, refetch } = useQuery(peopleQuery);
  const nodesOf = (person: Person) =>
    person.nodeIds === null
      ? t('people.allNodes')
      : person.nodeIds
          .map((id) => me?.nodes.find(({ nodeId }) => nodeId === id)?.nodeCode ?? id)
          .join(', ') || t('people.noNode');
  return (
    <Page>
      <PageHead title={t('nav.people')} lead={t('people.lead')}>
        <Button leftSection={<IconUserPlus size={16} />} onClick={() => setEditing('new')}>
          {t('people.add')}
        </Button>
      </PageHead>
      <Section title={t('people.count', { count: data?.rows.length ?? 0 })} isFlush>
        {data === undefined ? (
          error === null ? (
            <RowSkeletons rows={6} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )
        ) : (
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('people.name')}</Table.Th>
                <Table.Th>{t('people.email')}</Table.Th>
                <Table.Th>{t('people.role')}</Table.Th>
                <Table.Th>{t('people.nodes')}</Table.Th>
                <Table.Th>{t('people.state')}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.rows.map((person) => (
                <Table.Tr key={person.personId}>
                  <Table.Td fw={600}>{person.name}</Table.Td>
                  <Table.Td>{person.email}</Table.Td>
                  <Table.Td>{t(`role.${person.role}`)}</Table.Td>
                  <Table.Td>{nodesOf(person)}</Table.Td>
                  <Table.Td>
                    <MeaningBadge meaning={person.isActive ? 'ok' : 'stopped'} isBare>
                      {t(person.isActive ? 'people.active' : 'people.inactive')}
                    </MeaningBadge>
                  </Table.Td>
                  <Table.Td className="qs-num">
                    <Button
                      h={26}
                      variant="subtle"
                      leftSection={<IconPencil size={14} />}
                      onClick={() => setEditing(person)}
                    >
                      {t('people.change')}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Section>
      {editing !== null && (
        <PersonDialog
          person={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}
