import { Autocomplete } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ordersQuery } from '../orders/queries.ts';

type Props = {
  value: string | null;
  onChange: (carrier: string | null) => void;
  nodeId: string;
};

/** One carrier's orders only; the names offered are those of the orders that wait at the node. */
export function CarrierField({ value, onChange, nodeId }: Props) {
  const { t } = useTranslation();
  const { data } = useInfiniteQuery(ordersQuery({ state: 'released', nodeId }, 'ship_by'));
  const carriers = new Set(
    (data?.pages ?? []).flatMap((page) =>
      page.rows.flatMap((row) => (row.carrier === null ? [] : [row.carrier])),
    ),
  );
  return (
    <Autocomplete
      label={t('waves.carrier')}
      placeholder={t('waves.anyCarrier')}
      maxLength={60}
      clearable
      data={[...carriers].sort()}
      value={value ?? ''}
      onChange={(text) => onChange(text.trim() === '' ? null : text)}
    />
  );
}
