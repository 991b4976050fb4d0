import { Group, NumberInput, SegmentedControl, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { catalogueRoutes, type Node, type PartOf } from '@quayside/contract';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { Ask } from '../ui/Ask.tsx';

type Form = {
  nodeCode: string;
  name: string;
  mode: 'simple' | 'directed';
  priority: number | '';
  latitude: number | '';
  longitude: number | '';
  postcode: string;
  address: string;
  becomesDirected: boolean;
};
type AddBody = PartOf<typeof catalogueRoutes.addNode, 'body'>;

/** Lower ships first; in the middle, so that others fit before and after. */
const PRIORITY_USUAL = 50;

function addBody(form: Form): AddBody {
  return {
    nodeCode: form.nodeCode.trim().toUpperCase(),
    name: form.name.trim(),
    mode: form.mode,
    ...(form.priority === '' ? {} : { priority: form.priority }),
    ...(form.latitude === '' ? {} : { latitude: form.latitude }),
    ...(form.longitude === '' ? {} : { longitude: form.longitude }),
    ...(form.postcode.trim() === '' ? {} : { postcode: form.postcode.trim() }),
    ...(form.address.trim() === '' ? {} : { address: form.address.trim() }),
  };
}

/** Adds a node, or changes its name, priority and mode. */
export function NodeDialog({ node, onClose }: { node: Node | null; onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm<Form>({
    initialValues: {
      nodeCode: node?.nodeCode ?? '',
      name: node?.name ?? '',
      mode: node?.mode === 'directed' ? 'directed' : 'simple',
      priority: node?.priority ?? PRIORITY_USUAL,
      latitude: '',
      longitude: '',
      postcode: '',
      address: '',
      becomesDirected: false,
    },
  });
  const save = useAct(
    (values: Form) =>
      node === null
        ? call(catalogueRoutes.addNode, { body: addBody(values) })
        : call(catalogueRoutes.changeNode, {
            params: { id: node.nodeId },
            body: {
              name: values.name.trim(),
              ...(values.priority === '' ? {} : { priority: values.priority }),
              ...(values.becomesDirected ? { mode: 'directed' as const } : {}),
            },
          }),
    {
      stale: ['catalogue', 'me', 'stock'],
      said: (reply) => t('nodes.saved', { node: reply.nodeCode }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  const { values } = form;
  return (
    <Ask
      isOpen
      title={node === null ? t('nodes.add') : t('nodes.changeOne', { node: node.nodeCode })}
      verb={t('common.save')}
      isReady={values.nodeCode.trim() !== '' && values.name.trim() !== ''}
      isBusy={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate(values)}
    >
      {node === null && (
        <>
          <SegmentedControl
            fullWidth
            data={[
              { value: 'simple', label: t('nodeMode.simple') },
              { value: 'directed', label: t('nodeMode.directed') },
            ]}
            {...form.getInputProps('mode')}
          />
          <Text size="sm" c="dimmed">
            {t(`nodes.modeWhy.${values.mode}`)}
          </Text>
          <TextInput
            label={t('nodes.column.code')}
            description={t('nodes.codeWhy')}
            maxLength={20}
            data-autofocus
            {...form.getInputProps('nodeCode')}
          />
        </>
      )}
      <TextInput label={t('nodes.column.name')} maxLength={100} {...form.getInputProps('name')} />
      <NumberInput
        label={t('nodes.column.priority')}
        description={t('nodes.priorityWhy')}
        min={0}
        max={1000}
        allowDecimal={false}
        {...form.getInputProps('priority')}
      />
      {node === null ? (
        <NewPlace form={form} />
      ) : (
        node.mode === 'simple' && (
          <Switch
            label={t('nodes.becomeDirected')}
            description={t('nodes.becomeDirectedWhy')}
            {...form.getInputProps('becomesDirected', { type: 'checkbox' })}
          />
        )
      )}
    </Ask>
  );
}

function NewPlace({ form }: { form: ReturnType<typeof useForm<Form>> }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('nodes.column.address')}
        maxLength={300}
        {...form.getInputProps('address')}
      />
      <Group grow align="flex-start">
        <TextInput label={t('nodes.postcode')} maxLength={20} {...form.getInputProps('postcode')} />
        <NumberInput
          label={t('nodes.latitude')}
          min={-90}
          max={90}
          decimalScale={6}
          hideControls
          {...form.getInputProps('latitude')}
        />
        <NumberInput
          label={t('nodes.longitude')}
          min={-180}
          max={180}
          decimalScale={6}
          hideControls
          {...form.getInputProps('longitude')}
        />
      </Group>
      <Text size="xs" c="dimmed">
        {t('nodes.placeWhy')}
      </Text>
    </>
  );
}
