import { ActionIcon, Button, Checkbox, Group, Popover, Stack } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type ColumnId, columnIds, usualColumns } from './columns.tsx';

type Props = { columns: readonly ColumnId[]; onChange: (columns: ColumnId[]) => void };

/** Which columns stand in the list and in which order; remembered in this browser. */
export function ColumnChooser({ columns, onChange }: Props) {
  const { t } = useTranslation();
  const others = columnIds.filter((id) => !columns.includes(id));
  const move = (id: ColumnId, by: 1 | -1) => {
    const from = columns.indexOf(id);
    const next = columns.filter((each) => each !== id);
    next.splice(from + by, 0, id);
    onChange(next);
  };
  return (
    <Popover position="bottom-end" width={280} trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} />}>
          {t('orders.columns.open')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={4}>
          {[...columns, ...others].map((id) => {
            const at = columns.indexOf(id);
            const isShown = at >= 0;
            const name = t(`orders.column.${id}`);
            return (
              <Group key={id} justify="space-between" wrap="nowrap" h={28}>
                <Checkbox
                  size="xs"
                  label={name}
                  checked={isShown}
                  // The order number is how a row is known; it stays.
                  disabled={id === 'number'}
                  onChange={() =>
                    onChange(isShown ? columns.filter((each) => each !== id) : [...columns, id])
                  }
                />
                {isShown && (
                  <Group gap={0} wrap="nowrap">
                    <ActionIcon
                      size="sm"
                      disabled={at === 0}
                      aria-label={t('orders.columns.earlier', { name })}
                      onClick={() => move(id, -1)}
                    >
                      <IconArrowUp size={14} />
                    </ActionIcon>
                    <ActionIcon
                      size="sm"
                      disabled={at === columns.length - 1}
                      aria-label={t('orders.columns.later', { name })}
                      onClick={() => move(id, 1)}
                    >
                      <IconArrowDown size={14} />
                    </ActionIcon>
                  </Group>
                )}
              </Group>
            );
          })}
          <Button variant="subtle" onClick={() => onChange([...usualColumns])}>
            {t('orders.columns.usual')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
