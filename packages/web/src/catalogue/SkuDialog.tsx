import { ActionIcon, Button, Group, NumberInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { catalogueRoutes, type Sku, type SkuInput } from '@quayside/contract';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';
import { useMe } from '../api/session.ts';
import { useAct } from '../api/use-act.ts';
import { Ask } from '../ui/Ask.tsx';

type Whole = number | '';
type Form = {
  skuCode: string;
  name: string;
  lengthMm: Whole;
  widthMm: Whole;
  heightMm: Whole;
  weightG: Whole;
  price: Whole;
  barcodes: { barcode: string; packName: string; unitsPer: Whole }[];
};

function formOf(sku: Sku | null, digits: number): Form {
  return {
    skuCode: sku?.skuCode ?? '',
    name: sku?.name ?? '',
    lengthMm: sku?.lengthMm ?? '',
    widthMm: sku?.widthMm ?? '',
    heightMm: sku?.heightMm ?? '',
    weightG: sku?.weightG ?? '',
    price: sku?.priceMinor === null || sku === null ? '' : sku.priceMinor / 10 ** digits,
    barcodes: sku?.barcodes.map((row) => ({ ...row })) ?? [],
  };
}

/** What was filled in, as the API takes it; what was left empty is not sent. */
function inputOf(form: Form, sku: Sku | null, currency: string, digits: number): SkuInput {
  const whole = (name: 'lengthMm' | 'widthMm' | 'heightMm' | 'weightG') =>
    form[name] === '' ? {} : { [name]: form[name] };
  return {
    skuCode: form.skuCode.trim(),
    name: form.name.trim(),
    tracking: sku?.tracking ?? 'none',
    ...whole('lengthMm'),
    ...whole('widthMm'),
    ...whole('heightMm'),
    ...whole('weightG'),
    ...(form.price === ''
      ? {}
      : { priceMinor: Math.round(form.price * 10 ** digits), currency: sku?.currency ?? currency }),
    tags: sku?.tags ?? [],
    barcodes: form.barcodes
      .filter(({ barcode }) => barcode.trim() !== '')
      .map(({ barcode, packName, unitsPer }) => ({
        barcode: barcode.trim(),
        ...(packName.trim() === '' ? {} : { packName: packName.trim() }),
        unitsPer: unitsPer === '' ? 1 : unitsPer,
      })),
    ...(sku?.isKit
      ? { components: sku.components.map(({ skuCode, qty }) => ({ skuCode, qty })) }
      : {}),
  };
}

/** Adds a SKU, or changes what it is. The code is its name everywhere and stays. */
export function SkuDialog({ sku, onClose }: { sku: Sku | null; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const currency = sku?.currency ?? me?.tenant.currency ?? 'SGD';
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
      .maximumFractionDigits ?? 2;
  const form = useForm<Form>({ initialValues: formOf(sku, digits) });
  const save = useAct(
    (values: Form) =>
      call(catalogueRoutes.putSkus, {
        body: { skus: [inputOf(values, sku, currency, digits)] },
      }),
    {
      stale: ['catalogue', 'stock'],
      said: (_, values) => t('skus.saved', { sku: values.skuCode.trim() }),
      onDone: onClose,
      isErrorShown: true,
    },
  );
  const whole = (name: 'lengthMm' | 'widthMm' | 'heightMm' | 'weightG', max: number) => (
    <NumberInput
      label={t(`skus.form.${name}`)}
      min={name === 'weightG' ? 0 : 1}
      max={max}
      allowDecimal={false}
      hideControls
      {...form.getInputProps(name)}
    />
  );
  return (
    <Ask
      isOpen
      size="lg"
      title={sku === null ? t('skus.add') : t('skus.changeOne', { sku: sku.skuCode })}
      verb={t('common.save')}
      isReady={form.values.skuCode.trim() !== '' && form.values.name.trim() !== ''}
      isBusy={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate(form.values)}
    >
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput
          label={t('skus.column.code')}
          maxLength={64}
          disabled={sku !== null}
          {...form.getInputProps('skuCode')}
        />
        <NumberInput
          label={t('skus.form.price', { currency })}
          min={0}
          decimalScale={digits}
          hideControls
          {...form.getInputProps('price')}
        />
      </Group>
      <TextInput label={t('skus.column.name')} maxLength={300} {...form.getInputProps('name')} />
      <Group grow align="flex-start">
        {whole('lengthMm', 20_000)}
        {whole('widthMm', 20_000)}
        {whole('heightMm', 20_000)}
        {whole('weightG', 2_000_000)}
      </Group>
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('skus.section.barcodes')}
        </Text>
        {form.values.barcodes.map((_, index) => (
          // Rows have no identity before they are saved; they are only added at the end or dropped.
          <Group key={`barcode ${index.toString()}`} gap="xs" wrap="nowrap" mb={4}>
            <TextInput
              style={{ flex: 2 }}
              aria-label={t('skus.column.barcode')}
              placeholder={t('skus.column.barcode')}
              maxLength={48}
              {...form.getInputProps(`barcodes.${index}.barcode`)}
            />
            <TextInput
              style={{ flex: 1 }}
              aria-label={t('skus.pack')}
              placeholder={t('skus.pack')}
              maxLength={40}
              {...form.getInputProps(`barcodes.${index}.packName`)}
            />
            <NumberInput
              w={90}
              aria-label={t('skus.unitsPer')}
              min={1}
              max={1_000_000}
              allowDecimal={false}
              {...form.getInputProps(`barcodes.${index}.unitsPer`)}
            />
            <ActionIcon
              aria-label={t('skus.dropBarcode')}
              onClick={() => form.removeListItem('barcodes', index)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          leftSection={<IconPlus size={16} />}
          onClick={() =>
            form.insertListItem('barcodes', { barcode: '', packName: '', unitsPer: 1 })
          }
        >
          {t('skus.addBarcode')}
        </Button>
      </div>
    </Ask>
  );
}
