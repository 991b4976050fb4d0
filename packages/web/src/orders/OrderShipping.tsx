import { Anchor, Button, Group, Table } from '@mantine/core';
import { channelRoutes, filePaths, type OrderDetail } from '@quayside/contract';
import { IconFileText, IconPrinter } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMay } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { useFormat } from '../i18n/use-format.ts';
import { Copy } from '../ui/Copy.tsx';
import { MeaningBadge } from '../ui/Meaning.tsx';
import { Ago } from '../ui/Times.tsx';
import type { Meaning } from '../ui/theme.ts';
import { FulfilmentStateBadge } from './OrderStateBadge.tsx';
import classes from './order.module.css';

/** Which node ships what, and the parcels with their papers. */
export function OrderFulfilments({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  if (order.fulfilments.length === 0) return t('order.noFulfilment');
  return (
    <div>
      {order.fulfilments.map((fulfilment) => (
        <div key={fulfilment.fulfilmentOrderId}>
          <Group gap="xs" mb={4}>
            <strong>{fulfilment.nodeCode}</strong>
            <FulfilmentStateBadge state={fulfilment.state} />
            <span>{t('order.units', { count: fulfilment.units })}</span>
            {fulfilment.waveNumber !== null && (
              <span>{t('order.inWave', { wave: fulfilment.waveNumber })}</span>
            )}
          </Group>
          {fulfilment.parcels.map((parcel) => (
            <Parcel key={parcel.parcelId} parcel={parcel} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Parcel({ parcel }: { parcel: OrderDetail['fulfilments'][number]['parcels'][number] }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const stateKey = `parcelState.${parcel.state}`;
  return (
    <div className={classes.parcel}>
      <Group gap="xs">
        <MeaningBadge meaning={parcel.state === 'shipped' ? 'ok' : 'waiting'} isBare>
          {i18n.exists(stateKey) ? t(stateKey) : parcel.state}
        </MeaningBadge>
        {parcel.carrier !== null && <span>{parcel.carrier}</span>}
        {parcel.weightG !== null && <span>{format.weight(parcel.weightG)}</span>}
      </Group>
      {parcel.trackingNumber !== null && (
        <div>
          {t('order.tracking')} <Copy isCode value={parcel.trackingNumber} />
        </div>
      )}
      <div>
        {t('order.sscc')} <Copy isCode value={parcel.sscc} />
      </div>
      <Group gap="xs">
        {parcel.carrierLabelDocumentId !== null && (
          <Button
            component="a"
            variant="default"
            leftSection={<IconPrinter size={16} />}
            href={filePaths.document(parcel.carrierLabelDocumentId)}
            target="_blank"
            rel="noreferrer"
          >
            {t('order.carrierLabel')}
          </Button>
        )}
        <Button
          component="a"
          variant="default"
          leftSection={<IconFileText size={16} />}
          href={filePaths.parcelLabelPdf(parcel.parcelId)}
          target="_blank"
          rel="noreferrer"
        >
          {t('order.labelPdf')}
        </Button>
        <Anchor
          size="sm"
          href={filePaths.parcelLabelZpl(parcel.parcelId)}
          target="_blank"
          rel="noreferrer"
        >
          {t('order.labelZpl')}
        </Anchor>
      </Group>
    </div>
  );
}

/** Why this node: every candidate with what it had and lacked. */
export function OrderWhy({ order }: { order: OrderDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { why } = order;
  if (why === null) return t('order.noWhy');
  return (
    <>
      <div style={{ marginBottom: 8 }}>
        {t('order.why.rule', { rule: t(`rule.${why.rule}`, { defaultValue: why.rule }) })}
      </div>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('order.why.node')}</Table.Th>
            <Table.Th className="qs-num">{t('order.why.priority')}</Table.Th>
            <Table.Th className="qs-num">{t('order.why.distance')}</Table.Th>
            <Table.Th>{t('order.why.stock')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {why.candidates.map((candidate) => {
            const isChosen = why.chosen.includes(candidate.nodeCode);
            return (
              <Table.Tr key={candidate.nodeCode} className={isChosen ? classes.chosen : undefined}>
                <Table.Td>
                  <strong>{candidate.nodeCode}</strong>
                  {isChosen && <div>{t('order.why.chosen')}</div>}
                </Table.Td>
                <Table.Td className="qs-num">{candidate.priority}</Table.Td>
                <Table.Td className="qs-num">
                  {candidate.distanceKm === null
                    ? t('order.why.unknown')
                    : t('order.why.km', { km: format.count(Math.round(candidate.distanceKm)) })}
                </Table.Td>
                <Table.Td>
                  {candidate.canShipAll ? (
                    <MeaningBadge meaning="ok" isBare>
                      {t('order.why.all')}
                    </MeaningBadge>
                  ) : (
                    <Lacks lacks={candidate.lacks} />
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </>
  );
}

const LACKS_SHOWN = 4;

/** What a node lacked; the first few, and how many more. */
function Lacks({ lacks }: { lacks: readonly { skuCode: string; missingQty: number }[] }) {
  const { t } = useTranslation();
  const more = lacks.length - LACKS_SHOWN;
  return (
    <>
      {lacks.slice(0, LACKS_SHOWN).map((lack) => (
        <div key={lack.skuCode}>
          <MeaningBadge meaning="attention" isBare>
            {t('order.why.lacks', { sku: lack.skuCode, qty: lack.missingQty })}
          </MeaningBadge>
        </div>
      ))}
      {more > 0 && <div>{t('order.why.more', { count: more })}</div>}
    </>
  );
}

/** What the channel was told, or is still owed. */
export function OrderChannelTasks({ order }: { order: OrderDetail }) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const retry = useAct((id: string) => call(channelRoutes.retryChannelTask, { params: { id } }), {
    stale: ['orders', 'channels', 'exceptions'],
    said: () => t('channels.task.retried'),
  });
  if (order.channelTasks.length === 0) return t('order.noChannelTasks');
  const word = (group: string, name: string) =>
    i18n.exists(`${group}.${name}`) ? t(`${group}.${name}`) : name;
  return (
    <div>
      {order.channelTasks.map((task) => (
        <div key={task.channelTaskId} style={{ padding: '4px 0' }}>
          <Group gap="xs" justify="space-between">
            <span>{word('channelTaskKind', task.kind)}</span>
            <MeaningBadge
              meaning={task.state === 'done' ? 'ok' : task.state === 'dead' ? 'stopped' : 'waiting'}
              isBare
            >
              {word('channelTaskState', task.state)}
            </MeaningBadge>
          </Group>
          {task.lastError !== null && (
            <div
              style={{ color: task.state === 'dead' ? 'var(--qs-stopped)' : 'var(--qs-dimmed)' }}
            >
              {task.lastError}
            </div>
          )}
          {task.state === 'dead' && may('channels.write') && (
            <Button
              variant="default"
              loading={retry.isPending}
              onClick={() => retry.mutate(task.channelTaskId)}
            >
              {t('channels.task.retry')}
            </Button>
          )}
        </div>
      ))}
    </div>
  );
}

const messageMeaning: Record<string, Meaning> = {
  owed: 'waiting',
  sent: 'ok',
  dead: 'stopped',
  no_address: 'plain',
};

/** Mails to the customer. */
export function OrderMessages({ order }: { order: OrderDetail }) {
  const { t, i18n } = useTranslation();
  if (order.messages.length === 0) return t('order.noMessages');
  return (
    <div>
      {order.messages.map((message) => {
        const kindKey = `messageKind.${message.kind}`;
        const stateKey = `messageState.${message.state}`;
        return (
          <Group key={message.messageId} gap="xs" justify="space-between" wrap="nowrap" py={4}>
            <div style={{ minWidth: 0 }}>
              <div>{i18n.exists(kindKey) ? t(kindKey) : message.kind}</div>
              <div className="qs-ellipsis" style={{ color: 'var(--qs-dimmed)' }}>
                {message.recipient}
                {message.sentAt !== null && (
                  <>
                    {' · '}
                    <Ago at={message.sentAt} />
                  </>
                )}
              </div>
            </div>
            <MeaningBadge meaning={messageMeaning[message.state] ?? 'waiting'} isBare>
              {i18n.exists(stateKey) ? t(stateKey) : message.state}
            </MeaningBadge>
          </Group>
        );
      })}
    </div>
  );
}
