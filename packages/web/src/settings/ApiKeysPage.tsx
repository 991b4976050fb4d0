import {
  Button,
  Checkbox,
  Group,
  Modal,
  SimpleGrid,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { type ApiKey, accessRoutes, type Permission, permissions } from '@quayside/contract';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { Ask } from '../ui/Ask.tsx';
import { Copy } from '../ui/Copy.tsx';
import { MeaningBadge, MeaningBanner } from '../ui/Meaning.tsx';
import { Page, PageHead, Section } from '../ui/PageHead.tsx';
import { EmptyState, ErrorState, RowSkeletons } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { apiKeysQuery } from './queries.ts';

/** Keys for programs: what each may do, when it was last used. */
export function ApiKeysPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(apiKeysQuery);
  const [isAdding, setIsAdding] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const [secret, setSecret] = useState<{ name: string; secret: string } | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsAdding(true)}>
      {t('apiKeys.add')}
    </Button>
  );
  return (
    <Page>
      <PageHead
        title={t('nav.apiKeys')}
        lead={
          <>
            {t('apiKeys.lead')}{' '}
            <a className="qs-link" href="/api/docs" target="_blank" rel="noreferrer">
              {t('nav.apiDocs')}
            </a>
          </>
        }
      >
        {add}
      </PageHead>
      <Section title={t('apiKeys.count', { count: data?.rows.length ?? 0 })} isFlush>
        {data === undefined ? (
          error === null ? (
            <RowSkeletons rows={3} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )
        ) : data.rows.length === 0 ? (
          <EmptyState icon={IconKey} title={t('apiKeys.empty')} action={add}>
            {t('apiKeys.emptyWhy')}
          </EmptyState>
        ) : (
          <KeyTable keys={data.rows} onRevoke={setRevoking} />
        )}
      </Section>
      {isAdding && (
        <AddKey
          onClose={() => setIsAdding(false)}
          onMade={(made) => {
            setIsAdding(false);
            setSecret(made);
          }}
        />
      )}
      {revoking !== null && <Revoke apiKey={revoking} onClose={() => setRevoking(null)} />}
      {secret !== null && <SecretOnce made={secret} onClose={() => setSecret(null)} />}
    </Page>
  );
}

function KeyTable({
  keys,
  onRevoke,
}: {
  keys: readonly ApiKey[];
  onRevoke: (key: ApiKey) => void;
}) {
  const { t } = useTranslation();
  return (
    <Table verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('apiKeys.name')}</Table.Th>
          <Table.Th>{t('apiKeys.prefix')}</Table.Th>
          <Table.Th>{t('apiKeys.scopes')}</Table.Th>
          <Table.Th>{t('apiKeys.made')}</Table.Th>
          <Table.Th>{t('apiKeys.used')}</Table.Th>
          <Table.Th>{t('apiKeys.state')}</Table.Th>
          <Table.Th />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Table.Tr key={key.apiKeyId}>
            <Table.Td fw={600}>{key.name}</Table.Td>
            <Table.Td className="qs-mono">{`${key.prefix}…`}</Table.Td>
            <Table.Td maw={360}>
              {key.scopes.map((scope) => t(`permission.${scope.replace('.', '_')}`)).join(', ')}
            </Table.Td>
            <Table.Td>
              <Ago at={key.createdAt} />
            </Table.Td>
            <Table.Td>
              {key.lastUsedAt === null ? t('apiKeys.never') : <Ago at={key.lastUsedAt} />}
            </Table.Td>
            <Table.Td>
              <MeaningBadge meaning={key.revokedAt === null ? 'ok' : 'stopped'} isBare>
                {t(key.revokedAt === null ? 'apiKeys.works' : 'apiKeys.revoked')}
              </MeaningBadge>
            </Table.Td>
            <Table.Td className="qs-num">
              {key.revokedAt === null && (
                <Button h={26} variant="default" onClick={() => onRevoke(key)}>
                  {t('apiKeys.revoke')}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

type AddProps = {
  onClose: () => void;
  onMade: (made: { name: string; secret: string }) => void;
};

function AddKey({ onClose, onMade }: AddProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Permission[]>(['orders.read']);
  const add = useAct(() => call(accessRoutes.addApiKey, { body: { name: name.trim(), scopes } }), {
    stale: ['api-keys'],
    onDone: ({ key, secret }) => onMade({ name: key.name, secret }),
    isErrorShown: true,
  });
  return (
    <Ask
      isOpen
      size="lg"
      title={t('apiKeys.add')}
      verb={t('apiKeys.make')}
      isReady={name.trim() !== '' && scopes.length > 0}
      isBusy={add.isPending}
      error={add.error}
      onClose={onClose}
      onSubmit={() => add.mutate(undefined)}
    >
      <TextInput
        label={t('apiKeys.name')}
        description={t('apiKeys.nameWhy')}
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Checkbox.Group
        label={t('apiKeys.scopes')}
        value={scopes}
        onChange={(values) =>
          setScopes(permissions.filter((permission) => values.includes(permission)))
        }
      >
        <SimpleGrid cols={2} spacing={4} mt={4}>
          {permissions.map((permission) => (
            <Checkbox
              key={permission}
              size="xs"
              value={permission}
              label={t(`permission.${permission.replace('.', '_')}`)}
            />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
    </Ask>
  );
}

/** The only time the secret can be read; closing asks for nothing, so the words must. */
function SecretOnce({
  made,
  onClose,
}: {
  made: { name: string; secret: string };
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={false}
      title={t('apiKeys.secretTitle', { name: made.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="sm">
        <MeaningBanner meaning="attention">{t('apiKeys.secretOnce')}</MeaningBanner>
        <Text component="div" size="sm" style={{ overflowWrap: 'anywhere' }}>
          <Copy isCode value={made.secret} />
        </Text>
        <Text size="sm" c="dimmed">
          {t('apiKeys.secretHow')}
        </Text>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('apiKeys.secretKept')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation();
  const revoke = useAct(
    () => call(accessRoutes.revokeApiKey, { params: { id: apiKey.apiKeyId } }),
    {
      stale: ['api-keys'],
      said: () => t('apiKeys.revokedSaid', { name: apiKey.name }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  return (
    <Ask
      isOpen
      isDanger
      title={t('apiKeys.revokeOne', { name: apiKey.name })}
      verb={t('apiKeys.revoke')}
      isBusy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onSubmit={() => revoke.mutate(undefined)}
    >
      {t('apiKeys.revokeWhat')}
    </Ask>
  );
}
