import { Button, Select } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PageHead } from '../ui/PageHead.tsx';
import { ColumnChooser } from './ColumnChooser.tsx';
import type { ColumnId } from './columns.tsx';
import type { OrdersSearch } from './filters.ts';
import { ViewsMenu } from './ViewsMenu.tsx';

type Props = {
  search: OrdersSearch;
  onChange: (next: OrdersSearch) => void;
  columnIds: readonly ColumnId[];
  onColumns: (columns: ColumnId[]) => void;
  onHelp: () => void;
};

/** The title, and how the list is seen: order, views, columns, keys. */
export function WorkbenchHead({ search, onChange, columnIds, onColumns, onHelp }: Props) {
  const { t } = useTranslation();
  return (
    <PageHead title={t('nav.orders')}>
      <Select
        w={170}
        aria-label={t('orders.sort.label')}
        allowDeselect={false}
        data={[
          { value: 'ship_by', label: t('orders.sort.shipBy') },
          { value: 'newest', label: t('orders.sort.newest') },
        ]}
        value={search.sort ?? 'ship_by'}
        onChange={(value) =>
          onChange({ ...search, sort: value === 'newest' ? 'newest' : undefined })
        }
      />
      <ViewsMenu
        search={search}
        columns={columnIds}
        onOpen={(next, chosen) => {
          onChange({ ...next, sort: search.sort });
          if (chosen !== null) onColumns(chosen);
        }}
      />
      <ColumnChooser columns={columnIds} onChange={onColumns} />
      <Button variant="default" px="xs" onClick={onHelp} aria-label={t('orders.keys.title')}>
        <IconKeyboard size={18} stroke={1.75} />
      </Button>
    </PageHead>
  );
}
