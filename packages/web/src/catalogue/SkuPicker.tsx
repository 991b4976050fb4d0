import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { catalogueRoutes } from '@quayside/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/call.ts';

type Props = {
  label: string;
  value: string | null;
  onChange: (skuCode: string | null) => void;
  startText?: string;
};

const OFFERED = 20;

/** Chooses a SKU by typing its code or a part of its name. */
export function SkuPicker({ label, value, onChange, startText = '' }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(startText);
  const [asked] = useDebouncedValue(text.trim(), 200);
  const { data, isFetching } = useQuery({
    queryKey: ['catalogue', 'pick', asked],
    queryFn: ({ signal }) =>
      call(catalogueRoutes.listSkus, {
        query: { search: asked === '' ? undefined : asked, limit: OFFERED },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const offered = (data?.rows ?? []).map((sku) => ({
    value: sku.skuCode,
    label: `${sku.skuCode} · ${sku.name}`,
  }));
  return (
    <Select
      label={label}
      placeholder={t('skus.pick')}
      searchable
      searchValue={text}
      onSearchChange={setText}
      // The server has searched already; its answer is shown as it came.
      filter={({ options }) => options}
      data={offered}
      value={value}
      onChange={onChange}
      nothingFoundMessage={isFetching ? t('common.loading') : t('skus.pickNothing')}
      data-autofocus
    />
  );
}
