import { Button, Group, Modal, Progress, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MeaningBanner } from '../ui/Meaning.tsx';
import { ErrorNote } from '../ui/states.tsx';
import type { BulkRun } from './use-order-acts.ts';

type Props = {
  run: BulkRun;
  numberOf: (orderId: string) => string;
  onStop: () => void;
  onClose: () => void;
  /** Leaves only the refused orders ticked, to do something else with them. */
  onKeepRefused: (orderIds: string[]) => void;
};

/** Progress of a bulk action, and its result: what was done, what was refused and why. */
export function BulkResult({ run, numberOf, onStop, onClose, onKeepRefused }: Props) {
  const { t } = useTranslation();
  const isRunning = run.status === 'running';
  return (
    <Modal
      opened
      onClose={isRunning ? () => undefined : onClose}
      withCloseButton={!isRunning}
      title={t(`orders.doing.${run.kind}`, { count: run.asked })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="sm">
        {isRunning ? (
          <>
            <Progress
              value={(100 * run.answered) / run.asked}
              aria-label={t('orders.bulk.progress', { done: run.answered, count: run.asked })}
            />
            <Group justify="space-between">
              <Text size="sm">
                {t('orders.bulk.progress', { done: run.answered, count: run.asked })}
              </Text>
              <Button variant="default" onClick={onStop}>
                {t('orders.bulk.stop')}
              </Button>
            </Group>
          </>
        ) : (
          <Outcome run={run} />
        )}
        {run.refusals.length > 0 && (
          <ScrollArea.Autosize mah="50vh">
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('orders.column.number')}</Table.Th>
                  <Table.Th>{t('orders.bulk.why')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {run.refusals.map((row) => (
                  <Table.Tr key={row.id}>
                    <Table.Td style={{ whiteSpace: 'nowrap' }}>
                      <Link className="qs-link" to="/orders/$orderId" params={{ orderId: row.id }}>
                        {numberOf(row.id)}
                      </Link>
                    </Table.Td>
                    <Table.Td>{row.message ?? row.code}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea.Autosize>
        )}
        {!isRunning && (
          <Group justify="flex-end" gap="xs">
            {run.refusals.length > 0 && (
              <Button
                variant="default"
                onClick={() => onKeepRefused(run.refusals.map((row) => row.id))}
              >
                {t('orders.bulk.keepRefused', { count: run.refusals.length })}
              </Button>
            )}
            <Button onClick={onClose}>{t('common.close')}</Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}

function Outcome({ run }: { run: BulkRun }) {
  const { t } = useTranslation();
  const left = run.asked - run.answered;
  return (
    <>
      <MeaningBanner meaning={run.refusals.length > 0 || left > 0 ? 'attention' : 'ok'}>
        <div>{t(`orders.done.${run.kind}`, { count: run.done })}</div>
        {run.refusals.length > 0 && (
          <div>{t('orders.bulk.refused', { count: run.refusals.length })}</div>
        )}
        {left > 0 && <div>{t('orders.bulk.untouched', { count: left })}</div>}
      </MeaningBanner>
      {run.error !== null && <ErrorNote error={run.error} />}
    </>
  );
}
