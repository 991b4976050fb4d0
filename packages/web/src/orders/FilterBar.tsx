import {
  ActionIcon,
  Button,
  Popover,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  TextInput,
} from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.css';
import { holdKinds } from '@quayside/contract';
import { IconFilter, IconX } from '@tabler/icons-react';
import dayjs from 'dayjs';
import 'dayjs/locale/vi';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.ts';
import { SearchField } from '../ui/SearchField.tsx';
import { type ChipName, chipsOf, type OrdersSearch, withoutChips } from './filters.ts';
import classes from './workbench.module.css';

type Props = {
  search: OrdersSearch;
  onChange: (next: OrdersSearch) => void;
  carriers: readonly string[];
};

/** Minutes to ship-by that a desk asks for. */
const withins = [0, 120, 360, 1440] as const;

/** The filters as chips, and where they are set. Every change is a new address. */
export function FilterBar({ search, onChange, carriers }: Props) {
  const { t } = useTranslation();
  const chips = chipsOf(search);
  return (
    <div className={classes.filters}>
      <SearchField
        label={t('orders.filter.search')}
        value={search.search ?? ''}
        onChange={(text) => onChange({ ...search, search: text || undefined })}
      />
      <FilterFields search={search} onChange={onChange} carriers={carriers} />
      {chips
        .filter((name) => name !== 'search')
        .map((name) => (
          <Chip
            key={name}
            name={name}
            search={search}
            onDrop={() => onChange({ ...search, [name]: undefined })}
          />
        ))}
      {chips.length > 1 && (
        <Button variant="subtle" onClick={() => onChange(withoutChips(search))}>
          {t('orders.filter.dropAll')}
        </Button>
      )}
    </div>
  );
}

function Chip({
  name,
  search,
  onDrop,
}: {
  name: ChipName;
  search: OrdersSearch;
  onDrop: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = t(`orders.filter.${name}`);
  const value = (() => {
    switch (name) {
      case 'hold':
        return search.hold ? t(`holdKind.${search.hold}`) : '';
      case 'within':
        return withinWord(search.within ?? 0);
      case 'from':
      case 'to':
        return format.dayTime(search[name] ?? '');
      case 'single':
        return t('orders.filter.yes');
      default:
        return search[name] ?? '';
    }
  })();
  function withinWord(minutes: number) {
    return minutes === 0
      ? t('orders.filter.late')
      : t('orders.filter.under', { span: format.span(minutes * 60_000) });
  }
  return (
    <span className={classes.chip}>
      <span className="qs-ellipsis">
        {label}: <strong>{value}</strong>
      </span>
      <ActionIcon size="sm" onClick={onDrop} aria-label={t('orders.filter.drop', { name: label })}>
        <IconX size={14} />
      </ActionIcon>
    </span>
  );
}

function FilterFields({ search, onChange, carriers }: Props) {
  const { t } = useTranslation();
  return (
    <Popover position="bottom-start" width={340} trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={16} />}>
          {t('orders.filter.open')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <WithinField search={search} onChange={onChange} />
          <Select
            label={t('orders.filter.hold')}
            placeholder={t('orders.filter.any')}
            clearable
            comboboxProps={{ withinPortal: false }}
            data={holdKinds.map((kind) => ({ value: kind, label: t(`holdKind.${kind}`) }))}
            value={search.hold ?? null}
            onChange={(value) =>
              onChange({ ...search, hold: holdKinds.find((kind) => kind === value) })
            }
          />
          <Select
            label={t('orders.filter.carrier')}
            placeholder={t('orders.filter.any')}
            clearable
            searchable
            comboboxProps={{ withinPortal: false }}
            data={[...new Set([...carriers, ...(search.carrier ? [search.carrier] : [])])]}
            value={search.carrier ?? null}
            onChange={(value) => onChange({ ...search, carrier: value ?? undefined })}
          />
          <SkuField search={search} onChange={onChange} />
          <PlacedField search={search} onChange={onChange} />
          <Switch
            label={t('orders.filter.singleWhy')}
            checked={search.single === true}
            onChange={(event) =>
              onChange({ ...search, single: event.currentTarget.checked ? true : undefined })
            }
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

type FieldProps = Pick<Props, 'search' | 'onChange'>;

function WithinField({ search, onChange }: FieldProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const any = 'any';
  return (
    <div>
      <div style={{ marginBottom: 4, fontWeight: 500 }}>{t('orders.filter.within')}</div>
      <SegmentedControl
        fullWidth
        size="xs"
        value={search.within === undefined ? any : String(search.within)}
        onChange={(value) =>
          onChange({ ...search, within: value === any ? undefined : Number(value) })
        }
        data={[
          { value: any, label: t('orders.filter.any') },
          ...withins.map((minutes) => ({
            value: String(minutes),
            label:
              minutes === 0
                ? t('orders.filter.late')
                : `< ${format.span(minutes * 60_000).replace(/^1 d$/, '24 h')}`,
          })),
        ]}
      />
    </div>
  );
}

function SkuField({ search, onChange }: FieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(search.sku ?? '');
  useEffect(() => setText(search.sku ?? ''), [search.sku]);
  const apply = () => onChange({ ...search, sku: text.trim() || undefined });
  return (
    <TextInput
      label={t('orders.filter.sku')}
      placeholder={t('orders.filter.skuCode')}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === 'Enter') apply();
      }}
    />
  );
}

function PlacedField({ search, onChange }: FieldProps) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const [range, setRange] = useState<[string | null, string | null]>([null, null]);
  useEffect(
    () =>
      setRange([
        search.from ? dayjs(search.from).format('YYYY-MM-DD') : null,
        search.to ? dayjs(search.to).subtract(1, 'ms').format('YYYY-MM-DD') : null,
      ]),
    [search.from, search.to],
  );
  return (
    <DatePickerInput
      type="range"
      label={t('orders.filter.placed')}
      placeholder={t('orders.filter.any')}
      locale={language}
      clearable
      popoverProps={{ withinPortal: false }}
      value={range}
      onChange={([from, to]) => {
        setRange([from, to]);
        // Half a range is a person still choosing.
        if ((from === null) !== (to === null)) return;
        onChange({
          ...search,
          from: from === null ? undefined : dayjs(from).startOf('day').toISOString(),
          to: to === null ? undefined : dayjs(to).add(1, 'day').startOf('day').toISOString(),
        });
      }}
    />
  );
}
