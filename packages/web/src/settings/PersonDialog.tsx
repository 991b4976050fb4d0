import { MultiSelect, PasswordInput, Select, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { accessRoutes, type Person, type Role, roles } from '@quayside/contract';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMe } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { Ask } from '../ui/Ask.tsx';

type Form = {
  name: string;
  email: string;
  password: string;
  role: Role;
  /** Empty: every node. */
  nodeIds: string[];
  isActive: boolean;
};

const PASSWORD_LEAST = 10;

/** Adds a person with a first password, or changes role, limits and whether they may sign in. */
export function PersonDialog({ person, onClose }: { person: Person | null; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const form = useForm<Form>({
    initialValues: {
      name: person?.name ?? '',
      email: person?.email ?? '',
      password: '',
      role: person?.role ?? 'floor',
      nodeIds: person?.nodeIds ?? [],
      isActive: person?.isActive ?? true,
    },
  });
  const save = useAct(
    ({ name, email, password, role, nodeIds, isActive }: Form) => {
      const limits = nodeIds.length === 0 ? null : nodeIds;
      return person === null
        ? call(accessRoutes.addPerson, {
            body: {
              name: name.trim(),
              email: email.trim(),
              password,
              role,
              nodeIds: limits,
              clientIds: null,
            },
          })
        : call(accessRoutes.changePerson, {
            params: { personId: person.personId },
            body: { role, nodeIds: limits, isActive },
          });
    },
    {
      stale: ['people', 'me'],
      said: (reply) => t('people.saved', { name: reply.name }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  const { values } = form;
  const isNewReady =
    values.name.trim() !== '' &&
    values.email.includes('@') &&
    values.password.length >= PASSWORD_LEAST;
  const isMyself = person !== null && person.personId === me?.personId;
  return (
    <Ask
      isOpen
      title={person === null ? t('people.add') : t('people.changeOne', { name: person.name })}
      verb={t('common.save')}
      isReady={person !== null || isNewReady}
      isBusy={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate(values)}
    >
      {person === null && (
        <>
          <TextInput
            label={t('people.name')}
            maxLength={100}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('people.email')}
            type="email"
            maxLength={200}
            autoComplete="off"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('people.password')}
            description={t('people.passwordWhy', { count: PASSWORD_LEAST })}
            maxLength={200}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
        </>
      )}
      <Select
        label={t('people.role')}
        allowDeselect={false}
        data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        {...form.getInputProps('role')}
      />
      <Text size="sm" c="dimmed">
        {t(`roleWhy.${values.role}`)}
      </Text>
      <MultiSelect
        label={t('people.nodes')}
        placeholder={values.nodeIds.length === 0 ? t('people.allNodes') : ''}
        clearable
        data={(me?.nodes ?? []).map(({ nodeId, nodeCode }) => ({
          value: nodeId,
          label: nodeCode,
        }))}
        {...form.getInputProps('nodeIds')}
      />
      {person !== null && (
        <Switch
          label={t('people.maySignIn')}
          description={isMyself ? t('people.notMyself') : undefined}
          disabled={isMyself}
          {...form.getInputProps('isActive', { type: 'checkbox' })}
        />
      )}
    </Ask>
  );
}
