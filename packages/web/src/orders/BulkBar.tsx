import { ActionIcon, Button, Group, Text } from '@mantine/core';
import {
  IconBan,
  IconHandStop,
  IconPlayerPlay,
  IconSend,
  IconTruckDelivery,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import type { OrderActKind } from './use-order-acts.ts';
import classes from './workbench.module.css';

type Props = {
  count: number;
  /** All that match the filters, where more match than are ticked. */
  matching: number | null;
  isAskingAll: boolean;
  onAll: () => void;
  onClear: () => void;
  onAct: (kind: OrderActKind) => void;
};

/** What can be done with the ticked orders, with their count; it stays at the bottom of the list. */
export function BulkBar({ count, matching, isAskingAll, onAll, onClear, onAct }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  return (
    <div className={classes.bulk} role="toolbar" aria-label={t('orders.bulk.bar')}>
      <Group gap="xs" wrap="nowrap">
        <ActionIcon onClick={onClear} aria-label={t('orders.bulk.clear')}>
          <IconX size={16} />
        </ActionIcon>
        <Text size="sm" fw={600} data-testid="selected-count">
          {t('orders.bulk.selected', { count })}
        </Text>
        {matching !== null && matching > count && (
          <Button variant="subtle" onClick={onAll} loading={isAskingAll}>
            {t('orders.bulk.all', { count: matching })}
          </Button>
        )}
      </Group>
      <Group gap="xs" wrap="nowrap">
        {may('orders.write') && (
          <>
            <Button leftSection={<IconSend size={16} />} onClick={() => onAct('release')}>
              {t('orders.act.release', { count })}
            </Button>
            <Button
              variant="default"
              leftSection={<IconHandStop size={16} />}
              onClick={() => onAct('place_hold')}
            >
              {t('orders.act.place_hold', { count })}
            </Button>
            <Button
              variant="default"
              leftSection={<IconPlayerPlay size={16} />}
              onClick={() => onAct('clear_hold')}
            >
              {t('orders.act.clear_hold', { count })}
            </Button>
            <Button
              variant="default"
              leftSection={<IconTruckDelivery size={16} />}
              onClick={() => onAct('ship')}
            >
              {t('orders.act.ship', { count })}
            </Button>
          </>
        )}
        {may('orders.cancel') && (
          <Button
            variant="default"
            leftSection={<IconBan size={16} />}
            onClick={() => onAct('cancel')}
          >
            {t('orders.act.cancel', { count })}
          </Button>
        )}
      </Group>
    </div>
  );
}
