import { Button, Drawer, Group, NumberInput, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type PartOf, warehouseRoutes } from '@quayside/contract';
import { IconBuildingWarehouse, IconSend } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMe } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { useIntent } from '../api/use-intent.ts';
import { channelsQuery } from '../channels/queries.ts';
import { useFormat } from '../i18n/use-format.ts';
import { BlockSkeleton, EmptyState, ErrorNote } from '../ui/states.tsx';
import { CarrierField } from './CarrierField.tsx';
import { WavePreview } from './WavePreview.tsx';

type Selection = PartOf<typeof warehouseRoutes.releaseWave, 'body'>;

const ORDERS_USUAL = 60;
/** Slots of the usual cart. */
const TOUR_USUAL = 12;
const withins = [120, 360, 1440] as const;

/** Chooses orders for a wave, shows what it would be, and releases it. */
export function NewWave({ nodeId, onClose }: { nodeId: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const directed = (me?.nodes ?? []).filter(({ mode }) => mode === 'directed');
  const first = directed.find((node) => node.nodeId === nodeId) ?? directed[0];
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={480}
      title={t('waves.new')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {first === undefined ? (
        <EmptyState icon={IconBuildingWarehouse} title={t('waves.noDirected')}>
          {t('waves.noDirectedWhy')}
        </EmptyState>
      ) : (
        <WaveForm
          nodes={directed.map((node) => ({ value: node.nodeId, label: node.nodeCode }))}
          firstNodeId={first.nodeId}
          onClose={onClose}
        />
      )}
    </Drawer>
  );
}

function useWaveSelection(firstNodeId: string) {
  const [nodeId, setNodeId] = useState(firstNodeId);
  const [carrier, setCarrier] = useState<string | null>(null);
  const [channelId, setChannelId] = useState<string | null>(null);
  const [within, setWithin] = useState<string | null>(null);
  const [ordersMax, setOrdersMax] = useState<number | string>(ORDERS_USUAL);
  const [perTour, setPerTour] = useState<number | string>(TOUR_USUAL);
  const selection: Selection = {
    nodeId,
    ...(carrier === null ? {} : { carrier }),
    ...(channelId === null ? {} : { channelId }),
    ...(within === null ? {} : { shipByWithinMin: Number(within) }),
    ...(typeof ordersMax === 'number' ? { ordersMax } : {}),
    ...(typeof perTour === 'number' ? { ordersPerTour: perTour } : {}),
  };
  return {
    selection,
    fields: {
      nodeId,
      setNodeId,
      carrier,
      setCarrier,
      channelId,
      setChannelId,
      within,
      setWithin,
      ordersMax,
      setOrdersMax,
      perTour,
      setPerTour,
    },
  };
}

type FormProps = {
  nodes: { value: string; label: string }[];
  firstNodeId: string;
  onClose: () => void;
};

function WaveForm({ nodes, firstNodeId, onClose }: FormProps) {
  const { t } = useTranslation();
  const send = useIntent();
  const { selection, fields } = useWaveSelection(firstNodeId);
  const [asked] = useDebouncedValue(selection, 300);
  const preview = useQuery({
    queryKey: ['warehouse', 'preview', asked],
    queryFn: ({ signal }) => call(warehouseRoutes.previewWave, { body: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const release = useAct(
    (body: Selection) =>
      send(body, (idempotencyKey) => call(warehouseRoutes.releaseWave, { body, idempotencyKey })),
    {
      stale: ['warehouse', 'orders', 'dashboard'],
      said: (wave) => t('waves.released', { wave: wave.waveNumber, count: wave.orders }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  const orders = preview.data?.orders ?? 0;
  return (
    <Stack gap="sm">
      <WaveFields fields={fields} nodes={nodes} />
      {preview.error !== null && preview.data === undefined ? (
        <ErrorNote error={preview.error} />
      ) : preview.data === undefined ? (
        <BlockSkeleton height={120} />
      ) : (
        <WavePreview preview={preview.data} isOld={preview.isFetching} />
      )}
      {release.error !== null && <ErrorNote error={release.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          leftSection={<IconSend size={16} />}
          disabled={orders === 0}
          loading={release.isPending}
          onClick={() => release.mutate(selection)}
        >
          {t('waves.release', { count: orders })}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        {t('waves.what')}
      </Text>
    </Stack>
  );
}

type FieldsProps = {
  fields: ReturnType<typeof useWaveSelection>['fields'];
  nodes: FormProps['nodes'];
};

function WaveFields({ fields, nodes }: FieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: shops } = useQuery(channelsQuery);
  return (
    <>
      <Select
        label={t('waves.column.node')}
        allowDeselect={false}
        data={nodes}
        value={fields.nodeId}
        onChange={(value) => value !== null && fields.setNodeId(value)}
      />
      <CarrierField value={fields.carrier} onChange={fields.setCarrier} nodeId={fields.nodeId} />
      {(shops?.rows.length ?? 0) > 1 && (
        <Select
          label={t('waves.shop')}
          placeholder={t('frame.allShops')}
          clearable
          data={shops?.rows.map(({ channelId, name }) => ({ value: channelId, label: name })) ?? []}
          value={fields.channelId}
          onChange={fields.setChannelId}
        />
      )}
      <Select
        label={t('waves.within')}
        placeholder={t('waves.anyDeadline')}
        clearable
        data={withins.map((minutes) => ({
          value: String(minutes),
          label: t('orders.filter.under', { span: format.span(minutes * 60_000) }),
        }))}
        value={fields.within}
        onChange={fields.setWithin}
      />
      <Group grow align="flex-start">
        <NumberInput
          label={t('waves.ordersMax')}
          min={1}
          max={1000}
          allowDecimal={false}
          value={fields.ordersMax}
          onChange={fields.setOrdersMax}
        />
        <NumberInput
          label={t('waves.perTour')}
          min={1}
          max={24}
          allowDecimal={false}
          value={fields.perTour}
          onChange={fields.setPerTour}
        />
      </Group>
    </>
  );
}
