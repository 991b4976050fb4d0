import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type PartOf, type WaveRule, warehouseRoutes } from '@quayside/contract';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMe } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { Ask } from '../ui/Ask.tsx';
import { CarrierField } from './CarrierField.tsx';

type RuleInput = PartOf<typeof warehouseRoutes.addWaveRule, 'body'>;

/** A rule as the API takes it back. */
export function inputOf(rule: WaveRule): RuleInput {
  const { name, nodeId, carrier, ordersMin, ordersMax, ordersPerTour, everyMin, isActive } = rule;
  return { name, nodeId, carrier, ordersMin, ordersMax, ordersPerTour, everyMin, isActive };
}

/** What a new rule begins with: a wave every quarter of an hour when five orders wait. */
const usual = { ordersMin: 5, ordersMax: 60, ordersPerTour: 12, everyMin: 15 };

/** Adds a rule, or changes one. */
export function WaveRuleDialog({ rule, onClose }: { rule: WaveRule | null; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const nodes = (me?.nodes ?? []).filter(({ mode }) => mode === 'directed');
  const form = useForm<RuleInput>({
    initialValues:
      rule === null
        ? { name: '', nodeId: nodes[0]?.nodeId ?? '', carrier: null, isActive: true, ...usual }
        : inputOf(rule),
  });
  const save = useAct(
    (body: RuleInput) =>
      rule === null
        ? call(warehouseRoutes.addWaveRule, { body })
        : call(warehouseRoutes.changeWaveRule, { params: { id: rule.waveRuleId }, body }),
    {
      stale: ['warehouse'],
      said: (reply) => t('waves.rule.saved', { name: reply.name }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  const { values } = form;
  const isWhole = [values.ordersMin, values.ordersMax, values.ordersPerTour, values.everyMin].every(
    (value) => typeof value === 'number',
  );
  const whole = (name: 'ordersMin' | 'ordersMax' | 'ordersPerTour' | 'everyMin', max: number) => (
    <NumberInput
      label={t(`waves.rule.${name}`)}
      min={1}
      max={max}
      allowDecimal={false}
      {...form.getInputProps(name)}
    />
  );
  return (
    <Ask
      isOpen
      title={rule === null ? t('waves.rule.add') : t('waves.rule.change', { name: rule.name })}
      verb={t('common.save')}
      isReady={values.name.trim() !== '' && values.nodeId !== '' && isWhole}
      isBusy={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate({ ...values, name: values.name.trim() })}
    >
      <TextInput
        label={t('waves.rule.name')}
        maxLength={80}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Select
        label={t('waves.column.node')}
        allowDeselect={false}
        data={nodes.map(({ nodeId, nodeCode }) => ({ value: nodeId, label: nodeCode }))}
        {...form.getInputProps('nodeId')}
      />
      <CarrierField
        nodeId={values.nodeId}
        value={values.carrier ?? null}
        onChange={(carrier) => form.setFieldValue('carrier', carrier)}
      />
      <Group grow align="flex-start">
        {whole('everyMin', 1440)}
        {whole('ordersPerTour', 24)}
      </Group>
      <Group grow align="flex-start">
        {whole('ordersMin', 1000)}
        {whole('ordersMax', 1000)}
      </Group>
    </Ask>
  );
}
