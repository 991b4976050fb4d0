import { ActionIcon, Button, Checkbox, Group, Menu, TextInput } from '@mantine/core';
import { orderRoutes } from '@quayside/contract';
import { IconBookmark, IconChevronDown, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useAct } from '../api/use-act.ts';
import { Ask } from '../ui/Ask.tsx';
import { type ColumnId, readColumns } from './columns.tsx';
import { filtersOf, type OrdersSearch, sameFilters, searchOf } from './filters.ts';
import { viewsQuery } from './queries.ts';

type Props = {
  search: OrdersSearch;
  columns: readonly ColumnId[];
  onOpen: (search: OrdersSearch, columns: ColumnId[] | null) => void;
};

/** Saved views: filters and columns under a name, mine or the team's. */
export function ViewsMenu({ search, columns, onOpen }: Props) {
  const { t } = useTranslation();
  const { data } = useQuery(viewsQuery);
  const [isSaving, setIsSaving] = useState(false);
  const drop = useAct((viewId: string) => call(orderRoutes.dropView, { params: { id: viewId } }), {
    stale: ['views'],
    said: () => t('orders.view.dropped'),
  });
  const views = data?.rows ?? [];
  const here = views.find((view) => sameFilters(searchOf(view.filters), search));
  const groups = [
    { group: 'mine', rows: views.filter((view) => view.isMine) },
    { group: 'team', rows: views.filter((view) => !view.isMine) },
  ].filter(({ rows }) => rows.length > 0);
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBookmark size={16} />}
            rightSection={<IconChevronDown size={14} />}
          >
            {here?.name ?? t('orders.view.menu')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {groups.map(({ group, rows }) => (
            <div key={group}>
              <Menu.Label>{t(`orders.view.${group}`)}</Menu.Label>
              {rows.map((view) => (
                <Group key={view.viewId} gap={0} wrap="nowrap">
                  <Menu.Item
                    fw={view === here ? 600 : 400}
                    onClick={() =>
                      onOpen(
                        searchOf(view.filters),
                        view.columns.length > 0 ? readColumns(view.columns) : null,
                      )
                    }
                  >
                    {view.name}
                  </Menu.Item>
                  {view.isMine && (
                    <ActionIcon
                      aria-label={t('orders.view.drop', { name: view.name })}
                      onClick={() => drop.mutate(view.viewId)}
                    >
                      <IconTrash size={16} />
                    </ActionIcon>
                  )}
                </Group>
              ))}
            </div>
          ))}
          {groups.length === 0 && <Menu.Label>{t('orders.view.none')}</Menu.Label>}
          <Menu.Divider />
          <Menu.Item onClick={() => setIsSaving(true)}>{t('orders.view.save')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isSaving && (
        <SaveView search={search} columns={columns} onClose={() => setIsSaving(false)} />
      )}
    </>
  );
}

function SaveView({
  search,
  columns,
  onClose,
}: {
  search: OrdersSearch;
  columns: readonly ColumnId[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [isShared, setIsShared] = useState(false);
  const save = useAct(
    () =>
      call(orderRoutes.addView, {
        body: { name: name.trim(), isShared, filters: filtersOf(search), columns: [...columns] },
      }),
    {
      stale: ['views'],
      said: () => t('orders.view.saved', { name: name.trim() }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  return (
    <Ask
      isOpen
      title={t('orders.view.save')}
      verb={t('common.save')}
      isReady={name.trim() !== ''}
      isBusy={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate(undefined)}
    >
      <TextInput
        label={t('orders.view.name')}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Checkbox
        label={t('orders.view.share')}
        checked={isShared}
        onChange={(event) => setIsShared(event.currentTarget.checked)}
      />
    </Ask>
  );
}
