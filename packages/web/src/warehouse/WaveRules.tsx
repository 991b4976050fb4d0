import { ActionIcon, Button, Group, Switch, Text } from '@mantine/core';
import { type WaveRule, warehouseRoutes } from '@quayside/contract';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { Ask } from '../ui/Ask.tsx';
import { Section } from '../ui/PageHead.tsx';
import { BlockSkeleton, ErrorNote } from '../ui/states.tsx';
import { Ago } from '../ui/Times.tsx';
import { waveRulesQuery } from './queries.ts';
import { inputOf, WaveRuleDialog } from './WaveRuleDialog.tsx';
import classes from './warehouse.module.css';

/** Rules that release waves by themselves. */
export function WaveRules() {
  const { t } = useTranslation();
  const may = useMay();
  const { data, error } = useQuery(waveRulesQuery);
  const [editing, setEditing] = useState<WaveRule | 'new' | null>(null);
  const [dropping, setDropping] = useState<WaveRule | null>(null);
  const mayPlan = may('warehouse.plan');
  return (
    <Section
      isFlush
      title={t('waves.rule.title')}
      aside={
        mayPlan && (
          <Button
            variant="subtle"
            leftSection={<IconPlus size={16} />}
            onClick={() => setEditing('new')}
          >
            {t('waves.rule.add')}
          </Button>
        )
      }
    >
      {data === undefined && error !== null && <ErrorNote error={error} />}
      {data === undefined && error === null && <BlockSkeleton height={44} />}
      {data?.rows.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          {t('waves.rule.none')}
        </Text>
      )}
      {data?.rows.map((rule) => (
        <RuleRow
          key={rule.waveRuleId}
          rule={rule}
          mayPlan={mayPlan}
          onEdit={() => setEditing(rule)}
          onDrop={() => setDropping(rule)}
        />
      ))}
      {editing !== null && (
        <WaveRuleDialog
          rule={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
      {dropping !== null && <DropRule rule={dropping} onClose={() => setDropping(null)} />}
    </Section>
  );
}

type RowProps = { rule: WaveRule; mayPlan: boolean; onEdit: () => void; onDrop: () => void };

function RuleRow({ rule, mayPlan, onEdit, onDrop }: RowProps) {
  const { t } = useTranslation();
  const turn = useAct(
    (isActive: boolean) =>
      call(warehouseRoutes.changeWaveRule, {
        params: { id: rule.waveRuleId },
        body: { ...inputOf(rule), isActive },
      }),
    {
      stale: ['warehouse'],
      said: (reply) => t(reply.isActive ? 'waves.rule.on' : 'waves.rule.off', { name: reply.name }),
    },
  );
  return (
    <div className={classes.rule}>
      <Switch
        aria-label={t('waves.rule.turn', { name: rule.name })}
        checked={rule.isActive}
        disabled={!mayPlan || turn.isPending}
        onChange={(event) => turn.mutate(event.currentTarget.checked)}
      />
      <div style={{ minWidth: 0 }}>
        <strong style={{ fontWeight: 600 }}>{rule.name}</strong>{' '}
        <span style={{ color: 'var(--qs-dimmed)' }}>
          {t('waves.rule.words', {
            node: rule.nodeCode,
            every: rule.everyMin,
            min: rule.ordersMin,
            max: rule.ordersMax,
            tour: rule.ordersPerTour,
          })}
          {rule.carrier !== null && ` · ${t('waves.rule.only', { carrier: rule.carrier })}`}
          {rule.lastRunAt !== null && (
            <>
              {' · '}
              {t('waves.rule.last')} <Ago at={rule.lastRunAt} />
            </>
          )}
        </span>
      </div>
      {mayPlan && (
        <Group gap={0} wrap="nowrap">
          <ActionIcon aria-label={t('waves.rule.change', { name: rule.name })} onClick={onEdit}>
            <IconPencil size={16} />
          </ActionIcon>
          <ActionIcon aria-label={t('waves.rule.drop', { name: rule.name })} onClick={onDrop}>
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      )}
    </div>
  );
}

function DropRule({ rule, onClose }: { rule: WaveRule; onClose: () => void }) {
  const { t } = useTranslation();
  const drop = useAct(
    () => call(warehouseRoutes.dropWaveRule, { params: { id: rule.waveRuleId } }),
    {
      stale: ['warehouse'],
      said: () => t('waves.rule.dropped', { name: rule.name }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  return (
    <Ask
      isOpen
      isDanger
      title={t('waves.rule.drop', { name: rule.name })}
      verb={t('waves.rule.dropVerb')}
      isBusy={drop.isPending}
      error={drop.error}
      onClose={onClose}
      onSubmit={() => drop.mutate(undefined)}
    >
      {t('waves.rule.dropWhat')}
    </Ask>
  );
}
